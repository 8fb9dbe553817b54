package mentorship_test

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// entry changes what ada's entry says.
func (w *world) entry(change func(*mentorship.Mentor)) { change(&w.rules.Mentors[0]) }

// introduced is a newcomer whose mentor gives introductions and nothing more.
func introduced(t testing.TB) *world {
	w := invited(t)
	w.entry(func(m *mentorship.Mentor) { m.Forms = []mentorship.Form{mentorship.FormInformal} })
	w.now = w.now.Add(time.Hour)
	w.do(w.command(mentorship.VerbAccept, ada))
	w.pump()
	return w.is(mentorship.StateActive)
}

// S18: an introduction has no page, no label and no term, and ends by itself.
func TestIntroduction(t *testing.T) {
	run(t, []story{
		{"no page", invited, func(w *world) {
			w.entry(func(m *mentorship.Mentor) { m.Forms = []mentorship.Form{mentorship.FormInformal} })
			w.do(w.say(ada))
		}, "active T9 edit_comment"},
		{"both forms are a mentorship", invited, func(w *world) {
			w.entry(func(m *mentorship.Mentor) { m.Forms = mentorship.Forms() })
			w.do(w.command(mentorship.VerbAccept, ada))
		}, "active T9 open_issue:ada react:+1"},
		{"T33 a week without a word", introduced, func(w *world) { w.pass(7 * 24 * time.Hour) }, "ended T33"},
		{"while they talk it goes on", introduced, func(w *world) {
			w.pass(6 * 24 * time.Hour)
			w.do(w.say(nina, asks))
			w.pass(6 * 24 * time.Hour)
		}, "active facts"},
		{"a call for help goes out as it is", introduced, func(w *world) {
			w.do(w.command(mentorship.VerbStuck, nina, func(c *Cmd) { c.Missing = mentorship.Parts() }))
			w.now = w.m.Wake()
			w.do(mentorship.Due{})
		}, "active T22 stuck:ada"},
		{"a second pull request begins no term", introduced, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), number(8)), Other: true})
			w.pass(8 * 24 * time.Hour)
		}, "ended T33"},
		{"keep-going makes a mentorship of it", introduced, func(w *world) {
			w.do(w.command(mentorship.VerbKeepGoing, nina))
		}, "active keep open_issue:ada react:+1 edit_comment"},
		{"and its term runs", introduced, func(w *world) {
			w.do(w.command(mentorship.VerbKeepGoing, ada))
			w.pass(9 * 24 * time.Hour)
			if _, ok := w.m.Timers[mentorship.TimerWrapUp]; !ok || w.m.Issue.Zero() {
				w.t.Errorf("no term, or no page: %v", w.m.Timers)
			}
			w.is(mentorship.StateActive)
			w.do(w.command(mentorship.VerbKeepGoing, ada))
		}, "active facts react:+1"},
	})
}

func TestHowAMentorLikesToWork(t *testing.T) {
	w := invited(t)
	w.entry(func(m *mentorship.Mentor) { m.Cadence, m.Duration, m.Trial = "weekly", "30m", true })
	w.do(w.command(mentorship.VerbAccept, ada))
	w.pump()
	if w.m.Ways.Cadence != "weekly" || w.m.Ways.Duration != "30m" {
		t.Errorf("ways %+v", w.m.Ways)
	}
	if _, ok := w.m.Timers[mentorship.TimerCheckin]; !ok {
		t.Error("a rhythm nobody of the two chose stops the question after a quiet week")
	}
	w.do(w.command(mentorship.VerbKeepGoing, nina))
	if from, until := w.m.Term(w.rules); until.Sub(from) != 30*24*time.Hour {
		t.Errorf("a trial's term runs from %v until %v", from, until)
	}
	w.do(w.command(mentorship.VerbCadence, nina, valued("monthly")))
	if w.m.Ways.Cadence != "monthly" || w.m.Ways.Duration != "30m" || w.m.Ways.Entry {
		t.Errorf("chosen ways %+v", w.m.Ways)
	}
}

// T11 by the house's choice, and its limits on comments.
func TestNudgeVia(t *testing.T) {
	via := func(v mentorship.NudgeVia) func(testing.TB) *world {
		return func(t testing.TB) *world {
			w := invited(t)
			w.rules.NudgeVia = v
			w.do(mentorship.Opportunity{})
			return w
		}
	}
	next := func(w *world) {
		w.now = w.m.Wake()
		for w.now.Equal(w.m.Timers[mentorship.TimerEmoji]) { // nobody left a reaction
			w.do(mentorship.Due{})
			w.now = w.m.Wake()
		}
		w.do(mentorship.Due{})
	}
	run(t, []story{
		{"T11 assign", via(mentorship.NudgeAssign), next, "invited T11 assign:ada"},
		{"T11 comment", via(mentorship.NudgeComment), next, "invited T11 nudge:ada"},
		{"none", via(mentorship.NudgeNone), next, "invited T10 invite:grace edit_comment"},
		{"a comment uses the budget up", via(mentorship.NudgeComment), func(w *world) { next(w); w.pump(); next(w) }, "escalated T12 edit_comment"},
		{"T22 with none nobody is told", active, func(w *world) {
			w.rules.NudgeVia = mentorship.NudgeNone
			w.do(w.say(nina, asks))
			next(w)
		}, "active T22"},
		{"T22 with comment the page tells", active, func(w *world) {
			w.rules.NudgeVia = mentorship.NudgeComment
			w.do(w.say(nina, asks))
			next(w)
		}, "active T22 help_wanted:ada"},
		{"T21 without words", active, func(w *world) {
			w.rules.Wordless = true
			next(w)
		}, "active T21"},
	})
}

// S73: whoever lacks merged pull requests here is held back kindly.
func TestShort(t *testing.T) {
	short := func(w *world) {
		w.entry(func(m *mentorship.Mentor) { m.Short = true })
		w.busy[ada.ID] = true
	}
	run(t, []story{
		{"accept", queued, func(w *world) { short(w); w.do(w.command(mentorship.VerbAccept, ada)) }, "queued - react:confused reply:short"},
		{"offer", queued, func(w *world) { short(w); w.do(w.command(mentorship.VerbOffer, ada)) }, "queued - react:confused reply:short"},
		{"what runs goes on", invited, func(w *world) { short(w); w.do(w.command(mentorship.VerbAccept, ada)) }, "active T9 open_issue:ada react:+1"},
	})
	if ok, why := mentorship.Free(mentorship.Mentor{Person: ada, Consented: true, Capacity: 1, MaxNewPerWeek: 1, Short: true}, mentorship.Load{}, start, 1); ok || why == "" {
		t.Error("somebody who is held back is asked")
	}
}
