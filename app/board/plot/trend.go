package plot

import (
	"image/color"
	"strings"

	"gonum.org/v1/plot/vg"
)

// Estimate is a number and the interval around it; the interval may be
// missing.
type Estimate struct{ Value, Low, High Value }

// Line is one series over periods. Points that are missing break it.
type Line struct {
	Name   string
	Points []Estimate
}

// Aim is a span that was intended, the same in all periods.
type Aim struct {
	Low, High float64
	Name      string
}

// Change marks a period in which the program itself changed, so that nobody
// takes a jump there for something else.
type Change struct {
	At   int
	What string
}

// Trend shows rates or counts over time: lines, each with its band (Wilson's,
// for rates), and the band around an intention.
type Trend struct {
	Head
	Periods Periods
	Y       Axis
	Lines   []Line
	Aim     *Aim
	Changes []Change
}

func (t Trend) values() []Value {
	var all []Value
	for _, l := range t.Lines {
		for i, e := range l.Points {
			if i < len(t.Periods.Start) {
				all = append(all, e.Value, e.Low, e.High)
			}
		}
	}
	return all
}

func (t Trend) words() Head {
	h := t.Head
	var marks []string
	for i, c := range t.Changes {
		marks = append(marks, letter(i)+": "+c.What)
	}
	if len(marks) > 0 {
		h.Note = strings.TrimPrefix(h.Note+" · "+strings.Join(marks, ", "), " · ")
	}
	return h
}

func letter(i int) string { return string(rune('a' + i%26)) }

func (t Trend) keys(say *Words) []key {
	var keys []key
	band := false
	for i, l := range t.Lines {
		if len(t.Lines) > 1 || t.Aim != nil {
			keys = append(keys, lineKey(i, l.Name))
		}
		for _, e := range l.Points {
			band = band || something(e.Low)
		}
	}
	if band {
		keys = append(keys, areaKey(0.2, say.Interval))
	}
	if t.Aim != nil {
		keys = append(keys, key{name: t.Aim.Name, sign: func(p *pen, b box) { p.aim(b) }})
	}
	return append(keys, hiddenKeys(say, t.values()...)...)
}

func (t Trend) height(float64) float64 {
	return standard(t.values())
}

func (t Trend) cut(w float64, say *Words) string { return t.Periods.cut(w-60, say) }

func (t Trend) draw(p *pen, b box) {
	numbers := known(t.values()...)
	if t.Aim != nil {
		numbers = append(numbers, t.Aim.High)
	}
	y := t.Y.Unit.axis(numbers, 4)
	in := p.plotBox(b, &y)
	pl := t.Periods.place(in)
	if t.Aim != nil {
		p.aim(box{in.x, y.at(t.Aim.High), in.w, y.at(t.Aim.Low) - y.at(t.Aim.High)})
	}
	p.grid(in, y, t.Y.Name)
	t.Periods.foot(p, pl)
	for i, l := range t.Lines {
		p.ribbon(pl, y, p.hue(i), 0.2, l.Points, func(e Estimate) (low, high Value) { return e.Low, e.High })
	}
	for i, l := range t.Lines {
		p.series(pl, y, i, l.Points)
	}
	for i, c := range t.Changes {
		if pl.shows(c.At) {
			p.line(stroke{c: p.dim, width: 1, dash: []vg.Length{3, 3}}, point{pl.x(c.At), in.y}, point{pl.x(c.At), in.bottom()})
			p.label(point{pl.x(c.At) + 4, in.y + 11}, left, p.dim, letter(i))
		}
	}
}

// aim fills the span of an intention.
func (p *pen) aim(b box) {
	c := p.hue(3)
	p.fill(b, mix(p.paper, c, 0.16))
	edge := stroke{c: c, width: 1, dash: []vg.Length{4, 3}}
	p.line(edge, point{b.x, b.y}, point{b.right(), b.y})
	p.line(edge, point{b.x, b.bottom()}, point{b.right(), b.bottom()})
}

// series draws a line through its known points, and veils where one is hidden.
func (p *pen) series(pl place, y axis, i int, points []Estimate) {
	var run []point
	for k := range points {
		if !pl.shows(k) {
			continue
		}
		v := points[k].Value
		if v.Hides() > 0 {
			p.veilColumn(pl, k, v)
		}
		n, ok := v.Number()
		if !ok {
			p.line(p.trait(i), run...)
			run = nil
			continue
		}
		at := point{pl.x(k), y.at(n)}
		run = append(run, at)
		if pl.n <= 40 {
			p.dot(at, 2.6, p.hue(i))
		}
	}
	p.line(p.trait(i), run...)
	if pl.n > 40 && len(run) == 1 {
		p.dot(run[0], 2.6, p.hue(i))
	}
}

// veilColumn marks a period whose number is hidden.
func (p *pen) veilColumn(pl place, i int, v Value) {
	w := min(pl.step()*0.8, 24)
	b := box{pl.x(i) - w/2, pl.bottom() - 26, w, 26}
	p.veil(b)
	if p.wide(v.String()) <= pl.step()+4 {
		p.label(point{pl.x(i), b.y - 4}, middle, p.dim, v.String())
	}
}

// ribbon fills between two numbers of neighbouring points; a lone one becomes
// a bar.
func (p *pen) ribbon(pl place, y axis, c color.NRGBA, share float64, points []Estimate, of func(Estimate) (low, high Value)) {
	c.A = uint8(share * 255)
	var up, down []point
	flush := func() {
		if len(up) == 1 {
			x, w := up[0].x, min(pl.step()*0.4, 12)
			p.fill(box{x - w/2, up[0].y, w, down[0].y - up[0].y}, c)
		}
		for k := len(down) - 1; k >= 0 && len(up) > 1; k-- {
			up = append(up, down[k])
			down = down[:k]
		}
		p.area(up, c)
		up, down = nil, nil
	}
	for k := range points {
		low, high := of(points[k])
		l, okLow := low.Number()
		h, okHigh := high.Number()
		if !pl.shows(k) || !okLow || !okHigh {
			flush()
			continue
		}
		up = append(up, point{pl.x(k), y.at(h)})
		down = append(down, point{pl.x(k), y.at(l)})
	}
	flush()
}
