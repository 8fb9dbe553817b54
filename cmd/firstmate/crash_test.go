package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// crashOnly leaves the long suite to `make crash`.
func crashOnly(t *testing.T) {
	t.Helper()
	if os.Getenv("FIRSTMATE_CRASH") != "1" {
		t.Skip("left out: the true process is killed at each fault point only with FIRSTMATE_CRASH=1 (make crash)")
	}
}

// TestKilledAtEveryPoint kills the true process at the first visit of each
// fault point, in each scenario; somebody starts it again, and in the end
// everything is as if nothing had happened.
func TestKilledAtEveryPoint(t *testing.T) {
	crashOnly(t)
	began := time.Now()
	runs, reached := strike(t, "kill", func(a *attempt) bool {
		return strings.Contains(a.log.String(), "ended: signal: killed")
	})
	t.Logf("%d points reached, %d kills, %s", len(reached), runs, time.Since(began).Round(time.Second))
	for p, why := range unreached() {
		if reached[p] {
			t.Errorf("%s is reached after all: take it off the list", p)
		} else {
			t.Logf("not reached: %s (%s)", p, why)
		}
	}
	for _, p := range listedPoints(t) {
		if _, known := unreached()[p]; !known && !reached[p] {
			t.Errorf("no scenario reaches %s", p)
		}
	}
}

// TestAnswersLostAtEveryPoint lets each point report once that an answer was
// lost, where what was asked for has been done: the same in the end.
func TestAnswersLostAtEveryPoint(t *testing.T) {
	crashOnly(t)
	began := time.Now()
	runs, reached := strike(t, "lost", func(*attempt) bool { return true })
	t.Logf("%d points reached, %d answers lost, %s", len(reached), runs, time.Since(began).Round(time.Second))
}

// passes waits until a point was passed: what is read in the background comes
// later on a busy machine.
func (o *outside) passes(point string) {
	if slices.Contains(o.seenPoints(), point) {
		return
	}
	for end := time.Now().Add(restFor); !slices.Contains(o.seenPoints(), point) && time.Now().Before(end); {
		o.tick()
	}
	o.rest()
}

// strike plays every scenario once for each point it passes, with that action there.
func strike(t *testing.T, action string, struck func(*attempt) bool) (runs int, reached map[string]bool) {
	dbs, binary := newDatabases(t), build(t, "faultpoints")
	reached = map[string]bool{}
	var done atomic.Int64
	try := func(s scenario, p string, r trouble, want aftermath) func(t *testing.T) {
		return func(t *testing.T) {
			t.Parallel()
			a := s.prepare(t, binary, dbs.take(t))
			a.github = r.github
			a.play(r.faults(p + "=" + action)...)
			a.passes(p)
			if !struck(a) || !slices.Contains(a.seenPoints(), p) {
				t.Fatal("the point was not passed")
			}
			a.check(want)
			done.Add(1)
		}
	}
	t.Run("runs", func(t *testing.T) {
		for _, s := range scenarios() {
			var want aftermath
			var points []string
			if !t.Run(s.name+"/undisturbed", func(t *testing.T) { want, points = s.reference(t, binary, dbs.take(t)) }) {
				continue
			}
			for _, p := range slices.DeleteFunc(points, func(p string) bool { return !s.counts(p, action) }) {
				reached[p] = true
				t.Run(s.name+"/"+p, try(s, p, trouble{}, want))
			}
			for _, r := range s.rough() {
				for _, p := range r.points {
					reached[p] = true
					t.Run(s.name+"/rough/"+p, try(s, p, r, want))
				}
			}
		}
	})
	return int(done.Load()), reached
}

// trouble makes a scenario pass points that an undisturbed one does not.
type trouble struct {
	points []string
	first  string // a fault of its own that leads to the points
	github []act  // what goes wrong at GitHub
	next   bool   // the points are passed by the process after the one that died of first
}

// faults are those of each start.
func (r trouble) faults(strike string) []string {
	switch {
	case r.next:
		return []string{r.first, strike}
	case r.first != "":
		return []string{r.first + "," + strike}
	}
	return []string{strike}
}

// rough are the troubles that lead to the points of retries and takeovers.
func (s scenario) rough() []trouble {
	if s.name != "greet" {
		return nil
	}
	around := func(script string) []string { return []string{"redis.before." + script, "redis.after." + script} }
	once := func(match string, rule act) []act {
		rule["match"] = match
		return []act{rule}
	}
	const comments = "POST /repos/*/*/issues/*/comments"
	return []trouble{
		{points: around("sweep"), first: "deliver.decoded=kill", next: true},
		{points: around("keep"), first: "deliver.decoded=pause:400ms"},
		{points: around("release"), first: "deliver.decoded=panic"},
		{points: around("defer"), github: once("GET /repos/*/*/pulls/*", act{"fault": "status", "status": 502})},
		{points: around("hold"), github: once(comments, act{"fault": "lost"})},
		{points: around("gate"), github: once(comments, act{"fault": "status", "status": 429, "headers": act{"Retry-After": "1"}})},
	}
}

// unreached are points the scenarios cannot pass, each with the reason.
func unreached() map[string]string {
	list := map[string]string{}
	for script, why := range map[string]string{
		"park": "nothing is parked where all goes well in the end", "unpark": "people do that",
		"reap": "once an hour", "forget": "a repository is renamed", "session": "somebody signs in",
	} {
		list["redis.before."+script], list["redis.after."+script] = why, why
	}
	for _, kind := range []mentorship.EffectKind{
		mentorship.EffectWaiting, mentorship.EffectCongrats, mentorship.EffectCheckin, mentorship.EffectIdle,
		mentorship.EffectHelp, mentorship.EffectTell, mentorship.EffectWiden, mentorship.EffectLabel,
		mentorship.EffectNudge, mentorship.EffectDigest, mentorship.EffectReport,
	} {
		for _, place := range []string{"loaded", "rendered", "sent", "recorded"} {
			list["effect."+place+"."+string(kind)] = "another kind of effect on the same way"
		}
	}
	for p := range whileCatchingUp() {
		list[p] = "TestKilledWhileCatchingUp is killed there"
	}
	for _, p := range whileRebuilding() {
		if strings.HasPrefix(p, "rebuild.") && p != "rebuild.begun" {
			list[p] = "TestKilledWhileRebuilding is killed there"
		}
	}
	list["recovery.dropped"] = "thirty days after the App was uninstalled"
	return list
}

// listedPoints are the names in docs/fault-points.md.
func listedPoints(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../docs/fault-points.md")
	if err != nil {
		t.Fatal(err)
	}
	var points []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_.]+)` ").FindAllStringSubmatch(string(text), -1) {
		points = append(points, m[1])
	}
	if len(points) < 25 {
		t.Fatalf("only %d points listed", len(points))
	}
	return points
}
