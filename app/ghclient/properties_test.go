package ghclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// properties are those of a repository that go-github v60 cannot read.
const properties = `{"langs":["go","c"],"tier":"1"}`

// When this fails, go-github reads such properties and hideProperties can go.
func TestPropertiesAreStillTrouble(t *testing.T) {
	var r github.Repository
	err := json.Unmarshal([]byte(`{"id":1,"custom_properties":`+properties+`}`), &r)
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); !ok {
		t.Errorf("go-github reads properties with several values: %v", err)
	}
}

// enrich gives properties to every repository in an answer, and a repository
// to everything that may have one. It counts those.
func enrich(key string, v any) (n int) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			n += enrich(key, e)
		}
	case map[string]any:
		repository := func() any { return map[string]any{"id": 501, "name": "widgets"} }
		switch {
		case key == "head":
			v["repo"] = repository() // a fork
		case key == "repo", key == "repository", key == "repositories":
			v["custom_properties"] = json.RawMessage(properties)
			n++
		case v["base"] == nil && v["repository"] == nil:
			v["repository"] = repository()
		}
		for k, e := range v {
			n += enrich(k, e)
		}
	}
	return n
}

// enriched is a fake all of whose repositories have properties.
func enriched(t *testing.T, f *fake) {
	t.Helper()
	n := 0
	for route, data := range f.data {
		var v any
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		n += enrich("", v)
		var err error
		if f.data[route], err = json.Marshal(v); err != nil {
			t.Fatal(err)
		}
	}
	if n < 20 {
		t.Errorf("only %d repositories have properties", n)
	}
}

// everyRead is all that can be asked of a client.
var everyRead = map[string]func(t *testing.T, c *Client) (any, error){
	"Slug":          func(t *testing.T, c *Client) (any, error) { return c.Slug(t.Context()) },
	"Installations": func(t *testing.T, c *Client) (any, error) { return c.Installations(t.Context()) },
	"Repos":         func(t *testing.T, c *Client) (any, error) { return c.Repos(t.Context(), 11) },
	"Pull":          func(t *testing.T, c *Client) (any, error) { return c.Pull(t.Context(), thread7) },
	"Issue": func(t *testing.T, c *Client) (any, error) {
		return c.Issue(t.Context(), mentorship.Thread{Repo: widgets, Number: 6})
	},
	"Files":  func(t *testing.T, c *Client) (any, error) { return c.Files(t.Context(), thread7) },
	"Emojis": func(t *testing.T, c *Client) (any, error) { return c.Emojis(t.Context(), thread7, 201) },
	"Opened": func(t *testing.T, c *Client) (any, error) {
		by, isPull, err := c.Opened(t.Context(), thread7)
		return map[string]bool{by.Login: isPull}, err
	},
	"Remarks":      func(t *testing.T, c *Client) (any, error) { return c.Remarks(t.Context(), thread7) },
	"ChecksPassed": func(t *testing.T, c *Client) (any, error) { return c.ChecksPassed(t.Context(), widgets, "abc") },
	"Earlier": func(t *testing.T, c *Client) (any, error) {
		return c.Earlier(t.Context(), mentorship.ScopeOrg, widgets, "nova", noon, thread7)
	},
	"Related": func(t *testing.T, c *Client) (any, error) {
		return c.Related(t.Context(), widgets, []string{"allocator"})
	},
	"Content": func(t *testing.T, c *Client) (any, error) {
		return c.Content(t.Context(), widgets, ".github/firstmate.yml", "", 100)
	},
	"Revisions": func(t *testing.T, c *Client) (any, error) {
		return c.Revisions(t.Context(), widgets, ".github/firstmate.yml")
	},
	"Change":     func(t *testing.T, c *Client) (any, error) { return c.Change(t.Context(), thread7) },
	"ByID":       func(t *testing.T, c *Client) (any, error) { return c.ByID(t.Context(), 11, 601) },
	"Person":     func(t *testing.T, c *Client) (any, error) { return c.Person(t.Context(), 11, "ada") },
	"Member":     func(t *testing.T, c *Client) (any, error) { return c.Member(t.Context(), widgets, "ada") },
	"Permission": func(t *testing.T, c *Client) (any, error) { return c.Permission(t.Context(), widgets, "ada") },
	"Paths":      func(t *testing.T, c *Client) (any, error) { return c.Paths(t.Context(), widgets, "abc") },
	"Approvers":  func(t *testing.T, c *Client) (any, error) { return c.Approvers(t.Context(), thread7, "abc") },
	"TeamMembers": func(t *testing.T, c *Client) (any, error) {
		return c.TeamMembers(t.Context(), widgets, "acme", "mentors")
	},
	"Checked": func(t *testing.T, c *Client) (any, error) {
		number, _, err := c.Checked(t.Context(), widgets, "abc", "build")
		return number, err
	},
	"Deliveries": func(t *testing.T, c *Client) (any, error) { return c.Deliveries(t.Context(), noon.AddDate(-1, 0, 0)) },
	"Newest":     func(t *testing.T, c *Client) (any, error) { return c.Newest(t.Context()) },
	"Payload": func(t *testing.T, c *Client) (any, error) {
		raw, err := c.Payload(t.Context(), 91)
		return bytes.Contains(raw, []byte(`"repository"`)), err
	},
	"Updated": func(t *testing.T, c *Client) (any, error) {
		return c.Updated(t.Context(), widgets, noon.AddDate(-1, 0, 0))
	},
	"Said": func(t *testing.T, c *Client) (any, error) {
		return c.Said(t.Context(), widgets, noon.AddDate(-1, 0, 0))
	},
	"Comments": func(t *testing.T, c *Client) (any, error) {
		said, _, _, err := c.Comments(t.Context(), widgets, mentorship.Cursor{Page: 1})
		return said, err
	},
	"Papers": func(t *testing.T, c *Client) (any, error) {
		papers, _, _, err := c.Papers(t.Context(), widgets, mentorship.Cursor{Page: 1})
		return papers, err
	},
	"Reviews": func(t *testing.T, c *Client) (any, error) { return c.Reviews(t.Context(), thread7) },
	"Past": func(t *testing.T, c *Client) (any, error) {
		changes, _, err := c.Past(t.Context(), widgets, "")
		return changes, err
	},
}

