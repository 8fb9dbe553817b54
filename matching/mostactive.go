package matching

import (
	"cmp"
	"math"
	"slices"
)

// mostActive ranks by the number of reviews, halved every 90 days, whatever the
// change is about. It also decides between people who are equal to one of the
// methods that look at paths. So these rank even those they know nothing of,
// which favours them: in their published form they stop there.
type mostActive struct {
	scale   scale
	begun   bool
	reviews map[PersonID]float64
}

func newMostActive() *mostActive {
	return &mostActive{scale: scale{half: halfRecent}, reviews: map[PersonID]float64{}}
}

func (*mostActive) Name() string { return MethodMostActive }

func (m *mostActive) Add(c Change) {
	if c.Large {
		return
	}
	t := c.Time.Unix()
	if !m.begun {
		m.begun, m.scale.landmark = true, t
	}
	if f := m.scale.advance(t); f != 1 {
		for p := range m.reviews {
			m.reviews[p] *= f
		}
	}
	for _, r := range reviewers(c) {
		m.reviews[r] += m.scale.weight(t)
	}
}

func (m *mostActive) Rank(q Query) []PersonID {
	return rankBy(q, func(p PersonID) float64 { return m.reviews[p] })
}

// rankFirstBy orders the pool of q by falling score, rounded so that the order
// of a sum has no say, and equals by their activity. People without a score
// come last.
func (m *mostActive) rankFirstBy(q Query, score map[PersonID]float64) []PersonID {
	out := m.Rank(q)
	rounded := func(p PersonID) float64 { return math.Round(score[p] * 1e9) }
	slices.SortStableFunc(out, func(a, b PersonID) int { return cmp.Compare(rounded(b), rounded(a)) })
	return out
}

// reviewers returns the reviewers of c, each once, without the author.
func reviewers(c Change) []PersonID { return people(c)[1:] }
