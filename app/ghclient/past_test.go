package ghclient

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

const pastAnswer = `{"data":{"repository":{"databaseId":501,"pullRequests":{
 "pageInfo":{"hasNextPage":true,"endCursor":"c1"},
 "nodes":[
  {"number":7,"mergedAt":"2026-02-03T04:05:06Z","author":{"__typename":"User","login":"nova","databaseId":31},
   "reviews":{"nodes":[
     {"author":{"__typename":"User","login":"ada","databaseId":21},"submittedAt":"2026-02-02T00:00:00Z"},
     {"author":{"__typename":"User","login":"ada","databaseId":21},"submittedAt":"2026-02-02T00:00:01Z"},
     {"author":{"__typename":"User","login":"nova","databaseId":31},"submittedAt":"2026-02-02T00:00:01Z"},
     {"author":{"__typename":"Bot","login":"helper"},"submittedAt":"2026-02-02T00:00:02Z"},
     {"author":null,"submittedAt":"2026-02-02T00:00:02Z"}, null]},
   "files":{"totalCount":2,"nodes":[{"path":"store/a.go"},null,{"path":"web/b.go"}]}},
  {"number":6,"mergedAt":"2026-02-01T00:00:00Z","author":{"__typename":"User","login":"lin","databaseId":24},"reviews":null,
   "files":{"totalCount":2500,"nodes":[{"path":"vendor/x"}]}},
  {"number":5,"mergedAt":"2026-01-01T00:00:00Z","author":{"__typename":"User","login":"lin","databaseId":24},"reviews":{"nodes":null},"files":null},
  {"number":4,"mergedAt":"2026-01-01T00:00:00Z","author":{"__typename":"Bot","login":"robot"},"files":{"totalCount":0,"nodes":[]}},
  {"number":3,"mergedAt":"2026-01-01T00:00:00Z","author":null},
  {"number":2,"mergedAt":"2026-01-01T00:00:00Z","author":{"__typename":"Mannequin","login":"import"}},
  null
 ]}}}}`

func TestPast(t *testing.T) {
	everyBase(t, func(t *testing.T, f *fake, c *Client) {
		f.say(askGraph, 200, pastAnswer)
		got, next, err := c.Past(t.Context(), widgets, "")
		if err != nil || next != "c1" {
			t.Fatalf("next %q, %v", next, err)
		}
		same(t, got, []matching.Change{
			{ID: "501#7", Time: at("2026-02-03T04:05:06Z"), Author: "31", Reviewers: []matching.PersonID{"21"},
				Files: []string{"store/a.go", "web/b.go"}},
			{ID: "501#6", Time: at("2026-02-01T00:00:00Z"), Author: "24", Files: []string{"vendor/x"}, Large: true},
			{ID: "501#5", Time: at("2026-01-01T00:00:00Z"), Author: "24", Large: true},
		})
		// The same cursor again would lead nowhere.
		if _, next, err = c.Past(t.Context(), widgets, "c1"); err != nil || next != "" {
			t.Errorf("next %q, %v", next, err)
		}
		var asked struct {
			Query     string
			Variables map[string]any
		}
		for i, cursor := range []any{nil, "c1"} {
			call := f.calls(askGraph)[i]
			if err := json.Unmarshal([]byte(call.body), &asked); err != nil {
				t.Fatal(err)
			}
			same(t, asked.Variables, map[string]any{"owner": "acme", "name": "widgets", "cursor": cursor})
			if !strings.Contains(asked.Query, "first: 50") || !strings.HasPrefix(call.auth, "token ") {
				t.Errorf("asked %q", asked.Query)
			}
		}
	})
}

func TestPastFaults(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   mentorship.FaultKind
	}{
		"limited":            {200, `{"errors":[{"type":"RATE_LIMITED","message":"` + canary + `"}]}`, mentorship.FaultLimited},
		"not ours":           {200, `{"data":{"repository":null},"errors":[{"type":"NOT_FOUND"}]}`, mentorship.FaultNotFound},
		"nothing":            {200, `{"data":{"repository":null}}`, mentorship.FaultNotFound},
		"another repository": {200, `{"data":{"repository":{"databaseId":9,"pullRequests":{"nodes":[]}}}}`, mentorship.FaultNotFound},
		"trouble":            {200, `{"errors":[{"message":"Something went wrong"}],"data":null}`, mentorship.FaultTransient},
		"5xx":                {502, "<html>" + canary, mentorship.FaultTransient},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, "")
			f.say(askGraph, c.status, c.body)
			_, _, err := f.client().Past(t.Context(), widgets, "")
			wantKind(t, err, c.want)
		})
	}
}

// Where a page is too much for GitHub, a smaller one is asked for.
func TestPastSmallerPage(t *testing.T) {
	f := newFake(t, "")
	f.on(askGraph, func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Query string }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		if strings.Contains(in.Query, "first: 50") {
			saying(502, "")(w, r)
			return
		}
		saying(200, pastAnswer)(w, r)
	})
	got, next, err := f.client().Past(t.Context(), widgets, "")
	if err != nil || next != "c1" || len(got) != 3 {
		t.Errorf("%d changes, next %q, %v", len(got), next, err)
	}
}
