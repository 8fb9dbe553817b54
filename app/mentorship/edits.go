package mentorship

import (
	"fmt"
	"slices"
)

// edits plans an edit wherever a text of ours would now read otherwise.
func (t *motion) edits() {
	for _, c := range t.m.Comments {
		i := slices.IndexFunc(t.old.Comments, func(o Comment) bool { return o.ID == c.ID })
		if i >= 0 && t.m.face(c) != t.old.face(t.old.Comments[i]) {
			t.planCommentEdit(c)
		}
	}
	ended := t.m.State.Over() && t.m.State == t.old.State && t.m.State != StateLongTerm
	if !t.old.Issue.Zero() && !ended && t.m.issueFace() != t.old.issueFace() {
		t.planIssueEdit()
	}
}

func (t *motion) planCommentEdit(c Comment) {
	thread := c.Thread
	if thread.Zero() {
		thread = t.m.Pull
	}
	if t.m.hushed(thread) {
		return
	}
	t.plan(Effect{
		Key: t.m.ID + "/comment-edit/" + itoa(c.ID), Kind: EffectEditComment,
		Thread: thread, Object: c.ID, Person: c.Mentor, Round: c.Round,
	})
}

func (t *motion) planIssueEdit() {
	if !t.m.Issue.Zero() {
		t.plan(Effect{Key: t.m.ID + "/issue-edit", Kind: EffectEditIssue, Thread: t.m.Issue})
	}
}

// face is all that the wording of one of our comments depends on. The first
// comment follows the mentorship; later ones speak of their own invitation,
// and of the cycle they belong to while it lasts. While the tracking issue is
// on its way a pairing looks like its invitation, so that one edit brings both.
func (m Mentorship) face(c Comment) string {
	first := len(m.Comments) > 0 && m.Comments[0].ID == c.ID
	if !first && (c.Plain || c.Cycle != m.Cycle) {
		return fmt.Sprint("past ", c.Plain)
	}
	state, mentor, merged := m.State, m.Mentor.ID, m.Facts.Pull.Merged
	switch {
	case m.State == StateActive && m.IssueDue && m.Issue.Zero() && !m.NoIssue:
		state = StateInvited
	case m.State == StateEnded && m.Ending == EndedNatural, m.State == StatePaused,
		m.State == StateWrapping, m.State == StateGraduated, m.State == StateLongTerm:
		state = StateActive
	}
	merged = merged && m.searching() && state != StateActive
	return fmt.Sprint(c.Plain, state, m.closing(), mentor, merged, m.Issue.Number, m.NoIssue && state == StateActive, m.Informal && state == StateActive)
}

// closing is the ending as far as a comment speaks of it.
func (m Mentorship) closing() Ending {
	if m.Ending == EndedNatural {
		return ""
	}
	return m.Ending
}

// asPosted is the face a comment has when it is written as planned.
func (m Mentorship) asPosted(c Comment) string {
	m.Comments = []Comment{c}
	if c.Mentor.Zero() && m.State == StateEnded && m.Ending == EndedNatural {
		return m.face(c) // a first word that was the last one as well
	}
	m.State, m.Mentor, m.Ending, m.Facts.Pull.Merged = StateInvited, c.Mentor, "", false
	if c.Kind == EffectWaiting {
		m.State = StateQueued
	}
	if !c.Thread.Same(m.Issue) {
		m.Issue = Thread{}
	}
	return m.face(c)
}

// issueFace is all that the text of the tracking issue depends on.
func (m Mentorship) issueFace() string {
	p := m.Facts.Pull
	boxes, done := Steps(m)
	shown := slices.DeleteFunc(slices.Clone(boxes), func(i Item) bool { return !m.ticked(i) })
	return fmt.Sprint(
		m.State, m.Ending, m.Stage, boxes, shown, done, m.Mentor.ID, m.Newcomer.Login,
		p.Draft, p.Closed, p.Merged, p.Issue, m.Pull.Number, m.Others, m.ReadTogether(), m.Present(), m.Care.Slower.IsZero(), m.Care.Back,
		m.Ways, m.Course.Extend.One(), m.Course.Graduate.One(), m.former(), m.Timers[TimerEnd], m.Timers[TimerWrapUp],
	)
}
