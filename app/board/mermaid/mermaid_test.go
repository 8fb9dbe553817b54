package mermaid

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"

	"github.com/firstmate-app/firstmate/app/board/plot"
)

var update = flag.Bool("update", false, "write the goldens anew")

// chartSource is what the report writes.
type chartSource interface{ Markdown() string }

func samples() []chartSource {
	months := []string{"Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026"}
	return []chartSource{
		XY{Title: "Newcomers and how many found a mentor", X: "month", Y: "newcomers", Categories: months, Series: []Series{
			{"seen", []plot.Value{plot.Known(31), plot.Known(40), plot.Known(0), plot.Known(28)}},
			{"declined", []plot.Value{plot.Hidden(10), plot.Known(12), plot.Missing()}}}},
		XY{Title: "Answered within 48 h", X: "month", Y: "share of newcomers", Unit: plot.Percent, Categories: months, Lines: true,
			Series: []Series{{"answered", []plot.Value{plot.Known(0.71), plot.Known(0.8025), plot.Known(1), plot.Known(0.96)}}}},
		XY{Title: "All hidden", X: "month", Y: "mentors", Categories: months[:2], Series: []Series{{"declined", []plot.Value{plot.Hidden(10), plot.Hidden(10)}}}},
		Pie{Title: "What became of newcomers", Part: "outcome", Count: "newcomers", Parts: []plot.Bar{{Name: "matched", Value: plot.Known(88)}, {Name: "unmatched", Value: plot.Known(12)}, {Name: "ended early", Value: plot.Known(0)}}},
		Pie{Title: "What became of newcomers, with a part hidden", Part: "outcome", Count: "newcomers", Parts: []plot.Bar{{Name: "matched", Value: plot.Known(88)}, {Name: "declined", Value: plot.Hidden(10)}}},
	}
}

func TestGolden(t *testing.T) {
	var got strings.Builder
	for _, s := range samples() {
		got.WriteString(s.Markdown() + "\n")
	}
	path := filepath.Join("testdata", "report.md")
	if *update {
		if err := os.WriteFile(path, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("differs from %s:\n%s", path, &got)
	}
}

// charts returns the texts between the fences of a report.
func charts(markdown string) []string {
	var found []string
	for _, part := range strings.Split(markdown, "```mermaid\n")[1:] {
		chart, _, _ := strings.Cut(part, "```")
		found = append(found, chart)
	}
	return found
}

func anyValue() *rapid.Generator[plot.Value] {
	return rapid.OneOf(
		rapid.Map(rapid.Float64(), plot.Known),
		rapid.Map(rapid.Float64Range(-5, 300), plot.Known),
		rapid.Map(rapid.IntRange(1, 10), plot.Hidden),
		rapid.Just(plot.Missing()))
}

// label is any text, among them all that Mermaid or Markdown read as more.
func label() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"", `"`, "]", "```", "%%{init: {}}%%", "%% x", "; end", "a\nbar [1]", "<script>", "#quot;", "title", "x-axis", "---", "@octocat", "[a](https://example.com)", "https://example.com", "| a |", "\\|", "--> 5", "ñandú", "日本", ":::", strings.Repeat("x", 500)}))
}

func anyChart() *rapid.Generator[chartSource] {
	return rapid.Custom(func(t *rapid.T) chartSource {
		names := rapid.SliceOfN(label(), 0, 6).Draw(t, "names")
		title, x, y := label().Draw(t, "title"), label().Draw(t, "x"), label().Draw(t, "y")
		if rapid.Bool().Draw(t, "pie") {
			p := Pie{Title: title, Part: x, Count: y}
			for _, n := range names {
				p.Parts = append(p.Parts, plot.Bar{Name: n, Value: anyValue().Draw(t, "v")})
			}
			return p
		}
		c := XY{Title: title, X: x, Y: y, Categories: names, Unit: plot.Unit(rapid.IntRange(0, 3).Draw(t, "unit")), Lines: rapid.Bool().Draw(t, "lines")}
		for range rapid.IntRange(0, 3).Draw(t, "series") {
			c.Series = append(c.Series, Series{label().Draw(t, "name"), rapid.SliceOfN(anyValue(), 0, 8).Draw(t, "values")})
		}
		return c
	})
}

