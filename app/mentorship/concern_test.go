package mentorship_test

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

var opsRoom = mentorship.Repo{Tenant: 1, ID: 7, Owner: "acme", Name: "ops"}

func withOps(way func(testing.TB) *world) func(testing.TB) *world {
	return func(t testing.TB) *world {
		w := way(t)
		w.rules.OpsRepo = opsRoom
		return w
	}
}

// Those who coordinate hear of what waits for them, once, and the ops issue
// follows what is so.
func TestConcerns(t *testing.T) {
	question := func(t testing.TB) *world {
		w := withOps(active)(t)
		w.do(w.say(nina, asks))
		w.next()
		w.pump()
		w.next()
		w.pump()
		return w
	}
	run(t, []story{
		{"T12 told once", withOps(invited), func(w *world) {
			w.now = w.m.Timers[mentorship.TimerAccept]
			w.busy[grace.ID], w.busy[lin.ID] = true, true
			w.do(mentorship.Due{})
		}, "escalated T12 ops tell:nobody edit_comment"},
		{"T12 in preview the issue stays as it is", func(t testing.TB) *world {
			w := withOps(invited)(t)
			w.m.Preview = true
			w.rules.Mode = mentorship.ModePreview
			return w
		}, func(w *world) {
			w.busy[grace.ID], w.busy[lin.ID] = true, true
			w.now = w.m.Timers[mentorship.TimerAccept]
			w.do(mentorship.Due{})
		}, "escalated T12 tell:nobody edit_comment"},
		{"T13 found, and the line goes", withOps(escalated), func(w *world) { w.do(w.command(mentorship.VerbAccept, ada)) }, "active T13 open_issue:ada react:+1 ops edit_comment"},
		{"T14 the week is over, and the line goes", withOps(escalated), func(w *world) {
			w.now = w.m.Wake()
			w.do(mentorship.Due{})
		}, "queued T14 ops edit_comment"},
		{"T23 answered, and the line goes", question, func(w *world) { w.do(w.say(otto)) }, "active facts ops edit_issue"},
		{"T7 one line for all", withOps(seen), func(w *world) {
			w.surge, w.now = true, w.now.Add(2*time.Minute)
			w.do(mentorship.Due{})
		}, "queued T7 ops"},
		{"T7 a day later the line is looked at", withOps(flooded), func(w *world) {
			w.do(mentorship.Opportunity{})
			w.now = w.m.Wake()
			w.do(mentorship.Due{})
		}, "queued facts ops"},
		{"T7 and no more after that", withOps(flooded), func(w *world) {
			w.do(mentorship.Opportunity{})
			w.pass(29 * 24 * time.Hour)
		}, "queued -"},
		{"T7 daily on the days the house names", withOps(flooded), func(w *world) {
			w.rules.Seasons = []mentorship.Season{{From: 101, To: 1231}}
			w.do(mentorship.Opportunity{})
			w.pass(3 * 24 * time.Hour)
			w.do(mentorship.Opportunity{})
			if at := w.m.Timers[mentorship.TimerFlood]; !at.After(w.now) {
				w.t.Errorf("no look at the flood after %v", w.now)
			}
		}, "queued -"},
		{"forgotten, and the line goes", withOps(escalated), func(w *world) { w.do(mentorship.Forgotten{Who: nina.ID}) }, "erased T39 edit_comment edit_comment ops"},
	})
}

func TestConcernsStayAway(t *testing.T) {
	w := withOps(escalated)(t)
	if got := w.m.Concern(); got != mentorship.ConcernNobody {
		t.Errorf("escalated: %q", got)
	}
	w.do(mentorship.Frozen{Why: "archived", At: w.now})
	if got := w.m.Concern(); got != "" {
		t.Errorf("out of reach: %q", got)
	}
}

// A mentor's wish for a second person stands while nobody is free and nobody
// else has spoken.
func TestConcernWiden(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(*world)
		want mentorship.Concern
	}{
		{"nobody is free", func(*world) {}, mentorship.ConcernWiden},
		{"the mentor speaks", func(w *world) { w.do(w.say(ada)) }, mentorship.ConcernWiden},
		{"somebody else speaks", func(w *world) { w.do(w.say(otto)) }, ""},
		{"somebody else had spoken before", func(w *world) {
			w.do(w.say(otto, func(a *mentorship.Answered) { a.At = a.At.Add(-time.Hour) }))
		}, mentorship.ConcernWiden},
		{"somebody became free", func(w *world) { w.busy[grace.ID] = false; w.do(w.command(mentorship.VerbWiden, ada)) }, ""},
		{"another mentor", func(w *world) { w.do(w.command(mentorship.VerbPass, ada)) }, ""},
	} {
		w := withOps(active)(t)
		w.allBusy(true)
		w.do(w.command(mentorship.VerbWiden, ada))
		w.expect("active - react:confused reply:nobody_else ops")
		w.now = w.now.Add(time.Minute)
		if c.do(w); w.m.Concern() != c.want {
			t.Errorf("%s: %q, want %q", c.name, w.m.Concern(), c.want)
		}
	}
}
