package mentorship_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// TestClocksRunWhereTheyMay holds what is called impossible against any
// history: no clock runs in a state where it cannot, and none moves anything
// before its time.
func TestClocksRunWhereTheyMay(t *testing.T) {
	t.Parallel()
	check := func(m mentorship.Mentorship) {
		for timer := range m.Timers {
			if why := impossible(column(m), timer); why != "" {
				t.Fatalf("the clock %q runs in %q, where it is called impossible because %s", timer, column(m), why)
			}
		}
	}
	for _, timer := range readVocabulary(t).timers {
		if _, known := runsIn[mentorship.Timer(timer.name)]; !known {
			t.Errorf("runsIn does not know the clock %q", timer.name)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		w.watch = func(_ mentorship.Mentorship, _ Event, s mentorship.Step) { check(s.Next) }
		live(w, drawn{rt}, rapid.IntRange(1, 60).Draw(rt, "length"))
		if at := w.m.Wake(); at.After(w.now) {
			if s := mentorship.Apply(w.m, mentorship.Due{}, w.view()); s.Row != "" || s.Changed {
				rt.Fatalf("before any clock ran out, %s: %s", s.Row, s.Why)
			}
		}
	})
}

// histories: whatever a random history does, the table shows it.
func histories(t *testing.T, table stateTable) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		w.watch = func(old mentorship.Mentorship, e Event, s mentorship.Step) {
			r := row(e)
			if _, ok := e.(mentorship.Due); ok {
				v := w.view()
				timer, _ := firstDue(old, v)
				if timer == "" {
					return
				}
				r = "timer " + string(timer)
			}
			if m := move(old, s); m != "" && !table.at(column(old), r).moves[m] {
				t.Errorf("%s in %s may do %q (%s), which the table does not show; add a world or an event", r, column(old), m, s.Why)
			}
		}
		live(w, drawn{rt}, rapid.IntRange(1, 60).Draw(rt, "length"))
	})
}

// runsIn says in which states a clock may run, and why it cannot run
// elsewhere. TestClocksRunWhereTheyMay holds it against any history.
var runsIn = map[mentorship.Timer]struct {
	states []mentorship.State
	why    string
}{
	mentorship.TimerQuiet:      {states("seen"), "the quiet time lasts only until the first word"},
	mentorship.TimerGate:       {states("seen"), "the gate stands only before the first word"},
	mentorship.TimerTick:       {states("queued"), "nobody waits on the list"},
	mentorship.TimerEmoji:      {states("invited"), "nobody is asked whose reaction would tell"},
	mentorship.TimerPulse:      {states("active"), "the question after a fortnight is for two at work; wrapping up asks it along"},
	mentorship.TimerFlood:      {states("queued"), "nobody who was met in a surge waits"},
	mentorship.TimerQueue:      {states("queued"), "nobody waits on the list"},
	mentorship.TimerNudge:      {states("invited"), "no mentor is being asked"},
	mentorship.TimerAccept:     {states("invited"), "no mentor is being asked"},
	mentorship.TimerEscalation: {states("escalated"), "it is not with the coordinators"},
	mentorship.TimerReopen:     {states("queued", "invited", "escalated"), "no mentor is being looked for"},
	mentorship.TimerEnd:        {states("active"), "no first pull request is looked after by a pair"},
	mentorship.TimerWrapUp:     {states("active"), "no term runs"},
	mentorship.TimerKeep:       {states("active"), "no term runs"},
	mentorship.TimerCheckin:    {states("active"), "nobody is paired and at work"},
	mentorship.TimerIdle:       {states("active"), "nobody is paired and at work"},
	mentorship.TimerPause:      {states("active"), "nobody is paired and at work"},
	mentorship.TimerHelp:       {states("active"), "nobody is paired and at work"},
	mentorship.TimerForward:    {states("active"), "nobody is paired and at work"},
	mentorship.TimerAway:       {states("active", "wrapping"), "no mentor is at work"},
	mentorship.TimerPaused:     {states("paused"), "no pairing rests"},
	mentorship.TimerTerm:       {states("wrapping"), "nobody wraps up"},
	mentorship.TimerRenew:      {states("long_term"), "nobody keeps in touch"},
	mentorship.TimerPassOn:     {states("graduated", "long_term"), "nobody graduated"},
	mentorship.TimerErase:      {states("erased"), "nobody is being forgotten"},
	mentorship.TimerFrozen:     {states("frozen"), "the place is in reach"},
	mentorship.TimerGone: {states("seen", "queued", "invited", "escalated", "active", "paused", "wrapping", "graduated",
		"long_term", "ended", "skipped", "declined"), "nothing is remembered of an account"},
	mentorship.TimerRetention: {states("seen", "queued", "invited", "escalated", "active", "paused", "wrapping", "graduated",
		"long_term", "ended"), "nobody is looked for later who was never welcomed or wanted nothing"},
}

// frozenStill is why no other clock runs while the place is out of reach.
const frozenStill = "every other clock stands still while the place is out of reach"

func states(names ...string) (out []mentorship.State) {
	for _, n := range names {
		out = append(out, mentorship.State(n))
	}
	return out
}
