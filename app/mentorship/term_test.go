package mentorship_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

const day = 24 * time.Hour

// The ways to the states of the term and of the years after it.

func inTerm(t testing.TB) *world {
	w := active(t)
	w.do(w.command(mentorship.VerbKeepGoing, nina))
	w.pump()
	return w
}

func wrapping(t testing.TB) *world {
	w := inTerm(t)
	w.do(w.command(mentorship.VerbWrapUp, ada))
	w.pump()
	return w.is(mentorship.StateWrapping)
}

func graduated(t testing.TB) *world {
	w := wrapping(t)
	w.both(mentorship.VerbGraduate, "")
	w.pump()
	return w.is(mentorship.StateGraduated)
}

func inTouch(t testing.TB) *world {
	w := graduated(t)
	w.both(mentorship.VerbTouch, "quarterly")
	w.pump()
	return w.is(mentorship.StateLongTerm)
}

// both lets the two say the same, the newcomer first.
func (w *world) both(v mentorship.Verb, value string) {
	for _, by := range []mentorship.Person{nina, ada} {
		w.do(w.command(v, by, valued(value)))
	}
}

func valued(value string) func(*Cmd) { return func(c *Cmd) { c.Value = value } }

// fulfils lets every step of the default graduation but the last look come true.
func (w *world) fulfils() {
	w.do(mentorship.PullChanged{Pull: pull(at(3*time.Hour), merged)})
	w.do(mentorship.PullChanged{Pull: pull(at(4*time.Hour), merged, number(8)), Other: true})
	w.do(w.away(mentorship.RemarkReview))
	w.pump()
}

// talk lets the two speak in turn, that often each.
func (w *world) talk(times int) {
	for range times {
		for _, by := range []mentorship.Person{nina, ada} {
			w.now = w.now.Add(time.Minute)
			w.do(w.say(by))
		}
	}
	w.pump()
}

