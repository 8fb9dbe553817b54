// Package proposal works out, from a history alone, who could be invited to
// look after newcomers and for which paths. It proposes and invites nobody:
// people say yes or no themselves.
package proposal

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/matching"
)

// MinActive is how many changes in a year, written or reviewed, make somebody
// active; the same as in backtests.
const MinActive = 5

const (
	year  = 365 * 24 * time.Hour
	worth = 3 // changes in a folder that make somebody at home there

	fewest     = 3 // people, where there are as many
	most       = 8
	worthwhile = 0.02 // share of what is to be covered that one more person must add

	maxNewcomers = 50 // latest first changes that are looked at
)

// Entry is one person to propose.
type Entry struct {
	Person matching.PersonID
	// Paths are patterns of house rules, where the person worked most; none
	// where it was at the top level.
	Paths []string
	// First is for how many of the replayed first changes the person would have
	// been asked first, among those proposed.
	First int
}

// Proposal is a small group of people who together know most of what changes.
type Proposal struct {
	At        time.Time // just after the last change
	Entries   []Entry   // in id order: no ranking
	Newcomers int       // first changes that were replayed
	Since     time.Time // when the earliest of them was
	Changes   int       // changes of the last year, large ones left out
	Covered   int       // of these, in places where one of the people is at home
}

// Active returns who wrote or reviewed at least five changes in the 365 days
// before at, in id order.
func Active(history []matching.Change, at time.Time) []matching.PersonID {
	count := map[matching.PersonID]int{}
	for c := range lately(history, at) {
		for _, p := range people(c) {
			count[p]++
		}
	}
	maps.DeleteFunc(count, func(_ matching.PersonID, n int) bool { return n < MinActive })
	return slices.Sorted(maps.Keys(count))
}

// After is the moment just after the last change of a history.
func After(history []matching.Change) time.Time {
	if len(history) == 0 {
		return time.Time{}
	}
	return history[len(history)-1].Time.Add(time.Second)
}

// Of makes a proposal for a history in time order. There are no entries if
// nobody was active in its last year.
func Of(history []matching.Change, w matching.Weights) Proposal {
	p := Proposal{At: After(history)}
	known := knowledgeOf(history, p.At)
	firsts := firstChanges(history, p.At)
	chosen := choose(known, firsts)
	p.Changes, p.Covered = len(known.changes), known.covered(chosen)
	for _, id := range chosen {
		p.Entries = append(p.Entries, Entry{Person: id, Paths: known.paths(id)})
	}
	p.replay(history, firsts, w)
	return p
}

// firstChanges returns the latest first changes of newcomers, of the last two
// years.
func firstChanges(history []matching.Change, at time.Time) (out []matching.Change) {
	seen := map[matching.PersonID]bool{}
	for _, c := range history {
		if !seen[c.Author] && !c.Large && c.Time.After(at.Add(-2*year)) {
			out = append(out, c)
		}
		seen[c.Author] = true
	}
	return out[max(0, len(out)-maxNewcomers):]
}

// choose picks few people, one after the other, each time whoever is at home in
// most of what those before are not. The changes of the last year count half,
// and newcomers' first changes half.
func choose(k knowledge, firsts []matching.Change) []matching.PersonID {
	open := slices.Concat(k.items(k.changes), k.items(firsts))
	var chosen []matching.PersonID
	for len(chosen) < min(most, len(k.active)) {
		gain := map[matching.PersonID]float64{}
		for _, it := range open {
			for _, p := range it.by {
				gain[p] += it.weight
			}
		}
		best := matching.PersonID("")
		for _, p := range k.active {
			better := best == "" || cmp.Or(cmp.Compare(gain[p], gain[best]), cmp.Compare(k.count[p], k.count[best])) > 0
			if !slices.Contains(chosen, p) && better {
				best = p
			}
		}
		if len(chosen) >= fewest && gain[best] < worthwhile {
			break
		}
		chosen = append(chosen, best)
		open = slices.DeleteFunc(open, func(it item) bool { return slices.Contains(it.by, best) })
	}
	slices.Sort(chosen)
	return chosen
}

// item is a change that somebody should know about.
type item struct {
	by     []matching.PersonID // at home in it
	weight float64
}

// items share a weight of one half.
func (k knowledge) items(changes []matching.Change) (out []item) {
	for _, c := range changes {
		out = append(out, item{k.covering(c), 0.5 / float64(len(changes))})
	}
	return out
}

// covered counts the changes of the last year in places where one of these
// people is at home.
func (k knowledge) covered(by []matching.PersonID) (n int) {
	for _, it := range k.items(k.changes) {
		if slices.ContainsFunc(it.by, func(p matching.PersonID) bool { return slices.Contains(by, p) }) {
			n++
		}
	}
	return n
}

// replay asks, for each newcomer's first change and with what was known before
// it, who of the proposed people would have come first.
func (p *Proposal) replay(history, firsts []matching.Change, w matching.Weights) {
	entry, pool, declared := map[matching.PersonID]int{}, []matching.PersonID{}, map[matching.PersonID][]string{}
	for i, e := range p.Entries {
		entry[e.Person], declared[e.Person] = i, e.Paths
		pool = append(pool, e.Person)
	}
	index, next := matching.NewIndex(), 0
	for _, c := range firsts {
		if _, own := entry[c.Author]; own || len(pool) == 0 {
			continue
		}
		for ; history[next].Time.Before(c.Time); next++ {
			index.Add(history[next])
		}
		q := matching.Query{Time: c.Time, Author: c.Author, Files: c.Files, Pool: pool, Declared: declared}
		p.Entries[entry[index.Rank(q, w)[0].Person]].First++
		if p.Newcomers == 0 {
			p.Since = c.Time
		}
		p.Newcomers++
	}
}
