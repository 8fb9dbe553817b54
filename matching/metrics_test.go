package matching_test

import (
	"math"
	"slices"
	"testing"

	"github.com/firstmate-app/firstmate/matching"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestScoreByHand(t *testing.T) {
	cases := []matching.Case{
		{Pool: people("abcde"), Truth: people("a"), Experienced: people("ab")},
		{Pool: people("abcde"), Truth: people("bc"), Experienced: people("c")},
		{Pool: people("abcdef"), Truth: people("f"), Experienced: nil},
		{Pool: people("abcde"), Truth: people("q"), Experienced: people("e")},
	}
	rankings := [][]matching.PersonID{
		people("xaabcde"), // a stranger and a repetition do not count: rank 1, fit
		people("aabc"),    // rank 2
		people("abcdef"),  // rank 6
		nil,               // a miss
	}
	want := matching.Metrics{
		Cases: 4, Top1: 0.25, Top3: 0.5, Top5: 0.5, MRR: (1 + 0.5 + 1.0/6) / 4,
		Gini:     5.0 / 6, // 0 0 0 0 0 3
		MaxShare: 0.75,
		Fit:      1.0 / 3,
	}
	got := matching.Score(cases, rankings)
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error(diff)
	}
}

func TestScoreOfNothing(t *testing.T) {
	if got := (matching.Score(nil, nil)); got != (matching.Metrics{}) {
		t.Errorf("got %+v", got)
	}
}

func TestScoreStaysInBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		person := rapid.SampledFrom(people("abcdefg"))
		var cases []matching.Case
		var rankings [][]matching.PersonID
		for range rapid.IntRange(1, 8).Draw(t, "cases") {
			pool := rapid.SliceOfNDistinct(person, 1, 7, rapid.ID).Draw(t, "pool")
			slices.Sort(pool)
			cases = append(cases, matching.Case{
				Pool: pool, Truth: rapid.SliceOfN(person, 1, 3).Draw(t, "truth"), Experienced: pool[:rapid.IntRange(0, len(pool)).Draw(t, "exp")],
			})
			rankings = append(rankings, rapid.SliceOfN(person, 0, 9).Draw(t, "ranking"))
		}
		m := matching.Score(cases, rankings)
		for _, v := range []float64{m.Top1, m.Top3, m.Top5, m.MRR, m.Gini, m.MaxShare, m.Fit} {
			if v < 0 || v > 1 || math.IsNaN(v) {
				t.Fatalf("out of bounds: %+v", m)
			}
		}
		if m.Top1 > m.Top3 || m.Top3 > m.Top5 || m.MRR < m.Top1 {
			t.Fatalf("top-k must grow with k: %+v", m)
		}
	})
}
