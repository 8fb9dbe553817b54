package githubsim

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

func TestPagesFollowLinks(t *testing.T) {
	r := newRig(t)
	pr := r.openPull("zoe", "a")
	for i := range 7 {
		r.do(Action{Do: "comment", Repo: "acme/widgets", Number: pr.Number, Author: "ada", Body: fmt.Sprint(i)})
	}
	var seen []string
	next := fmt.Sprintf("/repos/acme/widgets/issues/%d/comments?per_page=3", pr.Number)
	for pages := 0; next != ""; pages++ {
		if pages > 5 {
			t.Fatal("the links never end")
		}
		got := r.api("GET", next, "")
		var list []struct{ Body string }
		r.want(200, got, &list)
		for _, c := range list {
			seen = append(seen, c.Body)
		}
		next = linkTo(got.header.Get("Link"), "next")
		if next != "" && !strings.Contains(next, "/repositories/701/") {
			t.Errorf("link %s does not go by id", next)
		}
	}
	if got := strings.Join(seen, ""); got != "0123456" {
		t.Errorf("seen %s", got)
	}
}

func linkTo(header, rel string) string {
	for _, m := range regexp.MustCompile(`<([^>]*)>; rel="([a-z]+)"`).FindAllStringSubmatch(header, -1) {
		if m[2] == rel {
			return m[1]
		}
	}
	return ""
}

func TestPageSizes(t *testing.T) {
	r := newRig(t, whole)
	for query, want := range map[string]int{
		"": 30, "per_page=7": 7, "per_page=1000": 100, "per_page=0": 30, "per_page=x": 30, "per_page=100&page=2": 100, "page=9999": 0,
	} {
		var list []any
		got := r.api("GET", "/repos/acme/widgets/pulls?state=closed&"+query, "")
		r.want(200, got, &list)
		if len(list) != want {
			t.Errorf("%q: %d entries, want %d", query, len(list), want)
		}
	}
	got := r.api("GET", "/repos/acme/widgets/pulls?state=closed&page=2", "")
	for _, rel := range []string{"prev", "next", "last", "first"} {
		if linkTo(got.header.Get("Link"), rel) == "" {
			t.Errorf("the second page has no %s: %s", rel, got.header.Get("Link"))
		}
	}
	if got := r.api("GET", "/orgs/acme/members", ""); got.header.Get("Link") != "" {
		t.Errorf("one page has links: %s", got.header.Get("Link"))
	}
}

func TestConditionalReads(t *testing.T) {
	r := newRig(t)
	const path = "/repos/acme/widgets/issues/comments"
	tag := r.api("GET", path, "").header.Get("ETag")
	got := r.api("GET", path, "", "If-None-Match", tag)
	if tag == "" || got.status != 304 || len(got.body) != 0 || got.header.Get("ETag") != tag {
		t.Errorf("%q: %d %s", tag, got.status, got.body)
	}
	used := got.header.Get("X-RateLimit-Used")
	if again := r.api("GET", path, "", "If-None-Match", tag).header.Get("X-RateLimit-Used"); again != used {
		t.Errorf("304 costs: used %s then %s", used, again)
	}
	pr := r.openPull("zoe", "a")
	r.do(Action{Do: "comment", Repo: "acme/widgets", Number: pr.Number, Author: "ada", Body: "x"})
	r.want(200, r.api("GET", path, "", "If-None-Match", tag), nil)
}

func TestLimitHeaders(t *testing.T) {
	r := newRig(t)
	got := r.api("GET", "/repos/acme/widgets", "")
	search := r.api("GET", "/search/issues?q=is:pr", "")
	for _, c := range [][3]string{
		{got.header.Get("X-RateLimit-Limit"), "5000", "core limit"},
		{got.header.Get("X-RateLimit-Resource"), "core", "core resource"},
		{search.header.Get("X-RateLimit-Limit"), "30", "search limit"},
		{search.header.Get("X-RateLimit-Remaining"), "29", "search remaining"},
	} {
		if c[0] != c[1] {
			t.Errorf("%s is %q, want %q", c[2], c[0], c[1])
		}
	}
	if len(got.header.Get("X-GitHub-Request-Id")) != 32 {
		t.Errorf("request id %q", got.header.Get("X-GitHub-Request-Id"))
	}
}

func TestUserAgentIsNeeded(t *testing.T) {
	r := newRig(t)
	if got := r.api("GET", "/repos/acme/widgets", "", "User-Agent", ""); got.status != 403 {
		t.Errorf("no User-Agent gets %d", got.status)
	}
}
