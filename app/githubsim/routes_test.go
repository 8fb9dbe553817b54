package githubsim

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// stage is a world in which every operation has something to answer.
type scene struct {
	*rig
	pull, merged, issue, comment, reaction, run, delivery int64
	head, mergeSHA                                        string
	person                                                string // token of grace
}

func newScene(t *testing.T, change ...func(*Options)) *scene {
	s := &scene{rig: newRig(t, change...)}
	opened := s.openPull("newbie", "store/open.go", "store/fresh.go")
	s.pull, s.head = int64(opened.Number), opened.SHA
	s.do(Action{Do: "review", Repo: "acme/widgets", Number: opened.Number, Author: "ada", State: "changes_requested", Body: "Nearly."})
	s.do(Action{Do: "check_suite", Repo: "acme/widgets", Number: opened.Number, Conclusion: "success"})
	other := s.do(Action{Do: "open_pull", Repo: "acme/widgets", Author: "ada", Title: "Of ours", Files: Paths("web/x.ts"), Labels: []string{"bug"}})
	s.merged = int64(other.Number)
	s.mergeSHA = s.do(Action{Do: "merge", Repo: "acme/widgets", Number: other.Number, Author: "grace"}).SHA
	s.issue = int64(s.do(Action{Do: "issue", Repo: "acme/widgets", Author: "kofi", Title: "Broken", Body: "it is"}).Number)
	s.comment = s.do(Action{Do: "comment", Repo: "acme/widgets", Number: opened.Number, Author: "ada", Body: "hello"}).ID
	s.reaction = s.do(Action{Do: "react", Repo: "acme/widgets", ID: s.comment, Author: "newbie", Content: "heart"}).ID
	var run struct{ ID int64 }
	s.want(201, s.api("POST", "/repos/acme/widgets/check-runs", `{"name":"rules","head_sha":"`+s.head+`","status":"in_progress"}`), &run)
	s.run = run.ID
	s.settle()
	s.delivery = s.sim.Ledger().Deliveries[0].ID
	s.person = s.signIn("grace")
	return s
}

// fill puts the scene's numbers into a path or body.
func (s *scene) fill(text string) string {
	for key, v := range map[string]any{
		"PULL": s.pull, "MERGED": s.merged, "ISSUE": s.issue, "COMMENT": s.comment, "REACTION": s.reaction,
		"RUN": s.run, "DELIVERY": s.delivery, "HEAD": s.head, "MERGESHA": s.mergeSHA, "USERTOKEN": s.person,
	} {
		text = strings.ReplaceAll(text, "{"+key+"}", fmt.Sprint(v))
	}
	return text
}

// exchange is one request and what a test expects of the answer: a status and
// fields by path, written "a.b=json".
type exchange struct {
	method, path, body string
	status             int
	expect             []string
}

