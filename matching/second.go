package matching

import (
	"math"
	"slices"
)

// Second ranks the pool of q, without the first mentor, for a second one: by
// what they bring that the first lacks. Each place of the change is ranked by
// itself, and the less the first knows of a place, beside the best of the pool,
// the more its ranking counts, however many files are there. Where the first
// lacks nothing all places count alike. Scores mean what those of [Index.Rank]
// do; reasons are left out, see [Index.Reasons].
func (x *Index) Second(q Query, w Weights, first PersonID) []Candidate {
	others := q
	others.Pool = slices.DeleteFunc(slices.Clone(q.Pool), func(p PersonID) bool { return p == first })
	groups := byPlace(q.paths())
	lacks, all := make([]float64, len(groups)), 0.0
	for i, files := range groups {
		lacks[i] = x.lack(q, files, first)
		all += lacks[i]
	}
	if all == 0 {
		return x.Rank(others, w)
	}
	score := map[PersonID]float64{}
	for i, files := range groups {
		others.Files = files
		for _, c := range x.Rank(others, w) {
			score[c.Person] += c.Score * lacks[i] / all
		}
	}
	out := make([]Candidate, 0, len(score))
	for p, s := range score {
		out = append(out, Candidate{Person: p, Score: math.Round(s*1e9) / 1e9})
	}
	bestFirst(out)
	return out
}

// lack is how far the experience of p with the files is behind the greatest in
// the pool of q: 0 for the most experienced, near 1 for a stranger.
func (x *Index) lack(q Query, files []string, p PersonID) float64 {
	q.Files, q.Pool = files, append(slices.Clone(q.Pool), p)
	ranked := x.Rank(q, Weights{Places: 1}) // scores are logarithms of shares
	i := slices.IndexFunc(ranked, func(c Candidate) bool { return c.Person == p })
	if i < 0 { // the author
		return 1
	}
	return 1 - math.Exp(ranked[i].Score-ranked[0].Score)
}

// byPlace groups files by their place, see [places].
func byPlace(files []string) [][]string {
	var out [][]string
	for _, place := range places(files) {
		var group []string
		for _, f := range files {
			if places([]string{f})[0] == place {
				group = append(group, f)
			}
		}
		out = append(out, group)
	}
	return out
}
