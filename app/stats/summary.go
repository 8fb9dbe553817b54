package stats

import (
	"math"
	"slices"
)

// z95 is the two-sided 95 % point of the normal distribution.
const z95 = 1.959963984540054

// Quantile is the p-quantile of rising values by linear interpolation between
// order statistics (type 7 of Hyndman and Fan, Sample quantiles in statistical
// packages, The American Statistician 50 (1996), what R does); NaN of none.
func Quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	h := min(max(p, 0), 1) * float64(len(sorted)-1)
	i := int(h)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
}

// Wilson is the 95 % score interval of a share (Wilson, Probable inference, the
// law of succession, and statistical inference, JASA 22 (1927)). Nothing in
// nothing can be anything from 0 to 1.
func Wilson(part, whole int) (low, high float64) {
	if whole <= 0 {
		return 0, 1
	}
	n, p := float64(whole), float64(part)/float64(whole)
	mid := p + z95*z95/(2*n)
	half := z95 * math.Sqrt(p*(1-p)/n+z95*z95/(4*n*n))
	scale := 1 + z95*z95/n
	low, high = max((mid-half)/scale, 0), min((mid+half)/scale, 1)
	if part == 0 {
		low = 0
	}
	if part == whole {
		high = 1
	}
	return low, high
}

// Gini is Σ_i Σ_j |x_i − x_j| ÷ (2 n² mean x): 0 if all carry the same, towards 1
// if one carries all; 0 of nothing.
func Gini(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	var sum, weighted float64
	for i, v := range x {
		sum += v
		weighted += float64(2*i+1-len(x)) * v
	}
	if sum <= 0 {
		return 0
	}
	return weighted / (float64(len(x)) * sum)
}

// Lorenz is the share of all that the first i of n groups of equal size carry
// together, from the least to the most, for i = 0 … groups. A person between
// two groups counts in both by part.
func Lorenz(x []float64, groups int) []float64 {
	x = slices.Sorted(slices.Values(x))
	cum := make([]float64, len(x)+1)
	for i, v := range x {
		cum[i+1] = cum[i] + v
	}
	total := cum[len(x)]
	curve := make([]float64, groups+1)
	for g := range curve {
		curve[g] = float64(g) / float64(groups)
		if total > 0 {
			h := curve[g] * float64(len(x))
			i := min(int(h), len(x)-1)
			curve[g] = (cum[i] + (h-float64(i))*x[i]) / total
		}
	}
	return curve
}

// Evenness is the entropy of counts divided by that of equal counts in as many
// kinds (Pielou 1966): 1 if all kinds are equally frequent, 0 with one kind.
func Evenness(counts []int) float64 {
	total, kinds := 0, 0
	for _, c := range counts {
		if c > 0 {
			total, kinds = total+c, kinds+1
		}
	}
	if kinds < 2 {
		return 0
	}
	h := 0.0
	for _, c := range counts {
		if c > 0 {
			p := float64(c) / float64(total)
			h -= p * math.Log(p)
		}
	}
	return h / math.Log(float64(kinds))
}
