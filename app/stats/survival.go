package stats

import (
	"cmp"
	"iter"
	"math"
	"slices"
)

// Fate is how the wait for an event ended.
type Fate uint8

// The fates.
const (
	Censored  Fate = iota // not seen to the end
	Happened              // the event
	Competing             // another event came first and made it impossible
)

// Span is one person's wait: how long, in days, and how it ended.
type Span struct {
	Days float64
	Fate Fate
}

// Step is where a curve changes, or a later time is looked at.
type Step struct {
	Days      float64
	AtRisk    int     // just before
	Events    int     // at this time
	Share     float64 // from here on
	Low, High float64 // 95 % band of Share
}

// KaplanMeier is the share for whom the event has not happened yet:
// S(t) = Π (1 − d_i/n_i) over the times of events (Kaplan and Meier, JASA 53
// (1958)), with Greenwood's variance on the log(−log S) scale (Kalbfleisch and
// Prentice 1980). A competing event counts as censoring. Where S is 0 the
// variance is not defined, and the band runs from 0 to where it last ended.
// The spans are put in order.
func KaplanMeier(spans []Span) []Step {
	byDays(spans)
	var steps []Step
	for s := range surviving(spans) {
		steps = append(steps, s.banded())
	}
	return steps
}

// unbanded is a step whose band is worked out only if somebody wants to see it.
type unbanded struct {
	Step
	before   float64 // share before the step
	variance float64 // Greenwood's sum, without a step to 0
}

// surviving goes through the steps of the Kaplan–Meier curve of ordered spans.
func surviving(spans []Span) iter.Seq[unbanded] {
	return func(yield func(unbanded) bool) {
		s := unbanded{Step: Step{Share: 1}}
		for t := range tied(spans) {
			if t.events == 0 {
				continue
			}
			s.Days, s.AtRisk, s.Events, s.before = t.days, t.atRisk, t.events, s.Share
			if n, d := float64(t.atRisk), float64(t.events); t.events < t.atRisk {
				s.Share *= 1 - d/n
				s.variance += d / (n * (n - d))
			} else {
				s.Share = 0
			}
			if !yield(s) {
				return
			}
		}
	}
}

func (s unbanded) banded() Step {
	if s.Share > 0 {
		s.Low, s.High = logLog(s.Share, s.variance)
	} else {
		_, s.High = logLog(s.before, s.variance)
	}
	return s.Step
}

func logLog(share, variance float64) (low, high float64) {
	if share >= 1 {
		return 1, 1
	}
	se := math.Sqrt(variance) / math.Abs(math.Log(share))
	return math.Pow(share, math.Exp(z95*se)), math.Pow(share, math.Exp(-z95*se))
}

// left is the share of the Kaplan–Meier curve of ordered spans on that day, and
// its variance by Greenwood.
func left(spans []Span, day float64) (share, variance float64) {
	share = 1
	for s := range surviving(spans) {
		if s.Days > day {
			break
		}
		share, variance = s.Share, s.variance
	}
	return share, share * share * variance
}

// Incidence is the share to whom the event has happened while another event
// could come first: F(t) = Σ S(t_i−) d_i/n_i, S being the share to whom neither
// has happened (Aalen and Johansen, Scandinavian Journal of Statistics 5
// (1978)). The spans are put in order.
func Incidence(spans []Span) []Step {
	byDays(spans)
	return slices.Collect(incidence(spans, Happened))
}

// incidence goes through the steps of the curve of that fate; the other one
// competes with it.
func incidence(spans []Span, fate Fate) iter.Seq[Step] {
	return func(yield func(Step) bool) {
		s, f := 1.0, 0.0
		for t := range tied(spans) {
			n, d := float64(t.atRisk), t.events
			if fate == Competing {
				d = t.competing
			}
			f += s * float64(d) / n
			s *= 1 - float64(t.events+t.competing)/n
			if d > 0 && !yield(Step{Days: t.days, AtRisk: t.atRisk, Events: d, Share: f}) {
				return
			}
		}
	}
}