func TestTerm(t *testing.T) {
	run(t, []story{
		{"keep-going by the newcomer begins it", active, func(w *world) { w.do(w.command(mentorship.VerbKeepGoing, nina)) }, "active keep react:+1 edit_issue"},
		{"keep-going by the mentor begins it", active, func(w *world) { w.do(w.command(mentorship.VerbKeepGoing, ada)) }, "active keep react:+1 edit_issue"},
		{"keep-going by anybody", active, func(w *world) { w.do(w.command(mentorship.VerbKeepGoing, otto)) }, "active - react:confused reply:not_yours"},
		{"keep-going saves from the natural end", inTerm, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), merged)})
			w.talks(30 * day)
			w.do(mentorship.Due{})
		}, "active -"},
		{"keep-going while nobody is paired", queued, func(w *world) { w.do(w.command(mentorship.VerbKeepGoing, nina)) }, "queued - react:confused reply:no_pairing"},
		{"T30 fourteen days before the end", inTerm, func(w *world) { w.talks(72 * day); w.until(mentorship.TimerWrapUp) }, "wrapping T30 page:wrap-up edit_issue"},
		{"T30 by command, without a term", active, func(w *world) { w.do(w.command(mentorship.VerbWrapUp, nina)) }, "wrapping T30 page:wrap-up react:+1 edit_issue"},
		{"T30 by the graduation's steps", inTerm, func(w *world) {
			w.rules.Graduation = []mentorship.Item{mentorship.M1, mentorship.A3, mentorship.V2}
			w.fulfils()
			w.now = w.now.Add(day)
			w.do(mentorship.Due{})
		}, "wrapping T30 page:wrap-up edit_issue"},
		{"T30 not while one is open", inTerm, func(w *world) { w.fulfils(); w.do(mentorship.Due{}) }, "active -"},
		{"T31 by both", wrapping, func(w *world) { w.both(mentorship.VerbGraduate, "") }, "graduated T31 page:graduated react:+1 edit_issue"},
		{"T31 by one waits", wrapping, func(w *world) { w.do(w.command(mentorship.VerbGraduate, nina)) }, "wrapping - react:+1 edit_issue"},
		{"T31 by one twice waits", wrapping, func(w *world) {
			w.do(w.command(mentorship.VerbGraduate, nina))
			w.do(w.command(mentorship.VerbGraduate, nina))
		}, "wrapping - react:+1"},
		{"T31 after fourteen days", wrapping, func(w *world) {
			w.fulfils()
			w.do(mentorship.Ticked{Items: []mentorship.Item{mentorship.G1}})
			w.pump()
			w.now = w.m.Timers[mentorship.TimerTerm]
			w.do(mentorship.Due{})
		}, "graduated T31 page:graduated edit_issue"},
		{"T31 too early", inTerm, func(w *world) { w.do(w.command(mentorship.VerbGraduate, nina)) }, "active - react:confused reply:not_wrapping"},
		{"T32 by both", wrapping, func(w *world) { w.both(mentorship.VerbExtend, "") }, "active T32 react:+1 edit_issue"},
		{"T32 thirty days each", inTerm, func(w *world) {
			_, before := w.m.Term(w.rules)
			w.do(w.command(mentorship.VerbWrapUp, ada))
			w.both(mentorship.VerbExtend, "")
			if _, after := w.m.Term(w.rules); after.Sub(before) != 30*day {
				w.t.Errorf("the term ends %s later", after.Sub(before))
			}
		}, "active T32 react:+1 edit_issue"},
		{"T32 keep-going is a yes", wrapping, func(w *world) {
			w.do(w.command(mentorship.VerbKeepGoing, nina))
			w.do(w.command(mentorship.VerbExtend, ada))
		}, "active T32 react:+1 edit_issue"},
		{"T32 no third time", wrapping, func(w *world) {
			for range 2 {
				w.both(mentorship.VerbExtend, "")
				w.do(w.command(mentorship.VerbWrapUp, ada))
			}
			w.do(w.command(mentorship.VerbExtend, nina))
		}, "wrapping - react:confused reply:extended"},
		{"T33 natural", wrapping, func(w *world) { w.now = w.m.Timers[mentorship.TimerTerm]; w.do(mentorship.Due{}) }, "ended T33 edit_issue"},
		{"swap while wrapping up", wrapping, func(w *world) { w.do(w.command(mentorship.VerbSwap, nina)) },
			"invited T28 unassign:ada invite:grace react:+1 edit_comment edit_issue"},
		{"no-thanks while wrapping up", wrapping, func(w *world) { w.do(w.command(mentorship.VerbNoThanks, nina)) }, "ended T16 react:+1 edit_comment edit_issue"},
		{"S63 keep or end", inTerm, func(w *world) {
			w.do(w.command(mentorship.VerbCadence, ada, valued("biweekly")))
			w.pump()
			w.now = w.m.Timers[mentorship.TimerKeep]
			w.do(mentorship.Due{})
		}, "active S63 page:keep-or-end"},
		{"S63 not as needed", inTerm, func(w *world) {
			w.do(w.command(mentorship.VerbCadence, ada, valued("as_needed")))
			w.pass(60 * day)
			w.do(mentorship.Due{})
		}, "active -"},
		{"S63 not where people talk", inTerm, func(w *world) {
			w.do(w.command(mentorship.VerbCadence, ada, valued("biweekly")))
			w.pass(20 * day)
			w.talk(1)
			w.pass(20 * day)
			w.do(mentorship.Due{})
		}, "active -"},
	})
}

func TestRoleChange(t *testing.T) {
	change := func(w *world) { w.do(mentorship.RoleChanged{At: w.now}) }
	run(t, []story{
		{"S37", active, change, "active S37 page:role"},
		{"S37 once", active, func(w *world) { change(w); change(w) }, "active -"},
		{"S37 not while nobody is paired", queued, change, "queued facts"},
		{"S37 not for who declined", active, func(w *world) {
			w.do(w.command(mentorship.VerbNoThanks, nina))
			change(w)
		}, "ended facts"},
	})
}

