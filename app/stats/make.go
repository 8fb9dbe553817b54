package stats

import (
	"cmp"
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
	index := map[Moment][]T{}
	memo := map[Moment]Moment{} // a calendar is slow, days are few
	for _, x := range things {
		m := when(x)
		day := m - m%Day
		at, known := memo[day]
		if !known {
			at = by(m)
			memo[day] = at
		}
		index[at] = append(index[at], x)
	}
	var all []group[T]
	for at, of := range index {
		all = append(all, group[T]{at, of})
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
	var all []T
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
	for _, step := range KaplanMeier(spans) {
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

// maxSteps bounds the points of a curve: more than that no screen shows.
const maxSteps = 120

// curve is a line of steps over days, thinned to the last step of each piece.
// With rising it shows what has happened, not what is left.
func curve(key string, steps []Step, n int, rising bool) rawSeries {
	line := rawSeries{key: key}
	last := 0.0
	if len(steps) > 0 {
		last = steps[len(steps)-1].Days
	}
	for i, s := range steps {
		piece := func(d float64) int { return int(d / last * maxSteps) }
		if len(steps) > maxSteps && i+1 < len(steps) && piece(s.Days) == piece(steps[i+1].Days) {
			continue
		}
		p := rawPoint{x: s.Days, y: resting(s.Share, n)}
		if s.High > 0 {
			p.low, p.high = resting(s.Low, n), resting(s.High, n)
		}
		if rising {
			p.y.v, p.low.v, p.high.v = 1-p.y.v, 1-p.high.v, 1-p.low.v
		}
		line.points = append(line.points, p)
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
