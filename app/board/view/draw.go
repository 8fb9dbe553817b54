package view

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/board/plot"
	"github.com/firstmate-app/firstmate/app/stats"
)

// draw turns a figure into a plot; nil where a number says all.
func (s sheet) draw(f stats.Figure) plot.Figure {
	head := plot.Head{Title: s.say.of(f.Title), N: plot.Known(float64(f.N)), Of: s.say.of("of." + f.Key), Note: s.span(f.Window), Empty: s.say.of("nothing")}
	switch f.Plot {
	case stats.PlotColumns:
		return s.columns(f, head)
	case stats.PlotFunnel:
		return plot.Funnel{Head: head, Stages: s.bars(series(f, "reached"))}
	case stats.PlotBands:
		return s.bands(f, head)
	case stats.PlotCurve:
		return s.curves(f, head)
	case stats.PlotLine:
		return s.lines(f, head)
	case stats.PlotHeatmap:
		return s.heat(f, head)
	case stats.PlotBoxes:
		return s.boxes(f, head)
	case stats.PlotBars:
		return s.ranked(f, head)
	case stats.PlotLorenz:
		return s.lorenz(f, head)
	case stats.PlotDiverge:
		return s.diverging(f, head)
	case stats.PlotMultiple:
		return s.multiples(f, head)
	case stats.PlotMatrix:
		return s.matrix(f, head)
	}
	return nil
}

// value is a number as plots take it.
func value(n stats.Number) plot.Value {
	v, ok := n.Value()
	switch {
	case ok:
		return plot.Known(v)
	case n.Hidden():
		k, _ := strconv.Atoi(strings.TrimPrefix(n.String(), "< "))
		return plot.Hidden(k)
	case n.TooFew():
		return plot.TooFew(stats.MinRate)
	}
	return plot.Missing()
}

func estimate(p stats.Point) plot.Estimate {
	return plot.Estimate{Value: value(p.Y), Low: value(p.Low), High: value(p.High)}
}

// series is the points of one series, none if there is none of that key.
func series(f stats.Figure, key string) []stats.Point {
	for _, s := range f.Series {
		if s.Key == key {
			return s.Points
		}
	}
	return nil
}

func (s sheet) bars(points []stats.Point) (bars []plot.Bar) {
	for _, p := range points {
		bars = append(bars, plot.Bar{Name: s.say.key(p.Name), Value: value(p.Y)})
	}
	return bars
}

// axis names what the numbers of a figure count.
func (s sheet) axis(f stats.Figure) plot.Axis {
	units := map[stats.Unit]plot.Unit{stats.UnitShare: plot.Percent, stats.UnitHours: plot.Hours, stats.UnitDays: plot.Hours, stats.UnitIndex: plot.Ratio}
	return plot.Axis{Name: s.say.of("axis." + string(f.Unit)), Unit: units[f.Unit]}
}

// calendar are all weeks, months or quarters from the first point to the last,
// those in which nothing happened included.
func calendar(all []stats.Series) plot.Periods {
	var at []time.Time
	for _, s := range all {
		for _, p := range s.Points {
			if p.At != 0 {
				at = append(at, p.At.Time())
			}
		}
	}
	if len(at) == 0 {
		return plot.Periods{}
	}
	first, last := slices.MinFunc(at, time.Time.Compare), slices.MaxFunc(at, time.Time.Compare)
	if slices.ContainsFunc(at, func(t time.Time) bool { return t.Day() != 1 }) {
		return plot.Weeks(first, int(last.Sub(first).Hours()/(24*7))+1)
	}
	months := 12*(last.Year()-first.Year()) + int(last.Month()-first.Month())
	return plot.Months(first, months+1)
}

// along places the points of a series on a calendar.
func along[T any](c plot.Periods, points []stats.Point, missing T, of func(stats.Point) T) []T {
	out := make([]T, len(c.Start))
	for i := range out {
		out[i] = missing
	}
	for _, p := range points {
		i, found := slices.BinarySearchFunc(c.Start, p.At.Time(), time.Time.Compare)
		if found {
			out[i] = of(p)
		}
	}
	return out
}

func none() plot.Estimate {
	return plot.Estimate{Value: plot.Missing(), Low: plot.Missing(), High: plot.Missing()}
}

// columns are counts by week or month. What was greeted contains what was
// matched, so such series stand beside each other as lines.
func (s sheet) columns(f stats.Figure, head plot.Head) plot.Figure {
	var shown []stats.Series
	for _, x := range f.Series {
		if len(x.Points) > 0 && x.Points[0].At != 0 {
			shown = append(shown, x)
		}
	}
	c := calendar(shown)
	if f.Key == "reached" {
		t := plot.Trend{Head: head, Periods: c, Y: s.axis(f)}
		for _, x := range shown {
			zero := plot.Estimate{Value: plot.Known(0), Low: plot.Missing(), High: plot.Missing()}
			t.Lines = append(t.Lines, plot.Line{Name: s.name(x.Key), Points: along(c, x.Points, zero, estimate)})
		}
		return t
	}
	out := plot.Columns{Head: head, Periods: c, Y: s.axis(f)}
	for _, x := range shown {
		values := along(c, x.Points, plot.Known(0), func(p stats.Point) plot.Value { return value(p.Y) })
		out.Series = append(out.Series, plot.Series{Name: s.name(x.Key), Values: values})
	}
	return out
}

// bands are waits between their quartiles, or a mean beside an intention.
func (s sheet) bands(f stats.Figure, head plot.Head) plot.Figure {
	if points := series(f, "hours"); points != nil || f.Unit == stats.UnitHours {
		c := calendar(f.Series)
		spread := func(p stats.Point) plot.Spread {
			return plot.Spread{P10: plot.Missing(), P25: value(p.Low), P50: value(p.Y), P75: value(p.High), P90: plot.Missing()}
		}
		missing := plot.Spread{P10: plot.Missing(), P25: plot.Missing(), P50: plot.Missing(), P75: plot.Missing(), P90: plot.Missing()}
		return plot.Quantiles{Head: head, Periods: c, Y: s.axis(f), Rows: along(c, points, missing, spread)}
	}
	c := calendar(f.Series)
	t := plot.Trend{Head: head, Periods: c, Y: s.axis(f)}
	for _, key := range []string{"mean", "intention"} {
		t.Lines = append(t.Lines, plot.Line{Name: s.name(key), Points: along(c, series(f, key), none(), estimate)})
	}
	return t
}
