package githubsim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestDeliveryIsSigned(t *testing.T) {
	r := newRig(t)
	pr := r.openPull("zoe", "store/open.go")
	r.settle()
	call := r.hooks.calls()[0]
	m := hmac.New(sha256.New, []byte("a-secret-of-tests"))
	m.Write(call.body)
	for key, want := range map[string]string{
		"X-Hub-Signature-256":                    "sha256=" + hex.EncodeToString(m.Sum(nil)),
		"X-GitHub-Event":                         "pull_request",
		"X-GitHub-Delivery":                      pr.Deliveries[0],
		"X-GitHub-Hook-ID":                       "1",
		"X-GitHub-Hook-Installation-Target-ID":   "1",
		"X-GitHub-Hook-Installation-Target-Type": "integration",
		"Content-Type":                           "application/json",
	} {
		if got := call.header.Get(key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if !strings.HasPrefix(call.header.Get("User-Agent"), "GitHub-Hookshot/") || !strings.HasPrefix(call.header.Get("X-Hub-Signature"), "sha1=") {
		t.Errorf("headers %v", call.header)
	}
}

// GitHub's own test vector of the documentation.
func TestMAC(t *testing.T) {
	const want = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
	if got := mac(sha256.New, []byte("It's a Secret to Everybody"), []byte("Hello, World!")); got != want {
		t.Errorf("mac is %s", got)
	}
}

func TestPayloadOfFirstPull(t *testing.T) {
	r := newRig(t)
	r.openPull("zoe", "store/open.go")
	r.do(Action{Do: "open_pull", Repo: "acme/widgets", Author: "ada", Title: "t", Files: Paths("a")})
	r.settle()
	calls := r.hooks.calls()
	for path, want := range map[string]string{
		"pull_request.author_association": `"NONE"`, "pull_request.head.repo.fork": "true",
		"installation.id": "1", "organization.login": `"acme"`, "sender.login": `"zoe"`, "repository.id": "701",
		"pull_request.draft": "false", "pull_request.merged": "false",
	} {
		if got := dig(calls[0].body, path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	want := []string{"pull_request.opened", "push", "pull_request.opened"} // a member pushes a branch first
	if got := r.hooks.events(); !slices.Equal(got, want) {
		t.Fatalf("deliveries %v", got)
	}
	if got := dig(calls[2].body, "pull_request.author_association"); got != `"MEMBER"` {
		t.Errorf("a member is %s", got)
	}
}

func TestHoldAndRelease(t *testing.T) {
	r := newRig(t)
	r.do(Action{Do: "hold"})
	a, b := r.openPull("zoe", "a"), r.openPull("max", "b")
	r.settle()
	if n := len(r.hooks.calls()); n != 0 {
		t.Fatalf("%d deliveries got out", n)
	}
	out := r.do(Action{Do: "release", Order: "reverse", Times: 2})
	r.settle()
	want := []string{b.Deliveries[0], a.Deliveries[0], b.Deliveries[0], a.Deliveries[0]}
	if !slices.Equal(out.Deliveries, want) || !slices.Equal(r.guids(), want) {
		t.Errorf("released %v, arrived %v, want %v", out.Deliveries, r.guids(), want)
	}
}

func (r *rig) guids() []string {
	var out []string
	for _, c := range r.hooks.calls() {
		out = append(out, c.header.Get("X-GitHub-Delivery"))
	}
	return out
}

func TestRedeliver(t *testing.T) {
	r := newRig(t)
	a, b := r.openPull("zoe", "a"), r.openPull("max", "b")
	r.settle()
	r.do(Action{Do: "redeliver", GUIDs: GUIDs{"all"}, Order: "reverse"})
	r.do(Action{Do: "redeliver", GUIDs: GUIDs{a.Deliveries[0]}})
	r.settle()
	want := []string{a.Deliveries[0], b.Deliveries[0], b.Deliveries[0], a.Deliveries[0], a.Deliveries[0]}
	if got := r.guids(); !slices.Equal(got, want) {
		t.Errorf("arrived %v, want %v", got, want)
	}
	last := r.sim.Ledger().Deliveries[4]
	if last.Attempt != 3 || last.GUID != a.Deliveries[0] {
		t.Errorf("%+v", last)
	}
}

// A delivery that failed is not sent again by itself; the App can ask for it.
func TestFailedDelivery(t *testing.T) {
	r := newRig(t)
	r.hooks.answer(503)
	r.openPull("zoe", "a")
	r.settle()
	r.hooks.answer(202)
	auth := "Bearer " + r.jwt()
	var list []struct {
		ID         int64
		GUID       string
		Status     string
		StatusCode int `json:"status_code"`
		Redelivery bool
	}
	r.want(200, r.send("GET", "/app/hook/deliveries?status=failure", "", auth), &list)
	if len(list) != 1 || list[0].StatusCode != http.StatusServiceUnavailable || list[0].Status == "OK" {
		t.Fatalf("%+v", list)
	}
	r.want(202, r.send("POST", "/app/hook/deliveries/"+itoa(list[0].ID)+"/attempts", "", auth), nil)
	r.settle()
	r.want(200, r.send("GET", "/app/hook/deliveries", "", auth), &list)
	if len(list) != 2 || list[0].Status != "OK" || !list[0].Redelivery || list[0].GUID != list[1].GUID {
		t.Errorf("%+v", list)
	}
	r.sim.Advance(4 * 24 * time.Hour)
	r.want(200, r.send("GET", "/app/hook/deliveries", "", auth), &list)
	if len(list) != 0 {
		t.Errorf("after four days the log shows %+v", list)
	}
}

func TestDeliveryLogPages(t *testing.T) {
	r := newRig(t)
	for _, who := range []string{"a1", "a2", "a3"} {
		r.openPull(who, "x")
	}
	r.settle()
	auth := "Bearer " + r.jwt()
	first := r.send("GET", "/app/hook/deliveries?per_page=2", "", auth)
	link := first.header.Get("Link")
	next, rest, _ := strings.Cut(strings.TrimPrefix(link, "<"), ">")
	if !strings.Contains(rest, `rel="next"`) {
		t.Fatalf("Link %q", link)
	}
	var list []struct{ GUID string }
	r.want(200, r.send("GET", next, "", auth), &list)
	if len(list) != 1 || list[0].GUID != r.guids()[0] {
		t.Errorf("second page %+v", list)
	}
	r.want(422, r.send("GET", "/app/hook/deliveries?cursor=x", "", auth), nil)
}

func TestUnreachableApp(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	url := gone.URL
	gone.Close()
	r := newRig(t, func(o *Options) { o.WebhookURL = url })
	r.openPull("zoe", "a")
	r.settle()
	d := r.sim.Ledger().Deliveries
	if len(d) != 1 || d[0].Status != 0 {
		t.Errorf("%+v", d)
	}
	r.sim.SetWebhookURL(url + "/elsewhere")
	moved := httptest.NewServer(r.hooks)
	t.Cleanup(moved.Close)
	r.sim.SetWebhookURL(moved.URL)
	r.do(Action{Do: "redeliver", GUIDs: GUIDs{d[0].GUID}})
	r.settle()
	if n := len(r.hooks.calls()); n != 1 {
		t.Errorf("%d deliveries after the move", n)
	}
}

// Redirects are not followed, as GitHub follows none.
func TestDeliveryFollowsNoRedirect(t *testing.T) {
	r := newRig(t)
	away := httptest.NewServer(http.RedirectHandler(r.url, http.StatusTemporaryRedirect))
	t.Cleanup(away.Close)
	r.sim.SetWebhookURL(away.URL)
	r.openPull("zoe", "a")
	r.settle()
	if d := r.sim.Ledger().Deliveries; d[0].Status != 307 || len(r.hooks.calls()) != 0 {
		t.Errorf("%+v", d)
	}
}

func TestNoDeliveryWithoutInstallation(t *testing.T) {
	w := World{
		Orgs:  []WorldOrg{{Login: "solo"}},
		Repos: []WorldRepo{{Name: "solo/a"}, {Name: "solo/b"}}, Installations: []WorldInstallation{{ID: 1, Owner: "solo", Repos: []string{"a"}}},
	}
	r := newRig(t, withWorld(w))
	if res := r.do(Action{Do: "issue", Repo: "solo/b", Author: "zoe", Title: "x"}); len(res.Deliveries) != 0 {
		t.Errorf("%+v", res)
	}
	if res := r.do(Action{Do: "issue", Repo: "solo/a", Author: "zoe", Title: "x"}); len(res.Deliveries) != 1 {
		t.Errorf("%+v", res)
	}
	r.want(404, r.api("GET", "/repos/solo/b", ""), nil)
}

// What the App writes comes back to it, from its own account.
func TestOwnWritesAreTold(t *testing.T) {
	r := newRig(t)
	pr := r.openPull("zoe", "a")
	r.want(201, r.api("POST", "/repos/acme/widgets/issues/"+itoa(pr.Number)+"/comments", `{"body":"hi <b>"}`), nil)
	r.settle()
	call := r.hooks.calls()[1]
	for path, want := range map[string]string{
		"action": `"created"`, "sender.login": `"firstmate[bot]"`, "sender.type": `"Bot"`,
		"comment.performed_via_github_app.slug": `"firstmate"`, "issue.number": itoa(pr.Number),
	} {
		if got := dig(call.body, path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	if !json.Valid(call.body) || !strings.Contains(string(call.body), "hi <b>") {
		t.Errorf("payload %s", call.body)
	}
}
