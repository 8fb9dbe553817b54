package mentorship

import (
	"fmt"
	"slices"
	"time"
)

// firstWord is the end of the quiet time: T3 to T6 and the odd cases around them.
func (t *motion) firstWord() {
	m := &t.m
	late := !m.Gated && t.v.Now.Sub(m.T0) > LateAfter+t.v.Rules.Quiet
	switch {
	case t.v.Rules.Off:
		t.off()
	case t.v.AccountGone:
		t.vanished()
	case t.v.spam():
		t.skip(SkippedGone, "the pull request carries a spam label")
	case m.Facts.closedAt() != (time.Time{}):
		t.skip(SkippedGone, "the "+m.kind()+" was closed before a word was said")
	case late:
		t.skip(SkippedLate, "more than 48 hours had passed when it was first looked at; nobody is welcomed that late")
	case m.hushed(m.Pull):
		t.skip(SkippedLocked, "the conversation was locked, or we were silenced in it, before a word was said")
	case t.v.HeldOut:
		t.heldOut()
	case !m.passes(t.v.Rules.Gate) && !m.Facts.Pull.Merged:
		t.atGate()
	case t.v.Surge:
		t.flood()
	case m.Facts.Pull.Merged:
		t.congratulate()
	default:
		t.greet()
	}
}

func (t *motion) skip(e Ending, why string) {
	t.end(StateSkipped, e)
	t.say("T4", "%s", why)
}

// congratulate is the first word after a merge faster than the quiet time.
func (t *motion) congratulate() {
	t.speak(EffectCongrats, "congrats", "")
	t.end(StateEnded, EndedNatural)
	t.say("T4", "the pull request was merged before a word was said, so it was a congratulation without a mention")
}

// greet asks a mentor with the first comment, unless a person answered before us.
func (t *motion) greet() {
	m := &t.m
	if c, ok := t.volunteer(); ok {
		t.invite(c, false, true)
		t.say("T5", "%s is a mentor and had already answered", c.Mentor.Login)
		return
	}
	if m.Elsewhere {
		t.speak(EffectWaiting, "waiting", NoteElsewhere)
		t.end(StateEnded, EndedNatural)
		t.say("T6", "%s is new to this repository but not to its owner's others, so the comment asks nobody and offers a mentor on request", m.Newcomer.Login)
		return
	}
	if !m.Facts.FirstAnswerAt.IsZero() && !m.Facts.Pull.Issue { // the answer may be why an issue came this far
		t.speak(EffectWaiting, "waiting", NoteAnswered)
		t.end(StateEnded, EndedNatural)
		t.say("T5", "a person who is no free mentor had already answered; the comment offers a mentor on request")
		return
	}
	t.seek("T3", "T6", false)
}

// volunteer is the free mentor who answered the newcomer first, if any did.
func (t *motion) volunteer() (Candidate, bool) {
	words := slices.Clone(t.m.Facts.MentorWords)
	slices.SortStableFunc(words, func(a, b Word) int { return a.At.Compare(b.At) })
	for _, w := range words {
		if c, ok := t.candidate(w.By.ID); ok {
			return c, true
		}
	}
	return Candidate{}, false
}

// seek asks the best free mentor (row found), or puts the newcomer on the
// list (row none).
func (t *motion) seek(found, none string, prompted bool) {
	m := &t.m
	if t.ask(found, prompted, 0) {
		return
	}
	t.queue()
	if !m.Greeted && !m.hushed(m.Pull) {
		m.Waited = true
		t.speak(EffectWaiting, "waiting", "")
	}
	t.say(none, "no mentor is free now")
}

// ask asks the best mentor who is free, if one may be asked, and reports
// whether it did. A prompted question was asked for by a command and is
// outside the budget of comments. The preferred mentor, if any, comes first.
func (t *motion) ask(row string, prompted bool, preferred int64) bool {
	if t.v.Rules.Off || !t.m.mayAsk(t.v.Rules) && (!prompted || !t.m.maySpeak()) {
		return false
	}
	c, ok := t.best(preferred)
	if !ok {
		return false
	}
	t.invite(c, prompted, false)
	t.say(row, "%s is free and fits best%s", c.Mentor.Login, because(c.Reasons))
	return true
}

func because(reasons []Reason) string {
	if len(reasons) == 0 {
		return ""
	}
	return ": " + reasons[0].Text
}

// queue puts the newcomer on the list of those who wait.
func (t *motion) queue() {
	t.move(StateQueued)
	t.m.Looked = t.v.Now
}

// invite asks a mentor in a new comment. With answered the mentor spoke
// before us and is named without a ping.
func (t *motion) invite(c Candidate, prompted, answered bool) {
	m := &t.m
	m.Mentor, m.Reasons = c.Mentor.Person, slices.Clone(c.Reasons)
	m.Asked = append(m.Asked, c.Mentor.ID)
	m.Round++
	m.InvitedAt, m.Heard = t.v.Now, m.Facts.lastWord(c.Mentor.ID)
	m.Answered, m.Nudged, m.Reminded, m.ByWord, m.ByAsk, m.Offered = answered, false, false, false, false, false
	t.move(StateInvited)
	note := ""
	if answered {
		note = NoteAnswered
	}
	spoken := m.Spoken
	if m.Greeted {
		t.speak(EffectInvite, fmt.Sprintf("invite/c%dr%d", m.Cycle, m.Round), note)
	} else {
		t.speak(EffectGreet, "greet", note)
	}
	if prompted {
		m.Spoken = spoken
	}
	if t.v.Rules.Open == OpenOnMatch && !t.v.Rules.informal(m.Mentor.ID) {
		t.openIssue()
	}
}

