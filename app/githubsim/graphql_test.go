package githubsim

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

const backfill = `query Backfill($owner:String!,$name:String!,$cursor:String,$n:Int=50) {
  # newest first
  repository(owner:$owner, name:$name) {
    id
    pullRequests(first:$n, after:$cursor, states:[MERGED], orderBy:{field:CREATED_AT, direction:DESC}) {
      totalCount
      pageInfo { endCursor hasNextPage }
      nodes {
        number mergedAt
        author { login __typename ... on User { databaseId } }
        mergedBy { ...who }
        mergeCommit { oid }
        reviews(first:20) { nodes { author { ...who } submittedAt state } }
        files(first:100) { nodes { path } }
      }
    }
  }
  rateLimit { limit cost remaining resetAt }
}
fragment who on Actor { login ... on User { databaseId } }`

func (r *rig) query(q string, vars map[string]any) (body []byte) {
	r.t.Helper()
	in, _ := json.Marshal(obj{"query": q, "variables": vars})
	got := r.api("POST", "/graphql", string(in))
	r.want(200, got, nil)
	return got.body
}

func TestBackfillQuery(t *testing.T) {
	r := newRig(t, whole)
	seen := map[int]bool{}
	vars := map[string]any{"owner": "acme", "name": "widgets"}
	for page := 0; ; page++ {
		var out struct {
			Errors []any
			Data   struct {
				Repository struct {
					PullRequests struct {
						TotalCount int
						PageInfo   struct {
							EndCursor   string
							HasNextPage bool
						}
						Nodes []map[string]any
					}
				}
			}
		}
		if err := json.Unmarshal(r.query(backfill, vars), &out); err != nil || len(out.Errors) > 0 {
			t.Fatal(err, out.Errors)
		}
		prs := out.Data.Repository.PullRequests
		for _, n := range prs.Nodes {
			seen[int(n["number"].(float64))] = true
		}
		if len(prs.Nodes[0]) != 7 || prs.Nodes[0]["mergeCommit"].(map[string]any)["oid"] == "" {
			t.Fatalf("node %v", prs.Nodes[0])
		}
		if !prs.PageInfo.HasNextPage {
			if len(seen) != prs.TotalCount {
				t.Errorf("saw %d of %d", len(seen), prs.TotalCount)
			}
			return
		}
		vars["cursor"] = prs.PageInfo.EndCursor
		if page == 0 {
			r.openPull("zoe", "a") // cursors hold when something comes in between
		}
	}
}

func TestGraphQLShapes(t *testing.T) {
	r := newRig(t)
	pr := r.openPull("zoe", "store/open.go")
	r.do(Action{Do: "review", Repo: "acme/widgets", Number: pr.Number, Author: "ada", State: "approved"})
	n := fmt.Sprint(pr.Number)
	one := `{repository(owner:"acme",name:"widgets"){pullRequest(number:` + n + `){`
	for query, want := range map[string]string{
		one + `n:number b:number}}}`:                                                      `{"data":{"repository":{"pullRequest":{"b":` + n + `,"n":` + n + `}}}}`,
		one + `author{login} author{...on Actor{__typename}}}}}`:                          `{"data":{"repository":{"pullRequest":{"author":{"__typename":"User","login":"zoe"}}}}}`,
		one + `author{... on Bot{databaseId}}}}}`:                                         `{"data":{"repository":{"pullRequest":{"author":{}}}}}`,
		one + `mergedBy{login} mergeCommit{oid} state}}}`:                                 `{"data":{"repository":{"pullRequest":{"mergeCommit":null,"mergedBy":null,"state":"OPEN"}}}}`,
		one + `reviews(last:1){edges{node{state}}}}}}`:                                    `{"data":{"repository":{"pullRequest":{"reviews":{"edges":[{"node":{"state":"APPROVED"}}]}}}}}`,
		one + `files(first:1){nodes{path changeType}}}}}`:                                 `{"data":{"repository":{"pullRequest":{"files":{"nodes":[{"changeType":"MODIFIED","path":"store/open.go"}]}}}}}`,
		one + `reviews(first:5,states:[COMMENTED]){nodes{state}pageInfo{hasNextPage}}}}}`: `{"data":{"repository":{"pullRequest":{"reviews":{"nodes":[],"pageInfo":{"hasNextPage":false}}}}}}`,
	} {
		if got := string(r.query(query, nil)); got != want {
			t.Errorf("%s\n got %s\nwant %s", query, got, want)
		}
	}
}

