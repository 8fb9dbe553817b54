package stats

import (
	"cmp"
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
	s, variance, high := 1.0, 0.0, 1.0
	for times := range tied(spans) {
		d := times.events
		if d == 0 {
			continue
		}
		n := float64(times.atRisk)
		s *= 1 - float64(d)/n
		step := Step{Days: times.days, AtRisk: times.atRisk, Events: d, Share: s, High: high}
		if s > 0 {
			variance += float64(d) / (n * (n - float64(d)))
			se := math.Sqrt(variance) / math.Abs(math.Log(s))
			step.Low = math.Pow(s, math.Exp(z95*se))
			step.High = math.Pow(s, math.Exp(-z95*se))
			high = step.High
		} else {
			step.Share = 0
		}
		steps = append(steps, step)
	}
	return steps
}

// Incidence is the share to whom the event has happened while another event
// could come first: F(t) = Σ S(t_i−) d_i/n_i, S being the share to whom neither
// has happened (Aalen and Johansen, Scandinavian Journal of Statistics 5
// (1978)). The spans are put in order.
func Incidence(spans []Span) []Step {
	byDays(spans)
	var steps []Step
	s, f := 1.0, 0.0
	for times := range tied(spans) {
		n := float64(times.atRisk)
		f += s * float64(times.events) / n
		s *= 1 - float64(times.events+times.competing)/n
		if times.events > 0 {
			steps = append(steps, Step{Days: times.days, AtRisk: times.atRisk, Events: times.events, Share: f})
		}
	}
	return steps
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

// ShareAt is the share of a curve on that day; before is what it begins with.
func ShareAt(steps []Step, day, before float64) float64 {
	i, found := slices.BinarySearchFunc(steps, day, func(s Step, day float64) int { return cmp.Compare(s.Days, day) })
	if !found {
		i--
	}
	if i < 0 {
		return before
	}
	return steps[i].Share
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

func byDays(spans []Span) {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.Days, b.Days) })
}
