package main

import (
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// callKinds are the requests of the main job: what it writes, and what it reads.
func callKinds() map[string]string {
	kinds := map[string]string{
		"pull":          "GET /repos/*/*/pulls/*",
		"files":         "GET /repos/*/*/pulls/*/files",
		"reviews":       "GET /repos/*/*/pulls/*/reviews",
		"remarks":       "GET /repos/*/*/issues/*/comments",
		"issue":         "GET /repos/*/*/issues/*",
		"issues":        "GET /repos/*/*/issues",
		"comment":       "GET /repos/*/*/issues/comments/*",
		"account by id": "GET /user/*",
		"search":        "GET /search/issues",
	}
	maps.Copy(kinds, writeKinds())
	return kinds
}

// limits watches that nothing is asked while GitHub asks to wait, and which
// kinds of requests there are at all.
type limits struct {
	mu     sync.Mutex
	until  map[string]time.Time // by token
	early  []string
	passed map[string]int
}

func (l *limits) front(base string) http.Handler {
	u, err := url.Parse(base)
	if err != nil {
		panic(err)
	}
	l.until, l.passed = map[string]time.Time{}, map[string]int{}
	proxy := httputil.NewSingleHostReverseProxy(u)
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) } // lost stays lost
	proxy.ModifyResponse = l.heard
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.asked(r)
		proxy.ServeHTTP(w, r)
	})
}

// heard notes until when an answer asks its token to wait.
func (l *limits) heard(r *http.Response) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if seconds, err := strconv.Atoi(r.Header.Get("Retry-After")); err == nil {
		l.until[r.Request.Header.Get("Authorization")] = time.Now().Add(time.Duration(seconds) * time.Second)
	}
	return nil
}

func (l *limits) asked(r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if left := time.Until(l.until[r.Header.Get("Authorization")]); left > 0 {
		l.early = append(l.early, fmt.Sprintf("%s %s came %s too early", r.Method, r.URL.Path, left))
	}
	for kind, match := range callKinds() {
		if ok, _ := path.Match(match, r.Method+" "+r.URL.Path); ok {
			l.passed[kind]++
		}
	}
}

// TestFaultMatrix spoils each kind of request of the main job once, in each way
// GitHub or the net between can spoil it. What passes leaves all effects, each
// once; what is final is never tried again; and no request comes while GitHub
// asks to wait.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		rule  act
		final bool // the effect will never happen, so the job may end early
	}{
		{"500", act{"fault": "status", "status": 500}, false},
		{"502 after it was applied", act{"fault": "status", "status": 502, "when": "after"}, false},
		{"503", act{"fault": "status", "status": 503}, false},
		{"504 after it was applied", act{"fault": "status", "status": 504, "when": "after"}, false},
		{"reset before it was applied", act{"fault": "reset"}, false},
		{"reset after it was applied", act{"fault": "reset", "when": "after"}, false},
		{"lost after it was applied", act{"fault": "lost", "when": "after"}, false},
		{"403 with Retry-After", act{"fault": "status", "status": 403, "headers": act{"Retry-After": "1"}}, false},
		{"403 by its words alone", act{"fault": "status", "status": 403}, false},
		{"429", act{"fault": "status", "status": 429, "headers": act{"Retry-After": "1"}}, false},
		{"404 that passes", act{"fault": "status", "status": 404}, false},
		{"301 to elsewhere", act{"fault": "redirect", "status": 301, "headers": act{"Location": "https://elsewhere.example/x"}}, false},
		{"410", act{"fault": "status", "status": 410}, true},
		{"422", act{"fault": "status", "status": 422}, true},
		{"401", act{"fault": "status", "status": 401}, false},
		{"451", act{"fault": "status", "status": 451}, true},
		{"truncated JSON", act{"fault": "truncated", "when": "after"}, false},
		{"HTML with 200", act{"fault": "html"}, false},
		{"a drip", act{"fault": "slow", "when": "after", "seconds": 0.5}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var rules []act
			for _, match := range callKinds() {
				if c.final && !strings.Contains(match, "POST ") && !strings.Contains(match, "PATCH ") {
					continue // a read that is refused for good is the rules' own matter
				}
				r := maps.Clone(c.rule)
				r["match"] = match
				rules = append(rules, r)
			}
			l := &limits{}
			o := rigOptions{scale: 0.02, world: shortWorld(), front: l.front}
			if c.final {
				playRefused(t, o, rules)
			} else {
				playSpoiled(t, o, rules)
			}
			if len(l.early) > 0 {
				t.Errorf("asked while GitHub asks to wait: %q", l.early)
			}
			for kind := range callKinds() {
				if !c.final && l.passed[kind] == 0 {
					t.Errorf("nothing was asked of the kind %q", kind)
				}
			}
		})
	}
}

// playRefused plays the main job where writes are refused for good: each is
// asked for once, nothing is set aside, and the promises are kept.
func playRefused(t *testing.T, o rigOptions, rules []act) {
	t.Helper()
	s := &story{rig: newRig(t, o), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	s.rig.faults(rules)
	for _, line := range lines(mainJob) {
		s.line(line)
		s.rig.settle()
	}
	if n := s.rig.program.count("effect_refused"); n == 0 {
		t.Error("nothing was refused")
	}
	tries := map[string]int{}
	for _, w := range s.rig.ledger().Writes {
		if w.Body != nil {
			tries[fmt.Sprint(w.Kind, w.Repo, w.Number, w.ID, *w.Body)]++
		}
	}
	if worst := slices.Max(append([]int{0}, slices.Collect(maps.Values(tries))...)); worst > 1 {
		t.Errorf("a write that was refused for good was tried %d times:\n%s", worst, s.rig.ledgerText())
	}
	s.rig.keepsPromises()
	if parked, err := s.rig.program.store.ParkedWork(t.Context()); err != nil || len(parked) > 0 {
		t.Errorf("parked: %v (%v)", parked, err)
	}
}

// TestNotFoundForGood: a 404 may be GitHub's reads that lag behind its writes, or
// trouble, where the conversation itself can be read: it is asked again for a
// day; then that was the last word.
func TestNotFoundForGood(t *testing.T) {
	t.Parallel()
	s := &story{rig: newRig(t, rigOptions{scale: 0.02, world: shortWorld()}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	s.rig.faults([]act{{"match": "POST /repos/*/*/issues/*/comments", "fault": "status", "status": 404, "times": -1}})
	s.line(lines(mainJob)[0])
	for len(s.rig.ledger().Writes) < 2 {
		s.rig.program.poke()
	}
	s.rig.pass("25h")
	tried := len(s.rig.ledger().Writes)
	s.rig.pass("1h")
	if now := len(s.rig.ledger().Writes); now != tried || s.rig.program.count("effect_refused") != 1 {
		t.Errorf("%d tries became %d, %d refused", tried, now, s.rig.program.count("effect_refused"))
	}
}
