package view

import (
	"slices"
	"strconv"
	"strings"

	"github.com/firstmate-app/firstmate/app/board/plot"
	"github.com/firstmate-app/firstmate/app/stats"
)

// curves are step functions over days, with those still at risk below.
func (s sheet) curves(f stats.Figure, head plot.Head) plot.Figure {
	out := plot.Steps{Head: head, X: plot.Axis{Name: s.say.of("axis.since")}, Y: s.axis(f)}
	for _, p := range series(f, "within") {
		out.Marks = append(out.Marks, plot.Mark{At: p.X, Name: s.mark(p)})
	}
	for _, x := range f.Series {
		if !isCurve(f, x.Key) {
			continue
		}
		risk := series(f, x.Key+"_at_risk")
		if risk == nil {
			risk = series(f, "at_risk")
		}
		c := plot.Curve{Name: s.name(x.Key), Steps: stairs(x, risk)}
		at := make([]float64, len(risk))
		for i, p := range risk {
			at[i] = p.X
			c.AtRisk = append(c.AtRisk, value(p.Y))
		}
		out.RiskAt = longer(out.RiskAt, at)
		out.Curves = append(out.Curves, c)
	}
	return out
}

// stairs are the steps of a curve from where it begins, all or nobody, to where
// the last are still watched.
func stairs(x stats.Series, risk []stats.Point) (steps []plot.Step) {
	if len(risk) > 0 {
		begin := 1.0
		if slices.Contains([]string{"accepted", "answered", "merged", "closed"}, x.Key) {
			begin = 0
		}
		steps = append(steps, plot.Step{At: risk[0].X, Estimate: plot.Estimate{Value: plot.Known(begin), Low: plot.Missing(), High: plot.Missing()}})
	}
	for _, p := range x.Points {
		steps = append(steps, plot.Step{At: p.X, Estimate: estimate(p)})
	}
	if len(steps) > 1 {
		for _, p := range risk {
			if v, ok := p.Y.Value(); ok && v > 0 && p.X > steps[len(steps)-1].At {
				steps = append(steps, plot.Step{At: p.X, Estimate: steps[len(steps)-1].Estimate})
			}
		}
	}
	return steps
}

func longer(a, b []float64) []float64 {
	if len(b) > len(a) {
		return b
	}
	return a
}

// isCurve tells the curves of a figure from what stands beside them. Those by
// chance are in the table: four curves in one picture cannot be told apart.
func isCurve(f stats.Figure, key string) bool {
	beside := []string{"within", "groups", "difference", "log_rank", "at_risk"}
	return !slices.Contains(beside, key) && !strings.HasSuffix(key, "_at_risk") &&
		!(f.Key == "mentored_unmentored" && strings.HasPrefix(key, "drawn_"))
}

// lines are rates by month with their bands, or cohorts over days.
func (s sheet) lines(f stats.Figure, head plot.Head) plot.Figure {
	if f.Key == "retention" {
		return s.cohorts(f, head)
	}
	var shown []stats.Series
	for _, x := range f.Series {
		if unitOf(f, x.Key) == f.Unit && len(x.Points) > 0 && x.Points[0].At != 0 {
			shown = append(shown, x)
		}
	}
	c := calendar(shown)
	t := plot.Trend{Head: head, Periods: c, Y: s.axis(f)}
	for _, x := range shown {
		t.Lines = append(t.Lines, plot.Line{Name: s.name(x.Key), Points: along(c, x.Points, none(), estimate)})
	}
	return t
}

// cohorts is who is still around after some days, one row of cells a quarter.
func (s sheet) cohorts(f stats.Figure, head plot.Head) plot.Figure {
	h := plot.Heat{Head: head, RowName: s.say.of("axis.quarter"), ColumnName: s.say.of("axis.since"), Unit: plot.Percent}
	for _, day := range stats.RetentionDays() {
		h.Columns = append(h.Columns, strconv.Itoa(day))
	}
	for _, x := range f.Series {
		h.Rows = append(h.Rows, x.Key)
		row := make([]plot.Value, 0, len(x.Points))
		for _, p := range x.Points {
			row = append(row, value(p.Y))
		}
		h.Cells = append(h.Cells, row)
	}
	return h
}

