package matching_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/firstmate-app/firstmate/matching"
	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// rooms gives one-letter mentors their room.
func rooms(ids string, places ...int) map[matching.PersonID]int {
	out := map[matching.PersonID]int{}
	for i, p := range people(ids) {
		out[p] = places[i]
	}
	return out
}

func TestAssign(t *testing.T) {
	wish := func(newcomer, ids string, scores ...float64) matching.Wish {
		return matching.Wish{Newcomer: matching.PersonID(newcomer), Candidates: ranked(ids, scores...)}
	}
	for _, tt := range []struct {
		name   string
		wishes []matching.Wish
		room   map[matching.PersonID]int
		want   string
	}{
		{"nobody waits", nil, rooms("a", 1), "[]"},
		{"nobody has room", []matching.Wish{wish("1", "a", 1)}, rooms("a", 0), "[]"},
		{"room nobody heard of", []matching.Wish{wish("1", "a", 1)}, nil, "[]"},
		{"the best each", []matching.Wish{wish("1", "ab", 2, 1), wish("2", "ba", 2, 1)}, rooms("ab", 1, 1), "[{1 a} {2 b}]"},
		{"who loses less steps back", []matching.Wish{wish("1", "ab", 9, 8), wish("2", "ab", 5, 1)}, rooms("ab", 1, 1), "[{1 b} {2 a}]"},
		{"room for both", []matching.Wish{wish("1", "ab", 9, 8), wish("2", "ab", 5, 1)}, rooms("ab", 2, 1), "[{1 a} {2 a}]"},
		{"more pairings before better ones", []matching.Wish{wish("1", "ab", 9, 0), wish("2", "a", 5)}, rooms("ab", 1, 1), "[{1 b} {2 a}]"},
		{"who is left out", []matching.Wish{wish("1", "ab", 5, 4), wish("2", "ab", 5, 2), wish("3", "b", 0)}, rooms("ab", 1, 1), "[{2 a} {3 b}]"},
		{"a later one takes the place", []matching.Wish{wish("1", "xa", 5, 1), wish("2", "xa", 5, 4)}, rooms("a", 1), "[{2 a}]"},
		{"a chain of three", []matching.Wish{wish("1", "abc", 3, 2, 1), wish("2", "ab", 3, 2), wish("3", "a", 0)}, rooms("abc", 1, 1, 1), "[{1 c} {2 b} {3 a}]"},
		{"equals by id", []matching.Wish{wish("2", "ba", 1, 1), wish("1", "ba", 1, 1)}, rooms("ab", 1, 1), "[{1 a} {2 b}]"},
		{"two wishes of one newcomer", []matching.Wish{wish("1", "ab", 2, 1), wish("1", "b", 3)}, rooms("ab", 1, 1), "[{1 b}]"},
		{"not their own mentor", []matching.Wish{wish("a", "ab", 9, 1)}, rooms("ab", 1, 1), "[{a b}]"},
		{"scores that are no scores", []matching.Wish{wish("1", "abc", math.NaN(), math.Inf(1), math.Inf(-1))}, rooms("abc", 1, 1, 1), "[{1 a}]"},
	} {
		got := matching.Assign(tt.wishes, tt.room)
		if text := fmt.Sprint(got); text != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, text, tt.want)
		}
	}
}

// drawWishes makes up a few newcomers, candidates with few different scores, so
// that ties and scarcity are common, and room.
func drawWishes(t *rapid.T) ([]matching.Wish, map[matching.PersonID]int) {
	mentors := people("abcd"[:rapid.IntRange(1, 4).Draw(t, "mentors")])
	var wishes []matching.Wish
	for _, n := range people("1234"[:rapid.IntRange(1, 4).Draw(t, "newcomers")]) {
		w := matching.Wish{Newcomer: n}
		for _, m := range mentors {
			if fit := rapid.IntRange(-2, 7).Draw(t, "fit"); fit >= 0 {
				w.Candidates = append(w.Candidates, matching.Candidate{Person: m, Score: float64(fit) / 4})
			}
		}
		wishes = append(wishes, w)
	}
	room := map[matching.PersonID]int{}
	for _, m := range mentors {
		room[m] = rapid.IntRange(0, 2).Draw(t, "room")
	}
	return wishes, room
}

// worth is what is to be made as great as can be: the number of pairings, then
// the total of what they lose, negated.
type worth struct{ pairings, fit float64 }

func (w worth) compare(o worth) int {
	return cmp.Or(cmp.Compare(w.pairings, o.pairings), cmp.Compare(w.fit, o.fit))
}

// best tries everything.
func best(wishes []matching.Wish, room map[matching.PersonID]int) worth {
	if len(wishes) == 0 {
		return worth{}
	}
	out := best(wishes[1:], room)
	for _, c := range wishes[0].Candidates {
		if room[c.Person] == 0 {
			continue
		}
		room[c.Person]--
		w := best(wishes[1:], room)
		room[c.Person]++
		w = worth{w.pairings + 1, w.fit + c.Score - top(wishes[0])}
		if w.compare(out) > 0 {
			out = w
		}
	}
	return out
}

