package mentorship_test

import (
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// story is a test in steps: each does one thing and says what must come of it.
type story struct {
	name string
	from func(testing.TB) *world
	do   func(*world)
	want string // of the last step
}

func run(t *testing.T, stories []story) {
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			w := s.from(t)
			w.t = t
			s.do(w)
			w.expect(s.want)
		})
	}
}

func TestFirstWord(t *testing.T) {
	run(t, []story{
		{"T1", newWorld, func(w *world) { w.do(mentorship.PullChanged{Pull: pull()}) }, "seen T1"},
		{"T3 asks the best", seen, func(w *world) { w.now = w.now.Add(2 * time.Minute); w.do(mentorship.Due{}) }, "invited T3 greet:ada"},
		{"not before the quiet time ends", seen, func(w *world) { w.now = w.now.Add(time.Minute); w.do(mentorship.Due{}) }, "seen -"},
		{"T4 closed meanwhile", seen, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Minute), closed)})
			w.now = w.now.Add(time.Hour)
			w.do(mentorship.Due{})
		}, "skipped T4"},
		{"T4 closed as GitHub shows it now", seen, func(w *world) {
			p := pull(at(time.Minute), closed)
			w.live, w.now = &p, w.now.Add(time.Hour)
			w.do(mentorship.Due{})
		}, "skipped T4"},
		{"T4 spam", seen, func(w *world) {
			live := pull(at(time.Second), func(p *mentorship.Pull) { p.Labels = []string{"SPAM"} })
			w.live = &live
			w.now = w.now.Add(time.Hour)
			w.do(mentorship.Due{})
		}, "skipped T4"},
		{"T4 account gone", seen, func(w *world) { w.gone = true; w.now = w.now.Add(time.Hour); w.do(mentorship.Due{}) }, "skipped T4"},
		{"locked before a word", seen, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Minute), locked)})
			w.now = w.now.Add(time.Hour)
			w.do(mentorship.Due{})
		}, "skipped T4"},
		{"no late welcome", seen, func(w *world) { w.now = w.now.Add(49 * time.Hour); w.do(mentorship.Due{}) }, "skipped T4"},
		{"merged within minutes", seen, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Minute), merged)})
			w.now = w.now.Add(2 * time.Minute)
			w.do(mentorship.Due{})
		}, "ended T4 congrats"},
		{"closed before opened", newWorld, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Minute), closed)})
			w.do(mentorship.PullChanged{Pull: pull()})
			w.now = w.now.Add(2 * time.Minute)
			w.do(mentorship.Due{})
		}, "skipped T4"},
		{"T5 a free mentor had answered", seen, func(w *world) {
			w.do(w.say(grace))
			w.now = w.now.Add(2 * time.Minute)
			w.do(mentorship.Due{})
		}, "invited T5 greet:answered"},
		{"T5 the next word accepts, the first did not", seen, func(w *world) {
			w.do(w.say(grace))
			w.pass(3 * time.Minute)
			w.do(w.say(grace))
		}, "active T9 open_issue:grace"},
		{"T5 no wordless nudge either", seen, func(w *world) {
			w.do(w.say(grace))
			w.pass(30 * time.Hour)
			w.do(mentorship.Due{})
		}, "invited -"},
		{"somebody else had answered", seen, func(w *world) {
			w.do(w.say(otto))
			w.now = w.now.Add(2 * time.Minute)
			w.do(mentorship.Due{})
		}, "ended T5 waiting:answered"},
		{"T6 nobody free", seen, func(w *world) {
			w.allBusy(true)
			w.now = w.now.Add(2 * time.Minute)
			w.do(mentorship.Due{})
		}, "queued T6 waiting"},
		{"draft waits", newWorld, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(draft)})
			w.pass(40 * 24 * time.Hour)
			w.do(mentorship.Due{})
		}, "seen -"},
		{"draft becomes ready", newWorld, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(draft)})
			w.pass(5 * 24 * time.Hour)
			w.do(mentorship.PullChanged{Pull: pull(at(5 * 24 * time.Hour))})
			w.now = w.now.Add(2 * time.Minute)
			w.do(mentorship.Due{})
		}, "invited T3 greet:ada"},
		{"find starts a draft at once", newWorld, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(draft)})
			w.do(w.command(mentorship.VerbFind, nina))
		}, "invited T3 greet:ada react:+1"},
		{"find after a fast merge", seen, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Minute), merged)})
			w.pass(time.Hour)
			w.do(w.command(mentorship.VerbFind, nina))
		}, "invited T38 invite:ada react:+1 edit_comment"},
	})
}