func exchanges() []exchange {
	const w = "/repos/acme/widgets"
	return []exchange{
		{"GET", "/meta", "", 200, []string{"verifiable_password_authentication=false"}},
		{"GET", "/rate_limit", "", 200, []string{"resources.search.limit=30"}},
		{"GET", "/app", "", 200, []string{`slug="firstmate"`, "installations_count=1"}},
		{"GET", "/app/installations", "", 200, []string{"0.id=1", `0.account.login="acme"`}},
		{"GET", "/app/installations/1", "", 200, []string{`target_type="Organization"`, "suspended_at=null"}},
		{"GET", "/app/installations/9", "", 404, nil},
		{"POST", "/app/installations/1/access_tokens", `{"repository_ids":[701],"permissions":{"issues":"write"}}`, 201, []string{`repository_selection="selected"`, `permissions={"issues":"write","metadata":"read"}`}},
		{"POST", "/app/installations/1/access_tokens", `{"repository_ids":[12]}`, 422, nil},
		{"POST", "/app/installations/1/access_tokens", `{"permissions":{"actions":"write"}}`, 422, nil},
		{"GET", "/app/hook/deliveries", "", 200, []string{`0.status="OK"`}},
		{"GET", "/app/hook/deliveries/{DELIVERY}", "", 200, []string{`request.headers.X-GitHub-Event="pull_request"`, `request.payload.action="opened"`}},
		{"POST", "/app/hook/deliveries/{DELIVERY}/attempts", "", 202, nil},
		{"GET", "/app/hook/deliveries/5", "", 404, nil},
		{"GET", "/app/hook/config", "", 200, []string{`content_type="json"`}},
		{"POST", "/app-manifests/nothing/conversions", "", 404, nil},
		{"GET", w + "/installation", "", 200, []string{"id=1"}},
		{"GET", "/orgs/acme/installation", "", 200, []string{"id=1"}},
		{"GET", "/users/acme/installation", "", 200, []string{"id=1"}},
		{"GET", "/users/ada/installation", "", 404, nil},
		{"GET", "/installation/repositories", "", 200, []string{"total_count=2", `repositories.0.full_name="acme/widgets"`}},
		{"GET", "/users/ada", "", 200, []string{"id=601", `type="User"`}},
		{"GET", "/users/nobody-here", "", 404, nil},
		{"GET", "/user/601", "", 200, []string{`login="ada"`}},
		{"GET", "/user", "", 200, []string{`login="grace"`, "id=602"}},
		{"DELETE", "/applications/" + ClientID + "/token", `{"access_token":"{USERTOKEN}"}`, 204, nil},
		{"DELETE", "/applications/" + ClientID + "/token", `{"access_token":"{USERTOKEN}"}`, 422, nil},
		{"GET", "/user", "", 401, nil},
		{"GET", "/orgs/acme/members", "", 200, []string{`0.login="ada"`}},
		{"GET", "/orgs/acme/members/grace", "", 204, nil},
		{"GET", "/orgs/acme/members/newbie", "", 404, nil},
		{"GET", "/orgs/acme/memberships/lin", "", 200, []string{`role="member"`, `state="active"`}},
		{"GET", "/orgs/acme/memberships/newbie", "", 404, nil},
		{"GET", "/orgs/acme/teams/mentors/members", "", 200, []string{`2.login="lin"`}},
		{"GET", "/orgs/acme/teams/nothing/members", "", 404, nil},
		{"GET", w, "", 200, []string{"id=701", `default_branch="main"`}},
		{"GET", "/repos/acme/none", "", 404, nil},
		{"GET", "/repositories/701", "", 200, []string{`name="widgets"`}},
		{"GET", w + "/collaborators/coral/permission", "", 200, []string{`permission="write"`}},
		{"GET", w + "/collaborators/newbie/permission", "", 200, []string{`permission="read"`}},
		{"GET", w + "/collaborators/nobody-here/permission", "", 404, nil},
		{"GET", w + "/assignees/ada", "", 204, nil},
		{"GET", w + "/assignees/newbie", "", 404, nil},
		{"GET", w + "/pulls", "", 200, []string{"0.number={PULL}", `0.author_association="FIRST_TIME_CONTRIBUTOR"`}},
		{"GET", w + "/pulls?state=closed&per_page=1", "", 200, []string{"0.number={MERGED}"}},
		{"GET", w + "/pulls?head=newbie:patch-{PULL}", "", 200, []string{"0.number={PULL}"}},
		{"GET", w + "/pulls/{PULL}", "", 200, []string{"merged=false", `head.user.login="newbie"`, "changed_files=2", "mergeable=true"}},
		{"GET", w + "/pulls/{MERGED}", "", 200, []string{"merged=true", `merged_by.login="grace"`, `merge_commit_sha="{MERGESHA}"`}},
		{"GET", w + "/pulls/{ISSUE}", "", 404, nil},
		{"GET", w + "/pulls/{PULL}/files", "", 200, []string{`0.filename="store/fresh.go"`, `0.status="added"`, `1.status="modified"`}},
		{"GET", w + "/pulls/{PULL}/commits", "", 200, []string{`0.author.login="newbie"`, `0.sha="{HEAD}"`}},
		{"GET", w + "/pulls/{PULL}/reviews", "", 200, []string{`0.state="CHANGES_REQUESTED"`}},
		{"GET", w + "/pulls/{PULL}/comments", "", 200, nil},
		{"GET", w + "/issues?per_page=1", "", 200, []string{"0.number={ISSUE}"}},
		{"GET", w + "/issues?creator=kofi&labels=bug", "", 200, nil},
		{"POST", w + "/issues", `{"title":"Track","body":"@ada","labels":["mentorship"],"assignees":["ada","newbie"]}`, 201, []string{`assignees.0.login="ada"`, `user.type="Bot"`, `labels.0.name="mentorship"`}},
		{"POST", w + "/issues", `{"body":"no title"}`, 422, nil},
		{"POST", w + "/issues", `{"title":`, 400, nil},
		{"GET", w + "/issues/comments?sort=updated&direction=desc", "", 200, []string{"0.id={COMMENT}"}},
		{"GET", w + "/issues/comments/{COMMENT}", "", 200, []string{`body="hello"`, `author_association="MEMBER"`}},
		{"PATCH", w + "/issues/comments/{COMMENT}", `{"body":"edited"}`, 200, []string{`body="edited"`}},
		{"PATCH", w + "/issues/comments/{COMMENT}", `{}`, 422, nil},
		{"GET", w + "/issues/{ISSUE}", "", 200, []string{`title="Broken"`, "closed_by=null"}},
		{"GET", w + "/issues/99999", "", 404, nil},
		{"PATCH", w + "/issues/{ISSUE}", `{"title":"Mended","state":"closed","labels":["done"],"assignees":["lin"]}`, 200, []string{`state="closed"`, `state_reason="completed"`, `title="Mended"`}},
		{"GET", w + "/issues/{PULL}/comments", "", 200, []string{"0.id={COMMENT}"}},
		{"POST", w + "/issues/{PULL}/comments", `{"body":"hi"}`, 201, []string{`performed_via_github_app.slug="firstmate"`}},
		{"POST", w + "/issues/99999/comments", `{"body":"hi"}`, 404, nil},
		{"POST", w + "/issues/{PULL}/assignees", `{"assignees":["grace"]}`, 201, []string{`assignees.0.login="grace"`}},
		{"DELETE", w + "/issues/{PULL}/assignees", `{"assignees":["grace"]}`, 200, []string{"assignee=null"}},
		{"GET", w + "/labels", "", 200, []string{`0.name="bug"`}},
		{"POST", w + "/labels", `{"name":"good first","color":"ff0000","description":"d"}`, 201, []string{`color="ff0000"`}},
		{"POST", w + "/labels", `{"name":"Bug"}`, 422, []string{`errors.0.code="already_exists"`}},
		{"GET", w + "/labels/bug", "", 200, []string{`name="bug"`}},
		{"GET", w + "/labels/nothing", "", 404, nil},
		{"POST", w + "/issues/{PULL}/labels", `{"labels":["area/web"]}`, 200, []string{`0.name="area/web"`}},
		{"POST", w + "/issues/{PULL}/labels", `{"labels":["two"]}`, 200, []string{`1.name="two"`}},
		{"GET", w + "/issues/{PULL}/labels", "", 200, []string{`1.name="two"`}},
		{"DELETE", w + "/issues/{PULL}/labels/area%2Fweb", "", 200, []string{`0.name="two"`}},
		{"DELETE", w + "/issues/{PULL}/labels/nothing", "", 404, nil},
		{"POST", w + "/issues/comments/{COMMENT}/reactions", `{"content":"eyes"}`, 201, []string{`content="eyes"`}},
		{"POST", w + "/issues/comments/{COMMENT}/reactions", `{"content":"eyes"}`, 200, []string{`content="eyes"`}},
		{"POST", w + "/issues/comments/{COMMENT}/reactions", `{"content":"sneer"}`, 422, nil},
		{"GET", w + "/issues/comments/{COMMENT}/reactions", "", 200, []string{`0.content="heart"`, `1.user.login="firstmate[bot]"`}},
		{"DELETE", w + "/issues/comments/{COMMENT}/reactions/{REACTION}", "", 403, nil},
		{"POST", w + "/issues/{ISSUE}/reactions", `{"content":"+1"}`, 201, nil},
		{"GET", w + "/issues/{ISSUE}/reactions?content=%2B1", "", 200, []string{`0.content="+1"`}},
		{"DELETE", w + "/issues/{ISSUE}/reactions/1", "", 404, nil},
		{"GET", w + "/contents/.github/firstmate.yml", "", 200, []string{`encoding="base64"`, `type="file"`}},
		{"GET", w + "/contents/.github", "", 200, []string{`0.name="firstmate.yml"`}},
		{"GET", w + "/contents/", "", 200, []string{`0.type="dir"`}},
		{"GET", w + "/contents", "", 200, []string{`0.type="dir"`}},
		{"GET", w + "/contents/none.txt", "", 404, nil},
		{"GET", w + "/contents/README.md?ref=nowhere", "", 404, nil},
		{"GET", w + "/commits?path=web/x.ts", "", 200, []string{`0.sha="{MERGESHA}"`}},
		{"GET", w + "/commits/main", "", 200, []string{`sha="{MERGESHA}"`, `committer.login="web-flow"`}},
		{"GET", w + "/commits/0000000000", "", 422, nil},
		{"GET", w + "/commits/{MERGESHA}/pulls", "", 200, []string{"0.number={MERGED}"}},
		{"GET", w + "/commits/{HEAD}/pulls", "", 200, []string{"0.number={PULL}"}},
		{"GET", w + "/commits/{HEAD}/check-runs", "", 200, []string{"total_count=2", `check_runs.0.name="rules"`, `check_runs.1.conclusion="success"`}},
		{"GET", w + "/commits/{HEAD}/check-suites", "", 200, []string{"total_count=2", "check_suites.0.pull_requests=[]"}},
		{"GET", w + "/commits/refs/pull/{PULL}/head/check-runs?app_id=15368", "", 200, []string{"total_count=1"}},
		{"POST", w + "/check-runs", `{"name":"a","head_sha":"{MERGESHA}","conclusion":"neutral","output":{"title":"t","summary":"s"}}`, 201, []string{`status="completed"`}},
		{"POST", w + "/check-runs", `{"name":"a","head_sha":"{MERGESHA}","conclusion":"splendid"}`, 422, nil},
		{"GET", w + "/check-runs/{RUN}", "", 200, []string{`status="in_progress"`}},
		{"PATCH", w + "/check-runs/{RUN}", `{"conclusion":"success"}`, 200, []string{`conclusion="success"`}},
		{"GET", "/search/issues?q=repo:acme/widgets+is:pr+author:newbie", "", 200, []string{"total_count=1", "items.0.number={PULL}"}},
		{"GET", "/search/issues?q=org:acme+is:pr+is:merged+author:newbie", "", 200, []string{"total_count=0"}},
		{"GET", "/search/issues?q=is:pr+author:nobody-here", "", 422, nil},
		{"GET", "/search/issues", "", 422, nil},
		{"POST", "/graphql", `{"query":"{repository(owner:\"acme\",name:\"widgets\"){id}}"}`, 200, []string{`data.repository.id="MDEwOlJlcG9zaXRvcnk3MDE="`}},
		{"DELETE", w + "/issues/comments/{COMMENT}", "", 204, nil},
		{"GET", w + "/issues/comments/{COMMENT}", "", 404, nil},
		{"GET", w + "/git/trees/main?recursive=1", "", 200, []string{"truncated=false", `tree.0.type="blob"`}},
		{"GET", w + "/branches", "", 404, nil},
		{"PUT", w + "/issues/{PULL}/lock", "", 404, nil},
	}
}

