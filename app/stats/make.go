package stats

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"
)

// Helpers of the makers of figures.

const hour = 3600

// group is what happened in a week, month or quarter.
type group[T any] struct {
	at Moment
	of []T
}

// grouped puts things into groups by time, the earliest first.
func grouped[T any](by func(Moment) Moment, things []T, when func(T) Moment) []group[T] {
	memo := map[Moment]int{} // day → group: a calendar is slow, days are few
	index := map[Moment]int{}
	which, sizes := make([]int, len(things)), []int{}
	var all []group[T]
	for i, x := range things {
		m := when(x)
		g, known := memo[m/Day]
		if !known {
			at := by(m)
			if g, known = index[at]; !known {
				g = len(all)
				index[at] = g
				all, sizes = append(all, group[T]{at: at}), append(sizes, 0)
			}
			memo[m/Day] = g
		}
		which[i] = g
		sizes[g]++
	}
	for g := range all {
		all[g].of = make([]T, 0, sizes[g])
	}
	for i, x := range things {
		g := &all[which[i]]
		g.of = append(g.of, x)
	}
	slices.SortFunc(all, func(a, b group[T]) int { return cmp.Compare(a.at, b.at) })
	return all
}

func arrived(r *Row) Moment { return r.T0 }

// step is how finely the window is divided: weeks, or months if it is long.
func (s scene) step() func(Moment) Moment {
	if s.q.Window.To-s.q.Window.From > 92*Day {
		return MonthOf
	}
	return WeekOf
}

// past reports whether something has happened by now.
func (s scene) past(m Moment) bool { return m > 0 && m <= s.q.Now }

// by reports whether something happened, by that time.
func by(m, until Moment) bool { return m > 0 && m <= until }

// earliest is the first of these moments that ever was.
func earliest(ms ...Moment) (first Moment) {
	for _, m := range ms {
		if m > 0 && (first == 0 || m < first) {
			first = m
		}
	}
	return first
}

// wait is the span from one moment to another; where that is not over, it is
// censored at the end of the waiting, or now.
func (s scene) wait(from, to, end Moment) Span {
	if s.past(to) {
		return Span{Days: days(from, to), Fate: Happened}
	}
	if !s.past(end) {
		end = s.q.Now
	}
	return Span{Days: days(from, end)}
}

func days(from, to Moment) float64 { return max(float64(to-from), 0) / Day }

// tally is a line with how many there are of each group.
func tally[T any](key string, groups []group[T], counts func(T) bool) rawSeries {
	line := rawSeries{key: key}
	for _, g := range groups {
		n := 0
		for _, x := range g.of {
			if counts(x) {
				n++
			}
		}
		line.points = append(line.points, rawPoint{at: g.at, y: count(n)})
	}
	return line
}

// rates is a line with the share of each group, within Wilson's band.
func rates[T any](key string, groups []group[T], part func(T) bool) rawSeries {
	line := rawSeries{key: key}
	for _, g := range groups {
		line.points = append(line.points, ratePoint(g.at, number(g.of, part), len(g.of)))
	}
	return line
}

func ratePoint(at Moment, part, whole int) rawPoint {
	low, high := Wilson(part, whole)
	return rawPoint{at: at, y: share(part, whole), low: resting(low, whole), high: resting(high, whole)}
}

func number[T any](things []T, is func(T) bool) (n int) {
	for _, x := range things {
		if is(x) {
			n++
		}
	}
	return n
}

// kept are the things for which keep holds.
func kept[T any](things []T, keep func(T) bool) []T {
	all := make([]T, 0, len(things))
	for _, x := range things {
		if keep(x) {
			all = append(all, x)
		}
	}
	return all
}

// quartiles are the quarters of waits: by type 7 where all are over, else where
// the Kaplan–Meier curve reaches them; there is none where it does not.
func quartiles(spans []Span) (q [3]float64) {
	if number(spans, func(s Span) bool { return s.Fate == Happened }) == len(spans) {
		x := make([]float64, len(spans))
		for i, s := range spans {
			x[i] = s.Days
		}
		slices.Sort(x)
		return [3]float64{Quantile(x, .25), Quantile(x, .5), Quantile(x, .75)}
	}
	q = [3]float64{math.NaN(), math.NaN(), math.NaN()}
	byDays(spans)
	for step := range surviving(spans) {
		if !math.IsNaN(q[2]) {
			break
		}
		for i, left := range []float64{.75, .5, .25} {
			if math.IsNaN(q[i]) && step.Share <= left+1e-12 {
				q[i] = step.Days
			}
		}
	}
	return q
}

// box is the median between quartiles, in that many units a day.
func box(spans []Span, perDay float64) rawPoint {
	q, n := quartiles(spans), len(spans)
	return rawPoint{low: resting(q[0]*perDay, n), y: resting(q[1]*perDay, n), high: resting(q[2]*perDay, n)}
}

// pieces is into how many a curve is divided: of each, the last step is drawn.
// A screen shows no more.
const pieces = 240

// thinned are the last steps of each piece of a curve that ends on that day.
func thinned[S any](steps iter.Seq[S], day func(S) float64, end float64) []S {
	var kept []S
	last := -1
	for s := range steps {
		piece := 0
		if end > 0 {
			piece = int(day(s) / end * pieces)
		}
		if piece == last {
			kept[len(kept)-1] = s
			continue
		}
		kept, last = append(kept, s), piece
	}
	return kept
}

// end is the longest of ordered spans.
func end(spans []Span) float64 {
	if len(spans) == 0 {
		return 0
	}
	return spans[len(spans)-1].Days
}

// waiting is the Kaplan–Meier curve of ordered spans within its band; with
// happened it is turned over and shows to whom the event has happened.
func waiting(key string, spans []Span, happened bool) rawSeries {
	line := rawSeries{key: key}
	n := len(spans)
	for _, u := range thinned(surviving(spans), func(u unbanded) float64 { return u.Days }, end(spans)) {
		s := u.banded()
		if happened {
			s.Share, s.Low, s.High = 1-s.Share, 1-s.High, 1-s.Low
		}
		line.points = append(line.points, rawPoint{x: s.Days, y: resting(s.Share, n), low: resting(s.Low, n), high: resting(s.High, n)})
	}
	return line
}

// incidenceCurve is to whom that fate has happened, of ordered spans.
func incidenceCurve(key string, spans []Span, fate Fate) rawSeries {
	line := rawSeries{key: key}
	for _, s := range thinned(incidence(spans, fate), func(s Step) float64 { return s.Days }, end(spans)) {
		line.points = append(line.points, rawPoint{x: s.Days, y: resting(s.Share, len(spans))})
	}
	return line
}

// atRisk is the table under a curve.
func atRisk(key string, spans []Span, at ...float64) rawSeries {
	line := rawSeries{key: key}
	for i, n := range AtRisk(spans, at...) {
		line.points = append(line.points, rawPoint{x: at[i], y: count(n)})
	}
	return line
}

// named is a series of counts by kind, in the order of the names.
func named(key string, counts map[string]int) rawSeries {
	line := rawSeries{key: key}
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		line.points = append(line.points, rawPoint{name: name, y: count(counts[name])})
	}
	return line
}

func sortedKeys[V any](m map[Moment]V) []Moment { return slices.Sorted(maps.Keys(m)) }
