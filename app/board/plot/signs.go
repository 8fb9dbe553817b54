package plot

import (
	"image/color"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// key is one line of the legend: a sign and its name.
type key struct {
	name string
	wide float64
	sign func(p *pen, b box)
}

// dashes of the i-th line: told apart without colour.
func dashes(i int) []vg.Length {
	all := [][]vg.Length{nil, {7, 3}, {2, 3}, {9, 3, 2, 3}, {4, 2}, {12, 4}}
	return all[i%len(all)]
}

// trait is the stroke of the i-th line.
func (p *pen) trait(i int) stroke { return stroke{c: p.hue(i), width: 2, dash: dashes(i)} }

// lineKey explains the i-th line.
func lineKey(i int, name string) key {
	return key{name: name, sign: func(p *pen, b box) {
		y := b.y + b.h/2
		p.line(p.trait(i), point{b.x, y}, point{b.right(), y})
	}}
}

// areaKey explains an area in the first colour, paler by share.
func areaKey(share float64, name string) key {
	return key{name: name, sign: func(p *pen, b box) { p.fill(b, mix(p.paper, p.hue(0), share)) }}
}

// blockKey explains the i-th of several blocks.
func blockKey(i int, name string) key {
	return key{name: name, sign: func(p *pen, b box) { p.block(b, i) }}
}

// hiddenKeys explains hidden numbers when there are any among the values.
func hiddenKeys(say *Words, values ...Value) []key {
	most := 0
	for _, v := range values {
		most = max(most, v.below)
	}
	if most == 0 {
		return nil
	}
	return []key{{name: with(say.Hidden, strconv.Itoa(most)), sign: func(p *pen, b box) { p.veil(b) }}}
}

// block fills a box for the i-th series: colour, and a texture cut out of it.
func (p *pen) block(b box, i int) {
	p.fill(b, p.hue(i))
	cut := stroke{c: p.paper, width: 1.5}
	switch i % 6 {
	case 1:
		p.hatch(b, 1, 6, cut)
	case 2:
		p.hatch(b, 0, 5, cut)
	case 3:
		p.hatch(b, -1, 6, cut)
	case 4:
		p.hatch(b, 1, 6, cut)
		p.hatch(b, -1, 6, cut)
	case 5:
		p.hatch(b, 0, 3, stroke{c: p.paper, width: 1})
	}
}

// veil marks a hidden number: no colour, grey hatching, dashed edge. No series
// looks like it.
func (p *pen) veil(b box) {
	if b.w <= 0 || b.h <= 0 {
		return
	}
	p.fill(b, p.paper)
	p.hatch(b, 1, 4, stroke{c: mix(p.paper, p.dim, 0.75), width: 1})
	p.frame(b, stroke{c: p.dim, width: 1, dash: []vg.Length{2, 2}})
}

// hatch draws parallel lines through a box, step px apart: rising (1), falling
// (-1) or level (0).
func (p *pen) hatch(b box, slope, step float64, s stroke) {
	if b.w <= 0 || b.h <= 0 {
		return
	}
	var path vg.Path
	add := func(from, to point) {
		path.Move(p.at(from))
		path.Line(p.at(to))
	}
	if slope == 0 {
		for y := b.bottom() - step; y > b.y; y -= step {
			add(point{b.x, y}, point{b.right(), y})
		}
	} else {
		for d := step; d < b.w+b.h; d += step {
			from := point{max(d-b.h, 0), min(d, b.h)}
			to := point{min(d, b.w), max(d-b.w, 0)}
			if slope < 0 {
				from.x, to.x = b.w-from.x, b.w-to.x
			}
			add(point{b.x + from.x, b.y + from.y}, point{b.x + to.x, b.y + to.y})
		}
	}
	if len(path) > 0 {
		p.set(s)
		p.Stroke(path)
	}
}

// label writes on a coloured ground with a shade of its own behind it.
func (p *pen) label(q point, align float64, c color.Color, s string) {
	w := p.wide(s)
	p.fill(box{q.x - align*w - 2, q.y - 10, w + 4, 13}, p.paper)
	p.write(q, align, c, s)
}
