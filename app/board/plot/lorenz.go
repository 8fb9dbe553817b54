package plot

import (
	"math"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// Bin is one bar of a histogram: from (included) to (excluded).
type Bin struct {
	From, To float64
	Count    Value
}

// Histogram shows how numbers are spread.
type Histogram struct {
	Head
	X, Y Axis
	Bins []Bin
}

func (h Histogram) words() Head           { return h.Head }
func (h Histogram) keys(say *Words) []key { return hiddenKeys(say, h.values()...) }

func (h Histogram) cut(_ float64, say *Words) string {
	if n := len(h.Bins); n > mostBins {
		return with(say.FirstBins, strconv.Itoa(mostBins), short(float64(n)))
	}
	return ""
}

// mostBins is how many bins a histogram shows.
const mostBins = 60

// sound keeps the bins that have a place.
func (h Histogram) sound() []Bin {
	var kept []Bin
	for _, b := range h.Bins[:min(len(h.Bins), mostBins)] {
		if len(known(Known(b.From), Known(b.To))) == 2 && b.To > b.From {
			kept = append(kept, b)
		}
	}
	return kept
}

func (h Histogram) values() []Value {
	var all []Value
	for _, b := range h.sound() {
		all = append(all, b.Count)
	}
	return all
}

func (h Histogram) height(float64) float64 {
	return standard(h.values())
}

func (h Histogram) draw(p *pen, b box) {
	var ends []float64
	for _, bin := range h.sound() {
		ends = append(ends, bin.From, bin.To)
	}
	x, y := h.X.Unit.axis(ends, 6), h.Y.Unit.axis(known(h.values()...), 4)
	x = x.end(maximum(ends))
	in := p.plotBox(b, &y).inset(0, 0, 6, 0)
	x.from, x.to = in.x, in.right()
	p.grid(in, y, h.Y.Name)
	p.foot(in, x.ticks, x.at, h.X.Name)
	for _, bin := range h.sound() {
		from, to := x.at(bin.From)+0.5, x.at(bin.To)-0.5
		n, ok := bin.Count.Number()
		switch {
		case bin.Count.Hides() > 0:
			p.veil(box{from, in.bottom() - 26, to - from, 26})
			if s := bin.Count.String(); p.wide(s) <= to-from+1 {
				p.label(point{(from + to) / 2, in.bottom() - 30}, middle, p.dim, s)
			}
		case ok && n > 0:
			p.fill(box{from, y.at(n), to - from, in.bottom() - y.at(n)}, p.hue(0))
		default:
			p.nothing(point{(from + to) / 2, in.bottom()}, to-from, ok)
		}
	}
}

// Lorenz shows how evenly a load is shared: the share of the load carried by
// the given share of people, least loaded first. The further from the straight
// line, the less even; Gini's G says how far (0 even, 1 one carries all).
type Lorenz struct {
	Head
	X, Y string
	// Points run from (0, 0) to (1, 1).
	Points [][2]float64
	// Gini of the curve, and of each quarter before.
	Gini  Value
	Since []Bar
}

func (l Lorenz) words() Head                { return l.Head }
func (l Lorenz) cut(float64, *Words) string { return "" }

func (l Lorenz) keys(say *Words) []key {
	return append([]key{lineKey(0, with(say.Measured, l.Gini.In(Ratio))),
		{name: say.Even, sign: func(p *pen, b box) {
			p.line(p.even(), point{b.x, b.y + b.h/2}, point{b.right(), b.y + b.h/2})
		}}}, hiddenKeys(say, append(barValues(l.Since), l.Gini)...)...)
}

func (p *pen) even() stroke { return stroke{c: p.dim, width: 1.5, dash: []vg.Length{3, 3}} }

// lorenzHeight keeps the picture about square on a phone.
const lorenzHeight = 280.0

func (l Lorenz) height(w float64) float64 {
	if len(l.sound()) == 0 {
		return 0
	}
	if len(l.Since) == 0 || w > 500 {
		return lorenzHeight
	}
	return lorenzHeight + 24 + 26*float64(l.quarters())
}

func (l Lorenz) quarters() int { return min(len(l.Since), 8) }

func (l Lorenz) sound() []point {
	var kept []point
	for _, q := range l.Points {
		if !math.IsNaN(q[0]+q[1]) && q[0] >= 0 && q[0] <= 1 && q[1] >= 0 && q[1] <= 1 {
			kept = append(kept, point{q[0], q[1]})
		}
	}
	return kept
}

func (l Lorenz) draw(p *pen, b box) {
	x, y := Percent.axis([]float64{1}, 4), Percent.axis([]float64{1}, 4)
	in := p.plotBox(box{b.x, b.y, min(b.w, 340), lorenzHeight}, &y).inset(0, 0, 12, 0)
	x.from, x.to = in.x, in.right()
	p.grid(in, y, l.Y)
	p.foot(in, x.ticks, x.at, l.X)
	var curve []point
	for _, q := range l.sound() {
		at := point{x.at(q.x), y.at(q.y)}
		if n := len(curve); n > 0 && at.x-curve[n-1].x < 0.5 && n < len(l.Points)-1 {
			continue
		}
		curve = append(curve, at)
	}
	p.area(curve, mix(p.paper, p.hue(0), 0.2))
	p.line(p.even(), point{x.from, y.from}, point{x.to, y.to})
	p.line(p.trait(0), curve...)
	if b.w > 500 {
		l.since(p, box{b.x + 380, b.y, b.w - 380, lorenzHeight})
	} else {
		l.since(p, box{b.x, b.y + lorenzHeight, b.w, 0})
	}
}

// since lists G of the quarters before, on a common scale from 0 to 1.
func (l Lorenz) since(p *pen, b box) {
	if len(l.Since) == 0 {
		return
	}
	p.write(point{b.x, b.y + textSize}, left, p.dim, p.say.GiniSince)
	for i, q := range l.Since[len(l.Since)-l.quarters():] {
		y := b.y + 24 + float64(i)*26
		p.write(point{b.x, y + 12}, left, p.ink, fit(p.regular, q.Name, 64))
		track := box{b.x + 72, y + 2, b.w - 72 - 44, 13}
		p.fill(track, mix(p.paper, p.theme.grid, 0.5))
		p.write(point{b.right(), y + 12}, right, p.ink, q.Value.In(Ratio))
		if n, ok := q.Value.Number(); ok {
			p.fill(box{track.x, track.y, track.w * min(max(n, 0), 1), track.h}, p.hue(0))
		} else if q.Value.Hides() > 0 {
			p.veil(box{track.x, track.y, 48, track.h})
		}
	}
}