func TestAsking(t *testing.T) {
	run(t, []story{
		{"T8 by opportunity, after the waiting comment", queued, func(w *world) { w.allBusy(false); w.do(mentorship.Opportunity{}) }, "invited T8 invite:ada edit_comment"},
		{"T8 by the hourly look", queued, func(w *world) {
			w.allBusy(false)
			w.now = w.now.Add(time.Hour)
			w.do(mentorship.Due{})
		}, "invited T8 invite:ada edit_comment"},
		{"after T6 there is one round", queued, func(w *world) {
			w.allBusy(false)
			w.do(mentorship.Opportunity{})
			w.pump()
			w.do(w.command(mentorship.VerbPass, ada))
		}, "escalated T12 react:+1 edit_comment edit_comment"},
		{"T9 by command", invited, func(w *world) { w.do(w.command(mentorship.VerbAccept, ada)) }, "active T9 open_issue:ada react:+1"},
		{"T9 by word", invited, func(w *world) { w.do(w.say(ada)) }, "active T9 open_issue:ada"},
		{"T9 by review", invited, func(w *world) { w.do(w.say(ada, review(mentorship.ReviewChangesRequested))) }, "active T9 open_issue:ada"},
		{"a word before the invitation is none", invited, func(w *world) {
			w.do(w.say(ada, func(a *mentorship.Answered) { a.At = w.m.InvitedAt.Add(-2 * time.Second) }))
		}, "invited facts"},
		{"GitHub's whole seconds are allowed for", invited, func(w *world) {
			w.do(w.say(ada, func(a *mentorship.Answered) { a.At = w.m.InvitedAt.Add(-900 * time.Millisecond) }))
		}, "active T9 open_issue:ada"},
		{"a comment with a command is no answer", invited, func(w *world) {
			w.do(w.say(ada, func(a *mentorship.Answered) { a.Command = true }))
		}, "invited -"},
		{"another mentor's word is no acceptance", invited, func(w *world) { w.do(w.say(grace)) }, "invited facts"},
		{"T9 by another free mentor", invited, func(w *world) { w.do(w.command(mentorship.VerbAccept, grace)) }, "active T9 open_issue:grace react:+1 edit_comment"},
		{"full volunteers", invited, func(w *world) { w.busy[grace.ID] = true; w.do(w.command(mentorship.VerbAccept, grace)) }, "invited - react:confused reply:full"},
		{"the issue gives the link", invited, func(w *world) {
			w.do(w.command(mentorship.VerbAccept, ada))
			issue := w.pending[0]
			w.do(mentorship.Done{Effect: issue, ID: 5, Number: 50})
		}, "active facts assign:ada edit_issue edit_comment"},
		{"open never", invited, func(w *world) {
			w.rules.Open = mentorship.OpenNever
			w.do(w.command(mentorship.VerbAccept, ada))
		}, "active T9 react:+1 edit_comment"},
		{"open on match", seen, func(w *world) {
			w.rules.Open = mentorship.OpenOnMatch
			w.now = w.now.Add(2 * time.Minute)
			w.do(mentorship.Due{})
		}, "invited T3 greet:ada open_issue:ada"},
		{"open on match, then accept", seen, func(w *world) {
			w.rules.Open = mentorship.OpenOnMatch
			w.pass(3 * time.Minute)
			w.do(w.command(mentorship.VerbAccept, ada))
		}, "active T9 assign:ada react:+1 edit_comment edit_issue"},
		{"T10 pass", invited, func(w *world) { w.do(w.command(mentorship.VerbPass, ada)) }, "invited T10 invite:grace react:+1 edit_comment"},
		{"T10 pass to somebody", invited, func(w *world) { w.do(w.command(mentorship.VerbPass, ada, naming(lin))) }, "invited T10 invite:lin react:+1 edit_comment"},
		{"T10 swap by the newcomer", invited, func(w *world) { w.do(w.command(mentorship.VerbSwap, nina)) }, "invited T10 invite:grace react:+1 edit_comment"},
		{"T10 mentor withdrawn", invited, func(w *world) { w.do(mentorship.Withdrawn{Who: ada.ID, At: w.now}) }, "invited T10 invite:grace edit_comment"},
		{"T11 nudge", invited, func(w *world) { w.now = w.m.Timers[mentorship.TimerNudge]; w.do(mentorship.Due{}) }, "invited T11 assign:ada"},
		{"T10 accept timer takes the assignment back", invited, func(w *world) {
			w.pass(47 * time.Hour)
			w.now = w.m.Timers[mentorship.TimerAccept]
			w.do(mentorship.Due{})
		}, "invited T10 unassign:ada invite:grace edit_comment"},
		{"T12 after the second round", invited, func(w *world) {
			w.do(w.command(mentorship.VerbPass, ada))
			w.pump()
			w.do(w.command(mentorship.VerbPass, grace))
		}, "escalated T12 react:+1 edit_comment edit_comment"},
		{"T12 without coordinators", invited, func(w *world) {
			w.rules.Coordinators, w.rules.Rounds = nil, 1
			w.do(w.command(mentorship.VerbPass, ada))
		}, "queued T12 react:+1 edit_comment"},
		{"T13 assign and accept", escalated, func(w *world) {
			w.do(w.command(mentorship.VerbAssign, coral, naming(lin)))
			w.pump()
			w.do(w.command(mentorship.VerbAccept, lin))
		}, "active T9 open_issue:lin react:+1"},
		{"T13 a coordinator who mentors accepts", escalated, func(w *world) {
			w.rules.Mentors = append(w.rules.Mentors, volunteer(coral))
			w.do(w.command(mentorship.VerbAccept, coral))
		}, "active T13 open_issue:coral react:+1 edit_comment"},
		{"T14", escalated, func(w *world) { w.now = w.now.Add(7 * 24 * time.Hour); w.do(mentorship.Due{}) }, "queued T14 edit_comment"},
		{"T15", queued, func(w *world) { w.now = w.m.Timers[mentorship.TimerQueue]; w.do(mentorship.Due{}) }, "ended T15 edit_comment"},
		{"T17 merged while asked", invited, func(w *world) { w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), merged)}) }, "invited T17 edit_comment"},
		{"T18", invited, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), closed)})
			w.pump()
			w.now = start.Add(73 * time.Hour)
			w.do(mentorship.Due{})
		}, "ended T18 edit_comment"},
		{"T18 nobody is asked meanwhile", invited, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), closed)})
			w.do(w.command(mentorship.VerbPass, ada))
		}, "escalated T12 react:+1 edit_comment"},
		{"T18 reopened in time", invited, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), closed)})
			w.do(mentorship.PullChanged{Pull: pull(at(2 * time.Hour))})
			w.do(w.say(ada))
			w.pass(20 * 24 * time.Hour)
			w.do(mentorship.Due{})
		}, "active -"},
	})
}

