package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/githistory/clonetest"
	"github.com/google/go-cmp/cmp"
)

// TestAHistoryWithoutReviewers is what squashed pull requests leave.
func TestAHistoryWithoutReviewers(t *testing.T) {
	dir := acmeClone(t, "")
	code, out, said := cliRun(t, "backtest", "--git", dir)
	if code != 2 || out != "" || !strings.Contains(said, "Reviewed-by") || strings.Count(said, "\n") != 1 {
		t.Errorf("backtest: exit %d, printed %q, said %q", code, out, said)
	}
	if code, out, _ := cliRun(t, "suggest", "--git", dir, "--files", "store/cache.go"); code != 0 || !strings.Contains(out, "Ada Lovelace") {
		t.Errorf("suggest: exit %d, %s", code, out)
	}
	if code, out, _ := cliRun(t, "init", "--git", dir); code != 0 || !strings.Contains(out, "- login: ada") {
		t.Errorf("init: exit %d, %s", code, out)
	}
}

func TestCloneCommandsSayWhatIsWrong(t *testing.T) {
	dir := acmeClone(t, "Reviewed-by")
	empty := t.TempDir()
	clonetest.Git(t, empty, "init", "--quiet")
	quiet := clonetest.New(t, clonetest.Commit{Author: "dependabot[bot] <d@x.test>", At: time.Unix(1e9, 0), Message: "x", Files: []string{"a"}})
	lonely := clonetest.New(t, clonetest.Commit{Author: "Ada <a@x.test>", At: time.Unix(1e9, 0), Message: "x", Files: []string{"a"}})
	bad := writeFile(t, "bad.yml", "version: 1\nmentor: []\n")
	for _, tt := range []struct{ args, want string }{
		{"backtest --git " + empty, "has no commits yet"},
		{"suggest --files a --git " + empty, "has no commits yet"},
		{"init --git " + empty, "has no commits yet"},
		{"demo --once --git " + empty, "has no commits yet"},
		{"init --git " + quiet, "none of the 1 commits is a change of files by a person"},
		{"init --git " + lonely, "nobody made 5 changes in the year before 2001-09-09"},
		{"demo --once --git " + lonely, "too little history for the story"},
		{"suggest --git " + dir, "say which change"},
		{"suggest --files a --rev b --git " + dir, "can't be used together"},
		{"suggest --rev nonsense --git " + dir, `knows no commit "nonsense"`},
		{"suggest --files /etc/passwd --git " + dir, "is not a path from the root"},
		{"suggest --files ../x --git " + dir, "is not a path from the root"},
		{"suggest --files , --git " + dir, "no path given"},
		{"suggest --files a --rules " + bad + " --git " + dir, ":2:1: unknown key"},
		{"suggest --files a --rules no-such-file --git " + dir, "no-such-file: no such file"},
		{"backtest --history x --git " + dir, "not both"},
		{"backtest", "--git DIR"},
		{"init", "missing flags: --git"},
	} {
		code, out, said := cliRun(t, strings.Fields(tt.args)...)
		if code != 2 || out != "" || !strings.Contains(said, tt.want) || strings.Count(said, "\n") != 1 {
			t.Errorf("%s: exit %d, printed %q, said %q", tt.args, code, out, said)
		}
	}
}

func TestNobodyToSuggestIsAnAnswer(t *testing.T) {
	lonely := clonetest.New(t, clonetest.Commit{Author: "Ada <a@x.test>", At: time.Unix(1e9, 0), Message: "x", Files: []string{"a"}})
	if code, out, _ := cliRun(t, "suggest", "--git", lonely, "--files", "a"); code != 0 || !strings.Contains(out, "nobody to suggest") {
		t.Errorf("exit %d, %s", code, out)
	}
	rules := writeFile(t, "firstmate.yml", "version: 1\nmentors: [{login: zoe}]\n")
	if code, out, _ := cliRun(t, "suggest", "--git", lonely, "--files", "a", "--rules", rules); code != 0 || !strings.Contains(out, "Not found in this history: zoe.") {
		t.Errorf("exit %d, %s", code, out)
	}
}

