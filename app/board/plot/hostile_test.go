package plot

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// kinds are the kinds of figures made of the same few ingredients: names, and
// numbers that may be anything.
func kinds(h Head, names []string, values []Value) []Figure {
	name := func(i int) string { return names[i%len(names)] }
	periods := Months(jan, len(values))
	var bars []Bar
	var estimates []Estimate
	var spreads []Spread
	var steps []Step
	var bins []Bin
	var boxes []Box
	var opinions []Opinion
	var lorenz [][2]float64
	var rows []string
	var cells [][]Value
	at := func(i int) Value { return values[i%len(values)] }
	for i, v := range values {
		bars = append(bars, Bar{name(i), v})
		estimates = append(estimates, Estimate{v, at(i + 1), at(i + 2)})
		spreads = append(spreads, Spread{at(i + 1), at(i + 2), v, at(i + 3), at(i + 4)})
		steps = append(steps, Step{v.number + float64(i), Estimate{v, at(i + 1), at(i + 2)}})
		bins = append(bins, Bin{v.number, v.number + float64(i%3), at(i + 1)})
		boxes = append(boxes, Box{name(i), at(i + 1), at(i + 2), v, at(i + 3), at(i + 4)})
		opinions = append(opinions, Opinion{name(i), v, []Value{at(i + 1), at(i + 2)}, name(i + 1)})
		lorenz = append(lorenz, [2]float64{float64(i) / float64(len(values)), v.number})
		rows = append(rows, name(i))
	}
	for range rows[:min(len(rows), 40)] {
		cells = append(cells, values)
	}
	x, y := Axis{name(0), Hours}, Axis{name(1), Percent}
	return []Figure{
		Trend{Head: h, Periods: periods, Y: y, Lines: []Line{{name(0), estimates}, {name(1), estimates}}, Aim: &Aim{0.5, 1, name(2)}, Changes: []Change{{0, name(1)}, {99999, name(2)}}},
		Quantiles{Head: h, Periods: periods, Y: x, Rows: spreads},
		Columns{Head: h, Periods: periods, Y: Axis{name(0), Count}, Series: []Series{{name(0), values}, {name(1), values}}},
		Columns{Head: h, Periods: periods, Y: y, Series: []Series{{name(0), values}, {name(1), values}}, Shares: true},
		Steps{Head: h, X: x, Y: y, Curves: []Curve{{name(0), steps, values}, {name(1), steps, values}}, Marks: []Mark{{5, name(0)}, {math.NaN(), name(1)}}, RiskAt: []float64{0, 10, 20}, Difference: steps, DifferenceName: name(2)},
		Funnel{Head: h, Stages: bars}, Ranked{Head: h, Unit: Ratio, Bars: bars},
		Multiples{Head: h, Panels: []Panel{{name(0), Count, bars}, {name(1), Percent, bars}}},
		Boxes{Head: h, X: x, Rows: boxes},
		Diverging{Head: h, NoName: name(0), YesNames: names, Rows: opinions},
		Heat{Head: h, RowName: name(0), ColumnName: name(1), Rows: rows, Columns: rows, Unit: Percent, Cells: cells},
		Heat{Head: h, RowName: name(0), ColumnName: name(1), Rows: rows, Columns: rows, Cells: cells, Need: 2},
		Histogram{Head: h, X: x, Y: y, Bins: bins}, Lorenz{Head: h, X: name(0), Y: name(1), Points: lorenz, Gini: at(0), Since: bars},
	}
}

// every kind, without anything in it.
func nothing() []Figure {
	return []Figure{Trend{}, Quantiles{}, Columns{}, Steps{}, Funnel{}, Ranked{}, Multiples{}, Boxes{}, Diverging{}, Heat{}, Histogram{}, Lorenz{}}
}

func TestNoData(t *testing.T) {
	press := newPress(t)
	for _, f := range append(nothing(), kinds(Head{Empty: "No data yet"}, []string{"a"}, []Value{Missing()})...) {
		for _, look := range looks() {
			texts, _, _ := check(t, press, svg(t, press, f, look))
			said := fmt.Sprint(texts)
			if !strings.Contains(said, "No data yet") || strings.Contains(said, "%!") {
				t.Errorf("%T says nothing of having no data: %s", f, said)
			}
		}
	}
}

