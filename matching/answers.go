package matching

import (
	"math"
	"time"
)

// Answer is how an invitation ended: with a word from the person asked, yes or
// no alike, or with silence until the time was over.
type Answer struct {
	// ID names the invitation to its source.
	ID     string
	Person PersonID
	Time   time.Time
	// Heard tells that the person said something.
	Heard bool
}

// Hear takes one ended invitation in. Each must come once, in any order. What
// is learnt from it never leaves the index but as a small part of a score; no
// method tells it and no reason speaks of it.
func (x *Index) Hear(a Answer) {
	t := a.Time.Unix()
	x.advance(t)
	p := &x.people[x.person(a.Person)]
	w := x.words.weight(t)
	p.asked += w
	if a.Heard {
		p.answered += w
	}
}

// patience is how many answered invitations everybody starts with, so that one
// silence, which may have any cause, changes little.
const patience = 2.0

// responsiveness is ln of the share of invitations that were answered, old ones
// counting less: 0 for who always answered or was never asked.
func (w standing) responsiveness() float64 {
	return math.Log((w.answered + patience) / (w.asked + patience))
}