// Every read of a repository with such properties gives what it gives without.
func TestReadsWithProperties(t *testing.T) {
	plain, rich := newFake(t, ""), newFake(t, "")
	for _, f := range []*fake{plain, rich} {
		f.data["GET /search/issues"] = []byte(`{"total_count":1,"items":[{"number":6,"created_at":"2026-02-01T00:00:00Z",
			"repository_url":"https://api.github.com/repos/acme/widgets"}]}`)
		f.data["GET /repos/acme/widgets/commits/abc/check-runs"] = []byte(`{"total_count":1,"check_runs":[{"id":1,
			"status":"completed","conclusion":"success","app":{"id":5},"name":"lint",
			"pull_requests":[{"number":7,"head":{"sha":"abc"},"base":{"ref":"main","repo":{"id":501}}}]},
			{"id":2,"status":"completed","conclusion":"success","app":{"id":1},"name":"build","external_id":"house-rules/7/1f"}]}`)
		f.data["GET /repos/acme/widgets/git/trees/abc"] = []byte(`{"sha":"abc","tree":[{"path":"a.go","type":"blob"}]}`)
		f.data["GET /repos/acme/widgets/pulls/7/reviews"] = []byte(`[{"id":9,"state":"APPROVED","commit_id":"abc",
			"submitted_at":"2026-02-01T00:00:00Z","user":{"id":601,"login":"ada"}}]`)
		f.data["GET /repos/acme/widgets/issues/comments/201/reactions"] = []byte(`[{"id":1,"content":"+1","user":{"id":601,"login":"ada"}}]`)
		f.data["GET /orgs/acme/teams/mentors/members"] = []byte(`[{"id":601,"login":"ada"}]`)
		f.data[askGraph] = []byte(pastAnswer)
		const line = `"id":91,"guid":"0b989ba4","delivered_at":"2026-02-01T00:00:00Z","redelivery":false,"duration":0.2,"status":"OK",
			"status_code":200,"event":"pull_request","action":"opened","installation_id":11,"repository_id":501,"throttled_at":null`
		f.data["GET /app/hook/deliveries"] = []byte(`[{` + line + `}]`)
		f.data["GET /app/hook/deliveries/91"] = []byte(`{` + line + `,"request":{"headers":{},"payload":{"repository":{"id":501}}},"response":{}}`)
		f.data["GET /repos/acme/widgets/pulls"] = slices.Concat([]byte("["), f.data["GET /repos/acme/widgets/pulls/7"], []byte("]"))
		f.data["GET /repos/acme/widgets/issues"] = slices.Concat([]byte("["), f.data["GET /repos/acme/widgets/issues/6"], []byte("]"))
		f.data["GET /repos/acme/widgets/issues/comments"] = []byte(`[{"id":201,"issue_url":"https://api.github.com/repos/acme/widgets/issues/7",
			"html_url":"https://github.com/acme/widgets/pull/7#issuecomment-201","created_at":"2026-02-01T00:00:00Z","updated_at":"2026-02-01T00:00:00Z",
			"user":{"id":601,"login":"ada","type":"User"}}]`)
	}
	enriched(t, rich)
	one, other := plain.client(), rich.client()
	for name, read := range everyRead {
		want, err := read(t, one)
		if err != nil || reflect.ValueOf(want).IsZero() {
			t.Errorf("%s without properties: %v, %v", name, want, err)
		}
		got, err := read(t, other)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		same(t, got, want)
	}
	// No method of the client was forgotten; Do is the one that writes, SignIn reads
	// nothing, and what identity.go asks about ourselves (but Newest) knows no repository.
	if n := reflect.TypeFor[*Client]().NumMethod() - 2 - 6; n != len(everyRead) {
		t.Errorf("%d reads are tried, the client has %d", len(everyRead), n)
	}
}