func TestYears(t *testing.T) {
	run(t, []story{
		{"T34 by both", graduated, func(w *world) { w.both(mentorship.VerbTouch, "half_yearly") }, "long_term T34 react:+1 edit_issue"},
		{"T34 no such rhythm", graduated, func(w *world) { w.do(w.command(mentorship.VerbTouch, nina, valued("hourly"))) }, "graduated - react:confused reply:cadence"},
		{"T34 before the graduation", wrapping, func(w *world) { w.both(mentorship.VerbTouch, "") }, "wrapping - react:confused reply:not_graduated"},
		{"T35 one question each half year", inTouch, func(w *world) { w.now = w.m.Timers[mentorship.TimerRenew]; w.do(mentorship.Due{}) }, "long_term T35 page:renew"},
		{"T35 two unanswered", inTouch, func(w *world) {
			w.pass(361 * day)
			w.now = w.m.Timers[mentorship.TimerRenew]
			w.do(mentorship.Due{})
		}, "ended T35 edit_issue"},
		{"T35 a word is an answer", inTouch, func(w *world) {
			w.pass(361 * day)
			w.do(w.say(ada, func(a *mentorship.Answered) { a.Thread = w.m.Issue }))
			w.pass(179 * day)
			w.now = w.m.Timers[mentorship.TimerRenew]
			w.do(mentorship.Due{})
		}, "long_term T35 page:renew"},
		{"T35 for years", inTouch, func(w *world) {
			for range 10 {
				w.pass(180 * day)
				w.do(w.command(mentorship.VerbKeepGoing, nina))
			}
		}, "long_term T35 react:+1"},
		{"T36 active", graduated, func(w *world) {
			w.pass(50 * day)
			w.do(w.away(mentorship.RemarkReview))
			w.now = w.m.Timers[mentorship.TimerPassOn]
			w.do(mentorship.Due{})
		}, "graduated T36 page:forward"},
		{"T36 not active", graduated, func(w *world) { w.now = w.m.Timers[mentorship.TimerPassOn]; w.do(mentorship.Due{}) }, "graduated facts"},
		{"T37", graduated, func(w *world) { w.now = start.Add(30 * day); w.do(mentorship.Due{}) }, "graduated T37"},
		{"T38 after a graduation", graduated, func(w *world) { w.do(w.command(mentorship.VerbFind, nina)) }, "invited T38 invite:ada react:+1 edit_comment edit_issue"},
		{"no-thanks after a graduation", graduated, func(w *world) { w.do(w.command(mentorship.VerbNoThanks, nina)) }, "ended T16 react:+1 edit_comment edit_issue"},
	})
}

func TestHandOver(t *testing.T) {
	fit := func(by mentorship.Person, value string) func(*world) {
		return func(w *world) { w.do(w.command(mentorship.VerbNotAFit, by, valued(value))) }
	}
	parted := "invited T28 unassign:ada invite:grace react:+1 edit_comment edit_issue"
	run(t, []story{
		{"T28 a suggestion first", active, fit(nina, ""), "active - react:confused reply:fit"},
		{"T28 now", active, fit(ada, "now"), parted},
		{"T28 asked twice", active, func(w *world) { fit(nina, "")(w); fit(nina, "")(w) }, parted},
		{"T28 after three exchanges", active, func(w *world) { w.talk(3); fit(nina, "")(w) }, parted},
		{"T28 words of one are none", active, func(w *world) {
			for range 9 {
				w.now = w.now.Add(time.Minute)
				w.do(w.say(nina))
			}
			fit(nina, "")(w)
		}, "active - react:confused reply:fit"},
		{"T28 by anybody", active, fit(otto, "now"), "active - react:confused reply:not_yours"},
		{"T29 away for three weeks", active, func(w *world) { w.do(mentorship.Absent{Mentor: ada.ID, At: w.now}) },
			"invited T29 unassign:ada invite:grace edit_comment edit_issue"},
		{"T29 away by the house rules", active, func(w *world) {
			from := w.now.Truncate(day).Add(3 * day)
			w.rules.Mentors[0].Away = []mentorship.DateRange{{From: from, To: from.Add(20 * day)}}
			w.do(w.away(mentorship.RemarkReview))
			w.busy[ada.ID] = true
			w.now = w.m.Timers[mentorship.TimerAway]
			w.do(mentorship.Due{})
		}, "invited T29 unassign:ada invite:grace edit_comment edit_issue"},
		{"T29 not for a short absence", active, func(w *world) {
			from := w.now.Truncate(day).Add(3 * day)
			w.rules.Mentors[0].Away = []mentorship.DateRange{{From: from, To: from.Add(10 * day)}}
			w.pass(5 * day)
			w.do(mentorship.Due{})
		}, "active -"},
		{"the next pairing has a term of its own", inTerm, func(w *world) {
			w.do(w.command(mentorship.VerbPass, ada))
			w.pump()
			w.pass(10 * time.Hour)
			w.do(w.command(mentorship.VerbAccept, grace))
			w.pump()
			if from, until := w.m.Term(w.rules); from != w.m.Paired || until.Sub(from) != 90*day {
				w.t.Errorf("the term is %s to %s, paired %s", from, until, w.m.Paired)
			}
			w.do(mentorship.Due{})
		}, "active -"},
		{"S20 the mentor from before is asked first", graduated, func(w *world) {
			slices.Reverse(w.rules.Mentors)
			w.do(w.command(mentorship.VerbFind, nina))
		}, "invited T38 invite:ada react:+1 edit_comment edit_issue"},
		{"S20 not where the pair did not fit", active, func(w *world) {
			fit(nina, "now")(w)
			w.pump()
			w.do(w.command(mentorship.VerbNoThanks, nina))
			w.pump()
			w.do(w.command(mentorship.VerbFind, nina))
		}, "invited T38 invite:grace react:+1 edit_comment edit_issue"},
	})
}

