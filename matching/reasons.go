package matching

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	maxReasons   = 3
	worthNaming  = 3         // changes that make the deepest place the one to name
	latelyWindow = 180 * day // how long "lately" is, in seconds
)

// ReasonKind says what sort of fact a [Reason] is.
type ReasonKind string

// The kinds of reasons.
const (
	// Reviewed: reviewed Count changes in Place since Since.
	Reviewed ReasonKind = "reviewed"
	// Wrote: wrote Count changes in Place since Since.
	Wrote ReasonKind = "wrote"
	// Offered: declared the path pattern Place in the house rules.
	Offered ReasonKind = "offered"
	// Welcomed: reviewed Count newcomers' changes since Since.
	Welcomed ReasonKind = "welcomed"
	// KnewBefore: worked in Place, but not in the last year.
	KnewBefore ReasonKind = "knew-before"
	// Owns: is named for Place, a file of the change, in CODEOWNERS.
	Owns ReasonKind = "owns"
	// AskMe: likes to be asked about Place, a subject in their own words.
	AskMe ReasonKind = "ask-me"
	// Helps: likes to help with Place, the kind of help that was asked for.
	Helps ReasonKind = "helps"
	// CameFrom: began in the area Place, in their own words.
	CameFrom ReasonKind = "came-from"
	// Speaks: speaks the language Place (BCP 47), as the newcomer does.
	Speaks ReasonKind = "speaks"
	// Met: reviewed or answered this newcomer before.
	Met ReasonKind = "met"
)

// Reason is one fact about a candidate that anybody can check in the
// repository's history or rules. It holds no score and compares nobody.
type Reason struct {
	Kind ReasonKind `json:"kind"`
	// Place is a directory with a slash at its end, a file at the top level, a
	// path pattern (Offered), what the later kinds say, or empty for the whole
	// repository. It is written by people: escape it before showing it.
	Place string `json:"place,omitempty"`
	// Count is the exact number of changes.
	Count int `json:"count,omitempty"`
	// Since is where the counted time begins; it ends before the query's time.
	Since time.Time `json:"since,omitzero"`
}

