// Package mermaid writes the charts of the monthly report: Mermaid text that
// GitHub draws in an issue, with a Markdown table of the same numbers under
// each, for everybody whom the picture does not reach.
//
// GitHub decides which version of Mermaid draws, so only what old ones know is
// used: xychart-beta and pie, quoted ASCII labels. Numbers that are hidden or
// missing are left out of the chart, whose note says so, and stand in the table
// as "< k" or "–": in a chart they could only look like zero. A pie that lacks
// a part is not drawn at all.
package mermaid

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/firstmate-app/firstmate/app/board/plot"
)

// XY is charts over categories, such as months: one for each series, because
// Mermaid has no legend and draws columns over each other.
type XY struct {
	Title string
	// X names what the categories are, Y what is counted.
	X, Y string
	Unit plot.Unit
	// Categories along the axis.
	Categories []string
	Series     []Series
	// Lines draws lines instead of columns.
	Lines bool
	// Absent says under a chart that so many ({n}) of its numbers are hidden or
	// missing; English when empty.
	Absent string
}

// Series is one row of numbers, one for each category.
type Series struct {
	Name   string
	Values []plot.Value
}

// Pie is a chart of parts of a whole.
type Pie struct {
	Title string
	// Part names what the parts are, Count what is counted.
	Part, Count string
	Parts       []plot.Bar
}

// Markdown returns the charts and one table. A series without a number to draw
// is in the table alone.
func (c XY) Markdown() string {
	var charts []chart
	for _, s := range c.Series {
		drawn := c.drawn(s)
		if len(drawn) > 0 {
			charts = append(charts, chart{c.chart(s, drawn), c.absent(len(c.Categories) - len(drawn))})
		}
	}
	return put(c.Title, charts, c.table())
}

func (c XY) absent(n int) string {
	say := c.Absent
	if say == "" {
		say = "Not drawn, because hidden or missing: {n}; see the table."
	}
	if n == 0 {
		return ""
	}
	return strings.ReplaceAll(say, "{n}", strconv.Itoa(n))
}

// drawn returns the categories for which there is a number.
func (c XY) drawn(s Series) []int {
	var drawn []int
	for i := range c.Categories {
		if _, ok := at(s.Values, i).Number(); ok {
			drawn = append(drawn, i)
		}
	}
	return drawn
}

func at(values []plot.Value, i int) plot.Value {
	if i < len(values) {
		return values[i]
	}
	return plot.Missing()
}

func (c XY) chart(s Series, drawn []int) string {
	title, kind := c.Title, "bar"
	if len(c.Series) > 1 {
		title += ": " + s.Name
	}
	if c.Lines {
		kind = "line"
	}
	var names, numbers []string
	low, high := 0.0, 1.0
	for _, i := range drawn {
		n, _ := s.Values[i].Number()
		n = c.scaled(n)
		low, high = min(low, math.Floor(n)), max(high, math.Ceil(n))
		names, numbers = append(names, quote(c.Categories[i])), append(numbers, number(n))
	}
	return fmt.Sprintf("xychart-beta\n  title %s\n  x-axis %s [%s]\n  y-axis %s %s --> %s\n  %s [%s]\n",
		quote(title), quote(c.X), strings.Join(names, ", "),
		quote(c.axis()), number(low), number(high), kind, strings.Join(numbers, ", "))
}

// axis names the upward axis with the unit its bare numbers have.
func (c XY) axis() string {
	switch c.Unit {
	case plot.Percent:
		return c.Y + " (%)"
	case plot.Hours:
		return c.Y + " (hours)"
	}
	return c.Y
}

// scaled is a number as the axis counts it.
func (c XY) scaled(n float64) float64 {
	if c.Unit == plot.Percent {
		return n * 100
	}
	return n
}

func (c XY) table() string {
	head := []string{c.X}
	for _, s := range c.Series {
		head = append(head, s.Name)
	}
	rows := [][]string{head}
	for i, name := range c.Categories {
		row := []string{name}
		for _, s := range c.Series {
			row = append(row, at(s.Values, i).In(c.Unit))
		}
		rows = append(rows, row)
	}
	return table(rows)
}

// Markdown returns chart and table. Parts of nothing are in the table only:
// Mermaid refuses them. With a part that is hidden or missing there is no
// chart: the others would look like the whole.
func (p Pie) Markdown() string {
	rows, parts, whole := [][]string{{p.Part, p.Count}}, "", true
	for _, part := range p.Parts {
		rows = append(rows, []string{part.Name, part.Value.String()})
		n, ok := part.Value.Number()
		whole = whole && ok
		if ok && number(max(n, 0)) != "0" {
			parts += fmt.Sprintf("  %s : %s\n", quote(part.Name), number(n))
		}
	}
	var charts []chart
	if whole && parts != "" {
		charts = append(charts, chart{text: fmt.Sprintf("pie showData\n  title %s\n%s", ascii(p.Title), parts)})
	}
	return put(p.Title, charts, table(rows))
}

// chart is the text of one chart, and what is said of it below.
type chart struct{ text, note string }

// put joins heading, charts, what they lack, and table.
func put(title string, charts []chart, table string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n", cell(title))
	for _, c := range charts {
		fmt.Fprintf(&b, "```mermaid\n%s```\n\n", c.text)
		if c.note != "" {
			fmt.Fprintf(&b, "%s\n\n", c.note)
		}
	}
	return b.String() + table
}

func table(rows [][]string) string {
	var b strings.Builder
	for i, row := range rows {
		for k, text := range row {
			row[k] = cell(text)
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			fmt.Fprintf(&b, "|%s\n", strings.Repeat(" --- |", len(row)))
		}
	}
	return b.String()
}

// number is written plainly: Mermaid knows no exponents.
func number(n float64) string {
	return strconv.FormatFloat(math.Round(n*100)/100, 'f', -1, 64)
}

// longest is how many letters of a label are written.
const longest = 60

func quote(s string) string { return `"` + ascii(s) + `"` }

// ascii keeps of a label what every version of Mermaid reads as text. Signs
// people would miss have a plain spelling.
func ascii(s string) string {
	s = strings.NewReplacer("–", "-", "—", "-", "−", "-", "…", "...", "’", "'", "×", "x", "÷", "/", "±", "+/-", "≥", "at least ").Replace(s)
	kept := strings.Map(func(r rune) rune {
		switch {
		case r > unicode.MaxASCII:
			return '?'
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" .,:()/+-_'?=%", r):
			return r
		}
		return ' '
	}, s)
	for strings.Contains(kept, "%%") { // a comment, to Mermaid
		kept = strings.ReplaceAll(kept, "%%", "%")
	}
	kept = strings.Join(strings.Fields(kept), " ")
	if kept = strings.TrimSpace(kept[:min(len(kept), longest)]); kept == "" {
		return "-"
	}
	return kept
}

// cell makes a text safe in a Markdown table: one line, no markup, no mention.
func cell(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 2*longest {
		r = append(r[:2*longest], '…')
	}
	var b strings.Builder
	for _, c := range r {
		if strings.ContainsRune("\\`*_{}[]<>#!|@&~$", c) {
			fmt.Fprintf(&b, "&#%d;", c)
		} else {
			b.WriteRune(c)
		}
	}
	return strings.ReplaceAll(b.String(), "://", "&#58;//") // no link
}
