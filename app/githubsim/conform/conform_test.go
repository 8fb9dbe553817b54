package conform

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

var loaded = sync.OnceValues(func() (*Material, error) {
	dir, err := Locate()
	if err != nil {
		return nil, err
	}
	return Load(dir)
})

func material(t *testing.T) *Material {
	t.Helper()
	m, err := loaded()
	if errors.Is(err, ErrAbsent) && !Required() {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// played is what a judge finds in one request and its answer. body is a JSON
// text; header holds names and values of the request.
type played struct {
	method, path, body string
	header             http.Header
	status             int
	answer             string
	answerHeader       http.Header
	before             func(j *Judge, r *http.Request)
}

func (p played) report(t *testing.T) Report {
	t.Helper()
	j := material(t).NewJudge()
	defer j.Close()
	h := j.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if p.before != nil {
			p.before(j, r)
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		for k, v := range p.answerHeader {
			w.Header()[k] = v
		}
		w.WriteHeader(p.status)
		_, _ = io.WriteString(w, p.answer)
	}))
	r := httptest.NewRequestWithContext(t.Context(), p.method, p.path, strings.NewReader(p.body))
	r.Header.Set("User-Agent", "test")
	for k, v := range p.header {
		r.Header[k] = v
	}
	h.ServeHTTP(httptest.NewRecorder(), r)
	return j.Report()
}

// told lists findings as "side: what".
func told(list []Finding) []string {
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprintf("%s: %s", f.Side, f.What))
	}
	return out
}

const (
	labelsPath = "/repos/acme/widgets/labels"
	bug        = `{"id":1,"node_id":"x","url":"https://github.test/l","name":"bug","description":null,"color":"ff0000","default":true}`
	located    = "https://github.test/l"
)

func location() http.Header { return http.Header{"Location": {located}} }

