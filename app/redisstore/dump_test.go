package redisstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// TestDump: what is exported and imported is what was there, on the embedded
// Redis and on a real one, whatever bytes the values hold.
func TestDump(t *testing.T) {
	t.Run("embedded", func(t *testing.T) {
		srv := embedded.New()
		t.Cleanup(srv.Close)
		c := srv.Client()
		t.Cleanup(func() { c.Close() })
		dumps(t, c)
	})
	t.Run("real", func(t *testing.T) {
		url, _ := redistest.Start(t)
		o, err := redis.ParseURL(url)
		if err != nil {
			t.Fatal(err)
		}
		c := redis.NewClient(o)
		t.Cleanup(func() { c.Close() })
		dumps(t, c)
	})
}

func dumps(t *testing.T, c redis.UniversalClient) {
	ctx := t.Context()
	s, err := redisstore.Open(ctx, redisstore.Options{Client: c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	rapid.Check(t, func(r *rapid.T) {
		if err := c.FlushAll(ctx).Err(); err != nil {
			r.Fatal(err)
		}
		fillWorld(ctx, r, s, c)
		want := all(ctx, r, c)
		var file bytes.Buffer
		tenants, _, err := s.Export(ctx, &file, nil, then())
		if err != nil || tenants != 2 {
			r.Fatalf("export of %d tenants: %v", tenants, err)
		}
		if _, _, err := s.Import(ctx, bytes.NewReader(file.Bytes()), false, then()); !errors.Is(err, redisstore.ErrNotEmpty) {
			r.Fatalf("importing over what is there: %v", err)
		}
		if rapid.Bool().Draw(r, "replace") {
			if err := c.HSet(ctx, recordPrefix(ctx, r, c, 42)+"ops", "1", "{}").Err(); err != nil {
				r.Fatal(err)
			}
		} else if err := c.FlushAll(ctx).Err(); err != nil {
			r.Fatal(err)
		}
		if _, _, err := s.Import(ctx, bytes.NewReader(file.Bytes()), true, then()); err != nil {
			r.Fatal(err)
		}
		got := all(ctx, r, c)
		if diff := cmp.Diff(want, got); diff != "" {
			r.Fatalf("exported and imported (-was +is):\n%s", diff)
		}
	})
}

// fillWorld makes two tenants with something of every kind.
func fillWorld(ctx context.Context, r *rapid.T, s *redisstore.Store, c redis.UniversalClient) {
	must := func(err error) {
		if err != nil {
			r.Fatal(err)
		}
	}
	value := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 40), func(b []byte) string { return string(b) }))
	for _, t := range []int64{42, 7} {
		must(s.SetRepos(ctx, t, []mentorship.Repo{{Tenant: t, ID: 500 + t, Owner: fmt.Sprint("o", t), Name: "r"}}, nil))
		must(s.SetRecovery(ctx, t, mentorship.Recovery{Done: then()}))
		prefix := recordPrefix(ctx, r, c, t)
		for i := range rapid.IntRange(0, 5).Draw(r, "records") {
			m := mentorship.Mentorship{ID: fmt.Sprintf("o1-%d", i), Newcomer: mentorship.Person{ID: int64(i), Login: "n"}, State: mentorship.StateActive}
			effects := []mentorship.Effect{{Key: fmt.Sprint(m.ID, "/greet/c1"), Kind: mentorship.EffectGreet, Mentorship: m.ID}}
			must(s.Commit(ctx, mentorship.Commit{Op: fmt.Sprint("op", i), Tenant: t, After: m, Before: mentorship.Mentorship{ID: m.ID}, Effects: effects, Capacity: -1, PerWeek: -1, Row: "T1", Now: then()}))
		}
		must(s.SetStanding(ctx, t, mentorship.Standing{Person: mentorship.Person{ID: 9, Login: "nine"}, OptedOut: then()}))
		_, err := s.Bury(ctx, t, value.Draw(r, "hash"), then())
		must(err)
		must(c.HSet(ctx, prefix+"index:1", "at", value.Draw(r, "index"), value.Draw(r, "name"), "x").Err())
		must(c.Set(ctx, prefix+"merged:1", value.Draw(r, "bits"), 0).Err())
		must(c.RPush(ctx, prefix+"texts:1#2", value.Draw(r, "time"), "2").Err())
	}
}

// recordPrefix is what the keys of a tenant begin with.
func recordPrefix(ctx context.Context, r *rapid.T, c redis.UniversalClient, t int64) string {
	keys, err := c.Keys(ctx, fmt.Sprintf("fm:*:%d:repos", t)).Result()
	if err != nil || len(keys) != 1 {
		r.Fatalf("where tenant %d lives: %v %v", t, keys, err)
	}
	return strings.TrimSuffix(keys[0], "repos")
}

