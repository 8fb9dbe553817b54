package plot

import (
	"slices"
	"strconv"
)

// mostRows is how many rows a figure of rows shows.
const mostRows = 24

// rowsHeight is the height of so many rows, 0 when they are empty.
func rowsHeight(n int, each float64, values []Value) float64 {
	if !something(values...) {
		return 0
	}
	return each * float64(min(n, mostRows))
}

// rowsCut says how many rows were left out.
func rowsCut(n int, say *Words) string {
	if n > mostRows {
		return with(say.MoreRows, strconv.Itoa(n-mostRows))
	}
	return ""
}

// Bar is a named number.
type Bar struct {
	Name  string
	Value Value
}

func barValues(bars []Bar) []Value {
	values := make([]Value, len(bars))
	for i, b := range bars {
		values[i] = b.Value
	}
	return values
}

// barHeight is the room of one bar with its name above it, in px.
const barHeight = 36.0

// bar draws one row: name and number above, the bar below; hidden numbers are
// veiled, all the same length.
func (p *pen) bar(b box, x scale, i int, name string, v Value, said string) {
	p.write(point{b.right(), b.y + textSize}, right, p.ink, said)
	p.write(point{b.x, b.y + textSize}, left, p.ink, fit(p.regular, name, b.w-p.wide(said)-2*gap))
	body := box{b.x, b.y + lineHeight, b.w, 13}
	p.fill(body, mix(p.paper, p.theme.grid, 0.5))
	n, ok := v.Number()
	switch {
	case v.Hides() > 0:
		p.veil(box{body.x, body.y, min(48, body.w), body.h})
	case ok && n > 0:
		body.w = max(x.at(n)-body.x, 1)
		p.block(body, i)
	}
}

// Funnel shows how many of those who entered reached each stage. The share
// lost from stage to stage stands beside it, unless either is hidden.
type Funnel struct {
	Head
	Stages []Bar
}

func (f Funnel) words() Head                      { return f.Head }
func (f Funnel) keys(say *Words) []key            { return hiddenKeys(say, barValues(f.Stages)...) }
func (f Funnel) cut(_ float64, say *Words) string { return rowsCut(len(f.Stages), say) }

func (f Funnel) height(float64) float64 {
	return rowsHeight(len(f.Stages), barHeight, barValues(f.Stages))
}

func (f Funnel) draw(p *pen, b box) {
	x := scale{hi: maximum(append(known(barValues(f.Stages)...), 1)), from: b.x, to: b.right()}
	before := Missing()
	for i, s := range f.Stages[:min(len(f.Stages), mostRows)] {
		p.bar(box{b.x, b.y + float64(i)*barHeight, b.w, barHeight}, x, 0, s.Name, s.Value, s.Value.String()+lost(before, s.Value))
		before = s.Value
	}
}

// lost says which share of the stage before did not get here.
func lost(before, now Value) string {
	b, ok := before.Number()
	n, okNow := now.Number()
	if !ok || !okNow || b <= 0 || n > b {
		return ""
	}
	return " (" + Percent.format(n/b-1) + ")"
}

// Ranked shows named numbers, the largest first; hidden ones last, in the
// order of their names, which says nothing.
type Ranked struct {
	Head
	Unit Unit
	Bars []Bar
}

func (r Ranked) words() Head                      { return r.Head }
func (r Ranked) keys(say *Words) []key            { return hiddenKeys(say, barValues(r.Bars)...) }
func (r Ranked) cut(_ float64, say *Words) string { return rowsCut(len(r.Bars), say) }

func (r Ranked) height(float64) float64 {
	return rowsHeight(len(r.Bars), barHeight, barValues(r.Bars))
}

func (r Ranked) draw(p *pen, b box) {
	p.ranked(b, r.Unit, r.Bars, barHeight, mostRows)
}

func (p *pen) ranked(b box, u Unit, bars []Bar, step float64, most int) {
	x := scale{hi: maximum(append(known(barValues(bars)...), u.least()/4)), from: b.x, to: b.right()}
	for i, bar := range ranking(bars) {
		if i < most {
			p.bar(box{b.x, b.y + float64(i)*step, b.w, step}, x, 0, bar.Name, bar.Value, bar.Value.In(u))
		}
	}
}

func ranking(bars []Bar) []Bar {
	sorted := slices.Clone(bars)
	slices.SortStableFunc(sorted, func(a, b Bar) int {
		m, ok := a.Value.Number()
		n, okN := b.Value.Number()
		switch {
		case ok && okN && m > n, ok && !okN:
			return -1
		case ok && okN && m < n, !ok && okN:
			return 1
		case !ok && a.Name < b.Name:
			return -1
		case !ok && a.Name > b.Name:
			return 1
		}
		return 0
	})
	return sorted
}

// Panel is one of several small plots.
type Panel struct {
	Title string
	Unit  Unit
	Bars  []Bar
}

// Multiples shows several small plots of ranked bars beside each other.
type Multiples struct {
	Head
	Panels []Panel
}

// panelBars is how many bars a panel shows.
const panelBars = 5

func (m Multiples) words() Head { return m.Head }

func (m Multiples) values() []Value {
	var all []Value
	for _, p := range m.Panels {
		all = append(all, barValues(p.Bars)...)
	}
	return all
}

func (m Multiples) keys(say *Words) []key { return hiddenKeys(say, m.values()...) }

func (m Multiples) cut(_ float64, say *Words) string {
	for _, p := range m.Panels {
		if len(p.Bars) > panelBars || len(m.Panels) > mostRows {
			return say.AllRows
		}
	}
	return ""
}

func (m Multiples) columns(w float64) int {
	if w > 500 {
		return 3
	}
	return 2
}

// rows of panels, and how high each must be for its longest.
func (m Multiples) rows(w float64) (rows [][]Panel, heights []float64) {
	rows = slices.Collect(slices.Chunk(m.Panels[:min(len(m.Panels), mostRows)], m.columns(w)))
	for _, row := range rows {
		most := 0
		for _, p := range row {
			most = max(most, min(len(p.Bars), panelBars))
		}
		heights = append(heights, 22+barHeight*float64(most)+10)
	}
	return rows, heights
}

func (m Multiples) height(w float64) float64 {
	if !something(m.values()...) {
		return 0
	}
	_, heights := m.rows(w)
	return sum(heights)
}

func (m Multiples) draw(p *pen, b box) {
	cols := m.columns(b.w)
	w := (b.w - 20*float64(cols-1)) / float64(cols)
	rows, heights := m.rows(b.w)
	for i, row := range rows {
		for k, panel := range row {
			at := box{b.x + float64(k)*(w+20), b.y, w, heights[i]}
			p.write(point{at.x, at.y + textSize}, left, p.dim, fit(p.regular, panel.Title, w))
			p.line(stroke{c: p.theme.grid, width: 1}, point{at.x, at.y + 18}, point{at.right(), at.y + 18})
			p.ranked(at.inset(0, 22, 0, 0), panel.Unit, panel.Bars, barHeight, panelBars)
		}
		b.y += heights[i]
	}
}
