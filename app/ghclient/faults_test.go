package ghclient

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func headers(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

const (
	getPull  = "GET /repos/acme/widgets/pulls/7"
	newText  = "POST /repos/acme/widgets/issues/7/comments"
	newIssue = "POST /repos/acme/widgets/issues"
	newToken = "POST /app/installations/11/access_tokens"
	askGraph = "POST /graphql"
)

func message(s string) string { return `{"message":` + strconv.Quote(s) + `}` }

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		name   string
		call   string
		status int
		header http.Header
		body   string
		want   mentorship.FaultKind
	}{
		{"a read", getPull, 200, nil, "{}", ""},
		{"a creation", newText, 201, nil, "{}", ""},
		{"no content", getPull, 204, nil, "", ""},
		{"accepted", newText, 202, nil, "", ""},
		{"empty where an object was due", getPull, 200, nil, "", "transient"},
		{"HTML for a read", getPull, 200, nil, "<html>", "transient"},
		{"HTML for a write", newText, 201, nil, "<html>", "unknown"},
		{"half a JSON read", getPull, 200, nil, `{"id":1,"na`, "transient"},
		{"half a JSON write", newText, 201, nil, `{"id":1,"na`, "unknown"},
		{"half a token", newToken, 201, nil, `{"token":"`, "transient"},

		{"redirect of a read", getPull, 302, nil, "", "transient"},
		{"redirect of a write", newText, 301, nil, "", "unknown"},
		{"unasked 304", getPull, 304, nil, "", "transient"},

		{"token refused", getPull, 401, nil, message("Bad credentials"), "suspended"},
		{"App's key refused", "GET /app", 401, nil, message("A JSON web token could not be decoded"), "transient"},
		{"App's key refused for a token", newToken, 401, nil, message("x"), "transient"},
		{"unknown installation", newToken, 404, nil, message("Not Found"), "uninstalled"},
		{"suspended installation", newToken, 403, nil, message("This installation has been suspended"), "suspended"},
		{"suspended later", getPull, 403, nil, message("This installation has been suspended"), "suspended"},

		{"not found", getPull, 404, nil, message("Not Found"), "not_found"},
		{"not found in HTML", getPull, 404, nil, "<html>", "not_found"},
		{"gone", getPull, 410, nil, message("This issue was deleted"), "gone"},
		{"for legal reasons", getPull, 451, nil, message("Repository access blocked"), "gone"},
		{"issues disabled", newIssue, 410, nil, message("Issues are disabled for this repo"), "locked"},
		{"comment on a deleted issue", newText, 410, nil, message("This issue was deleted"), "gone"},
		{"locked", newText, 403, nil, message("Unable to create comment because issue is locked."), "locked"},
		{"archived", newText, 403, nil, message("Repository was archived so is read-only."), "locked"},
		{"no permission", newText, 403, nil, message("Resource not accessible by integration"), "suspended"},
		{"blocked", newText, 403, nil, message("User is blocked"), "forbidden"},
		{"403 from a proxy, read", getPull, 403, nil, "<html>no</html>", "transient"},
		{"403 from a proxy, write", newText, 403, nil, "<html>no</html>", "unknown"},
		{"invalid", newText, 422, nil, message("Validation Failed"), "invalid"},
		{"locked under 422", newText, 422, nil, message("issue is locked"), "locked"},
		{"bad request", newText, 400, nil, message("Problems parsing JSON"), "invalid"},
		{"conflict", newText, 409, nil, message("Git Repository is empty."), "transient"},
		{"time-out at GitHub", newText, 408, nil, "", "unknown"},
		{"5xx of a read", getPull, 502, nil, "<html>", "transient"},
		{"5xx of a write", newText, 502, nil, message("Server Error"), "unknown"},
		{"5xx of a token", newToken, 500, nil, "", "transient"},
		{"5xx of GraphQL", askGraph, 504, nil, "", "transient"},

		{"429 bare", newText, 429, nil, "", "limited"},
		{"403 with Retry-After", newText, 403, headers("Retry-After", "7"), message("x"), "limited"},
		{"403 at zero", getPull, 403, headers("X-RateLimit-Remaining", "0"), message("x"), "limited"},
		{"403 by words", newText, 403, nil, message("You have exceeded a secondary rate limit."), "limited"},
		{"403 by its link", newText, 403, nil,
			`{"message":"slow","documentation_url":"https://docs.github.com/rest/rate-limits-for-the-rest-api"}`, "limited"},
		{"403 abuse", newText, 403, nil, message("You have triggered an abuse detection mechanism"), "limited"},
		{"403 limit in HTML", newText, 403, nil, "<html>exceeded a secondary rate limit</html>", "limited"},
		{"404 with a used-up budget is still 404", getPull, 404, headers("X-RateLimit-Remaining", "0"), message("x"), "not_found"},

		{"GraphQL", askGraph, 200, nil, `{"data":{"repository":{"id":1}}}`, ""},
		{"GraphQL with the word in it", askGraph, 200, nil, `{"data":{"path":"\"errors\""}}`, ""},
		{"GraphQL no errors", askGraph, 200, nil, `{"data":{},"errors":[]}`, ""},
		{"GraphQL limit", askGraph, 200, nil, `{"errors":[{"type":"RATE_LIMITED","message":"x"}]}`, "limited"},
		{"GraphQL secondary", askGraph, 200, nil, `{"errors":[{"message":"You have exceeded a secondary rate limit"}]}`, "limited"},
		{"GraphQL not found", askGraph, 200, nil, `{"data":{"repository":null},"errors":[{"type":"NOT_FOUND","message":"x"}]}`, "not_found"},
		{"GraphQL without permission", askGraph, 200, nil, `{"errors":[{"type":"FORBIDDEN","message":"Resource not accessible by integration"}]}`, "suspended"},
		{"GraphQL forbidden", askGraph, 200, nil, `{"errors":[{"type":"FORBIDDEN"}]}`, "forbidden"},
		{"GraphQL trouble", askGraph, 200, nil, `{"data":null,"errors":[{"message":"Something went wrong while executing your query."}]}`, "transient"},
	} {
		method, path, _ := strings.Cut(c.call, " ")
		got := classify(answer{method, path, c.status, c.header, []byte(c.body)})
		if got.kind != c.want {
			t.Errorf("%s: %q, want %q", c.name, got.kind, c.want)
		}
	}
}

