package githubsim

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func (r *rig) faults(rules ...FaultRule) {
	r.t.Helper()
	if err := r.sim.SetFaults(Faults{Seed: 1, Rules: rules}); err != nil {
		r.t.Fatal(err)
	}
}

func TestFaultsOnWrites(t *testing.T) {
	const match = "POST /repos/*/*/issues/*/comments"
	for _, c := range []struct {
		name    string
		rule    FaultRule
		status  int // 0: no answer
		applied bool
		bad     bool // the answer is no JSON
	}{
		{"502 before", FaultRule{Fault: "status"}, 502, false, false},
		{"502 after", FaultRule{Fault: "status", When: "after"}, 502, true, false},
		{"limit", FaultRule{Fault: "status", Status: 403, Headers: map[string]string{"Retry-After": "60"}}, 403, false, false},
		{"lost before", FaultRule{Fault: "lost"}, 0, false, true},
		{"lost after", FaultRule{Fault: "lost", When: "after"}, 0, true, true},
		{"reset after", FaultRule{Fault: "reset", When: "after"}, 0, true, true},
		{"truncated before", FaultRule{Fault: "truncated"}, 200, false, true},
		{"truncated after", FaultRule{Fault: "truncated", When: "after"}, 201, true, true},
		{"html after", FaultRule{Fault: "html", When: "after"}, 200, true, true},
		{"html 503", FaultRule{Fault: "html", Status: 503}, 503, false, true},
		{"redirect", FaultRule{Fault: "redirect"}, 307, false, true},
		{"slow", FaultRule{Fault: "slow", Seconds: 0.01}, 201, true, false},
		{"slow after", FaultRule{Fault: "slow", Seconds: 0.01, When: "after"}, 201, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			pr := r.openPull("zoe", "a")
			path := "/repos/acme/widgets/issues/" + itoa(pr.Number) + "/comments"
			c.rule.Match = match
			r.faults(c.rule)
			got := r.api("POST", path, `{"body":"@ada"}`)
			if (got.err != nil) != (c.status == 0) || got.status != c.status {
				t.Fatalf("status %d, %v", got.status, got.err)
			}
			if json.Valid(got.body) == c.bad {
				t.Errorf("body %q", got.body)
			}
			w := r.lastWrite()
			if w.Applied != c.applied || w.Answered != c.status || (len(w.Mentions) == 1) != c.applied || *w.Body != "@ada" {
				t.Errorf("%+v", w)
			}
			var list []any
			r.get(path, &list)
			if (len(list) == 1) != c.applied {
				t.Errorf("%d comments", len(list))
			}
			r.want(201, r.api("POST", path, `{"body":"again"}`), nil) // the rule fired once
		})
	}
}

func TestFaultRules(t *testing.T) {
	r := newRig(t)
	get := func() int { return r.api("GET", "/repos/acme/widgets", "").status }
	r.faults(FaultRule{Match: "GET /repos/acme/*", Fault: "status", Skip: 1, Times: 2, Status: 500})
	if got := []int{get(), get(), get(), get()}; got[0] != 200 || got[1] != 500 || got[2] != 500 || got[3] != 200 {
		t.Errorf("skip and times: %v", got)
	}
	r.faults(FaultRule{Match: "* /repos/**", Fault: "status", Times: -1})
	if first, second := get(), get(); first != 502 || second != 502 || r.api("GET", "/users/ada", "").status != 200 {
		t.Error("a rule without end does not hold, or holds too much")
	}
	if got := r.api("GET", "/api/v3/repos/acme/widgets/issues", "").status; got != 502 {
		t.Errorf("the enterprise address gets %d", got)
	}
	r.faults()
	if get() != 200 {
		t.Error("rules are not cleared")
	}
}

func TestFaultProbabilityIsRepeatable(t *testing.T) {
	r := newRig(t)
	play := func() string {
		r.faults(FaultRule{Match: "GET /users/ada", Fault: "status", P: 0.5, Times: -1})
		var b strings.Builder
		for range 20 {
			b.WriteString(itoa(r.api("GET", "/users/ada", "").status))
		}
		return b.String()
	}
	first, second := play(), play()
	if first != second || !strings.Contains(first, "502") || !strings.Contains(first, "200") {
		t.Errorf("%s then %s", first, second)
	}
}

func TestStaleReads(t *testing.T) {
	r := newRig(t)
	pr := r.openPull("zoe", "a")
	path := "/repos/acme/widgets/issues/" + itoa(pr.Number) + "/comments"
	old := r.do(Action{Do: "comment", Repo: "acme/widgets", Number: pr.Number, Author: "ada", Body: "first"})
	r.sim.Advance(time.Minute)
	r.do(Action{Do: "comment", Repo: "acme/widgets", Number: pr.Number, Author: "ada", Body: "second"})
	r.do(Action{Do: "edit_comment", Repo: "acme/widgets", ID: old.ID, Author: "ada", Body: "changed"})
	r.do(Action{Do: "issue", Repo: "acme/widgets", Author: "ada", Title: "new"})
	r.faults(
		FaultRule{Match: "GET /repos/*/*/issues/*/comments", Fault: "stale", Seconds: 10},
		FaultRule{Match: "GET /repos/*/*/issues", Fault: "stale", Seconds: 10},
	)
	var list []struct{ Body string }
	r.get(path, &list)
	if len(list) != 1 || list[0].Body != "first" {
		t.Errorf("stale comments %+v", list)
	}
	r.get(path, &list)
	if len(list) != 2 || list[0].Body != "changed" {
		t.Errorf("fresh comments %+v", list)
	}
	var threads []struct{ Title string }
	r.get("/repos/acme/widgets/issues", &threads)
	for _, is := range threads {
		if is.Title == "new" {
			t.Error("the new issue shows in a stale list")
		}
	}
}

func TestRedirectLeadsAway(t *testing.T) {
	r := newRig(t)
	r.faults(FaultRule{Match: "GET /users/*", Fault: "redirect"},
		FaultRule{Match: "GET /user/*", Fault: "redirect", Status: 301, Headers: map[string]string{"Location": "http://127.0.0.1:9/x"}})
	if got := r.api("GET", "/users/ada", ""); got.status != 307 || strings.HasPrefix(got.header.Get("Location"), r.url) {
		t.Errorf("%d %v", got.status, got.header)
	}
	if got := r.api("GET", "/user/601", ""); got.status != 301 || got.header.Get("Location") != "http://127.0.0.1:9/x" {
		t.Errorf("%d %v", got.status, got.header)
	}
}

func TestLimitMessages(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct {
		rule FaultRule
		want string
	}{
		{FaultRule{Status: 403, Headers: map[string]string{"x-ratelimit-remaining": "0"}}, "API rate limit exceeded"},
		{FaultRule{Status: 403}, "secondary rate limit"},
		{FaultRule{Status: 429}, "secondary rate limit"},
		{FaultRule{Status: 404}, "Not Found"},
		{FaultRule{Status: 410}, "disabled"},
		{FaultRule{Status: 401}, "Bad credentials"},
		{FaultRule{Status: 422}, "Validation Failed"},
		{FaultRule{Status: 451}, "Server Error"},
	} {
		c.rule.Match, c.rule.Fault = "GET /users/ada", "status"
		r.faults(c.rule)
		if got := r.api("GET", "/users/ada", ""); got.status != c.rule.Status || !strings.Contains(string(got.body), c.want) {
			t.Errorf("%d %s", got.status, got.body)
		}
	}
}
