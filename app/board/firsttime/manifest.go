package firsttime

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"

	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/grants"
)

// The addresses of the flow.
const (
	HookPath      = "/webhooks/github" // where GitHub posts deliveries
	createdPath   = "/setup/created"   // where GitHub sends back who made the App
	InstalledPath = "/installed"       // where GitHub sends who installed it
)

// about is where people read what firstmate is.
const about = "https://github.com/firstmate-app/firstmate"

// manifest is what the App says of itself; fields as in GitHub's own list:
// docs.github.com, "GitHub App Manifest parameters".
type manifest struct {
	Name         string            `json:"name"`
	URL          string            `json:"url"`
	Hook         hook              `json:"hook_attributes"`
	RedirectURL  string            `json:"redirect_url"`
	CallbackURLs []string          `json:"callback_urls"`
	SetupURL     string            `json:"setup_url"`
	Description  string            `json:"description"`
	Public       bool              `json:"public"`
	Permissions  map[string]string `json:"default_permissions"`
	Events       []string          `json:"default_events"`
}

type hook struct {
	URL    string `json:"url"`
	Active bool   `json:"active"`
}

// manifest asks for all of package grants and nothing else. back is the
// address under which the browser sees us now, which need not be the public one.
func (a asked) manifest(back string) manifest {
	m := manifest{
		Name: a.Name, URL: about, Description: "A mentor for every newcomer's first pull request.",
		Hook: hook{URL: a.HookURL(), Active: true}, RedirectURL: back + createdPath,
		CallbackURLs: []string{a.Base + "/login/callback"}, SetupURL: a.Base + InstalledPath,
		Permissions: map[string]string{},
	}
	for _, p := range grants.Permissions() {
		m.Permissions[p.Name] = p.Level
	}
	for _, e := range grants.Events() {
		m.Events = append(m.Events, e.Name)
	}
	return m
}

// HookURL is where GitHub sends deliveries.
func (a asked) HookURL() string {
	if a.Proxy != "" {
		return a.Proxy
	}
	return a.Base + HookPath
}

// offer shows the form that leads to GitHub, with a state that counts once.
func (p *Page) offer(w http.ResponseWriter, r *http.Request) {
	text, err := json.Marshal(p.asked.manifest(scheme(r) + "://" + r.Host))
	if err != nil {
		http.Error(w, "the manifest cannot be made", http.StatusInternalServerError)
		return
	}
	p.state = rand.Text()
	to := p.WebURL
	if p.asked.Org != "" {
		to += "/organizations/" + url.PathEscape(p.asked.Org)
	}
	// Browsers hold the policy against where a form leads.
	w.Header().Set("Content-Security-Policy", board.Policy("'self' "+origin(p.WebURL)))
	p.show(w, r, http.StatusOK, "manifest", view{
		Title: "Make the App on GitHub", Asked: *p.asked, To: to + "/settings/apps/new?state=" + p.state, Manifest: string(text),
	})
}

// Grants is what the App will ask for, for the page.
func (v view) Grants() []grants.Permission { return grants.Permissions() }

// codeForm is what a code can look like.
var codeForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,200}$`)

// Created takes the code GitHub sends back. Whatever comes of it, state and
// code have counted; when the credentials are there, the page shuts for good.
func (p *Page) Created(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := r.URL.Query()
	if p.shut || !p.held(r) {
		http.NotFound(w, r)
		return
	}
	state := p.state
	p.state = ""
	good := state != "" && len(q["state"]) == 1 && subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(state)) == 1
	if !good || len(q["code"]) != 1 || !codeForm.MatchString(q.Get("code")) {
		p.show(w, r, http.StatusBadRequest, "again", view{Title: "That did not come from here", Problem: "GitHub's answer does not belong to the form this page showed last."})
		return
	}
	app, err := p.Convert(r.Context(), q.Get("code"))
	if err != nil {
		p.Log.WarnContext(r.Context(), "the credentials of the new App could not be fetched", "error", err)
		p.show(w, r, http.StatusBadGateway, "again", view{Title: "GitHub gave no credentials", Problem: "If the App is listed on GitHub already, delete it there first: its credentials cannot be asked for again."})
		return
	}
	app.BaseURL, app.Proxy = p.asked.Base, p.asked.Proxy
	p.finish(w, r, app)
}

// finish keeps the credentials, or shows them where that was asked for or does not work.
func (p *Page) finish(w http.ResponseWriter, r *http.Request, app App) {
	v := view{Title: "The App is made", App: app, Asked: *p.asked}
	if !p.asked.Once {
		if err := p.Keep(app); err != nil {
			p.Log.ErrorContext(r.Context(), "the App's credentials cannot be kept", "error", err)
			v.Problem = "They could not be kept: " + err.Error() + "."
		}
		v.Kept = v.Problem == ""
	}
	p.show(w, r, http.StatusOK, "made", v)
	p.shut = true
	p.done <- app
}