func isForApp(path string) bool {
	return strings.HasPrefix(path, "/app") || strings.HasSuffix(path, "/installation")
}

func TestEveryOperation(t *testing.T) {
	s := newScene(t)
	covered := map[string]bool{}
	for _, x := range exchanges() {
		got := s.exchange(x)
		name := x.method + " " + x.path
		if got.status != x.status {
			t.Errorf("%s: status %d, want %d: %s", name, got.status, x.status, got.body)
			continue
		}
		for _, e := range x.expect {
			path, want, _ := strings.Cut(s.fill(e), "=")
			if have := dig(got.body, path); have != want {
				t.Errorf("%s: %s is %s, want %s", name, path, have, want)
			}
		}
		if got.status >= 400 {
			if dig(got.body, "message") == "" || dig(got.body, "documentation_url") == "" {
				t.Errorf("%s: no basic error: %s", name, got.body)
			}
		}
		c := &call{s: s.sim, st: s.sim.st, path: strings.SplitN(s.fill(x.path), "?", 2)[0]}
		c.r = newRequest(x.method)
		if c.find(); c.route != nil {
			covered[c.route.name()] = true
		}
	}
	for _, op := range operations() {
		if !covered[op.name()] {
			t.Errorf("%s is in no exchange", op.name())
		}
	}
}

