package matching

import (
	"cmp"
	"slices"
)

// maxRevFinderFiles is how many files of a change RevFinder compares, in path
// order.
const maxRevFinderFiles = 20

// revFinder ranks by reviews of files with similar paths (Thongtanunam et al.:
// "Who Should Review My Code? A File Location-Based Code-Reviewer Recommendation
// Approach for Modern Code Review", SANER 2015). Two changes are as similar as
// their pairs of paths are on average, in each of four comparisons; everybody's
// score in a comparison is the sum over the changes they reviewed; a Borda count
// among the pool joins the four rankings. Merged changes with reviewers stand
// for the closed reviews of the paper. The paper takes them from the whole
// history; a span of the last year alone is the stronger variant where people
// leave.
type revFinder struct {
	name     string
	span     int64 // how many seconds back reviews count; 0 for all
	activity *mostActive
	ids      map[PersonID]uint32
	paths    pastPaths
	log      []pastReview // what still counts, in time order; empty without a span
}

// pastReview is a reviewed change.
type pastReview struct {
	t         int64
	reviewers []uint32
	files     []uint32
}

func newRevFinder(name string, span int64) *revFinder {
	return &revFinder{
		name: name, span: span, activity: newMostActive(), ids: map[PersonID]uint32{}, paths: newPastPaths(),
	}
}

func (r *revFinder) Name() string { return r.name }

func (r *revFinder) Add(c Change) {
	r.activity.Add(c)
	who, files := reviewers(c), distinct(c.Files)
	if c.Large || len(who) == 0 || len(files) == 0 {
		return
	}
	past := pastReview{t: c.Time.Unix()}
	for _, p := range who {
		past.reviewers = append(past.reviewers, internIn(r.ids, p))
	}
	for _, f := range files {
		past.files = append(past.files, r.paths.intern(f))
	}
	r.paths.count(past, 1)
	if r.span > 0 {
		r.log = append(r.log, past)
	}
}

func (r *revFinder) Rank(q Query) []PersonID {
	r.forgetUntil(q.Time.Unix())
	files := q.paths()
	scores := make([]similarity, len(r.ids))
	for _, f := range files[:min(len(files), maxRevFinderFiles)] {
		r.paths.addLikeness(scores, f)
	}
	points := map[PersonID]float64{}
	order := r.activity.Rank(q)
	for k := range comparisons {
		addBorda(points, order, func(p PersonID) int64 {
			if n, ok := r.ids[p]; ok {
				return scores[n][k]
			}
			return 0
		})
	}
	return r.activity.rankFirstBy(q, points)
}

// forgetUntil takes back the reviews that no longer count at time t.
func (r *revFinder) forgetUntil(t int64) {
	for len(r.log) > 0 && r.log[0].t < t-r.span {
		r.paths.count(r.log[0], -1)
		r.log = r.log[1:]
	}
}

// addBorda gives points for a ranking of those who have a score in it: of n, the
// best gets n and the last gets 1. Equals stand in the given order.
func addBorda(points map[PersonID]float64, order []PersonID, score func(PersonID) int64) {
	ranked := slices.DeleteFunc(slices.Clone(order), func(p PersonID) bool { return score(p) == 0 })
	slices.SortStableFunc(ranked, func(a, b PersonID) int { return cmp.Compare(score(b), score(a)) })
	for i, p := range ranked {
		points[p] += float64(len(ranked) - i)
	}
}