func TestUntil(t *testing.T) {
	date := noon.AddDate(0, 0, 3) // GitHub's clock may be far from ours
	at := func(d time.Duration) string { return strconv.FormatInt(date.Add(d).Unix(), 10) }
	for _, c := range []struct {
		name   string
		header http.Header
		want   time.Duration
	}{
		{"nothing said", nil, time.Minute},
		{"seconds", headers("Retry-After", "7"), 7 * time.Second},
		{"zero seconds", headers("Retry-After", "0"), time.Second},
		{"a date", headers("Retry-After", date.Add(90*time.Second).Format(http.TimeFormat)), 90 * time.Second},
		{"nonsense", headers("Retry-After", "soon"), time.Minute},
		{"a year", headers("Retry-After", "31536000"), time.Hour},
		{"used up", headers("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", at(35*time.Minute)), 35 * time.Minute},
		{"used up, renewed already", headers("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", at(-time.Minute)), time.Second},
		{"used up, not said till when", headers("X-RateLimit-Remaining", "0"), time.Minute},
		{"secondary, with the primary's reset", headers("X-RateLimit-Remaining", "4000", "X-RateLimit-Reset", at(35*time.Minute)), time.Minute},
		{"both", headers("Retry-After", "7", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", at(35*time.Minute)), 7 * time.Second},
	} {
		h := c.header.Clone()
		if h == nil {
			h = http.Header{}
		}
		h.Set("Date", date.Format(http.TimeFormat))
		if got := (answer{header: h}).until(noon, time.Minute).Sub(noon); got != c.want {
			t.Errorf("%s: wait %v, want %v", c.name, got, c.want)
		}
	}
}

// Whatever comes back, it is a success only if it is whole JSON, a lost write
// is never taken for a transient fault, and nothing of the body is told.
func FuzzClassify(f *testing.F) {
	f.Add("POST", "/repos/a/b/issues", 201, "", `{"id":1}`)
	f.Add("GET", "/repos/a/b", 403, "7", `{"message":"You have exceeded a secondary rate limit"}`)
	f.Add("POST", "/graphql", 200, "", `{"errors":[{"type":"RATE_LIMITED"}]}`)
	f.Fuzz(func(t *testing.T, method, path string, status int, after, body string) {
		if status < 200 || status > 599 {
			return
		}
		a := answer{method, path, status, headers("Retry-After", after), []byte(body)}
		v := classify(a)
		if v.kind == "" && (status >= 300 || (body != "" && !json.Valid([]byte(body)))) {
			t.Errorf("status %d counts as success", status)
		}
		if status >= 500 && writes(method, path) && v.kind != mentorship.FaultUnknown {
			t.Errorf("a write that met %d is %q", status, v.kind)
		}
		if wait := a.until(noon, time.Minute).Sub(noon); wait < shortestWait || wait > longestWait {
			t.Errorf("wait %v", wait)
		}
	})
}