// all is everything in Redis but what an export leaves out.
func all(ctx context.Context, r *rapid.T, c redis.UniversalClient) map[string]string {
	keys, err := c.Keys(ctx, "fm:*").Result()
	if err != nil {
		r.Fatal(err)
	}
	out := map[string]string{}
	for _, k := range keys {
		_, name, _ := strings.Cut(k, "}:")
		if name == "work" || strings.Contains(name, ":op:") {
			continue
		}
		var v any
		switch kind := c.Type(ctx, k).Val(); kind {
		case "hash":
			m := c.HGetAll(ctx, k).Val()
			delete(m, "pump")
			for _, f := range slices.Sorted(maps.Keys(m)) {
				if !strings.HasSuffix(k, ":count") || m[f] != "0" {
					out[k+" "+f] = m[f]
				}
			}
			continue
		case "zset":
			var members []string
			for _, z := range c.ZRangeWithScores(ctx, k, 0, -1).Val() {
				if m := z.Member.(string); !strings.HasPrefix(m, "g:") {
					members = append(members, fmt.Sprint(m, " ", int64(z.Score)))
				}
			}
			v = members
		case "set":
			members := c.SMembers(ctx, k).Val()
			slices.Sort(members)
			v = members
		case "list":
			v = c.LRange(ctx, k, 0, -1).Val()
		case "stream":
			v = c.XRange(ctx, k, "-", "+").Val()
		default:
			v = c.Get(ctx, k).Val()
		}
		if text := fmt.Sprint(v); text != "[]" {
			out[k] = text
		}
	}
	return out
}

// TestImportRefuses: what cannot be taken over changes nothing.
func TestImportRefuses(t *testing.T) {
	srv := embedded.New()
	t.Cleanup(srv.Close)
	c := srv.Client()
	t.Cleanup(func() { c.Close() })
	s, err := redisstore.Open(t.Context(), redisstore.Options{Client: c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	const head = `{"format":"firstmate-state","version":1,"schema":1,"made":1}` + "\n"
	const good = `{"t":1,"k":"m:a","y":"hash","v":["v","1","s","1","j","{}"]}` + "\n"
	for name, c := range map[string]struct{ file, want string }{
		"empty":          {"", "no file that"},
		"something else": {"{}\n", "no file that"},
		"newer":          {`{"format":"firstmate-state","version":2,"schema":1}` + "\n", "a newer firstmate"},
		"newer records":  {`{"format":"firstmate-state","version":1,"schema":2}` + "\n", "a newer firstmate"},
		"newer record":   {head + `{"t":1,"k":"m:a","y":"hash","v":["v","1","s","2","j","{}"]}` + "\n" + `{"end":1}`, "line 2: newer"},
		"cut off":        {head + good, "line 3: the file was cut off"},
		"a line short":   {head + good + `{"end":2}`, "2 lines were written, 1 are here"},
		"more":           {head + good + `{"end":1}` + "\n" + good, "behind the end"},
		"no line":        {head + "nonsense\n" + `{"end":1}`, "line 2: this is no part"},
		"no tenant":      {head + `{"k":"m:a","y":"hash","v":["v","1"]}` + "\n" + `{"end":1}`, "of no tenant"},
		"odd":            {head + `{"t":1,"k":"m:a","y":"hash","v":["v"]}` + "\n" + `{"end":1}`, "has no name"},
		"no number":      {head + `{"t":1,"k":"queue","y":"zset","v":["v","x"]}` + "\n" + `{"end":1}`, "no number"},
		"unknown":        {head + `{"t":1,"k":"m:a","y":"graph","v":["v"]}` + "\n" + `{"end":1}`, "a kind nobody knows"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := s.Import(t.Context(), strings.NewReader(c.file), false, then())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("err = %v, want one that says %q", err, c.want)
			}
			for _, of := range []int64{0, 1} {
				if ids, err := s.Mentorships(t.Context(), of); err != nil || len(ids) > 0 {
					t.Errorf("something was kept: %v %v", ids, err)
				}
			}
		})
	}
}

// FuzzImport: no file makes the reader fall over.
func FuzzImport(f *testing.F) {
	f.Add(`{"format":"firstmate-state","version":1,"schema":1}` + "\n" + `{"t":1,"k":"/wake","v":["m:1:a","5"]}` + "\n" + `{"end":1}`)
	f.Add(`{"format":"firstmate-state","version":1,"schema":1}` + "\n" + `{"t":1,"k":"x","y":"string","v":[{"b64":"/w=="}]}` + "\n" + `{"end":1}`)
	srv := embedded.New()
	f.Cleanup(srv.Close)
	c := srv.Client()
	f.Cleanup(func() { c.Close() })
	s, err := redisstore.Open(context.Background(), redisstore.Options{Client: c})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	f.Fuzz(func(t *testing.T, file string) {
		_, _, _ = s.Import(t.Context(), strings.NewReader(file), true, then())
	})
}
