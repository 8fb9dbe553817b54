package mentorship

import (
	"fmt"
	"reflect"
	"slices"
	"time"
)

// View is the world as a transition may see it.
type View struct {
	Now   time.Time
	Rules Rules
	// Candidates returns the mentors who could be asked now, best first:
	// consenting, not away, with a free place, not the author, not resting.
	// Who was asked in this cycle or is barred is left out by the machine. It may be nil
	// where no mentor can be needed.
	Candidates func() []Candidate
	// Room reports whether a consenting mentor has a free place, even if away or
	// resting: all that their own `accept` needs. Nil: only candidates may accept.
	Room func(mentor int64) bool
	// Live is the first pull request as it stands on GitHub now; nil when it
	// was not looked at. Only a quiet timer that ran out needs it.
	Live *Pull
	// Surge says that the newcomer came in a flood, HeldOut that they belong to
	// the group that is not greeted. Only the first word asks for them.
	Surge, HeldOut bool
	// AccountGone says that the newcomer's account no longer exists.
	AccountGone bool
}

// Candidate is a mentor who could be asked, with the reasons to show.
type Candidate struct {
	Mentor  Mentor
	Reasons []Reason
}

// Step is what a transition leads to.
type Step struct {
	Next    Mentorship
	Effects []Effect
	Row     string // the rule that moved it: "T3"; "facts" when only what is known grew; "" when nothing moved
	Why     string // one plain sentence for `explain`
	Changed bool   // Next differs from what came in
	Rest    int64  // mentor who rests for seven days after an invitation that ran out, 0 if none
}

// Apply is the one way a mentorship moves on: what e makes of m in the world
// v. It is pure; m is left alone.
//
// Every event first adds to the record, then everything that follows from the
// record is derived anew: steps and stage from the facts, timers from state
// and facts, edits from what our texts would now say otherwise. So facts may
// come in any order and number; only commands and the passing of time keep
// their places. Creating effects (comment, issue, assignment, congratulation)
// are planned at most once per key; edits may be planned again; a reaction or
// reply may be planned under a key that exists, which then stands for both.
func Apply(m Mentorship, e Event, v View) Step {
	v.Now = plain(v.Now)
	t := &motion{m: m.copied(), old: m, v: v}
	t.goLive()
	if t.stands(e) {
		return t.step()
	}
	switch e := e.(type) {
	case PullChanged:
		t.pullChanged(e)
	case Answered:
		t.answered(e)
	case ChecksPassed:
		t.checksPassed(e)
	case Ticked:
		t.ticked(e)
	case Command:
		t.command(e)
	case Withdrawn:
		t.withdrawn(e)
	case Due:
		t.due()
	case Opportunity:
		t.opportunity(e)
	case Elsewhere:
		t.elsewhere(e)
	case Done:
		t.done(e)
	case Refused:
		t.refused(e)
	case Removed:
		t.removed(e)
	case Touched, Frozen, Thawed, Forgotten, Account, Rival, PageTurned, EmojiSeen, PulseSaid, TookOver:
		t.around(e)
	case Absent:
		t.absent(e)
	case RoleChanged:
		t.roleChanged(e)
	}
	t.derive()
	if t.old.Preview && !t.m.Preview && t.row == "" {
		t.row, t.why = "preview", "it was met in preview, and nobody is welcomed late; the newcomer's own `/mentor find` begins anew"
	}
	return t.step()
}

// motion is one application of an event in the making.
type motion struct {
	m       Mentorship // as it becomes
	old     Mentorship // as it was
	v       View
	effects []Effect
	row     string
	why     string
	rest    int64
	pool    []Candidate
	looked  bool
}

// say records the rule that moved the mentorship, and why. The first one counts.
func (t *motion) say(row, format string, args ...any) {
	if t.why == "" {
		t.row, t.why = row, fmt.Sprintf(format, args...)
	}
}

// ignore records why nothing happened.
func (t *motion) ignore(why string) {
	t.say("", "ignored because %s", why)
}

// move enters a state.
func (t *motion) move(s State) {
	t.m.State, t.m.Since, t.m.Rules = s, t.v.Now, t.v.Rules.SHA
}

// end enters a terminal state.
func (t *motion) end(s State, why Ending) {
	t.move(s)
	t.m.Ending = why
}