func TestWays(t *testing.T) {
	set := func(v mentorship.Verb, by mentorship.Person, value string) func(*world) {
		return func(w *world) { w.do(w.command(v, by, valued(value))) }
	}
	run(t, []story{
		{"cadence", active, set(mentorship.VerbCadence, ada, "biweekly"), "active facts react:+1 edit_issue"},
		{"cadence unknown", active, set(mentorship.VerbCadence, ada, "hourly"), "active - react:confused reply:cadence"},
		{"duration", active, set(mentorship.VerbDuration, nina, "45"), "active facts react:+1 edit_issue"},
		{"duration unknown", active, set(mentorship.VerbDuration, nina, "5h"), "active - react:confused reply:duration"},
		{"timing", active, set(mentorship.VerbTiming, nina, "weekdays 18:00-20:00, sat 10:00-12:00"), "active facts react:+1 edit_issue"},
		{"timing unknown", active, set(mentorship.VerbTiming, nina, "in the evening"), "active - react:confused reply:timing"},
		{"channel", active, set(mentorship.VerbChannel, ada, "private"), "active facts react:+1 edit_issue"},
		{"channel unknown", active, set(mentorship.VerbChannel, ada, "pigeon"), "active - react:confused reply:channel"},
		{"topics", active, set(mentorship.VerbTopics, nina, "code-review, balance"), "active facts react:+1 edit_issue"},
		{"topics unknown", active, set(mentorship.VerbTopics, nina, "code-review, cooking"), "active - react:confused reply:topics"},
		{"topics of nobody", active, set(mentorship.VerbTopics, nina, ""), "active - react:confused reply:topics"},
		{"goal", active, set(mentorship.VerbGoal, nina, mentorship.GoalSet), "active facts react:+1 edit_issue"},
		{"no goal", active, set(mentorship.VerbGoal, nina, mentorship.GoalReached), "active - react:confused reply:goal"},
		{"goal reached", active, func(w *world) {
			set(mentorship.VerbGoal, nina, mentorship.GoalSet)(w)
			set(mentorship.VerbGoal, ada, mentorship.GoalReached)(w)
		}, "active facts react:+1 edit_issue"},
		{"by anybody", active, set(mentorship.VerbCadence, otto, "weekly"), "active - react:confused reply:not_yours"},
		{"without a pairing", queued, set(mentorship.VerbCadence, nina, "weekly"), "queued - react:confused reply:no_pairing"},
		{"thanks", active, set(mentorship.VerbThanks, nina, ""), "active facts reply:give_back react:+1 edit_issue"},
		{"thanks again", active, func(w *world) {
			set(mentorship.VerbThanks, nina, "")(w)
			set(mentorship.VerbThanks, nina, "")(w)
		}, "active facts react:+1"},
		{"thanks by the mentor", active, set(mentorship.VerbThanks, ada, ""), "active facts react:+1 edit_issue"},
	})
}

