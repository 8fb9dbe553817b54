package mentorship

import "slices"

// done takes over what became of an effect.
func (t *motion) done(e Done) {
	m := &t.m
	switch {
	case e.Effect.Kind == EffectOpenIssue && e.Number == 0 && m.Issue.Zero() && m.IssueDue:
		m.NoIssue = true // it had become pointless; it is planned once in a lifetime
		t.say("facts", "the tracking issue was no longer wanted; the mentorship goes on without one")
	case m.State == StateNone || e.ID == 0 && e.Number == 0:
		t.ignore("nothing came of the effect that is to be remembered")
	case e.Effect.Kind == EffectOpenIssue:
		t.opened(e)
	case comments(e.Effect.Kind):
		t.commented(e)
	case e.Effect.Kind == EffectPage:
		t.pulseStands(e)
	case e.Effect.Kind == EffectEditIssue && m.Reopens() && !e.Effect.PlannedAt.Before(m.Since):
		m.Course.Reopen, m.Page.Shut = false, false
		t.say("facts", "the page is open again")
	default:
		t.ignore("an effect of this kind leaves nothing to remember")
	}
}

// comments reports whether an effect creates a comment that may be edited later.
func comments(k EffectKind) bool {
	return k == EffectGreet || k == EffectInvite || k == EffectWaiting || k == EffectCongrats
}

// opened takes the tracking issue over: our comments get its link, the mentor
// is assigned, and what became known meanwhile is put into it.
func (t *motion) opened(e Done) {
	m := &t.m
	if !m.Issue.Zero() || e.Number == 0 {
		t.ignore("the tracking issue is known already")
		return
	}
	m.NoIssue = false
	m.Issue, m.IssueID = Thread{Repo: e.Effect.Thread.Repo, Number: e.Number}, e.ID
	t.assignIssue()
	t.planIssueEdit()
	t.say("facts", "the tracking issue is open")
}

// commented takes one of our comments over. If its mentor was let go while it
// was on its way, its mention goes at once.
func (t *motion) commented(e Done) {
	m := &t.m
	if slices.ContainsFunc(m.Comments, func(c Comment) bool { return c.ID == e.ID }) {
		t.ignore("the comment is known already")
		return
	}
	c := Comment{
		ID: e.ID, Thread: e.Effect.Thread, Kind: e.Effect.Kind,
		Round: e.Effect.Round, Cycle: m.Cycle, Mentor: e.Effect.Person,
	}
	fresh := m.asPosted(c)
	c.Plain = !c.Mentor.Zero() && c.Mentor.ID != m.Mentor.ID
	m.Comments = append(m.Comments, c)
	if m.face(c) != fresh {
		t.planCommentEdit(c)
	}
	t.say("facts", "our comment stands")
}

// refused takes over that an effect will never happen.
func (t *motion) refused(e Refused) {
	m := &t.m
	switch k := e.Effect.Kind; {
	case m.State == StateNone || e.Why == FaultSuspended:
		t.ignore("it may come back")
	case k == EffectOpenIssue:
		m.NoIssue = true
		t.say("facts", "GitHub takes no tracking issue here; the mentorship goes on without one")
	case k == EffectEditIssue && e.Why == FaultGone:
		m.Issue, m.IssueID, m.NoIssue = Thread{}, 0, true
		t.say("facts", "the tracking issue is gone; the mentorship goes on without one")
	case k == EffectEditComment && e.Why == FaultGone:
		m.Comments = slices.DeleteFunc(m.Comments, func(c Comment) bool { return c.ID == e.Effect.Object })
		m.Muted = true
		t.say("facts", "our comment was deleted, so nothing more is written there")
	case comments(k):
		t.unheard(e)
	case k == EffectAssign && e.Why == FaultInvalid:
		t.unassignable(e.Effect)
	default:
		t.ignore("the mentorship goes on without it")
	}
}

// unassignable is a mentor whom GitHub does not let be assigned: what an
// assignment was to say without words is said in words, once, where a comment
// is left for it.
func (t *motion) unassignable(e Effect) {
	m := &t.m
	if e.Person.ID != m.Mentor.ID || e.Round != m.Round || !m.Nudged || !m.own(e.Thread) {
		t.ignore("the mentorship goes on without it")
		return
	}
	m.Nudged = false
	switch {
	case m.State == StateInvited && m.mayNudge(Rules{NudgeVia: NudgeComment}):
		t.remind("cannot be assigned there and was reminded in words once")
	case m.State == StateInvited:
		m.Reminded = true // there is no comment left: it counts as tried
		t.say("facts", "%s cannot be assigned there, and no comment is left to remind them", m.Mentor.Login)
	case m.State.Paired() && m.written() && !m.waits().IsZero():
		t.plan(Effect{Key: e.Key + "/said", Kind: EffectHelp, Thread: m.Issue, Person: m.Mentor, Round: m.Round})
		t.say("T22", "%s cannot be assigned there and was told of the question in words", m.Mentor.Login)
	default:
		t.say("facts", "%s cannot be assigned there", m.Mentor.Login)
	}
}

// unheard is a comment that GitHub will not take. A lock leaves the mentorship
// as it is, without words; anything else means that we are not wanted there.
func (t *motion) unheard(e Refused) {
	m := &t.m
	m.Muted = m.Muted || m.own(e.Effect.Thread)
	switch {
	case e.Why == FaultLocked:
		t.say("facts", "the conversation is locked, so nothing more is written there")
	case !m.searching():
		t.say("facts", "our comment was not taken, so nothing more is written there")
	case e.Why == FaultGone || e.Why == FaultNotFound:
		t.release()
		t.end(StateSkipped, SkippedGone)
		t.say("T4", "the pull request no longer exists")
	default:
		t.decline("GitHub did not take our comment, which counts as a no")
	}
}

// removed is that somebody deleted one of our comments: nothing is written in
// that conversation any more. By the mentor who is asked it is a pass (T10).
func (t *motion) removed(e Removed) {
	m := &t.m
	i := slices.IndexFunc(m.Comments, func(c Comment) bool { return c.ID == e.Comment })
	if i < 0 || e.By.Bot {
		t.ignore("it was no comment of ours, or no person removed it")
		return
	}
	m.Muted = m.Muted || m.own(m.Comments[i].Thread)
	m.Comments = slices.Delete(m.Comments, i, i+1)
	if m.State == StateInvited && e.By.ID == m.Mentor.ID {
		m.Passed = append(m.Passed, e.By.ID)
		t.next(0, e.By.Login+" removed the question, which is a pass")
		return
	}
	t.say("facts", "our comment was deleted, so nothing more is written there")
}
