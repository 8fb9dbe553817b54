package view

import (
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/board/mermaid"
	"github.com/firstmate-app/firstmate/app/board/plot"
	"github.com/firstmate-app/firstmate/app/stats"
)

// mostSeries is how many series of one figure get a chart in a report: Mermaid
// needs one for each.
const mostSeries = 2

// chart is a picture in a report with its table.
type chart interface{ Body() string }

// charts are a figure as a report shows it: from the same plots as the page, as
// far as Mermaid can draw them, so that both tell the same.
func (s sheet) charts(f stats.Figure) []chart {
	switch d := s.draw(f).(type) {
	case plot.Columns:
		c := s.xy(d.Head, s.say.of("report.begins"), d.Y, dates(d.Periods))
		for _, x := range d.Series {
			c.Series = append(c.Series, mermaid.Series{Name: x.Name, Values: x.Values})
		}
		return []chart{c}
	case plot.Trend:
		return []chart{s.trend(d)}
	case plot.Steps:
		return []chart{s.steps(d)}
	case plot.Quantiles:
		return []chart{s.spreads(d)}
	case plot.Funnel:
		return s.parts(d.Head, f, d.Stages)
	case plot.Ranked:
		return s.parts(d.Head, f, d.Bars)
	case plot.Boxes:
		return []chart{s.boxed(d)}
	case plot.Heat:
		return s.cells(d)
	case plot.Lorenz:
		return s.parts(d.Head, f, d.Since)
	case plot.Diverging:
		return s.opinions(d)
	case plot.Multiples:
		return s.panels(d)
	}
	return nil
}

func (s sheet) xy(h plot.Head, x string, y plot.Axis, categories []string) mermaid.XY {
	return mermaid.XY{Title: h.Title, X: x, Y: y.Name, Unit: y.Unit, Categories: categories, Absent: s.say.of("report.absent"), Draw: mostSeries}
}

func dates(p plot.Periods) (names []string) {
	layout := "2006-01"
	if p.Every == plot.Week {
		layout = time.DateOnly
	}
	for _, t := range p.Start {
		names = append(names, t.Format(layout))
	}
	return names
}

func (s sheet) trend(d plot.Trend) chart {
	c := s.xy(d.Head, s.say.of("report.begins"), d.Y, dates(d.Periods))
	c.Lines = true
	for _, l := range d.Lines {
		row := mermaid.Series{Name: l.Name}
		for _, p := range l.Points {
			row.Values = append(row.Values, p.Value)
		}
		c.Series = append(c.Series, row)
	}
	return c
}

// steps are curves at the days for which the page tells how many are watched.
func (s sheet) steps(d plot.Steps) chart {
	var days []string
	for _, at := range d.RiskAt {
		days = append(days, s.say.fill("unit.days", "n", whole(at)))
	}
	c := s.xy(d.Head, d.X.Name, d.Y, days)
	c.Lines = true
	for _, x := range d.Curves {
		row := mermaid.Series{Name: x.Name}
		for _, at := range d.RiskAt {
			row.Values = append(row.Values, height(x.Steps, at))
		}
		c.Series = append(c.Series, row)
	}
	return c
}

// height is where a curve stands on a day; beyond its end there is nothing.
func height(steps []plot.Step, day float64) plot.Value {
	i, on := slices.BinarySearchFunc(steps, day, func(s plot.Step, day float64) int {
		switch {
		case s.At < day:
			return -1
		case s.At > day:
			return 1
		}
		return 0
	})
	for on && i+1 < len(steps) && steps[i+1].At == day {
		i++
	}
	switch {
	case on:
		return steps[i].Value
	case i == 0 || i == len(steps):
		return plot.Missing()
	}
	return steps[i-1].Value
}

// parts are bars, or a pie where they make up a whole.
func (s sheet) parts(h plot.Head, f stats.Figure, bars []plot.Bar) []chart {
	axis := s.axis(f)
	if f.Key == "declined" || f.Key == "mentor_load" {
		return []chart{mermaid.Pie{Title: h.Title, Part: s.say.of("table.what"), Count: axis.Name, Parts: bars}}
	}
	c := s.xy(h, s.say.of("table.what"), axis, nil)
	row := mermaid.Series{Name: axis.Name}
	for _, b := range bars {
		c.Categories, row.Values = append(c.Categories, b.Name), append(row.Values, b.Value)
	}
	c.Series = []mermaid.Series{row}
	return []chart{c}
}

// quartiles are drawn by their medians; the others stand in the table.
func (s sheet) quartiles(c mermaid.XY, low, middle, high []plot.Value) chart {
	c.Draw = 1
	c.Series = []mermaid.Series{
		{Name: s.say.of("report.median"), Values: middle}, {Name: s.say.of("report.q1"), Values: low}, {Name: s.say.of("report.q3"), Values: high},
	}
	return c
}

func (s sheet) boxed(d plot.Boxes) chart {
	var names []string
	var low, middle, high []plot.Value
	for _, b := range d.Rows {
		names, low, middle, high = append(names, b.Name), append(low, b.Q1), append(middle, b.Median), append(high, b.Q3)
	}
	return s.quartiles(s.xy(d.Head, s.say.of("table.what"), d.X, names), low, middle, high)
}

func (s sheet) spreads(d plot.Quantiles) chart {
	var low, middle, high []plot.Value
	for _, r := range d.Rows {
		low, middle, high = append(low, r.P25), append(middle, r.P50), append(high, r.P75)
	}
	c := s.xy(d.Head, s.say.of("report.begins"), d.Y, dates(d.Periods))
	c.Lines = true
	return s.quartiles(c, low, middle, high)
}

// cells are a heatmap: bars where it has one column, else numbers alone.
func (s sheet) cells(d plot.Heat) []chart {
	if len(d.Columns) == 1 {
		c := s.xy(d.Head, d.RowName, plot.Axis{Name: d.Columns[0], Unit: d.Unit}, d.Rows)
		row := mermaid.Series{Name: d.Columns[0]}
		for _, cell := range d.Cells {
			row.Values = append(row.Values, cell[0])
		}
		c.Series = []mermaid.Series{row}
		return []chart{c}
	}
	t := mermaid.Table{Title: d.Title, Rows: [][]string{append([]string{d.RowName + " / " + d.ColumnName}, d.Columns...)}}
	for i, name := range d.Rows {
		row := append([]string{name}, make([]string, len(d.Columns))...)
		for k, v := range d.Cells[i] {
			row[k+1] = v.In(d.Unit)
		}
		t.Rows = append(t.Rows, row)
	}
	return []chart{t}
}

// opinions are one pie for those who say yes or no on each side.
func (s sheet) opinions(d plot.Diverging) (out []chart) {
	for _, o := range d.Rows {
		p := mermaid.Pie{Title: o.Name, Part: o.Name, Count: s.say.of("axis.count"), Parts: []plot.Bar{{Name: d.NoName, Value: o.No}}}
		for i, v := range o.Yes {
			p.Parts = append(p.Parts, plot.Bar{Name: d.YesNames[i], Value: v})
		}
		out = append(out, p)
	}
	return out
}

func (s sheet) panels(d plot.Multiples) []chart {
	t := mermaid.Table{Title: d.Title, Rows: [][]string{{s.say.of("table.what"), s.say.of("table.where"), s.say.of("table.value")}}}
	for _, p := range d.Panels {
		for _, b := range p.Bars {
			t.Rows = append(t.Rows, []string{p.Title, b.Name, b.Value.String()})
		}
	}
	return []chart{t}
}
