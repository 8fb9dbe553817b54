package view

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/board/mermaid"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/numbers"
	"github.com/firstmate-app/firstmate/app/stats"
)

// Report is a whole board as one text, for `firstmate report` and the monthly
// issue.
type Report struct {
	Title string // of a page that shows it; "" for files
	File  board.File
}

// ReportAsk is what a report is about, and how it is written.
type ReportAsk struct {
	Lang string
	// Ending is md, json or csv.
	Ending string
	// Query chooses as on the page.
	Query url.Values
	// Span is a window of its own instead of one by name; zero: none.
	Span stats.Window
	// Page is where the board itself is; "": said nowhere.
	Page string
	// Most is how many bytes a text may have; figures that would go beyond are
	// left to the page. 0: any number.
	Most int
}

// Report writes an owner's figures. ErrChoice: the query chooses what there is
// not. Nothing is in it that the page does not show.
func (v *Views) Report(ctx context.Context, w mentorship.Window, ask ReportAsk) (Report, error) {
	c, err := v.choose(ctx, w, ask.Query)
	if err != nil {
		return Report{}, err
	}
	c.span = ask.Span
	a, err := v.answer(ctx, w, c)
	if err != nil {
		return Report{}, err
	}
	s := v.sheet(ask.Lang, w, c)
	out := Report{Title: s.say.fill("report.title", "owner", w.Repo.Owner)}
	out.File, err = s.report(a, ask)
	if err != nil {
		return out, fmt.Errorf("writing a report: %w", err)
	}
	return out, nil
}

func (s sheet) report(a numbers.Answer, ask ReportAsk) (out board.File, err error) {
	out = board.File{Name: strings.ToLower(s.window.Repo.Owner) + "-report." + ask.Ending, Save: true}
	switch ask.Ending {
	case "md":
		out.Type, out.Body = "text/markdown; charset=utf-8", []byte(s.markdown(a, ask))
	case "json":
		out.Type = "application/json"
		out.Body, err = s.asJSON(a)
	case "csv":
		out.Type = "text/csv; charset=utf-8"
		out.Body, err = tables(a.Figures)
	default:
		return out, board.ErrChoice
	}
	return out, err
}

// markdown is the report for people.
func (s sheet) markdown(a numbers.Answer, ask ReportAsk) string {
	var text strings.Builder
	where := s.say.of("filter.all")
	if name := s.chosen.name(); name != "" {
		where = mermaid.Text(name)
	}
	fmt.Fprintf(&text, "%s · %s\n\n%s\n", where, s.span(a.Query.Window), s.say.fill("taken", "at", a.At.UTC().Format("2006-01-02 15:04 UTC")))
	if a.People == 0 && len(a.Seen) == 0 {
		fmt.Fprintf(&text, "\n%s\n", s.say.of("nothing"))
		return text.String()
	}
	end := ""
	if ask.Page != "" {
		end = "\n" + s.say.fill("report.page", "page", ask.Page) + "\n"
	}
	more := "\n" + s.say.of("report.more") + "\n"
	for _, block := range s.blocks(a) {
		if ask.Most > 0 && text.Len()+len(block)+len(more)+len(end) > ask.Most {
			text.WriteString(more)
			break
		}
		text.WriteString(block)
	}
	return text.String() + end
}

// blocks are the parts of a report that are left out as a whole or not at all.
func (s sheet) blocks(a numbers.Answer) []string {
	byKey := map[string]stats.Figure{}
	for _, f := range a.Figures {
		byKey[f.Key] = f
	}
	title := func(id string) string {
		return fmt.Sprintf("\n## %s\n\n%s\n", s.say.of("section."+id+".title"), s.say.of("section."+id+".intro"))
	}
	out := []string{title("now") + "\n" + s.now(a.Plain)}
	for _, g := range groups() {
		head := title(g.id)
		for _, key := range g.keys {
			if f, ok := byKey[key]; ok {
				out = append(out, head+s.block(f))
				head = ""
			}
		}
	}
	return out
}

// now are the five plain numbers.
func (s sheet) now(p numbers.Plain) string {
	t := mermaid.Table{Rows: [][]string{{s.say.of("table.what"), s.say.of("table.value"), ""}}}
	for _, f := range s.plain(p) {
		value := f.Value
		if value == "" {
			value = f.Hidden
		}
		t.Rows = append(t.Rows, []string{f.Title, value, f.Unit})
	}
	return t.Body()
}

// block is one figure: what it is good for, the number, charts, the numbers
// behind them, and how they are counted.
func (s sheet) block(f stats.Figure) string {
	shown := s.figure(f)
	var text strings.Builder
	fmt.Fprintf(&text, "\n### %s\n\n%s\n", mermaid.Text(shown.Title), shown.Good)
	line := func(words ...string) {
		if said := strings.Join(words, ""); said != "" {
			fmt.Fprintf(&text, "\n%s\n", said)
		}
	}
	if shown.Later != "" {
		line(shown.Later)
		return text.String()
	}
	if shown.Value != "" {
		line("**", shown.Value, "** ", shown.Unit)
	}
	line(shown.Hidden)
	if f.N == 0 {
		return text.String()
	}
	line("n = ", shown.N, " · ", shown.Window)
	line(shown.Caveat)
	line(shown.Mark)
	for _, c := range s.charts(f) {
		line(strings.TrimSuffix(c.Body(), "\n"))
	}
	fmt.Fprintf(&text, "\n<details><summary>%s</summary>\n\n%s\n\n</details>\n", s.say.of("report.counted"), shown.Definition)
	return text.String()
}

// asJSON is the report for programs.
func (s sheet) asJSON(a numbers.Answer) ([]byte, error) {
	type plain struct {
		Waiting  int          `json:"waiting"`
		Matched  int          `json:"matched"`
		Of       int          `json:"of"`
		Answered stats.Number `json:"answered"`
		Free     int          `json:"free"`
		Mentors  int          `json:"mentors"`
		Covered  stats.Number `json:"covered"`
	}
	return json.MarshalIndent(struct {
		Owner   string         `json:"owner"`
		Repo    string         `json:"repo,omitempty"`
		At      time.Time      `json:"at"`
		Window  stats.Window   `json:"window"`
		Now     plain          `json:"now"`
		Figures []stats.Figure `json:"figures"`
	}{s.window.Repo.Owner, s.chosen.name(), a.At.UTC().Truncate(time.Second), a.Query.Window, plain(a.Plain), a.Figures}, "", "  ")
}

// tables are all figures as one CSV: of each first its number, then its points.
func tables(all []stats.Figure) ([]byte, error) {
	var rows [][]string
	for _, f := range all {
		if f.Since == "" {
			rows = append(rows, []string{f.Key, "", "", "", "", f.Value.String(), "", "", strconv.Itoa(f.N)})
		}
		rows = append(rows, points(f)...)
	}
	return asCSV(rows)
}
