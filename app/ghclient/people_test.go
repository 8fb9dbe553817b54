package ghclient

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestMember(t *testing.T) {
	everyBase(t, func(t *testing.T, f *fake, c *Client) {
		solo := mentorship.Repo{Tenant: 12, ID: 502, Owner: "Solo", Name: "x"}
		for _, x := range []struct {
			repo  mentorship.Repo
			login string
			want  bool
		}{{widgets, "ada", true}, {widgets, "nova", false}, {solo, "solo", true}, {solo, "nova", false}} {
			got, err := c.Member(t.Context(), x.repo, x.login)
			if err != nil || got != x.want {
				t.Errorf("%s in %s: %v, %v", x.login, x.repo.Owner, got, err)
			}
		}
		f.say("GET /orgs/acme/members/shy", 302, "", "Location: "+f.srv.URL+f.base+"/orgs/acme/public_members/shy")
		_, err := c.Member(t.Context(), widgets, "shy")
		wantKind(t, err, mentorship.FaultSuspended)
		f.say("GET /orgs/acme/members/err", 500, "")
		_, err = c.Member(t.Context(), widgets, "err")
		wantKind(t, err, mentorship.FaultTransient)
	})
}

func TestPermission(t *testing.T) {
	everyBase(t, func(t *testing.T, _ *fake, c *Client) {
		for login, want := range map[string]mentorship.Permission{"ada": "maintain", "tri": "triage", "cus": "write"} {
			if got, err := c.Permission(t.Context(), widgets, login); err != nil || got != want {
				t.Errorf("%s: %q, %v", login, got, err)
			}
		}
		_, err := c.Permission(t.Context(), widgets, "nobody")
		wantKind(t, err, mentorship.FaultNotFound)
	})
}

// A login that is none never becomes part of an address or a search.
func TestNoLogin(t *testing.T) {
	f := newFake(t, "")
	c := f.client()
	for _, login := range []string{"", "../../user", "a b", "x repo:other/y", "robot[bot]", "a/b", strings.Repeat("x", 101)} {
		_, errs := c.Person(t.Context(), 11, login)
		wantKind(t, errs, mentorship.FaultInvalid)
		_, errs = c.Member(t.Context(), widgets, login)
		wantKind(t, errs, mentorship.FaultInvalid)
		_, errs = c.Permission(t.Context(), widgets, login)
		wantKind(t, errs, mentorship.FaultInvalid)
		_, errs = c.Earlier(t.Context(), mentorship.ScopeOrg, widgets, login, noon, thread7)
		wantKind(t, errs, mentorship.FaultInvalid)
		_, errs = c.Do(t.Context(), 11, mentorship.Write{Kind: mentorship.WriteAssign, Thread: thread7, Assignee: login})
		wantKind(t, errs, mentorship.FaultInvalid)
	}
	if n := len(f.calls("")); n != 0 {
		t.Errorf("%d requests went out", n)
	}
}

func TestPerson(t *testing.T) {
	everyBase(t, func(t *testing.T, f *fake, c *Client) {
		if p, err := c.Person(t.Context(), 11, "ada"); err != nil || p != ada {
			t.Errorf("%v, %v", p, err)
		}
		f.say("GET /users/ghost", 200, `{"login":"ghost","id":10137,"type":"User"}`)
		if p, err := c.Person(t.Context(), 11, "ghost"); err != nil || !p.Zero() {
			t.Errorf("%v, %v", p, err)
		}
		_, err := c.Person(t.Context(), 11, "nobody")
		wantKind(t, err, mentorship.FaultNotFound)
	})
}

func TestEarlier(t *testing.T) {
	item := func(repo string, number int, created string) string {
		return fmt.Sprintf(`{"number":%d,"created_at":%q,"repository_url":"https://api.github.com/repos/%s"}`, number, created, repo)
	}
	for name, c := range map[string]struct {
		items []string
		want  bool
	}{
		"none":                  {nil, false},
		"this one alone":        {[]string{item("Acme/widgets", 7, "2026-02-01T00:00:00Z")}, false},
		"another one":           {[]string{item("acme/widgets", 6, "2026-02-01T00:00:00Z")}, true},
		"same number elsewhere": {[]string{item("acme/gears", 7, "2026-02-01T00:00:00Z")}, true},
		"a later one":           {[]string{item("acme/gears", 8, "2026-04-01T00:00:00Z")}, false},
	} {
		f := newFake(t, "")
		f.say("GET /search/issues", 200, fmt.Sprintf(`{"total_count":%d,"incomplete_results":false,"items":[%s]}`,
			len(c.items), strings.Join(c.items, ",")))
		got, err := f.client().Earlier(t.Context(), mentorship.ScopeOrg, widgets, "nova", noon, thread7)
		if err != nil || got != c.want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestEarlierAsksWithinScope(t *testing.T) {
	solo := mentorship.Repo{Tenant: 12, ID: 502, Owner: "solo", Name: "x"}
	for _, x := range []struct {
		scope mentorship.Scope
		repo  mentorship.Repo
		want  string
	}{
		{mentorship.ScopeOrg, widgets, "org:acme"},
		{mentorship.ScopeRepo, widgets, "repo:acme/widgets"},
		{mentorship.ScopeOrg, solo, "user:solo"},
		{mentorship.ScopeRepo, solo, "repo:solo/x"},
	} {
		f := newFake(t, "")
		f.on("GET /search/issues", func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query().Get("q"); q != "is:pr author:nova created:<2026-03-02T12:00:00Z "+x.want {
				t.Errorf("query %q", q)
			}
			w.Write([]byte(`{"total_count":0,"incomplete_results":true,"items":[]}`))
		})
		_, err := f.client().Earlier(t.Context(), x.scope, x.repo, "nova", noon, thread7)
		wantKind(t, err, mentorship.FaultTransient) // an incomplete search proves nothing
	}
}
