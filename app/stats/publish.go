package stats

import "slices"

// A figure is first a draft, with true numbers, and becomes a [Figure] in
// publish. Everything outside sees figures only.

// draft is a figure with its true numbers.
type draft struct {
	n        int
	value    raw
	of       bool // value is a share whose parts are shown
	series   []rawSeries
	families []family
	caption  string
	young    int
	guarded  bool // value and series are shown only if no cell of a family is hidden
}

// raw is a true number and what it rests on.
type raw struct {
	v    float64
	num  int  // of a share
	n    int  // what it rests on
	rate bool // needs n ≥ MinRate
	is   bool
}

// count is a number of public events, shown plainly.
func count(n int) raw { return raw{v: float64(n), n: n, is: true} }

// share is a rate.
func share(part, whole int) raw {
	return raw{v: float64(part) / float64(whole), num: part, n: whole, rate: true, is: whole > 0}
}

// resting is a median, a point of a curve or the like, made from n.
func resting(v float64, n int) raw { return raw{v: v, n: n, rate: true, is: n > 0} }

type rawSeries struct {
	key    string
	points []rawPoint
}

type rawPoint struct {
	at        Moment
	x         float64
	name      string
	y         raw
	low, high raw
}

// family is a whole that people's choices divide: its cells, which add up to a
// total everybody knows, and what is worked out from them.
type family struct {
	key     string
	cells   []cell // the last is the neutral one, which gives cover to the others
	derived []derived
}

// cell is one part of a whole.
type cell struct {
	name   string
	count  int
	people int  // different people behind it
	plain  bool // a public event: known anyway
}

// derived is the sum of some cells, per unit of others.
type derived struct {
	name     string
	num, den []string
	scale    float64
}

// publish is the one function through which every output passes. It shows
// counts of public events plainly, rates that rest on [MinRate] or more, and of
// people's choices what cover allows; a rate with a hidden part is hidden.
func publish(f Figure, d draft, k int) Figure {
	f.N, f.Young, f.Caption = d.n, d.young, d.caption
	for i, fam := range d.families {
		s, rates := fam.shown(k)
		f.Series = append(f.Series, s)
		if len(rates.Points) > 0 {
			f.Series = append(f.Series, rates)
			if i == 0 {
				f.Value = rates.Points[0].Y
			}
		}
	}
	f.Suppressed = f.hides()
	if d.guarded && f.Suppressed {
		f.Value = Number{state: hidden, k: k}
		return f
	}
	if d.value.is {
		f.Value = d.value.number()
	}
	if d.of {
		f.Part, f.Whole = count(d.value.num).number(), count(d.value.n).number()
	}
	for _, s := range d.series {
		f.Series = append(f.Series, s.shown())
	}
	return f
}

// hides reports whether something is hidden; only families hide anything.
func (f Figure) hides() bool {
	for _, s := range f.Series {
		if slices.ContainsFunc(s.Points, func(p Point) bool { return p.Y.Hidden() }) {
			return true
		}
	}
	return false
}

func (r raw) number() Number {
	switch {
	case !r.is:
		return Number{}
	case r.rate && r.n < MinRate:
		return Number{state: few}
	}
	return show(r.v)
}

func (s rawSeries) shown() Series {
	points := make([]Point, len(s.points))
	for i, p := range s.points {
		points[i] = Point{At: p.at, X: p.x, Name: p.name, Y: p.y.number(), Low: p.low.number(), High: p.high.number()}
		if p.y.rate && p.y.is {
			points[i].N = count(p.y.n).number()
		}
	}
	return Series{Key: s.key, Points: points}
}

// shown is the family with what must be hidden hidden, and its rates.
func (f family) shown(k int) (cells, rates Series) {
	hide := f.cover(k)
	cells.Key, rates.Key = f.key, f.key+"_rates"
	for i, c := range f.cells {
		y := count(c.count).number()
		if hide[i] {
			y = Number{state: hidden, k: k}
		}
		cells.Points = append(cells.Points, Point{Name: c.name, Y: y})
	}
	for _, d := range f.derived {
		num, seen1 := f.sum(d.num, hide)
		den, seen2 := f.sum(d.den, hide)
		p := Point{Name: d.name, Y: Number{state: hidden, k: k}}
		if seen1 && seen2 {
			p.Y, p.N = resting(d.scale*float64(num)/float64(den), den).number(), count(den).number()
		}
		rates.Points = append(rates.Points, p)
	}
	return cells, rates
}

// sum adds cells up; it is not seen if one of them is hidden, even where the
// total would tell it.
func (f family) sum(names []string, hide []bool) (n int, seen bool) {
	seen = true
	for i, c := range f.cells {
		for _, name := range names {
			if c.name == name {
				n += c.count
				seen = seen && !hide[i]
			}
		}
	}
	return n, seen
}

// cover says which cells are hidden. A cell with fewer than k people is, nobody
// being fewer than k too. Then others of the same total are, from the last, the
// neutral one, backwards, until at least two are hidden and k people are behind
// them, so that the total tells none. Which ones give cover does not depend on
// how large they are: the choice of the smallest would itself tell something to
// who knows the rule.
func (f family) cover(k int) []bool {
	hide := make([]bool, len(f.cells))
	cells, people := 0, 0
	take := func(i int) {
		hide[i] = true
		cells, people = cells+1, people+f.cells[i].people
	}
	for i, c := range f.cells {
		if !c.plain && c.people < k {
			take(i)
		}
	}
	if cells == 0 {
		return hide
	}
	for i := len(f.cells) - 1; i >= 0; i-- {
		enough := cells >= 2 && people >= k
		neutral := i == len(f.cells)-1
		if !hide[i] && !f.cells[i].plain && (neutral || !enough) {
			take(i)
		}
	}
	return hide
}
