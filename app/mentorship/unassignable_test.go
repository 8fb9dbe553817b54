package mentorship_test

import (
	"slices"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Whom GitHub does not let be assigned is told in words, once, within the budget.
func TestUnassignable(t *testing.T) {
	t.Parallel()
	// left is the last assignment that was planned, as refused.
	left := func(w *world) mentorship.Refused {
		i := slices.IndexFunc(w.last.Effects, func(e mentorship.Effect) bool { return e.Kind == mentorship.EffectAssign })
		if i < 0 {
			t.Fatalf("nobody was assigned: %s", w.last.Why)
		}
		w.pending = nil
		return mentorship.Refused{Effect: w.last.Effects[i], Why: mentorship.FaultInvalid, At: w.now}
	}
	nudged := func(t testing.TB, w *world) (*world, mentorship.Refused) {
		w.pump()
		w.now = w.m.Timers[mentorship.TimerNudge]
		w.do(mentorship.Due{})
		return w, left(w)
	}
	t.Run("reminded in words, once", func(t *testing.T) {
		t.Parallel()
		w, e := nudged(t, invited(t))
		w.do(e)
		w.expect("invited T11 nudge:ada")
		w.do(e)
		w.expect("invited -")
		if _, runs := w.m.Timers[mentorship.TimerNudge]; runs {
			t.Error("they would be reminded again")
		}
		w.do(w.command(mentorship.VerbNoThanks, nina))
		w.expect("declined T16 react:+1 edit_comment")
	})
	t.Run("blocked", func(t *testing.T) {
		t.Parallel()
		w, e := nudged(t, invited(t))
		e.Why = mentorship.FaultForbidden
		w.do(e)
		w.expect("invited -")
	})
	t.Run("no comment is left", func(t *testing.T) {
		t.Parallel()
		w := invited(t)
		w.do(w.command(mentorship.VerbPass, ada))
		w, e := nudged(t, w)
		w.do(e)
		w.expect("invited facts")
		if _, runs := w.m.Timers[mentorship.TimerNudge]; runs {
			t.Error("they would be tried again")
		}
	})
	t.Run("a question that waits", func(t *testing.T) {
		t.Parallel()
		w := active(t)
		w.do(w.command(mentorship.VerbQuestion, nina))
		w.pump()
		w.now = w.m.Timers[mentorship.TimerHelp]
		w.do(mentorship.Due{})
		w.do(left(w))
		w.expect("active T22 help_wanted:ada")
	})
	t.Run("the tracking issue", func(t *testing.T) {
		t.Parallel()
		w := active(t)
		w.do(mentorship.Refused{
			Effect: mentorship.Effect{Key: "k", Kind: mentorship.EffectAssign, Thread: w.m.Issue, Person: ada, Round: w.m.Round},
			Why:    mentorship.FaultInvalid, At: w.now.Add(time.Minute),
		})
		w.expect("active -")
	})
}
