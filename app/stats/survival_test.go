package stats

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// sixMP and placebo are the weeks of remission of 42 children with leukaemia:
// Freireich et al., Blood 21 (1963); Gehan, Biometrika 52 (1965).
func sixMP() []Span {
	return spans([]float64{6, 6, 6, 7, 10, 13, 16, 22, 23}, []float64{6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35})
}

func placebo() []Span {
	return spans([]float64{1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23}, nil)
}

func spans(events, censored []float64) []Span {
	var s []Span
	for _, d := range censored {
		s = append(s, Span{d, Censored})
	}
	for _, d := range events {
		s = append(s, Span{d, Happened})
	}
	return s
}

// shareAt is the share of a curve on that day; before is what it begins with.
func shareAt(steps []Step, day, before float64) float64 {
	i, found := slices.BinarySearchFunc(steps, day, func(s Step, day float64) int { return cmp.Compare(s.Days, day) })
	if !found {
		i--
	}
	if i < 0 {
		return before
	}
	return steps[i].Share
}

// The table with log-log band that Stata's sts list and R's survfit
// (conf.type = "log-log") print of these data.
func TestKaplanMeierOfRemissions(t *testing.T) {
	want := []Step{
		{6, 21, 3, .8571, .6197, .9516},
		{7, 17, 1, .8067, .5631, .9228},
		{10, 15, 1, .7529, .5032, .8894},
		{13, 12, 1, .6902, .4316, .8491},
		{16, 11, 1, .6275, .3675, .8049},
		{22, 7, 1, .5378, .2678, .7468},
		{23, 6, 1, .4482, .1881, .6801},
	}
	s := sixMP()
	got := KaplanMeier(s)
	if len(got) != len(want) {
		t.Fatalf("%d steps, want %d: %v", len(got), len(want), got)
	}
	for i, w := range want {
		g := got[i]
		if g.Days != w.Days || g.AtRisk != w.AtRisk || g.Events != w.Events {
			t.Errorf("step %d: %+v, want %+v", i, g, w)
		}
		near(t, "share", g.Share, w.Share, 5e-5)
		near(t, "low", g.Low, w.Low, 5e-5)
		near(t, "high", g.High, w.High, 5e-5)
	}
	for i, n := range AtRisk(s, 0, 10, 20, 30, 40) {
		if w := []int{21, 15, 8, 4, 0}[i]; n != w {
			t.Errorf("at risk: %d, want %d", n, w)
		}
	}
	near(t, "between steps", shareAt(got, 12, 1), .7529, 5e-5)
	near(t, "on a step", shareAt(got, 13, 1), .6902, 5e-5)
	near(t, "before all", shareAt(got, 5, 1), 1, 0)
}

// All of the placebo group relapsed: the curve ends at 0 with a band.
func TestKaplanMeierEndsAtNothing(t *testing.T) {
	got := KaplanMeier(placebo())
	last, before := got[len(got)-1], got[len(got)-2]
	if last.Share != 0 || last.Low != 0 || last.High != before.High {
		t.Errorf("ends with %+v after %+v", last, before)
	}
}

// 16.79 is in every text book that has these data.
func TestLogRankOfRemissions(t *testing.T) {
	chi2, p := LogRank([][2][]Span{{sixMP(), placebo()}})
	near(t, "chi²", chi2, 16.79, .005)
	near(t, "p", p, 4.17e-5, 5e-7)
	twice, _ := LogRank([][2][]Span{{sixMP(), placebo()}, {sixMP(), placebo()}, {sixMP(), nil}})
	near(t, "two equal strata", twice, 2*chi2, 1e-9)
	if chi2, p = LogRank(nil); chi2 != 0 || p != 1 {
		t.Errorf("of nothing: %v, %v", chi2, p)
	}
}

// Satagopan et al., A note on competing risks in survival data analysis,
// British Journal of Cancer 91 (2004), table 2: the first nine of 305 women
// with breast cancer; 0.3, 0.6, 0.9 and 1.2 % died of it.
func TestIncidenceOfDeaths(t *testing.T) {
	s := []Span{
		{7, Censored}, {10, Happened}, {14, Censored}, {16, Happened}, {18, Competing},
		{23, Happened}, {24, Censored}, {26, Competing}, {27, Happened},
	}
	for range 305 - len(s) {
		s = append(s, Span{100, Censored})
	}
	got := Incidence(s)
	for i, w := range []Step{{Days: 10, AtRisk: 304, Share: .003}, {Days: 16, AtRisk: 302, Share: .006}, {Days: 23, AtRisk: 300, Share: .009}, {Days: 27, AtRisk: 297, Share: .012}} {
		// The paper adds up products that it rounded to 0.1 % before.
		near(t, "incidence", got[i].Share, w.Share, 15e-4)
		if got[i].Days != w.Days || got[i].AtRisk != w.AtRisk {
			t.Errorf("step %d: %+v, want %+v", i, got[i], w)
		}
	}
	near(t, "exactly", got[3].Share, 1./304+(303./304)*(1./302)+(303./304)*(301./302)*(300./301)*(1./300+(299./300)*(297./298)*(1./297)), 1e-12)
}

func someSpans() *rapid.Generator[[]Span] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Span {
		return Span{float64(rapid.IntRange(0, 12).Draw(t, "days")), Fate(rapid.IntRange(0, 2).Draw(t, "fate"))}
	}), 1, 40)
}

// Without censoring both are plain shares; with it, what happened, what
// competed and what is left make one.
func TestCurvesByCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := someSpans().Draw(t, "spans")
		other := make([]Span, len(s))
		both := make([]Span, len(s))
		censored := false
		for i, x := range s {
			other[i], both[i] = x, x
			switch x.Fate {
			case Happened:
				other[i].Fate = Competing
			case Competing:
				other[i].Fate, both[i].Fate = Happened, Happened
			case Censored:
				censored = true
			}
		}
		f1, f2, left := Incidence(s), Incidence(other), KaplanMeier(both)
		for day := range 14 {
			d := float64(day)
			sum := shareAt(f1, d, 0) + shareAt(f2, d, 0) + shareAt(left, d, 1)
			if math.Abs(sum-1) > 1e-9 {
				t.Fatalf("day %d: the three add up to %v", day, sum)
			}
			n := 0
			for _, x := range s {
				if x.Fate == Happened && x.Days <= d {
					n++
				}
			}
			if plain := float64(n) / float64(len(s)); !censored && math.Abs(shareAt(f1, d, 0)-plain) > 1e-9 {
				t.Fatalf("day %d: %v, counted %v", day, shareAt(f1, d, 0), plain)
			}
		}
		for _, st := range left {
			if st.Low > st.Share+1e-9 || st.High < st.Share-1e-9 || st.Low < 0 || st.High > 1 {
				t.Fatalf("band %+v", st)
			}
		}
	})
}
