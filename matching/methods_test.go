package matching_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/firstmate-app/firstmate/matching"
	"pgregory.net/rapid"
)

// many returns n files of a directory, "n00.go" and so on.
func many(n int, dir string) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("%sn%02d.go", dir, i))
	}
	return out
}

func large(c matching.Change) matching.Change {
	c.Large = true
	return c
}

// TestPublishedMethodsByHand asks on day 400 about small histories. The sums are
// in the comments; people of whom a method knows nothing come after the others,
// by recent reviews and then by id.
func TestPublishedMethodsByHand(t *testing.T) {
	similar := []matching.Change{ // for a/b/x.go:                  prefix suffix substring subsequence
		change(390, "w", "p", "a/b/y.go"),             // p              2/3    0      2/3       2/3
		change(390, "w", "q", "c/x.go"),               // q              0      1/3    1/3       1/3
		change(390, "w", "r", "a/z.go", "docs/en.md"), // r, half of it  1/6    0      1/6       1/6
	}
	for _, tt := range []struct {
		name, method string
		history      []matching.Change
		files        []string
		pool, want   string
	}{
		{
			"shares of both files are summed", "ownership", []matching.Change{
				change(1, "a", "", "f"), change(2, "a", "", "f"), change(3, "b", "", "f"), // f: a 2/3, b 1/3
				change(4, "b", "", "g"), change(5, "c", "", "g"), // g: b 1/2, c 1/2
			},
			[]string{"f", "g"}, "abcz", "bacz", // b 5/6, a 2/3, c 1/2
		}, {
			"reviews and large changes own nothing", "ownership", []matching.Change{
				change(1, "a", "y", "f"), large(change(2, "b", "z", "f")),
			},
			[]string{"f"}, "abyz", "aybz", // a 1; y has reviewed
		}, {
			"a half, a third and a sixth are a whole", "ownership", slices.Concat(
				times(1, change(1, "a", "", "f", "g", "h")), // f 1/2, g 1/3, h 1/6: a little less than 1 for a computer
				times(1, change(2, "c", "", "f", "g", "h")), times(1, change(3, "c", "", "g", "h")), times(3, change(4, "c", "", "h")),
				times(1, change(5, "b", "", "i")),
			),
			[]string{"f", "g", "h", "i"}, "abc", "cab", // c 2, a and b 1
		}, {
			"a file named twice counts once", "ownership", []matching.Change{
				change(1, "b", "", "f"), change(2, "a", "", "f"), change(3, "a", "", "f"), change(4, "b", "", "g"),
			},
			[]string{"f", "f", "f", "f", "g"}, "ab", "ba", // b 1/3 + 1, a 2/3
		}, {
			"the latest change to any of the files", "last-modifier", []matching.Change{
				change(1, "a", "y", "f"), change(2, "b", "", "f"), change(3, "c", "", "g"), change(4, "a", "", "g"),
				large(change(5, "b", "", "f")), change(6, "c", "", "h"),
			},
			[]string{"f", "g"}, "abcyz", "acbyz", // a 4, c 3, b 2; y has reviewed
		}, {
			"reviews, days, and how recent", "chrev", []matching.Change{
				change(1, "w", "b", "f"), change(1, "w", "b", "f"), change(3, "w", "c", "f"), change(10, "w", "d", "f"),
			},
			[]string{"f"}, "abcdz", "dbcaz", // d 1/4 + 1/3 + 1, b 2/4 + 1/3 + 1/9, c 1/4 + 1/3 + 1/7
		}, {
			"a day counts once", "chrev", []matching.Change{
				change(1, "w", "b", "f"), change(2, "w", "ab", "f"), change(2.3, "w", "a", "f"), change(2.6, "w", "a", "f"),
			},
			[]string{"f"}, "ab", "ba", // a 3/5 + 1/2 + 1, b 2/5 + 2/2 + 1
		}, {
			"the latest day and the day before count alike", "chrev", []matching.Change{
				change(9.9, "w", "a", "f"), change(10, "w", "b", "f"), // 1/2 + 1/2 + 1 for both
				change(20, "w", "b", "h"), change(21, "w", "a", "g"),
			},
			[]string{"f"}, "abz", "abz", // a has reviewed more recently
		}, {
			"over two files", "chrev", []matching.Change{
				change(1, "w", "a", "f"), change(1, "w", "bc", "g"), change(2, "b", "ca", "g"), large(change(3, "w", "z", "g")),
			},
			// f: a 3. g: four reviews on two days; a 1/4 + 1/2 + 1, b 1/4 + 1/2 + 1, c 2/4 + 2/2 + 1.
			[]string{"f", "g"}, "abcz", "acbz", // a 4.75, c 2.5, b 1.75
		}, {
			"points of four rankings", "revfinder", similar,
			// Prefix: p 2, r 1. Suffix: q 1. Substring and subsequence: p 3, q 2, r 1 each.
			[]string{"a/b/x.go"}, "pqrz", "pqrz", // p 8, q 5, r 3
		}, {
			"the sum over all reviews makes a ranking", "revfinder", append(times(5, similar[2]), similar...),
			// r has 6/6 each. Prefix: r 2, p 1. Suffix: q 1. Substring and subsequence: r 3, p 2, q 1 each.
			[]string{"a/b/x.go"}, "pqrz", "rpqz", // r 8, p 5, q 3
		}, {
			"nobody's points depend on who is not asked", "revfinder", similar,
			[]string{"a/b/x.go"}, "qrz", "qrz", // prefix: r 1; suffix: q 1; else q 2, r 1 each: q 5, r 3
		}, {
			"old reviews count", "revfinder", []matching.Change{
				change(34, "w", "p", "a/b/y.go"), change(390, "w", "q", "c/x.go"),
			},
			// Prefix: p 1. Suffix: q 1. Substring and subsequence: p 2, q 1 each.
			[]string{"a/b/x.go"}, "pqz", "pqz", // p 5, q 3
		}, {
			"old reviews do not count", "revfinder-365", []matching.Change{
				change(34, "w", "p", "a/b/y.go"), change(390, "w", "q", "c/x.go"),
			},
			[]string{"a/b/x.go"}, "pqz", "qpz", // q 3; p has reviewed
		}, {
			"a year to the second still counts", "revfinder-365", []matching.Change{
				change(35, "w", "p", "a/b/y.go"), change(390, "w", "q", "c/x.go"),
			},
			[]string{"a/b/x.go"}, "pqz", "pqz", // p 5, q 3
		}, {
			"large changes and one's own are no reviews", "revfinder", []matching.Change{
				change(390, "p", "p", "a/b/y.go"), large(change(390, "w", "r", "a/b/y.go")), change(390, "w", "q", "c/x.go"),
			},
			[]string{"a/b/x.go"}, "pqrz", "qprz", // q 3
		}, {
			"only 20 files are compared", "revfinder", []matching.Change{
				change(390, "w", "q", "a/x.go"), change(391, "w", "p", "z/last.go"),
			},
			append(many(20, "a/"), "z/last.go"), "pq", "qp", // q: a/ 20 times; p has reviewed
		},
	} {
		t.Run(tt.method+"/"+tt.name, func(t *testing.T) {
			m := newMethod(t, tt.method, matching.Weights{})
			for _, c := range tt.history {
				m.Add(c)
			}
			got := m.Rank(matching.Query{Time: onDay(400), Author: "n", Files: tt.files, Pool: people(tt.pool)})
			if want := people(tt.want); !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// eachMethod checks a property of every method on made-up histories.
func eachMethod(t *testing.T, check func(t *rapid.T, fresh func() matching.Method)) {
	for _, name := range matching.MethodNames() {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				check(rt, func() matching.Method { return newMethod(t, name, matching.WeightsShip()) })
			})
		})
	}
}

