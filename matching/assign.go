package matching

import (
	"maps"
	"math"
	"slices"
)

// Wish is one newcomer who waits for a mentor, with everybody who could be
// theirs and how well each fits. Pairs that must not be are left out.
type Wish struct {
	Newcomer   PersonID
	Candidates []Candidate
}

// Pairing is one newcomer with one mentor.
type Pairing struct{ Newcomer, Mentor PersonID }

const (
	// costUnit is what fit is counted in. Whole numbers leave no choice to
	// rounding accidents.
	costUnit = 1e-6
	// maxCost bounds what one pairing can lose; scores are within some ten of
	// each other.
	maxCost = int64(1000 / costUnit)
)

// Assign gives mentors to many newcomers at once: as many pairings as possible,
// and among these the ones of the best total fit. Nobody gets more newcomers than
// they have room for; who is not in room has none. As scores of different wishes
// cannot be compared, the fit of a pairing is how close it comes to the best
// candidate of its own wish. Wishes of the same newcomer are one wish, the better
// score counts; nobody becomes their own mentor. The order of wishes and
// candidates does not matter. Pairings are in the order of newcomers.
//
// This is a minimum-cost flow by successive shortest paths with potentials
// (Edmonds and Karp 1972, Tomizawa 1971): each newcomer enters in turn, moving
// others on where that costs least. Staying without a mentor is a place of its
// own that costs more than all pairings together can.
func Assign(wishes []Wish, room map[PersonID]int) []Pairing {
	f := newFlow(wishes, room)
	for n := range f.newcomers {
		f.enter(n)
	}
	var out []Pairing
	for n, m := range f.of {
		if m != nobody {
			out = append(out, Pairing{f.newcomers[n], f.mentors[m]})
		}
	}
	return out
}

const (
	nobody  = -1            // in place of a mentor
	without = math.MaxInt64 // cost of a pairing that must not be
)

// flow is an assignment in the making.
type flow struct {
	newcomers, mentors []PersonID // in id order
	room               []int      // per mentor
	cost               [][]int64  // newcomer × mentor
	alone              int64      // cost of having nobody

	of    []int   // newcomer → mentor, or nobody
	holds [][]int // mentor → newcomers
	// Potentials: cost − start − end is at least 0 for every possible pairing
	// and exactly 0 for those that are.
	start, end []int64
}

func newFlow(wishes []Wish, room map[PersonID]int) *flow {
	fits := fitsOf(wishes)
	f := &flow{newcomers: slices.Sorted(maps.Keys(fits))}
	for _, m := range slices.Sorted(maps.Keys(room)) {
		if room[m] > 0 {
			f.mentors, f.room = append(f.mentors, m), append(f.room, room[m])
		}
	}
	f.alone = 1 + int64(len(f.newcomers))*maxCost
	f.of = slices.Repeat([]int{nobody}, len(f.newcomers))
	f.holds = make([][]int, len(f.mentors))
	f.start, f.end = make([]int64, len(f.newcomers)), make([]int64, len(f.mentors))
	for _, n := range f.newcomers {
		f.cost = append(f.cost, costs(fits[n], f.mentors))
	}
	return f
}

// fitsOf gathers the scores of each newcomer's candidates.
func fitsOf(wishes []Wish) map[PersonID]map[PersonID]float64 {
	out := map[PersonID]map[PersonID]float64{}
	for _, w := range wishes {
		if out[w.Newcomer] == nil {
			out[w.Newcomer] = map[PersonID]float64{}
		}
		for _, c := range w.Candidates {
			if has, ok := out[w.Newcomer][c.Person]; c.Person != w.Newcomer && !(ok && has >= c.Score) {
				out[w.Newcomer][c.Person] = c.Score
			}
		}
	}
	return out
}

// costs says what each mentor's fit lacks to the best of this wish.
func costs(fits map[PersonID]float64, mentors []PersonID) []int64 {
	best := math.Inf(-1)
	for _, score := range fits {
		best = max(best, score)
	}
	out := make([]int64, len(mentors))
	for i, m := range mentors {
		out[i] = without
		if score, ok := fits[m]; ok {
			out[i] = loss(best - score)
		}
	}
	return out
}

// loss counts a difference of scores in costUnit; what is no number loses most.
func loss(difference float64) int64 {
	if units := math.Round(difference / costUnit); units < float64(maxCost) {
		return int64(units)
	}
	return maxCost
}

// enter finds the cheapest way to take newcomer n in: a way leads to a mentor,
// from there on to a newcomer who makes room, and so on, until somebody has room
// left or a newcomer stays without a mentor.
func (f *flow) enter(n int) {
	s := f.search(n)
	for m, settled := range s.settled {
		if settled {
			f.end[m] -= s.length - s.to[m]
			for _, other := range f.holds[m] {
				f.start[other] += s.length - s.to[m]
			}
		}
	}
	f.start[n] += s.length
	m := s.last
	if m == nobody {
		m = f.of[s.leaves]
		f.move(s.leaves, nobody)
	}
	for m != nobody {
		via := s.from[m]
		next := f.of[via]
		f.move(via, m)
		m = next
	}
}

// move gives newcomer n another mentor.
func (f *flow) move(n, m int) {
	if old := f.of[n]; old != nobody {
		f.holds[old] = slices.DeleteFunc(f.holds[old], func(other int) bool { return other == n })
	}
	f.of[n] = m
	if m != nobody {
		f.holds[m] = append(f.holds[m], n)
	}
}

// search is one shortest-path search (Dijkstra) from a newcomer over mentors.
type search struct {
	to      []int64 // mentor → length of the shortest way found
	from    []int   // mentor → newcomer before them on it
	settled []bool

	length int64 // of the whole way
	last   int   // mentor with room at its end, or nobody:
	leaves int   // then the newcomer who stays without
}

func (f *flow) search(n int) *search {
	s := &search{
		to: slices.Repeat([]int64{without}, len(f.mentors)), from: make([]int, len(f.mentors)),
		settled: make([]bool, len(f.mentors)), length: without,
	}
	f.reach(s, n, 0)
	for {
		m := s.nearest()
		if m == nobody || s.to[m] >= s.length {
			s.last = nobody
			return s
		}
		if len(f.holds[m]) < f.room[m] {
			s.last, s.length = m, s.to[m]
			return s
		}
		s.settled[m] = true
		for _, other := range f.holds[m] {
			f.reach(s, other, s.to[m])
		}
	}
}

// reach extends the ways by one step from newcomer n, who is length away.
func (f *flow) reach(s *search, n int, length int64) {
	if l := length + f.alone - f.start[n]; l < s.length {
		s.length, s.leaves = l, n
	}
	for m, cost := range f.cost[n] {
		if cost == without || s.settled[m] {
			continue
		}
		if l := length + cost - f.start[n] - f.end[m]; l < s.to[m] {
			s.to[m], s.from[m] = l, n
		}
	}
}

// nearest is the mentor to settle next, nobody if none can be reached.
func (s *search) nearest() int {
	best := nobody
	for m, l := range s.to {
		if !s.settled[m] && l < without && (best == nobody || l < s.to[best]) {
			best = m
		}
	}
	return best
}