// speak plans a comment of our own accord.
func (t *motion) speak(kind EffectKind, name, note string) {
	m := &t.m
	e := Effect{Kind: kind, Thread: m.voice(), Note: note}
	e.Key = m.ID + "/" + name
	if kind == EffectInvite || kind == EffectGreet {
		e.Person, e.Round = m.Mentor, m.Round
	}
	if kind != EffectInvite {
		e.Key += fmt.Sprintf("/c%d", m.Cycle)
		m.Greeted = true
	}
	m.Spoken++
	t.plan(e)
}

// release lets the invited or paired mentor go: the mention becomes plain
// text and an assignment to the pull request is taken back.
func (t *motion) release() {
	m := &t.m
	m.Care.TookAt, m.Care.Widen = time.Time{}, time.Time{}
	if m.Mentor.Zero() {
		return
	}
	for i, c := range m.Comments {
		if c.Mentor.ID == m.Mentor.ID {
			m.Comments[i].Plain = true
		}
	}
	if m.Nudged {
		key := m.roundKey("unassign") + "/" + itoa(m.Mentor.ID)
		t.plan(Effect{Key: key, Kind: EffectUnassign, Thread: m.Pull, Person: m.Mentor, Round: m.Round})
		if !m.Origin.Zero() { // they may have been assigned there
			t.plan(Effect{Key: key + "/issue", Kind: EffectUnassign, Thread: m.Origin, Person: m.Mentor, Round: m.Round})
		}
	}
	m.Mentor, m.Reasons = Person{}, nil
	m.Nudged, m.Reminded, m.Answered, m.ByWord, m.ByAsk, m.Offered = false, false, false, false, false, false
}

// roundKey names what happens once in an invitation.
func (m Mentorship) roundKey(what string) string {
	return fmt.Sprintf("%s/%s/c%dr%d", m.ID, what, m.Cycle, m.Round)
}

// next moves on from a mentor who was asked: another one is asked (T10), else
// the coordinators (T12), else the newcomer waits.
func (t *motion) next(preferred int64, why string) {
	t.release()
	if t.m.mayAsk(t.v.Rules) {
		if c, ok := t.best(preferred); ok {
			t.invite(c, false, false)
			t.say("T10", "%s, so %s was asked%s", why, c.Mentor.Login, because(c.Reasons))
			return
		}
	}
	if len(t.v.Rules.Coordinators) > 0 {
		t.move(StateEscalated)
		t.tell(t.m.roundKey("tell"), ConcernNobody)
		t.say("T12", "%s, and nobody else is to be asked now, so it is with the coordinators", why)
		return
	}
	t.queue()
	t.say("T12", "%s, and nobody else is to be asked now; there are no coordinators, so the newcomer waits", why)
}

// pair makes the person the newcomer's mentor as of that moment (T9).
func (t *motion) pair(p Person, at time.Time) {
	m := &t.m
	if m.Mentor.ID != p.ID {
		t.release()
		m.InvitedAt = at
		if c, ok := t.candidate(p.ID); ok {
			m.Reasons = slices.Clone(c.Reasons)
		}
	}
	m.Mentor, m.ByWord, m.ByAsk, m.Offered = p, false, false, false
	t.move(StateActive)
	m.Since, m.Paired = at, at
	t.begins()
	t.assignIssue()
}

// openIssue plans the tracking issue, once in a lifetime.
func (t *motion) openIssue() {
	m := &t.m
	if m.IssueDue {
		return
	}
	m.IssueDue = true
	repo := t.v.Rules.TrackingRepo
	if repo.ID == 0 && repo.Name == "" {
		repo = m.Pull.Repo
	}
	t.plan(Effect{Key: m.ID + "/issue", Kind: EffectOpenIssue, Thread: Thread{Repo: repo}, Person: m.Mentor, Round: m.Round})
}

// assignIssue makes the mentor the assignee of an open tracking issue.
func (t *motion) assignIssue() {
	m := &t.m
	if m.Issue.Zero() || !m.State.Paired() {
		return
	}
	t.plan(Effect{Key: m.roundKey("issue-assign"), Kind: EffectAssign, Thread: m.Issue, Person: m.Mentor, Round: m.Round})
}

// opportunity asks a mentor for somebody who waits (T8).
func (t *motion) opportunity(e Opportunity) {
	switch {
	case t.m.State != StateQueued || t.m.Silent:
		t.ignore("nobody waits here")
	case !t.ask("T8", false, e.Prefer):
		t.ignore("nobody is free for this newcomer, or the comments of this cycle are used up")
	}
}

// withdrawn lets go of whoever left.
func (t *motion) withdrawn(e Withdrawn) {
	m := &t.m
	switch {
	case m.State != StateNone && m.Newcomer.ID == e.Who:
		t.alone(plain(e.At))
	case m.Holder() == 0 || m.Mentor.ID != e.Who:
		t.ignore("that mentor is neither asked nor paired here")
	case m.State == StateInvited:
		t.next(0, m.Mentor.Login+" is no longer a mentor")
	default:
		t.handOver("T29", m.Mentor.Login+" is no longer a mentor, so the newcomer is first in order for another", false, plain(e.At))
	}
}
