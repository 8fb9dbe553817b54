package githistory

import (
	"slices"

	"github.com/firstmate-app/firstmate/matching"
)

// commit is what is kept of a commit.
type commit struct {
	id        string
	at        int64 // committer time, Unix seconds
	author    int32 // in the table of contacts
	reviewers []int32
	files     []string
	renames   []matching.Rename
	parents   []int32
	merge     [][]int32 // reviewers of what a merge brought in, per parent but the first
	read      bool      // false for a parent that was not printed
	out       bool      // no change of its own: a merge, or nothing to go by

	placed bool
	order  int32 // parents first; the same however git sorts commits of one second
	by     *arrival
}

// arrival is a reviewed merge that brought commits to where they are.
type arrival struct {
	at        int64
	reviewers []int32
}

// graph is a history; parents are places in the slice.
type graph struct {
	commits []commit
	next    int32
}

// arrive goes through everything that tip brings in, oldest first, and notes
// the order and the innermost reviewed merge each commit came by. What can be
// reached from the first parent of a merge was there before it.
func (g *graph) arrive(tip int32, by *arrival) {
	var chain []int32 // first parents, newest first
	for at := tip; at >= 0 && g.commits[at].read && !g.commits[at].placed; {
		g.commits[at].placed = true
		chain = append(chain, at)
		if len(g.commits[at].parents) == 0 {
			break
		}
		at = g.commits[at].parents[0]
	}
	for _, n := range slices.Backward(chain) {
		for i, other := range g.commits[n].parents {
			if i > 0 {
				g.arrive(other, g.commits[n].brings(i-1, by))
			}
		}
		c := &g.commits[n]
		c.by, c.order = by, g.next
		g.next++
	}
}

// brings is how what comes by the i-th side branch of the merge arrives.
func (c *commit) brings(i int, otherwise *arrival) *arrival {
	if i >= len(c.merge) || len(c.merge[i]) == 0 {
		return otherwise
	}
	return &arrival{c.at, c.merge[i]}
}

// time is when a change counts: when it was merged, if that was a review, else
// when it was committed.
func (c *commit) time() int64 {
	if c.by != nil {
		return c.by.at
	}
	return c.at
}
