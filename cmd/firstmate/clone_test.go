package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/githistory/clonetest"
	"github.com/google/go-cmp/cmp"
)

// acmeClone is a small project of 600 days. Ada is at home in store/, Grace in
// web/, Lin in docs/; newcomers come in the second half, one every twelve days.
func acmeClone(t *testing.T, trailer string) string {
	t.Helper()
	const (
		ada   = "Ada Lovelace <1001+ada@users.noreply.github.com>"
		grace = "Grace Hopper <grace@acme.test>"
		lin   = "Lin \x1b[31mChen <lin@acme.test>"
	)
	var commits []clonetest.Commit
	add := func(day int, author, reviewer string, files ...string) {
		c := clonetest.Commit{Author: author, At: time.Date(2020, 1, 1+day, 9, 0, 0, 0, time.UTC), Message: "Work", Files: files}
		if trailer != "" {
			c.Message += fmt.Sprintf("\n\n%s: %s\n", trailer, reviewer)
		}
		commits = append(commits, c)
	}
	for day := 0; day < 600; day += 6 {
		switch day / 6 % 3 {
		case 0:
			add(day, ada, grace, "store/cache.go", "store/disk/disk.go")
		case 1:
			add(day, grace, ada, "web/page.ts", "web/forms/form.ts")
		case 2:
			add(day, lin, ada, "docs/[id]/guide.md")
		}
		if day >= 300 && day%12 == 0 {
			place := []string{"store/cache.go", "web/page.ts", "docs/[id]/guide.md"}[day/12%3]
			who := []string{ada, grace, lin}[day/12%3]
			add(day+1, fmt.Sprintf("New No%d <new%d@home.test>", day, day), who, place)
		}
	}
	add(600, "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>", ada, "go.mod")
	return clonetest.New(t, commits...)
}

// cliRun runs the program as people do.
func cliRun(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(t.Context(), args, &out, &err)
	return code, out.String(), err.String()
}

// golden compares with a file in testdata/clone; -update writes it.
func golden(t *testing.T, name, got string) { t.Helper(); goldenIn(t, "clone", name, got) }

// goldenIn compares with a file in that folder of testdata.
func goldenIn(t *testing.T, folder, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", folder, name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s:\n%s", name, diff)
	}
}

const acmeRules = `version: 1
mentors:
  - {login: ada, paths: ["web/**"]}
  - {login: grace}
  - {login: lin, capacity: 0}
  - {login: linchen, away: ["2000-01-01..2099-12-31"]}
  - {login: somebody-else}
`

func TestOnAClone(t *testing.T) {
	dir := acmeClone(t, "Reviewed-by")
	rules := writeFile(t, "firstmate.yml", acmeRules)
	before := snapshot(t, dir)
	for _, tt := range []struct{ name, args string }{
		{"suggest-files.golden", "suggest --files store/cache.go,./store/new.go,store/cache.go"},
		{"suggest-files-json.golden", "suggest --files store/cache.go --format json"},
		{"suggest-rev.golden", "suggest --rev HEAD~1"},
		{"suggest-rules.golden", "suggest --files web/page.ts --rules " + rules},
		{"suggest-rules-json.golden", "suggest --files web/page.ts --format json --rules " + rules},
		{"init.golden", "init"},
		{"backtest.golden", "backtest --method firstmate --method most-active"},
		{"backtest-json.golden", "backtest --method firstmate --format json"},
	} {
		code, out, said := cliRun(t, append(strings.Fields(tt.args), "--git", dir)...)
		if code != 0 || said != "" {
			t.Errorf("%s: exit %d, %s", tt.args, code, said)
		}
		golden(t, tt.name, out)
		if strings.Contains(out, "@") || strings.Contains(out, "\x1b") {
			t.Errorf("%s prints an address or moves the cursor: %q", tt.args, out)
		}
		if _, again, _ := cliRun(t, append(strings.Fields(tt.args), "--git", dir)...); again != out {
			t.Errorf("%s: says something else the second time", tt.args)
		}
	}
	if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
		t.Errorf("the clone was changed:\n%s", diff)
	}
}

// snapshot lists all files of a folder with size and time.
func snapshot(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		at, err := d.Info()
		if err == nil && !d.IsDir() {
			out = append(out, fmt.Sprint(path, at.Size(), at.ModTime(), at.Mode()))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestInitIsValidAsItIsAndUncommented(t *testing.T) {
	_, text, _ := cliRun(t, "init", "--git", acmeClone(t, "Reviewed-by"))
	house, findings := config.Parse([]byte(text))
	if !config.Valid(findings) || len(house.Mentors) != 0 {
		t.Errorf("as it is: %v, mentors %v", findings, house.Mentors)
	}
	house, findings = config.Parse([]byte(regexp.MustCompile(`(?m)^  # `).ReplaceAllString(text, "  ")))
	if len(findings) > 0 || len(house.Mentors) != 3 {
		t.Errorf("uncommented: %v, mentors %v", findings, house.Mentors)
	}
	for _, m := range house.Mentors {
		if m.Login == "" || len(m.Paths) == 0 || m.Capacity != 1 {
			t.Errorf("%+v", m)
		}
	}
}

func TestInitWritesOnlyANewFile(t *testing.T) {
	dir := acmeClone(t, "")
	_, text, _ := cliRun(t, "init", "--git", dir)
	out := filepath.Join(t.TempDir(), "firstmate.yml")
	if code, printed, said := cliRun(t, "init", "--git", dir, "--output", out); code != 0 || printed != "" || !strings.Contains(said, "invites nobody") {
		t.Errorf("exit %d, printed %q, said %q", code, printed, said)
	}
	if got, err := os.ReadFile(out); err != nil || string(got) != text {
		t.Errorf("%v\n%s", err, cmp.Diff(text, string(got)))
	}
	mine := writeFile(t, "mine.yml", "version: 1\n")
	dangling := filepath.Join(filepath.Dir(mine), "link.yml")
	if err := os.Symlink(filepath.Join(filepath.Dir(mine), "nowhere.yml"), dangling); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ output, want string }{
		{mine, "exists already and is left as it is"},
		{dangling, "exists already and is left as it is"},
		{filepath.Dir(mine), "exists already and is left as it is"},
		{filepath.Join(filepath.Dir(mine), "no", "x.yml"), "make it first"},
	} {
		code, printed, said := cliRun(t, "init", "--git", dir, "--output", tt.output)
		if code != 2 || printed != "" || !strings.Contains(said, tt.want) {
			t.Errorf("%s: exit %d, printed %q, said %q", tt.output, code, printed, said)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(mine), "*")); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(mine), ".*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
