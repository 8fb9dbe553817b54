package plot

import (
	"fmt"
	"math"
	"time"
)

// sample is one plot of the board with invented numbers.
type sample struct {
	name string
	fig  Figure
}

var jan = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func head(title string, n float64, of, note string) Head {
	return Head{Title: title, N: Known(n), Of: of, Note: note}
}

func knowns(numbers ...float64) []Value {
	var out []Value
	for _, n := range numbers {
		out = append(out, Known(n))
	}
	return out
}

// wave is a smooth, fixed substitute for chance.
func wave(i, k int) float64 { return (1 + math.Sin(float64(i)*1.7+float64(k)*2.3)) / 2 }

// survival falls with steps at the given speed.
func survival(speed, width float64) []Step {
	var steps []Step
	for i, at := range []float64{0, 12, 20, 31, 45, 60, 77, 90, 104, 120, 150, 180, 215, 240, 280, 300, 330, 365} {
		s := math.Exp(-at*speed) + 0.02*wave(i, 1)*math.Min(1, at)
		w := width * math.Sqrt(at/365)
		steps = append(steps, Step{at * 24, Estimate{Known(s), Known(math.Max(0, s-w)), Known(math.Min(1, s+w))}})
	}
	return steps
}

func cumulative(top, pace float64) []Step {
	steps := []Step{{0, Estimate{Value: Known(0), Low: Missing(), High: Missing()}}}
	for h := 2.0; h <= 168; h += 3 {
		steps = append(steps, Step{h, Estimate{Value: Known(top * (1 - math.Exp(-h/pace))), Low: Missing(), High: Missing()}})
	}
	return steps
}

func rate(n int, base, width float64) []Estimate {
	var out []Estimate
	for i := range n {
		v := base + 0.1*wave(i, 2)
		out = append(out, Estimate{Known(v), Known(v - width), Known(math.Min(1, v+width))})
	}
	return out
}

func plainRate(n int, base float64) []Estimate {
	out := rate(n, base, 0)
	for i := range out {
		out[i].Low, out[i].High = Missing(), Missing()
	}
	return out
}

func counts(n int, top float64, k int) []Value {
	var out []Value
	for i := range n {
		out = append(out, Known(math.Round(top*(0.3+0.7*wave(i, k)))))
	}
	return out
}

func waits(n int, base float64) []Spread {
	var out []Spread
	for i := range n {
		m := base * (0.6 + 0.8*wave(i, 3))
		out = append(out, Spread{Known(m * 0.2), Known(m * 0.5), Known(m), Known(m * 1.7), Known(m * 2.6)})
	}
	return out
}

func cohorts() Heat {
	h := Heat{Head: head("Still active, by month of the first pull request", 412, "newcomers", "months since fewer than 5 started are hidden"),
		RowName: "first in", ColumnName: "months since; cells: % active", Unit: Percent}
	for i := range 12 {
		h.Rows = append(h.Rows, jan.AddDate(0, i, 0).Format("Jan 2006"))
		var row []Value
		for k := range 12 - i {
			v := Known(math.Exp(-float64(k)/7) * (0.9 + 0.1*wave(i, k)))
			if k == 0 {
				v = Known(1)
			}
			if i == 4 || i == 7 && k > 2 {
				v = Hidden(5)
			}
			row = append(row, v)
		}
		h.Cells = append(h.Cells, row)
	}
	for k := range 12 {
		h.Columns = append(h.Columns, fmt.Sprint(k))
	}
	return h
}

