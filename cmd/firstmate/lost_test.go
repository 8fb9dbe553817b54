package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// writeKinds are the requests by which the main job changes something on GitHub.
func writeKinds() map[string]string {
	return map[string]string{
		"comment.create":  "POST /repos/*/*/issues/*/comments",
		"comment.edit":    "PATCH /repos/*/*/issues/comments/*",
		"issue.create":    "POST /repos/*/*/issues",
		"issue.edit":      "PATCH /repos/*/*/issues/*",
		"assignee.add":    "POST /repos/*/*/issues/*/assignees",
		"reaction.create": "POST /repos/*/*/issues/comments/*/reactions",
	}
}

// TestAnswersOfGitHubLost loses GitHub's answer once for each kind of write in
// each scenario: the true process looks, and writes nothing twice.
func TestAnswersOfGitHubLost(t *testing.T) {
	crashOnly(t)
	dbs, binary := newDatabases(t), build(t, "faultpoints")
	for _, s := range scenarios() {
		var want aftermath
		if !t.Run(s.name+"/undisturbed", func(t *testing.T) { want, _ = s.reference(t, binary, dbs.take(t)) }) {
			continue
		}
		for kind, match := range writeKinds() {
			if !slices.ContainsFunc(want.Lines, func(l string) bool { return strings.HasPrefix(l, kind+" ") }) {
				continue // it writes nothing of that kind
			}
			for _, when := range []string{"before", "after"} {
				t.Run(fmt.Sprint(s.name, "/", kind, "/", when), func(t *testing.T) {
					t.Parallel()
					a := s.prepare(t, binary, dbs.take(t))
					a.github = []act{{"match": match, "fault": "lost", "when": when}}
					a.play()
					a.check(want)
				})
			}
		}
	}
}

// TestRedisKilledMidway kills Redis while the true process stands at a fault
// point, and starts it again on its file: nothing is lost, nothing is doubled.
func TestRedisKilledMidway(t *testing.T) {
	crashOnly(t)
	dbs, binary := newDatabases(t), build(t, "faultpoints")
	for _, s := range scenarios()[:3] {
		var want aftermath
		if !t.Run(s.name+"/undisturbed", func(t *testing.T) { want, _ = s.reference(t, binary, dbs.take(t)) }) {
			continue
		}
		for _, p := range []string{"door.verified", "redis.after.accept", "deliver.decoded", "redis.before.commit", "redis.after.commit",
			"redis.after.pump", "github.before", "github.after"} {
			t.Run(s.name+"/"+p, func(t *testing.T) {
				t.Parallel()
				url, crash := redistest.Start(t)
				a := s.prepare(t, binary, url)
				a.launch(p + "=pause:600ms")
				for _, line := range a.act {
					a.story.line(line)
				}
				for !slices.Contains(a.seenPoints(), p) {
					a.tick()
				}
				crash()
				a.rest()
				if a.died() > 1 || a.died() > 0 && len(s.before) == 0 {
					t.Errorf("the program died %d times of it", a.died())
				}
				a.check(want)
			})
		}
	}
}

// TestTroubledAnswers spoils every kind of write of the main job once, in each
// way GitHub or the net between can: the effects are there, each once.
func TestTroubledAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		rule act
	}{
		{"500 before", act{"fault": "status", "status": 500}},
		{"502 after", act{"fault": "status", "status": 502, "when": "after"}},
		{"403 limit with Retry-After", act{"fault": "status", "status": 403, "headers": act{"Retry-After": "1"}}},
		{"403 limit without headers", act{"fault": "status", "status": 403}},
		{"429 limit with Retry-After", act{"fault": "status", "status": 429, "headers": act{"Retry-After": "1"}}},
		{"429 limit without headers", act{"fault": "status", "status": 429}},
		{"lost before", act{"fault": "lost"}},
		{"lost after", act{"fault": "lost", "when": "after"}},
		{"reset after", act{"fault": "reset", "when": "after"}},
		{"slow drip", act{"fault": "slow", "when": "after", "seconds": 0.5}},
		{"truncated JSON before", act{"fault": "truncated"}},
		{"truncated JSON after", act{"fault": "truncated", "when": "after"}},
		{"HTML with 200 before", act{"fault": "html"}},
		{"HTML with 200 after", act{"fault": "html", "when": "after"}},
		{"conflict before", act{"fault": "status", "status": 409}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			playSpoiled(t, rigOptions{scale: 0.02, world: shortWorld()}, spoilAll(c.rule))
		})
	}
}

