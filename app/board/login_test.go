package board

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestSignIn(t *testing.T) {
	for _, https := range []bool{false, true} {
		s := newSite(t, https)
		if g := s.signIn(s.client, vera, "/board/acme"); g.status != http.StatusSeeOther || g.to != "/board/acme" {
			t.Errorf("signed in: %d to %q", g.status, g.to)
		}
		if g := s.get("/login"); g.to != "/me" {
			t.Errorf("signed in already: %d to %q", g.status, g.to)
		}
		token := s.cookie(s.client)
		if g := s.ask(s.client, http.MethodPost, "/logout", nil); g.status != http.StatusSeeOther || g.to != "/login" {
			t.Errorf("signed out: %d to %q", g.status, g.to)
		}
		s.windows["acme"] = window()
		if g := s.ask(s.browser(), http.MethodGet, "/board/acme", nil, "Cookie", token); !strings.HasPrefix(g.to, "/login?") {
			t.Errorf("the session lives on: %d to %q", g.status, g.to)
		}
	}
}

// Cases 67, 69 and 72 of the plan: states that are not this browser's, not
// fresh, or not whole; codes used before.
func TestStates(t *testing.T) {
	s := newSite(t, false)
	stranger := s.browser()
	for what, callback := range map[string]func(state string) got{
		"no state":        func(string) got { return s.finish(s.client, "", "code") },
		"another state":   func(state string) got { return s.finish(s.client, state+"x", "code") },
		"no code":         func(state string) got { return s.finish(s.client, state, "") },
		"unknown code":    func(state string) got { return s.finish(s.client, state, "guess") },
		"foreign session": func(state string) got { return s.finish(stranger, state, "code") },
		"stranger's own": func(string) got {
			return s.finish(s.client, s.begin(stranger, ""), "code")
		},
		"two states": func(state string) got {
			return s.ask(s.client, http.MethodGet, "/login/callback?code=code&state="+state+"&state="+state, nil)
		},
		"denied": func(state string) got {
			return s.ask(s.client, http.MethodGet, "/login/callback?error=access_denied&state="+state, nil)
		},
		"a bot": func(state string) got {
			s.code["code"] = mentorship.Person{ID: 9, Login: "x[bot]", Bot: true}
			return s.finish(s.client, state, "code")
		},
	} {
		state := s.begin(s.client, "")
		s.code["code"] = vera
		g := callback(state)
		if g.status != http.StatusBadRequest || !strings.Contains(g.text, `href="/login"`) {
			t.Errorf("%s: %d to %q", what, g.status, g.to)
		}
		s.code["code"] = vera
		if g := s.finish(s.client, state, "code"); g.status != http.StatusBadRequest && what != "foreign session" && what != "stranger's own" {
			t.Errorf("%s, and the right state after it: %d", what, g.status)
		}
	}
}

func TestReplay(t *testing.T) {
	s := newSite(t, false)
	state := s.begin(s.client, "")
	old := s.cookie(s.client)
	s.code["code"], s.code["code2"] = vera, vera
	if g := s.finish(s.client, state, "code"); g.status != http.StatusSeeOther {
		t.Fatalf("first: %d", g.status)
	}
	for _, code := range []string{"code", "code2"} {
		if g := s.finish(s.client, state, code); g.status != http.StatusBadRequest {
			t.Errorf("again with %s: %d", code, g.status)
		}
		again := s.ask(s.browser(), http.MethodGet, "/login/callback?code="+code+"&state="+state, nil, "Cookie", old)
		if again.status != http.StatusBadRequest {
			t.Errorf("again with %s and the cookie of before: %d", code, again.status)
		}
	}
}

// TestRacedTwice: of two browsers' tabs that come back with one code, one is signed in.
func TestRacedTwice(t *testing.T) {
	s := newSite(t, false)
	state := s.begin(s.client, "")
	s.code["code"] = vera
	cookie := s.cookie(s.client)
	var wg sync.WaitGroup
	var mu sync.Mutex
	in := 0
	for range 8 {
		wg.Go(func() {
			g := s.ask(s.browser(), http.MethodGet, "/login/callback?code=code&state="+state, nil, "Cookie", cookie)
			mu.Lock()
			defer mu.Unlock()
			if g.status == http.StatusSeeOther {
				in++
			}
		})
	}
	wg.Wait()
	if in != 1 {
		t.Errorf("%d were signed in", in)
	}
}

