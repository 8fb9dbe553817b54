package webhooks_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/webhooks"
)

func TestByUs(t *testing.T) {
	through := func(id int64) map[string]any { return map[string]any{"id": id} }
	name := func(login string) map[string]any { return map[string]any{"id": 9, "login": login, "type": "User"} }
	for _, c := range []struct {
		what string
		body []byte
		app  webhooks.App
		want bool
	}{
		{"through us", alter(t, "issue_comment.created", through(77), "comment", "performed_via_github_app"), us, true},
		{"through another", alter(t, "issue_comment.created", through(78), "comment", "performed_via_github_app"), us, false},
		{"our account", alter(t, "issue_comment.created", name("Firstmate[bot]"), "comment", "user"), us, true},
		{"a person of our name", alter(t, "issue_comment.created", name("firstmate"), "comment", "user"), us, false},
		{"no slug", alter(t, "issue_comment.created", name("[bot]"), "comment", "user"), webhooks.App{}, false},
		{"no App at all", alter(t, "issue_comment.created", through(0), "comment", "performed_via_github_app"), webhooks.App{}, false},
	} {
		sig, err := webhooks.Decode("issue_comment", c.body, c.app)
		if err != nil {
			t.Fatal(err)
		}
		if sig.Remark.ByUs != c.want {
			t.Errorf("%s: ByUs is %v", c.what, sig.Remark.ByUs)
		}
	}
}

func TestPeople(t *testing.T) {
	user := func(id int64, login, kind string) map[string]any {
		return map[string]any{"id": id, "login": login, "type": kind}
	}
	for _, c := range []struct {
		user any
		want mentorship.Person
	}{
		{nil, mentorship.Person{}},
		{map[string]any{}, mentorship.Person{}},
		{user(10137, "ghost", "User"), mentorship.Person{}},
		{user(5, "renovate", "Bot"), mentorship.Person{ID: 5, Login: "renovate", Bot: true}},
		{user(6, "ci[BOT]", "User"), mentorship.Person{ID: 6, Login: "ci[BOT]", Bot: true}},
		{user(7, "robot", "User"), mentorship.Person{ID: 7, Login: "robot"}},
		{user(8, "octo-team", "Organization"), mentorship.Person{ID: 8, Login: "octo-team"}},
	} {
		sig, err := webhooks.Decode("pull_request", alter(t, "pull_request.opened", c.user, "pull_request", "user"), us)
		if err != nil || sig.Pull.Author != c.want {
			t.Errorf("%v is %v, %v", c.user, sig.Pull.Author, err)
		}
	}
}

// TestExplained: what counts as saying what a pull request is about.
func TestExplained(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "typo": false,
		strings.Repeat("é", 80): false, strings.Repeat("é", 81): true,
		strings.Repeat(" \n", 200): false,
		"Closes #4":                true, "harbour-lab/buoy#4": true, "(#4)": true, "#0": false, "Fixes #": false,
		"https://github.com/a/b/issues/4": true, "https://github.com/a/b/pull/4": false,
		"&#64;": false, "#4ever": false, "# 4": false, "page.html#4": false,
		"<!-- Fixes #4 -->":                                                  false,
		"<!-- never closed " + strings.Repeat("x", 90):                       false,
		"<!-- a -->" + strings.Repeat("b", 40) + "<!--\n" + sha("c") + "-->": false,
	} {
		sig, err := webhooks.Decode("pull_request", alter(t, "pull_request.opened", text, "pull_request", "body"), us)
		if err != nil || sig.Pull.Explained != want {
			t.Errorf("%.40q: explained is %v, %v", text, sig.Pull.Explained, err)
		}
	}
}

