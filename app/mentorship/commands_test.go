package mentorship_test

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestCommands(t *testing.T) {
	declined := func(t testing.TB) *world {
		w := invited(t)
		w.do(w.command(mentorship.VerbNoThanks, nina))
		w.pump()
		return w.is(mentorship.StateDeclined)
	}
	ended := func(t testing.TB) *world {
		w := active(t)
		w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), merged)})
		w.pass(8 * 24 * time.Hour)
		return w.is(mentorship.StateEnded)
	}
	run(t, []story{
		{"accept by the newcomer", invited, func(w *world) { w.do(w.command(mentorship.VerbAccept, nina)) }, "invited - react:confused reply:not_yours"},
		{"accept by anybody", invited, func(w *world) { w.do(w.command(mentorship.VerbAccept, otto)) }, "invited - react:confused reply:not_listed"},
		{"accept without consent", invited, func(w *world) {
			w.do(w.command(mentorship.VerbAccept, ada, func(c *Cmd) { c.Mentor.Consented = false }))
		}, "invited - react:confused reply:not_listed"},
		{"accept twice", active, func(w *world) { w.do(w.command(mentorship.VerbAccept, ada)) }, "active - react:+1"},
		{"accept when taken", active, func(w *world) { w.do(w.command(mentorship.VerbAccept, grace)) }, "active - react:confused reply:taken"},
		{"accept after the end", ended, func(w *world) { w.do(w.command(mentorship.VerbAccept, ada)) }, "ended - react:confused reply:done"},
		{"accept by a volunteer in the quiet time", seen, func(w *world) { w.do(w.command(mentorship.VerbAccept, grace)) }, "active T9 open_issue:grace react:+1"},
		{"accept by a resting mentor with room", queued, func(w *world) {
			v := w.view()
			v.Room = func(int64) bool { return true }
			w.last = mentorship.Apply(w.m, w.command(mentorship.VerbAccept, ada), v)
		}, "active T9 open_issue:ada react:+1 edit_comment"},
		{"pass by anybody", invited, func(w *world) { w.do(w.command(mentorship.VerbPass, grace)) }, "invited - react:confused reply:not_invited"},
		{"pass to somebody who is busy", invited, func(w *world) {
			w.busy[lin.ID] = true
			w.do(w.command(mentorship.VerbPass, ada, naming(lin)))
		}, "invited T10 invite:grace react:+1 edit_comment"},
		{"swap by anybody", invited, func(w *world) { w.do(w.command(mentorship.VerbSwap, otto)) }, "invited - react:confused reply:not_yours"},
		{"swap with nobody", queued, func(w *world) { w.do(w.command(mentorship.VerbSwap, nina)) }, "queued - react:confused reply:nobody_asked"},
		{"find by anybody", queued, func(w *world) { w.do(w.command(mentorship.VerbFind, otto)) }, "queued - react:confused reply:not_yours"},
		{"find while asked", invited, func(w *world) { w.do(w.command(mentorship.VerbFind, nina)) }, "invited - react:confused reply:asked"},
		{"find while mentored", active, func(w *world) { w.do(w.command(mentorship.VerbFind, nina)) }, "active - react:confused reply:already_mentored"},
		{"find by the waiting newcomer opens a cycle", queued, func(w *world) {
			w.allBusy(false)
			w.do(w.command(mentorship.VerbFind, nina))
		}, "invited T8 invite:ada react:+1 edit_comment"},
		{"find by a writer", queued, func(w *world) {
			w.allBusy(false)
			w.do(w.command(mentorship.VerbFind, walt))
		}, "invited T8 invite:ada react:+1 edit_comment"},
		{"find by a writer, nobody free", escalated, func(w *world) {
			w.allBusy(true)
			w.do(w.command(mentorship.VerbFind, walt))
		}, "escalated - react:+1"},
		{"find by a writer lifts no end", declined, func(w *world) { w.do(w.command(mentorship.VerbFind, walt)) }, "declined - react:confused"},
		{"T38 after no-thanks", declined, func(w *world) { w.do(w.command(mentorship.VerbFind, nina)) }, "invited T38 invite:ada react:+1 edit_comment"},
		{"T38 nobody free", declined, func(w *world) { w.allBusy(true); w.do(w.command(mentorship.VerbFind, nina)) }, "queued T38 react:+1 edit_comment"},
		{"T38 after the end", ended, func(w *world) { w.do(w.command(mentorship.VerbFind, nina)) }, "invited T38 invite:ada react:+1 edit_comment edit_issue"},
		{"T16", invited, func(w *world) { w.do(w.command(mentorship.VerbNoThanks, nina)) }, "declined T16 react:+1 edit_comment"},
		{"T16 in the quiet time", seen, func(w *world) { w.do(w.command(mentorship.VerbNoThanks, nina)) }, "declined T16 react:+1"},
		{"no-thanks in a pairing", active, func(w *world) { w.do(w.command(mentorship.VerbNoThanks, nina)) }, "ended T16 react:+1 edit_comment edit_issue"},
		{"no-thanks by the mentor", invited, func(w *world) { w.do(w.command(mentorship.VerbNoThanks, ada)) }, "invited - react:confused reply:not_yours"},
		{"no-thanks after the end", ended, func(w *world) { w.do(w.command(mentorship.VerbNoThanks, nina)) }, "ended - react:+1"},
		{"facts after no-thanks", declined, func(w *world) { w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), merged)}) }, "declined -"},
		{"assign by anybody", escalated, func(w *world) { w.do(w.command(mentorship.VerbAssign, otto, naming(lin))) }, "escalated - react:confused reply:not_yours"},
		{"assign nobody known", escalated, func(w *world) { w.do(w.command(mentorship.VerbAssign, coral)) }, "escalated - react:confused reply:not_listed"},
		{"assign somebody asked before", escalated, func(w *world) { w.do(w.command(mentorship.VerbAssign, coral, naming(ada))) }, "escalated - react:confused reply:asked"},
		{"assign somebody busy", escalated, func(w *world) {
			w.busy[lin.ID] = true
			w.do(w.command(mentorship.VerbAssign, walt, naming(lin)))
		}, "escalated - react:confused reply:full"},
		{"assign instead of the invited one", invited, func(w *world) { w.do(w.command(mentorship.VerbAssign, walt, naming(lin))) }, "invited T13 invite:lin react:+1 edit_comment"},
		{"assign in the quiet time", seen, func(w *world) { w.do(w.command(mentorship.VerbAssign, walt, naming(lin))) }, "invited T13 greet:lin react:+1"},
		{"assign while mentored", active, func(w *world) { w.do(w.command(mentorship.VerbAssign, walt, naming(lin))) }, "active - react:confused reply:already_mentored"},
		{"assign in a locked conversation", escalated, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), locked)})
			w.do(w.command(mentorship.VerbAssign, walt, naming(lin)))
		}, "escalated -"},
		{"opt-in is not ours", invited, func(w *world) { w.do(w.command(mentorship.VerbOptIn, ada)) }, "invited -"},
		{"bots are not obeyed", invited, func(w *world) { w.do(w.command(mentorship.VerbPass, robot)) }, "invited -"},
		{"before the beginning", newWorld, func(w *world) { w.do(w.command(mentorship.VerbFind, nina)) }, "- -"},
	})
}

