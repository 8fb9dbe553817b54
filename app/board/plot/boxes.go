package plot

import "math"

// Box is how the cases of one row lie. Low and High are the outer tenths, or
// whatever the note says. An end that is missing is open: too many cases have
// not got there yet.
type Box struct {
	Name                      string
	Low, Q1, Median, Q3, High Value
}

// Boxes is a horizontal box plot.
type Boxes struct {
	Head
	X    Axis
	Rows []Box
}

func (b Boxes) values() []Value {
	var all []Value
	for _, r := range b.Rows {
		all = append(all, r.Low, r.Q1, r.Median, r.Q3, r.High)
	}
	return all
}

func (b Boxes) words() Head { return b.Head }

func (b Boxes) keys(say *Words) []key {
	keys := []key{
		{name: say.MiddleHalf, sign: func(p *pen, b box) { p.fill(b, mix(p.paper, p.hue(0), 0.35)) }},
		{name: say.Median, sign: func(p *pen, b box) {
			p.line(stroke{c: p.hue(0), width: 3}, point{b.x + b.w/2, b.y}, point{b.x + b.w/2, b.bottom()})
		}},
	}
	return append(keys, hiddenKeys(say, b.values()...)...)
}

func (b Boxes) cut(_ float64, say *Words) string { return rowsCut(len(b.Rows), say) }

// boxHeight of a row with its name above, in px.
const boxHeight = 40.0

func (b Boxes) height(float64) float64 {
	if !something(b.values()...) {
		return 0
	}
	return boxHeight*float64(min(len(b.Rows), mostRows)) + axisFoot
}

func (b Boxes) draw(p *pen, at box) {
	x := b.X.Unit.axis(known(b.values()...), 5)
	in := at.inset(2, 0, 10, axisFoot)
	x.from, x.to = in.x, in.right()
	for _, t := range x.ticks {
		p.line(stroke{c: p.theme.grid, width: 1}, point{x.at(t.at), in.y}, point{x.at(t.at), in.bottom()})
	}
	p.foot(in, x.ticks, x.at, b.X.Name)
	for i, r := range b.Rows[:min(len(b.Rows), mostRows)] {
		r.draw(p, box{in.x, in.y + float64(i)*boxHeight, in.w, boxHeight}, x, b.X.Unit)
	}
}

func (r Box) draw(p *pen, b box, x axis, u Unit) {
	said := r.Median.In(u)
	p.label(point{b.right(), b.y + textSize}, right, p.ink, said)
	p.label(point{b.x + 2, b.y + textSize}, left, p.ink, fit(p.regular, r.Name, b.w-p.wide(said)-3*gap))
	y := b.y + 27
	body := func(from, to float64) box { return box{from, y - 7, to - from, 14} }
	if r.Median.Hides() > 0 {
		p.veil(body(b.x, b.x+48))
		return
	}
	place := func(v Value, open float64) float64 {
		if n, ok := v.Number(); ok {
			return x.at(n)
		}
		return open
	}
	low, high := place(r.Low, math.NaN()), place(r.High, b.right())
	q1, q3 := place(r.Q1, math.NaN()), place(r.Q3, b.right())
	whisker := stroke{c: p.hue(0), width: 1.5}
	if something(r.Median) || something(r.Q1) {
		p.line(whisker, point{low, y}, point{high, y})
		p.line(whisker, point{low, y - 4}, point{low, y + 4})
		p.fill(body(q1, q3), mix(p.paper, p.hue(0), 0.35))
		p.end(r.High, high, y, whisker)
	}
	if m := place(r.Median, math.NaN()); !math.IsNaN(m) {
		p.line(stroke{c: p.hue(0), width: 3}, point{m, y - 7}, point{m, y + 7})
	}
}

// end closes a whisker, or points on where it is open.
func (p *pen) end(v Value, x, y float64, s stroke) {
	if something(v) {
		p.line(s, point{x, y - 4}, point{x, y + 4})
		return
	}
	p.line(s, point{x - 5, y - 5}, point{x, y}, point{x - 5, y + 5})
}