// So do answers from memory, and the answers to writes, which would else leave
// in doubt whether they were applied.
func TestPropertiesElsewhere(t *testing.T) {
	const repository = `{"id":501,"name":"widgets","custom_properties":` + properties + `}`
	f := newFake(t, "")
	f.on("GET /installation/repositories", tagged(`"v1"`, `{"total_count":1,"repositories":[`+repository+`]}`))
	f.say(newIssue, 201, `{"id":6,"number":40,"repository":`+repository+`}`)
	f.say(listIss, 200, "[]")
	c := f.client()
	for range 2 {
		if repos, err := c.Repos(t.Context(), 11); err != nil || len(repos) != 1 || repos[0].Name != "widgets" {
			t.Errorf("%v, %v", repos, err)
		}
	}
	if r, err := c.Do(t.Context(), 11, tracking()); err != nil || r.Number != 40 {
		t.Errorf("%v, %v", r, err)
	}
}

func TestHideProperties(t *testing.T) {
	for in, want := range map[string]string{
		``:                                 ``,
		`{}`:                               `{}`,
		`{"custom_properties":{}}`:         `{"unread_properties":{}}`,
		"{\"custom_properties\" \n: null}": "{\"unread_properties\" \n: null}",
		`[{"custom_properties":{}},{"custom_properties":null}]`: `[{"unread_properties":{}},{"unread_properties":null}]`,
		`{"body":"custom_properties"}`:                          `{"body":"custom_properties"}`,
		`{"body":"\"custom_properties\": [1]"}`:                 `{"body":"\"custom_properties\": [1]"}`,
		`["custom_properties","custom_properties:"]`:            `["custom_properties","custom_properties:"]`,
		`{"my_custom_properties":1}`:                            `{"my_custom_properties":1}`,
	} {
		if got := string(hideProperties([]byte(in))); got != want {
			t.Errorf("%s became %s, want %s", in, got, want)
		}
	}
}

// Of any JSON the same is read afterwards, but for the names of the properties.
func FuzzHideProperties(f *testing.F) {
	f.Add([]byte(`{"repo":{"custom_properties":` + properties + `}}`))
	f.Add([]byte(`{"body":"a \"custom_properties\": b","x\\":"custom_properties","list":["custom_properties"]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var before, after any
		doubtful := strings.Contains(string(body), `\u`) || strings.Contains(string(body), "unread_properties")
		if doubtful || json.Unmarshal(body, &before) != nil {
			return
		}
		out := hideProperties(body)
		if err := json.Unmarshal(out, &after); err != nil || len(out) != len(body) {
			t.Fatalf("%q became %q: %v", body, out, err)
		}
		if !reflect.DeepEqual(renamed(before), after) {
			t.Errorf("%q became %q", body, out)
		}
	})
}

// renamed is what hideProperties does, seen from the other side of the decoder.
func renamed(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = renamed(v[i])
		}
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			if front, ok := strings.CutSuffix(`"`+k, `"custom_properties`); ok {
				k = (front + `"unread_properties`)[1:]
			}
			out[k] = renamed(e)
		}
		return out
	}
	return v
}