// TestFixation: a session somebody planted is worth nothing after signing in.
func TestFixation(t *testing.T) {
	s := newSite(t, false)
	s.windows["acme"] = window()
	s.teams["acme/board"] = []mentorship.Person{vera}
	state := s.begin(s.client, "")
	planted := s.cookie(s.client)
	s.code["code"] = vera
	s.finish(s.client, state, "code")
	if s.cookie(s.client) == planted {
		t.Error("the session kept its token")
	}
	if g := s.ask(s.browser(), http.MethodGet, "/board/acme", nil, "Cookie", planted); g.status == http.StatusOK {
		t.Error("the planted token is signed in")
	}
	if g := s.ask(s.browser(), http.MethodPost, "/login", nil, "Cookie", "firstmate=chosen-by-somebody"); strings.Contains(g.header.Get("Set-Cookie"), "chosen") {
		t.Error("a token somebody chose was taken")
	}
	for token := range s.sessions {
		if strings.Contains(s.cookie(s.client), token) {
			t.Error("a token is kept as it is")
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	s := newSite(t, false)
	s.begin(s.client, "")
	for _, until := range s.until {
		if left := time.Until(until); left > signInWithin {
			t.Errorf("a sign-in that was begun lives %s", left)
		}
	}
	s.signIn(s.client, vera, "")
	for token := range s.sessions {
		if left := time.Until(s.until[token]); left > sessionIdle {
			t.Errorf("a session that is not used lives %s", left)
		}
	}
	s.windows["acme"] = window()
	s.teams["acme/board"] = []mentorship.Person{vera}
	if g := s.get("/board/acme"); g.status != http.StatusOK {
		t.Fatalf("signed in: %d", g.status)
	}
	s.out[vera.ID] = s.now // GitHub tells that vera took back what they allowed
	if g := s.get("/board/acme"); g.status != http.StatusSeeOther {
		t.Errorf("signed out elsewhere: %d", g.status)
	}
	s.now = s.now.Add(time.Second)
	s.signIn(s.client, vera, "")
	if g := s.get("/board/acme"); g.status != http.StatusOK {
		t.Errorf("signed in anew: %d", g.status)
	}
}

func TestCookies(t *testing.T) {
	for https, wants := range map[bool][]string{
		true:  {"__Host-firstmate=", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"},
		false: {"firstmate=", "Path=/", "HttpOnly", "SameSite=Lax"},
	} {
		s := newSite(t, https)
		set := s.ask(s.client, http.MethodPost, "/login", nil).header.Get("Set-Cookie")
		for _, want := range wants {
			if !strings.Contains(set, want) {
				t.Errorf("https %v: %q has no %s", https, set, want)
			}
		}
		if strings.Contains(set, "Domain") {
			t.Errorf("%q names a domain", set)
		}
		if set := s.ask(s.browser(), http.MethodGet, "/login", nil).header.Get("Set-Cookie"); set != "" {
			t.Errorf("a look at the page sets %q", set)
		}
	}
}

// hostileNexts are addresses nobody may be sent to after signing in.
func hostileNexts() []string {
	return []string{
		"//evil.example", `/\evil.example`, `\\evil.example`, "https:evil.example", "https://evil.example/me", "%2f%2fevil.example", "/%2fevil.example",
		"/me\r\nSet-Cookie: a=b", "/me\n", "javascript:alert(1)", "/board/../logout", "/board/acme?x=//evil", "/board/acme#x", " /me", "/me/", "/board//evil",
		"/board/" + strings.Repeat("a", 200), "/login", "/logout", "/board/acme/ops/x", "/board/.github", "\x00", "/board/acmé",
	}
}

func TestNextIsLocal(t *testing.T) {
	s := newSite(t, false)
	for _, next := range hostileNexts() {
		if g := s.signIn(s.browser(), vera, next); g.to != "/me" {
			t.Errorf("%q leads to %q", next, g.to)
		}
		if g := s.ask(s.browser(), http.MethodGet, "/login?next="+url.QueryEscape(next), nil); strings.Contains(g.text, "evil") {
			t.Errorf("%q stands in the page", next)
		}
	}
	for _, next := range []string{"/me", "/board/acme", "/board/Acme-Inc_x/ops"} {
		if g := s.signIn(s.browser(), vera, next); g.to != next {
			t.Errorf("%q leads to %q", next, g.to)
		}
	}
}

// Whatever address a request claims to be for, GitHub is told ours alone.
func TestComesBackToUs(t *testing.T) {
	s := newSite(t, false)
	for _, host := range []string{"evil.example", "evil.example:80", "127.0.0.1.evil.example:80", "localhost.evil:1", "[::1", ""} {
		g := s.ask(s.client, http.MethodPost, "/login", nil, "Host", host)
		if strings.Contains(g.to, "evil") || host != "" && g.status == http.StatusSeeOther {
			t.Errorf("%q: %d to %q", host, g.status, g.to)
		}
	}
	s = newSite(t, true)
	if g := s.ask(s.client, http.MethodPost, "/login", nil, "Host", "evil.example"); !strings.Contains(g.to, url.QueryEscape(s.server.URL+"/login/callback")) {
		t.Errorf("sent to %q", g.to)
	}
}

// Case 74: what changes something is a post from our own pages.
func TestCrossOrigin(t *testing.T) {
	s := newSite(t, true)
	s.signIn(s.client, vera, "")
	for _, header := range [][]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"},
		{"Sec-Fetch-Site", "", "Origin", "https://evil.example"}, {"Sec-Fetch-Site", "", "Origin", "null"},
	} {
		for _, path := range []string{"/logout", "/login"} {
			if g := s.ask(s.client, http.MethodPost, path, nil, header...); g.status != http.StatusForbidden {
				t.Errorf("%s %q: %d", path, header, g.status)
			}
		}
	}
	if g := s.ask(s.client, http.MethodGet, "/logout", nil); g.status != http.StatusMethodNotAllowed {
		t.Errorf("signing out by a look: %d", g.status)
	}
	if g := s.get("/login"); g.to != "/me" {
		t.Errorf("signed out after all: %d", g.status)
	}
}

// Case 75: a login with markup in it is nothing but text.
func TestMarkupIsText(t *testing.T) {
	s := newSite(t, false)
	s.windows["acme"] = window()
	for _, login := range []string{`"><svg onload=1>`, `</title><script>alert(1)</script>`, `{{7*7}}`, `' onmouseover='x`} {
		who := mentorship.Person{ID: ada.ID, Login: login}
		s.signIn(s.client, who, "")
		w := window()
		w.Repo.Owner = login
		s.windows["acme"] = w
		text := s.get("/board/acme").text
		for _, bad := range []string{"<svg", "<script", "onmouseover='", ">49<"} {
			if strings.Contains(text, bad) {
				t.Errorf("%q stands as %s in\n%s", login, bad, text)
			}
		}
	}
}

func TestSignInStorm(t *testing.T) {
	s := newSite(t, false)
	last := 0
	for range mostSignIns + 1 {
		last = s.ask(s.client, http.MethodPost, "/login", nil).status
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("one more than can be: %d", last)
	}
	s.now = s.now.Add(time.Hour)
	if g := s.ask(s.client, http.MethodPost, "/login", nil); g.status != http.StatusSeeOther {
		t.Errorf("an hour later: %d", g.status)
	}
}

// Without the App's client id nobody can sign in, and the page says so.
func TestNoSignIn(t *testing.T) {
	s := newSite(t, false)
	s.board.SignIn = nil
	if g := s.get("/login"); g.status != http.StatusOK || strings.Contains(g.text, "<form method=\"post\" action=\"/login\"") {
		t.Errorf("%d\n%s", g.status, g.text)
	}
	if g := s.ask(s.client, http.MethodPost, "/login", nil); g.status != http.StatusNotFound {
		t.Errorf("signing in: %d", g.status)
	}
	if g := s.finish(s.client, "", "code"); g.status != http.StatusBadRequest {
		t.Errorf("coming back: %d", g.status)
	}
}
