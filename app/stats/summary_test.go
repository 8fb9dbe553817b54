package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > within {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// R: quantile(1:10) and quantile(mtcars$mpg), the data of Henderson and
// Velleman, Biometrics 37 (1981), in the R package datasets.
func TestQuantileAsInR(t *testing.T) {
	mpg := []float64{
		21, 21, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4,
		14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4,
	}
	slices.Sort(mpg)
	for _, c := range []struct {
		x       []float64
		p, want float64
	}{
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, .25, 3.25},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, .5, 5.5},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, .9, 9.1},
		{[]float64{1, 2, 3, 4, 10}, .5, 3},
		{[]float64{7}, .75, 7},
		{mpg, 0, 10.4}, {mpg, .25, 15.425}, {mpg, .5, 19.2}, {mpg, .75, 22.8}, {mpg, 1, 33.9},
	} {
		near(t, "quantile", Quantile(c.x, c.p), c.want, 1e-9)
	}
	if !math.IsNaN(Quantile(nil, .5)) {
		t.Error("nothing has no median")
	}
}

// Newcombe, Two-sided confidence intervals for the single proportion, Statistics
// in Medicine 17 (1998), table I, method 3.
func TestWilsonAsInNewcombe(t *testing.T) {
	for _, c := range []struct {
		part, whole int
		low, high   float64
	}{
		{81, 263, .2553, .3662}, {15, 148, .0624, .1605}, {0, 20, 0, .1611}, {1, 29, .0061, .1718},
		{0, 0, 0, 1}, {20, 20, .8389, 1},
	} {
		low, high := Wilson(c.part, c.whole)
		near(t, "low", low, c.low, 5e-5)
		near(t, "high", high, c.high, 5e-5)
	}
}

// The interval is where |p̂ − p| ≤ z √(p(1−p)/n): found here by trying.
func TestWilsonBySearch(t *testing.T) {
	for n := 1; n <= 12; n++ {
		for x := range n + 1 {
			low, high := Wilson(x, n)
			for i := range 1001 {
				p, share := float64(i)/1000, float64(x)/float64(n)
				gap := math.Abs(share-p) - z95*math.Sqrt(p*(1-p)/float64(n))
				if inside := p >= low && p <= high; inside != (gap <= 0) && math.Abs(gap) > 1e-9 {
					t.Fatalf("%d of %d: %v is %v in [%v, %v]", x, n, p, inside, low, high)
				}
			}
		}
	}
}

// The ten incomes in the help of the R package ineq, whose Gini is 0.4620911.
func TestGiniAsInIneq(t *testing.T) {
	near(t, "ineq", Gini([]float64{541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261}), .4620911, 5e-8)
	near(t, "one has all", Gini([]float64{0, 0, 0, 9}), .75, 1e-12)
	near(t, "nothing", Gini([]float64{0, 0}), 0, 0)
}

func loads() *rapid.Generator[[]float64] {
	return rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 40), func(n int) float64 { return float64(n) / 4 }), 1, 30)
}

func TestGiniByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := loads().Draw(t, "x")
		var sum, gaps float64
		for _, a := range x {
			sum += a
			for _, b := range x {
				gaps += math.Abs(a - b)
			}
		}
		want := 0.0
		if sum > 0 {
			want = gaps / (2 * float64(len(x)) * sum)
		}
		if got := Gini(x); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%v, by definition %v", got, want)
		}
	})
}

// Twice the area between diagonal and Lorenz curve is the Gini.
func TestLorenzEnclosesGini(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := loads().Draw(t, "x")
		curve := Lorenz(x, len(x))
		area := 0.0
		for i := range x {
			area += (curve[i] + curve[i+1]) / 2 / float64(len(x))
			if i > 0 && curve[i] < curve[i-1]-1e-12 {
				t.Fatalf("falls: %v", curve)
			}
		}
		if got := 1 - 2*area; math.Abs(got-Gini(x)) > 1e-9 || math.Abs(curve[len(x)]-1) > 1e-9 {
			t.Fatalf("area %v, Gini %v, end %v", got, Gini(x), curve[len(x)])
		}
	})
}

func TestEvenness(t *testing.T) {
	near(t, "equal", Evenness([]int{3, 3, 0, 3}), 1, 1e-12)
	near(t, "one kind", Evenness([]int{9, 0}), 0, 0)
	near(t, "half and quarters", Evenness([]int{2, 1, 1}), 1.5*math.Ln2/math.Log(3), 1e-12)
}