// derive brings everything that follows from the record in line with it.
func (t *motion) derive() {
	m := &t.m
	if m.State == StateNone {
		return
	}
	if m.State == StateErased {
		m.Timers = m.clocks(t.v.Rules)
		t.raise()
		return
	}
	if p := m.Facts.Pull; p.Repo.ID == m.Pull.Repo.ID {
		m.Pull.Repo = p.Repo
		if p.Author.ID == m.Newcomer.ID {
			m.Newcomer = p.Author
		}
	}
	if m.State == StateSeen {
		m.T0 = t.begun()
	}
	m.Silent = m.Silent && m.State == StateQueued
	if m.Rematch && m.searching() && !m.Paired.IsZero() && !m.second().IsZero() {
		m.Course.Whole = true // what was opened before, and is told of only now, counts all the same
	}
	if m.State != StateDeclined {
		m.tick(t.v.Now, m.proven()...)
		if s := m.reached(); s.order() > m.Stage.order() {
			m.Stage = s
		}
	}
	t.wake()
	t.praise()
	m.Timers = m.running(t.v.Rules)
	t.raise()
	t.edits()
}

// begun is T0; where drafts are greeted, it is when the pull request was opened.
func (t *motion) begun() time.Time {
	if t.v.Rules.Drafts && !t.m.Facts.Pull.Issue {
		return firstOf(plain(t.m.Facts.Pull.CreatedAt), t.m.Since)
	}
	return firstOf(plain(t.m.Facts.begun()), t.m.Since)
}

// praise plans the congratulation in the tracking issue at the first merge
// during a pairing, and at the second.
func (t *motion) praise() {
	m := &t.m
	if !m.State.Paired() || !m.written() {
		return
	}
	if at := m.Facts.mergedAt(); !m.Praised && !at.IsZero() && !at.Before(m.Paired) {
		m.Praised = true
		t.plan(Effect{Key: m.ID + "/milestone/1", Kind: EffectMilestone, Thread: m.Issue})
	}
	another := slices.ContainsFunc(m.Others, func(o Other) bool { return !o.MergedAt.IsZero() && !o.MergedAt.Before(m.Paired) })
	if another && !m.Care.Praised {
		m.Care.Praised = true
		t.plan(Effect{Key: m.ID + "/milestone/2", Kind: EffectMilestone, Thread: m.Issue, Note: NoteSecond})
	}
}

// plan adds an effect, once per key.
func (t *motion) plan(e Effect) {
	if slices.ContainsFunc(t.effects, func(o Effect) bool { return o.Key == e.Key }) {
		return
	}
	e.PlannedAt = t.v.Now
	if t.m.Preview { // a key of its own: what is done once is not used up
		e.Key, e.Preview = "preview/"+e.Key, true
	}
	if e.Kind != EffectReact && e.Kind != EffectReply && e.Kind != EffectOps && e.Kind != EffectErase {
		e.Mentorship = t.m.ID
	}
	t.effects = append(t.effects, e)
}

// step closes the motion.
func (t *motion) step() Step {
	t.tidy()
	s := Step{Next: t.m, Effects: t.effects, Row: t.row, Why: t.why, Rest: t.rest}
	s.Changed = !reflect.DeepEqual(t.m, t.old)
	if s.Why == "" {
		s.Why = "ignored because it tells nothing new"
		if s.Changed {
			s.Row, s.Why = "facts", moreKnown
		}
	}
	return s
}

// tidy makes equal records equal values: empty collections are nil.
func (t *motion) tidy() {
	m := &t.m
	m.Reasons, m.Asked, m.Passed, m.Barred = whole(m.Reasons), whole(m.Asked), whole(m.Passed), whole(m.Barred)
	m.Comments, m.Others, m.Commands = whole(m.Comments), whole(m.Others), whole(m.Commands)
	m.Care.Experts, m.Facts.Questions = whole(m.Care.Experts), whole(m.Facts.Questions)
	m.Former, m.Ways.Topics, m.Years.Retention, m.Facts.Talk = whole(m.Former), whole(m.Ways.Topics), whole(m.Years.Retention), whole(m.Facts.Talk)
	m.Course.Rests, m.Pulses, m.Thanks = whole(m.Course.Rests), whole(m.Pulses), whole(m.Thanks)
	if len(m.Ticks) == 0 {
		m.Ticks = nil
	}
	if len(m.Hands) == 0 {
		m.Hands = nil
	}
	if len(m.Shifts) == 0 {
		m.Shifts = nil
	}
}

func whole[S ~[]E, E any](s S) S {
	if len(s) == 0 {
		return nil
	}
	return s
}
