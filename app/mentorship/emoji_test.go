package mentorship_test

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// emoji is a look at the newest comment of ours.
func (w *world) emoji(comment int64, all ...mentorship.Emoji) mentorship.EmojiSeen {
	return mentorship.EmojiSeen{Comment: comment, All: all, At: w.now}
}

func (w *world) thumbs(by mentorship.Person) mentorship.EmojiSeen {
	var id int64
	if n := len(w.m.Comments); n > 0 {
		id = w.m.Comments[n-1].ID
	}
	return w.emoji(id, mentorship.Emoji{By: by, Content: "+1"})
}

// emojis are random reactions on one of our comments, or an answer on a page of one's own.
func (w *world) emojis(d dice) Event {
	if d.below(8) == 0 {
		return mentorship.PulseSaid{By: everybody[d.below(len(everybody))].ID, Value: d.below(5)}
	}
	ids := []int64{1}
	for _, c := range w.m.Comments {
		ids = append(ids, c.ID)
	}
	for _, p := range w.m.Pulses {
		ids = append(ids, p.Comment)
	}
	e := w.emoji(ids[d.below(len(ids))])
	for range d.below(3) {
		e.All = append(e.All, mentorship.Emoji{By: everybody[d.below(len(everybody))], Content: []string{"+1", "heart", "confused", "eyes"}[d.below(4)]})
	}
	return e
}

// pulses is a community that asks how it is.
func pulses(t testing.TB) *world {
	w := active(t)
	w.rules.Pulse = mentorship.PulseReaction
	w.do(mentorship.Due{})
	return w
}

// beaten is a pairing that was asked after a fortnight.
func beaten(t testing.TB) *world {
	w := pulses(t)
	w.talks(13 * days)
	w.until(mentorship.TimerPulse)
	w.pump()
	return w
}

func TestEmojis(t *testing.T) {
	run(t, []story{
		{"the mentor's thumbs up", invited, func(w *world) { w.do(w.thumbs(ada)) }, "active T9 open_issue:ada"},
		{"somebody else's", invited, func(w *world) { w.do(w.thumbs(grace)) }, "invited facts"},
		{"the mentor's heart", invited, func(w *world) {
			w.do(w.emoji(w.m.Comments[0].ID, mentorship.Emoji{By: ada, Content: "heart"}))
		}, "invited facts"},
		{"on another comment", invited, func(w *world) { w.do(w.emoji(1, mentorship.Emoji{By: ada, Content: "+1"})) }, "invited -"},
		{"by who is no mentor any more", invited, func(w *world) {
			w.rules.Mentors = w.rules.Mentors[1:]
			w.do(w.thumbs(ada))
		}, "invited facts"},
		{"after the pass", invited, func(w *world) {
			e := w.thumbs(ada)
			w.do(w.command(mentorship.VerbPass, ada))
			w.pump()
			w.do(e)
		}, "invited -"},
		{"a look that was left out", invited, func(w *world) { w.until(mentorship.TimerEmoji) }, "invited facts"},
	})
}

// Looks for reactions grow rarer, and none is promised where nothing was asked.
func TestLooksFade(t *testing.T) {
	w := invited(t)
	asked := w.m.InvitedAt
	var got []time.Duration
	for w.m.State == mentorship.StateInvited && w.m.Round == 1 {
		if w.now = w.m.Wake(); len(w.m.EmojiDue(w.now)) > 0 {
			got = append(got, w.now.Sub(asked))
			w.do(w.emoji(w.m.Comments[0].ID))
		}
		w.do(mentorship.Due{})
		w.pump()
	}
	want := []time.Duration{1, 2, 4, 8, 16, 24, 48}
	if len(got) != len(want) {
		t.Fatalf("looked after %v", got)
	}
	for i := range want {
		if got[i] != want[i]*time.Hour {
			t.Errorf("look %d came after %s", i, got[i])
		}
	}
	if due := active(t).m.EmojiDue(start.AddDate(1, 0, 0)); len(due) > 0 {
		t.Errorf("looked for %v", due)
	}
}

func TestPulse(t *testing.T) {
	heart := func(by mentorship.Person) mentorship.Emoji { return mentorship.Emoji{By: by, Content: "heart"} }
	confused := func(by mentorship.Person) mentorship.Emoji { return mentorship.Emoji{By: by, Content: "confused"} }
	look := func(w *world, all ...mentorship.Emoji) { w.do(w.emoji(w.m.Pulses[0].Comment, all...)) }
	run(t, []story{
		{"after a fortnight", pulses, func(w *world) { w.talks(13 * days); w.until(mentorship.TimerPulse) }, "active pulse page:pulse"},
		{"once", beaten, func(w *world) {
			w.talks(40 * days)
			w.do(mentorship.Due{})
			if n := len(w.m.Pulses); n != 1 {
				w.t.Errorf("%d pulses", n)
			}
		}, "active -"},
		{"not while another question waits", pulses, func(w *world) {
			w.pass(15 * days)
			if len(w.m.Pulses) > 0 {
				w.t.Error("asked twice in a silence")
			}
			w.do(mentorship.Due{})
		}, "active -"},
		{"not where the house says off", active, func(w *world) { w.talks(15 * days); w.do(mentorship.Due{}) }, "active -"},
		{"the newcomer's answer ticks G2", beaten, func(w *world) { look(w, heart(nina), confused(nina), heart(otto)) }, "active facts edit_issue"},
		{"the mentor's answer is kept beside it", beaten, func(w *world) {
			look(w, heart(ada), confused(otto))
			if p := w.m.Pulses[0]; p.Mentor != 3 || p.Newcomer != 0 {
				w.t.Errorf("%+v", p)
			}
		}, "active facts"},
		{"two looks, after three days and seven", beaten, func(w *world) {
			asked := w.now
			for _, d := range []time.Duration{3 * days, 7 * days} {
				w.now = w.m.Timers[mentorship.TimerEmoji]
				if w.now.Sub(asked) != d || len(w.m.EmojiDue(w.now)) != 1 {
					w.t.Errorf("looked after %s", w.now.Sub(asked))
				}
				look(w)
			}
			if p := w.m.Pulses[0]; !w.m.Timers[mentorship.TimerEmoji].IsZero() || p.Who != 0 {
				w.t.Errorf("%+v", p)
			}
		}, "active facts"},
		{"a wrap-up asks in its own words", pulses, func(w *world) {
			w.do(w.command(mentorship.VerbWrapUp, ada))
			if !w.m.Beats(mentorship.TellWrapUp) {
				w.t.Error("it does not")
			}
			w.pump()
			w.do(w.emoji(w.m.Pulses[0].Comment, heart(nina)))
		}, "wrapping facts edit_issue"},
		{"without a page nobody is asked", pageless, func(w *world) {
			w.rules.Pulse = mentorship.PulseReaction
			w.do(w.command(mentorship.VerbWrapUp, ada))
			if len(w.m.Pulses) > 0 {
				w.t.Errorf("%+v", w.m.Pulses)
			}
		}, "wrapping T30 page:wrap-up react:+1"},
		{"whoever is forgotten leaves no number of theirs", beaten, func(w *world) {
			look(w, heart(ada))
			w.do(mentorship.Forgotten{Who: ada.ID})
			if w.m.Pulses[0].Who != 0 {
				w.t.Errorf("%+v", w.m.Pulses)
			}
		}, "invited T29 unassign:ada invite:grace edit_comment edit_issue"},
	})
}
