package plot

// Series is one layer of stacked columns.
type Series struct {
	Name   string
	Values []Value
}

// Columns shows counts of periods, stacked; as shares of the whole if asked.
type Columns struct {
	Head
	Periods Periods
	Y       Axis
	Series  []Series
	// Shares draws each period as 100 %. A period with a hidden part is hidden
	// as a whole: its shares would give the part away.
	Shares bool
}

func (c Columns) values() []Value {
	var all []Value
	for _, s := range c.Series {
		all = append(all, s.Values[:min(len(s.Values), len(c.Periods.Start))]...)
	}
	return all
}

func (c Columns) words() Head { return c.Head }

func (c Columns) keys(say *Words) []key {
	var keys []key
	for i, s := range c.Series {
		if len(c.Series) > 1 {
			keys = append(keys, blockKey(i, s.Name))
		}
	}
	return append(keys, hiddenKeys(say, c.values()...)...)
}

func (c Columns) height(float64) float64 {
	return standard(c.values())
}

func (c Columns) cut(w float64, say *Words) string { return c.Periods.cut(w-60, say) }

// at returns the parts of one period from the bottom up, and their sum.
// Negative parts are none.
func (c Columns) at(i int) (parts []Value, sum float64) {
	for _, s := range c.Series {
		v := value(s.Values, i)
		if n, ok := v.Number(); ok && n < 0 {
			v = Missing()
		}
		parts = append(parts, v)
	}
	for _, n := range known(parts...) {
		sum += n
	}
	return parts, sum
}

// veilHeight of a hidden part in px: seen, and telling nothing.
const veilHeight = 18.0

func (c Columns) draw(p *pen, b box) {
	y := c.axis()
	in := p.plotBox(b, &y)
	y.to += c.room(y)
	pl := c.Periods.place(in)
	p.grid(in, y, c.Y.Name)
	c.Periods.foot(p, pl)
	for i := range c.Periods.Start {
		if pl.shows(i) {
			c.column(p, pl, y, i)
		}
	}
}

// room in px that hidden parts need above the axis where they stand on a high
// column.
func (c Columns) room(y axis) float64 {
	most := 0.0
	for i := range c.Periods.Start {
		if parts, sum := c.at(i); !c.Shares && firstHidden(parts).Hides() > 0 {
			most = max(most, veilHeight+lineHeight-(y.at(sum)-y.to))
		}
	}
	return most
}

func (c Columns) axis() axis {
	if c.Shares {
		return Percent.axis([]float64{1}, 4)
	}
	sums := []float64{0}
	for i := range c.Periods.Start {
		_, sum := c.at(i)
		sums = append(sums, sum)
	}
	return c.Y.Unit.axis(sums, 4)
}

func (c Columns) column(p *pen, pl place, y axis, i int) {
	parts, sum := c.at(i)
	x, w := pl.column(i)
	hidden := firstHidden(parts)
	if c.Shares && hidden.Hides() > 0 {
		b := box{x, y.to, w, y.from - y.to}
		p.veil(b)
		if c.labelled(p, pl, i, hidden) {
			p.label(point{pl.x(i), b.y + b.h/2 + 4}, middle, p.dim, hidden.String())
		}
		return
	}
	if sum == 0 && hidden.Hides() == 0 {
		p.nothing(point{pl.x(i), y.from}, w, len(known(parts...)) > 0)
		return
	}
	scale := 1.0
	if c.Shares && sum > 0 {
		scale = 1 / sum
	}
	base := 0.0
	for k, v := range parts {
		n, ok := v.Number()
		if !ok || n == 0 {
			continue
		}
		top := y.at((base + n) * scale)
		h := y.at(base*scale) - top
		p.block(box{x, top, w, h - min(1, h/2)}, k)
		base += n
	}
	if hidden.Hides() > 0 {
		top := y.at(base) - veilHeight
		p.veil(box{x, top, w, veilHeight - 1})
		if c.labelled(p, pl, i, hidden) {
			p.write(point{pl.x(i), top - 4}, middle, p.dim, hidden.String())
		}
	}
}

// labelled says whether a hidden part bears its "< k": of several in a row that
// stand too close only the first does.
func (c Columns) labelled(p *pen, pl place, i int, hidden Value) bool {
	w := p.wide(hidden.String())
	if w <= pl.step()-3 {
		return true
	}
	if i == 0 {
		return w <= 3*pl.step()
	}
	before, _ := c.at(i - 1)
	return w <= 3*pl.step() && firstHidden(before).Hides() == 0
}

// nothing tells a zero, a flat line, from a number there is none of, a dash.
func (p *pen) nothing(q point, w float64, zero bool) {
	if zero {
		p.line(stroke{c: p.hue(0), width: 2}, point{q.x - w/2, q.y - 1}, point{q.x + w/2, q.y - 1})
	} else if w > 6 {
		p.write(point{q.x, q.y - 5}, middle, p.dim, "–")
	}
}

// firstHidden is the hidden part with the largest k, or missing.
func firstHidden(parts []Value) Value {
	found := Missing()
	for _, v := range parts {
		if v.Hides() > found.Hides() {
			found = v
		}
	}
	return found
}
