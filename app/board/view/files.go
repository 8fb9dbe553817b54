package view

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/board/plot"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/stats"
)

// File is one figure of an owner's board as a file, by a name such as
// "retention.csv", or all of them as "report.md", .json or .csv. ErrChoice:
// there is no such file.
func (v *Views) File(ctx context.Context, w mentorship.Window, lang, name string, query url.Values) (board.File, error) {
	c, err := v.choose(ctx, w, query)
	if err != nil {
		return board.File{}, err
	}
	a, err := v.answer(ctx, w, c)
	if err != nil {
		return board.File{}, err
	}
	key, ending, _ := strings.Cut(name, ".")
	s := v.sheet(lang, w, c)
	if key == "report" {
		return s.report(a, ReportAsk{Ending: ending})
	}
	if name == "badge.svg" {
		return s.badge(a.Plain)
	}
	i := slices.IndexFunc(a.Figures, func(f stats.Figure) bool { return f.Key == key })
	if i < 0 {
		return board.File{}, board.ErrChoice
	}
	return v.file(s, a.Figures[i], ending, s.look(query))
}

func (v *Views) file(s sheet, f stats.Figure, ending string, look plot.Look) (out board.File, err error) {
	out.Name = strings.ToLower(s.window.Repo.Owner) + "-" + f.Key + "." + ending
	switch ending {
	case "csv":
		out.Type, out.Save = "text/csv; charset=utf-8", true
		out.Body, err = table(f)
	case "json":
		out.Type, out.Save = "application/json", true
		out.Body, err = json.MarshalIndent(f, "", "  ")
	case "svg", "png":
		drawn := s.draw(f)
		if drawn == nil || f.Since != "" || f.Young > 0 {
			return out, board.ErrChoice
		}
		if ending == "png" {
			out.Type, out.Save = "image/png", true
			out.Body, err = v.press.PNG(drawn, look)
			break
		}
		out.Type = "image/svg+xml"
		out.Body, err = v.press.SVG(drawn, look)
	default:
		return out, board.ErrChoice
	}
	if err != nil {
		return out, fmt.Errorf("making %s: %w", out.Name, err)
	}
	return out, nil
}

func (s sheet) look(query url.Values) plot.Look {
	look := plot.Look{Dark: query.Get("look") == "dark", Size: plot.Desktop, Words: s.pictures}
	switch query.Get("width") {
	case "phone":
		look.Size = plot.Phone
	case "card":
		look.Size = plot.Card
	}
	return look
}

// plot is where the pictures of a figure lie; nil where there is none.
func (s sheet) plot(f stats.Figure) *board.Plot {
	drawn := s.draw(f)
	if drawn == nil {
		return nil
	}
	width := "card"
	if wide(f) {
		width = ""
	}
	w, h := s.press.Bounds(drawn, s.look(url.Values{"width": {width}}))
	at := func(look, width string) string { return s.address(f.Key, "svg", "look", look, "width", width) }
	return &board.Plot{
		Light: at("", width), Dark: at("dark", width), NarrowLight: at("", "phone"), NarrowDark: at("dark", "phone"),
		Width: w, Height: h, Alt: s.say.fill("alt", "title", s.say.of(f.Title)),
	}
}

func (s sheet) downloads(key string) (links []board.Link) {
	for _, ending := range []string{"csv", "json", "svg", "png"} {
		links = append(links, board.Link{Text: strings.ToUpper(ending), To: s.address(key, ending)})
	}
	return links
}

// table is a figure as CSV, one point a line. Numbers that are kept back say so
// in words and are never 0.
func table(f stats.Figure) ([]byte, error) { return asCSV(points(f)) }

func asCSV(rows [][]string) ([]byte, error) {
	var out bytes.Buffer
	head := []string{"figure", "series", "name", "at", "x", "value", "low", "high", "n"}
	if err := csv.NewWriter(&out).WriteAll(append([][]string{head}, rows...)); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// points are the points of a figure, one a row. What is not collected yet says so
// in a row without a number.
func points(f stats.Figure) (rows [][]string) {
	if f.Since != "" {
		return [][]string{{f.Key, "", "collected from version " + f.Since, "", "", "", "", "", ""}}
	}
	for _, s := range f.Series {
		for _, p := range s.Points {
			at := ""
			if p.At != 0 {
				at = p.At.Time().Format(time.DateOnly)
			}
			rows = append(rows, []string{
				f.Key, harmless(s.Key), harmless(p.Name), at, strconv.FormatFloat(p.X, 'f', -1, 64),
				p.Y.String(), p.Low.String(), p.High.String(), p.N.String(),
			})
		}
	}
	return rows
}

// formulaStarts are what makes a spreadsheet take a cell for a formula when it
// comes first (OWASP, CSV injection), as letters of full width, too.
const formulaStarts = "=+-@|%\t\r\n\x00＝＋－＠"

// harmless keeps a spreadsheet from taking a name for a formula.
func harmless(name string) string {
	if first, _ := utf8.DecodeRuneInString(name); name != "" && strings.ContainsRune(formulaStarts, first) {
		return "'" + name
	}
	return name
}
