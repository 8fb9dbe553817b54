package mentorship

import "time"

// Credit is one mentorship in a person's own record, which they may show to
// others: dates, and what is public in pull requests. It names nobody else, and
// tells nothing of why something ended.
type Credit struct {
	Owner     string    `json:"owner"`
	Mentored  bool      `json:"as_mentor"`    // else they were the newcomer
	Pull      Thread    `json:"pull_request"` // the newcomer's first one
	From      time.Time `json:"from"`
	To        time.Time `json:"to,omitzero"`           // zero while it goes on
	Merged    time.Time `json:"merged,omitzero"`       // of a newcomer: when that pull request was merged
	More      int       `json:"more_merged,omitempty"` // of a newcomer: later pull requests of theirs merged by then
	Graduated time.Time `json:"graduated,omitzero"`    // of a newcomer
}

// Stretch is how long two people worked together; To is zero while they do.
type Stretch struct{ From, To time.Time }

// CreditOf is what a mentorship adds to the record of one of its people, given
// when they worked together. ok is false where it adds nothing.
func (m Mentorship) CreditOf(person int64, worked []Stretch) (c Credit, ok bool) {
	newcomer := m.Newcomer.ID == person
	if m.Version == 0 || m.State == StateErased || m.Preview || !newcomer && !m.had(person) {
		return c, false
	}
	if len(worked) == 0 {
		worked = m.worked(newcomer || m.helper() == person)
	}
	if len(worked) == 0 {
		return c, false
	}
	c = Credit{Owner: m.Pull.Repo.Owner, Mentored: !newcomer, Pull: m.Pull, From: worked[0].From, To: worked[0].To}
	for _, s := range worked[1:] {
		c.From = earliest(c.From, s.From)
		if c.To.IsZero() || s.To.IsZero() {
			c.To = time.Time{}
		} else {
			c.To = latest(c.To, s.To)
		}
	}
	if newcomer {
		c.Merged, c.Graduated = m.Facts.mergedAt(), m.Years.Graduated
		for _, o := range m.Others {
			if !o.MergedAt.IsZero() {
				c.More++
			}
		}
	}
	return c, true
}

// worked is what the record itself knows of the newest pairing, for records
// older than what is kept for statistics.
func (m Mentorship) worked(newest bool) []Stretch {
	if !newest || m.Paired.IsZero() {
		return nil
	}
	s := Stretch{From: m.Paired}
	if m.State.Over() {
		s.To = m.Since
	}
	return []Stretch{s}
}
