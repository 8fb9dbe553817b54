package plot

import (
	"math"
	"slices"
)

// scale turns numbers of an axis into px.
type scale struct{ lo, hi, from, to float64 }

func (s scale) at(v float64) float64 {
	return s.from + (min(max(v, s.lo), s.hi)-s.lo)/(s.hi-s.lo)*(s.to-s.from)
}

// tick is one mark on an axis.
type tick struct {
	at   float64
	name string
}

// axis is a scale with its marks.
type axis struct {
	scale
	ticks []tick
}

// names of the ticks.
func (a axis) names() []string {
	var names []string
	for _, t := range a.ticks {
		names = append(names, t.name)
	}
	return names
}

// extent of numbers that include 0, in whole steps with about n marks.
func (u Unit) axis(values []float64, n int) axis {
	lo, hi := 0.0, 0.0
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if u == Percent && lo >= 0 && hi > 0.5 && hi <= 1 {
		hi = 1
	}
	if hi-lo <= 0 {
		hi = lo + u.least()
	}
	step := u.step((hi - lo) / float64(n))
	a := axis{scale: scale{lo: math.Floor(lo/step+1e-9) * step, hi: math.Ceil(hi/step-1e-9) * step}}
	if a.hi <= a.lo {
		a.hi = a.lo + step
	}
	for i := 0; i <= 4*n; i++ {
		v := a.lo + float64(i)*step
		if v > a.hi+step/2 {
			break
		}
		a.ticks = append(a.ticks, tick{v, u.mark(v, step)})
	}
	return a
}

// end stops the axis where the data does.
func (a axis) end(at float64) axis {
	a.hi = at
	a.ticks = slices.DeleteFunc(a.ticks, func(t tick) bool { return t.at > at })
	return a
}

// mark names a tick: an axis of whole days says days all along.
func (u Unit) mark(v, step float64) string {
	if u == Hours && math.Mod(step, 24) == 0 {
		return days(v)
	}
	return u.format(v)
}

// least is the span of an axis on which nothing but zeros stands.
func (u Unit) least() float64 {
	switch u {
	case Percent, Ratio:
		return 1
	case Hours:
		return 24
	default:
		return 4
	}
}

// step is the smallest sensible distance of marks of at least the given span.
func (u Unit) step(span float64) float64 {
	if u == Hours && span <= 8760 {
		steps := []float64{1, 2, 6, 12, 24, 48, 72, 168, 336, 720, 1440, 2160, 4320, 8760}
		i, _ := slices.BinarySearch(steps, span*(1-1e-9))
		return steps[i]
	}
	power := math.Pow(10, math.Floor(math.Log10(span)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		step := m * power
		if u == Count && step < 1 {
			continue
		}
		if m == 2.5 && (u == Count || u == Hours) && power < 10 {
			continue
		}
		if step >= span*(1-1e-9) {
			return step
		}
	}
	return max(10*power, 1)
}

// spread keeps the ticks whose names do not touch: every second, third, sixth,
// twelfth, so that months stay where people look for them.
func spread(ticks []tick, room func(a, b tick) bool) []tick {
	for _, every := range []int{1, 2, 3, 6, 12, 24, 48, 96, 192} {
		var kept []tick
		for i := 0; i < len(ticks); i += every {
			kept = append(kept, ticks[i])
		}
		touch := false
		for i := 1; i < len(kept); i++ {
			touch = touch || !room(kept[i-1], kept[i])
		}
		if !touch {
			return kept
		}
	}
	return ticks[:min(len(ticks), 1)]
}

// grid draws the marks of an axis that runs upwards, with lines across b, and
// its name above it.
func (p *pen) grid(b box, a axis, name string) {
	for _, t := range a.ticks {
		y := a.at(t.at)
		p.line(stroke{c: p.theme.grid, width: 1}, point{b.x, y}, point{b.right(), y})
		p.write(point{b.x - gap, y + 4}, right, p.dim, t.name)
	}
	p.write(point{margin, b.y - 12}, left, p.dim, fit(p.regular, name, b.right()-margin))
}

// foot draws the marks of an axis that runs to the right below b, and its name.
func (p *pen) foot(b box, ticks []tick, at func(float64) float64, name string) {
	ticks = spread(ticks, func(s, t tick) bool {
		return at(t.at)-at(s.at) >= (p.wide(s.name)+p.wide(t.name))/2+gap
	})
	for _, t := range ticks {
		p.line(stroke{c: p.dim, width: 1}, point{at(t.at), b.bottom()}, point{at(t.at), b.bottom() + 4})
		p.tickName(b, at(t.at), b.bottom()+4+textSize, t.name)
	}
	p.write(point{b.right(), b.bottom() + 5 + 2*lineHeight - 4}, right, p.dim, fit(p.regular, name, b.right()-margin))
}

// tickName centres a name below its mark, but keeps it on the sheet.
func (p *pen) tickName(b box, x, y float64, name string) {
	half := p.wide(name) / 2
	p.write(point{min(x, b.right()+margin-2-half) - half, y}, left, p.dim, name)
}

// Room axes need around the picture, in px.
const (
	axisTop  = 22.0
	axisFoot = 42.0
)

// plotBox is what remains of b between the axes; the upward axis gets its
// places.
func (p *pen) plotBox(b box, y *axis) box {
	in := b.inset(p.widest(80, y.names()...)+gap, axisTop, 4, axisFoot)
	y.from, y.to = in.bottom(), in.y
	return in
}
