package firsttime

import (
	"context"
	"encoding/json"
	"errors"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/grants"
)

const (
	token  = "the-token-in-the-log"
	canary = "CANARY-7f3a"
)

// site is the page on a server, with a stand-in for what it asks outside.
type site struct {
	t       *testing.T
	page    *Page
	url     string
	codes   []string // given to Convert
	kept    []App
	convert error
	keep    error
	ready   error
	log     strings.Builder
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t}
	page, err := New(Options{
		WebURL: "https://github.com", Token: token, Folder: "/var/lib/firstmate", Log: slog.New(slog.NewTextHandler(&s.log, nil)),
		Convert: func(_ context.Context, code string) (App, error) {
			s.codes = append(s.codes, code)
			return App{ID: 7, Slug: "mate", Key: canary + "-key", WebhookSecret: canary + "-hook", ClientSecret: canary + "-client", URL: "https://github.com/apps/mate"}, s.convert
		},
		Keep:  func(a App) error { s.kept = append(s.kept, a); return s.keep },
		Ready: func() error { return s.ready },
	})
	if err != nil {
		t.Fatal(err)
	}
	s.page = page
	m := http.NewServeMux()
	m.Handle("GET /setup", page.Guard(http.HandlerFunc(page.Begin)))
	m.Handle("POST /setup/token", page.Guard(http.HandlerFunc(page.Claim)))
	m.Handle("POST /setup/address", page.Guard(http.HandlerFunc(page.Ask)))
	m.Handle("GET /setup/created", page.Guard(http.HandlerFunc(page.Created)))
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// browser is somebody's browser.
type browser struct {
	s    *site
	http *http.Client
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s, &http.Client{Jar: jar}}
}