// TestPushedRules: rules count as changed unless the push surely left them alone.
func TestPushedRules(t *testing.T) {
	with := func(list string, files ...string) map[string]any {
		c := map[string]any{"added": []string{}, "modified": []string{"x.go"}, "removed": []string{}}
		c[list] = files
		return c
	}
	const file = ".github/firstmate.yml"
	for _, c := range []struct {
		what  string
		value any
		key   string
		want  bool
	}{
		{"other files", []any{with("added", "a"), with("removed", "b")}, "commits", false},
		{"another yml", []any{with("added", ".github/firstmate.yaml", "docs/.github/firstmate.yml")}, "commits", false},
		{"added", []any{with("removed", "b"), with("added", file)}, "commits", true},
		{"modified", []any{with("modified", file)}, "commits", true},
		{"removed", []any{with("removed", file)}, "commits", true},
		{"lists left empty", []any{with("modified")}, "commits", true},
		{"no commits", []any{}, "commits", true},
		{"commits null", nil, "commits", true},
		{"19 commits", slices.Repeat([]any{with("added", "a")}, 19), "commits", false},
		{"20 commits", slices.Repeat([]any{with("added", "a")}, 20), "commits", true},
	} {
		sig, err := webhooks.Decode("push", alter(t, "push", c.value, c.key), us)
		if err != nil || sig.Push.Rules != c.want {
			t.Errorf("%s: %+v, %v", c.what, sig.Push, err)
		}
	}
	for _, flag := range []string{"created", "forced"} {
		var p map[string]any
		if err := json.Unmarshal(alter(t, "push", []any{with("added", "a")}, "commits"), &p); err != nil {
			t.Fatal(err)
		}
		p[flag] = true
		body, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if sig, err := webhooks.Decode("push", body, us); err != nil || !sig.Push.Rules {
			t.Errorf("%s: %+v, %v", flag, sig.Push, err)
		}
	}
}

// Texts below .github may be the community's own.
func TestPushedTexts(t *testing.T) {
	for file, want := range map[string]bool{
		".github/firstmate/greet.md": true, ".github/x.md": true, ".github/firstmate.yml": false, "docs/.github/x.md": false, "README.md": false,
	} {
		commits := []any{map[string]any{"added": []string{}, "modified": []string{file}, "removed": []string{}}}
		sig, err := webhooks.Decode("push", alter(t, "push", commits, "commits"), us)
		if err != nil || slices.Contains(sig.Push.Texts, file) != want {
			t.Errorf("%s: %+v, %v", file, sig.Push, err)
		}
	}
}

// Only a commit that names the house rules is sure to have changed them; code
// owners have three places.
func TestPushNames(t *testing.T) {
	touch := func(file string) []any {
		return []any{map[string]any{"id": sha("b"), "added": []string{}, "modified": []string{file}, "removed": []string{}}}
	}
	for file, want := range map[string][2]bool{
		".github/firstmate.yml": {true, false}, "x.go": {false, false},
		"CODEOWNERS": {false, true}, "docs/CODEOWNERS": {false, true}, ".github/CODEOWNERS": {false, true}, "a/CODEOWNERS": {false, false},
	} {
		sig, err := webhooks.Decode("push", alter(t, "push", touch(file), "commits"), us)
		if err != nil || [2]bool{slices.Equal(sig.Push.Commits, []string{sha("b")}), sig.Push.Owners} != want {
			t.Errorf("%s: %+v, %v", file, sig.Push, err)
		}
	}
	sig, err := webhooks.Decode("push", alter(t, "push", nil, "commits"), us)
	if err != nil || len(sig.Push.Commits) > 0 || !sig.Push.Owners {
		t.Errorf("nothing told: %+v, %v", sig.Push, err)
	}
}

func TestDismissed(t *testing.T) {
	body := alter(t, "pull_request_review.submitted", "dismissed", "review", "state")
	body = bytes.Replace(body, []byte(`"action":"submitted"`), []byte(`"action":"dismissed"`), 1)
	sig, err := webhooks.Decode("pull_request_review", body, us)
	if err != nil || sig.Remark.Review != mentorship.ReviewDismissed {
		t.Errorf("%+v, %v", sig.Remark, err)
	}
}

// TestReviewWithoutTime: the schema lets submitted_at be null; the review is
// then as old as the pull request's last change.
func TestReviewWithoutTime(t *testing.T) {
	body := alter(t, "pull_request_review.submitted", nil, "review", "submitted_at")
	sig, err := webhooks.Decode("pull_request_review", body, us)
	if err != nil || !sig.Remark.At.Equal(at("2026-03-02T09:30:00Z")) {
		t.Errorf("%+v, %v", sig.Remark, err)
	}
}
