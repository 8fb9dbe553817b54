package mentorship

import "time"

// MentorWanted is the label by which a project asks for a mentor for whoever
// opened an issue (watch.issues).
const MentorWanted = "mentor-wanted"

// Noticed is when a thread came to be a newcomer's first contribution: a pull
// request when it was opened; an issue when somebody asked for a mentor there or
// answered it, which is when it was last changed.
func (p Pull) Noticed() time.Time {
	if p.Issue {
		return p.UpdatedAt
	}
	return p.CreatedAt
}

// joins: the first pull request of a newcomer whose first contribution was an
// issue. From then on the mentorship follows the pull request; what people said
// below the issue stands, and what is said there still counts.
func (t *motion) joins(p Pull) {
	m := &t.m
	m.Origin, m.Pull = m.Pull, p.Thread()
	for _, i := range []Item{F1, F2, F3} { // of an issue they mean something else
		delete(m.Ticks, i)
		delete(m.Hands, i)
	}
	f := &m.Facts
	f.Pull, f.ReadyAt, f.DraftAt, f.Explained = Pull{}, time.Time{}, time.Time{}, false
	f.see(p)
	f.NewcomerAt = latest(f.NewcomerAt, p.CreatedAt)
	f.ActiveAt = latest(f.ActiveAt, latest(p.CreatedAt, p.PushedAt))
	m.seen(p.CreatedAt)
	t.say("T1", "%s opened a first pull request after the issue they came with; it joins the same mentorship", m.Newcomer.Login)
}

// own reports whether a thread is what the newcomer came with: the first pull
// request, or the issue before it.
func (m Mentorship) own(t Thread) bool { return t.Same(m.Pull) || m.FirstIssue(t) }

// FirstIssue reports whether a thread is the issue that was the newcomer's
// first contribution.
func (m Mentorship) FirstIssue(t Thread) bool {
	if m.Facts.Pull.Issue && t.Same(m.Pull) {
		return true
	}
	return !m.Origin.Zero() && t.Same(m.Origin)
}

// issueSteps are the steps F1 to F3 as an issue proves them: reported, and resolved.
// Whether it was reproduced is for the mentor to say.
func (f Facts) issueSteps() []proof {
	return []proof{{F1, true}, {F3, f.Pull.Resolved}, {F4, !f.FirstAnswerAt.IsZero()}}
}

// proof is a step, and whether it is done.
type proof struct {
	item  Item
	holds bool
}

// shut says in words that what the newcomer came with was closed.
func (m Mentorship) shut() string {
	if m.Facts.Pull.Issue {
		return "issue was closed"
	}
	return "pull request was closed without a merge"
}

// kind is what the newcomer came with, in words.
func (m Mentorship) kind() string {
	if m.Facts.Pull.Issue {
		return "issue"
	}
	return "pull request"
}
