package mentorship_test

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func saying(c *Cmd) { c.Reason = true }

// offered is a newcomer on the list to whom grace offered help.
func offered(t testing.TB) *world {
	w := queued(t)
	w.allBusy(false)
	w.do(w.command(mentorship.VerbOffer, grace))
	w.pump()
	w.now = w.now.Add(time.Minute)
	return w.is(mentorship.StateInvited)
}

// asked is a newcomer who asked lin directly.
func asked(t testing.TB) *world {
	w := invited(t)
	w.do(w.command(mentorship.VerbAsk, nina, naming(lin), saying))
	w.pump()
	w.now = w.now.Add(time.Minute)
	return w.is(mentorship.StateInvited)
}

func TestAskDirectly(t *testing.T) {
	run(t, []story{
		{"without a reason", invited, func(w *world) { w.do(w.command(mentorship.VerbAsk, nina, naming(lin))) }, "invited - react:confused reply:ask_why"},
		{"without a name", invited, func(w *world) { w.do(w.command(mentorship.VerbAsk, nina)) }, "invited - react:confused reply:ask_why"},
		{"by anybody", invited, func(w *world) { w.do(w.command(mentorship.VerbAsk, otto, naming(lin), saying)) }, "invited - react:confused reply:not_yours"},
		{"somebody full", invited, func(w *world) {
			w.busy[lin.ID] = true
			w.do(w.command(mentorship.VerbAsk, nina, naming(lin), saying))
		}, "invited - react:confused reply:not_available"},
		{"a stranger", invited, func(w *world) {
			w.do(w.command(mentorship.VerbAsk, nina, func(c *Cmd) { c.Targeted, c.Reason = true, true }))
		}, "invited - react:confused reply:not_available"},
		{"the one who is asked already", invited, func(w *world) { w.do(w.command(mentorship.VerbAsk, nina, naming(ada), saying)) }, "invited - react:confused reply:asked"},
		{"nothing is written but a sign", invited, func(w *world) { w.do(w.command(mentorship.VerbAsk, nina, naming(lin), saying)) }, "invited T8 react:+1 edit_comment"},
		{"before the first word", seen, func(w *world) { w.do(w.command(mentorship.VerbAsk, nina, naming(lin), saying)) }, "invited T8 react:+1"},
		{"while paired", active, func(w *world) { w.do(w.command(mentorship.VerbAsk, nina, naming(lin), saying)) }, "active - react:confused reply:already_mentored"},
		{"their word accepts", asked, func(w *world) { w.do(w.say(lin)) }, "active T9 open_issue:lin"},
		{"their pass asks the next", asked, func(w *world) { w.do(w.command(mentorship.VerbPass, lin)) }, "escalated T12 react:+1 edit_comment"},
		{"after a no-thanks", func(t testing.TB) *world {
			w := invited(t)
			w.do(w.command(mentorship.VerbNoThanks, nina))
			return w.is(mentorship.StateDeclined)
		}, func(w *world) { w.do(w.command(mentorship.VerbAsk, nina, naming(lin), saying)) }, "invited T8 react:+1 edit_comment"},
	})
}

func TestRecommend(t *testing.T) {
	run(t, []story{
		{"by anybody", seen, func(w *world) { w.do(w.command(mentorship.VerbRecommend, otto, naming(lin))) }, "seen - react:confused reply:not_yours"},
		{"somebody who is no mentor", seen, func(w *world) {
			w.do(w.command(mentorship.VerbRecommend, coral, func(c *Cmd) { c.Targeted = true }))
		}, "seen - react:confused reply:not_listed"},
		{"comes first", seen, func(w *world) {
			w.do(w.command(mentorship.VerbRecommend, coral, naming(lin)))
			w.now = w.now.Add(2 * time.Minute)
			w.do(mentorship.Due{})
		}, "invited T3 greet:lin"},
		{"somebody who waits is helped at once", queued, func(w *world) {
			w.allBusy(false)
			w.do(w.command(mentorship.VerbRecommend, walt, naming(lin)))
		}, "invited T8 invite:lin react:+1 edit_comment"},
	})
}