func TestInterruptedCloneCommands(t *testing.T) {
	dir := acmeClone(t, "Reviewed-by")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range []string{"backtest", "suggest --files a", "init", "demo --once"} {
		var out, said bytes.Buffer
		code := run(ctx, append(strings.Fields(args), "--git", dir), &out, &said)
		if code != exitInterrupted || out.Len() != 0 {
			t.Errorf("%s: exit %d, printed %q, said %q", args, code, out.String(), said.String())
		}
	}
}

// TestACloneTellsWhatItsHistoryFileTells: figures do not depend on where a
// history comes from.
func TestACloneTellsWhatItsHistoryFileTells(t *testing.T) {
	var commits []clonetest.Commit
	var lines strings.Builder
	at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 800 {
		author, reviewer := i%7, (i+i/100)%7+1
		if i%11 == 0 {
			author = 100 + i
		}
		files := []string{fmt.Sprintf("d%d/f%d", reviewer, i%5), fmt.Sprintf("e/f%d", i%13)}
		commits = append(commits, clonetest.Commit{Author: fmt.Sprintf("P%d <p%d@x.test>", author, author), At: at,
			Message: fmt.Sprintf("x\n\nReviewed-by: P%d <p%d@x.test>", reviewer, reviewer), Files: files})
		reviewers := []string{fmt.Sprintf("p%d", reviewer)}
		if reviewer == author {
			reviewers = nil
		}
		line, err := json.Marshal(map[string]any{"id": fmt.Sprint(i), "time": at, "author": fmt.Sprintf("p%d", author), "reviewers": reviewers, "files": files})
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(line, '\n'))
		at = at.Add(26 * time.Hour)
	}
	_, want, _ := cliRun(t, "backtest", "--format", "json", "--method", "most-active", "--history", writeFile(t, "h.jsonl", lines.String()))
	_, got, said := cliRun(t, "backtest", "--format", "json", "--method", "most-active", "--git", clonetest.New(t, commits...))
	if diff := cmp.Diff(want, got); diff != "" || !strings.Contains(got, `"changes":800`) {
		t.Errorf("%s\n%s", said, diff)
	}
}

func TestDemoOnAClone(t *testing.T) {
	code, out, said := cliRun(t, "demo", "--once", "--git", acmeClone(t, "Reviewed-by"))
	if code != 0 {
		t.Errorf("exit %d: %s", code, said)
	}
	for _, want := range []string{"These play\nthe mentors: Ada Lovelace, Grace Hopper, Lin ?[31mChen.", "@ada has offered to help", "one year, four newcomers", "4 newcomers found, 4 greeted", "touching store/"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
}

// TestDemoOnTheSmallestClone has two people, whose names are those of a newcomer
// in the story and none that a login can be made of.
func TestDemoOnTheSmallestClone(t *testing.T) {
	var commits []clonetest.Commit
	for i := range 12 {
		commits = append(commits, clonetest.Commit{Author: []string{"Nia <7+Nia@users.noreply.github.com>", "Иван <i@x.test>"}[i%2],
			At: time.Date(2020, 1, 1+i, 0, 0, 0, 0, time.UTC), Message: "x", Files: []string{"\x1b/odd", "README.md"}})
	}
	code, out, said := cliRun(t, "demo", "--once", "--git", clonetest.New(t, commits...), "--format", "json")
	if code != 0 || !strings.Contains(out, `"newcomers":3,"greeted":3,"pairings":2,"tracking_issues":2`) {
		t.Errorf("exit %d, %s, %s", code, out, said)
	}
}

func TestLoginOf(t *testing.T) {
	for name, want := range map[string]string{
		"Ada Lovelace": "ada-lovelace", "ada": "ada", "J. R. R. Tolkien": "j-r-r-tolkien", "Иван": "", "": "", "--": "",
		"some_body": "some-body", strings.Repeat("long ", 20): "long-long-long-long-long-long",
	} {
		if got := loginOf(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
