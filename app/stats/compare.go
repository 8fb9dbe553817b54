package stats

import "math"

const (
	landmark  = 14  // days after T0
	minEvents = 20  // of each group, for a test
	compareAt = 180 // days after T0
)

// side is the group of the comparison.
type side uint8

const (
	neither side = iota
	mentored
	control
)

// side is the group somebody was in on the day of the landmark.
func sideOf(r *Row) side {
	at := r.T0 + landmark*Day
	for _, p := range r.Pairings {
		if p.From <= at && (p.To == 0 || p.To > at) {
			return mentored
		}
	}
	waits := by(r.Queued, at) && !by(r.Mentioned, at) && !by(r.Ended, at)
	if r.Declined == 0 && !by(r.Accepted, at) && (waits || r.Arm == ArmHeldOut) {
		return control
	}
	return neither
}

// stratum is within what people are compared.
type stratum struct {
	repo    int64
	quarter Moment
	size    Size
}

// comparison is the two groups, and how many are in neither.
type comparison struct {
	strata  map[stratum][2][]Span
	groups  [2][]Span // mentored, control
	neither int
}

func (s scene) comparison() comparison {
	c := comparison{strata: map[stratum][2][]Span{}}
	for _, g := range grouped(quarterOf, s.rows, arrived) {
		for _, r := range g.of {
			stay, ok := s.stay(r)
			which := sideOf(r)
			if !ok || which == neither || stay.Days < landmark {
				c.neither++
				continue
			}
			stay.Days -= landmark
			key := stratum{r.Repo, g.at, r.Size}
			pair := c.strata[key]
			pair[which-mentored] = append(pair[which-mentored], stay)
			c.strata[key] = pair
			c.groups[which-mentored] = append(c.groups[which-mentored], stay)
		}
	}
	return c
}

// compared is row 12. Were the control shown beside a small rest, the rest would
// tell who declined.
func compared(s scene) draft {
	c := s.comparison()
	with, without := c.groups[0], c.groups[1]
	d := draft{n: len(s.rows), caption: "stats.caption.association", guarded: true}
	d.families = []family{{key: "groups", cells: []cell{
		{name: "mentored", count: len(with), people: len(with), plain: true},
		{name: "neither", count: c.neither, people: c.neither},
		{name: "waiting", count: len(without), people: len(without)},
	}}}
	d.series = append(d.series, stays("mentored", with, landmark)...)
	d.series = append(d.series, stays("waiting", without, landmark)...)
	low, diff, high := difference(with, without, compareAt-landmark)
	n := min(len(with), len(without))
	d.value = resting(diff, n)
	d.series = append(d.series, rawSeries{key: "difference", points: []rawPoint{{x: compareAt, y: d.value, low: resting(low, n), high: resting(high, n)}}})
	if min(happened(with), happened(without)) >= minEvents {
		d.series = append(d.series, tested(c.strata, n))
	}
	d.series = append(d.series, s.byArm()...)
	return d
}

// byArm is the comparison that chance makes fair: by what was drawn, from T0,
// whatever happened afterwards (intention to treat).
func (s scene) byArm() []rawSeries {
	var arms [2][]Span
	for _, r := range s.rows {
		if stay, ok := s.stay(r); ok && r.Arm != ArmNone {
			arms[r.Arm-ArmGreeted] = append(arms[r.Arm-ArmGreeted], stay)
		}
	}
	if len(arms[0]) == 0 || len(arms[1]) == 0 {
		return nil
	}
	return append(stays("drawn_greeted", arms[0], 0), stays("drawn_held_out", arms[1], 0)...)
}

// stays is a curve that begins at that day, with its table.
func stays(key string, spans []Span, begin float64) []rawSeries {
	byDays(spans)
	line := waiting(key, spans, false)
	table := atRisk(key+"_at_risk", spans, 0, 30-begin, 90-begin, 180-begin, 365-begin)
	for _, points := range [][]rawPoint{line.points, table.points} {
		for i := range points {
			points[i].x += begin
		}
	}
	return []rawSeries{line, table}
}

func happened(spans []Span) int {
	return number(spans, func(s Span) bool { return s.Fate == Happened })
}

func tested(groups map[stratum][2][]Span, n int) rawSeries {
	strata := make([][2][]Span, 0, len(groups))
	for _, pair := range groups {
		strata = append(strata, pair)
	}
	chi2, p := LogRank(strata)
	return rawSeries{key: "log_rank", points: []rawPoint{{name: "chi2", y: resting(chi2, n)}, {name: "p", y: resting(p, n)}}}
}

// difference of the curves of two groups of ordered spans at a day, with its
// 95 % interval by Greenwood's variance of each.
func difference(a, b []Span, day float64) (low, diff, high float64) {
	s1, v1 := left(a, day)
	s2, v2 := left(b, day)
	diff = s1 - s2
	half := z95 * math.Sqrt(v1+v2)
	return max(diff-half, -1), diff, min(diff+half, 1)
}
