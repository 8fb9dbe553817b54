package githistory_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/githistory"
	"github.com/firstmate-app/firstmate/app/githistory/clonetest"
	"github.com/firstmate-app/firstmate/matching"
	"github.com/google/go-cmp/cmp"
)

const (
	ada   = "Ada Lovelace <ada@acme.test>"
	grace = "Grace Hopper <12345+grace@users.noreply.github.com>"
	nia   = "Nia Newcomer <nia@home.test>"
)

func on(day int) time.Time { return time.Date(2020, 1, 1+day, 12, 0, 0, 0, time.UTC) }

func by(who string, day int, message string, files ...string) clonetest.Commit {
	return clonetest.Commit{Author: who, At: on(day), Message: message, Files: files}
}

func from(c clonetest.Commit, parents ...int) clonetest.Commit {
	c.Parents = parents
	return c
}

func readClone(t *testing.T, dir string) githistory.Clone {
	t.Helper()
	c, err := githistory.ReadClone(t.Context(), dir, githistory.CloneOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// told is a history in words: day, author, reviewers and files of each change.
func told(c githistory.Clone) (out []string) {
	for _, x := range c.Changes {
		line := fmt.Sprintf("%d %s: %s", int(x.Time.Sub(on(0)).Hours()/24), c.People.Person(x.Author).Name, strings.Join(x.Files, " "))
		for _, r := range x.Reviewers {
			line += " / " + c.People.Person(r).Name
		}
		if x.Large {
			line = fmt.Sprintf("%d large, %d files", int(x.Time.Sub(on(0)).Hours()/24), len(x.Files))
		}
		out = append(out, line)
	}
	return out
}

func many(n int) (files []string) {
	for i := range n {
		files = append(files, fmt.Sprintf("many/%04d", i))
	}
	return files
}

func TestReadClone(t *testing.T) {
	for _, tt := range []struct {
		name    string
		commits []clonetest.Commit
		want    []string
	}{
		{"authors and trailers", []clonetest.Commit{
			by(ada, 0, "Begin", "README", "a/b.go"),
			by(grace, 1, "Go on\n\nReviewed-by: Ada Lovelace <ada@acme.test>", "a/b.go"),
			by(nia, 2, "First\n\nReviewed-By: Ada L <ADA@acme.test>\nReviewed-by: grace\nReviewers: ada, @grace , somebody", "a/c.go"),
			by(ada, 3, "Own\n\nReviewed-by: Ada Lovelace <ada@acme.test>\nreviewed-by: Nia Newcomer", "d"),
		}, []string{
			"0 Ada Lovelace: README a/b.go", "1 Grace Hopper: a/b.go / Ada Lovelace",
			"2 Nia Newcomer: a/c.go / Ada Lovelace / Grace Hopper / somebody", "3 Ada Lovelace: d / Nia Newcomer",
		}},
		{"who accepted, not who was asked", []clonetest.Commit{
			by(ada, 0, "x\n\nReviewers: grace, nia, #core\nReviewed By: nia\n", "a"),
		}, []string{"0 Ada Lovelace: a / nia"}},
		{"a squashed pull request names nobody", []clonetest.Commit{by(ada, 0, "Do it (#12)\n\n* first\n* second", "a")},
			[]string{"0 Ada Lovelace: a"}},
		{"merges by the button", []clonetest.Commit{
			by(ada, 0, "Begin", "a"),
			by(nia, 1, "Fix", "b"),
			by(nia, 2, "Fix more", "c"),
			from(by(grace, 3, "Other", "a"), 0),
			from(by(ada, 5, "Merge pull request #7 from nia/fix\n\nFix it"), 3, 2),
			by(ada, 6, "After", "a"),
		}, []string{"0 Ada Lovelace: a", "3 Grace Hopper: a", "5 Nia Newcomer: b / Ada Lovelace", "5 Nia Newcomer: c / Ada Lovelace", "6 Ada Lovelace: a"}},
		{"merges at GitLab", []clonetest.Commit{
			by(ada, 0, "Begin", "a"), by(nia, 1, "Fix", "b"),
			from(by(grace, 2, "Merge branch 'fix' into 'main'\n\nFix\n\nSee merge request acme/tools!4"), 0, 1),
		}, []string{"0 Ada Lovelace: a", "2 Nia Newcomer: b / Grace Hopper"}},
		{"a plain merge is no review", []clonetest.Commit{
			by(ada, 0, "Begin", "a"), by(nia, 1, "Fix", "b"),
			from(by(grace, 2, "Merge branch 'fix'"), 0, 1),
		}, []string{"0 Ada Lovelace: a", "1 Nia Newcomer: b"}},
		{"the main branch merged into the branch first", []clonetest.Commit{
			by(ada, 0, "Begin", "a"),
			from(by(nia, 1, "Fix", "b"), 0),
			from(by(ada, 2, "Main goes on", "a"), 0),
			from(by(nia, 3, "Merge branch 'main' into fix"), 1, 2),
			from(by(nia, 4, "More", "c"), 3),
			from(by(grace, 5, "Merge pull request #1 from nia/fix"), 2, 4),
		}, []string{"0 Ada Lovelace: a", "2 Ada Lovelace: a", "5 Nia Newcomer: b / Grace Hopper", "5 Nia Newcomer: c / Grace Hopper"}},
		{"homu, with a rollup", []clonetest.Commit{
			by(ada, 0, "Begin", "a"),
			from(by(nia, 1, "Fix", "b"), 0),
			from(by(grace, 2, "Rollup merge of #5 - nia:fix, r=ada\n\nFix"), 0, 1),
			from(by("bors <bors@rust-lang.org>", 3, "Auto merge of #9 - grace:rollup, r=grace\n\nRollup"), 0, 2),
			by(grace, 4, "Next", "c"),
			from(by("bors <bors@rust-lang.org>", 5, "Auto merge of #10 - grace:next, r=ada,nia\n\nNext"), 3, 4),
		}, []string{"0 Ada Lovelace: a", "2 Nia Newcomer: b / Ada Lovelace", "5 Grace Hopper: c / Ada Lovelace / Nia Newcomer"}},
		{"bors-ng, one and two at once", []clonetest.Commit{
			by(ada, 0, "Begin", "a"),
			from(by(nia, 1, "One", "b"), 0),
			from(by("bors[bot] <26634292+bors[bot]@users.noreply.github.com>", 2, "Merge #3\n\n3: One r=ada a=nia\n\nText."), 0, 1),
			from(by(nia, 3, "Two", "b"), 2),
			from(by(grace, 4, "Three", "c"), 2),
			from(by("bors[bot] <26634292+bors[bot]@users.noreply.github.com>", 5, "Merge #4 #5\n\n4: Two r=grace a=nia\n\n5: Three r=ada a=grace\n"), 2, 3, 4),
		}, []string{"0 Ada Lovelace: a", "2 Nia Newcomer: b / Ada Lovelace", "5 Nia Newcomer: b / Grace Hopper", "5 Grace Hopper: c / Ada Lovelace"}},
		{"bots are not there", []clonetest.Commit{
			by("dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>", 0, "Bump", "go.mod"),
			by("Renovate Bot <bot@renovateapp.com>", 1, "Bump", "go.mod"),
			by("Jan Bot <jan@acme.test>", 2, "Person\n\nReviewed-by: Gopher Robot <gobot@golang.org>\nReviewed-by: acme-ci-robot", "a"),
		}, []string{"2 Jan Bot: a"}},
		{"nothing without files, nothing from 1972", []clonetest.Commit{
			{Author: ada, At: time.Date(1972, 7, 19, 0, 0, 0, 0, time.UTC), Message: "hello, world", Files: []string{"hello.b"}},
			by(ada, 1, "Begin", "a"), by(ada, 2, "trigger the checks"),
		}, []string{"1 Ada Lovelace: a"}},
		{"large", []clonetest.Commit{by(ada, 0, "300", many(300)...), by(ada, 1, "301", many(301)...)},
			[]string{"0 Ada Lovelace: " + strings.Join(many(300), " "), "1 large, 100 files"}},
		{"odd paths", []clonetest.Commit{by(ada, 0, "x", "a b", "\nc", "d\n\ne", `"f"\`, "\xff\xfe", "ü", "\x1e\x1f\t")},
			[]string{"0 Ada Lovelace: \nc \x1e\x1f\t \"f\"\\ a b d\n\ne ü \xff\xfe"}},
		{"odd people", []clonetest.Commit{
			by("A\x1fB\x1e\x1b[31mC <a@acme.test>", 0, "\x00x", "a"),
			by("ada@acme.test <ada@acme.test>", 1, "\n\nReviewed-by: <>\nReviewed-by:\nReviewed-by: \xff\xfe <x@acme.test>\nReviewed-by: a b c\n", "b"),
			by(" <>", 2, "x", "c"),
		}, []string{"0 A?B??[31mC: a", "1 ada: b / ?? / a b c", "2 somebody without a name: c"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, told(readClone(t, clonetest.New(t, tt.commits...)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRenamesListBothPaths(t *testing.T) {
	dir := clonetest.New(t, by(ada, 0, "x", "old"))
	clonetest.Git(t, dir, "reset", "--hard", "--quiet")
	clonetest.Git(t, dir, "config", "diff.renames", "copies")
	clonetest.Git(t, dir, "mv", "old", "new")
	clonetest.Git(t, dir, "-c", "user.name=N", "-c", "user.email=n@n", "commit", "--quiet", "--message", "Rename")
	c := readClone(t, dir)
	if diff := cmp.Diff([]string{"old", "new"}, c.Changes[1].Files); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]matching.Rename{{From: "old", To: "new"}}, c.Changes[1].Renames); diff != "" {
		t.Error(diff)
	}
}

func TestBrokenMailmapIsNamed(t *testing.T) {
	dir := clonetest.New(t, by(ada, 0, "x", "f"))
	write(t, filepath.Join(dir, ".mailmap"), "# people\n\n<<<\nAda <a@x.test>\n\xff\xff>\n")
	if diff := cmp.Diff([]int{3, 5}, readClone(t, dir).Mailmap); diff != "" {
		t.Error(diff)
	}
}

// whoIs lists the persons of some authors: equal numbers are one person.
func TestPeopleAreJoinedWhereItIsSafe(t *testing.T) {
	for _, tt := range []struct {
		name    string
		authors []string
		mailmap string
		want    string
	}{
		{"same address", []string{"Ada <a@x.test>", "Ada Lovelace <A@x.test>"}, "", "1 1"},
		{"same full name", []string{"Ada Lovelace <a@x.test>", "ada  lovelace <b@y.test>"}, "", "1 1"},
		{"same short name", []string{"Ada <a@x.test>", "Ada <b@y.test>"}, "", "1 2"},
		{"anybody's name", []string{"Your Name <a@x.test>", "Your Name <b@y.test>"}, "", "1 2"},
		{"anybody's address", []string{"Ada Lovelace <root@localhost>", "Grace Hopper <root@localhost>"}, "", "1 2"},
		{"no address", []string{"Ada Lovelace <>", "Grace Hopper <>", "Ada Lovelace <>"}, "", "1 2 1"},
		{"one account", []string{"Ada <1+ada@users.noreply.github.com>", "A <ada@users.noreply.github.com>"}, "", "1 1"},
		{"account renamed", []string{"Ada <1+ada@users.noreply.github.com>", "A <1+lovelace@users.noreply.github.com>"}, "", "1 1"},
		{"one name, two accounts", []string{"Wei Wang <1+ww@users.noreply.github.com>", "Wei Wang <2+wei@users.noreply.github.com>", "Wei Wang <w@x.test>"}, "", "1 2 3"},
		{"one name, one account", []string{"Wei Wang <1+ww@users.noreply.github.com>", "Wei Wang <w@x.test>"}, "", "1 1"},
		{"mailmap", []string{"A <a@x.test>", "B <b@x.test>"}, "Ada <a@x.test> <b@x.test>\n", "1 1"},
		{"broken mailmap", []string{"A <a@x.test>", "B <b@x.test>"}, "<<<\n\xff\xff>\nAda\x00 <a@x.test> <b@x.test\n<", "1 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var commits []clonetest.Commit
			for i, a := range tt.authors {
				commits = append(commits, by(a, i, "x", "f"))
			}
			dir := clonetest.New(t, commits...)
			write(t, filepath.Join(dir, ".mailmap"), tt.mailmap)
			var got []string
			for _, c := range readClone(t, dir).Changes {
				got = append(got, strings.TrimLeft(string(c.Author), "p0"))
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMailmapCountsForReviewersToo(t *testing.T) {
	dir := clonetest.New(t, by(ada, 0, "x", "a"), by(nia, 1, "y\n\nReviewed-by: L <old@acme.test>", "a"))
	write(t, filepath.Join(dir, ".mailmap"), "Ada Lovelace <ada@acme.test> <old@acme.test>\n")
	if diff := cmp.Diff("1 Nia Newcomer: a / Ada Lovelace", told(readClone(t, dir))[1]); diff != "" {
		t.Error(diff)
	}
}

func TestFind(t *testing.T) {
	c := readClone(t, clonetest.New(t,
		by(grace, 0, "x", "a"), by("Lin Chen <lc@acme.test>", 1, "x", "a"), by("Chris One <chris@acme.test>", 2, "x", "a"),
		by("Chris Two <chris@home.test>", 3, "x", "a"), by("renovate[bot] <r@x.test>", 4, "x", "a"),
	))
	for login, want := range map[string]string{
		"grace": "Grace Hopper", "@Grace": "Grace Hopper", "linchen": "Lin Chen", "Lin-Chen": "Lin Chen", "lc": "Lin Chen",
		"chris": "", "nobody": "", "": "", "-": "", "renovate[bot]": "", "r": "",
	} {
		got, ok := c.People.Find(login)
		if got.Name != want || ok != (want != "") {
			t.Errorf("%q: found %q (%v), want %q", login, got.Name, ok, want)
		}
	}
	if got, _ := c.People.Find("grace"); got.Login != "grace" {
		t.Errorf("%+v", got)
	}
	if got := c.People.Person("p9"); got.Name != "p9" {
		t.Errorf("%+v", got)
	}
}

func TestAsked(t *testing.T) {
	dir := clonetest.New(t, by(ada, 0, "x", "a"), by(nia, 1, "y", "b"), by(ada, 2, "z", "c"), by(grace, 4, "Head", "d"))
	clonetest.Git(t, dir, "branch", "side", "main~1")
	c, err := githistory.ReadClone(t.Context(), dir, githistory.CloneOptions{Rev: "side"})
	if err != nil {
		t.Fatal(err)
	}
	want := matching.Change{ID: clonetest.Git(t, dir, "rev-parse", "side"), Time: on(2), Author: c.Changes[0].Author, Files: []string{"c"}}
	if diff := cmp.Diff(want, c.Asked); diff != "" {
		t.Error(diff)
	}
	for _, rev := range []string{"no-such-thing", "-n1", "HEAD..side", "HEAD:d", ""} {
		_, err := githistory.ReadClone(t.Context(), dir, githistory.CloneOptions{Rev: rev})
		if rev != "" && (err == nil || !strings.Contains(err.Error(), "knows no commit")) {
			t.Errorf("%q: %v", rev, err)
		}
	}
}

func TestAskedOutsideTheHistoryAndMerges(t *testing.T) {
	dir := clonetest.New(t, by(ada, 0, "x", "a"), by(nia, 1, "y", "b"), from(by(ada, 2, "Merge branch"), 0, 1))
	merge := clonetest.Git(t, dir, "rev-parse", "HEAD")
	clonetest.Git(t, dir, "update-ref", "refs/heads/main", "HEAD~1")
	c, err := githistory.ReadClone(t.Context(), dir, githistory.CloneOptions{Rev: merge + "^2"})
	if err != nil || c.People.Person(c.Asked.Author).Name != "Nia Newcomer" || len(c.Changes) != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := githistory.ReadClone(t.Context(), dir, githistory.CloneOptions{Rev: merge}); err == nil || !strings.Contains(err.Error(), "is a merge") {
		t.Errorf("a merge: %v", err)
	}
}

func TestUntil(t *testing.T) {
	dir := clonetest.New(t, by(ada, 0, "x", "a"), by(ada, 40000, "clock broken", "a"))
	c, err := githistory.ReadClone(t.Context(), dir, githistory.CloneOptions{Until: on(100)})
	if err != nil || len(c.Changes) != 1 || c.Commits != 2 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestProgressAndInterrupt(t *testing.T) {
	dir := clonetest.New(t, by(ada, 0, "x", "a"), by(ada, 1, "x", "a"), by(ada, 2, "x", "a"))
	ctx, cancel := context.WithCancel(t.Context())
	var seen []int
	_, err := githistory.ReadClone(ctx, dir, githistory.CloneOptions{Progress: func(n int) {
		if seen = append(seen, n); n == 3 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || len(seen) != 3 {
		t.Errorf("%v after %v", err, seen)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}
