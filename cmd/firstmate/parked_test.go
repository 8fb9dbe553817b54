package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// TestParkedCommand: what was set aside is listed with its reason, handed out
// again, or forgotten, by one command.
func TestParkedCommand(t *testing.T) {
	t.Parallel()
	url, _ := redistest.Start(t)
	store, err := redisstore.Open(t.Context(), redisstore.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	read := func() mentorship.Work {
		t.Helper()
		for {
			w, err := store.Read(t.Context(), "w", 1)
			if err != nil {
				t.Fatal(err)
			}
			if len(w) > 0 {
				return w[0]
			}
		}
	}
	for _, id := range []string{"a", "b", "c"} {
		d := mentorship.Delivery{ID: id, Event: "pull_request", Tenant: 7, Body: []byte("{}"), At: time.Now()}
		if _, err := store.Accept(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if err := store.Park(t.Context(), read(), "GitHub was in trouble for seven days"); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "redis")
	if err := os.WriteFile(file, []byte(url), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		code int
		want []string // on stdout, or one on stderr
	}{
		{"parked", 0, []string{"delivery:7:a", "delivery:7:b", "delivery:7:c", "GitHub was in trouble for seven days"}},
		{"parked list --format json", 0, []string{`[{"id":"delivery:7:a","tenant":7,"event":"pull_request","reason":"GitHub was`}},
		{"parked retry", 2, []string{"--all"}},
		{"parked retry delivery:7:a --all", 2, []string{"--all"}},
		{"parked retry delivery:7:a nonsense", 1, []string{"delivery:7:a is handed out again", "nonsense is not set aside"}},
		{"parked drop delivery:7:b", 0, []string{"delivery:7:b is forgotten"}},
		{"parked drop delivery:7:b", 1, []string{"delivery:7:b is not set aside"}},
		{"parked retry --all", 0, []string{"delivery:7:c is handed out again"}},
		{"parked list --format json", 0, []string{"[]"}},
		{"parked", 0, nil},
	} {
		var out, errs safeBuffer
		code := run(t.Context(), append(strings.Fields(c.args), "--redis-url-file", file), &out, &errs)
		if code != c.code {
			t.Errorf("%s: exit %d, want %d: %s", c.args, code, c.code, errs.String())
		}
		for _, want := range c.want {
			if text := out.String() + errs.String(); !strings.Contains(text, want) {
				t.Errorf("%s lacks %q:\n%s", c.args, want, text)
			}
		}
		if c.want == nil && out.String() != "" {
			t.Errorf("%s: %s", c.args, out.String())
		}
	}
	again := []string{read().ID, read().ID}
	if slices.Sort(again); !slices.Equal(again, []string{"a", "c"}) {
		t.Errorf("handed out again: %v", again)
	}
}

// handOut hands out again what cost three workers their lives, as people do who
// were told of it: here the workers were killed. It returns how much that was, and
// what was set aside for other reasons and stays so.
func handOut(ctx context.Context, store *redisstore.Store, now time.Time) (n int, rest []redisstore.Parked, err error) {
	parked, err := store.ParkedWork(ctx)
	for _, p := range parked {
		if p.Reason != "cost 3 workers their lives" {
			rest = append(rest, p)
			continue
		}
		if _, err := store.RetryParked(ctx, p.ID, now); err != nil {
			return n, rest, err
		}
		n++
	}
	return n, rest, err
}