// samples are the plots of a board's statistics but the last.
func samples() []sample {
	m, q := Months(jan, 12), Quarters(jan.AddDate(-1, 0, 0), 8)
	hidden := counts(12, 9, 4)
	hidden[3], hidden[8] = Hidden(10), Hidden(10)
	window := "Jan–Dec 2026"
	return append([]sample{
		{"newcomers", Columns{Head: head("Newcomers seen", 612, "newcomers", window), Periods: Weeks(jan, 26), Y: Axis{"newcomers per week", Count},
			Series: []Series{{"in the program", counts(26, 22, 1)}, {"skipped: bots", counts(26, 5, 2)}, {"skipped: own members", counts(26, 6, 3)}}}},
		{"outcomes", Columns{Head: head("What became of newcomers", 412, "newcomers", window), Periods: m, Y: Axis{"newcomers per month", Count},
			Series: []Series{{"matched", counts(12, 30, 1)}, {"unmatched", counts(12, 8, 3)}, {"declined", hidden}}}},
		{"outcome-shares", Columns{Head: head("What became of newcomers, as shares", 412, "newcomers", window), Periods: m, Y: Axis{"share of newcomers", Percent}, Shares: true,
			Series: []Series{{"matched", counts(12, 30, 1)}, {"unmatched", counts(12, 8, 3)}, {"declined", hidden}}}},
		{"funnel", Funnel{Head: head("How far newcomers get", 412, "newcomers", "reached within 180 days"), Stages: []Bar{
			{"seen", Known(412)}, {"greeted", Known(388)}, {"accepted by a mentor", Known(301)}, {"first pull request merged", Known(240)},
			{"second pull request", Known(131)}, {"second merged", Known(102)}, {"reviewed somebody else's", Hidden(5)}, {"graduated", Known(23)}}}},
		{"mention", Quantiles{Head: head("Time to the first mention of a mentor", 388, "newcomers", window), Periods: m, Y: Axis{"time since ready for review", Hours}, Rows: waits(12, 6)}},
		{"acceptance", Steps{Head: head("Time until a mentor accepts", 388, "newcomers", window+", unanswered ones counted until they ended"), X: Axis{"after the first mention", Hours}, Y: Axis{"accepted", Percent},
			Curves: []Curve{{Steps: cumulative(0.88, 30)}}}},
		{"answer", Steps{Head: head("Time to the first human answer", 412, "newcomers", window), X: Axis{"after the pull request was opened", Hours}, Y: Axis{"answered", Percent},
			Curves: []Curve{{Steps: cumulative(0.95, 26)}}, Marks: []Mark{{48, "48 h: 80 %"}, {96, "96 h: 93 %"}}}},
		{"merge-rate", Trend{Head: head("First pull requests merged", 355, "pull requests", window), Periods: m, Y: Axis{"merged, of those closed", Percent},
			Lines: []Line{{"merged", rate(12, 0.6, 0.12)}}, Changes: []Change{{3, "rollout 50 % → 100 %"}, {8, "surge"}}}},
		{"time-to-merge", Steps{Head: head("Time until the first pull request is merged", 412, "pull requests", window), X: Axis{"after opening", Hours}, Y: Axis{"share", Percent},
			Curves: []Curve{{Name: "merged", Steps: cumulative(0.62, 40)}, {Name: "closed unmerged", Steps: cumulative(0.2, 70)}}}},
		{"retention", Trend{Head: head("Still active after 30, 90 and 180 days", 412, "newcomers", "by quarter of the first pull request"), Periods: q, Y: Axis{"active", Percent},
			Lines: []Line{{"30 days", plainRate(8, 0.55)}, {"90 days", plainRate(7, 0.38)}, {"180 days", plainRate(6, 0.22)}}}},
		{"cohorts", cohorts()},
		{"survival", Steps{Head: head("How long newcomers stay", 412, "newcomers", "95 % interval: log-log Greenwood"), X: Axis{"since the first pull request", Hours}, Y: Axis{"still active", Percent},
			Curves: []Curve{{Steps: survival(0.0025, 0.11), AtRisk: knowns(412, 280, 171, 88, 31)}}, RiskAt: []float64{0, 90 * 24, 180 * 24, 270 * 24, 365 * 24}}},
		{"mentored", mentored()},
		{"second", Trend{Head: head("A second pull request within 90 days", 301, "newcomers", window), Periods: m, Y: Axis{"with a second pull request", Percent}, Lines: []Line{{"", rate(12, 0.3, 0.1)}}}},
	}, moreSamples(m, q)...)
}