// TestStaleLists loses the answer of each create, and the first look for it
// reads a list from before: only the second look, later, finds it.
func TestStaleLists(t *testing.T) {
	t.Parallel()
	rules := spoilAll(act{"fault": "lost", "when": "after"})
	rules = append(rules,
		act{"match": "GET /repos/*/*/issues/*/comments", "fault": "stale", "seconds": 3600, "skip": 1},
		act{"match": "GET /repos/*/*/issues", "fault": "stale", "seconds": 3600})
	playSpoiled(t, rigOptions{scale: 0.02, world: shortWorld()}, rules)
}

// TestRedirectsAreNotFollowed answers every write with a redirect to another
// host: nothing is asked there, and no token goes there.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var asked []string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, fmt.Sprint(r.Method, " ", r.URL.Path, " authorization: ", r.Header.Get("Authorization") != ""))
	}))
	defer elsewhere.Close()
	t.Run("redirected", func(t *testing.T) {
		for status, when := range map[int]string{301: "before", 302: "after", 307: "after", 308: "before"} {
			t.Run(fmt.Sprint(status, " ", when), func(t *testing.T) {
				t.Parallel()
				rule := act{"fault": "redirect", "when": when, "status": status, "headers": act{"Location": elsewhere.URL + "/repos/acme/widgets/issues"}}
				rules := append(spoilAll(rule), act{
					"match": "GET /repos/*/*/pulls/*", "fault": "redirect", "status": status, "headers": act{"Location": elsewhere.URL + "/repos/acme/widgets"},
				})
				playSpoiled(t, rigOptions{scale: 0.02, world: shortWorld()}, rules)
			})
		}
	})
	mu.Lock()
	defer mu.Unlock()
	if len(asked) > 0 {
		t.Errorf("asked elsewhere: %v", asked)
	}
}

// spoilAll is the same fault once for each kind of write.
func spoilAll(rule act) []act {
	var rules []act
	for _, match := range writeKinds() {
		r := act{"match": match}
		for k, v := range rule {
			r[k] = v
		}
		rules = append(rules, r)
	}
	return rules
}

// playSpoiled plays the main job with these faults: all effects, each once.
func playSpoiled(t *testing.T, o rigOptions, rules []act) {
	t.Helper()
	s := &story{rig: newRig(t, o), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	s.rig.faults(rules)
	for _, line := range lines(mainJob) {
		s.line(line)
		s.rig.settle()
	}
	got := slices.DeleteFunc(s.written(), func(l string) bool { return strings.HasSuffix(l, "(not applied)") })
	want := mainLedger()
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(slices.Compact(want), slices.Compact(got)); diff != "" {
		t.Errorf("writes (-want +got):\n%s\n%s", diff, s.rig.ledgerText())
	}
	s.rig.keepsPromises()
	if parked, err := s.rig.program.store.ParkedWork(t.Context()); err != nil || len(parked) > 0 {
		t.Errorf("parked: %v (%v)", parked, err)
	}
}

// TestStumbleAtTheStart: what GitHub does not tell when the program starts is
// asked again, not only at the next start.
func TestStumbleAtTheStart(t *testing.T) {
	t.Parallel()
	for name, match := range map[string]string{
		"repositories": "GET /installation/repositories", "house rules": "GET /repos/*/*/contents/**", "past": "POST /graphql",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &story{rig: newRig(t, rigOptions{scale: 0.02, world: shortWorld()}), names: map[string]string{}, repos: map[string]string{}}
			s.rig.faults([]act{{"match": match, "fault": "status", "status": 502}})
			s.rig.start()
			s.play(lines(mainJob)[0] + "\nsettle")
			if diff := cmp.Diff(mainLedger()[:1], s.written()); diff != "" {
				t.Errorf("ledger (-want +got):\n%s", diff)
			}
			repo, _, err := s.rig.program.store.FindRepo(t.Context(), "acme/widgets")
			if err != nil {
				t.Fatal(err)
			}
			if past, err := s.rig.program.store.Backfill(t.Context(), repo); err != nil || !past.Done {
				t.Errorf("the past was not read: %+v (%v)", past, err)
			}
		})
	}
}