func TestOffer(t *testing.T) {
	run(t, []story{
		{"by anybody", queued, func(w *world) { w.do(w.command(mentorship.VerbOffer, otto)) }, "queued - react:confused reply:not_listed"},
		{"by the newcomer", queued, func(w *world) { w.do(w.command(mentorship.VerbOffer, nina)) }, "queued - react:confused reply:not_yours"},
		{"while somebody is asked", invited, func(w *world) { w.do(w.command(mentorship.VerbOffer, grace)) }, "invited - react:confused reply:asked"},
		{"while paired", active, func(w *world) { w.do(w.command(mentorship.VerbOffer, grace)) }, "active - react:confused reply:taken"},
		{"without room", queued, func(w *world) { w.do(w.command(mentorship.VerbOffer, grace)) }, "queued - react:confused reply:full"},
		{"becomes the candidate, nobody is mentioned", queued, func(w *world) {
			w.allBusy(false)
			w.do(w.command(mentorship.VerbOffer, grace))
		}, "invited T8 react:+1 edit_comment"},
		{"the newcomer's answer confirms", offered, func(w *world) { w.do(w.say(nina)) }, "active T9 open_issue:grace"},
		{"the newcomer's accept confirms", offered, func(w *world) { w.do(w.command(mentorship.VerbAccept, nina)) }, "active T9 open_issue:grace react:+1"},
		{"nobody else's word does", offered, func(w *world) { w.do(w.say(otto)) }, "invited facts"},
		{"unanswered, nobody has to rest", offered, func(w *world) {
			w.now = w.now.Add(49 * time.Hour)
			w.do(mentorship.Due{})
			if len(w.rested) > 0 {
				w.t.Errorf("%v rest after their own offer", w.rested)
			}
		}, "escalated T12 edit_comment"},
	})
}

func TestMuteAndClose(t *testing.T) {
	run(t, []story{
		{"mute by anybody", invited, func(w *world) { w.do(w.command(mentorship.VerbMute, otto)) }, "invited - react:confused reply:not_yours"},
		{"mute", invited, func(w *world) { w.do(w.command(mentorship.VerbMute, walt)) }, "invited facts react:+1"},
		{"muted, not even a sign", invited, func(w *world) {
			w.do(w.command(mentorship.VerbMute, coral))
			w.do(w.command(mentorship.VerbPass, ada))
		}, "escalated T12"},
		{"muted issue", active, func(w *world) {
			w.do(w.command(mentorship.VerbMute, coral, func(c *Cmd) { c.Thread = w.m.Issue }))
			w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), merged)})
			for _, e := range w.last.Effects {
				if mentorship.Wanted(w.m, e) && e.Thread.Same(w.m.Issue) {
					w.t.Errorf("%s in a muted issue", e.Kind)
				}
			}
		}, "active facts milestone edit_issue"},
		{"close by a writer", invited, func(w *world) { w.do(w.command(mentorship.VerbClose, walt)) }, "invited - react:confused reply:not_yours"},
		{"close while asked", invited, func(w *world) { w.do(w.command(mentorship.VerbClose, coral)) }, "ended close react:+1 edit_comment"},
		{"close a pairing", active, func(w *world) { w.do(w.command(mentorship.VerbClose, coral)) }, "ended close unassign:ada react:+1 edit_comment edit_issue"},
		{"close twice", active, func(w *world) {
			w.do(w.command(mentorship.VerbClose, coral))
			w.do(w.command(mentorship.VerbClose, coral))
		}, "ended - react:+1"},
		{"find after a close", active, func(w *world) {
			w.do(w.command(mentorship.VerbClose, coral))
			w.pump()
			w.do(w.command(mentorship.VerbFind, nina))
		}, "invited T38 invite:ada react:+1 edit_comment edit_issue"},
	})
}