// The judge is judged: it keeps quiet about what is right and finds each
// mistake made on purpose.
func TestFindsMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		played
		want []string
	}{
		"all right": {played{method: "GET", path: labelsPath + "?per_page=100&page=2", status: 200, answer: "[" + bug + "]"}, nil},
		"written":   {played{method: "POST", path: labelsPath, body: `{"name":"bug"}`, status: 201, answer: bug, answerHeader: location()}, nil},
		"misspelt request field": {
			played{method: "POST", path: labelsPath, body: `{"name":"bug","colour":"ff0000"}`, status: 201, answer: bug, answerHeader: location()},
			[]string{"requests: body colour: is not described"},
		},
		"missing request field": {
			played{method: "POST", path: labelsPath, body: `{}`, status: 422, answer: `{"message":"Validation Failed","documentation_url":"https://docs.github.com"}`},
			[]string{"requests: body name: is missing"},
		},
		"no request body": {
			played{method: "POST", path: labelsPath, status: 422, answer: `{"message":"Validation Failed","documentation_url":"https://docs.github.com"}`},
			[]string{"requests: body: is missing"},
		},
		"wrong request field": {
			played{method: "POST", path: labelsPath, body: `{"name":7}`, status: 201, answer: bug, answerHeader: location()},
			[]string{"requests: body name: is number, want string"},
		},
		"unknown parameter":   {played{method: "GET", path: labelsPath + "?perpage=2", status: 200, answer: "[]"}, []string{"requests: query perpage: is not described"}},
		"too many on a page":  {played{method: "GET", path: labelsPath + "?per_page=101", status: 200, answer: "[]"}, []string{"requests: query per_page: is above 100"}},
		"parameter of a kind": {played{method: "GET", path: labelsPath + "?page=first", status: 200, answer: "[]"}, []string{"requests: query page: "}},
		"unknown address":     {played{method: "GET", path: "/repos/acme/widgets/lables", status: 404, answer: `{"message":"Not Found"}`}, []string{"requests: no such address"}},
		"unknown method":      {played{method: "PUT", path: labelsPath, status: 404, answer: `{"message":"Not Found"}`}, []string{"requests: no such method of this address"}},
		"closed to Apps": {
			played{method: "GET", path: "/gists/public", status: 403, answer: `{"message":"Resource not accessible by integration"}`},
			[]string{"requests: is closed to Apps"},
		},
		"open to people": {
			played{method: "GET", path: "/gists/public", header: http.Header{"Authorization": {"Bearer ghu_x"}}, status: 403, answer: `{"message":"no"}`}, nil,
		},
		"page for people": {played{method: "GET", path: "/login/oauth/authorize", status: 302}, nil},
		"closed by its mark, made for Apps": {
			played{method: "GET", path: "/repos/acme/widgets/installation", status: 404, answer: `{"message":"Not Found"}`}, nil,
		},
		"missing answer field": {
			played{method: "GET", path: labelsPath, status: 200, answer: "[" + strings.Replace(bug, `"color":"ff0000",`, "", 1) + "]"},
			[]string{"answers: answer *.color: is missing"},
		},
		"unknown answer field": {
			played{method: "GET", path: labelsPath, status: 200, answer: "[" + strings.Replace(bug, `"id"`, `"hue":1,"id"`, 1) + "]"},
			[]string{"answers: answer *.hue: is not described"},
		},
		"null in an answer": {
			played{method: "GET", path: labelsPath, status: 200, answer: "[" + strings.Replace(bug, `"bug"`, "null", 1) + "]"},
			[]string{"answers: answer *.name: is null, want string"},
		},
		"no address": {
			played{method: "GET", path: labelsPath, status: 200, answer: "[" + strings.Replace(bug, "https://github.test/l", "l", 1) + "]"},
			[]string{"answers: answer *.url: is no uri"},
		},
		"missing answer header": {
			played{method: "POST", path: labelsPath, body: `{"name":"bug"}`, status: 201, answer: bug},
			[]string{"answers: header Location: is missing"},
		},
		"status":               {played{method: "GET", path: labelsPath, status: 202, answer: "[]"}, []string{"answers: status: 202 is not described, only 200, 404"}},
		"unasked 304":          {played{method: "GET", path: labelsPath, status: 304}, []string{"answers: status: 304 without a condition"}},
		"asked 304":            {played{method: "GET", path: labelsPath, header: http.Header{"If-None-Match": {`"x"`}}, status: 304}, nil},
		"moved":                {played{method: "GET", path: labelsPath, status: 301, answerHeader: location()}, nil},
		"moved nowhere":        {played{method: "GET", path: labelsPath, status: 301}, []string{"answers: header Location: is missing"}},
		"trouble":              {played{method: "GET", path: labelsPath, status: 502, answer: "<html>"}, nil},
		"refusal":              {played{method: "GET", path: labelsPath, status: 429, answer: `{"message":"slow down"}`}, nil},
		"speechless refusal":   {played{method: "GET", path: labelsPath, status: 403, answer: `{}`}, []string{"answers: answer message: is missing"}},
		"page of an error":     {played{method: "GET", path: labelsPath, status: 200, answer: "<html>"}, []string{"answers: answer: is no JSON"}},
		"spoiled on purpose":   {played{method: "GET", path: labelsPath, status: 200, answer: "<html>", before: (*Judge).Spoiled}, nil},
		"link by id":           {played{method: "GET", path: labelsPath, status: 200, answer: "[]", answerHeader: link("https://github.test/repositories/7/labels?page=2")}, nil},
		"link to nowhere":      {played{method: "GET", path: labelsPath, status: 200, answer: "[]", answerHeader: link("https://github.test/repositories/7/lables?page=2")}, []string{"answers: header Link: leads nowhere"}},
		"own address":          {played{method: "GET", path: "/api/v3" + labelsPath, status: 200, answer: "[]"}, nil},
		"door of the stand-in": {played{method: "POST", path: "/_sim/do", body: "x", status: 400}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := told(c.report(t).Findings)
			if len(got) != len(c.want) || slices.ContainsFunc(c.want, func(w string) bool {
				return !slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, w) })
			}) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func link(to string) http.Header { return http.Header{"Link": {"<" + to + `>; rel="next"`}} }

