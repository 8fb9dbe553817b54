package matching

import (
	"cmp"
	"slices"
	"sort"
	"time"
)

// newcomerChanges is how many changes somebody remains a newcomer for: the
// author of a change with fewer earlier changes than this is one.
const newcomerChanges = 3

// firstChange is one of an author's changes as a newcomer, with the reviewers
// who were credited for it, and where.
type firstChange struct {
	t         int64
	reviewers []uint32
	files     []uint32 // nodes
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

// Newcomer tells whether id has fewer than three merged changes that the index knows.
func (x *Index) Newcomer(id PersonID) bool {
	n, ok := x.ids[id]
	return !ok || len(x.people[n].first) < newcomerChanges
}

// Helped returns who reviewed the changes id made as a newcomer, in id order.
func (x *Index) Helped(id PersonID) (out []PersonID) {
	n, ok := x.ids[id]
	if !ok {
		return nil
	}
	for _, c := range x.people[n].first {
		for _, r := range c.reviewers {
			out = append(out, x.people[r].id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Newcomers returns the last n first changes of newcomers within the last year,
// oldest first, with their files. Reviewers are left out.
func (x *Index) Newcomers(n int) (out []Change) {
	for i := len(x.log.changes) - 1; i >= 0; i-- {
		c := x.log.changes[i]
		if first := x.people[c.author].first; len(first) > 0 && first[0].t == c.t {
			out = append(out, x.change(c))
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int { return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Author, b.Author)) })
	return out[max(0, len(out)-n):]
}

// change is what the log holds of a change.
func (x *Index) change(c logged) Change {
	out := Change{Time: time.Unix(c.t, 0).UTC(), Author: x.people[c.author].id}
	for _, n := range c.files {
		out.Files = append(out.Files, x.tree.path(n))
	}
	return out
}

// credit counts the reviews of a newcomer's change, for each reviewer and for
// each reviewer in each place; with sign −1 it takes them back.
func (x *Index) credit(c firstChange, sign float64) {
	recent, lasting := sign*x.recent.weight(c.t), sign*x.words.weight(c.t)
	for _, r := range c.reviewers {
		x.people[r].new90 = max(0, x.people[r].new90+recent)
	}
	x.marks++
	x.tree.climb(c.files, x.marks, func(at *node) {
		for _, r := range c.reviewers {
			at.welcomed.add(r, lasting)
		}
	})
}
