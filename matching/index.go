package matching

import (
	"math"
	"slices"
	"strings"
	"sync"
)

// Half-lives, in seconds.
const (
	halfPlaces = 180 * day // experience with files and directories
	halfWords  = 365 * day // own changes per path token, reviews, own changes, what newcomers were reviewed for
	halfRecent = 90 * day  // reviews of newcomers' changes
)

const (
	authorShare   = 0.5 // an author's experience with a place, per change
	reviewerShare = 1.0 // a reviewer's
	namerShare    = 1.0 // an author's experience with a file name, per change
	readerShare   = 0.3 // a reviewer's
)

// Index remembers who has experience where. The zero value is not ready; use
// [NewIndex]. Any number of goroutines may ask at once, but none while
// [Index.Add] runs.
//
// Memory grows with the number of distinct (path, person) and (token, person)
// pairs; single changes are kept for one year only.
type Index struct {
	ids     map[PersonID]uint32
	people  []person
	tree    tree
	changes int // changes that fed path signals
	marks   uint32
	begun   bool

	places, words, recent scale
	log                   yearLog
	scratch               sync.Pool
}

// person is what the index holds about somebody apart from places.
type person struct {
	id       PersonID
	new90    float64 // reviews of newcomers' changes, on the recent scale
	rev365   float64 // reviews, on the words scale
	com365   float64 // own changes, on the words scale
	asked    float64 // invitations that ended, on the words scale
	answered float64 // of these, answered
	reviewed int64   // time of the latest review, never if none
	wrote    int64   // time of the latest own change, never if none
	first    []firstChange
}

// never is earlier than any time.
const never = math.MinInt64

// NewIndex returns an index that knows nobody.
func NewIndex() *Index {
	return &Index{
		ids:    map[PersonID]uint32{},
		tree:   newTree(),
		places: scale{half: halfPlaces},
		words:  scale{half: halfWords},
		recent: scale{half: halfRecent},
	}
}

// Add takes one change in. Changes may come in any order; each must come once.
// The cost is that of walking each distinct file up to the root.
func (x *Index) Add(c Change) {
	t := c.Time.Unix()
	x.advance(t)
	x.carryOver(c.Renames)
	author := x.person(c.Author)
	reviewers := x.reviewersOf(c, author)
	x.people[author].wrote = max(x.people[author].wrote, t)
	for _, r := range reviewers {
		x.people[r].reviewed = max(x.people[r].reviewed, t)
	}
	if c.Large {
		x.noteNewcomer(author, firstChange{t: t})
		return
	}
	if c.Files = lessons(c.Files); len(c.Files) > massFiles {
		c.Files = nil
	}
	x.addActivity(t, author, reviewers)
	files := x.addPlaces(t, author, reviewers, c.Files)
	x.noteNewcomer(author, firstChange{t: t, reviewers: reviewers, files: files})
	x.log.add(logged{t: t, author: author, reviewers: reviewers, files: files})
}

// person interns id.
func (x *Index) person(id PersonID) uint32 {
	p, ok := x.ids[id]
	if !ok {
		p = uint32(len(x.people))
		x.ids[id] = p
		x.people = append(x.people, person{id: id, reviewed: never, wrote: never})
	}
	return p
}

// reviewersOf interns the reviewers of c, without repetitions and the author.
func (x *Index) reviewersOf(c Change, author uint32) []uint32 {
	out := make([]uint32, 0, len(c.Reviewers))
	for _, id := range c.Reviewers {
		if r := x.person(id); r != author && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

func (x *Index) addActivity(t int64, author uint32, reviewers []uint32) {
	w := x.words.weight(t)
	x.people[author].com365 += w
	for _, r := range reviewers {
		x.people[r].rev365 += w
	}
}

// addPlaces credits every distinct node and token of the files once and
// returns the files' nodes.
func (x *Index) addPlaces(t int64, author uint32, reviewers []uint32, paths []string) []uint32 {
	x.changes++
	x.marks++
	place, word := x.places.weight(t), x.words.weight(t)
	files := make([]uint32, 0, len(paths))
	for _, path := range paths {
		if path = strings.TrimLeft(path, "/"); path == "" {
			continue
		}
		files = append(files, x.tree.intern(path))
		for _, id := range x.tree.words.internNames(path) {
			x.addWord(id, author, namerShare*word, reviewers, readerShare*word)
		}
	}
	x.tree.climb(files, x.marks, func(at *node) {
		at.addAll(author, authorShare*place, reviewers, reviewerShare*place)
		for _, id := range at.tokens {
			x.addWord(id, author, word, nil, 0)
		}
	})
	return files
}

// addWord credits one token or name unless the current change has done so already.
func (x *Index) addWord(id, author uint32, own float64, reviewers []uint32, theirs float64) {
	word := &x.tree.words.list[id]
	if word.mark == x.marks {
		return
	}
	word.mark = x.marks
	word.changes++
	word.addAll(author, own, reviewers, theirs)
}

// advance keeps the stored values in range when a change at time t comes in.
func (x *Index) advance(t int64) {
	if !x.begun {
		x.begun = true
		x.places.landmark, x.words.landmark, x.recent.landmark = t, t, t
	}
	if f := x.places.advance(t); f != 1 {
		for i := range x.tree.nodes {
			x.tree.nodes[i].multiply(f)
		}
	}
	if f := x.words.advance(t); f != 1 {
		for i := range x.tree.words.list {
			x.tree.words.list[i].multiply(f)
		}
		for i := range x.tree.nodes {
			x.tree.nodes[i].welcomed.multiply(f)
		}
		for i := range x.people {
			x.people[i].rev365 *= f
			x.people[i].com365 *= f
			x.people[i].asked *= f
			x.people[i].answered *= f
		}
	}
	if f := x.recent.advance(t); f != 1 {
		for i := range x.people {
			x.people[i].new90 *= f
		}
	}
}