// AtRisk is how many are still waiting just before each of these days. The
// spans must be in order, as after [KaplanMeier].
func AtRisk(spans []Span, days ...float64) []int {
	counts := make([]int, len(days))
	for i, day := range days {
		gone, _ := slices.BinarySearchFunc(spans, day, func(s Span, day float64) int { return cmp.Compare(s.Days, day) })
		counts[i] = len(spans) - gone
	}
	return counts
}

// LogRank compares the waits of two groups within strata (Mantel, Cancer
// Chemotherapy Reports 50 (1966)): chi² with one degree of freedom, and the
// probability of at least that much if there is no difference. Each stratum
// holds both groups; a stratum with one of them empty adds nothing.
func LogRank(strata [][2][]Span) (chi2, p float64) {
	var observed, expected, variance float64
	for _, s := range strata {
		o, e, v := logRank(s[0], s[1])
		observed, expected, variance = observed+o, expected+e, variance+v
	}
	if variance <= 0 {
		return 0, 1
	}
	chi2 = (observed - expected) * (observed - expected) / variance
	return chi2, math.Erfc(math.Sqrt(chi2 / 2))
}

// logRank is observed and expected events of the first group, and the variance
// of the difference.
func logRank(a, b []Span) (observed, expected, variance float64) {
	byDays(a)
	byDays(b)
	all := slices.Concat(a, b)
	byDays(all)
	for t := range tied(all) {
		if t.events == 0 {
			continue
		}
		n, d := float64(t.atRisk), float64(t.events)
		n1 := float64(AtRisk(a, t.days)[0])
		observed += float64(eventsOn(a, t.days))
		expected += d * n1 / n
		if n > 1 {
			variance += d * (n1 / n) * (1 - n1/n) * (n - d) / (n - 1)
		}
	}
	return observed, expected, variance
}

// eventsOn counts the events of exactly that day; the spans are in order.
func eventsOn(spans []Span, day float64) (n int) {
	i := len(spans) - AtRisk(spans, day)[0]
	for ; i < len(spans) && spans[i].Days == day; i++ {
		if spans[i].Fate == Happened {
			n++
		}
	}
	return n
}

// tie is what happened at one time.
type tie struct {
	days                      float64
	atRisk, events, competing int
}

// tied goes through ordered spans time by time.
func tied(spans []Span) func(yield func(tie) bool) {
	return func(yield func(tie) bool) {
		for i := 0; i < len(spans); {
			t := tie{days: spans[i].Days, atRisk: len(spans) - i}
			for ; i < len(spans) && spans[i].Days == t.days; i++ {
				switch spans[i].Fate {
				case Happened:
					t.events++
				case Competing:
					t.competing++
				}
			}
			if !yield(t) {
				return
			}
		}
	}
}

// bucketed is from how many spans on they are put into buckets first.
const bucketed = 1 << 10

// byDays puts spans in order. Many are first put into buckets by length, for
// boards of 100,000: sorting them at once takes three times as long.
func byDays(spans []Span) {
	if slices.IsSortedFunc(spans, longer) {
		return
	}
	if len(spans) < bucketed {
		slices.SortFunc(spans, longer)
		return
	}
	most := slices.MaxFunc(spans, longer).Days
	scale := float64(len(spans)/4) / most
	bucket := func(s Span) int { return int(s.Days * scale) }
	ends := make([]int, len(spans)/4+2)
	for _, s := range spans {
		ends[bucket(s)+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	next := slices.Clone(ends)
	for _, s := range slices.Clone(spans) {
		b := bucket(s)
		spans[next[b]] = s
		next[b]++
	}
	for i := range ends[1:] {
		if of := spans[ends[i]:ends[i+1]]; len(of) > 1 {
			slices.SortFunc(of, longer)
		}
	}
}

func longer(a, b Span) int {
	switch {
	case a.Days < b.Days:
		return -1
	case a.Days > b.Days:
		return 1
	}
	return 0
}
