package view_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/board/mermaidtest"
	"github.com/firstmate-app/firstmate/app/board/view"
	"github.com/firstmate-app/firstmate/app/stats"
)

func report(t *testing.T, o *office, ask view.ReportAsk) view.Report {
	t.Helper()
	if ask.Ending == "" {
		ask.Ending = "md"
	}
	r, err := views(t, o).Report(t.Context(), house, ask)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAReportHoldsEveryFigure(t *testing.T) {
	for _, lang := range []string{"en", "es"} {
		got := string(report(t, town(900), view.ReportAsk{Lang: lang, Page: "https://mentors.example/board/harbour"}).File.Body)
		if n := strings.Count(got, "\n### "); n != len(stats.Catalogue()) {
			t.Errorf("%s: %d figures of %d", lang, n, len(stats.Catalogue()))
		}
		charts := mermaidtest.Charts(got)
		if len(charts) < 20 || !strings.Contains(got, "pie showData") || !strings.Contains(got, "xychart-beta") {
			t.Errorf("%s: %d charts", lang, len(charts))
		}
		if strings.Contains(got, "@") || strings.Contains(got, "stats.") || strings.Contains(got, "NaN") {
			t.Errorf("%s: a mention or a name of words", lang)
		}
		soundMarkdown(t, got)
		for _, e := range stats.Catalogue() {
			_, block, _ := strings.Cut(got, "\n### "+e.Name+"\n")
			block, _, _ = strings.Cut(block, "\n### ")
			if lang == "en" && e.Source != stats.SourceForms && e.Key != "sponsorship" && e.Key != "mentor_wear" && !strings.Contains(block, "| --- |") {
				t.Errorf("%s has no table:\n%s", e.Key, block)
			}
		}
		for i, wrong := range mermaidtest.Parse(t, "../../..", charts) {
			if wrong != "" {
				t.Errorf("%s\n%s", wrong, charts[i])
			}
		}
	}
}

// soundMarkdown: charts and tables alone, no other code, and no list or
// emphasis out of a name.
func soundMarkdown(t *testing.T, got string) {
	t.Helper()
	source := []byte(got)
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	tables := 0
	err := ast.Walk(doc, func(n ast.Node, in bool) (ast.WalkStatus, error) {
		switch n.Kind().String() {
		case "FencedCodeBlock":
			if in && string(n.(*ast.FencedCodeBlock).Language(source)) != "mermaid" {
				t.Error("a foreign block of code")
			}
		case "CodeSpan", "List", "Image", "Link":
			t.Errorf("%s in the report", n.Kind())
		case "Table":
			tables++
		}
		return ast.WalkContinue, nil
	})
	if err != nil || tables < 30 {
		t.Errorf("%d tables, %v", tables, err)
	}
}

// TestAReportTellsNoMoreThanThePage: what the page hides is no number here.
func TestAReportTellsNoMoreThanThePage(t *testing.T) {
	for _, n := range []int{0, 1, 4, 40} {
		o := town(n)
		if n == 0 {
			o = &office{}
		}
		got := report(t, o, view.ReportAsk{})
		if n == 0 && (!strings.Contains(string(got.File.Body), "Nothing to count") || strings.Contains(string(got.File.Body), "###")) {
			t.Errorf("nobody yet: %s", got.File.Body)
		}
		page, err := views(t, o).View(t.Context(), house, "en", nil)
		if err != nil {
			t.Fatal(err)
		}
		for id, f := range figures(page) {
			_, block, found := strings.Cut(string(got.File.Body), "\n### "+f.Title+"\n")
			block, _, _ = strings.Cut(block, "\n### ")
			switch {
			case strings.HasPrefix(id, "now-"):
			case !found:
				t.Errorf("%s is not in the report of %d", id, n)
			case f.Hidden != "" && !strings.Contains(block, f.Hidden), f.Value != "" && !strings.Contains(block, "**"+f.Value+"**"):
				t.Errorf("%s says %q / %q on the page and here\n%s", id, f.Value, f.Hidden, block)
			}
		}
	}
}

// TestNamesOfTheProjectStayText: a directory may be called anything.
func TestNamesOfTheProjectStayText(t *testing.T) {
	o := town(900)
	for _, name := range []string{"@octocat/", "](https://a.example)", "<script>", "a|b", "```", "%%{init}%%"} {
		o.pool.Covers = append(o.pool.Covers, stats.Cover{Name: name, Need: 9, Free: 1})
	}
	got := string(report(t, o, view.ReportAsk{}).File.Body)
	soundMarkdown(t, got)
	if strings.Contains(got, "@") || strings.Contains(got, "<script") || !strings.Contains(got, "octocat") {
		t.Error("a name is more than text")
	}
}

func TestAReportKeepsToItsRoom(t *testing.T) {
	whole := report(t, town(900), view.ReportAsk{})
	if whole.Title != "Mentoring at harbour" || len(whole.File.Body) > 60_000 {
		t.Errorf("%q of %d bytes does not fit into an issue", whole.Title, len(whole.File.Body))
	}
	short := string(report(t, town(900), view.ReportAsk{Most: 8000, Page: "https://mentors.example/board/harbour"}).File.Body)
	if len(short) > 8000 || !strings.Contains(short, "no room") || !strings.HasSuffix(short, "/board/harbour\n") || strings.Count(short, "```")%2 != 0 {
		t.Errorf("%d bytes, ending %q", len(short), short[len(short)-200:])
	}
}

func TestAReportForPrograms(t *testing.T) {
	var got struct {
		Owner   string
		Window  stats.Window
		Figures []struct {
			Key        string
			Value      json.RawMessage
			N          int
			Window     stats.Window
			Suppressed *bool
		}
	}
	span := stats.Window{From: now - 60*stats.Day, To: now - 10*stats.Day}
	if err := json.Unmarshal(report(t, town(900), view.ReportAsk{Ending: "json", Span: span}).File.Body, &got); err != nil {
		t.Fatal(err)
	}
	if got.Owner != "harbour" || len(got.Figures) != len(stats.Catalogue()) || got.Window != span {
		t.Errorf("%s, %d figures, %+v", got.Owner, len(got.Figures), got.Window)
	}
	for _, f := range got.Figures {
		if len(f.Value) == 0 || f.Suppressed == nil || f.Window.To == 0 {
			t.Errorf("%s: %+v", f.Key, f)
		}
	}
	lines, err := csv.NewReader(strings.NewReader(string(report(t, town(900), view.ReportAsk{Ending: "csv"}).File.Body))).ReadAll()
	if err != nil || len(lines) < 100 || lines[0][0] != "figure" || lines[1][0] != "newcomers_seen" {
		t.Errorf("csv: %d lines, %v", len(lines), err)
	}
	var forms [][]string
	for _, line := range lines {
		if line[0] == "forms" {
			forms = append(forms, line)
		}
	}
	if len(forms) != 1 || strings.Join(forms[0], "|") != "forms||collected from version 0.2||||||" {
		t.Errorf("what is not collected yet: %q", forms)
	}
}

func TestAReportChoosesAsThePage(t *testing.T) {
	v := views(t, town(50))
	got, err := v.Report(t.Context(), house, view.ReportAsk{Ending: "md", Query: url.Values{"repo": {"buoys"}, "window": {"quarter"}}})
	if err != nil || !strings.HasPrefix(string(got.File.Body), "Buoys · 2026-08-26") {
		t.Errorf("%v\n%.200s", err, got.File.Body)
	}
	for _, ask := range []view.ReportAsk{{Ending: "pdf"}, {}, {Ending: "md", Query: url.Values{"repo": {"secret"}}}} {
		if _, err := v.Report(t.Context(), house, ask); !errors.Is(err, board.ErrChoice) {
			t.Errorf("%+v: %v", ask, err)
		}
	}
	for _, name := range []string{"report.md", "report.json", "report.csv"} {
		if f, err := v.File(t.Context(), house, "en", name, nil); err != nil || !f.Save || f.Name != "harbour-"+name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBadge(t *testing.T) {
	for lang, want := range map[string][2]string{
		"en": {"answered within 48 h: 87 %", "mentored here"}, "es": {"respuesta en 48 h: 87 %", "aquí se acompaña"}, "xx": {"answered within 48 h: 87 %", "mentored here"},
	} {
		o := town(50)
		var share stats.Number
		if err := json.Unmarshal([]byte("0.87"), &share); err != nil {
			t.Fatal(err)
		}
		for i, known := range []stats.Number{share, {}} {
			o.answered = known
			f, err := views(t, o).File(t.Context(), house, lang, "badge.svg", nil)
			if err != nil || f.Type != "image/svg+xml" || f.Save || !strings.Contains(string(f.Body), `aria-label="`+want[i]+`"`) {
				t.Errorf("%s: %v\n%s", lang, err, f.Body)
			}
			if err := wellFormed(f.Body); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestPicturesSpeakTheReadersLanguage(t *testing.T) {
	f, err := views(t, town(900)).File(t.Context(), house, "es", "newcomers_seen.svg", nil)
	if err != nil || !strings.Contains(string(f.Body), "Personas nuevas") || strings.Contains(string(f.Body), ">Jan<") {
		t.Errorf("%v\n%.500s", err, f.Body)
	}
}
