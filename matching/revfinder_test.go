package matching_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/matching"
	"pgregory.net/rapid"
)

// commonPrefix and the next three count common components as their names say,
// with no care for speed.
func commonPrefix(a, b []string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b []string) int {
	return commonPrefix(backwards(a), backwards(b))
}

func commonSubstring(a, b []string) int {
	best := 0
	for i := range a {
		for j := range b {
			best = max(best, commonPrefix(a[i:], b[j:]))
		}
	}
	return best
}

func commonSubsequence(a, b []string) int {
	switch {
	case len(a) == 0 || len(b) == 0:
		return 0
	case a[0] == b[0]:
		return 1 + commonSubsequence(a[1:], b[1:])
	}
	return max(commonSubsequence(a[1:], b), commonSubsequence(a, b[1:]))
}

// revFinderByDefinition is the paper's algorithm, in exact fractions. Equals
// stand in the given order.
func revFinderByDefinition(history []matching.Change, q matching.Query, order []matching.PersonID) []matching.PersonID {
	points := map[matching.PersonID]int{}
	for _, common := range []func(a, b []string) int{commonPrefix, commonSuffix, commonSubstring, commonSubsequence} {
		score := func(p matching.PersonID) *big.Rat { return likeness(history, q.Files, p, common) }
		ranked := slices.DeleteFunc(slices.Clone(order), func(p matching.PersonID) bool { return score(p).Sign() == 0 })
		slices.SortStableFunc(ranked, func(a, b matching.PersonID) int { return score(b).Cmp(score(a)) })
		for i, p := range ranked {
			points[p] += len(ranked) - i
		}
	}
	out := slices.Clone(order)
	slices.SortStableFunc(out, func(a, b matching.PersonID) int { return points[b] - points[a] })
	return out
}

// likeness is the score of p in one comparison.
func likeness(history []matching.Change, files []string, p matching.PersonID, common func(a, b []string) int) *big.Rat {
	sum := new(big.Rat)
	for _, c := range history {
		if c.Large || !reviewed(c, p) {
			continue
		}
		for _, f := range files {
			for _, g := range c.Files {
				a, b := strings.Split(f, "/"), strings.Split(g, "/")
				sum.Add(sum, big.NewRat(int64(common(a, b)), int64(max(len(a), len(b))*len(c.Files)*len(files))))
			}
		}
	}
	return sum
}

// drawPaths makes up distinct paths of few names, so that directories and files
// are often called alike.
func drawPaths(t *rapid.T) []string {
	path := rapid.StringMatching(`[abc](/[abcd]){0,3}`)
	return rapid.SliceOfNDistinct(path, 1, 4, rapid.ID[string]).Draw(t, "paths")
}

func TestRevFinderIsItsDefinition(t *testing.T) {
	for _, tt := range []struct {
		method string
		since  time.Duration
	}{{"revfinder", 100 * 365 * 24 * time.Hour}, {"revfinder-365", 365 * 24 * time.Hour}} {
		t.Run(tt.method, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				h := drawHistory(rt)
				for i := range h {
					h[i].Files = drawPaths(rt)
				}
				q := drawQuery(rt, h)
				q.Files = drawPaths(rt)
				order := rankAfter(newMethod(t, "most-active", matching.Weights{}), h, q)
				recent := slices.DeleteFunc(slices.Clone(h), func(c matching.Change) bool { return q.Time.Sub(c.Time) > tt.since })
				want := revFinderByDefinition(recent, q, order)
				if got := rankAfter(newMethod(t, tt.method, matching.Weights{}), h, q); !slices.Equal(got, want) {
					rt.Fatalf("ranked %v, by definition %v", got, want)
				}
			})
		})
	}
}
