package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// TestDaysPassForTheBinary lets the true binary, built as people get it, live
// from a newcomer's first pull request to the natural end eight days after the
// merge, by the clock of the stand-in.
func TestDaysPassForTheBinary(t *testing.T) {
	t.Parallel()
	url, _ := redistest.Start(t)
	o := newOutside(t, build(t, ""), url)
	a := &attempt{outside: o, story: &story{rig: o.rig, names: map[string]string{}, repos: map[string]string{}}}
	o.launch()
	o.rest()
	for _, line := range lines(mainJob) {
		a.story.line(line)
		o.rest()
	}
	if got := a.leaves(); got.State != mentorship.StateActive || got.Held != 1 {
		t.Fatalf("after the merge: %+v", got)
	}
	for range 8 {
		a.pass("24h")
	}
	got := a.leaves()
	if got.State != mentorship.StateEnded || got.Held != 0 || got.Parked != 0 {
		t.Errorf("after eight days: %+v", got)
	}
	if diff := cmp.Diff(mainLedger(), a.story.unrepeated()); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
	o.keepsPromises()
	if o.died() > 0 {
		t.Errorf("the program died %d times", o.died())
	}
}
