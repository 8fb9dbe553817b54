package mentorship_test

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// turn is a person closing the tracking issue, or opening it again.
func (w *world) turn(by mentorship.Person, shut bool) mentorship.PageTurned {
	return mentorship.PageTurned{Thread: mentorship.Thread{Repo: home, Number: 50}, Shut: shut, By: by, At: w.now.Truncate(time.Second)}
}

// turned lets that happen an hour from now.
func (w *world) turned(by mentorship.Person, shut bool) *world {
	w.pump()
	w.now = w.now.Add(time.Hour)
	w.do(w.turn(by, shut))
	w.pump()
	w.now = w.now.Add(time.Hour)
	return w
}

func restingWrap(t testing.TB) *world {
	w := wrapping(t)
	w.later(4 * days)
	w.do(w.command(mentorship.VerbPause, nina))
	w.pump()
	w.later(time.Hour)
	return w.is(mentorship.StatePaused)
}

func TestPageTurned(t *testing.T) {
	late := func(w *world) { w.later(time.Hour) }
	run(t, []story{
		{"by the mentor it is a wrap-up, and nothing is asked", active, func(w *world) { late(w); w.do(w.turn(ada, true)) }, "wrapping T30 edit_issue"},
		{"by a newcomer who may close it, likewise", active, func(w *world) { late(w); w.do(w.turn(nina, true)) }, "wrapping T30 edit_issue"},
		{"by anybody else it is a pause", active, func(w *world) { late(w); w.do(w.turn(walt, true)) }, "paused T25 label:paused edit_issue"},
		{"while wrapping up as well", wrapping, func(w *world) { late(w); w.do(w.turn(walt, true)) }, "paused T25 label:paused edit_issue"},
		{"by the mentor while wrapping up", wrapping, func(w *world) { late(w); w.do(w.turn(ada, true)) }, "wrapping facts"},
		{"ours is no such fact", active, func(w *world) { w.do(w.turn(robot, true)) }, "active -"},
		{"old news", active, func(w *world) {
			w.turned(walt, true)
			old := w.turn(walt, false)
			old.At = w.m.Page.At
			w.do(old)
		}, "paused -"},
		{"another issue", active, func(w *world) {
			e := w.turn(ada, true)
			e.Thread.Number = 51
			w.do(e)
		}, "active -"},
		{"opened again after the mentor closed it", active, func(w *world) { w.turned(ada, true).do(w.turn(walt, false)) }, "active T30 edit_issue"},
		{"opened again after somebody else closed it", active, func(w *world) { w.turned(walt, true).do(w.turn(otto, false)) }, "active T26 unlabel:paused edit_issue"},
		{"opened again while wrapping up", wrapping, func(w *world) { w.turned(walt, true).do(w.turn(otto, false)) }, "wrapping T26 unlabel:paused edit_issue"},
		{"no word of the newcomer wakes what somebody else closed", active, func(w *world) { w.turned(walt, true).do(w.say(nina)) }, "paused facts"},
		{"their command does", active, func(w *world) { w.turned(walt, true).do(w.command(mentorship.VerbResume, nina)) },
			"active T26 unlabel:paused react:+1 edit_issue"},
		{"nobody is asked on a closed page", active, func(w *world) {
			w.turned(walt, true).do(w.command(mentorship.VerbResume, ada))
			w.pump()
			w.next()
		}, "active T21 edit_issue"},
		{"in a pause the mentor closes it", paused, func(w *world) {
			w.do(w.turn(ada, true))
			w.later(time.Hour)
			w.do(w.command(mentorship.VerbResume, nina))
		}, "wrapping T26 unlabel:paused react:+1 edit_issue"},
		{"in a pause the mentor closes it, and opens it again", paused, func(w *world) {
			w.turned(ada, true).turned(ada, false).do(w.command(mentorship.VerbResume, nina))
		}, "active T26 unlabel:paused react:+1 edit_issue"},
		{"in a pause somebody else closes it", paused, func(w *world) { w.turned(walt, true).do(w.say(nina)) }, "paused facts"},
		{"while keeping in touch", inTouch, func(w *world) { late(w); w.do(w.turn(ada, true)) }, "ended T35 edit_issue"},
		{"while a mentor is looked for, another is asked in the pull request", active, func(w *world) {
			w.busy[grace.ID], w.busy[lin.ID] = true, true
			w.do(w.command(mentorship.VerbSwap, nina))
			w.turned(walt, true)
			w.busy[grace.ID] = false
			w.do(mentorship.Opportunity{})
			for _, e := range w.last.Effects {
				if e.Kind == mentorship.EffectInvite && !e.Thread.Same(w.m.Pull) {
					w.t.Errorf("asked in %s", e.Thread)
				}
			}
		}, "invited T8 invite:grace edit_comment edit_issue"},
		{"what somebody else closed is not opened by us", active, func(w *world) {
			w.turned(walt, true).until(mentorship.TimerPaused)
			w.pump()
			w.do(w.command(mentorship.VerbFind, nina))
			if w.m.Reopens() {
				w.t.Error("it would be")
			}
		}, "invited T38 invite:ada react:+1 edit_comment edit_issue"},
	})
}

