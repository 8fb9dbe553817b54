package mentorship_test

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// flooded is a newcomer who was met in a surge.
func flooded(t testing.TB) *world {
	w := seen(t)
	w.surge = true
	w.pass(3 * time.Minute)
	w.surge = false
	return w.is(mentorship.StateQueued)
}

func gated(g mentorship.Gate) func(testing.TB) *world {
	return func(t testing.TB) *world {
		w := seen(t)
		w.rules.Gate = g
		w.pass(3 * time.Minute)
		return w.is(mentorship.StateSeen)
	}
}

func (w *world) label(by mentorship.Person) Event {
	return mentorship.Touched{Thread: w.m.Pull, By: by, At: w.now}
}

func TestSurge(t *testing.T) {
	run(t, []story{
		{"T7 nobody is greeted", seen, func(w *world) {
			w.surge, w.now = true, w.now.Add(2*time.Minute)
			w.do(mentorship.Due{})
		}, "queued T7"},
		{"a free mentor changes nothing", flooded, func(w *world) { w.do(mentorship.Opportunity{}) }, "queued -"},
		{"T8 a day old and touched", flooded, func(w *world) {
			w.do(w.label(walt))
			w.pass(23 * time.Hour)
			w.is(mentorship.StateQueued)
			w.now = w.now.Add(time.Hour)
			w.do(mentorship.Due{})
		}, "invited T8 greet:ada"},
		{"T8 reviewed after a week", flooded, func(w *world) {
			w.pass(7 * 24 * time.Hour)
			w.is(mentorship.StateQueued)
			w.do(w.say(walt, review(mentorship.ReviewCommented)))
			w.do(mentorship.Due{})
		}, "invited T8 greet:ada"},
		{"the newcomer's own label counts for nothing", flooded, func(w *world) {
			w.do(w.label(nina))
			w.do(w.label(robot))
			w.pass(3 * 24 * time.Hour)
		}, "queued -"},
		{"closed in the surge", flooded, func(w *world) {
			w.do(w.label(walt))
			w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), closed)})
			w.pass(4 * 24 * time.Hour)
		}, "ended T18"},
		{"release off", flooded, func(w *world) {
			w.rules.Release = mentorship.ReleaseOff
			w.do(w.label(walt))
			w.pass(3 * 24 * time.Hour)
		}, "queued facts"},
		{"find by the newcomer", flooded, func(w *world) { w.do(w.command(mentorship.VerbFind, nina)) }, "invited T8 greet:ada react:+1"},
		{"find by a writer", flooded, func(w *world) { w.do(w.command(mentorship.VerbFind, walt)) }, "invited T8 greet:ada react:+1"},
		{"nobody touched it in thirty days", flooded, func(w *world) { w.pass(31 * 24 * time.Hour) }, "ended T15"},
		{"T7 held out", seen, func(w *world) {
			w.heldOut, w.now = true, w.now.Add(2*time.Minute)
			w.do(mentorship.Due{})
		}, "skipped T7"},
		{"held out, and asked by themselves", seen, func(w *world) {
			w.heldOut = true
			w.pass(time.Hour)
			w.do(w.command(mentorship.VerbFind, nina))
		}, "invited T38 greet:ada react:+1"},
	})
}