func TestOnePoint(t *testing.T) {
	press := newPress(t)
	for _, f := range kinds(head("One", 1, "person", ""), []string{"a"}, []Value{Known(1)}) {
		if f, ok := f.(Lorenz); ok && f.height(300) == 0 {
			continue // one point is no curve
		}
		texts, _, _ := check(t, press, svg(t, press, f, Look{}))
		if strings.Contains(fmt.Sprint(texts), "No data yet") && reflect.TypeOf(f).Name() != "Histogram" {
			t.Errorf("%T hides its one point", f)
		}
	}
}

// TestTenThousandPoints: the picture stays small and says what it left out.
func TestTenThousandPoints(t *testing.T) {
	press := newPress(t)
	var many []Value
	for i := range 10000 {
		many = append(many, Known(wave(i, 1)))
	}
	for _, f := range kinds(head("Many", 10000, "points", ""), []string{"a", "b", "c"}, many) {
		for _, look := range []Look{{Size: Phone}, {Size: Desktop}} {
			picture := svg(t, press, f, look)
			check(t, press, picture)
			if len(picture) > 250_000 {
				t.Errorf("%T: %d bytes", f, len(picture))
			}
		}
	}
}

// TestHiddenIsNotZero: a hidden number is drawn unlike zero, unlike a missing
// one and unlike any other, and is named.
func TestHiddenIsNotZero(t *testing.T) {
	press := newPress(t)
	make := func(v Value) []Figure {
		values := knowns(3, 2, 4, 1, 3, 2)
		values[2] = v
		return kinds(head("Hidden", 20, "people", ""), []string{"a", "b"}, values)
	}
	zero, missing, four, hidden := make(Known(0)), make(Missing()), make(Known(4)), make(Hidden(5))
	for i, f := range hidden {
		if _, ok := f.(Lorenz); ok {
			continue // its points are shares of everybody, never of a few
		}
		with := string(svg(t, press, f, Look{Size: Phone}))
		for _, other := range []Figure{zero[i], missing[i], four[i]} {
			if with == string(svg(t, press, other, Look{Size: Phone})) {
				t.Errorf("%T: hidden looks like another number", f)
			}
		}
		if !strings.Contains(with, "&lt; 5") && !strings.Contains(with, "fewer than 5") {
			t.Errorf("%T: hidden is not named", f)
		}
	}
}

// TestSharesHideTheWhole: with one part hidden nothing of a period's other
// parts is drawn as a share, or the part could be computed.
func TestSharesHideTheWhole(t *testing.T) {
	press := newPress(t)
	draw := func(a float64) string {
		return string(svg(t, press, Columns{Periods: Months(jan, 1), Shares: true, Series: []Series{{"a", knowns(a)}, {"b", knowns(6)}, {"c", []Value{Hidden(5)}}}}, Look{}))
	}
	if draw(3) != draw(30) {
		t.Error("the shares beside a hidden part show")
	}
}

func TestHostileNames(t *testing.T) {
	press := newPress(t)
	names := []string{`<script>alert(1)</script>`, `"]]> & style="x:url(//a)" $1 ${1}`, strings.Repeat("long ", 5000), "\x00\x1b[31m\u202eabc\ufffe\n", "\xff\xfe", "界面测试", ""}
	for _, title := range names {
		h := Head{Title: title, N: Known(9), Of: title, Note: title, Empty: title}
		for _, f := range append(kinds(h, names, knowns(1, 2, 3, 4, 5)), Ranked{Head: h}) {
			picture := svg(t, press, f, Look{Size: Phone})
			check(t, press, picture)
			if strings.Contains(string(picture), "<script") {
				t.Errorf("%T lets markup in", f)
			}
		}
	}
}