func rankAfter(m matching.Method, history []matching.Change, q matching.Query) []matching.PersonID {
	for _, c := range history {
		m.Add(c)
	}
	return m.Rank(q)
}

// sameTimesShuffled puts changes of equal times in another order, and what is
// inside of each too, some of it twice.
func sameTimesShuffled(seed uint64, history []matching.Change) []matching.Change {
	out := shuffled(seed, history)
	slices.SortStableFunc(out, func(a, b matching.Change) int { return a.Time.Compare(b.Time) })
	for i := range out {
		c := &out[i]
		c.Files = shuffled(seed, append(slices.Clone(c.Files), c.Files[0]))
		c.Reviewers = shuffled(seed, append(slices.Clone(c.Reviewers), c.Author))
	}
	return out
}

func TestOrderOfEqualsNeverMatters(t *testing.T) {
	eachMethod(t, func(t *rapid.T, fresh func() matching.Method) {
		h := drawHistory(t)
		q := drawQuery(t, h)
		seed := rapid.Uint64().Draw(t, "seed")
		want := rankAfter(fresh(), h, q)
		q.Files, q.Pool = shuffled(seed, append(q.Files, q.Files[0])), shuffled(seed, append(q.Pool, q.Pool...))
		if got := rankAfter(fresh(), sameTimesShuffled(seed, h), q); !slices.Equal(got, want) {
			t.Fatalf("another order, another ranking: %v, then %v", want, got)
		}
	})
}

func TestEarlierQueriesNeverMatter(t *testing.T) {
	eachMethod(t, func(t *rapid.T, fresh func() matching.Method) {
		h := drawHistory(t)
		q := drawQuery(t, h)
		asked := fresh()
		for _, c := range h {
			asked.Rank(matching.Query{Time: c.Time, Author: c.Author, Files: c.Files, Pool: q.Pool})
			asked.Add(c)
		}
		want := rankAfter(fresh(), h, q)
		if got := asked.Rank(q); !slices.Equal(got, want) {
			t.Fatalf("ranked %v, and %v when asked in between", want, got)
		}
	})
}