func top(w matching.Wish) float64 {
	return slices.MaxFunc(w.Candidates, func(a, b matching.Candidate) int { return cmp.Compare(a.Score, b.Score) }).Score
}

// TestAssignIsTheBestOfAll tries 5,000 small cases.
// Seeded bugs that it found, each within the first 50 cases: either of the
// potentials not moved; ways that only ever use free room; having nobody as cheap
// as a poor pairing; room of one for everybody; whoever was left out keeping the
// place.
func TestAssignIsTheBestOfAll(t *testing.T) {
	for range 50 {
		rapid.Check(t, func(t *rapid.T) {
			wishes, room := drawWishes(t)
			if got, want := valued(t, wishes, room, matching.Assign(wishes, room)), best(wishes, room); got != want {
				t.Fatalf("worth %v, best %v", got, want)
			}
		})
	}
}

// valued checks that the pairings are allowed and returns their worth.
func valued(t *rapid.T, wishes []matching.Wish, room map[matching.PersonID]int, got []matching.Pairing) worth {
	var w worth
	held, seen := map[matching.PersonID]int{}, map[matching.PersonID]bool{}
	for _, p := range got {
		if held[p.Mentor]++; held[p.Mentor] > room[p.Mentor] || seen[p.Newcomer] {
			t.Fatalf("too many for %s or of %s in %v", p.Mentor, p.Newcomer, got)
		}
		seen[p.Newcomer] = true
		of := wishes[slices.IndexFunc(wishes, func(w matching.Wish) bool { return w.Newcomer == p.Newcomer })]
		i := slices.IndexFunc(of.Candidates, func(c matching.Candidate) bool { return c.Person == p.Mentor })
		if i < 0 {
			t.Fatalf("%v is no pair that may be", p)
		}
		w = worth{w.pairings + 1, w.fit + of.Candidates[i].Score - top(of)}
	}
	return w
}

func TestAssignInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wishes, room := drawWishes(t)
		want := matching.Assign(wishes, room)
		seed := rapid.Uint64().Draw(t, "seed")
		turned := shuffled(seed, wishes)
		for i := range turned {
			turned[i].Candidates = shuffled(seed, turned[i].Candidates)
		}
		if diff := gocmp.Diff(want, matching.Assign(turned, room)); diff != "" {
			t.Fatalf("another order, another assignment (-first +second):\n%s", diff)
		}
	})
}

func TestMoreRoomNeverMeansFewerPairings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wishes, room := drawWishes(t)
		before := matching.Assign(wishes, room)
		room[rapid.SampledFrom(people("abcdz")).Draw(t, "who")]++
		if after := matching.Assign(wishes, room); len(after) < len(before) {
			t.Fatalf("%d pairings, with more room %d", len(before), len(after))
		}
	})
}

// manyWishes are n newcomers who could each go to any of the mentors, but for
// every tenth pair.
func manyWishes(n, mentors, places int) ([]matching.Wish, map[matching.PersonID]int) {
	r := rand.New(rand.NewPCG(1, 1))
	room := map[matching.PersonID]int{}
	lean := make([]float64, mentors) // some fit everybody better
	for m := range mentors {
		room[matching.PersonID(fmt.Sprintf("m%03d", m))] = places
		lean[m] = 2 * r.NormFloat64()
	}
	var wishes []matching.Wish
	for i := range n {
		w := matching.Wish{Newcomer: matching.PersonID(fmt.Sprintf("n%03d", i))}
		for m := range mentors {
			if r.IntN(10) > 0 {
				w.Candidates = append(w.Candidates, matching.Candidate{
					Person: matching.PersonID(fmt.Sprintf("m%03d", m)), Score: lean[m] + r.NormFloat64(),
				})
			}
		}
		wishes = append(wishes, w)
	}
	return wishes, room
}

func TestAssignMany(t *testing.T) {
	wishes, room := manyWishes(120, 30, 3)
	if got := matching.Assign(wishes, room); len(got) != 90 {
		t.Errorf("%d pairings in 90 places", len(got))
	}
}

// BenchmarkAssign300x100 has exactly as many places as newcomers.
func BenchmarkAssign300x100(b *testing.B) {
	wishes, room := manyWishes(300, 100, 3)
	b.ReportAllocs()
	for b.Loop() {
		matching.Assign(wishes, room)
	}
}

// BenchmarkAssignScarce has two newcomers for each place.
func BenchmarkAssignScarce(b *testing.B) {
	wishes, room := manyWishes(600, 100, 3)
	for b.Loop() {
		matching.Assign(wishes, room)
	}
}