// TestMermaidReads: GitHub's drawing library reads every chart, whatever the
// labels hold, and as the chart that was meant.
func TestMermaidReads(t *testing.T) {
	var all []string
	for _, s := range samples() {
		all = append(all, charts(s.Markdown())...)
	}
	for seed := range 150 {
		all = append(all, charts(anyChart().Example(seed).Markdown())...)
	}
	if len(all) < 50 {
		t.Fatalf("only %d charts to read", len(all))
	}
	for i, wrong := range parse(t, all) {
		if wrong != "" {
			t.Errorf("%s\n%s", wrong, all[i])
		}
	}
}

// TestMermaidRefuses shows that the check above can fail.
func TestMermaidRefuses(t *testing.T) {
	bad := []string{"xychart-beta\n  x-axis [\"a\n  bar [1]\n", "pie showData\n  \"a : 1\n", "flowchart LR\n  a --> b\n"}
	for i, wrong := range parse(t, bad) {
		if wrong == "" {
			t.Errorf("read without complaint:\n%s", bad[i])
		}
	}
}

// parse asks the npm package mermaid what is wrong with each chart.
func parse(t *testing.T, texts []string) []string {
	t.Helper()
	modules, err := filepath.Abs(filepath.Join("..", "..", "..", ".ci", "npm", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	node, missing := exec.LookPath("node")
	if _, err := os.Stat(filepath.Join(modules, "mermaid")); err != nil {
		missing = err
	}
	if missing != nil {
		if os.Getenv("FIRSTMATE_REQUIRE_MERMAID") == "1" {
			t.Fatalf("Mermaid is not here: run `make setup` (%v)", missing)
		}
		t.Skipf("Mermaid is not here: run `make setup` (%v)", missing)
	}
	in, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, filepath.Join("testdata", "parse.mjs"), modules)
	cmd.Stdin = bytes.NewReader(in)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, &complaints)
	}
	var out []string
	if err := json.Unmarshal(raw, &out); err != nil || len(out) != len(texts) {
		t.Fatalf("node answered %d of %d (%v): %.500s", len(out), len(texts), err, raw)
	}
	return out
}

// TestReportIsSound: whatever the labels hold, a report is headings, fenced
// charts, plain sentences and tables of the right shape; no links, no HTML, no
// mention.
func TestReportIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyChart().Draw(t, "chart")
		sound(t, c.Markdown(), shape(c))
	})
}

func FuzzReport(f *testing.F) {
	f.Add("a | b", "@octocat", 1.5)
	f.Add("```\n# x", "%%{init}%%", -1e300)
	f.Fuzz(func(t *testing.T, a, b string, n float64) {
		c := XY{Title: a, X: b, Y: a, Categories: []string{a, b}, Series: []Series{{a, []plot.Value{plot.Known(n), plot.Hidden(5)}}}}
		sound(t, c.Markdown(), shape(c))
		p := Pie{Title: b, Part: a, Count: b, Parts: []plot.Bar{{Name: a, Value: plot.Known(n)}, {Name: b, Value: plot.Known(1)}}}
		sound(t, p.Markdown(), shape(p))
	})
}

// shape is how many rows and columns a chart's table must have.
func shape(c chartSource) [2]int {
	switch c := c.(type) {
	case XY:
		return [2]int{len(c.Categories) + 1, len(c.Series) + 1}
	case Pie:
		return [2]int{len(c.Parts) + 1, 2}
	}
	return [2]int{}
}

type reporter interface{ Fatalf(string, ...any) }

func sound(t reporter, markdown string, want [2]int) {
	source := []byte(markdown)
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	got := [2]int{}
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link, *ast.AutoLink, *ast.Image, *ast.RawHTML, *ast.HTMLBlock, *ast.CodeSpan, *ast.Emphasis, *ast.List:
			t.Fatalf("%s in\n%s", n.Kind(), markdown)
		case *ast.FencedCodeBlock:
			if string(n.Language(source)) != "mermaid" {
				t.Fatalf("a foreign code block in\n%s", markdown)
			}
			return ast.WalkSkipChildren, nil
		case *tables.TableHeader, *tables.TableRow:
			got[0]++
			got[1] = n.ChildCount()
		}
		return ast.WalkContinue, nil
	})
	if err != nil || got != want {
		t.Fatalf("a table of %v, want %v (%v):\n%s", got, want, err, markdown)
	}
	if strings.Contains(markdown, "@") {
		t.Fatalf("a mention in\n%s", markdown)
	}
	for _, chart := range charts(markdown) {
		for _, r := range chart {
			if r > 126 || r < 32 && r != '\n' {
				t.Fatalf("%q in a chart:\n%s", r, markdown)
			}
		}
	}
}
