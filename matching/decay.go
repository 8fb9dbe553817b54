package matching

import "math"

// maxAhead is how many half-lives a scale may run ahead of its landmark before
// stored values are scaled down. 2^300 leaves ample room for sums in a float64.
const maxAhead = 300

// scale is the time scale of one half-life under forward decay (Cormode et al.,
// "Forward Decay", ICDE 2009): an event at time t is stored as
// 2^((t−landmark)/half) and never touched again; a query divides by the same
// expression for its own time. Times are Unix seconds.
type scale struct {
	half     int64 // half-life in seconds
	landmark int64
}

// weight is the stored value of one event at time t.
func (s scale) weight(t int64) float64 {
	return exp2(float64(t-s.landmark) / float64(s.half))
}

// norm is the factor that turns stored values into values as of time t.
func (s scale) norm(t int64) float64 {
	return exp2(-float64(t-s.landmark) / float64(s.half))
}

// advance moves the landmark when t is too far ahead of it and returns the
// factor by which all stored values must then be multiplied; 1 if nothing
// moved. The factor is a power of two, so that scaling loses no precision.
func (s *scale) advance(t int64) float64 {
	k := (t - s.landmark) / s.half
	if k <= maxAhead {
		return 1
	}
	s.landmark += k * s.half
	return math.Ldexp(1, -int(min(k, 1<<20)))
}

// exp2 is 2^x, bounded so that a nonsensical time can produce neither an
// infinity nor, multiplied by a zero, a NaN.
func exp2(x float64) float64 {
	return math.Exp2(min(x, 600))
}
