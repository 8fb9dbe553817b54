package plot

import (
	"fmt"
	"image/color"
)

// Heat shows one number per row and column as a shade, such as the active
// share of each month's newcomers by month since.
type Heat struct {
	Head
	// RowName and ColumnName say what rows and columns are.
	RowName, ColumnName string
	Rows, Columns       []string
	Unit                Unit
	// Cells are rows of columns; missing cells stay empty.
	Cells [][]Value
	// Need turns the heatmap into a matrix with gaps: cells are covered when
	// they have at least so much, and gaps stand out. 0 for shades.
	Need float64
}

// Sizes of cells in px.
const (
	cellHeight   = 22.0
	cellNarrow   = 14.0 // the narrowest
	cellWide     = 64.0 // the widest
	heatNames    = 110.0
	heatTop      = 20.0
	heatRowsMost = 36
)

func (h Heat) words() Head { return h.Head }

// grid returns the shown part as complete rows, and how many rows and columns
// that is.
func (h Heat) shown(w float64) (rows, cols int) {
	return min(len(h.Rows), heatRowsMost), min(len(h.Columns), int((w-heatNames)/cellNarrow))
}

func (h Heat) values() []Value {
	var all []Value
	for i, row := range h.Cells {
		if i < len(h.Rows) {
			all = append(all, row[:min(len(row), len(h.Columns))]...)
		}
	}
	return all
}

func (h Heat) cell(i, k int) Value {
	if i < len(h.Cells) {
		return value(h.Cells[i], k)
	}
	return Missing()
}

func (h Heat) keys(say *Words) []key {
	var keys []key
	if h.Need > 0 {
		need := Count.format(h.Need)
		keys = append(keys,
			key{name: with(say.OrMore, need), sign: func(p *pen, b box) { p.fill(b, mix(p.paper, p.hue(0), 0.45)) }},
			key{name: with(say.FewerThan, need), sign: func(p *pen, b box) { p.missing(b) }})
	} else if len(known(h.values()...)) > 0 {
		keys = append(keys, h.shades(say))
	}
	return append(keys, hiddenKeys(say, h.values()...)...)
}

// shades explains the ends of the ramp.
func (h Heat) shades(say *Words) key {
	return key{name: with(say.FromTo, Count.format(0), h.Unit.format(h.most())), sign: func(p *pen, b box) {
		for i := range 5 {
			p.fill(box{b.x + float64(i)*b.w/5, b.y, b.w/5 + 0.2, b.h}, h.shade(p, float64(i)/4))
		}
	}}
}

func (h Heat) most() float64 {
	least := 1.0
	if h.Unit == Percent {
		return least
	}
	return maximum(append(known(h.values()...), least))
}

// shade of a share between nothing and most; nothing is still not paper.
func (h Heat) shade(p *pen, share float64) color.NRGBA {
	return mix(p.paper, p.hue(0), 0.07+0.85*min(max(share, 0), 1))
}

func (h Heat) height(w float64) float64 {
	rows, cols := h.shown(w)
	if rows == 0 || cols <= 0 || !something(h.values()...) {
		return 0
	}
	return heatTop + lineHeight + cellHeight*float64(rows)
}

func (h Heat) cut(w float64, say *Words) string {
	rows, cols := h.shown(w)
	if rows < len(h.Rows) || cols < len(h.Columns) {
		return with(say.SomeCell, fmt.Sprintf("%d × %d", rows, max(cols, 0)),
			short(float64(len(h.Rows)))+" × "+short(float64(len(h.Columns))))
	}
	return ""
}

func (h Heat) draw(p *pen, b box) {
	rows, cols := h.shown(b.w)
	in := b.inset(p.widest(heatNames, append([]string{h.RowName}, h.Rows[:rows]...)...)+gap, heatTop+lineHeight, 0, 0)
	w := min(in.w/float64(cols), cellWide)
	p.write(point{b.x, in.y - 6}, left, p.dim, fit(p.regular, h.RowName, heatNames))
	p.write(point{in.x, b.y + textSize}, left, p.dim, fit(p.regular, h.ColumnName, in.w))
	h.columnNames(p, in, w, cols)
	for i := range rows {
		y := in.y + float64(i)*cellHeight
		p.write(point{b.x, y + 15}, left, p.ink, fit(p.regular, h.Rows[i], heatNames))
		for k := range cols {
			h.drawCell(p, box{in.x + float64(k)*w, y, w - 1, cellHeight - 1}, h.cell(i, k))
		}
	}
}

func (h Heat) columnNames(p *pen, in box, w float64, cols int) {
	var ticks []tick
	for k := range cols {
		ticks = append(ticks, tick{in.x + (float64(k)+0.5)*w, fit(p.regular, h.Columns[k], 90)})
	}
	for _, t := range spread(ticks, func(a, b tick) bool { return b.at-a.at >= (p.wide(a.name)+p.wide(b.name))/2+4 }) {
		p.tickName(in, max(t.at, in.x+p.wide(t.name)/2), in.y-6, t.name)
	}
}

func (h Heat) drawCell(p *pen, b box, v Value) {
	n, ok := v.Number()
	said, ink := v.In(h.Unit), p.ink
	if h.Unit == Percent && ok {
		said = short(n * 100)
	}
	switch {
	case v.Hides() > 0:
		p.veil(b)
		if p.wide(said) <= b.w-2 {
			p.label(point{b.x + b.w/2, b.y + 15}, middle, p.ink, said)
		}
		return
	case !ok:
		return
	case h.Need > 0 && n < h.Need:
		p.missing(b)
	case h.Need > 0:
		p.fill(b, mix(p.paper, p.hue(0), 0.45))
	default:
		shade := h.shade(p, n/h.most())
		ink = readable(shade, rgb(0x000000), rgb(0xffffff))
		p.fill(b, shade)
	}
	if p.wide(said) <= b.w-1 {
		p.write(point{b.x + b.w/2, b.y + 15}, middle, ink, said)
	}
}

// missing marks a gap in coverage: empty, with a strong edge.
func (p *pen) missing(b box) {
	p.frame(b.inset(1, 1, 1, 1), stroke{c: p.hue(1), width: 2})
}