func TestPairing(t *testing.T) {
	run(t, []story{
		{"T19 a review ticks", active, func(w *world) { w.do(w.say(otto, review(mentorship.ReviewCommented))) }, "active facts edit_issue"},
		{"T19 merge", active, func(w *world) { w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), merged)}) }, "active facts milestone edit_issue"},
		{"T20", active, func(w *world) { w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), closed)}) }, "active T20 edit_issue"},
		{"natural end", active, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), merged)})
			w.pump()
			w.now = start.Add(2*time.Hour + 7*24*time.Hour)
			w.do(mentorship.Due{})
		}, "ended T33 edit_issue"},
		{"natural end, not a minute early", active, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), merged)})
			w.now = start.Add(2*time.Hour + 7*24*time.Hour - time.Minute)
			w.do(mentorship.Due{})
		}, "active -"},
		{"a late pairing has its seven days", invited, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), merged)})
			w.pass(30 * time.Hour)
			w.do(w.command(mentorship.VerbAccept, ada))
			w.pass(6 * 24 * time.Hour)
			w.do(mentorship.Due{})
		}, "active -"},
		{"a second pull request brings the term", active, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), merged)})
			w.do(mentorship.PullChanged{Pull: pull(at(3*time.Hour), number(8)), Other: true})
			for range 11 { // people talk
				w.pass(6 * 24 * time.Hour)
				w.do(w.say(nina))
			}
			w.pass(9 * 24 * time.Hour)
			w.do(mentorship.Due{})
		}, "active -"},
		{"the term ends", active, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(3*time.Hour), number(8)), Other: true})
			w.pump()
			w.talks(72 * 24 * time.Hour)
			w.until(mentorship.TimerWrapUp)
			w.pump()
			w.until(mentorship.TimerTerm)
		}, "ended T33 edit_issue"},
		{"several first ones bring no term", active, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Minute), number(8)), Other: true})
			w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), merged)})
			w.pump()
			w.now = start.Add(8 * 24 * time.Hour)
			w.do(mentorship.Due{})
		}, "ended T33 edit_issue"},
		{"T28 swap by the newcomer", active, func(w *world) { w.do(w.command(mentorship.VerbSwap, nina)) },
			"invited T28 unassign:ada invite:grace react:+1 edit_comment edit_issue"},
		{"T28 barred for ever", active, func(w *world) {
			w.do(w.command(mentorship.VerbSwap, ada))
			w.do(w.command(mentorship.VerbAccept, ada))
		}, "invited - react:confused reply:full"},
		{"T28 nobody free, then no mentor", active, func(w *world) {
			w.allBusy(true)
			w.do(w.command(mentorship.VerbSwap, nina))
			w.pump()
			w.now = w.m.Timers[mentorship.TimerQueue]
			w.do(mentorship.Due{})
		}, "ended T15 edit_comment edit_issue"},
		{"T29 hand-over", active, func(w *world) { w.do(w.command(mentorship.VerbPass, ada)) },
			"invited T29 unassign:ada invite:grace react:+1 edit_comment edit_issue"},
		{"T29 withdrawn", active, func(w *world) { w.do(mentorship.Withdrawn{Who: ada.ID, At: w.now}) },
			"invited T29 unassign:ada invite:grace edit_comment edit_issue"},
		{"T29 then the next one accepts", active, func(w *world) {
			w.do(w.command(mentorship.VerbPass, ada))
			w.pump()
			w.do(w.say(grace, func(a *mentorship.Answered) { a.Thread = w.m.Issue }))
		}, "active T9 assign:grace edit_comment edit_comment edit_issue"},
		{"P2 by the newcomer's word in the issue", active, func(w *world) {
			w.do(w.say(nina, func(a *mentorship.Answered) { a.Thread = w.m.Issue }))
		}, "active facts edit_issue"},
		{"ticks by people", active, func(w *world) { w.do(mentorship.Ticked{Items: []mentorship.Item{mentorship.P3, "X9"}}) }, "active facts edit_issue"},
	})
}

