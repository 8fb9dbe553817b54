package plot

import (
	"strconv"
	"time"
)

// Axis is what numbers along one side mean.
type Axis struct {
	// Name says what is counted or measured, with the unit where the numbers
	// do not say it.
	Name string
	Unit Unit
}

// Every is the length of a period.
type Every int

// Lengths of periods.
const (
	Month Every = iota
	Week
	Quarter
)

// Periods are neighbouring weeks, months or quarters.
type Periods struct {
	Every Every
	// Start is the first day of each, in order.
	Start []time.Time
}

// Months returns n months from the given one on.
func Months(from time.Time, n int) Periods {
	p := Periods{Every: Month}
	for i := range n {
		p.Start = append(p.Start, time.Date(from.Year(), from.Month()+time.Month(i), 1, 0, 0, 0, 0, time.UTC))
	}
	return p
}

// Weeks returns n weeks from the given day on.
func Weeks(from time.Time, n int) Periods {
	p := Periods{Every: Week}
	for i := range n {
		p.Start = append(p.Start, from.AddDate(0, 0, 7*i))
	}
	return p
}

// Quarters returns n quarters from the one of the given day on.
func Quarters(from time.Time, n int) Periods {
	p := Periods{Every: Quarter}
	first := (from.Month()-1)/3*3 + 1
	for i := range n {
		p.Start = append(p.Start, time.Date(from.Year(), first+time.Month(3*i), 1, 0, 0, 0, 0, time.UTC))
	}
	return p
}

func (p Periods) name(i int, say *Words) string {
	at := p.Start[i]
	switch p.Every {
	case Week:
		return strconv.Itoa(at.Day()) + " " + say.Months[at.Month()-1]
	case Quarter:
		return with(say.Quarter, strconv.Itoa(int(at.Month()-1)/3+1))
	default:
		return say.Months[at.Month()-1]
	}
}

// narrowest is the room in px that one period needs.
const narrowest = 4.0

// first is the first period shown when only so many fit: the latest are.
func (p Periods) first(w float64) int { return max(len(p.Start)-int(w/narrowest), 0) }

// cut says so.
func (p Periods) cut(w float64, say *Words) string {
	if first := p.first(w); first > 0 {
		return with(say.LastPeriods, strconv.Itoa(len(p.Start)-first), short(float64(len(p.Start))))
	}
	return ""
}

// place is where things of one period stand.
type place struct {
	box
	first, n int
}

func (p Periods) place(b box) place {
	first := p.first(b.w)
	return place{b, first, len(p.Start) - first}
}

func (pl place) step() float64     { return pl.w / float64(max(pl.n, 1)) }
func (pl place) x(i int) float64   { return pl.box.x + (float64(i-pl.first)+0.5)*pl.step() }
func (pl place) shows(i int) bool  { return i >= pl.first && i < pl.first+pl.n }
func (pl place) barWidth() float64 { return min(pl.step()*0.76, 40) }
func (pl place) column(i int) (x, w float64) {
	return pl.x(i) - pl.barWidth()/2, pl.barWidth()
}

// foot names the periods, and below them the year where one begins.
func (p Periods) foot(pn *pen, pl place) {
	var ticks []tick
	for i := range p.Start {
		if pl.shows(i) {
			ticks = append(ticks, tick{float64(i), p.name(i, pn.say)})
		}
	}
	at := func(v float64) float64 { return pl.x(int(v)) }
	pn.foot(pl.box, ticks, at, "")
	year, end := 0, 0.0
	for i, start := range p.Start {
		if !pl.shows(i) || start.Year() == year {
			continue
		}
		year = start.Year()
		name := strconv.Itoa(year)
		if x := max(pl.x(i)-pn.wide(name)/2, end); x+pn.wide(name) <= pl.right()+margin {
			pn.write(point{x, pl.bottom() + 5 + 2*lineHeight - 4}, left, pn.dim, name)
			end = x + pn.wide(name) + gap
		}
	}
}

// value is the i-th of the values, missing when there are too few.
func value(values []Value, i int) Value {
	if i < len(values) {
		return values[i]
	}
	return Missing()
}

// known returns the numbers that may be shown.
func known(values ...Value) []float64 {
	var out []float64
	for _, v := range values {
		if n, ok := v.Number(); ok {
			out = append(out, n)
		}
	}
	return out
}

// something says whether there is anything to draw: a number or a hidden one.
func something(values ...Value) bool {
	for _, v := range values {
		if _, ok := v.Number(); ok || v.Hides() > 0 {
			return true
		}
	}
	return false
}