func (b *browser) do(method, path string, form url.Values, header ...string) (int, string, http.Header) {
	b.s.t.Helper()
	req, err := http.NewRequestWithContext(b.s.t.Context(), method, b.s.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := b.http.Do(req)
	if err != nil {
		b.s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return resp.StatusCode, string(text), resp.Header
}

// wants fails the test unless a page has that status and those words.
func (b *browser) wants(status int, words, method, path string, form url.Values) string {
	b.s.t.Helper()
	got, text, _ := b.do(method, path, form)
	if got != status || !strings.Contains(text, words) {
		b.s.t.Fatalf("%s %s: %d, no %q in\n%s", method, path, got, words, text)
	}
	return text
}

// good is what a person enters.
func good() url.Values {
	return url.Values{"base": {"https://firstmate.acme.org"}, "org": {"acme"}, "name": {"acme mate"}, "keep": {"here"}}
}

// upTo takes a browser to the form that leads to GitHub, and returns its state.
func (b *browser) upTo(form url.Values) (state string, m manifest) {
	b.s.t.Helper()
	b.wants(200, "Where is firstmate reached?", "POST", "/setup/token", url.Values{"token": {token}})
	text := b.wants(200, "What the App asks for", "POST", "/setup/address", form)
	return b.form(text)
}

func (b *browser) form(text string) (state string, m manifest) {
	b.s.t.Helper()
	to := regexp.MustCompile(`action="(https://github.com/[^"]*)\?state=([^"]+)"`).FindStringSubmatch(text)
	hidden := regexp.MustCompile(`name="manifest" value="([^"]+)"`).FindStringSubmatch(text)
	if to == nil || hidden == nil {
		b.s.t.Fatal(text)
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(hidden[1])), &m); err != nil {
		b.s.t.Fatal(err)
	}
	return to[2], m
}

// TestAllOfIt: token, addresses, manifest, and the page shuts for good.
func TestAllOfIt(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	b.wants(200, "The token from firstmate", "GET", "/setup", nil)
	state, m := b.upTo(good())
	if m.Hook.URL != "https://firstmate.acme.org/webhooks/github" || !m.Hook.Active || m.RedirectURL != s.url+"/setup/created" || m.SetupURL != "https://firstmate.acme.org/installed" ||
		!slices.Equal(m.CallbackURLs, []string{"https://firstmate.acme.org/login/callback"}) || m.Name != "acme mate" || m.Public {
		t.Errorf("%+v", m)
	}
	if l, u := grants.Lacking(m.Permissions), grants.Unheard(m.Events); len(l)+len(u) > 0 || len(m.Permissions) != len(grants.Permissions()) || len(m.Events) != len(grants.Events()) {
		t.Errorf("asks for %v, %v", m.Permissions, m.Events)
	}
	text := b.wants(200, "https://github.com/apps/mate/installations/new", "GET", "/setup/created?code=c1&state="+state, nil)
	if strings.Contains(text, canary) || strings.Contains(s.log.String(), canary) || strings.Contains(s.log.String(), "c1") {
		t.Errorf("a secret is shown or logged:\n%s\n%s", text, s.log.String())
	}
	app := <-s.page.Done()
	if app.ID != 7 || app.BaseURL != "https://firstmate.acme.org" || len(s.kept) != 1 || s.kept[0] != app || !slices.Equal(s.codes, []string{"c1"}) {
		t.Errorf("%+v, kept %v, codes %v", app, s.kept, s.codes)
	}
	for _, path := range []string{"/setup", "/setup/created?code=c1&state=" + state} {
		b.wants(404, "", "GET", path, nil)
	}
	for _, path := range []string{"/setup/token", "/setup/address"} {
		b.wants(404, "", "POST", path, url.Values{"token": {token}})
	}
}

// TestPolicy: forms lead to us and to the GitHub that is configured, and nobody keeps the page.
func TestPolicy(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	b.upTo(good())
	_, _, h := b.do("GET", "/setup", nil)
	for name, want := range map[string]string{
		"Content-Security-Policy": "form-action 'self' https://github.com;", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
	} {
		if !strings.Contains(h.Get(name), want) {
			t.Errorf("%s: %s", name, h.Get(name))
		}
	}
	if status, _, _ := b.do("POST", "/setup/address", good(), "Sec-Fetch-Site", "cross-site"); status != http.StatusForbidden {
		t.Errorf("a form elsewhere may post here: %d", status)
	}
}

// TestToken: a wrong one opens nothing, the right one opens one browser.
func TestToken(t *testing.T) {
	s := newSite(t)
	one, two := s.browser(), s.browser()
	one.wants(403, "That is not the token", "POST", "/setup/token", url.Values{"token": {"guess"}})
	one.wants(403, "That is not the token", "POST", "/setup/token", nil)
	one.wants(404, "", "POST", "/setup/address", good())
	one.wants(200, "Where is firstmate reached?", "POST", "/setup/token", url.Values{"token": {token}})
	two.wants(409, "used in another browser", "GET", "/setup", nil)
	two.wants(409, "used in another browser", "POST", "/setup/token", url.Values{"token": {token}})
	two.wants(404, "", "POST", "/setup/address", good())
	two.wants(404, "", "GET", "/setup/created?code=c&state=s", nil)
	if strings.Contains(s.log.String(), "guess") {
		t.Error("what was entered is logged")
	}
}

// TestForeignCode: what comes back without our state, with an old one, or as
// something else than a code, is never exchanged.
func TestForeignCode(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	old, _ := b.upTo(good())
	for _, query := range []string{"code=c", "code=c&state=", "code=c&state=guess", "code=c&state=" + old, "code=c&code=d&state=NEW", "code=c%2F..&state=NEW", "state=NEW", "code=c&state=NEW&state=NEW"} {
		now, _ := b.form(b.wants(200, "What the App asks for", "GET", "/setup", nil))
		b.wants(400, "does not belong to the form", "GET", "/setup/created?"+strings.ReplaceAll(query, "NEW", now), nil)
		b.wants(400, "does not belong to the form", "GET", "/setup/created?code=c&state="+now, nil) // it has counted
	}
	if len(s.codes) > 0 {
		t.Errorf("codes %v were exchanged", s.codes)
	}
}

// TestGitHubGivesNothing: one may try again, with another state.
func TestGitHubGivesNothing(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	state, _ := b.upTo(good())
	s.convert = errors.New("404")
	b.wants(502, "delete it there first", "GET", "/setup/created?code=c1&state="+state, nil)
	s.convert = nil
	again, _ := b.form(b.wants(200, "What the App asks for", "GET", "/setup", nil))
	b.wants(200, "The App is made", "GET", "/setup/created?code=c2&state="+again, nil)
}

// TestShownOnce: where that was chosen, and where keeping them fails.
func TestShownOnce(t *testing.T) {
	for what, harm := range map[string]func(*site, url.Values){
		"chosen":              func(_ *site, f url.Values) { f.Set("keep", "once") },
		"a disk that is full": func(s *site, _ url.Values) { s.keep = errors.New("no space left on device") },
	} {
		t.Run(what, func(t *testing.T) {
			s, form := newSite(t), good()
			harm(s, form)
			b := s.browser()
			state, _ := b.upTo(form)
			text := b.wants(200, "shown once", "GET", "/setup/created?code=c1&state="+state, nil)
			for _, secret := range []string{"-key", "-hook", "-client"} {
				if !strings.Contains(text, canary+secret) {
					t.Errorf("%s is lost", secret)
				}
			}
			if what == "chosen" && len(s.kept) > 0 {
				t.Error("they were kept all the same")
			}
			if strings.Contains(s.log.String(), canary) {
				t.Error("a secret is logged")
			}
			b.wants(404, "", "GET", "/setup/created?code=c1&state="+state, nil)
		})
	}
}

// TestAddresses: what GitHub would refuse is refused before it is asked.
func TestAddresses(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	b.upTo(good())
	s.ready = errors.New("read-only file system")
	for what, x := range map[string]struct{ field, value, says string }{
		"no address":         {"base", "firstmate", "not an http or https address"},
		"a path":             {"base", "https://acme.org/firstmate", "more than a host"},
		"plain http":         {"base", "http://firstmate.acme.org", "in the clear"},
		"localhost":          {"base", "http://localhost:8080", "GitHub cannot reach"},
		"a private address":  {"base", "https://192.168.1.4", "GitHub cannot reach"},
		"a name of the LAN":  {"base", "https://box.local", "GitHub cannot reach"},
		"a bare name":        {"base", "https://box", "GitHub cannot reach"},
		"proxy by http":      {"proxy", "http://smee.io/x", "The webhook proxy"},
		"proxy on localhost": {"proxy", "https://localhost/x", "The webhook proxy"},
		"no organisation":    {"org", "acme/x", "organisation"},
		"a long name":        {"name", strings.Repeat("m", 35), "at most 34"},
		"no name":            {"name", "", "at most 34"},
		"nowhere to keep":    {"base", "https://firstmate.acme.org", "read-only file system"},
	} {
		t.Run(what, func(t *testing.T) {
			form := good()
			form.Set(x.field, x.value)
			text := b.wants(422, x.says, "POST", "/setup/address", form)
			if !strings.Contains(text, html.EscapeString(x.value)) {
				t.Error("what was entered is gone")
			}
		})
	}
	form := good()
	form.Set("keep", "once") // needs no folder
	form.Set("base", "http://localhost:8080")
	form.Set("proxy", "https://smee.io/channel")
	_, m := b.form(b.wants(200, "What the App asks for", "POST", "/setup/address", form))
	if m.Hook.URL != "https://smee.io/channel" || m.CallbackURLs[0] != "http://localhost:8080/login/callback" {
		t.Errorf("%+v", m)
	}
}

// TestEnterprise: on a network of its own, a private address is one GitHub reaches.
func TestEnterprise(t *testing.T) {
	for _, x := range []struct {
		web, base string
		ok        bool
	}{
		{"https://github.acme.org", "https://box.local", true}, {"https://github.acme.org", "http://localhost:8080", false},
		{"https://acme.ghe.com", "https://firstmate.acme.org", true}, {"http://127.0.0.1:8099", "http://127.0.0.1:8080", true},
	} {
		a := asked{Base: x.base, Name: "mate"}
		if wrong := a.wrong(x.web); (wrong == "") != x.ok {
			t.Errorf("%+v: %s", x, wrong)
		}
	}
}

// TestInstalled: the number is never believed, and the page says the same of each.
func TestInstalled(t *testing.T) {
	s := newSite(t)
	now, asked := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), 0
	i := &Installed{Page: s.page, Now: func() time.Time { return now }, Known: func(_ context.Context, id int64) (bool, error) {
		asked++
		if id == 9 {
			return false, errors.New("500")
		}
		return id < 3, nil
	}}
	get := func(query string) (int, string) {
		w := httptest.NewRecorder()
		i.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/installed"+query, nil))
		return w.Code, w.Body.String()
	}
	_, one := get("?installation_id=1&setup_action=install")
	status, two := get("?installation_id=2")
	if status != 200 || one != two || !strings.Contains(one, "firstmate is installed") {
		t.Errorf("%d:\n%s", status, two)
	}
	for query, want := range map[string]int{"": 404, "?installation_id=x": 404, "?installation_id=-1": 404, "?installation_id=5": 404, "?installation_id=9": 503} {
		if got, _ := get(query); got != want {
			t.Errorf("%q: %d", query, got)
		}
	}
	for range mostAsked {
		get("?installation_id=1")
	}
	if got, _ := get("?installation_id=1"); got != http.StatusTooManyRequests || asked > mostAsked {
		t.Errorf("%d, GitHub was asked %d times", got, asked)
	}
	now = now.Add(time.Minute)
	if got, _ := get("?installation_id=1"); got != 200 {
		t.Errorf("a minute later: %d", got)
	}
}
