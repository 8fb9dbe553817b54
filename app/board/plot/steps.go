package plot

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// Step is where a curve changes: from At on it has Value, until the next.
type Step struct {
	At float64
	Estimate
}

// Curve is a step function with its band: Kaplan–Meier's, a cumulative
// incidence, a cumulative share.
type Curve struct {
	Name  string
	Steps []Step
	// AtRisk is how many are still watched at each of [Steps.RiskAt].
	AtRisk []Value
}

// Mark is a place on the axis with what is to be read there.
type Mark struct {
	At   float64
	Name string
}

// Steps shows shares over time since a beginning: survival with its at-risk
// table, cumulative curves with marks, two curves with their difference.
type Steps struct {
	Head
	X, Y   Axis
	Curves []Curve
	Marks  []Mark
	// RiskAt are the times of the at-risk table, which become the axis' marks.
	RiskAt []float64
	// Difference, with an interval, is drawn below on an axis of its own.
	Difference     []Step
	DifferenceName string
}

func (s Steps) words() Head                { return s.Head }
func (s Steps) cut(float64, *Words) string { return "" }

func (s Steps) keys(say *Words) []key {
	var keys []key
	band := false
	var all []Value
	for i, c := range s.Curves {
		if len(s.Curves) > 1 {
			keys = append(keys, lineKey(i, c.Name))
		}
		for _, e := range c.Steps {
			band = band || something(e.Low)
		}
		all = append(all, c.AtRisk...)
	}
	if band {
		keys = append(keys, areaKey(0.2, say.Interval))
	}
	if len(known(all...)) == 0 {
		return append(keys, hiddenKeys(say, all...)...)
	}
	return keys
}

// Heights of the parts, in px.
const (
	stepsHeight      = 240.0
	differenceHeight = 120.0
)

func (s Steps) height(float64) float64 {
	drawn := false
	for _, c := range s.Curves {
		drawn = drawn || len(sound(c.Steps)) > 0
	}
	if !drawn {
		return 0
	}
	h := stepsHeight
	if len(s.RiskAt) > 0 {
		h += lineHeight * float64(1+len(s.Curves))
	}
	if len(sound(s.Difference)) > 0 {
		h += differenceHeight
	}
	return h
}

// sound keeps the steps that have a place and a value.
func sound(steps []Step) []Step {
	var kept []Step
	for _, s := range steps {
		if _, ok := s.Value.Number(); ok && len(known(Known(s.At))) == 1 {
			kept = append(kept, s)
		}
	}
	return kept
}

func (s Steps) axes() (x, y axis) {
	places, heights := known(), []float64{1}
	if s.Y.Unit != Percent {
		heights = nil
	}
	for _, c := range s.Curves {
		for _, step := range sound(c.Steps) {
			places = append(places, step.At)
			heights = append(heights, known(step.Value, step.High)...)
		}
	}
	for _, m := range s.Marks {
		places = append(places, known(Known(m.At))...)
	}
	for _, at := range s.RiskAt {
		places = append(places, known(Known(at))...)
	}
	x, y = s.X.Unit.axis(places, 6), s.Y.Unit.axis(heights, 4)
	x = x.end(max(x.lo+1, maximum(places)))
	if len(s.RiskAt) > 0 {
		x.ticks = nil
		for _, at := range s.RiskAt {
			x.ticks = append(x.ticks, tick{at, s.X.Unit.format(at)})
		}
	}
	return x, y
}

func maximum(values []float64) float64 {
	most := values[0]
	for _, v := range values {
		most = max(most, v)
	}
	return most
}

func (s Steps) draw(p *pen, b box) {
	x, y := s.axes()
	in := p.plotBox(box{b.x, b.y, b.w, stepsHeight}, &y)
	in = in.inset(0, 0, 8, 0)
	x.from, x.to = in.x, in.right()
	p.grid(in, y, s.Y.Name)
	p.foot(in, x.ticks, x.at, s.X.Name)
	for i, c := range s.Curves {
		p.staircase(sound(c.Steps), x, y, i)
	}
	for i, m := range s.Marks {
		s.mark(p, in, x, i, m)
	}
	next := b.y + stepsHeight
	if len(s.RiskAt) > 0 {
		s.riskTable(p, in, x, next)
		next += lineHeight * float64(1+len(s.Curves))
	}
	if d := sound(s.Difference); len(d) > 0 {
		s.difference(p, box{in.x, next, in.w, differenceHeight}, d, x)
	}
}

func (s Steps) mark(p *pen, in box, x axis, i int, m Mark) {
	at := x.at(m.At)
	p.line(stroke{c: p.ink, width: 1, dash: []vg.Length{3, 3}}, point{at, in.y}, point{at, in.bottom()})
	name := fit(p.regular, m.Name, in.w/2)
	align, shift := left, 5.0
	if at+p.wide(name)+10 > in.right() {
		align, shift = right, -5
	}
	p.label(point{at + shift, in.bottom() - 8 - lineHeight*float64(i)}, align, p.ink, name)
}

// riskTable says below the axis how many were still watched.
func (s Steps) riskTable(p *pen, in box, x axis, y float64) {
	p.write(point{margin, y + textSize}, left, p.dim, p.say.AtRisk)
	for i, c := range s.Curves {
		row := y + float64(i+1)*lineHeight
		if len(s.Curves) > 1 {
			p.line(p.trait(i), point{margin, row + 8}, point{margin + 18, row + 8})
		}
		end := -1.0
		for k, at := range s.RiskAt {
			name := value(c.AtRisk, k).String()
			if from := x.at(at) - p.wide(name)/2; from > end {
				p.tickName(in, x.at(at), row+textSize, name)
				end = from + p.wide(name) + gap
			}
		}
	}
}

func (s Steps) difference(p *pen, b box, d []Step, x axis) {
	var heights []float64
	for _, step := range d {
		heights = append(heights, known(step.Value, step.Low, step.High)...)
	}
	y := s.Y.Unit.axis(heights, 3)
	in := b.inset(0, axisTop+4, 0, 12)
	y.from, y.to = in.bottom(), in.y
	p.grid(in, y, s.DifferenceName)
	p.line(stroke{c: p.ink, width: 1}, point{in.x, y.at(0)}, point{in.right(), y.at(0)})
	p.staircase(d, x, y, 3)
}

// staircase draws steps and their band; what falls on one px is drawn once.
func (p *pen) staircase(steps []Step, x, y axis, i int) {
	value := p.stairs(steps, x, y, func(e Estimate) Value { return e.Value })
	low := p.stairs(steps, x, y, func(e Estimate) Value { return e.Low })
	high := p.stairs(steps, x, y, func(e Estimate) Value { return e.High })
	if len(low) > 1 && len(high) > 1 {
		for k := len(low) - 1; k >= 0; k-- {
			high = append(high, low[k])
		}
		c := p.hue(i)
		p.area(high, color.NRGBA{c.R, c.G, c.B, 51})
	}
	p.line(p.trait(i), value...)
	if len(value) == 1 {
		p.dot(value[0], 3, p.hue(i))
	}
}

func (p *pen) stairs(steps []Step, x, y axis, of func(Estimate) Value) []point {
	var pts []point
	for _, s := range steps {
		v, ok := of(s.Estimate).Number()
		if !ok {
			continue
		}
		next := point{x.at(s.At), y.at(v)}
		if n := len(pts); n > 1 && next.x-pts[n-1].x < 1 {
			pts[n-1].y = next.y
			continue
		} else if n > 0 {
			pts = append(pts, point{next.x, pts[n-1].y})
		}
		pts = append(pts, next)
	}
	return pts
}
