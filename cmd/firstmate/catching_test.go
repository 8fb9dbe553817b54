package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// whileCatchingUp are the points on the way of what no delivery told, by where
// it is found: in GitHub's delivery log, or by looking through repositories.
func whileCatchingUp() map[string]string {
	const log, scan = "log", "scan"
	return map[string]string{
		"catchup.log.listed": log, "catchup.fetched": log, "catchup.kept": log, "catchup.log.noted": log,
		"redis.before.lease": log, "redis.after.lease": log,
		"catchup.scan.listed": scan, "catchup.look.kept": scan, "look.pull": scan, "catchup.scan.noted": scan,
	}
}

// TestKilledWhileCatchingUp kills the true process while it catches up with what
// happened while it was down, or what GitHub never sent. Nobody delivers it again:
// the next process has to find it, and does everything once.
func TestKilledWhileCatchingUp(t *testing.T) {
	crashOnly(t)
	dbs, binary := newDatabases(t), build(t, "faultpoints")
	for _, way := range []string{"log", "scan"} {
		var want aftermath
		if !t.Run(way+"/undisturbed", func(t *testing.T) {
			a := missed(t, binary, dbs.take(t), way)
			a.launch()
			a.until(2)
			a.rest()
			want = a.leaves()
			slices.Sort(want.Texts)
			if !slices.Contains(want.Creates, "comment.create pull mentions ada") || !slices.Contains(want.Creates, "comment.create pull") {
				t.Fatalf("undisturbed, it creates %v", want.Creates)
			}
		}) {
			continue
		}
		for p, found := range whileCatchingUp() {
			if found != way {
				continue
			}
			t.Run(way+"/"+p, func(t *testing.T) {
				t.Parallel()
				a := missed(t, binary, dbs.take(t), way)
				a.launch(p + "=kill")
				a.until(len(want.Creates))
				a.rest()
				if !strings.Contains(a.log.String(), "ended: signal: killed") {
					t.Fatal("the point was not passed")
				}
				got := a.leaves()
				slices.Sort(got.Texts) // which of the two comes first is open
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("not as undisturbed (-undisturbed +now):\n%s\n%s", diff, a.ledgerText())
				}
				a.keepsPromises()
			})
		}
	}
}

// until waits until that much was created: a process that waits for its turn to
// catch up has nothing in hand.
func (a *attempt) until(creates int) {
	a.t.Helper()
	for deadline := time.Now().Add(restFor); len(a.story.creates()) < creates; a.tick() {
		if time.Now().After(deadline) {
			a.t.Fatalf("it does not catch up:\n%s", a.ledgerText())
		}
	}
}

// missed is a process that is down, and what happened meanwhile.
func missed(t *testing.T, binary, redis, way string) *attempt {
	t.Helper()
	o := newOutside(t, binary, redis)
	o.alone = true
	a := &attempt{scenario: scenario{name: "missed"}, outside: o, story: &story{rig: o.rig, names: map[string]string{}, repos: map[string]string{}}}
	o.launch()
	redistest.Until(t, "it serves", func(context.Context) bool { return strings.Contains(o.log.String(), "msg=serving") }) // the door opens before
	o.rest()
	o.kill()
	span := "1h"
	if way == "scan" {
		a.story.line("hold")
		span = "25h"
	}
	a.story.line(`open_pull author=nia title="Keep the cache warm" files=store/cache.go -> pull`)
	a.story.line(`comment number=pull author=nia body="/mentor help"`)
	if err := o.door.advance(t.Context(), duration(t, span)); err != nil {
		t.Fatal(err)
	}
	return a
}