func TestCommandOnce(t *testing.T) {
	w := invited(t)
	pass := w.command(mentorship.VerbPass, ada)
	w.do(pass)
	if s := w.do(pass); s.Changed || len(s.Effects) > 0 {
		t.Errorf("the same command again: %s", summary(s))
	}
	second := pass
	second.Index = 1
	if s := w.do(second); !s.Changed {
		t.Error("a second command of the comment was taken for the first")
	}
	for range 100 {
		w.do(w.command(mentorship.VerbSwap, otto))
	}
	if n := len(w.m.Commands); n != 64 {
		t.Errorf("%d commands remembered", n)
	}
	if s := w.do(pass); s.Changed || len(s.Effects) > 0 {
		t.Errorf("a forgotten old command was obeyed again: %s", summary(s))
	}
}

// A prompted question leaves the budget of comments alone.
func TestAssignIsOutsideTheBudget(t *testing.T) {
	w := queued(t)
	w.allBusy(false)
	w.do(w.command(mentorship.VerbAssign, coral, naming(lin)))
	if w.m.Spoken != 1 || w.m.Round != 1 {
		t.Errorf("spoken %d, round %d", w.m.Spoken, w.m.Round)
	}
}

// Help goes on where the newcomer asks for it.
func TestFindOnALaterPullRequest(t *testing.T) {
	w := seen(t)
	w.do(mentorship.PullChanged{Pull: pull(at(time.Minute), closed)})
	w.pass(time.Hour)
	w.is(mentorship.StateSkipped)
	later := pull(at(time.Hour), number(9))
	w.do(mentorship.PullChanged{Pull: later, Other: true})
	w.do(w.command(mentorship.VerbFind, nina, func(c *Cmd) { c.Thread = later.Thread() }))
	w.expect("invited T38 greet:ada react:+1")
	if !w.m.Pull.Same(later.Thread()) || !w.last.Effects[0].Thread.Same(later.Thread()) {
		t.Errorf("help goes on in %s", w.m.Pull)
	}
	if len(w.m.Others) != 1 || w.m.Others[0].Thread.Number != 7 {
		t.Errorf("others are %+v", w.m.Others)
	}
	if w.m.T0 != start {
		t.Errorf("T0 moved to %s", w.m.T0)
	}
	w.pass(5 * 24 * time.Hour)
	w.is(mentorship.StateEscalated)
}
