package conform

import (
	"net/http"
	"testing"
)

// Each address leads to the operation GitHub documents for it.
func TestRouter(t *testing.T) {
	m := material(t)
	for address, want := range map[string]string{
		"/repos/a/b/contents/":                     "/repos/{owner}/{repo}/contents/{path}",
		"/repos/a/b/contents":                      "/repos/{owner}/{repo}/contents/{path}",
		"/repos/a/b/contents/.github/x.yml":        "/repos/{owner}/{repo}/contents/{path}",
		"/repos/a/b/commits/refs/pull/1/head":      "/repos/{owner}/{repo}/commits/{ref}",
		"/repos/a/b/commits/x/status":              "/repos/{owner}/{repo}/commits/{ref}/status",
		"/repos/a/b/commits/feature/x/check-runs":  "/repos/{owner}/{repo}/commits/{ref}/check-runs",
		"/repos/a/b/compare/main...fork:feature/x": "/repos/{owner}/{repo}/compare/{basehead}",
		"/repos/a/b/issues/comments/1":             "/repos/{owner}/{repo}/issues/comments/{comment_id}",
		"/repos/a/b/issues/1/comments":             "/repos/{owner}/{repo}/issues/{issue_number}/comments",
		"/repos/a/b/labels/area%2Fweb":             "/repos/{owner}/{repo}/labels/{name}",
		"/repositories/7/issues":                   "/repos/{owner}/{repo}/issues",
		"/repositories/7":                          "/repos/{owner}/{repo}",
		"/api/v3/user/7":                           "/user/{account_id}",
		"/user/repos":                              "/user/repos",
		"/repos/a/b/labels/area/web":               "",
		"/graphql":                                 "",
	} {
		got := ""
		if tpl, _, _ := find(m.rest.templates, http.MethodGet, apiPath(address)); tpl != nil {
			got = tpl.path
		}
		if got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	_, params, _ := find(m.rest.templates, http.MethodGet, "/repos/a/b/labels/area%2Fweb")
	if params["name"] != "area/web" {
		t.Errorf("%v", params)
	}
}

func TestLocate(t *testing.T) {
	t.Setenv("FIRSTMATE_OCTOKIT", t.TempDir())
	if dir, err := Locate(); err == nil {
		t.Errorf("found in %s", dir)
	}
}