func mentored() Steps {
	diff := survival(0.0012, 0.1)
	for i := range diff {
		v, _ := diff[i].Value.Number()
		d := (1 - v) * 0.4
		diff[i].Estimate = Estimate{Known(d), Known(d - 0.08), Known(d + 0.08)}
	}
	return Steps{Head: head("With and without a mentor", 288, "newcomers", "groups as of day 14; association, not effect"), X: Axis{"since day 14", Hours}, Y: Axis{"still active", Percent},
		Curves: []Curve{{"with a mentor", survival(0.0018, 0.1), knowns(190, 150, 98, 50, 20)}, {"waited, no mentor free", survival(0.0036, 0.14), append(knowns(98, 60, 31), Hidden(5), Hidden(5))}},
		RiskAt: []float64{0, 90 * 24, 180 * 24, 270 * 24, 365 * 24}, Difference: diff, DifferenceName: "difference, with 95 % interval"}
}

func moreSamples(m, q Periods) []sample {
	window := "Jan–Dec 2026"
	swaps := plainRate(8, 0.06)
	swaps[2].Value, swaps[3].Value = Hidden(10), Hidden(10)
	help := waits(12, 20)
	help[5] = Spread{Hidden(5), Hidden(5), Hidden(5), Hidden(5), Hidden(5)}
	return []sample{
		{"graduation", Trend{Head: head("Graduated", 240, "mentorships", "started 90–210 days ago"), Periods: q, Y: Axis{"graduated", Percent}, Lines: []Line{{"", rate(8, 0.2, 0.08)}}}},
		{"dwell", Boxes{Head: head("How long each stage takes", 301, "mentorships", "whiskers: 8 of 10; an arrow: too many are still open"), X: Axis{"days in the stage", Hours}, Rows: []Box{
			{"waiting for a mentor", Known(2), Known(9), Known(30), Known(70), Known(140)}, {"first pull request", Known(30), Known(96), Known(200), Known(390), Known(700)},
			{"second contribution", Known(60), Known(200), Known(420), Known(900), Missing()}, {"growing", Known(300), Known(700), Known(1300), Missing(), Missing()},
			{"fading out", Hidden(5), Hidden(5), Hidden(5), Hidden(5), Hidden(5)}}}},
		{"load", Histogram{Head: head("Load of mentors", 34, "mentors", "active pairings ÷ capacity"), X: Axis{"share of capacity in use", Percent}, Y: Axis{"mentors", Count}, Bins: []Bin{
			{0, .25, Known(6)}, {.25, .5, Known(9)}, {.5, .75, Known(11)}, {.75, 1, Hidden(5)}, {1, 1.25, Known(8)}}}},
		{"fairness", Lorenz{Head: head("How evenly the work is shared", 34, "mentors", "last quarter"), X: "share of mentors, least busy first", Y: "share of the mentoring", Points: [][2]float64{{0, 0}, {.1, .02}, {.2, .06}, {.3, .12}, {.4, .19}, {.5, .27}, {.6, .37}, {.7, .48}, {.8, .61}, {.9, .77}, {1, 1}},
			Gini: Known(0.31), Since: []Bar{{"Q1 2026", Known(.42)}, {"Q2 2026", Known(.38)}, {"Q3 2026", Hidden(5)}, {"Q4 2026", Known(.31)}}}},
		{"intention", Trend{Head: head("Sessions held, against what pairs intended", 120, "pairings", "4-week mean"), Periods: Weeks(jan, 40), Y: Axis{"sessions ÷ intentions", Percent},
			Lines: []Line{{"sessions held", plainRate(40, 0.8)}}, Aim: &Aim{0.85, 1.15, "as intended"}, Changes: []Change{{22, "summer holidays"}}}},
		{"swaps", Trend{Head: head("Changes of mentor", 240, "pairings", window), Periods: q, Y: Axis{"changes per 100 pairings", Percent}, Lines: []Line{{"in the first 14 days", swaps}, {"later", plainRate(8, 0.02)}}}},
		{"help", Quantiles{Head: head("Time until a question is answered", 180, "questions", window), Periods: m, Y: Axis{"time since the question", Hours}, Rows: help}},
		{"satisfaction", Diverging{Head: head("Does this mentorship help you?", 160, "answers", window), NoName: "no", YesNames: []string{"yes", "very much"}, Rows: []Opinion{
			{"newcomers, day 14", Known(11), knowns(40, 60), "62 % answered"}, {"newcomers, at the end", Known(8), knowns(22, 49), "48 % answered"},
			{"mentors, day 14", Hidden(10), []Value{Known(30), Hidden(10)}, "70 % answered"}, {"mentors, at the end", Known(14), knowns(28, 30), "51 % answered"}}}},
		{"forward", Trend{Head: head("Graduates who become mentors", 60, "graduates", "within a year"), Periods: q, Y: Axis{"became mentors", Percent}, Lines: []Line{{"", plainRate(6, 0.15)}}}},
		{"sponsorship", Columns{Head: head("Nominations and new roles", 21, "events", window), Periods: q, Y: Axis{"per quarter", Count}, Series: []Series{{"nominations", counts(8, 5, 1)}, {"new roles", counts(8, 3, 2)}}}},
		{"wear", Columns{Head: Head{Title: "Mentors with signs of wear", N: Known(34), Of: "mentors", Note: "of whom so many showed a sign"}, Periods: m, Y: Axis{"mentors", Count}, Series: []Series{{"with a sign", append(append([]Value{Hidden(10), Hidden(10)}, counts(9, 16, 2)...), Hidden(10))}}}},
		{"pool", Multiples{Head: head("Who the mentors are", 34, "mentors", "today"), Panels: []Panel{
			{"area", Count, []Bar{{"core", Known(14)}, {"docs", Known(8)}, {"build and release", Known(7)}, {"web", Hidden(5)}}},
			{"time zone", Count, []Bar{{"UTC−8 to −5", Known(9)}, {"UTC±0 to +3", Known(18)}, {"UTC+5 to +9", Known(7)}}},
			{"language", Count, []Bar{{"English", Known(33)}, {"Spanish", Known(9)}, {"Portuguese", Hidden(5)}}},
			{"organisation", Ratio, []Bar{{"evenness, 0 to 1", Known(0.71)}}},
			{"years since first merge", Count, []Bar{{"under 1", Hidden(5)}, {"1 to 3", Known(12)}, {"over 3", Known(17)}}},
			{"employed here", Count, []Bar{{"inside", Known(20)}, {"outside", Known(14)}}}}}},
		{"coverage", Heat{Head: head("Free mentors by path and time zone", 34, "mentors", "today; a frame marks a gap"), RowName: "path", ColumnName: "time zone; cells: free mentors", Need: 2,
			Rows: []string{"core/", "docs/", "web/", "build/release/scripts/"}, Columns: []string{"−8…−5", "±0…+3", "+5…+9"},
			Cells: [][]Value{knowns(4, 6, 2), knowns(2, 3, 1), {Known(0), Hidden(5), Known(0)}, knowns(1, 2, 0)}}},
		{"friction", Ranked{Head: head("What newcomers got stuck on", 96, "sessions", window), Bars: []Bar{{"tests fail on my machine", Known(31)}, {"which reviewer to ask", Hidden(10)}, {"building the project", Known(40)}, {"finding a task", Known(14)}, {"code style", Hidden(10)}}}},
	}
}

// board is all plots of a board.
func board() []sample {
	m := Months(jan, 12)
	all := samples()
	return append(all[:len(all):len(all)], sample{"forms", Columns{Head: head("Forms of mentoring in use", 240, "pairings", "Jan–Dec 2026"), Periods: m, Y: Axis{"pairings per month", Count}, Series: []Series{
		{"one to one", counts(12, 16, 1)}, {"ring", counts(12, 6, 2)}, {"office hours", counts(12, 9, 3)}, {"pair programming", counts(12, 5, 4)}, {"buddy", counts(12, 4, 5)}, {"second mentor", counts(12, 3, 6)}}}})
}