func (s sheet) heat(f stats.Figure, head plot.Head) plot.Figure {
	h := plot.Heat{Head: head, RowName: s.say.of("axis.month"), ColumnName: s.say.of("axis.months_since"), Unit: plot.Percent}
	columns := 0
	for _, x := range f.Series {
		h.Rows = append(h.Rows, x.Key)
		row := make([]plot.Value, 0, len(x.Points))
		for _, p := range x.Points {
			row = append(row, value(p.Y))
		}
		h.Cells, columns = append(h.Cells, row), max(columns, len(row))
	}
	for i := range columns {
		h.Columns = append(h.Columns, strconv.Itoa(i))
	}
	return h
}

func (s sheet) boxes(f stats.Figure, head plot.Head) plot.Figure {
	const day = 24 // plots take spans in hours
	hours := func(n stats.Number) plot.Value {
		if v, ok := n.Value(); ok {
			return plot.Known(v * day)
		}
		return value(n)
	}
	out := plot.Boxes{Head: head, X: s.axis(f)}
	for _, p := range series(f, "days") {
		out.Rows = append(out.Rows, plot.Box{
			Name: s.say.key(p.Name), Low: plot.Missing(), Q1: hours(p.Low), Median: hours(p.Y), Q3: hours(p.High), High: plot.Missing(),
		})
	}
	return out
}

// ranked are bars. Of barriers each is a series of its own.
func (s sheet) ranked(f stats.Figure, head plot.Head) plot.Figure {
	out := plot.Ranked{Head: head}
	for _, x := range f.Series {
		switch {
		case strings.HasSuffix(x.Key, "_rates"):
		case f.Key == "friction" && len(x.Points) > 0:
			out.Bars = append(out.Bars, plot.Bar{Name: s.name(x.Key), Value: value(x.Points[0].Y)})
		case f.Key != "friction":
			out.Bars = append(out.Bars, s.bars(x.Points)...)
		}
	}
	return out
}

func (s sheet) lorenz(f stats.Figure, head plot.Head) plot.Figure {
	out := plot.Lorenz{Head: head, X: s.say.of("axis.mentors"), Y: s.say.of("axis.mentees"), Gini: value(f.Value)}
	for _, p := range series(f, "lorenz") {
		if v, ok := p.Y.Value(); ok {
			out.Points = append(out.Points, [2]float64{p.X, v})
		}
	}
	for _, p := range series(f, "gini") {
		out.Since = append(out.Since, plot.Bar{Name: quarter(p.At), Value: value(p.Y)})
	}
	return out
}

// quarter names the calendar quarter of a moment.
func quarter(m stats.Moment) string {
	t := m.Time()
	return strconv.Itoa(t.Year()) + " Q" + strconv.Itoa((int(t.Month())+2)/3)
}

func (s sheet) diverging(f stats.Figure, head plot.Head) plot.Figure {
	out := plot.Diverging{Head: head, NoName: s.say.key("no"), YesNames: []string{s.say.key("yes"), s.say.key("very")}}
	for _, who := range []string{"newcomers", "mentors"} {
		points := series(f, who)
		if len(points) < 3 {
			continue
		}
		out.Rows = append(out.Rows, plot.Opinion{
			Name: s.name(who), No: value(points[0].Y), Yes: []plot.Value{value(points[1].Y), value(points[2].Y)},
		})
	}
	return out
}

func (s sheet) multiples(f stats.Figure, head plot.Head) plot.Figure {
	out := plot.Multiples{Head: head}
	for _, x := range f.Series {
		if x.Key != "evenness" && len(x.Points) > 0 {
			out.Panels = append(out.Panels, plot.Panel{Title: s.name(x.Key), Bars: s.bars(x.Points)})
		}
	}
	return out
}

// matrix is how many free mentors each part has, the busiest first; gaps stand out.
func (s sheet) matrix(f stats.Figure, head plot.Head) plot.Figure {
	h := plot.Heat{Head: head, RowName: s.say.of("axis.part"), ColumnName: "", Columns: []string{s.say.of("axis.free")}, Need: 2}
	points := slices.Clone(series(f, "area"))
	slices.SortStableFunc(points, func(a, b stats.Point) int { return int(b.X - a.X) })
	for _, p := range points {
		h.Rows = append(h.Rows, s.say.key(p.Name))
		h.Cells = append(h.Cells, []plot.Value{value(p.Y)})
	}
	return h
}

// mark tells what was reached by a day: "48 h: 62 %".
func (s sheet) mark(p stats.Point) string {
	text := s.say.fill("unit.hours", "n", whole(24*p.X))
	if v, ok := p.Y.Value(); ok {
		text += ": " + s.say.number(v, stats.UnitShare)
	}
	return text
}
