package matching

import "slices"

// Metrics says how well rankings agree with who really reviewed. All values but
// Cases lie between 0 and 1.
type Metrics struct {
	Cases int
	// Top1, Top3 and Top5 are the shares of cases in which a true reviewer is
	// among the first one, three, five of the ranking.
	Top1, Top3, Top5 float64
	// MRR is the mean of 1/rank of the best-ranked true reviewer.
	MRR float64
	// Gini is that of the number of first places, over everybody who was in the
	// pool of some case: 0 if all are asked equally often.
	Gini float64
	// MaxShare is the share of cases in which the person with the most first
	// places takes the first place.
	MaxShare float64
	// Fit is the share of first places that went to somebody experienced with
	// the places of the change, among cases where the pool has such a person.
	Fit float64
}

// Score compares rankings with the cases: rankings[i] belongs to cases[i], best
// first; nil is a miss. Persons outside the pool and repetitions do not count.
func Score(cases []Case, rankings [][]PersonID) Metrics {
	s := scorer{firsts: map[PersonID]int{}, pool: map[PersonID]bool{}}
	for i, c := range cases {
		s.add(c, clean(c, rankings[i]))
	}
	return s.metrics()
}

// scorer sums up cases.
type scorer struct {
	n, top1, top3, top5  int
	reciprocal           float64
	canFit, fit, largest int
	firsts               map[PersonID]int
	pool                 map[PersonID]bool
}

func (s *scorer) add(c Case, ranking []PersonID) {
	s.n++
	for _, p := range c.Pool {
		s.pool[p] = true
	}
	at := slices.IndexFunc(ranking, func(p PersonID) bool { return slices.Contains(c.Truth, p) })
	if at >= 0 {
		s.reciprocal += 1 / float64(at+1)
		s.top1 += count(at < 1)
		s.top3 += count(at < 3)
		s.top5 += count(at < 5)
	}
	s.canFit += count(len(c.Experienced) > 0)
	if len(ranking) > 0 {
		s.firsts[ranking[0]]++
		s.largest = max(s.largest, s.firsts[ranking[0]])
		_, ok := slices.BinarySearch(c.Experienced, ranking[0])
		s.fit += count(ok)
	}
}

func (s *scorer) metrics() Metrics {
	loads := make([]int, 0, len(s.pool))
	for p := range s.pool {
		loads = append(loads, s.firsts[p])
	}
	return Metrics{
		Cases: s.n,
		Top1:  ratio(s.top1, s.n), Top3: ratio(s.top3, s.n), Top5: ratio(s.top5, s.n),
		MRR:      s.reciprocal / float64(max(1, s.n)),
		Gini:     gini(loads),
		MaxShare: ratio(s.largest, s.n),
		Fit:      ratio(s.fit, s.canFit),
	}
}

// clean leaves of a ranking what counts: members of the pool, once each.
func clean(c Case, ranking []PersonID) []PersonID {
	out := make([]PersonID, 0, len(ranking))
	seen := make(map[PersonID]bool, len(ranking))
	for _, p := range ranking {
		if _, ok := slices.BinarySearch(c.Pool, p); ok && !seen[p] {
			seen[p] = true
			out = append(out, p)
		}
	}
	return out
}

// gini is the Gini coefficient of loads, 0 if all are zero.
func gini(loads []int) float64 {
	slices.Sort(loads)
	sum, weighted := 0, 0
	for i, n := range loads {
		sum += n
		weighted += (2*(i+1) - len(loads) - 1) * n
	}
	return ratio(weighted, len(loads)*sum)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

func count(ok bool) int {
	if ok {
		return 1
	}
	return 0
}
