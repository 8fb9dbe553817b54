package mentorship_test

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// morePlaces are further worlds the table needs.
var morePlaces = []struct {
	name string
	way  func(testing.TB) *world
}{
	{"active, soon asked how it is", func(t testing.TB) *world {
		w := pulses(t)
		w.talks(13 * days)
		return w
	}},
	{"queued in a surge that coordinators are told of", func(t testing.TB) *world {
		w := withOps(flooded)(t)
		w.do(mentorship.Opportunity{})
		return w
	}},
	{"queued, frozen", frozen(queued)}, {"escalated, frozen", frozen(escalated)}, {"seen, frozen", frozen(seen)},
	{"active, frozen", frozen(active)}, {"paused, frozen", frozen(paused)}, {"wrapping, frozen", frozen(wrapping)},
	{"graduated, frozen", frozen(graduated)}, {"in touch, frozen", frozen(inTouch)},
	{"queued, pull request closed", shut(queued)}, {"escalated, pull request closed", shut(escalated)},
	{"active, pull request closed", shut(active)},
	{"seen, came with an issue", byIssue(seen)}, {"queued, came with an issue", byIssue(queued)}, {"invited, came with an issue", byIssue(invited)},
	{"escalated, came with an issue", byIssue(escalated)}, {"active, came with an issue", byIssue(active)}, {"paused, came with an issue", byIssue(paused)},
	{"wrapping, came with an issue", byIssue(wrapping)}, {"ended, came with an issue", byIssue(closedHere)}, {"frozen, came with an issue", byIssue(frozen(invited))},
	{"skipped, came with an issue", byIssue(skipped)}, {"graduated, came with an issue", byIssue(graduated)}, {"in touch, came with an issue", byIssue(inTouch)},
	{"seen, known in other repositories", func(t testing.TB) *world { w := seen(t); w.m.Elsewhere = true; return w }},
	{"invited, ada was assigned", func(t testing.TB) *world { w := invited(t); w.pass(25 * time.Hour); return w }},
	{"active, ada was assigned to a question", func(t testing.TB) *world {
		w := active(t)
		w.do(w.command(mentorship.VerbQuestion, nina))
		w.pass(73 * time.Hour)
		return w
	}},
	{"active, answered", func(t testing.TB) *world { w := active(t); w.do(w.say(ada)); return w }},
	{"active, a call for help", func(t testing.TB) *world {
		w := active(t)
		w.do(w.command(mentorship.VerbStuck, nina, lacking))
		return w
	}},
	{"in term, weekly", func(t testing.TB) *world {
		w := inTerm(t)
		w.do(w.command(mentorship.VerbCadence, ada, valued("weekly")))
		return w
	}},
	{"in term, mentor away soon", leaves(inTerm, 20)}, {"in term, mentor away later", leaves(inTerm, 70)}, {"wrapping, mentor away soon", leaves(wrapping, 5)},
	{"in term, graduation near", func(t testing.TB) *world {
		w := inTerm(t)
		w.fulfils()
		w.do(mentorship.Ticked{Items: []mentorship.Item{mentorship.G1}, By: ada, At: w.now, On: []mentorship.Item{mentorship.G1}})
		return w
	}},
	{"graduated, still active", func(t testing.TB) *world {
		w := graduated(t)
		w.now = w.now.Add(time.Hour)
		w.do(w.away(mentorship.RemarkReview))
		return w
	}},
	{"asked for more time once", func(t testing.TB) *world {
		w := wrapping(t)
		w.do(w.command(mentorship.VerbExtend, ada))
		return w
	}},
	{"graduation proposed", func(t testing.TB) *world {
		w := wrapping(t)
		w.do(w.command(mentorship.VerbGraduate, nina))
		return w
	}},
	{"keeping in touch proposed", func(t testing.TB) *world {
		w := graduated(t)
		w.do(w.command(mentorship.VerbTouch, nina))
		return w
	}},
	{"account not found, seen", lost(seen)}, {"account not found, queued", lost(queued)}, {"account not found, invited", lost(invited)},
	{"account not found, escalated", lost(escalated)}, {"account not found, active", lost(active)}, {"account not found, paused", lost(paused)},
	{"account not found, wrapping", lost(wrapping)}, {"account not found, graduated", lost(graduated)}, {"account not found, in touch", lost(inTouch)},
	{"account not found, ended", lost(closedHere)}, {"account not found, skipped", lost(skipped)}, {"account not found, declined", lost(declined)},
	{"ended by a coordinator", closedHere}, {"skipped", skipped}, {"declined", declined},
	{"invited on the thirtieth day", func(t testing.TB) *world {
		w := closedHere(t)
		w.now = start.Add(29*days + 12*time.Hour)
		w.do(w.command(mentorship.VerbFind, nina))
		return w.is(mentorship.StateInvited)
	}},
	{"seen, answered by lin", func(t testing.TB) *world { w := seen(t); w.do(w.say(lin)); return w }},
	{"seen, answered by anybody", func(t testing.TB) *world { w := seen(t); w.do(w.say(otto)); return w }},
	{"frozen, and declined there", func(t testing.TB) *world {
		w := frozen(invited)(t)
		w.do(w.command(mentorship.VerbNoThanks, nina))
		return w
	}},
	{"frozen, and closed there", func(t testing.TB) *world {
		w := frozen(invited)(t)
		w.do(w.command(mentorship.VerbClose, coral))
		return w
	}},
	{"frozen, and gone there", func(t testing.TB) *world {
		w := frozen(invited)(t)
		w.do(mentorship.Refused{Effect: mentorship.Effect{Kind: mentorship.EffectInvite, Thread: w.m.Pull}, Why: mentorship.FaultGone, At: w.now})
		return w
	}},
}

func closedHere(t testing.TB) *world {
	w := active(t)
	w.do(w.command(mentorship.VerbClose, coral))
	return w.is(mentorship.StateEnded)
}

func skipped(t testing.TB) *world {
	w := seen(t)
	w.do(mentorship.PullChanged{Pull: pull(at(time.Minute), closed)})
	w.pass(time.Hour)
	return w.is(mentorship.StateSkipped)
}

func declined(t testing.TB) *world {
	w := invited(t)
	w.do(w.command(mentorship.VerbNoThanks, nina))
	return w.is(mentorship.StateDeclined)
}

// lost are worlds whose newcomer's account was not found once.
func lost(from func(testing.TB) *world) func(testing.TB) *world {
	return func(t testing.TB) *world {
		w := from(t)
		w.do(mentorship.Account{At: w.now})
		return w
	}
}

// byIssue are worlds whose newcomer came with an issue and opened no pull request since.
func byIssue(from func(testing.TB) *world) func(testing.TB) *world {
	return func(t testing.TB) *world {
		w := from(t)
		w.m.Facts.Pull.Issue = true
		return w
	}
}

func shut(from func(testing.TB) *world) func(testing.TB) *world {
	return func(t testing.TB) *world {
		w := from(t)
		w.do(mentorship.PullChanged{Pull: pull(at(w.now.Sub(start)), closed)})
		return w
	}
}

// leaves is a world whose mentor goes away for three weeks, in so many days.
func leaves(from func(testing.TB) *world, days int) func(testing.TB) *world {
	return func(t testing.TB) *world {
		w := from(t)
		day := start.Truncate(24*time.Hour).AddDate(0, 0, days)
		w.rules.Mentors[0].Away = []mentorship.DateRange{{From: day, To: day.AddDate(0, 0, 21)}}
		w.do(mentorship.Touched{Thread: w.m.Pull, By: otto, At: w.now})
		return w
	}
}
