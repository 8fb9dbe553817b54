package webhooks_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/webhooks"
)

var (
	us      = webhooks.App{ID: 77, Slug: "firstmate"}
	mira    = mentorship.Person{ID: 5005, Login: "mira-t"}
	olek    = mentorship.Person{ID: 3003, Login: "olek"}
	ourBot  = mentorship.Person{ID: 6006, Login: "firstmate[bot]", Bot: true}
	lantern = mentorship.Repo{Tenant: 900, ID: 42, Owner: "harbour-lab", OwnerID: 7001, Name: "lantern", Branch: "trunk", Org: true}
	short   = mentorship.Repo{Tenant: 900, ID: 42, Owner: "harbour-lab", OwnerID: 7001, Name: "lantern", Org: true}
	buoy    = mentorship.Repo{Tenant: 900, ID: 44, Owner: "harbour-lab", OwnerID: 7001, Name: "buoy", Org: true}
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func sha(c string) string { return strings.Repeat(c, 40) }

// firstPull is the pull request all fixtures are about.
func firstPull() mentorship.Pull {
	return mentorship.Pull{
		Repo: lantern, Number: 17, Author: mira, Association: "FIRST_TIME_CONTRIBUTOR",
		CreatedAt: at("2026-03-02T09:30:00Z"), UpdatedAt: at("2026-03-02T09:30:00Z"), Title: "Trim the wick", Head: sha("a"), Explained: true, Lines: 4,
	}
}

func pullSignal(action string, actor mentorship.Person, change func(*mentorship.Pull)) mentorship.Signal {
	p := firstPull()
	change(&p)
	return mentorship.Signal{Kind: mentorship.SignalPull, Action: action, Repo: lantern, Actor: actor, Number: 17, IsPull: true, Pull: &p}
}

func remarkSignal(action string, actor mentorship.Person, r mentorship.Remark) mentorship.Signal {
	r.At, r.ThreadBy = cmpOr(r.At, at("2026-03-02T11:00:00Z")), mira
	return mentorship.Signal{Kind: mentorship.SignalRemark, Action: action, Repo: lantern, Actor: actor, Number: 17, IsPull: true, Remark: &r}
}

func cmpOr(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

// signals is what each fixture must mean.
func signals() map[string]mentorship.Signal {
	gone := remarkSignal("deleted", olek, mentorship.Remark{Kind: mentorship.RemarkComment, ID: 551, Text: "/mentor accept"})
	gone.Kind = mentorship.SignalRemarkGone
	ours := remarkSignal("created", ourBot, mentorship.Remark{Kind: mentorship.RemarkComment, ID: 551, By: ourBot, ByUs: true, Text: "Welcome"})
	ours.Number, ours.IsPull = 12, false
	account := mentorship.Person{ID: 7001, Login: "harbour-lab"}
	install := func(action string, added, removed []mentorship.Repo) mentorship.Signal {
		return mentorship.Signal{Kind: mentorship.SignalInstallation, Action: action, Actor: olek, Installation: &mentorship.Installation{
			Tenant: 900, Account: account, Org: true, Repos: added, Removed: removed,
		}}
	}
	keepers := &mentorship.Team{Tenant: 900, Org: "harbour-lab", Slug: "keepers"}
	return map[string]mentorship.Signal{
		"pull_request.opened": pullSignal("opened", mira, func(*mentorship.Pull) {}),
		"pull_request.synchronize": pullSignal("synchronize", mira, func(p *mentorship.Pull) {
			p.Author, p.Explained, p.Head = mentorship.Person{}, false, sha("c")
			p.UpdatedAt, p.PushedAt = at("2026-03-03T01:02:03Z"), at("2026-03-03T01:02:03Z")
			p.Labels = []string{"docs", "help wanted"}
		}),
		"pull_request.closed": pullSignal("closed", olek, func(p *mentorship.Pull) {
			p.Closed, p.Merged, p.Locked, p.Explained = true, true, true, false
			p.ClosedAt, p.MergedAt, p.UpdatedAt = at("2026-03-05T08:00:00Z"), at("2026-03-05T08:00:00Z"), at("2026-03-05T08:00:01Z")
		}),
		"issue_comment.created":    remarkSignal("created", olek, mentorship.Remark{Kind: mentorship.RemarkComment, ID: 551, By: olek, Text: "/mentor accept"}),
		"issue_comment.edited":     remarkSignal("edited", olek, mentorship.Remark{Kind: mentorship.RemarkComment, ID: 551, By: ourBot, ByUs: true, Edited: true, Text: "Hello"}),
		"issue_comment.created.us": ours,
		"issue_comment.deleted":    gone,
		"pull_request_review.submitted": remarkSignal("submitted", olek, mentorship.Remark{
			Kind: mentorship.RemarkReview, ID: 661, By: olek, At: at("2026-03-04T12:00:00Z"), Review: mentorship.ReviewChangesRequested,
		}),
		"pull_request_review_comment.created": remarkSignal("created", olek, mentorship.Remark{
			Kind: mentorship.RemarkReviewComment, ID: 552, By: olek, Text: "Why not both?",
		}),
		"issues.edited": {Kind: mentorship.SignalIssue, Action: "edited", Repo: lantern, Actor: mira, Number: 31, Issue: &mentorship.Issue{
			Number: 31, Author: ourBot, Closed: true, Locked: true, UpdatedAt: at("2026-03-02T11:00:00Z"), Text: "- [x] P1", Was: new("- [ ] P1"),
		}},
		"check_run.completed":   {Kind: mentorship.SignalChecks, Action: "completed", Repo: lantern, Actor: mira, SHA: sha("a")},
		"check_suite.completed": {Kind: mentorship.SignalChecks, Action: "completed", Repo: lantern, Actor: mira, SHA: sha("d")},
		"push": {Kind: mentorship.SignalPush, Repo: lantern, Actor: olek, Push: &mentorship.Push{
			By: olek, At: at("2026-03-06T11:00:00Z"), Before: sha("1"), Head: sha("e"), Rules: true, Commits: []string{sha("e")},
		}},
		"check_run.rerequested":   {Kind: mentorship.SignalRecheck, Action: "rerequested", Repo: lantern, Actor: mira, SHA: sha("a")},
		"check_suite.rerequested": {Kind: mentorship.SignalRecheck, Action: "rerequested", Repo: lantern, Actor: mira, SHA: sha("d")},
		"membership.added":        {Kind: mentorship.SignalTeam, Action: "added", Actor: mira, Team: keepers},
		"organization.member_added": {Kind: mentorship.SignalJoined, Action: "member_added", Actor: mira, Joined: &mentorship.Joined{
			Tenant: 900, Owner: 7001, Person: mira,
		}},
		"member.added": {Kind: mentorship.SignalJoined, Action: "added", Repo: lantern, Actor: olek, Joined: &mentorship.Joined{
			Tenant: 900, Owner: 7001, Person: mira,
		}},
		"team.edited": {Kind: mentorship.SignalTeam, Action: "edited", Actor: mira, Team: keepers},

		"installation.created":              install("created", []mentorship.Repo{short, buoy}, nil),
		"installation.deleted":              install("deleted", nil, []mentorship.Repo{short}),
		"installation_repositories.removed": install("removed", nil, []mentorship.Repo{buoy}),
	}
}

func eventOf(name string) string {
	event, _, _ := strings.Cut(name, ".")
	return event
}

func TestDecode(t *testing.T) {
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	want := signals()
	for _, f := range files {
		name, isFixture := strings.CutSuffix(f.Name(), ".json")
		if !isFixture {
			continue
		}
		t.Run(name, func(t *testing.T) {
			got, err := webhooks.Decode(eventOf(name), fixture(t, name), us)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want[name], got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("no fixture for %v", slices.Collect(maps.Keys(want)))
	}
}

// alter changes one value of a fixture; path ends are created where missing,
// and nil as value stands for null.
func alter(t testing.TB, name string, value any, path ...string) []byte {
	t.Helper()
	var root map[string]any
	dec := json.NewDecoder(bytes.NewReader(fixture(t, name)))
	dec.UseNumber()
	if err := dec.Decode(&root); err != nil {
		t.Fatal(err)
	}
	at := root
	for _, key := range path[:len(path)-1] {
		at = at[key].(map[string]any)
	}
	at[path[len(path)-1]] = value
	b, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestNotOurs(t *testing.T) {
	none := alter(t, "pull_request.opened", nil, "installation")
	for name, c := range map[string]struct {
		event string
		body  []byte
	}{
		"unknown event":         {"moon_phase", fixture(t, "push")},
		"empty event":           {"", fixture(t, "push")},
		"ping":                  {"ping", []byte(`{"zen":"Keep it simple","hook_id":1}`)},
		"unknown action":        {"pull_request", alter(t, "pull_request.opened", "levitated", "action")},
		"no action":             {"pull_request", alter(t, "pull_request.opened", nil, "action")},
		"action is a number":    {"pull_request", alter(t, "pull_request.opened", 7, "action")},
		"no installation":       {"pull_request", none},
		"push to a branch":      {"push", alter(t, "push", "refs/heads/wick", "ref")},
		"push of a tag":         {"push", alter(t, "push", "refs/tags/trunk", "ref")},
		"branch deleted":        {"push", alter(t, "push", true, "deleted")},
		"pending review":        {"pull_request_review", alter(t, "pull_request_review.submitted", "pending", "review", "state")},
		"check run created":     {"check_run", alter(t, "check_run.completed", "created", "action")},
		"another's suite rerun": {"check_suite", alter(t, "check_suite.completed", "rerequested", "action")},
		"another's check rerun": {"check_run", alter(t, "check_run.completed", "rerequested", "action")},
		"team created":          {"team", alter(t, "team.edited", "created", "action")},
		"review comment edits":  {"pull_request_review_comment", alter(t, "pull_request_review_comment.created", "edited", "action")},
	} {
		if sig, err := webhooks.Decode(c.event, c.body, us); !errors.Is(err, webhooks.ErrNotOurs) || sig.Kind != "" {
			t.Errorf("%s: %v, %v", name, sig, err)
		}
	}
}

func TestMalformed(t *testing.T) {
	const canary = "canary-words"
	for name, c := range map[string]struct {
		event string
		body  []byte
	}{
		"no JSON":                   {"push", []byte(canary)},
		"nothing":                   {"push", nil},
		"pull request null":         {"pull_request", alter(t, "pull_request.opened", nil, "pull_request")},
		"pull request a text":       {"pull_request", alter(t, "pull_request.opened", canary, "pull_request")},
		"number a text":             {"pull_request", alter(t, "pull_request.opened", canary, "pull_request", "number")},
		"time a text":               {"pull_request", alter(t, "pull_request.opened", canary, "pull_request", "updated_at")},
		"no time":                   {"pull_request", alter(t, "pull_request.opened", nil, "pull_request", "updated_at")},
		"no head":                   {"pull_request", alter(t, "pull_request.opened", nil, "pull_request", "head")},
		"head is no commit":         {"pull_request", alter(t, "pull_request.opened", canary, "pull_request", "head", "sha")},
		"no repository":             {"pull_request", alter(t, "pull_request.opened", nil, "repository")},
		"repository without owner":  {"pull_request", alter(t, "pull_request.opened", nil, "repository", "owner")},
		"repository climbs":         {"pull_request", alter(t, "pull_request.opened", "..", "repository", "name")},
		"owner with a slash":        {"pull_request", alter(t, "pull_request.opened", "a/b", "repository", "owner", "login")},
		"comment without id":        {"issue_comment", alter(t, "issue_comment.created", nil, "comment", "id")},
		"comment without time":      {"issue_comment", alter(t, "issue_comment.created", nil, "comment", "created_at")},
		"issue number 0":            {"issue_comment", alter(t, "issue_comment.created", 0, "issue", "number")},
		"issue is a pull":           {"issues", alter(t, "issues.edited", map[string]any{}, "issue", "pull_request")},
		"check without commit":      {"check_run", alter(t, "check_run.completed", "HEAD", "check_run", "head_sha")},
		"nobody joined":             {"organization", alter(t, "organization.member_added", nil, "membership", "user")},
		"joined nothing":            {"organization", alter(t, "organization.member_added", nil, "organization")},
		"team of nobody":            {"team", alter(t, "team.edited", nil, "organization")},
		"push to no commit":         {"push", alter(t, "push", "", "after")},
		"push time a text":          {"push", alter(t, "push", canary, "repository", "pushed_at")},
		"installation of nobody":    {"installation", alter(t, "installation.created", nil, "installation", "account")},
		"repository without a name": {"installation", alter(t, "installation.created", []any{map[string]any{"id": 1}}, "repositories")},
		"label deleted":             {"installation", []byte(`{"action":"deleted","label":{},"repository":{"id":1},"installation":{"id":1}}`)},
		"team deleted":              {"installation", []byte(`{"action":"deleted","team":{},"installation":{"id":1}}`)},
	} {
		sig, err := webhooks.Decode(c.event, c.body, us)
		if !errors.Is(err, webhooks.ErrMalformed) || sig.Kind != "" {
			t.Errorf("%s: %v, %v", name, sig, err)
		} else if strings.Contains(err.Error(), canary) {
			t.Errorf("%s: the error quotes the body: %v", name, err)
		}
	}
}

// TestWrongName is case 10: no body passes under the name of another event.
func TestWrongName(t *testing.T) {
	for name := range signals() {
		for other := range signals() {
			if eventOf(name) == eventOf(other) {
				continue
			}
			// The action of the other event, so that it is the shape that must tell.
			action, _, _ := strings.Cut(strings.TrimPrefix(other, eventOf(other)+"."), ".")
			body := alter(t, name, action, "action")
			if sig, err := webhooks.Decode(eventOf(other), body, us); !errors.Is(err, webhooks.ErrMalformed) {
				t.Errorf("%s passed as %s: %v, %v", name, other, sig, err)
			}
		}
	}
}