func TestGate(t *testing.T) {
	run(t, []story{
		{"the gate holds the first word", seen, func(w *world) {
			w.rules.Gate, w.now = mentorship.GateTouch, w.now.Add(2*time.Minute)
			w.do(mentorship.Due{})
		}, "seen T3"},
		{"touched before the quiet time ended", seen, func(w *world) {
			w.rules.Gate = mentorship.GateTouch
			w.do(w.label(walt))
			w.now = w.now.Add(2 * time.Minute)
			w.do(mentorship.Due{})
		}, "invited T3 greet:ada"},
		{"touched after a week", gated(mentorship.GateTouch), func(w *world) {
			w.pass(7 * 24 * time.Hour)
			w.do(w.label(walt))
			w.do(mentorship.Due{})
		}, "invited T3 greet:ada"},
		{"checks", gated(mentorship.GateChecks), func(w *world) {
			w.do(mentorship.ChecksPassed{SHA: "a1"})
			w.do(mentorship.Due{})
		}, "invited T3 greet:ada"},
		{"not passed in thirty days", gated(mentorship.GateChecks), func(w *world) { w.pass(31 * 24 * time.Hour) }, "skipped T4"},
		{"find does not wait for it", gated(mentorship.GateChecks), func(w *world) {
			w.do(w.command(mentorship.VerbFind, nina))
		}, "invited T3 greet:ada react:+1"},
		{"drafts are greeted", newWorld, func(w *world) {
			w.rules.Drafts = true
			w.do(mentorship.PullChanged{Pull: pull(draft)})
			w.now = w.now.Add(2 * time.Minute)
			w.do(mentorship.Due{})
		}, "invited T3 greet:ada"},
	})
}

// Switched off, nothing begins, and what runs is finished.
func TestOff(t *testing.T) {
	off := func(from func(testing.TB) *world) func(testing.TB) *world {
		return func(t testing.TB) *world { w := from(t); w.rules.Off = true; w.allBusy(false); return w }
	}
	run(t, []story{
		{"before the first word", off(seen), func(w *world) { w.pass(time.Hour) }, "skipped T4"},
		{"waiting", off(queued), func(w *world) { w.do(mentorship.Opportunity{}) }, "queued -"},
		{"find", off(queued), func(w *world) { w.do(w.command(mentorship.VerbFind, nina)) }, "queued - react:confused reply:off"},
		{"assign", off(queued), func(w *world) { w.do(w.command(mentorship.VerbAssign, coral, naming(lin))) }, "queued - react:confused reply:off"},
		{"accept", off(invited), func(w *world) { w.do(w.command(mentorship.VerbAccept, ada)) }, "active T9 open_issue:ada react:+1"},
		{"pass", off(invited), func(w *world) { w.do(w.command(mentorship.VerbPass, ada)) }, "escalated T12 react:+1 edit_comment"},
	})
}

func TestWhatIsASurge(t *testing.T) {
	days := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	autumn, newYear := mentorship.Season{From: 1001, To: 1107}, mentorship.Season{From: 1220, To: 106}
	for _, c := range []struct {
		name string
		r    mentorship.Rules
		h    mentorship.Hellos
		at   time.Time
		want bool
	}{
		{"the twentieth", mentorship.Rules{DailyHellos: 20}, mentorship.Hellos{Today: 20}, days(3, 1), false},
		{"the twenty-first", mentorship.Rules{DailyHellos: 20}, mentorship.Hellos{Today: 21}, days(3, 1), true},
		{"five times the mean", mentorship.Rules{DailyHellos: 20}, mentorship.Hellos{Today: 10, Past: 56}, days(3, 1), false},
		{"more than that", mentorship.Rules{DailyHellos: 20}, mentorship.Hellos{Today: 11, Past: 56}, days(3, 1), true},
		{"a quiet project", mentorship.Rules{DailyHellos: 20}, mentorship.Hellos{Today: 5, Past: 1}, days(3, 1), false},
		{"no past", mentorship.Rules{DailyHellos: 20}, mentorship.Hellos{Today: 15}, days(3, 1), false},
		{"the first day of the season", mentorship.Rules{Seasons: []mentorship.Season{autumn}}, mentorship.Hellos{Today: 1}, days(10, 1), true},
		{"the day after it", mentorship.Rules{Seasons: []mentorship.Season{autumn}}, mentorship.Hellos{Today: 1}, days(11, 8), false},
		{"over the turn of the year", mentorship.Rules{Seasons: []mentorship.Season{newYear}}, mentorship.Hellos{Today: 1}, days(1, 6), true},
		{"between", mentorship.Rules{Seasons: []mentorship.Season{newYear}}, mentorship.Hellos{Today: 1}, days(7, 1), false},
	} {
		if got := c.r.Surge(c.h, c.at); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
