// Package firsttime is the page that makes the GitHub App: it asks where people
// and GitHub reach us, has GitHub make an App from a manifest with exactly the
// permissions and events that are needed, fetches its credentials once, keeps
// them, and shuts for good. It needs no Redis.
//
//   - firsttime.go: who may use the page: whoever read the token in the log, once;
//   - address.go: what is asked, and what GitHub would refuse;
//   - manifest.go: what the App asks for, and the way back from GitHub;
//   - installed.go: the page people see who installed the App.
//
// Source of the flow: docs.github.com, "Registering a GitHub App from a manifest".
package firsttime

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"

	"github.com/firstmate-app/firstmate/app/board"
)

//go:embed firsttime.html
var templates string

// App is the App that was made, with its credentials.
type App struct {
	ID                               int64
	Slug, ClientID                   string
	Key, WebhookSecret, ClientSecret string
	URL                              string // its page on GitHub
	BaseURL, Proxy                   string // as they were entered
}

// Options are what the page needs. All fields but BaseURL and Proxy are required.
type Options struct {
	// WebURL is GitHub as people see it.
	WebURL string
	// BaseURL and Proxy are what is offered where addresses are asked for.
	BaseURL, Proxy string
	// Token opens the page, once.
	Token string
	// Convert exchanges the code GitHub sends for the new App.
	Convert func(ctx context.Context, code string) (App, error)
	// Ready says why credentials could not be kept here; nil if they can.
	Ready func() error
	// Keep keeps them.
	Keep func(App) error
	// Folder is where, as it is told to people.
	Folder string
	Log    *slog.Logger
}

// Page is the setup page.
type Page struct {
	Options
	Static board.Static
	look   *template.Template
	done   chan App

	mu     sync.Mutex
	holder string // the cookie of the one browser that brought the token; "": nobody did
	asked  *asked // what was entered; nil: nothing yet
	state  string // expected back from GitHub; "": nothing is
	shut   bool
}

// New makes the page.
func New(o Options) (*Page, error) {
	static, err := board.NewStatic()
	if err != nil {
		return nil, err
	}
	look, err := template.New("setup").Parse(templates)
	if err != nil {
		return nil, fmt.Errorf("reading the setup page: %w", err)
	}
	return &Page{Options: o, Static: static, look: look, done: make(chan App, 1)}, nil
}

// Done tells the App once it was made, when the page shuts.
func (p *Page) Done() <-chan App { return p.done }

// cookie is the name of what tells the one browser that may go on.
const cookie = "firstmate_setup"

// view is what the templates are given.
type view struct {
	Title, Style, Mark string
	Wrong              string // what is wrong with what was entered
	Asked              asked
	GitHub, Folder     string
	To, Manifest       string // where the form goes, and what it brings
	App                App
	Kept               bool
	Problem            string
}

// Begin shows the step that is next.
func (p *Page) Begin(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.shut:
		http.NotFound(w, r)
	case p.holder == "":
		p.show(w, r, http.StatusOK, "token", view{Title: "Set firstmate up"})
	case !p.held(r):
		p.show(w, r, http.StatusConflict, "taken", view{Title: "Somebody is setting firstmate up"})
	case p.asked == nil || r.URL.Query().Has("change"):
		p.ask(w, r, http.StatusOK, "", p.before(r))
	default:
		p.offer(w, r)
	}
}

// held reports whether the request comes from the browser that brought the token.
func (p *Page) held(r *http.Request) bool {
	c, err := r.Cookie(cookie)
	return err == nil && p.holder != "" && subtle.ConstantTimeCompare([]byte(c.Value), []byte(p.holder)) == 1
}

// Claim takes the token, once.
func (p *Page) Claim(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	good := subtle.ConstantTimeCompare([]byte(r.PostFormValue("token")), []byte(p.Token)) == 1
	switch {
	case p.shut:
		http.NotFound(w, r)
		return
	case p.holder != "" && !p.held(r):
		p.show(w, r, http.StatusConflict, "taken", view{Title: "Somebody is setting firstmate up"})
		return
	case !good:
		p.Log.WarnContext(r.Context(), "the setup page was given a wrong token")
		p.show(w, r, http.StatusForbidden, "token", view{Title: "Set firstmate up", Wrong: "That is not the token. The newest one is at the end of firstmate's log."})
		return
	}
	p.holder = rand.Text()
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: p.holder, Path: "/setup", HttpOnly: true, Secure: scheme(r) == "https", SameSite: http.SameSiteLaxMode})
	http.Redirect(w, r, "/setup", http.StatusSeeOther)
}

// mostForm is the largest form taken, in bytes.
const mostForm = 16 << 10

// Guard stands before every page.
func (p *Page) Guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	inner := cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		board.Headers(w.Header(), scheme(r) == "https")
		w.Header().Set("Referrer-Policy", "no-referrer") // a code from GitHub may stand in the address
		r.Body = http.MaxBytesReader(w, r.Body, mostForm)
		inner.ServeHTTP(w, r)
	})
}

// scheme is how the browser reached us: by https unless it is on this machine.
// A proxy in front may say otherwise; whoever sends a false word fools only themselves.
func scheme(r *http.Request) string {
	if s := r.Header.Get("X-Forwarded-Proto"); s == "http" || s == "https" {
		return s
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if host == "localhost" || net.ParseIP(host).IsLoopback() {
		return "http"
	}
	if r.TLS == nil && net.ParseIP(host) != nil {
		return "http"
	}
	return "https"
}

// show sends a page; nothing is sent before all of it could be made.
func (p *Page) show(w http.ResponseWriter, r *http.Request, status int, name string, v view) {
	v.Style, v.Mark = p.Static.Address("board.css"), p.Static.Address("mark.svg")
	v.GitHub, v.Folder = p.WebURL, p.Folder
	var out bytes.Buffer
	if err := p.look.ExecuteTemplate(&out, name, v); err != nil {
		p.Log.ErrorContext(r.Context(), "the setup page cannot be made", "error", err)
		http.Error(w, "the page cannot be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // a reader who went away is no news
}

// origin is scheme and host of an address.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
