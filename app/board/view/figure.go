package view

import (
	"math"
	"strconv"
	"time"

	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/stats"
)

// figure is one statistic as the page shows it.
func (s sheet) figure(f stats.Figure) board.Figure {
	out := board.Figure{
		ID: f.Key, Title: s.say.of(f.Title), Good: s.say.of("stats." + f.Key + ".use"), Definition: s.say.of(f.Definition),
		Source: s.source(f.Key), Window: s.span(f.Window),
	}
	switch {
	case f.Since != "":
		out.Later, out.Window = s.say.fill("later", "version", f.Since), ""
		return out
	case f.Young > 0:
		out.Later = s.say.fill("young", "days", strconv.Itoa(f.Young))
		return out
	}
	out.N = strconv.Itoa(f.N)
	s.number(&out, f.Value, valueUnit(f))
	if out.Value != "" {
		out.Unit = s.beside(f)
	}
	if f.Caption != "" {
		out.Caveat = s.say.of(f.Caption)
	}
	out.Mark = s.marks(f.Marks)
	if f.N == 0 {
		out.Hidden = s.say.of("nothing")
		return out
	}
	out.Plot, out.Wide = s.plot(f), wide(f)
	out.Data = s.table(f)
	out.Downloads = s.downloads(f.Key)
	return out
}

// beside stands beside the large number: what it is the number of.
func (s sheet) beside(f stats.Figure) string {
	text := s.say.of("beside." + f.Key)
	part, ok1 := f.Part.Value()
	all, ok2 := f.Whole.Value()
	if ok1 && ok2 {
		return s.say.fill("part", "what", text, "part", whole(part), "whole", whole(all))
	}
	return text
}

// span is a window in dates, both ends included.
func (s sheet) span(w stats.Window) string {
	last := w.To.Time().Add(-time.Second)
	return s.say.fill("span", "from", w.From.Time().Format(time.DateOnly), "to", last.Format(time.DateOnly))
}

func (s sheet) marks(ms []stats.Mark) (text string) {
	for i, m := range ms {
		if i > 0 {
			text += "; "
		}
		text += s.say.fill("mark."+strconv.Itoa(int(m.Kind)), "at", m.At.Time().Format(time.DateOnly), "value", strconv.Itoa(m.Value))
	}
	return text
}

// source is the published definition a figure follows, if there is one.
func (s sheet) source(key string) *board.Link {
	for _, e := range stats.Catalogue() {
		if e.Key == key && len(e.CHAOSS) > 0 {
			if to, ok := chaoss()[e.CHAOSS[0]]; ok {
				return &board.Link{Text: s.say.of("chaoss"), To: to}
			}
		}
	}
	return nil
}

// chaoss are the addresses of the metrics of the CHAOSS project.
func chaoss() map[string]string {
	const kb = "https://chaoss.community/kb/metric-"
	return map[string]string{
		"NC": kb + "new-contributors", "TFR": kb + "time-to-first-response", "ME": kb + "mentorship",
		"AR": kb + "change-request-acceptance-ratio", "DU": kb + "change-requests-duration", "IN": kb + "inactive-contributors",
		"OC": kb + "occasional-contributors", "SP": kb + "sponsorship", "OD": kb + "organizational-diversity", "PB": kb + "project-burnout",
	}
}

// number writes a number with its unit.
func (s speech) number(v float64, u stats.Unit) string {
	short := func(v float64) string {
		if math.Abs(v) >= 10 {
			return whole(math.Round(v))
		}
		return whole(math.Round(v*10) / 10)
	}
	switch u {
	case stats.UnitShare:
		return short(100*v) + " %"
	case stats.UnitHours:
		if v >= 48 {
			return s.fill("unit.days", "n", short(v/24))
		}
		return s.fill("unit.hours", "n", short(v))
	case stats.UnitDays:
		return s.fill("unit.days", "n", short(v))
	case stats.UnitIndex:
		return whole(math.Round(v*100) / 100)
	}
	return short(v)
}

// table are the numbers behind a plot: every series, every point.
func (s sheet) table(f stats.Figure) *board.Table {
	t := &board.Table{
		Caption: s.say.of(f.Title),
		Head:    []string{s.say.of("table.what"), s.say.of("table.where"), s.say.of("table.value"), s.say.of("table.low"), s.say.of("table.high"), "n"},
	}
	for _, series := range f.Series {
		for _, p := range series.Points {
			row := []board.Cell{{Text: s.name(series.Key)}, {Text: s.where(series.Key, p)}}
			for _, n := range []stats.Number{p.Y, p.Low, p.High} {
				row = append(row, s.cell(n, unitOf(f, series.Key)))
			}
			t.Rows = append(t.Rows, append(row, s.cell(p.N, stats.UnitCount)))
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func (s sheet) cell(n stats.Number, u stats.Unit) board.Cell {
	v, ok := n.Value()
	switch {
	case ok:
		return board.Cell{Text: s.say.number(v, u), Number: true}
	case n.Hidden(), n.TooFew():
		return board.Cell{Text: n.String(), Hidden: true}
	}
	return board.Cell{}
}

// wide reports whether a figure takes both columns of the page.
func wide(f stats.Figure) bool { return f.Plot == stats.PlotHeatmap || f.Plot == stats.PlotMultiple }
