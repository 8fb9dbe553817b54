package plot

// Spread is how the cases of one period lie: the median between quartiles
// between the outer tenths. P90 may be missing where too many are still open.
type Spread struct{ P10, P25, P50, P75, P90 Value }

// Quantiles shows waiting times over periods as bands around the median.
type Quantiles struct {
	Head
	Periods Periods
	Y       Axis
	Rows    []Spread
}

func (q Quantiles) values() []Value {
	var all []Value
	for i, r := range q.Rows {
		if i < len(q.Periods.Start) {
			all = append(all, r.P10, r.P25, r.P50, r.P75, r.P90)
		}
	}
	return all
}

func (q Quantiles) words() Head { return q.Head }

func (q Quantiles) keys(say *Words) []key {
	return append([]key{lineKey(0, say.Median), areaKey(0.48, say.MiddleHalf), areaKey(0.2, say.EightOfTen)}, hiddenKeys(say, q.values()...)...)
}

func (q Quantiles) height(float64) float64 {
	return standard(q.values())
}

func (q Quantiles) cut(w float64, say *Words) string { return q.Periods.cut(w-60, say) }

func (q Quantiles) draw(p *pen, b box) {
	y := q.Y.Unit.axis(known(q.values()...), 4)
	in := p.plotBox(b, &y)
	pl := q.Periods.place(in)
	p.grid(in, y, q.Y.Name)
	q.Periods.foot(p, pl)
	var outer, inner []Estimate
	for _, r := range q.Rows {
		outer = append(outer, Estimate{r.P50, r.P10, r.P90})
		inner = append(inner, Estimate{r.P50, r.P25, r.P75})
	}
	band := func(e Estimate) (low, high Value) { return e.Low, e.High }
	p.ribbon(pl, y, p.hue(0), 0.2, outer, band)
	p.ribbon(pl, y, p.hue(0), 0.35, inner, band)
	p.series(pl, y, 0, inner)
}
