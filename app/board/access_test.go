package board

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// TestTeamsAreReadAnew: who leaves a team has no access after five minutes at
// the latest, at once when GitHub told of it, and never by what was true once.
func TestTeamsAreReadAnew(t *testing.T) {
	s := newSite(t, false)
	s.windows["acme"] = window()
	s.teams["acme/board"] = []mentorship.Person{vera}
	s.signIn(s.client, vera, "")
	wants := func(what string, status, asked int) {
		t.Helper()
		if g := s.get("/board/acme"); g.status != status || s.asked != asked {
			t.Errorf("%s: %d, want %d; teams were read %d times, want %d", what, g.status, status, s.asked, asked)
		}
	}
	wants("a viewer", http.StatusOK, 1)
	s.teams["acme/board"] = nil
	s.now = s.now.Add(teamsFor - time.Second)
	wants("removed, and nobody told", http.StatusOK, 1)
	s.now = s.now.Add(time.Second)
	wants("five minutes later", http.StatusNotFound, 2)
	s.teams["acme/board"] = []mentorship.Person{vera}
	w := window()
	w.Seats++
	s.windows["acme"] = w
	wants("added, and GitHub told", http.StatusOK, 3)
	s.broken = mentorship.NewFault(mentorship.FaultTransient, errors.New("GitHub is in trouble"))
	s.now = s.now.Add(teamsFor)
	wants("GitHub does not answer", http.StatusServiceUnavailable, 4)
	s.broken = mentorship.NewFault(mentorship.FaultUninstalled, errors.New("gone"))
	wants("uninstalled", http.StatusNotFound, 5)
	s.broken, s.now = nil, s.now.Add(-time.Hour)
	wants("the clock went back", http.StatusOK, 6)
}

// A public board is open even while nobody can tell who the reader is to it.
func TestPublicWhateverHappens(t *testing.T) {
	s := newSite(t, false)
	w := window()
	w.Public = true
	s.windows["acme"] = w
	s.broken = mentorship.NewFault(mentorship.FaultTransient, errors.New("GitHub is in trouble"))
	if g := s.get("/board/acme"); g.status != http.StatusOK {
		t.Errorf("nobody: %d", g.status)
	}
	s.signIn(s.client, vera, "")
	if g := s.get("/board/acme"); g.status != http.StatusOK || strings.Contains(g.text, "/ops") {
		t.Errorf("somebody: %d", g.status)
	}
}

// TestOwnBoards: the page of one's own leads to the boards one may look at, and
// asks GitHub about few teams, whatever the number of owners.
func TestOwnBoards(t *testing.T) {
	s := newSite(t, false)
	s.windows["acme"] = window()
	s.teams["acme/board"] = []mentorship.Person{vera}
	for i := range 100 {
		w := window()
		w.Repo.Owner, w.ViewerTeams, w.Coordinators = fmt.Sprint("other", i), []string{fmt.Sprintf("other%d/board", i)}, nil
		s.windows[w.Repo.Owner] = w
	}
	for _, c := range []struct {
		who        mentorship.Person
		board, ops bool
	}{{vera, true, false}, {ada, true, true}, {mentorship.Person{ID: 99, Login: "nobody"}, false, false}} {
		s.client, s.asked = s.browser(), 0
		s.signIn(s.client, c.who, "")
		page := s.get("/me").text
		if strings.Contains(page, `href="/board/acme"`) != c.board || strings.Contains(page, `href="/board/acme/ops"`) != c.ops || strings.Contains(page, "/board/other") {
			t.Errorf("%s:\n%s", c.who.Login, page)
		}
		if s.asked > mostAsked {
			t.Errorf("%d teams were asked for", s.asked)
		}
	}
	s.broken, s.now = mentorship.NewFault(mentorship.FaultTransient, errors.New("GitHub is in trouble")), s.now.Add(teamsFor)
	if g := s.get("/me"); g.status != http.StatusOK {
		t.Errorf("without GitHub: %d", g.status)
	}
}

