package mentorship

import (
	"slices"
	"time"
)

// Hand is what a person last said of a step: done, or not.
type Hand struct {
	At  time.Time `json:"at"`
	Off bool      `json:"off,omitempty"`
}

// hand takes a person's word about a step over: the newest counts, and of two in
// one second the one that says no.
func (m *Mentorship) hand(i Item, at time.Time, off bool) {
	h := m.Hands[i]
	if !slices.Contains(Items(), i) || at.Before(h.At) || at.Equal(h.At) && !off {
		return
	}
	if m.Hands == nil {
		m.Hands = map[Item]Hand{}
	}
	m.Hands[i] = Hand{At: at, Off: off}
	if off {
		delete(m.Ticks, i)
		return
	}
	delete(m.Ticks, i) // done when they say so, whatever was told of it before
	m.tick(at, i)
}

// hands takes over what a person changed in the boxes, and returns which of the
// ticked ones count. The newcomer does not tick what is the mentor's to tick.
func (t *motion) hands(e Ticked) []Item {
	m := &t.m
	refused := func(i Item) bool { return e.By.ID == m.Newcomer.ID && MentorOnly(i) }
	for _, i := range e.On {
		if !refused(i) {
			m.hand(i, plain(e.At), false)
		}
	}
	for _, i := range e.Off {
		if !refused(i) {
			m.hand(i, plain(e.At), true)
		}
	}
	if slices.ContainsFunc(e.On, refused) || slices.ContainsFunc(e.Off, refused) {
		t.planIssueEdit()
	}
	return slices.DeleteFunc(slices.Clone(e.Items), refused)
}

// MentorOnly reports whether no newcomer ticks a step: it takes two to understand each
// other, and nobody credits themselves.
func MentorOnly(i Item) bool { return i == R3 || i == M3 }

// byMentor are further steps that facts or the mentor tick.
func byMentor(i Item) bool {
	return MentorOnly(i) || slices.Contains([]Item{F2, F3, R2, V3}, i)
}

// byFacts are the steps that tick themselves alone.
func byFacts(i Item) bool {
	return slices.Contains([]Item{F1, F4, R1, R4, M1, A2, A3, V2, G2}, i)
}

// tickedBy is `done`: either side says that a step is done.
func (t *motion) tickedBy(c Command) string {
	newcomer := c.By.ID == t.m.Newcomer.ID
	return t.steps(c, false, func(i Item) string {
		switch {
		case newcomer && byMentor(i):
			return NoteMentorTicks
		case newcomer && byFacts(i):
			return NoteFactsTick
		}
		return ""
	})
}

// untickedBy is `undo`: either side says that a step is not done. That counts
// whatever facts say, until a person ticks it again.
func (t *motion) untickedBy(c Command) string {
	newcomer := c.By.ID == t.m.Newcomer.ID
	return t.steps(c, true, func(i Item) string {
		if newcomer && MentorOnly(i) {
			return NoteMentorTicks
		}
		return ""
	})
}

// steps takes a word about steps over, all of them or none.
func (t *motion) steps(c Command, off bool, refuse func(Item) string) string {
	m := &t.m
	paired := m.State.Paired() || m.State == StatePaused
	switch {
	case c.By.ID != m.Newcomer.ID && !(paired && c.By.ID == m.Mentor.ID):
		return NoteNotYours
	case m.State.Terminal():
		return NoteDone
	case len(c.Items) == 0:
		return NoteItem
	}
	for _, i := range c.Items {
		if !slices.Contains(Items(), i) {
			return NoteItem
		}
		if note := refuse(i); note != "" {
			return note
		}
	}
	for _, i := range c.Items {
		m.hand(i, c.At, off)
	}
	t.say("facts", "%s spoke about steps", c.By.Login)
	return ""
}

// outcome is that the newcomer told how it went; what they told is not kept.
func (t *motion) outcome(c Command) string {
	c.Items = []Item{M2}
	return t.steps(c, false, func(Item) string { return "" })
}

// nextTask is that the next task was picked.
func (t *motion) nextTask(c Command) string {
	if c.Number == 0 {
		return NoteNext
	}
	c.Items = []Item{A1}
	return t.steps(c, false, func(Item) string { return "" })
}

// elsewhere takes over what the newcomer did in threads that are none of theirs.
func (t *motion) elsewhere(e Elsewhere) {
	m := &t.m
	at := plain(e.At)
	switch {
	case m.State == StateNone:
		t.ignore("nobody has begun here")
	case m.State.Terminal() && m.State != StateEnded:
		t.ignore("the mentorship has ended")
	case m.belongs(e.Thread):
		t.ignore("the thread is one of the newcomer's own")
	default:
		m.seen(at)
		f := &m.Facts
		f.ActiveAt = latest(f.ActiveAt, at)
		if !e.Pull {
			f.TaskAt = latest(f.TaskAt, at)
		}
		if e.Pull && (e.Kind == RemarkReview || e.Kind == RemarkReviewComment) {
			f.ReviewedAt = earliest(f.ReviewedAt, at)
		}
		if e.Fellow {
			f.HelpedAt = earliest(f.HelpedAt, at)
		}
	}
}

// proven are the steps that what is known ticks, in order.
func (m Mentorship) proven() []Item {
	return append(m.Facts.proven(), done([]proof{
		{A1, m.Facts.Pull.Merged && m.Facts.TaskAt.After(m.Facts.TakenAt)},
		{A2, len(m.Others) > 0},
		{A3, m.another()},
		{V2, !m.Facts.ReviewedAt.IsZero()},
		{V3, !m.Facts.HelpedAt.IsZero()},
		{G2, m.pulseAnswered()},
	})...)
}

// another reports whether a pull request beside the first was merged.
func (m Mentorship) another() bool {
	return slices.ContainsFunc(m.Others, func(o Other) bool { return !o.MergedAt.IsZero() })
}

// reached is how far everything known says the newcomer has come.
func (m Mentorship) reached() Stage {
	switch first := m.Facts.stage(); {
	case m.another() && !m.Facts.ReviewedAt.IsZero():
		return StageBack
	case m.another():
		return StageReviewing
	case first == StageMerged && len(m.Others) > 0:
		return StageSecond
	default:
		return first
	}
}

// Present is the stage the tracking issue shows: how far the newcomer has come,
// or the next contribution where the first was closed and they went on.
func (m Mentorship) Present() Stage {
	if m.Stage.order() < StageSecond.order() && !m.Facts.closedAt().IsZero() && len(m.Others) > 0 {
		return StageSecond
	}
	return m.Stage
}
