package matching

import (
	"slices"
	"sort"
)

// newcomerChanges is how many changes somebody remains a newcomer for: the
// author of a change with fewer earlier changes than this is one.
const newcomerChanges = 3

// firstChange is one of an author's changes as a newcomer, with the reviewers
// who were credited for it.
type firstChange struct {
	t         int64
	reviewers []uint32
}

// noteNewcomer credits the reviewers of c if its author was a newcomer then,
// and takes back what an older change, arriving late, shows to have been wrong.
func (x *Index) noteNewcomer(author uint32, c firstChange) {
	a := &x.people[author]
	if !a.isNewcomerAt(c.t) {
		return
	}
	i := sort.Search(len(a.first), func(i int) bool { return a.first[i].t > c.t })
	a.first = slices.Insert(a.first, i, c)
	x.credit(c, 1)
	for last := len(a.first) - 1; !a.isNewcomerAt(a.first[last].t); last-- {
		x.credit(a.first[last], -1)
		a.first = a.first[:last]
	}
}

// isNewcomerAt tells whether a change of this person at time t counts as a
// newcomer's: fewer than newcomerChanges of theirs are older.
func (p *person) isNewcomerAt(t int64) bool {
	older := sort.Search(len(p.first), func(i int) bool { return p.first[i].t >= t })
	return older < newcomerChanges
}

func (x *Index) credit(c firstChange, sign float64) {
	w := sign * x.recent.weight(c.t)
	for _, r := range c.reviewers {
		x.people[r].new90 = max(0, x.people[r].new90+w)
	}
}
