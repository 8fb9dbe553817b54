package plot

import (
	"fmt"
	"math"
	"strconv"
)

// Value is a number of a figure: known, hidden, or missing. The zero value is
// the number 0.
type Value struct {
	number float64
	below  int // k of a hidden number
	few    int // n of a rate that rests on too few
}

// most is the largest number drawn; beyond it something was computed wrongly,
// and the number counts as missing.
const most = 1e12

// Known is a number; NaN, infinities and absurdly large ones are [Missing].
func Known(v float64) Value {
	if !(math.Abs(v) <= most) { // true for NaN
		return Missing()
	}
	return Value{number: v}
}

// Hidden is a number that is not shown because fewer than k people stand
// behind it, or because it would give such a number away.
func Hidden(k int) Value { return Value{below: max(k, 1)} }

// TooFew is a rate that rests on fewer than n cases, too few to mean anything:
// a gap, named "n < 5" where numbers are written. It protects nobody.
func TooFew(n int) Value { return Value{number: math.NaN(), few: max(n, 1)} }

// Missing is a number there is none of: a gap.
func Missing() Value { return Value{number: math.NaN()} }

// Number returns the number, and whether it may be shown and exists.
func (v Value) Number() (float64, bool) {
	return v.number, v.below == 0 && math.Abs(v.number) <= most // false for NaN
}

// Hides returns the k of a hidden number, 0 for all others.
func (v Value) Hides() int { return v.below }

// String is the number as the page writes it: "1,204", "< 5", "–".
func (v Value) String() string { return v.In(Count) }

// In writes the number in a unit.
func (v Value) In(u Unit) string {
	if v.below > 0 {
		return fmt.Sprintf("< %d", v.below)
	}
	if v.few > 0 {
		return fmt.Sprintf("n < %d", v.few)
	}
	if _, ok := v.Number(); !ok {
		return "–"
	}
	return u.format(v.number)
}

// Unit says how numbers along an axis are written.
type Unit int

// Units.
const (
	// Count is a number of people or things.
	Count Unit = iota
	// Percent shows 0.25 as "25 %".
	Percent
	// Hours shows spans of time given in hours: "12 h", "3 d".
	Hours
	// Ratio is a plain number, such as Gini's.
	Ratio
)

// format writes one number. Spans are in hours below two days, in days from
// there on.
func (u Unit) format(v float64) string {
	switch u {
	case Percent:
		return short(v*100) + " %"
	case Hours:
		if v == 0 || math.Abs(v) >= 48 {
			return days(v)
		}
		return short(v) + " h"
	case Ratio:
		return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
	default:
		return short(v)
	}
}

func days(hours float64) string {
	if hours == 0 {
		return "0"
	}
	return short(hours/24) + " d"
}

// short writes a number in at most six signs: "7", "1.5", "1,204", "34k".
func short(v float64) string {
	for _, big := range []struct {
		from, unit float64
		sign       string
	}{{1e9, 1e9, "G"}, {1e6, 1e6, "M"}, {1e4, 1e3, "k"}} {
		if math.Abs(v) >= big.from {
			return decimals(v/big.unit) + big.sign
		}
	}
	if math.Abs(v) >= 999.5 {
		whole := int64(math.Round(math.Abs(v)))
		s := fmt.Sprintf("%d,%03d", whole/1000, whole%1000)
		if v < 0 {
			return "−" + s
		}
		return s
	}
	return decimals(v)
}

// decimals keeps one decimal below 10 and none above.
func decimals(v float64) string {
	scale := 10.0
	if math.Abs(v) >= 10 {
		scale = 1
	}
	r := math.Round(v*scale) / scale
	s := strconv.FormatFloat(math.Abs(r), 'f', -1, 64)
	if r < 0 {
		return "−" + s
	}
	return s
}