func TestNullBodyIsAWarning(t *testing.T) {
	r := played{method: "POST", path: "/app/installations/1/access_tokens", body: "null\n", status: 201, answer: `{"token":"t","expires_at":"2026-01-01T00:00:00Z"}`}.report(t)
	if len(r.Findings) != 0 || len(r.Warnings) != 1 {
		t.Errorf("%+v", r)
	}
}

// A connection that is cut leaves a request to judge and no answer.
func TestUnanswered(t *testing.T) {
	j := material(t).NewJudge()
	defer j.Close()
	srv := httptest.NewServer(j.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.Close()
		}
	})))
	defer srv.Close()
	if res, err := http.Get(srv.URL + labelsPath + "?tint=x"); err == nil {
		res.Body.Close()
		t.Fatal("answered")
	}
	r := j.Report()
	if got := told(r.Findings); !slices.Equal(got, []string{"requests: query tint: is not described"}) || r.Spoiled != 1 || r.Checked[Answers] != 0 {
		t.Errorf("%+v", r)
	}
}

// The handler changes nothing of what goes through it.
func TestPassesThrough(t *testing.T) {
	j := material(t).NewJudge()
	defer j.Close()
	srv := httptest.NewServer(j.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.(http.Flusher).Flush()
		fmt.Fprintf(w, "%s %s %s", r.Method, r.URL.Path, body)
	})))
	defer srv.Close()
	res, err := http.Post(srv.URL+labelsPath, "application/json", strings.NewReader(`{"name":"bug"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got, _ := io.ReadAll(res.Body); string(got) != "POST "+labelsPath+` {"name":"bug"}` {
		t.Errorf("%s", got)
	}
}

func TestFindsMistakesInGraphQL(t *testing.T) {
	const right = `{"query":"query($n:Int!){repository(owner:\"a\",name:\"b\"){pullRequests(first:$n){nodes{number author{login}}}}}","variables":{"n":50}}`
	const answer = `{"data":{"repository":{"pullRequests":{"nodes":[{"number":1,"author":null},null]}}}}`
	for name, c := range map[string]struct {
		body, answer string
		want         []string
	}{
		"all right": {right, answer, nil},
		"asked twice": {
			`{"query":"{repository(owner:\"a\",name:\"b\"){...f ...g}} fragment f on Repository{owner{login}} fragment g on Repository{owner{id ... on User{name}}}"}`,
			`{"data":{"repository":{"owner":{"login":"a","id":"x"}}}}`, nil,
		},
		"no such field":   {strings.Replace(right, "number", "nomber", 1), answer, []string{"query: Cannot query field"}},
		"no such element": {strings.Replace(right, "variables", "values", 1), answer, []string{"body: "}},
		"too many":        {strings.Replace(right, "50", "500", 1), answer, []string{"query pullRequests: wants first or last"}},
		"none said":       {strings.Replace(strings.Replace(right, "query($n:Int!)", "", 1), "(first:$n)", "", 1), answer, []string{"variables n: ", "query pullRequests: "}},
		"no variable":     {strings.Replace(right, `{"n":50}`, "{}", 1), answer, []string{"variables"}},
		"missing":         {right, strings.Replace(answer, `"number":1,`, "", 1), []string{"data.repository.pullRequests.nodes.*.number: is missing"}},
		"unasked":         {right, strings.Replace(answer, `"number":1`, `"number":1,"id":2`, 1), []string{"data.repository.pullRequests.nodes.*.id: was not asked for"}},
		"wrong kind":      {right, strings.Replace(answer, `:1,`, `:"1",`, 1), []string{"data.repository.pullRequests.nodes.*.number: is string, want Int!"}},
		"forbidden null":  {right, strings.Replace(answer, `:1,`, `:null,`, 1), []string{"data.repository.pullRequests.nodes.*.number: is null, want Int!"}},
		"failed":          {right, `{"data":null,"errors":[{"message":"no"}]}`, nil},
		"nothing":         {right, `{}`, []string{"data: is missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := played{method: "POST", path: "/graphql", body: c.body, status: 200, answer: c.answer}.report(t)
			got := told(r.Findings)
			ok := len(got) == len(c.want)
			for _, w := range c.want {
				ok = ok && slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, "graphql: "+w) })
			}
			if !ok || r.Checked[GraphQL] != 1 {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}
