package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/githubsim"
)

// boardRules are the owner's own rules of the world below.
const boardRules = `version: 1
program: {coordinators: [coral]}
board: {viewers: [acme/governing-board, vito]}
mentors: []
`

// boardWorld is the built-in world with boards: acme's for its governing board
// and vito, globex's for the whole world, initech's for otto.
func boardWorld() *githubsim.World {
	w := githubsim.BuiltinWorld(time.Now())
	for i := range w.Repos {
		w.Repos[i].History.Merged = w.Repos[i].History.Merged[:20]
	}
	for i, login := range []string{"vera", "vito", "otto", "nia"} {
		w.Users = append(w.Users, githubsim.WorldUser{Login: login, ID: int64(801 + i)})
	}
	w.Orgs[0].Members = append(w.Orgs[0].Members, githubsim.WorldMember{Login: "vera", Role: "member"})
	w.Orgs[0].Teams = append(w.Orgs[0].Teams, githubsim.WorldTeam{Slug: "governing-board", Members: []string{"vera"}})
	w.Orgs = append(w.Orgs, githubsim.WorldOrg{Login: "globex", ID: 502}, githubsim.WorldOrg{Login: "initech", ID: 503})
	w.Installations = append(w.Installations, githubsim.WorldInstallation{ID: 2, Owner: "globex"}, githubsim.WorldInstallation{ID: 3, Owner: "initech"})
	for i, owner := range []struct{ name, rules string }{
		{"acme", boardRules},
		{"globex", "version: 1\nboard: {public: true}\nmentors: []\n"},
		{"initech", "version: 1\nboard: {viewers: [otto]}\nmentors: []\n"},
	} {
		w.Repos = append(w.Repos, githubsim.WorldRepo{
			Name: owner.name + "/.github", ID: int64(710 + i), Permissions: map[string]string{"coral": "write"},
			Files: map[string]string{".github/firstmate.yml": owner.rules},
		})
	}
	return &w
}

// browser is somebody's browser, without a face. It follows no redirect but
// those of a sign-in.
type browser struct {
	t    *testing.T
	base string
	http *http.Client
}

// visit opens a browser; as "" nobody signs in.
func (r *rig) visit(as string) *browser {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	b := &browser{t: r.t, base: r.program.url(), http: &http.Client{Jar: jar}}
	r.t.Cleanup(b.http.CloseIdleConnections)
	b.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if as != "" {
		b.signIn(as)
	}
	return b
}

// shown is what a browser got.
type shown struct {
	status int
	to     string // where it was sent, our own address left out
	header http.Header
	text   string
}