// The topics for two people alone leave nothing but that there are some.
func TestPrivateTopics(t *testing.T) {
	w := active(t)
	w.do(w.command(mentorship.VerbTopics, nina, valued("stuck,balance,path,inclusion")))
	if diff := cmp.Diff([]string{"stuck", "private"}, w.m.Ways.Topics); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Rhythm, length and channel together are the agreement of P4.
func TestAgreed(t *testing.T) {
	w := active(t)
	for i, c := range []struct {
		verb  mentorship.Verb
		value string
	}{{mentorship.VerbCadence, "weekly"}, {mentorship.VerbDuration, "30m"}, {mentorship.VerbChannel, "chat"}} {
		w.do(w.command(c.verb, nina, valued(c.value)))
		if _, agreed := w.m.Ticks[mentorship.P4]; agreed != (i == 2) {
			t.Errorf("after %s: agreed %v", c.verb, agreed)
		}
	}
}

// A year after the first pull request every point of retention is in the
// record, by what was seen; it neither moves nor says anything.
func TestRetention(t *testing.T) {
	w := active(t)
	w.do(mentorship.PullChanged{Pull: pull(at(3*time.Hour), merged)})
	w.pass(85 * day)
	w.is(mentorship.StateEnded)
	w.do(w.away(mentorship.RemarkReview))
	w.pass(300 * day)
	w.is(mentorship.StateEnded)
	want := []mentorship.Point{{Day: 30}, {Day: 90, Active: true}, {Day: 180}, {Day: 365}}
	if diff := cmp.Diff(want, w.m.Years.Retention); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(w.m.Timers) > 0 {
		t.Errorf("timers run on: %v", w.m.Timers)
	}
}

// Who wants no mentor any more is not looked after in secret.
func TestNoRetentionAfterNoThanks(t *testing.T) {
	w := active(t)
	w.do(w.command(mentorship.VerbNoThanks, nina))
	if len(w.m.Timers) > 0 {
		t.Errorf("timers run on: %v", w.m.Timers)
	}
}

// Once in a lifetime: a second graduation asks nobody again.
func TestForwardOnce(t *testing.T) {
	w := graduated(t)
	w.pass(61 * day)
	w.do(w.command(mentorship.VerbFind, nina))
	w.pump()
	w.do(w.command(mentorship.VerbAccept, ada))
	w.do(w.command(mentorship.VerbWrapUp, ada))
	w.both(mentorship.VerbGraduate, "")
	w.is(mentorship.StateGraduated)
	if _, runs := w.m.Timers[mentorship.TimerPassOn]; runs {
		t.Error("the clock of paying it forward runs again")
	}
}

// Who lost a mentor is before everybody who waits.
func TestFirstInOrder(t *testing.T) {
	long, lost := queued(t), active(t)
	long.pass(29 * day)
	lost.now = long.now
	lost.allBusy(true)
	lost.do(lost.command(mentorship.VerbSwap, nina))
	lost.is(mentorship.StateQueued)
	if lost.m.Turn() >= long.m.Turn() {
		t.Errorf("turn %d is not before %d", lost.m.Turn(), long.m.Turn())
	}
}

// A page we closed opens again with the next edit once there are two, and is
// then left as people leave it.
func TestPageOpensAgain(t *testing.T) {
	w := graduated(t)
	w.do(w.command(mentorship.VerbFind, nina))
	w.pump()
	if w.m.Reopens() {
		t.Error("the page would open before anybody accepted")
	}
	w.do(w.command(mentorship.VerbAccept, ada))
	if !w.m.Reopens() {
		t.Error("the page would stay closed")
	}
	w.pump()
	if w.m.Reopens() {
		t.Error("the page would open again and again")
	}
}