// anyValue is any value, the nastiest among them often.
func anyValue() *rapid.Generator[Value] {
	return rapid.Custom(func(t *rapid.T) Value {
		switch rapid.IntRange(0, 5).Draw(t, "kind") {
		case 0:
			return Hidden(rapid.IntRange(-1, 20).Draw(t, "k"))
		case 1:
			return Value{number: rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -1e300, 5e-324}).Draw(t, "odd")}
		case 2:
			return Known(rapid.Float64().Draw(t, "any"))
		default:
			return Known(rapid.Float64Range(0, 50).Draw(t, "usual"))
		}
	})
}

func TestAnyFigure(t *testing.T) {
	press := newPress(t)
	rapid.Check(t, func(rt *rapid.T) {
		values := rapid.SliceOfN(anyValue(), 1, 60).Draw(rt, "values")
		names := rapid.SliceOfN(rapid.String(), 1, 5).Draw(rt, "names")
		h := Head{Title: names[0], N: values[0], Of: names[0], Note: names[0]}
		figures := kinds(h, names, values)
		f := figures[rapid.IntRange(0, len(figures)-1).Draw(rt, "kind")]
		look := rapid.SampledFrom(looks()).Draw(rt, "look")
		_, w, height := check(rt, press, svg(rt, press, f, look))
		if w != float64(look.Size) || height <= 0 || height > 4000 {
			rt.Fatalf("%T is %v by %v", f, w, height)
		}
	})
}

func FuzzPicture(f *testing.F) {
	f.Add("title", 1.0, 2.0, uint8(0))
	f.Add("<&>\x00", math.NaN(), math.Inf(1), uint8(5))
	press := newPress(f)
	f.Fuzz(func(t *testing.T, name string, a, b float64, hidden uint8) {
		values := []Value{Known(a), {number: b}, Hidden(int(hidden)), Missing(), Known(a * b)}
		for _, fig := range kinds(Head{Title: name, N: Known(a), Note: name}, []string{name, "b"}, values) {
			check(t, press, svg(t, press, fig, Look{Dark: hidden%2 == 0}))
		}
	})
}

// TestOtherWords: nothing English remains when a look has other words.
func TestOtherWords(t *testing.T) {
	press, other := newPress(t), Words{}
	english := reflect.ValueOf(English())
	for i := range english.NumField() {
		if f := reflect.ValueOf(&other).Elem().Field(i); f.Kind() == reflect.String {
			f.SetString("¤")
		}
	}
	many := make([]Value, 300)
	many[3] = Hidden(5)
	figures := append(kinds(Head{}, []string{"a"}, many), nothing()...)
	for _, f := range figures {
		picture := string(svg(t, press, f, Look{Words: &other}))
		for i := range english.NumField() {
			said := english.Field(i).String()
			if start, _, _ := strings.Cut(said, "{"); len(start) > 6 && strings.Contains(picture, start) {
				t.Errorf("%T still says %q", f, said)
			}
		}
	}
}

// TestBounds: a page can keep the room a picture will take.
func TestBounds(t *testing.T) {
	press := newPress(t)
	for _, s := range board() {
		for _, look := range looks() {
			_, w, h := check(t, press, svg(t, press, s.fig, look))
			if gotW, gotH := press.Bounds(s.fig, look); float64(gotW) != w || float64(gotH) != h {
				t.Errorf("%s: bounds %d by %d, drawn %v by %v", s.name, gotW, gotH, w, h)
			}
		}
	}
}

func TestPeriodsRoll(t *testing.T) {
	say := English()
	q := Quarters(time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC), 3)
	if got := q.name(0, &say) + q.name(1, &say) + fmt.Sprint(q.Start[1].Year()); got != "Q4Q12026" {
		t.Error(got)
	}
	m := Months(time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), 3)
	if got := m.name(0, &say) + m.name(1, &say) + m.name(2, &say); got != "JanFebMar" {
		t.Error(got)
	}
	if got := Weeks(time.Date(2026, 2, 25, 0, 0, 0, 0, time.UTC), 2).name(1, &say); got != "4 Mar" {
		t.Error(got)
	}
}