func (s *scene) exchange(x exchange) reply {
	if x.path == "/user" {
		return s.send(x.method, x.path, "", "Bearer "+s.person)
	}
	if strings.HasPrefix(x.path, "/applications/") {
		auth := "Basic " + base64.StdEncoding.EncodeToString([]byte(ClientID+":"+ClientSecret))
		return s.send(x.method, x.path, s.fill(x.body), auth)
	}
	if isForApp(x.path) {
		return s.send(x.method, s.fill(x.path), s.fill(x.body), "Bearer "+s.jwt())
	}
	return s.api(x.method, s.fill(x.path), s.fill(x.body))
}

// dig reads a value by a dotted path, as JSON; "" when it is not there.
func dig(body []byte, path string) string {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return ""
	}
	for part := range strings.SplitSeq(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			x, there := at[part]
			if !there {
				return ""
			}
			v = x
		case []any:
			var i int
			if _, err := fmt.Sscan(part, &i); err != nil || i >= len(at) {
				return ""
			}
			v = at[i]
		default:
			return ""
		}
	}
	out, _ := json.Marshal(v)
	return string(out)
}

func TestBothAddressesAnswerAlike(t *testing.T) {
	s := newScene(t)
	var here, there map[string]any
	s.get("/repos/acme/widgets", &here)
	s.get("/api/v3/repos/acme/widgets", &there)
	if here["id"] != there["id"] || !strings.HasSuffix(there["url"].(string), "/api/v3/repos/acme/widgets") {
		t.Errorf("%v and %v", here["url"], there["url"])
	}
	s.want(200, s.api("POST", "/api/graphql", `{"query":"{rateLimit{limit}}"}`), nil)
	if got := s.api("GET", "/api/v3", ""); got.status != 404 {
		t.Errorf("the bare address answers %d", got.status)
	}
}

// Labels may come as a bare list too: GitHub says so in prose alone.
func TestBareLabels(t *testing.T) {
	s := newScene(t)
	s.want(200, s.api("POST", s.fill("/repos/acme/widgets/issues/{PULL}/labels"), `["two"]`), nil)
}

func TestRouteTable(t *testing.T) {
	var names []string
	for _, op := range operations() {
		if slices.Contains(names, op.name()) {
			t.Errorf("%s is there twice", op.name())
		}
		names = append(names, op.name())
		if op.kind == "" && op.method != "GET" && !op.need.app && !op.need.client && op.path != "/graphql" && op.path != "/app-manifests/{code}/conversions" {
			t.Errorf("%s writes without a ledger kind", op.name())
		}
	}
}