func TestOutcomes(t *testing.T) {
	greeting := func(w *world) mentorship.Effect {
		w.now = w.now.Add(2 * time.Minute)
		w.do(mentorship.Due{})
		return w.pending[0]
	}
	refuse := func(why mentorship.FaultKind) func(*world) {
		return func(w *world) { w.do(mentorship.Refused{Effect: greeting(w), Why: why, At: w.now}) }
	}
	run(t, []story{
		{"blocked", seen, refuse(mentorship.FaultForbidden), "declined T16"},
		{"gone", seen, refuse(mentorship.FaultGone), "skipped T4"},
		{"locked", seen, refuse(mentorship.FaultLocked), "invited facts"},
		{"locked, then nobody else is asked", seen, func(w *world) {
			refuse(mentorship.FaultLocked)(w)
			w.do(w.command(mentorship.VerbPass, ada))
		}, "escalated T12"},
		{"suspended", seen, refuse(mentorship.FaultSuspended), "invited -"},
		{"no issues here", invited, func(w *world) {
			w.do(w.command(mentorship.VerbAccept, ada))
			w.do(mentorship.Refused{Effect: w.pending[0], Why: mentorship.FaultGone, At: w.now})
		}, "active facts edit_comment"},
		{"issue deleted", active, func(w *world) {
			w.do(mentorship.Refused{Effect: mentorship.Effect{Kind: mentorship.EffectEditIssue, Thread: w.m.Issue}, Why: mentorship.FaultGone})
		}, "active facts edit_comment"},
		{"comment deleted", invited, func(w *world) {
			w.do(mentorship.Refused{Effect: mentorship.Effect{Kind: mentorship.EffectEditComment, Object: w.m.Comments[0].ID}, Why: mentorship.FaultGone})
			w.do(w.command(mentorship.VerbPass, ada))
		}, "escalated T12"},
		{"declined while the greeting was on its way", seen, func(w *world) {
			e := greeting(w)
			w.do(w.command(mentorship.VerbNoThanks, nina))
			w.do(mentorship.Done{Effect: e, ID: 77, At: w.now})
		}, "declined facts edit_comment"},
		{"the issue had become pointless", invited, func(w *world) {
			w.do(w.command(mentorship.VerbAccept, ada))
			e := w.pending[0]
			w.do(w.command(mentorship.VerbNoThanks, nina))
			w.pending = nil
			w.do(mentorship.Done{Effect: e})
			w.do(w.command(mentorship.VerbFind, nina))
			w.pump()
			w.do(w.command(mentorship.VerbAccept, ada))
		}, "active T9 react:+1 edit_comment edit_comment"},
		{"ended while the issue was on its way", invited, func(w *world) {
			w.do(w.command(mentorship.VerbAccept, ada))
			e := w.pending[0]
			w.do(w.command(mentorship.VerbNoThanks, nina))
			w.do(mentorship.Done{Effect: e, ID: 5, Number: 50})
		}, "ended facts edit_issue edit_comment"},
	})
}