// String is the reason as an English clause about the person, such as
// "reviewed 14 changes in store/ this year". "This year" means the 365 days
// before the query, "lately" the 180 days before it.
func (r Reason) String() string {
	switch r.Kind {
	case Reviewed, Wrote:
		return fmt.Sprintf("%s %s %s this year", r.Kind, plural(r.Count, "change", "changes"), inPlace(r.Place))
	case Offered:
		return "offered to help with " + r.Place
	case Welcomed:
		return fmt.Sprintf("has reviewed %s lately", plural(r.Count, "newcomer's change", "newcomers' changes"))
	case KnewBefore:
		return fmt.Sprintf("has worked %s before", inPlace(r.Place))
	case Owns:
		return "is named for " + r.Place + " in CODEOWNERS"
	case AskMe:
		return "likes to be asked about " + r.Place
	case Helps:
		return "likes to help with " + r.Place
	case CameFrom:
		return "began with " + r.Place
	case Speaks:
		return "speaks " + r.Place + " as well"
	case Met:
		return "has helped this newcomer before"
	}
	return ""
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func inPlace(place string) string {
	switch {
	case place == "":
		return "in this repository"
	case strings.HasSuffix(place, "/"):
		return "in " + place
	}
	return "on " + place
}

// Reasons returns at most three facts that speak for asking id about the change
// of q, the most telling first; none if there are none. A fact names the deepest
// directory of the change in which id did enough to speak of, and the whole
// repository when there is nothing deeper.
func (x *Index) Reasons(q Query, id PersonID) []Reason {
	now, places := q.Time.Unix(), x.placesOf(q.paths())
	facts := x.count(id, places, now)
	out := slices.DeleteFunc([]Reason{
		places.reason(Reviewed, facts.reviewed, now),
		places.reason(Wrote, facts.wrote, now),
		offered(q, id),
		owns(q, id),
		welcomed(facts.welcomed, now),
		told(AskMe, firstShared(q.Profiles[id].AskMeAbout, q.subject())),
		helps(q, id),
		met(q, id),
		told(Speaks, sharedLanguage(q.Languages, q.Profiles[id].Languages)),
		told(CameFrom, firstShared([]string{q.Profiles[id].CameFrom}, q.subject())),
	}, func(r Reason) bool { return r.Kind == "" })
	slices.SortStableFunc(out, func(a, b Reason) int { return a.breadth() - b.breadth() })
	if len(out) == 0 {
		out = x.knewBefore(id, places)
	}
	return out[:min(len(out), maxReasons)]
}

// breadth is 1 for facts about the whole repository, which say least.
func (r Reason) breadth() int {
	return count((r.Kind == Reviewed || r.Kind == Wrote) && r.Place == "")
}

// reason names the most telling place of the counts; zero if all are zero.
func (l placeList) reason(kind ReasonKind, counts []int, now int64) Reason {
	place, n := l.mostTelling(counts)
	if n == 0 {
		return Reason{}
	}
	return Reason{Kind: kind, Place: place, Count: n, Since: time.Unix(now-window, 0).UTC()}
}

func welcomed(n int, now int64) Reason {
	if n == 0 {
		return Reason{}
	}
	return Reason{Kind: Welcomed, Count: n, Since: time.Unix(now-latelyWindow, 0).UTC()}
}

// offered names the first pattern id declared that covers a file of q.
func offered(q Query, id PersonID) Reason {
	for _, text := range q.Declared[id] {
		p := parsePattern(text)
		if slices.ContainsFunc(q.paths(), func(file string) bool { return p.covers(components(file)) }) {
			return Reason{Kind: Offered, Place: text}
		}
	}
	return Reason{}
}

// owns names the first file that CODEOWNERS gives to id.
func owns(q Query, id PersonID) Reason {
	for _, file := range q.paths() {
		if slices.Contains(q.Owned[id], file) {
			return Reason{Kind: Owns, Place: file}
		}
	}
	return Reason{}
}

// told is a fact from what somebody told of themselves.
func told(kind ReasonKind, what string) Reason {
	if what == "" {
		return Reason{}
	}
	return Reason{Kind: kind, Place: what}
}

func helps(q Query, id PersonID) Reason {
	if q.Topic == "" || !slices.Contains(q.Profiles[id].Topics, q.Topic) {
		return Reason{}
	}
	return Reason{Kind: Helps, Place: q.Topic}
}

func met(q Query, id PersonID) Reason {
	if !q.Contact[id] {
		return Reason{}
	}
	return Reason{Kind: Met}
}

// knewBefore names the deepest place in which id ever worked.
func (x *Index) knewBefore(id PersonID, l placeList) []Reason {
	n, ok := x.ids[id]
	if !ok {
		return nil
	}
	for i, at := range l.nodes {
		if _, ok := x.tree.nodes[at].find(n); ok {
			return []Reason{{Kind: KnewBefore, Place: l.names[i]}}
		}
	}
	return nil
}

// tally is what one person did in the last year, per place of a change.
type tally struct {
	reviewed, wrote []int
	welcomed        int // newcomers' changes reviewed lately
}

// count goes through the year before now; it is zero for strangers.
func (x *Index) count(id PersonID, l placeList, now int64) tally {
	n, ok := x.ids[id]
	if !ok {
		return tally{}
	}
	out := tally{reviewed: make([]int, len(l.names)), wrote: make([]int, len(l.names))}
	hit := make([]int, len(l.names)) // change that was counted last, plus one
	for i, c := range x.log.changes {
		if c.t < now-window || c.t >= now {
			continue
		}
		switch {
		case c.author == n:
			x.countPlaces(c, l, out.wrote, hit, i+1)
		case slices.Contains(c.reviewers, n):
			x.countPlaces(c, l, out.reviewed, hit, i+1)
			if c.t >= now-latelyWindow && x.people[c.author].isNewcomerAt(c.t) {
				out.welcomed++
			}
		}
	}
	return out
}

// countPlaces adds one to each place that the change touched.
func (x *Index) countPlaces(c logged, l placeList, counts, hit []int, mark int) {
	for _, n := range c.files {
		for {
			if i, ok := l.slot[n]; ok {
				if hit[i] == mark {
					break
				}
				hit[i] = mark
				counts[i]++
			}
			if n == root {
				break
			}
			n = x.tree.nodes[n].parent
		}
	}
}
