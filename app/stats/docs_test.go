package stats

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

// The list of figures in docs/statistics.md is made from the catalogue; `go
// generate ./...` writes it.
//
//go:generate go test -run ^TestDocs$ -update .
var update = flag.Bool("update", false, "write derived files anew")

const docsFile = "../../docs/statistics.md"

func TestDocs(t *testing.T) {
	text, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- begin: figures, written by go generate -->\n", "<!-- end: figures -->"
	before, rest, ok1 := strings.Cut(string(text), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatal("docs/statistics.md has no place for the figures")
	}
	want := before + begin + reference() + end + after
	if *update {
		if err := os.WriteFile(docsFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(text) {
		t.Error("the list in docs/statistics.md is stale: go generate ./app/stats")
	}
}

func reference() string {
	var b strings.Builder
	b.WriteString("| figure | good for | definition | plot | hidden below |\n|---|---|---|---|---|\n")
	for _, e := range Catalogue() {
		limit := ""
		switch {
		case e.Sensitive:
			limit = "`k_sensitive` people"
		case e.Choices:
			limit = "`k` people"
		}
		name := fmt.Sprintf("**%s** `%s`", e.Name, e.Key)
		if len(e.CHAOSS) > 0 {
			name += " (CHAOSS " + strings.Join(e.CHAOSS, ", ") + ")"
		}
		if version, absent := Absent()[e.Source]; absent {
			name += ". Not collected yet: collected from version " + version + " on"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", name, e.Use, e.Means, e.Plot, limit)
	}
	return b.String()
}
