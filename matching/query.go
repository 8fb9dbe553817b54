package matching

import (
	"slices"
	"time"
)

// maxQueryFiles is how many files of a change are looked at, in path order.
const maxQueryFiles = 50

// Query asks who should be asked about one change.
type Query struct {
	// Time is the moment of asking; experience fades up to it.
	Time time.Time
	// Author wrote the change and is never a candidate.
	Author PersonID
	// Files are the paths the change touches; see [Change].Files.
	Files []string
	// Pool holds the people who may be asked. Their order does not matter.
	Pool []PersonID
	// Declared holds, for some of the pool, path patterns they offered to help
	// with ("store/**", "**/*.md", "docs"). Covering a file of the change counts
	// as a few recent reviews of that file, until real experience is greater.
	Declared map[PersonID][]string

	// What follows is known to a live App alone and may all be left out; see [Signal].

	// Title and Labels are those of the change; they are looked at and not kept.
	Title  string
	Labels []string
	// Owned holds which of the files CODEOWNERS gives to whom; it counts like an offer.
	Owned map[PersonID][]string
	// Topic is what kind of help the newcomer asked for, "" if they did not say.
	Topic string
	// Languages the newcomer speaks, BCP 47.
	Languages []string
	// Contact holds who reviewed or answered this newcomer before.
	Contact map[PersonID]bool
	// Profiles holds what candidates told of themselves.
	Profiles map[PersonID]Profile

	ignored []Signal
}

// Candidate is a person in a ranking. Score orders candidates of one query and
// means nothing beyond that; it must not be shown to people.
type Candidate struct {
	Person  PersonID
	Score   float64
	Reasons []Reason
}

// candidates returns the pool in id order, without repetitions and the author.
func (q Query) candidates() []PersonID {
	out := slices.Clone(q.Pool)
	if !slices.IsSorted(out) {
		slices.Sort(out)
	}
	out = slices.Compact(out)
	if i, ok := slices.BinarySearch(out, q.Author); ok {
		out = slices.Delete(out, i, i+1)
	}
	return out
}

// paths returns the files that teach something, in path order, without
// repetitions, at most maxQueryFiles of them.
func (q Query) paths() []string {
	out := distinct(q.Files)
	if l := lessons(out); len(l) > 0 { // a change of nothing but lock files is still asked about
		out = l
	}
	return out[:min(len(out), maxQueryFiles)]
}

// distinct returns paths in order, each once, without the empty one.
func distinct(paths []string) []string {
	out := slices.Clone(paths)
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) > 0 && out[0] == "" {
		out = out[1:]
	}
	return out
}
