package main

import (
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// watched lets requests through to the stand-in and writes down when they came.
type watched struct {
	mu    sync.Mutex
	calls []watchedCall
}

type watchedCall struct {
	what string
	at   time.Time
}

func (w *watched) front(base string) http.Handler {
	u, err := url.Parse(base)
	if err != nil {
		panic(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(u)
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) } // lost stays lost
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if page := r.URL.Query().Get("page"); page == "" || page == "1" { // a look may take several pages
			w.mu.Lock()
			w.calls = append(w.calls, watchedCall{r.Method + " " + r.URL.Path, time.Now()})
			w.mu.Unlock()
		}
		proxy.ServeHTTP(rw, r)
	})
}

// on lists the calls to one path since the first POST there.
func (w *watched) on(suffix string) []watchedCall {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []watchedCall
	for _, c := range w.calls {
		if strings.HasSuffix(c.what, suffix) && (len(out) > 0 || strings.HasPrefix(c.what, "POST")) {
			out = append(out, c)
		}
	}
	return out
}

// TestUnknownWritesAreLookedUpTwice: a create whose answer was lost is not
// tried again before two looks at the list, half a minute apart, missed it.
func TestUnknownWritesAreLookedUpTwice(t *testing.T) {
	t.Parallel()
	const scale = 0.02
	spaced := time.Duration(float64(30*time.Second) * scale)
	stale := func(times int) act { return act{"fault": "stale", "seconds": 3600, "times": times} }
	for _, c := range []struct {
		name string
		lost string // before: GitHub never got it; after: it did
		read act    // what goes wrong when it is looked for
		want []string
	}{
		{"never applied", "before", nil, []string{"POST", "GET", "GET", "POST", "GET"}}, // the last for a twin
		{"applied", "after", nil, []string{"POST", "GET"}},
		{"applied, first look stale", "after", stale(1), []string{"POST", "GET", "GET"}},
		{"never applied, a look fails", "before", act{"fault": "status", "status": 502}, []string{"POST", "GET", "GET", "GET", "POST", "GET"}},
	} {
		for what, path := range map[string]string{"comment": "/repos/acme/widgets/issues/*/comments", "issue": "/repos/acme/widgets/issues"} {
			t.Run(what+" "+c.name, func(t *testing.T) {
				t.Parallel()
				w := &watched{}
				s := &story{rig: newRig(t, rigOptions{scale: scale, front: w.front, world: shortWorld()}), names: map[string]string{}, repos: map[string]string{}}
				s.rig.start()
				if what == "issue" {
					s.play(lines(mainJob)[0] + "\nsettle")
				}
				rules := []act{{"match": "POST " + path, "fault": "lost", "when": c.lost}}
				if c.read != nil {
					rules = append(rules, skipping(c.read, "GET "+path, what))
				}
				s.rig.faults(rules)
				s.play(lines(mainJob)[map[string]int{"comment": 0, "issue": 1}[what]] + "\nsettle")
				calls := w.on(strings.TrimPrefix(path, "/repos/acme/widgets/issues/*"))
				checkLooks(t, calls, c.want, spaced)
				s.rig.keepsPromises()
			})
		}
	}
}

// skipping is a read rule that leaves out the look at a pull request's answers
// before the first word.
func skipping(read act, match, what string) act {
	rule := act{"match": match, "skip": 0}
	for k, v := range read {
		rule[k] = v
	}
	if what == "comment" {
		rule["skip"] = 1
	}
	return rule
}

// checkLooks holds the calls against the expected ones, and the time between
// the two looks before a second try against the spacing.
func checkLooks(t *testing.T, calls []watchedCall, want []string, spaced time.Duration) {
	t.Helper()
	var got []string
	for _, c := range calls {
		method, _, _ := strings.Cut(c.what, " ")
		got = append(got, method)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("calls (-want +got):\n%s", diff)
	}
	if last := slices.Index(want[1:], "POST") + 1; last > 2 {
		if gap := calls[last-1].at.Sub(calls[last-2].at); gap < spaced {
			t.Errorf("the two looks before the second try are %s apart, want at least %s", gap, spaced)
		}
	}
}