// The mention that is no longer meant becomes plain text, and only that one.
func TestPlainMention(t *testing.T) {
	w := invited(t)
	w.do(w.command(mentorship.VerbPass, ada))
	w.pump()
	if got := w.m.Comments; len(got) != 2 || !got[0].Plain || got[1].Plain {
		t.Errorf("after a pass the comments are %+v", got)
	}
	w.do(w.command(mentorship.VerbNoThanks, nina))
	if got := w.m.Comments; !got[1].Plain {
		t.Errorf("after no-thanks the comments are %+v", got)
	}
	if w.m.Holder() != 0 {
		t.Error("the place is still taken")
	}
}

func TestRestAfterSilenceOnly(t *testing.T) {
	w := invited(t)
	w.do(w.command(mentorship.VerbPass, ada))
	if len(w.rested) != 0 {
		t.Errorf("%v rest after a pass", w.rested)
	}
	w.pass(49 * time.Hour)
	if len(w.rested) != 1 || w.rested[0] != grace.ID {
		t.Errorf("%v rest after silence, want grace", w.rested)
	}
}

// An invitation by the spoken rules goes to the tracking issue once there was
// a mentor, so that the pull request is left in peace.
func TestRematchAsksInTheIssue(t *testing.T) {
	w := active(t)
	w.do(w.command(mentorship.VerbSwap, nina))
	for _, e := range w.last.Effects {
		if e.Kind == mentorship.EffectInvite && !e.Thread.Same(w.m.Issue) {
			t.Errorf("asked in %s", e.Thread)
		}
		if e.Kind == mentorship.EffectInvite && !strings.HasSuffix(e.Key, "/invite/c2r1") {
			t.Errorf("key is %s", e.Key)
		}
	}
	if !w.m.Rematch || w.m.Cycle != 2 {
		t.Errorf("rematch %v in cycle %d", w.m.Rematch, w.m.Cycle)
	}
}

// Of two answers told in the wrong order the earlier is the acceptance.
func TestEarliestWordPairs(t *testing.T) {
	w := invited(t)
	word := func(after time.Duration) mentorship.Answered {
		return w.say(ada, func(a *mentorship.Answered) { a.At = w.m.InvitedAt.Add(after) })
	}
	first, second := word(time.Minute), word(time.Hour)
	w.now = w.now.Add(2 * time.Hour)
	w.do(second)
	w.do(first)
	if w.m.Paired != first.At {
		t.Errorf("paired at %s, want %s", w.m.Paired, first.At)
	}
}

// A merge told late, after the acceptance it followed, is praised all the same;
// one before the acceptance is not.
func TestPraiseIsForMergesInThePairing(t *testing.T) {
	for _, c := range []struct {
		merged time.Duration
		want   bool
	}{{30 * time.Minute, false}, {3 * time.Hour, true}} {
		w := active(t)
		w.do(mentorship.PullChanged{Pull: pull(at(c.merged), merged)})
		if w.m.Praised != c.want {
			t.Errorf("merged after %s: praised %v", c.merged, w.m.Praised)
		}
	}
}