func TestPersonalAccounts(t *testing.T) {
	s := newSite(t, false)
	s.windows["vera"] = mentorship.Window{Repo: mentorship.Repo{Tenant: 1, Owner: "vera", OwnerID: vera.ID, Name: ".github"}}
	for _, p := range []struct {
		who    mentorship.Person
		status int
	}{{vera, http.StatusOK}, {ada, http.StatusNotFound}} {
		c := s.browser()
		s.signIn(c, p.who, "")
		if g := s.ask(c, http.MethodGet, "/board/vera/ops", nil); g.status != p.status {
			t.Errorf("%s: %d, want %d", p.who.Login, g.status, p.status)
		}
	}
}

// Cases 79 and 80, and the rest of what keeps a page from harm.
func TestHeaders(t *testing.T) {
	for _, https := range []bool{false, true} {
		s := newSite(t, https)
		for _, path := range []string{"/login", "/board/acme", "/nothing", "/login/callback"} {
			h := s.get(path).header
			for name, want := range map[string]string{
				"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
				"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			} {
				if !strings.HasPrefix(h.Get(name), want) {
					t.Errorf("%s: %s is %q", path, name, h.Get(name))
				}
			}
			csp := h.Get("Content-Security-Policy")
			if !strings.HasPrefix(csp, "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'") || strings.Contains(csp, "unsafe") ||
				!strings.HasSuffix(csp, "base-uri 'none'; frame-ancestors 'none'") {
				t.Errorf("%s: policy %q", path, csp)
			}
			if !strings.Contains(strings.Join(h.Values("Vary"), ","), "Cookie") || h.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s: %v", path, h)
			}
			if (h.Get("Strict-Transport-Security") != "") != https {
				t.Errorf("%s: strict transport %q", path, h.Get("Strict-Transport-Security"))
			}
		}
	}
}

func TestStaticFiles(t *testing.T) {
	s := newSite(t, false)
	page := s.get("/login").text
	for _, name := range []string{"board.css", "mark.svg"} {
		address := s.board.files.Address(name)
		if !strings.Contains(page, address) {
			t.Errorf("the page does not name %s", address)
		}
		g := s.get(address)
		if g.status != http.StatusOK || !strings.Contains(g.header.Get("Cache-Control"), "immutable") || g.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %v", address, g.status, g.header)
		}
		if g := s.ask(s.client, http.MethodGet, "/static/"+name, nil, "If-None-Match", g.header.Get("ETag")); g.status != http.StatusNotModified {
			t.Errorf("known already: %d", g.status)
		}
		if g := s.get("/static/" + name + "?v=old"); g.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("an old version: %v", g.header)
		}
	}
	if g := s.get("/static/words"); g.status != http.StatusNotFound {
		t.Errorf("no such file: %d", g.status)
	}
}

// Every phrase is there in every language, with the same blanks, and the
// templates name none there is not.
func TestWords(t *testing.T) {
	all, err := readPhrases()
	if err != nil {
		t.Fatal(err)
	}
	blanks := func(text string) (n int) { return strings.Count(text, "{") }
	for name, text := range all["en"] {
		for _, lang := range languages() {
			if other, ok := all[lang][name]; !ok || other == "" || blanks(other) != blanks(text) {
				t.Errorf("%s in %s: %q", name, lang, other)
			}
		}
	}
	for name := range all["es"] {
		if all["en"][name] == "" {
			t.Errorf("%s stands in es alone", name)
		}
	}
	files, err := templateFiles.ReadDir("templates")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := templateFiles.ReadFile("templates/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\.T "([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
			if all["en"][m[1]] == "" {
				t.Errorf("%s says %s, which is no phrase", f.Name(), m[1])
			}
		}
	}
	if all.say("en", "no.such", "a", "b") != "no.such" {
		t.Error("a missing phrase does not show its name")
	}
	s := newSite(t, false)
	for header, lang := range map[string]string{"": "en", "es-MX,en;q=0.5": "es", "fr": "en", "xx;;;": "en", strings.Repeat("es,", 300): "en"} {
		if g := s.ask(s.client, http.MethodGet, "/login", nil, "Accept-Language", header); !strings.Contains(g.text, `<html lang="`+lang+`">`) {
			t.Errorf("%.20q: not in %s", header, lang)
		}
	}
}