func TestGraphQLErrors(t *testing.T) {
	r := newRig(t)
	const repo = `{repository(owner:"acme",name:"widgets"){`
	for query, want := range map[string]string{
		``:                               "Parse error",
		`{`:                              "Parse error",
		`query($x:Int{a}`:                "Parse error",
		`{a(b:"x)}`:                      "Parse error",
		strings.Repeat("{a", 500):        "Parse error",
		`{repository(owner:"acme"){id}}`: "missing required arguments: name",
		`query($o:String!){repository(owner:$o,name:"x"){id}}`: "invalid value",
		`{repository(owner:$o,name:"x"){id}}`:                  "used but not declared",
		`{nothing}`:                                            "Field 'nothing' doesn't exist on type 'Query'",
		repo + `stars}}`:                                       "Field 'stars' doesn't exist on type 'Repository'",
		repo + `id{x}}}`:                                       "Selections can't be made on scalars",
		repo + `owner}}`:                                       "must have selections",
		repo + `pullRequests{totalCount}}}`:                    "must provide a `first` or `last`",
		repo + `pullRequests(first:101){totalCount}}}`:         "limit of 100",
		repo + `pullRequests(first:1,mood:1){totalCount}}}`:    "doesn't accept argument 'mood'",
		repo + `pullRequests(first:1,after:"x"){totalCount}}}`: "valid cursor",
		repo + `...gone}}`:                                     "not defined",
		repo + `...on Nothing{id}}}`:                           "No such type Nothing",
		`{...a} fragment a on Query{...a}`:                     "infinite loop",
		`{repository(owner:"acme",name:"none"){id}}`:           "Could not resolve to a Repository",
		`mutation{x}`:                                          "queries only",
	} {
		var out struct {
			Errors []struct{ Message string }
		}
		if err := json.Unmarshal(r.query(query, nil), &out); err != nil || len(out.Errors) == 0 {
			t.Errorf("%s: no error (%v)", query, err)
		} else if !strings.Contains(out.Errors[0].Message, want) {
			t.Errorf("%s: %s, want %s", query, out.Errors[0].Message, want)
		}
	}
}

// A deleted person is null in GraphQL and ghost in REST; an App has no suffix.
func TestGraphQLPeople(t *testing.T) {
	r := newRig(t)
	pr := r.openPull("zoe", "a")
	bot := r.openPull("renovate[bot]", "b")
	r.do(Action{Do: "delete_user", Login: "zoe"})
	q := `{repository(owner:"acme",name:"widgets"){a:pullRequest(number:` + fmt.Sprint(pr.Number) + `){author{login}} b:pullRequest(number:` + fmt.Sprint(bot.Number) + `){author{login __typename}}}}`
	body := r.query(q, nil)
	if dig(body, "data.repository.a.author") != "null" || dig(body, "data.repository.b.author") != `{"__typename":"Bot","login":"renovate"}` {
		t.Errorf("%s", body)
	}
	var rest struct {
		User struct{ Login string }
		Head struct{ Repo, User any }
	}
	r.get("/repos/acme/widgets/pulls/"+itoa(pr.Number), &rest)
	if rest.User.Login != "ghost" || rest.Head.Repo != nil || rest.Head.User != nil {
		t.Errorf("%+v", rest)
	}
}

func FuzzGraphQL(f *testing.F) {
	f.Add(backfill)
	f.Add(`{a(b:[1,"x",{c:$d}]){...on E{f}}}`)
	f.Fuzz(func(t *testing.T, src string) {
		doc, err := parseGraphQL(src)
		if err == nil && doc.kind == "" {
			t.Error("no operation and no error")
		}
	})
}