func (b *browser) do(method, path string, form url.Values, header http.Header) shown {
	b.t.Helper()
	address := path
	if strings.HasPrefix(path, "/") {
		address = b.base + path
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, values := range header {
		req.Header[name] = values
	}
	resp, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return shown{resp.StatusCode, strings.TrimPrefix(resp.Header.Get("Location"), b.base), resp.Header, string(text)}
}

func (b *browser) get(path string) shown { b.t.Helper(); return b.do(http.MethodGet, path, nil, nil) }

// begin starts a sign-in and returns GitHub's address.
func (b *browser) begin(next string) string {
	b.t.Helper()
	got := b.do(http.MethodPost, "/login", url.Values{"next": {next}}, nil)
	if got.status != http.StatusSeeOther || !strings.Contains(got.to, "/login/oauth/authorize?") {
		b.t.Fatalf("begin: %d to %q\n%s", got.status, got.to, got.text)
	}
	return got.to
}

// allow lets somebody say yes on GitHub, and returns where that sends them.
func (b *browser) allow(address, as string) string {
	b.t.Helper()
	got := b.get(address + "&as=" + as)
	if got.status != http.StatusFound {
		b.t.Fatalf("authorize: %d %s", got.status, got.text)
	}
	return got.to
}

func (b *browser) signIn(as string) {
	b.t.Helper()
	if got := b.get(b.allow(b.begin(""), as)); got.status != http.StatusSeeOther || got.to != "/me" {
		b.t.Fatalf("signing %s in: %d to %q\n%s", as, got.status, got.to, got.text)
	}
}

// The people of the matrix: what each is to acme.
func visitors() []struct{ what, login string } {
	return []struct{ what, login string }{
		{"nobody", ""}, {"other owner", "otto"}, {"mentor", "ada"}, {"viewer", "vera"}, {"viewer by name", "vito"}, {"coordinator", "coral"},
	}
}

// TestWhoMaySee is the matrix of routes and people, exactly.
func TestWhoMaySee(t *testing.T) {
	r := newRig(t, rigOptions{world: boardWorld()})
	r.start()
	var b strings.Builder
	for _, v := range visitors() {
		who := r.visit(v.login)
		fmt.Fprintf(&b, "%s\n", v.what)
		for _, route := range []string{
			"/board/acme", "/board/acme/ops", "/board/ACME", "/board/globex", "/board/globex/ops", "/board/initech", "/board/initech/ops",
			"/board/nowhere", "/board/acme.css", "/board/widgets", "/board/acme/figures/reached.csv", "/board/initech/figures/reached.csv",
			"/board/globex/figures/reached.json", "/board/acme/figures/x.csv",
			"/board/acme/report.csv", "/board/acme/badge.svg", "/board/globex/badge.svg", "/login", "/login/callback", "/me", "/me/export", "/me/record", "/me/record.json", "/calendar/602_AAAA.ics", "/calendar/x.ics", "/no-such-page",
		} {
			got := who.get(route)
			fmt.Fprintf(&b, "  %-20s %d %s\n", route, got.status, got.to)
		}
		for _, route := range []string{"/board/acme", "/board/acme/ops", "/me", "/me/say", "/me/digest", "/me/answer", "/me/calendar", "/me/record", "/calendar/602_AAAA.ics", "/me/forget", "/me/tokens", "/me/tokens/drop"} {
			got := who.do(http.MethodPost, route, nil, nil)
			fmt.Fprintf(&b, "  POST %-15s %d %s\n", route, got.status, got.to)
		}
	}
	goldenIn(t, "board", "access.golden", b.String())
}

// What one may not see and what is not there are answered the same.
func TestForeignIsAbsent(t *testing.T) {
	r := newRig(t, rigOptions{world: boardWorld()})
	r.start()
	who := r.visit("ada")
	foreign, absent := who.get("/board/initech"), who.get("/board/nowhere")
	if foreign.status != http.StatusNotFound || foreign.text != absent.text {
		t.Errorf("foreign %d, absent %d:\n%s", foreign.status, absent.status, cmp.Diff(absent.text, foreign.text))
	}
	foreign, absent = r.visit("").get("/board/initech"), r.visit("").get("/board/nowhere")
	if strings.ReplaceAll(foreign.to, "initech", "nowhere") != absent.to || foreign.text != strings.ReplaceAll(absent.text, "nowhere", "initech") {
		t.Errorf("to somebody who has not signed in: %+v and %+v", foreign, absent)
	}
}

// TestViewerLeaves: somebody who loses their seat while looking sees nothing
// from the next page on.
func TestViewerLeaves(t *testing.T) {
	r := newRig(t, rigOptions{world: boardWorld()})
	r.start()
	vera := r.visit("vera")
	if got := vera.get("/board/acme"); got.status != http.StatusOK || !strings.Contains(got.text, "Mentoring in acme") {
		t.Fatalf("a viewer: %d\n%s", got.status, got.text)
	}
	r.act("member", act{"owner": "acme", "login": "vera", "role": "none"})
	r.settle()
	if got := vera.get("/board/acme"); got.status != http.StatusNotFound {
		t.Errorf("after leaving: %d", got.status)
	}
	vito := r.visit("vito")
	if got := vito.get("/board/acme"); got.status != http.StatusOK {
		t.Errorf("a viewer by name: %d", got.status)
	}
	r.act("config", act{"repo": "acme/.github", "author": "coral", "text": strings.Replace(boardRules, ", vito", "", 1)})
	r.settle()
	if got := vito.get("/board/acme"); got.status != http.StatusNotFound {
		t.Errorf("after being taken out of the file: %d", got.status)
	}
}
