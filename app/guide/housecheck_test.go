package guide

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/google/go-cmp/cmp"
)

const rulesPath = ".github/firstmate.yml"

func note(line, col int, warning bool, message string) mentorship.Note {
	return mentorship.Note{Path: rulesPath, Line: line, Col: col, Warning: warning, Message: message}
}

func reports() map[string]HouseReport {
	good := HouseReport{
		SHA: "abc", Places: 5, Patterns: []string{"docs/**", "store/**"}, Covered: []string{"store/**"}, AskedOf: 30,
		Entries: []HouseEntry{{Login: "ada", Stand: EntryActs, Asked: 21}, {Login: "grace", Stand: EntryActs, Asked: 9}},
	}
	proposed := good
	proposed.Number = 7
	proposed.Removed = []string{"old`name"}
	proposed.Notes = []mentorship.Note{note(9, 5, true, "there is no person called nobody on GitHub")}
	proposed.Entries = append([]HouseEntry{
		{Login: "lin", Stand: EntryWaits, Added: true, Asked: 3}, {Login: "grace", Stand: EntryActs, Raised: true},
		{Login: "nobody", Stand: EntryUnknown, Added: true}, {Login: "@zoe", Stand: EntryUnchecked}, {Login: "mia", Stand: EntryOut},
	}, good.Entries...)
	preview := good
	preview.Preview, preview.AskedOf = true, 0
	many := HouseReport{SHA: "abc", Number: 7}
	for i := range 200 {
		many.Entries = append(many.Entries, HouseEntry{Login: fmt.Sprint("login-", i), Stand: EntryWaits, Added: true})
	}
	return map[string]HouseReport{
		"good": good, "proposed": proposed, "preview": preview, "many": many,
		"gone":         {SHA: "abc", Gone: true},
		"bad":          {SHA: "abc", Mistakes: 1, Notes: []mentorship.Note{note(1, 2, false, "a value cannot begin with @; write the login without it")}},
		"bad-proposed": {SHA: "abc", Number: 7, Mistakes: 2, Notes: []mentorship.Note{note(1, 2, false, "one"), note(3, 1, false, "two")}},
	}
}

func TestHouseCheck(t *testing.T) {
	for name, r := range reports() {
		t.Run(name, func(t *testing.T) {
			c := HouseCheck(r)
			var b strings.Builder
			fmt.Fprintf(&b, "%s: %s\n\n%s\n", c.Conclusion, c.Title, c.Summary)
			for _, n := range c.Notes {
				fmt.Fprintf(&b, "\n%s:%d:%d: %s (warning %v)", n.Path, n.Line, n.Col, n.Message, n.Warning)
			}
			sameText(t, "check-"+name, b.String()+"\n")
		})
	}
}

// sameText holds a text against its golden file and against what all texts keep to.
func sameText(t *testing.T, name, got string) {
	t.Helper()
	if strings.Contains(got, "@") {
		t.Errorf("an @ in %q", got)
	}
	tone(t, english, strings.TrimPrefix(got, "failure")) // GitHub's word
	golden := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A summary stays below what GitHub takes, whatever stands in the file.
func TestHugeSummary(t *testing.T) {
	r := HouseReport{SHA: "abc"}
	for i := range 5000 {
		r.Entries = append(r.Entries, HouseEntry{Login: strings.Repeat("ü", 30) + fmt.Sprint(i), Stand: EntryActs})
	}
	r.AskedOf = 30
	if n := len(HouseCheck(r).Summary); n > 65535 {
		t.Errorf("%d bytes", n)
	}
}

func TestOpsIssue(t *testing.T) {
	ops := mentorship.Repo{Tenant: 1, ID: 6, Owner: "acme", Name: "ops"}
	known := mentorship.Thread{Repo: ops, Number: 3}
	bad := OpsReport{Mistakes: []mentorship.Note{note(2, 1, false, "unknown key \"colour\" by @zoe"), note(5, 3, false, "capacity is a number from 0 to 8")}}
	all := bad
	all.Flood = true
	all.Waits = []Wait{{mentorship.Thread{Repo: repo, Number: 9}, mentorship.ConcernQuestion}, {pull, mentorship.ConcernNobody}}
	for _, c := range []struct {
		name   string
		known  mentorship.Thread
		in     mentorship.Repo
		report OpsReport
		want   mentorship.WriteKind
	}{
		{"none", mentorship.Thread{}, ops, OpsReport{}, mentorship.WriteNothing},
		{"nowhere", mentorship.Thread{}, mentorship.Repo{}, bad, mentorship.WriteNothing},
		{"new", mentorship.Thread{}, ops, bad, mentorship.WriteIssue},
		{"known", known, ops, bad, mentorship.WriteIssueEdit},
		{"flood", known, ops, OpsReport{Flood: true}, mentorship.WriteIssueEdit},
		{"all", known, ops, all, mentorship.WriteIssueEdit},
		{"mended", known, mentorship.Repo{}, OpsReport{}, mentorship.WriteIssueEdit},
	} {
		for _, lang := range []string{english, "es"} {
			w := reads(lang).OpsIssue(mentorship.Ops(repo), c.known, c.in, c.report)
			over := c.name == "mended"
			if w.Kind != c.want || w.Close != over || w.Reopen != (!c.known.Zero() && !over) {
				t.Errorf("%s: %+v", c.name, w)
			}
			if w.Kind == mentorship.WriteNothing {
				continue
			}
			if w.Rewrite != nil {
				if _, changed := w.Rewrite(w.Body); changed {
					t.Errorf("%s: an edit that changes nothing is one", c.name)
				}
			}
			sameText(t, map[string]string{english: "", "es": "es/"}[lang]+"ops-"+c.name, show(w))
		}
	}
}
