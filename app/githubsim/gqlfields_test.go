package githubsim

import (
	"encoding/json"
	"strings"
	"testing"
)

// everyField asks for all that the stand-in knows of a type, some levels deep.
func everyField(types map[string]gqlType, typ string, depth int) string {
	var b strings.Builder
	b.WriteString("{__typename ")
	for _, name := range sortedKeys(types[typ]) {
		f := types[typ][name]
		args := ""
		for arg := range strings.FieldsSeq(f.args) {
			args += map[string]string{"first": "first:3 ", "number!": "number:1 ", "owner!": `owner:"acme" `, "name!": `name:"widgets" `}[arg]
		}
		if args != "" {
			args = "(" + args + ")"
		}
		switch {
		case f.gives == "":
			b.WriteString(name + args + " ")
		case depth > 0:
			b.WriteString(name + args + everyField(types, f.gives, depth-1) + " ")
		}
	}
	if typ == "Actor" {
		for _, on := range []string{"User", "Bot", "Organization", "Mannequin"} {
			b.WriteString("... on " + on + everyField(types, on, 0))
		}
	}
	return b.String() + "}"
}

func TestEveryGraphQLField(t *testing.T) {
	r := newRig(t)
	query := everyField(gqlTypes(), "Query", 6)
	body := r.query(query, nil)
	if dig(body, "errors") != "" {
		t.Fatalf("%s", dig(body, "errors"))
	}
	for path, want := range map[string]string{
		"data.repository.databaseId":                                    "701",
		"data.repository.pullRequest.state":                             `"MERGED"`,
		"data.repository.pullRequest.files.nodes.0.__typename":          `"PullRequestChangedFile"`,
		"data.repository.pullRequest.reviews.nodes.0.author.__typename": `"User"`,
		"data.repository.pullRequests.edges.2.node.number":              "3",
		"data.rateLimit.cost":                                           "1",
	} {
		if got := dig(body, path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}

// A query may stop anywhere: what is cut off is an error, never a crash.
func TestCutOffQueries(t *testing.T) {
	for i := range len(backfill) {
		if _, err := parseGraphQL(backfill[:i]); err == nil && strings.Count(backfill[:i], "{") != strings.Count(backfill[:i], "}") {
			t.Errorf("cut at %d it parses", i)
		}
	}
}

func TestCloseEndsRun(t *testing.T) {
	sim, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- sim.Run(t.Context()) }()
	sim.Close()
	sim.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// Checks on a branch of the repository name its pull request; on a fork they
// do not.
func TestChecksNameTheirPull(t *testing.T) {
	r := newRig(t)
	ours := r.do(Action{Do: "open_pull", Repo: "acme/widgets", Author: "ada", Title: "t", Files: Paths("a")})
	var run struct {
		Pulls []struct{ Number int } `json:"pull_requests"`
	}
	r.want(201, r.api("POST", "/repos/acme/widgets/check-runs", `{"name":"x","head_sha":"`+ours.SHA+`","status":"queued"}`), &run)
	if len(run.Pulls) != 1 || run.Pulls[0].Number != ours.Number {
		t.Errorf("%+v", run)
	}
	fork := r.openPull("zoe", "a")
	r.want(201, r.api("POST", "/repos/acme/widgets/check-runs", `{"name":"x","head_sha":"`+fork.SHA+`","conclusion":"success"}`), &run)
	if len(run.Pulls) != 0 {
		t.Errorf("%+v", run)
	}
	r.settle()
	last := r.hooks.calls()[len(r.hooks.calls())-1]
	if dig(last.body, "check_suite.app.slug") != `"firstmate"` || dig(last.body, "check_suite.pull_requests") != "[]" {
		t.Errorf("%s", last.body)
	}
}

// Old commits show the tree as it was.
func TestContentsOfThePast(t *testing.T) {
	r := newRig(t)
	before := r.sim.st.repoNamed("acme/widgets").git.head.sha
	text := "package late\n"
	pr := r.do(Action{Do: "open_pull", Repo: "acme/widgets", Author: "ada", Title: "t", Files: Files{"late/a.go": text}})
	r.want(404, r.api("GET", "/repos/acme/widgets/contents/late", ""), nil)
	if got := r.content("acme/widgets", "late/a.go", pr.SHA); got != text {
		t.Errorf("on the branch %q", got)
	}
	r.do(Action{Do: "merge", Repo: "acme/widgets", Number: pr.Number, Author: "ada"})
	if got := r.content("acme/widgets", "late/a.go", ""); got != text {
		t.Errorf("after the merge %q", got)
	}
	r.want(404, r.api("GET", "/repos/acme/widgets/contents/late?ref="+before, ""), nil)
	var now, then []struct{ Name string }
	r.get("/repos/acme/widgets/contents", &now)
	r.get("/repos/acme/widgets/contents?ref="+before, &then)
	if len(now) != len(then)+1 {
		t.Errorf("%v then %v", then, now)
	}
	raw := r.api("GET", "/repos/acme/widgets/contents/late/a.go", "", "Accept", "application/vnd.github.raw+json")
	if string(raw.body) != text {
		t.Errorf("raw %q", raw.body)
	}
}

func TestLargeFileHasNoContent(t *testing.T) {
	r := newRig(t)
	pr := r.do(Action{Do: "open_pull", Repo: "acme/widgets", Author: "ada", Title: "t", Files: Files{"big": strings.Repeat("x", largeFile+1)}})
	var f struct{ Encoding, Content string }
	r.get("/repos/acme/widgets/contents/big?ref="+pr.SHA, &f)
	if f.Encoding != "none" || f.Content != "" {
		t.Errorf("%+v", f)
	}
}

func TestGUIDsReadBothForms(t *testing.T) {
	for text, want := range map[string]string{`"all"`: "all", `["a","b"]`: "a,b"} {
		var g GUIDs
		if err := json.Unmarshal([]byte(text), &g); err != nil || strings.Join(g, ",") != want {
			t.Errorf("%s: %v %v", text, g, err)
		}
	}
}
