package githubsim

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// Each verb leaves its mark in what the API answers and in what is delivered.
func TestVerbs(t *testing.T) {
	const w = "/repos/acme/widgets"
	config := "version: 1\n"
	for _, c := range []struct {
		name   string
		action Action
		told   string // events, "" for none
		path   string // where the mark is
		expect string // "a.b=json"
	}{
		{"draft pull", Action{Do: "open_pull", Author: "zoe", Title: "t", Body: "b", Files: Paths("x"), Draft: true, Labels: []string{"bug"}}, "pull_request.opened pull_request.labeled", w + "/pulls?per_page=1", "0.draft=true"},
		{"pull of a fork by will", Action{Do: "open_pull", Author: "ada", Title: "t", Files: Paths("x"), Fork: new(true)}, "pull_request.opened", w + "/pulls?per_page=1", `0.head.repo.full_name="ada/widgets"`},
		{"issue", Action{Do: "issue", Author: "zoe", Title: "t", Labels: []string{"bug"}}, "issues.opened issues.labeled", w + "/issues?per_page=1", `0.labels.0.name="bug"`},
		{"comment", Action{Do: "comment", Author: "zoe", Body: "b"}, "issue_comment.created", w + "/issues/{PULL}/comments", `1.body="b"`},
		{"edit_comment", Action{Do: "edit_comment", Author: "ada", Body: "b"}, "issue_comment.edited", w + "/issues/comments/{COMMENT}", `body="b"`},
		{"edit_comment to the same", Action{Do: "edit_comment", Author: "ada", Body: "hello"}, "", w + "/issues/comments/{COMMENT}", `body="hello"`},
		{"delete_comment", Action{Do: "delete_comment", Author: "ada"}, "issue_comment.deleted", w + "/issues/{PULL}", "comments=0"},
		{"edit_issue of a pull", Action{Do: "edit_issue", Author: "zoe", Body: "b"}, "pull_request.edited", w + "/pulls/{PULL}", `body="b"`},
		{"review", Action{Do: "review", Author: "ada", State: "approved"}, "pull_request_review.submitted", w + "/pulls/{PULL}/reviews", `1.state="APPROVED"`},
		{"push to a fork", Action{Do: "push", Author: "newbie", Files: Files{"store/open.go": "package store\n"}}, "pull_request.synchronize", w + "/pulls/{PULL}", "commits=2"},
		{"merge", Action{Do: "merge", Author: "ada"}, "pull_request.closed push", w + "/pulls/{PULL}", "merged=true"},
		{"close", Action{Do: "close", Author: "newbie"}, "pull_request.closed", w + "/pulls/{PULL}", `state="closed"`},
		{"make draft", Action{Do: "draft", Author: "newbie"}, "pull_request.converted_to_draft", w + "/pulls/{PULL}", "draft=true"},
		{"lock", Action{Do: "lock", Author: "ada"}, "pull_request.locked", w + "/pulls/{PULL}", "locked=true"},
		{"label", Action{Do: "label", Author: "ada", Value: "bug"}, "pull_request.labeled", w + "/issues/{PULL}", `labels.0.name="bug"`},
		{"assign", Action{Do: "assign", Author: "ada", Value: "grace"}, "pull_request.assigned", w + "/issues/{PULL}", `assignees.0.login="grace"`},
		{"check_suite again", Action{Do: "check_suite", Conclusion: "failure"}, "check_run.created check_run.completed check_suite.completed", w + "/commits/{HEAD}/check-suites?app_id=15368", `check_suites.0.conclusion="failure"`},
		{"react", Action{Do: "react", Author: "lin", Content: "+1"}, "", w + "/issues/comments/{COMMENT}/reactions", `1.content="+1"`},
		{"rename_user", Action{Do: "rename_user", Login: "ada", To: "ada2"}, "", "/user/601", `login="ada2"`},
		{"member", Action{Do: "member", Owner: "acme", Login: "zoe", Role: "admin"}, "organization.member_added", "/orgs/acme/memberships/zoe", `role="admin"`},
		{"member leaves", Action{Do: "member", Owner: "acme", Login: "ada", Role: "none"}, "membership.removed organization.member_removed", "/orgs/acme/members", `0.login="grace"`},
		{"member role", Action{Do: "member", Owner: "acme", Login: "ada", Role: "admin"}, "", "/orgs/acme/memberships/ada", `role="admin"`},
		{"permission", Action{Do: "permission", Login: "zoe", Level: "triage"}, "member.added", w + "/collaborators/zoe/permission", `role_name="triage"`},
		{"permission changes", Action{Do: "permission", Login: "ada", Level: "admin"}, "member.edited", w + "/collaborators/ada/permission", `permission="admin"`},
		{"permission goes", Action{Do: "permission", Login: "ada", Level: "none"}, "member.removed", w + "/collaborators/ada/permission", `permission="read"`},
		{"config", Action{Do: "config", Author: "zoe", Text: &config}, "push", w + "/contents/.github/firstmate.yml", "size=11"},
		{"config by pull", Action{Do: "config", Author: "coral", Text: &config, Via: "pull", Approvers: []string{"ada"}}, "push pull_request.opened pull_request_review.submitted pull_request.closed push", w + "/contents/.github/firstmate.yml", "size=11"},
		{"config goes", Action{Do: "config", Author: "ada"}, "push", w + "/commits/main", `files.0.status="removed"`},
		{"delete_user", Action{Do: "delete_user", Login: "newbie"}, "", w + "/pulls/{PULL}", `user.login="ghost"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			before := len(s.hooks.calls())
			a := c.action
			v, _ := verbNamed(a.Do)
			if slices.Contains(strings.Fields(v.needs), "repo") {
				a.Repo = "acme/widgets"
			}
			if slices.Contains(strings.Fields(v.needs), "number") {
				a.Number = int(s.pull)
			}
			if slices.Contains(strings.Fields(v.needs), "id") {
				a.ID = s.comment
			}
			s.do(a)
			s.settle()
			if got := strings.Join(s.hooks.events()[before:], " "); got != c.told {
				t.Errorf("told %q, want %q", got, c.told)
			}
			path, want, _ := strings.Cut(c.expect, "=")
			if got := s.api("GET", s.fill(c.path), ""); dig(got.body, path) != want {
				t.Errorf("%s is %s, want %s", path, dig(got.body, path), want)
			}
		})
	}
}

func TestIssueLife(t *testing.T) {
	r := newRig(t)
	n := r.do(Action{Do: "issue", Repo: "acme/widgets", Author: "zoe", Title: "t"}).Number
	for _, verb := range []string{"close", "reopen", "lock"} {
		r.do(Action{Do: verb, Repo: "acme/widgets", Number: n, Author: "ada"})
	}
	r.want(403, r.api("POST", "/repos/acme/widgets/issues/"+itoa(n)+"/comments", `{"body":"x"}`), nil)
	if _, err := r.sim.Do(t.Context(), Action{Do: "comment", Repo: "acme/widgets", Number: n, Author: "zoe", Body: "x"}); err == nil {
		t.Error("an outsider comments on a locked issue")
	}
	r.do(Action{Do: "comment", Repo: "acme/widgets", Number: n, Author: "ada", Body: "x"})
	r.settle()
	want := "issues.opened issues.closed issues.reopened issues.locked issue_comment.created"
	if got := strings.Join(r.hooks.events(), " "); got != want {
		t.Errorf("told %s", got)
	}
}

// A renamed or moved repository is found from its old name.
func TestMovedRepository(t *testing.T) {
	r := newRig(t)
	r.do(Action{Do: "rename_user", Login: "acme", To: "apex"})
	got := r.api("GET", "/repos/acme/widgets/issues?state=all", "")
	if to := got.header.Get("Location"); got.status != 301 || to != r.url+"/repositories/701/issues?state=all" {
		t.Fatalf("%d to %q", got.status, to)
	}
	r.want(200, r.api("GET", got.header.Get("Location"), ""), nil)
	if got := r.api("POST", "/repos/acme/widgets/issues", `{"title":"x"}`); got.status != 307 {
		t.Errorf("a write gets %d", got.status)
	}
	if n := len(r.sim.Ledger().Writes); n != 0 {
		t.Errorf("a redirected write was entered: %d", n)
	}
	r.do(Action{Do: "install", Owner: "ada"})
	r.do(Action{Do: "transfer", Repo: "apex/widgets", To: "ada"})
	r.want(404, r.api("GET", "/repositories/701", ""), nil)
	r.settle()
	want := "organization.renamed installation.created installation_repositories.removed installation_repositories.added repository.transferred"
	if got := strings.Join(r.hooks.events(), " "); got != want {
		t.Errorf("told %s", got)
	}
	d := r.sim.Ledger().Deliveries
	if d[2].Installation != 1 || d[3].Installation == 1 || d[4].Repo != "ada/widgets" {
		t.Errorf("%+v", d[2:])
	}
}

func TestLedgerOfWrites(t *testing.T) {
	s := newScene(t)
	const w = "/repos/acme/widgets"
	start := len(s.sim.Ledger().Writes)
	for _, c := range []struct {
		method, path, body, kind string
		id                       string
		number                   string
		applied                  bool
		mentions                 string
	}{
		{"POST", w + "/issues", `{"title":"@lin","body":"@ada"}`, "issue.create", "", "", true, "ada"},
		{"PATCH", w + "/issues/{ISSUE}", `{"body":"@grace"}`, "issue.edit", "", "{ISSUE}", true, "grace"},
		{"PATCH", w + "/issues/{ISSUE}", `{"body":"@grace"}`, "issue.edit", "", "{ISSUE}", false, ""},
		{"PATCH", w + "/issues/{ISSUE}", `{"body":"@grace @lin"}`, "issue.edit", "", "{ISSUE}", true, "lin"},
		{"PATCH", w + "/issues/{ISSUE}", `{"title":"@ada"}`, "issue.edit", "", "{ISSUE}", true, ""},
		{"PATCH", w + "/issues/comments/{COMMENT}", `{"body":"@Ada @acme/mentors"}`, "comment.edit", "{COMMENT}", "{PULL}", true, "ada acme/mentors"},
		{"DELETE", w + "/issues/comments/{COMMENT}", ``, "comment.delete", "{COMMENT}", "{PULL}", true, ""},
		{"DELETE", w + "/issues/comments/{COMMENT}", ``, "comment.delete", "", "0", false, ""},
		{"POST", w + "/labels", `{"name":"l"}`, "label.create", "", "0", true, ""},
		{"POST", w + "/labels", `{"name":"l"}`, "label.create", "", "0", false, ""},
		{"POST", w + "/issues/{PULL}/labels", `{"labels":["l"]}`, "label.add", "", "{PULL}", true, ""},
		{"POST", w + "/issues/{PULL}/labels", `{"labels":["l"]}`, "label.add", "", "{PULL}", false, ""},
		{"DELETE", w + "/issues/{PULL}/labels/l", ``, "label.remove", "", "{PULL}", true, ""},
		{"POST", w + "/issues/{PULL}/assignees", `{"assignees":["grace"]}`, "assignee.add", "602", "{PULL}", true, ""},
		{"POST", w + "/issues/{PULL}/assignees", `{"assignees":["nobody-here"]}`, "assignee.add", "0", "{PULL}", false, ""},
		{"DELETE", w + "/issues/{PULL}/assignees", `{"assignees":["grace"]}`, "assignee.remove", "602", "{PULL}", true, ""},
		{"POST", w + "/issues/{PULL}/reactions", `{"content":"eyes"}`, "reaction.create", "", "{PULL}", true, ""},
		{"PATCH", w + "/check-runs/{RUN}", `{"conclusion":"success"}`, "check_run.edit", "{RUN}", "{PULL}", true, ""},
	} {
		got := s.exchange(exchange{method: c.method, path: c.path, body: c.body})
		e := s.lastWrite()
		start++
		if e.N != start || e.Kind != c.kind || e.App != 1 || e.Installation != 1 || e.Repo != "acme/widgets" || e.Answered != got.status {
			t.Errorf("%s %s: %+v", c.method, c.path, e)
		}
		if c.id != "" && itoa(e.ID) != s.fill(c.id) || c.number != "" && itoa(e.Number) != s.fill(c.number) {
			t.Errorf("%s %s: id %d, number %d", c.method, c.path, e.ID, e.Number)
		}
		if e.Applied != c.applied || strings.Join(e.Mentions, " ") != c.mentions {
			t.Errorf("%s %s: applied %v, mentions %v", c.method, c.path, e.Applied, e.Mentions)
		}
		if c.body != "" && string(e.Data) != c.body {
			t.Errorf("data %s", e.Data)
		}
	}
}

// The ledger's JSON has every key of the contract, and null for no body.
func TestLedgerKeys(t *testing.T) {
	r := newRig(t)
	r.want(201, r.api("POST", "/repos/acme/widgets/labels", `{"name":"l"}`), nil)
	r.openPull("zoe", "a")
	r.settle()
	data, _ := json.Marshal(r.sim.Ledger())
	for key, path := range map[string]string{
		"n kind app installation repo number id body data mentions at applied answered": "writes.0.",
		"guid id event action installation repo number attempt at status ms":            "deliveries.0.",
	} {
		for field := range strings.FieldsSeq(key) {
			if dig(data, path+field) == "" {
				t.Errorf("%s%s is missing in %s", path, field, data)
			}
		}
	}
	if dig(data, "writes.0.body") != "null" || dig(data, "writes.0.mentions") != "[]" {
		t.Errorf("%s", data)
	}
}

func TestIssuesSwitchedOff(t *testing.T) {
	off := false
	r := newRig(t, withWorld(World{
		Orgs:  []WorldOrg{{Login: "solo"}},
		Repos: []WorldRepo{{Name: "solo/a", Issues: &off}}, Installations: []WorldInstallation{{ID: 1, Owner: "solo"}},
	}))
	r.want(410, r.api("POST", "/repos/solo/a/issues", `{"title":"x"}`), nil)
	if _, err := r.sim.Do(t.Context(), Action{Do: "issue", Repo: "solo/a", Author: "zoe", Title: "x"}); err == nil {
		t.Error("an issue was opened")
	}
	pr := r.do(Action{Do: "open_pull", Repo: "solo/a", Author: "zoe", Title: "t", Files: Paths("x")})
	r.want(201, r.api("POST", "/repos/solo/a/issues/"+itoa(pr.Number)+"/comments", `{"body":"x"}`), nil)
}

func TestLongTextsAreRefused(t *testing.T) {
	s := newScene(t)
	for _, c := range [][3]string{
		{"POST", "/repos/acme/widgets/issues", `{"title":"` + strings.Repeat("ü", 257) + `"}`},
		{"POST", "/repos/acme/widgets/issues", `{"title":"t","body":"` + strings.Repeat("x", 65537) + `"}`},
		{"POST", "/repos/acme/widgets/issues", `{"title":"t","labels":["` + strings.Repeat("x", 51) + `"]}`},
		{"POST", "/repos/acme/widgets/issues", `{"title":"t","assignees":["nobody-here"]}`},
		{"POST", "/repos/acme/widgets/issues/{PULL}/comments", `{"body":"` + strings.Repeat("x", 65537) + `"}`},
		{"POST", "/repos/acme/widgets/issues/{PULL}/comments", `{"body":""}`},
		{"PATCH", "/repos/acme/widgets/issues/{ISSUE}", `{"state":"ajar"}`},
		{"PATCH", "/repos/acme/widgets/issues/{ISSUE}", `{"body":5}`},
		{"POST", "/repos/acme/widgets/labels", `{"name":"x","color":"red"}`},
	} {
		if got := s.exchange(exchange{method: c[0], path: c[1], body: c[2]}); got.status != 422 {
			t.Errorf("%s %s %.60s: %d", c[0], c[1], c[2], got.status)
		}
		if s.lastWrite().Applied {
			t.Errorf("%s %s was applied", c[0], c[1])
		}
	}
}
