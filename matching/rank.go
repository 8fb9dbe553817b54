package matching

import (
	"cmp"
	"math"
	"slices"
)

const (
	floor      = 0.002 // added to every share before its logarithm
	unknownFor = 999.0 // days since something that never happened, or longer ago than that
)

// Rank puts the people of q.Pool in order, best first; equals stand in the
// order of their ids. Reasons are left out, see [Index.Suggest].
//
// The score is a weighted sum of logarithms. Seven features are shares within
// the pool: experience with the places of the change, reviews of newcomers in
// these places, earlier changes with the same words in their paths, experience
// with files of the same names, recent reviews of newcomers, all reviews, all
// changes. Two count the days since somebody was last seen. Global activity has
// a negative weight: what counts is being more at home here than elsewhere. On
// top come the signals of a live App ([Signal]), none where none is known.
func (x *Index) Rank(q Query, w Weights) []Candidate {
	p := x.newPanel(q)
	defer p.release()
	if len(p.ids) == 0 {
		return nil
	}
	score := make([]float64, len(p.ids))
	addLogShares(score, w.Places, p.placeExperience())
	addLogShares(score, w.Welcomes, p.welcomeExperience())
	addLogShares(score, w.Words, p.wordExperience())
	addLogShares(score, w.Names, p.nameExperience())
	p.addActivity(score, w)
	p.addSignals(score, q)
	out := make([]Candidate, len(p.ids))
	for i, id := range p.ids {
		out[i] = Candidate{Person: id, Score: math.Round(score[i]*1e9) / 1e9}
	}
	bestFirst(out)
	return out
}

// bestFirst sorts by falling score, equals by id.
func bestFirst(ranked []Candidate) {
	slices.SortFunc(ranked, func(a, b Candidate) int {
		if c := cmp.Compare(b.Score, a.Score); c != 0 {
			return c
		}
		return cmp.Compare(a.Person, b.Person)
	})
}

// Suggest ranks the pool and returns the first n, each with reasons.
func (x *Index) Suggest(q Query, w Weights, n int) []Candidate {
	out := x.Rank(q, w)
	out = out[:min(n, len(out))]
	for i := range out {
		out[i].Reasons = x.Reasons(q, out[i].Person)
	}
	return out
}

// addLogShares adds weight·ln(share+floor) of each value to the scores.
func addLogShares(score []float64, weight float64, values []float64) {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	for i, v := range values {
		share := 1 / float64(len(values))
		if sum > 0 {
			share = v / sum
		}
		score[i] += weight * math.Log(share+floor)
	}
}

// addActivity adds the features that do not depend on the files.
func (p *panel) addActivity(score []float64, w Weights) {
	values := make([]float64, len(p.ids))
	share := func(weight float64, of func(standing) float64) {
		for i, who := range p.who {
			values[i] = of(who)
		}
		addLogShares(score, weight, values)
	}
	share(w.Newcomers, func(who standing) float64 { return who.new90 })
	share(w.Reviews, func(who standing) float64 { return who.rev365 })
	share(w.Changes, func(who standing) float64 { return who.com365 })
	for i, who := range p.who {
		score[i] += w.SinceReview*math.Log1p(daysSince(p.now, who.reviewed)) +
			w.SinceChange*math.Log1p(daysSince(p.now, who.wrote))
	}
}

func daysSince(now, then int64) float64 {
	if then == never {
		return unknownFor
	}
	return min(float64(max(0, now-then))/day, unknownFor)
}
