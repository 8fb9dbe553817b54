package ghclient

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

var (
	ada  = mentorship.Person{ID: 21, Login: "ada"}
	nova = mentorship.Person{ID: 31, Login: "nova"}
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// everyBase runs a test on every shape of API address.
func everyBase(t *testing.T, test func(t *testing.T, f *fake, c *Client)) {
	for _, base := range bases {
		t.Run("base "+base, func(t *testing.T) {
			f := newFake(t, base)
			test(t, f, f.client())
		})
	}
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestPull(t *testing.T) {
	everyBase(t, func(t *testing.T, _ *fake, c *Client) {
		p, err := c.Pull(t.Context(), thread7)
		if err != nil {
			t.Fatal(err)
		}
		today := widgets
		today.Owner, today.Name, today.Branch = "acme-inc", "widgets-renamed", "trunk"
		same(t, p, mentorship.Pull{
			Repo: today, Number: 7, Author: nova, Association: "NONE", Closed: true, Merged: true, Locked: true,
			CreatedAt: at("2026-02-01T00:00:00Z"), UpdatedAt: at("2026-02-03T04:05:07Z"),
			ClosedAt: at("2026-02-03T04:05:06Z"), MergedAt: at("2026-02-03T04:05:06Z"),
			Head: "abc123", Explained: true, Title: "T", Labels: []string{"bug"},
		})
		bot, err := c.Pull(t.Context(), mentorship.Thread{Repo: widgets, Number: 8})
		if err != nil || !bot.Author.Bot || bot.Explained {
			t.Errorf("%+v, %v", bot, err)
		}
		_, err = c.Pull(t.Context(), mentorship.Thread{Repo: widgets, Number: 9})
		wantKind(t, err, mentorship.FaultNotFound) // the name belongs to repository 999
		_, err = c.Pull(t.Context(), mentorship.Thread{Repo: widgets, Number: 404})
		wantKind(t, err, mentorship.FaultNotFound)
	})
}

func TestIssue(t *testing.T) {
	everyBase(t, func(t *testing.T, _ *fake, c *Client) {
		is, err := c.Issue(t.Context(), mentorship.Thread{Repo: widgets, Number: 6})
		if err != nil {
			t.Fatal(err)
		}
		same(t, is, mentorship.Pull{
			Repo: widgets, Number: 6, Author: nova, Association: "NONE", Issue: true, Closed: true, Resolved: true, Locked: true,
			CreatedAt: at("2026-02-01T00:00:00Z"), UpdatedAt: at("2026-02-03T04:05:07Z"), ClosedAt: at("2026-02-03T04:05:06Z"),
			Title: "T", Labels: []string{"mentor-wanted"},
		})
		_, err = c.Issue(t.Context(), thread7) // a pull request
		wantKind(t, err, mentorship.FaultNotFound)
	})
}

func TestFiles(t *testing.T) {
	f := newFake(t, "")
	c := f.client()
	got, err := c.Files(t.Context(), thread7)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, []string{"store/a.go", "store/old.go", "store/new.go"})
	f.list("GET /repos/acme/widgets/pulls/7/files", 1234, func(i int) string {
		return fmt.Sprintf(`{"filename":"f%04d","previous_filename":"g%04d"}`, i, i)
	})
	got, err = c.Files(t.Context(), thread7)
	if err != nil || len(got) != 300 || got[299] != "f0149" {
		t.Errorf("%d files, %v", len(got), err)
	}
	if n := len(f.calls("GET /repos/acme/widgets/pulls/7/files")); n != 3 {
		t.Errorf("%d requests for 300 paths", n)
	}
}

func TestRemarks(t *testing.T) {
	everyBase(t, func(t *testing.T, _ *fake, c *Client) {
		rs, err := c.Remarks(t.Context(), thread7)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rs {
			got = append(got, fmt.Sprintf("%s %d %s %s us=%t edited=%t", r.Kind, r.ID, r.By.Login, r.Review, r.ByUs, r.Edited))
			if r.ThreadBy != nova {
				t.Errorf("thread by %v", r.ThreadBy)
			}
		}
		same(t, got, []string{
			"comment 201 firstmate[bot]  us=true edited=true",
			"review_comment 401 ada  us=false edited=false",
			"review 301 ada approved us=false edited=false",
			"review 302 nova commented us=false edited=false",
			"review 303 firstmate[bot] commented us=true edited=false",
			"review 305 grace approved us=false edited=false",
			"review 306 grace changes_requested us=false edited=false",
			"review 307 ada commented us=false edited=false",
			"comment 202 firstmate  us=false edited=false",
			"comment 203   us=false edited=false",
		})
	})
}

// An issue has no reviews to ask for.
func TestRemarksOfAnIssue(t *testing.T) {
	f := newFake(t, "")
	rs, err := f.client().Remarks(t.Context(), issue20)
	if err != nil || len(rs) != 1 || rs[0].By != nova || rs[0].Text != "hi" || !rs[0].ThreadBy.Bot {
		t.Errorf("%+v, %v", rs, err)
	}
	if n := len(f.calls("GET /repos/acme/widgets/pulls")); n != 0 {
		t.Errorf("%d requests for reviews", n)
	}
}

func TestChecksPassed(t *testing.T) {
	run := func(app int, status, conclusion string) string {
		return fmt.Sprintf(`{"id":1,"status":%q,"conclusion":%q,"app":{"id":%d}}`, status, conclusion, app)
	}
	for name, c := range map[string]struct {
		runs []string
		want bool
	}{
		"none":               {nil, false},
		"green":              {[]string{run(5, "completed", "success")}, true},
		"one still runs":     {[]string{run(5, "completed", "success"), run(5, "in_progress", "")}, false},
		"one failed":         {[]string{run(5, "completed", "success"), run(5, "completed", "failure")}, false},
		"one skipped":        {[]string{run(5, "completed", "success"), run(5, "completed", "skipped")}, true},
		"all neutral":        {[]string{run(5, "completed", "neutral")}, false},
		"only our own":       {[]string{run(1, "completed", "success")}, false},
		"ours does not hurt": {[]string{run(1, "completed", "failure"), run(5, "completed", "success")}, true},
	} {
		f := newFake(t, "")
		f.say("GET /repos/acme/widgets/commits/abc/check-runs", 200,
			fmt.Sprintf(`{"total_count":%d,"check_runs":[%s]}`, len(c.runs), strings.Join(c.runs, ",")))
		got, err := f.client().ChecksPassed(t.Context(), widgets, "abc")
		if err != nil || got != c.want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	_, err := newFake(t, "").client().ChecksPassed(t.Context(), widgets, "nope")
	wantKind(t, err, mentorship.FaultNotFound)
}

func TestContent(t *testing.T) {
	everyBase(t, func(t *testing.T, f *fake, c *Client) {
		text, err := c.Content(t.Context(), widgets, ".github/firstmate.yml", "", 100)
		if err != nil || string(text) != "version: 1\n" {
			t.Errorf("%q, %v", text, err)
		}
		if _, err = c.Content(t.Context(), widgets, ".github/firstmate.yml", "abc", 100); err != nil {
			t.Error(err)
		}
		calls := f.calls("GET /repos/acme/widgets/contents/")
		if calls[0].query != "" || calls[1].query != "ref=abc" {
			t.Errorf("asked for %v", calls)
		}
		for path, want := range map[string]mentorship.FaultKind{
			"missing": mentorship.FaultNotFound,
			"dir":     mentorship.FaultInvalid, "link": mentorship.FaultInvalid, "sub": mentorship.FaultInvalid,
			"big": mentorship.FaultInvalid, "liar": mentorship.FaultInvalid, "../x": mentorship.FaultInvalid,
			"damaged": mentorship.FaultTransient,
		} {
			_, err := c.Content(t.Context(), widgets, path, "", 20)
			wantKind(t, err, want)
		}
		_, err = c.Content(t.Context(), widgets, ".github/firstmate.yml", "", 10)
		wantKind(t, err, mentorship.FaultInvalid)
	})
}

func TestRevisions(t *testing.T) {
	everyBase(t, func(t *testing.T, f *fake, c *Client) {
		got, err := c.Revisions(t.Context(), widgets, ".github/firstmate.yml")
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, []mentorship.Revision{
			{SHA: "c1", At: at("2026-01-01T00:00:00Z")}, // not merged, elsewhere, to a side branch
			{SHA: "c2", At: at("2026-02-03T04:05:06Z"), By: []mentorship.Person{nova, ada}},
			{SHA: "c3", At: at("2026-02-09T00:00:00Z")}, // pushed: the commit's author proves nothing
		})
		if q := f.calls("GET /repos/acme/widgets/commits")[0].query; q != "path=.github%2Ffirstmate.yml&per_page=100" {
			t.Errorf("asked for %q", q)
		}
	})
}

func TestInstallations(t *testing.T) {
	everyBase(t, func(t *testing.T, f *fake, c *Client) {
		got, err := c.Installations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, []mentorship.Installation{
			{Tenant: 11, Account: mentorship.Person{ID: 90, Login: "acme"}, Org: true},
			{Tenant: 12, Account: mentorship.Person{ID: 91, Login: "solo"}},
		})
		repos, err := c.Repos(t.Context(), 11)
		if err != nil {
			t.Fatal(err)
		}
		same(t, repos, []mentorship.Repo{widgets})
		f.say("GET /installation/repositories", 200, `{"total_count":0,"repositories":[]}`)
		if repos, err := c.Repos(t.Context(), 12); err != nil || len(repos) != 0 {
			t.Errorf("%v, %v", repos, err)
		}
	})
}

func TestChange(t *testing.T) {
	f := newFake(t, "")
	c := f.client()
	got, err := c.Change(t.Context(), thread7)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, matching.Change{
		ID: "501#7", Time: at("2026-02-03T04:05:06Z"), Author: "31", Reviewers: []matching.PersonID{"21", "25"},
		Files:   []string{"store/a.go", "store/old.go", "store/new.go"},
		Renames: []matching.Rename{{From: "store/old.go", To: "store/new.go"}},
	})
	if bots, err := c.Change(t.Context(), mentorship.Thread{Repo: widgets, Number: 8}); err != nil || bots.ID != "" {
		t.Errorf("%v, %v", bots, err)
	}
	f.list("GET /repos/acme/widgets/pulls/7/files", 301, func(i int) string { return fmt.Sprintf(`{"filename":"f%d"}`, i) })
	if big, err := c.Change(t.Context(), thread7); err != nil || !big.Large || len(big.Files) != 300 {
		t.Errorf("large %v with %d files, %v", big.Large, len(big.Files), err)
	}
}