func TestTermStandsStill(t *testing.T) {
	run(t, []story{
		{"the term ends that much later", inTerm, func(w *world) {
			_, before := w.m.Term(w.rules)
			w.do(w.command(mentorship.VerbPause, nina))
			w.later(30 * days)
			w.do(w.command(mentorship.VerbResume, nina))
			if _, after := w.m.Term(w.rules); after.Sub(before).Round(time.Second) != 30*days {
				w.t.Errorf("%s later", after.Sub(before))
			}
		}, "active T26 unlabel:paused react:+1 edit_issue"},
		{"a pause before the term does not count", active, func(w *world) {
			w.do(w.command(mentorship.VerbPause, nina))
			w.later(30 * days)
			w.do(w.command(mentorship.VerbResume, nina))
			w.later(time.Hour)
			w.do(w.command(mentorship.VerbKeepGoing, nina))
			if from, until := w.m.Term(w.rules); until.Sub(from) != 90*days {
				w.t.Errorf("%s long", until.Sub(from))
			}
		}, "active keep react:+1 edit_issue"},
		{"the wrap-up waits, and has its fourteen days", restingWrap, func(w *world) {
			w.later(20 * days)
			w.do(w.command(mentorship.VerbResume, ada))
			w.is(mentorship.StateWrapping)
			if left := w.m.Timers[mentorship.TimerTerm].Sub(w.now).Round(time.Minute); left != 10*days {
				w.t.Errorf("%s are left", left)
			}
			w.until(mentorship.TimerTerm)
		}, "ended T33 edit_issue"},
		{"what both said before it still counts", wrapping, func(w *world) {
			w.do(w.command(mentorship.VerbGraduate, nina))
			w.do(w.command(mentorship.VerbPause, nina))
			w.later(time.Hour)
			w.do(w.command(mentorship.VerbResume, nina))
			w.do(w.command(mentorship.VerbGraduate, ada))
		}, "graduated T31 page:graduated react:+1 edit_issue"},
		{"sixty days of it end it", restingWrap, func(w *world) { w.until(mentorship.TimerPaused) }, "ended T27 unlabel:paused edit_comment edit_issue"},
		{"sixty days of it, with every step done, are a graduation", wrapping, func(w *world) {
			w.fulfils()
			w.do(mentorship.Ticked{Items: []mentorship.Item{mentorship.G1}})
			w.later(5 * time.Hour)
			w.do(w.command(mentorship.VerbPause, nina))
			w.pump()
			w.until(mentorship.TimerPaused)
		}, "graduated T31 unlabel:paused page:graduated edit_issue"},
		{"the chosen rhythm counts from the return", inTerm, func(w *world) {
			w.do(w.command(mentorship.VerbCadence, ada, valued("weekly")))
			w.do(w.command(mentorship.VerbPause, nina))
			w.later(13 * days)
			w.do(w.command(mentorship.VerbResume, ada))
			w.later(13 * days)
			w.do(mentorship.Due{})
		}, "active -"},
		{"help works while wrapping up", wrapping, func(w *world) { w.do(w.command(mentorship.VerbStuck, nina)) }, "wrapping T22 stuck:ada react:+1"},
		{"a question that waits then is told of", wrapping, func(w *world) {
			w.do(w.command(mentorship.VerbQuestion, nina))
			w.until(mentorship.TimerHelp)
		}, "wrapping T22 assign:ada"},
		{"no page: the last word goes into the pull request", pageless, func(w *world) { w.do(w.command(mentorship.VerbWrapUp, ada)) }, "wrapping T30 page:wrap-up react:+1"},
		{"no page: not beyond its budget", pageless, func(w *world) {
			w.do(w.command(mentorship.VerbWrapUp, ada))
			w.both(mentorship.VerbGraduate, "")
		}, "graduated T31 react:+1"},
		{"no page: not where it is locked", pageless, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), locked)})
			w.later(time.Hour)
			w.do(w.command(mentorship.VerbWrapUp, ada))
		}, "wrapping T30"},
	})
}

// pageless is a pairing without a tracking issue.
func pageless(t testing.TB) *world {
	w := active(t)
	w.m.Issue, w.m.NoIssue = mentorship.Thread{}, true
	return w
}
