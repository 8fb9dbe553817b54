package matching

import (
	"math"
	"time"
)

// What [Index.Compact] keeps. Eight half-lives are four years with places and
// eight with words; measured on golang/go, leaving out what is older changes no
// figure.
const (
	leastWeight = 1.0 / 256 // of one event, as of now
	rememberFor = 5 * window
)

// MaxEntries is how many (thing, person) pairs [Index.Compact] leaves at most
// when it is asked to: about 20 MB encoded. The whole of golang/go has a tenth.
const MaxEntries = 2_000_000

// Compact forgets what has faded below use as of now: experience worth less
// than a 256th of one event, the files, words and people of which nothing else
// is known, and, where more than most entries were left, the faintest of these
// as well. It costs as much as reading the whole index.
func (x *Index) Compact(now time.Time, most int) {
	least := leastWeight
	for {
		c := compaction{from: x, to: NewIndex(), now: now.Unix(), least: least}
		if c.run(); c.entries <= most || math.IsInf(least, 1) {
			x.adopt(c.to)
			return
		}
		least *= 2
	}
}

// compaction copies what is worth keeping from one index to another.
type compaction struct {
	from, to *Index
	now      int64
	least    float64
	entries  int
	people   []int64  // person there → person here, −1 while not needed
	paths    []string // of the nodes there
}

func (c *compaction) run() {
	x, y := c.from, c.to
	y.begun, y.changes = x.begun, x.changes
	y.places, y.words, y.recent = x.places, x.words, x.recent
	c.paths = x.tree.paths()
	c.people = make([]int64, len(x.people))
	for i := range c.people {
		c.people[i] = -1
	}
	c.keepLog()
	c.keepNodes()
	c.keepWords()
	for n := range x.people {
		if p := &x.people[n]; max(p.reviewed, p.wrote) >= c.now-rememberFor {
			c.person(uint32(n))
		}
	}
	c.fillPeople()
}

// person is somebody's number in the new index.
func (c *compaction) person(n uint32) uint32 {
	if c.people[n] < 0 {
		c.people[n] = int64(c.to.person(c.from.people[n].id))
	}
	return uint32(c.people[n])
}

func (c *compaction) persons(list []uint32) []uint32 {
	out := make([]uint32, len(list))
	for i, n := range list {
		out[i] = c.person(n)
	}
	return out
}

// faded is h without what is worth less than least; norm makes weights current.
func (c *compaction) faded(h holding, norm float64) (out holding) {
	for _, e := range h.by {
		if e.weight*norm >= c.least {
			out.add(c.person(e.person), e.weight)
			c.entries++
		}
	}
	return out
}

func (c *compaction) keepLog() {
	y := c.to
	y.log.newest = c.from.log.newest
	for _, l := range c.from.log.changes {
		if l.t < y.log.newest-window {
			continue
		}
		kept := logged{t: l.t, author: c.person(l.author), reviewers: c.persons(l.reviewers)}
		for _, n := range l.files {
			kept.files = append(kept.files, c.to.tree.intern(c.paths[n]))
		}
		y.log.changes = append(y.log.changes, kept)
	}
}

func (c *compaction) keepNodes() {
	places, words := c.from.places.norm(c.now), c.from.words.norm(c.now)
	for n := range c.from.tree.nodes {
		at := &c.from.tree.nodes[n]
		h, welcomed := c.faded(at.holding, places), c.faded(at.welcomed, words)
		if len(h.by)+len(welcomed.by) > 0 {
			kept := &c.to.tree.nodes[c.to.tree.intern(c.paths[n])]
			kept.holding, kept.welcomed = h, welcomed
		}
	}
}

func (c *compaction) keepWords() {
	norm := c.from.words.norm(c.now)
	names := c.from.tree.words.names()
	for n, word := range c.from.tree.words.list {
		h := c.faded(word.holding, norm)
		if len(h.by) == 0 {
			continue
		}
		kept := c.to.tree.words.one(names[n])
		c.to.tree.words.list[kept].holding = h
		c.to.tree.words.list[kept].changes = word.changes
	}
}

func (c *compaction) fillPeople() {
	for n, p := range c.from.people {
		if c.people[n] < 0 {
			continue
		}
		p.first = nil
		for _, f := range c.from.people[n].first {
			p.first = append(p.first, c.stillCredited(f))
		}
		c.to.people[c.people[n]] = p
	}
}

// stillCredited is a newcomer's change with the credit that an older change
// arriving late could still take back to some effect.
func (c *compaction) stillCredited(f firstChange) firstChange {
	kept := firstChange{t: f.t}
	if f.t < c.now-rememberFor {
		return kept
	}
	for _, r := range f.reviewers {
		if c.people[r] >= 0 {
			kept.reviewers = append(kept.reviewers, uint32(c.people[r]))
		}
	}
	for _, n := range f.files {
		if at, ok := c.to.tree.at(c.paths[n]); ok {
			kept.files = append(kept.files, at)
		}
	}
	return kept
}
