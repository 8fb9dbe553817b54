package githubsim

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// The web side of making and installing an App: a manifest is posted, a person
// says yes, and the App's credentials are handed out once for the code they are
// sent back with (docs.github.com, "Registering a GitHub App from a manifest").

// manifest is what an App to be says of itself.
type manifest struct {
	Name         string            `json:"name"`
	URL          string            `json:"url"`
	Hook         *manifestHook     `json:"hook_attributes"`
	RedirectURL  string            `json:"redirect_url"`
	CallbackURLs []string          `json:"callback_urls"`
	SetupURL     string            `json:"setup_url"`
	Description  string            `json:"description"`
	Public       bool              `json:"public"`
	Permissions  map[string]string `json:"default_permissions"`
	Events       []string          `json:"default_events"`
}

type manifestHook struct {
	URL    string `json:"url"`
	Active *bool  `json:"active"`
}

// conversionLife is how long a code is good: GitHub says an hour.
const conversionLife = time.Hour

// conversion is what a code is exchanged for, once.
type conversion struct {
	key     *rsa.PrivateKey
	secret  string // of the webhook
	expires time.Time
}

// eventNeeds is the permission without which GitHub does not let an App
// subscribe to an event. Events not named here are unknown to the stand-in.
func eventNeeds() map[string]string {
	return map[string]string{
		"check_run": "checks", "check_suite": "checks", "issue_comment": "issues", "issues": "issues", "member": "members",
		"membership": "members", "organization": "members", "team": "members", "pull_request": "pull_requests",
		"pull_request_review": "pull_requests", "pull_request_review_comment": "pull_requests", "push": "contents", "repository": "metadata",
	}
}

// readManifest refuses what GitHub's page refuses.
func readManifest(text string) (m manifest, err error) {
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return m, errors.New("the manifest is not JSON of the right form")
	}
	switch {
	case m.URL == "":
		return m, errors.New("url is missing")
	case m.Hook == nil || m.Hook.URL == "":
		return m, errors.New("hook_attributes has no url")
	case len(m.Name) > 34:
		return m, errors.New("name is longer than 34 characters")
	case len(m.CallbackURLs) > 10:
		return m, errors.New("there are more than 10 callback_urls")
	}
	for _, address := range append([]string{m.URL, m.Hook.URL, m.RedirectURL}, m.CallbackURLs...) {
		if u, err := url.Parse(address); err != nil || u.Host == "" {
			return m, fmt.Errorf("%q is not an address", address)
		}
	}
	return m, m.granted()
}

// granted checks levels, and that each event has its permission.
func (m *manifest) granted() error {
	known := eventNeeds()
	for name, level := range m.Permissions {
		if level != "read" && level != "write" {
			return fmt.Errorf("default_permissions: %s is %q", name, level)
		}
	}
	for _, event := range m.Events {
		need, ok := known[event]
		if !ok || need != "metadata" && m.Permissions[need] == "" {
			return fmt.Errorf("default_events: %s is not supported by permissions", event)
		}
	}
	return nil
}

const webHead = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>Stand-in for GitHub</title>
`

const manifestPage = webHead + `<h1>Create GitHub App</h1>
<p>This is a stand-in for GitHub.{{with .Org}} The App will belong to <strong>{{.}}</strong>.{{end}}</p>
<form method="post" action="{{.To}}">
<label>GitHub App name <input name="name" value="{{.Name}}" maxlength="34" required></label>
<input type="hidden" name="manifest" value="{{.Manifest}}"><input type="hidden" name="state" value="{{.State}}">
<button type="submit">Create GitHub App</button></form>
</html>
`

const installPage = webHead + `<h1>Install {{.Slug}}</h1>
<p>This is a stand-in for GitHub. On which account?</p>
{{range .Owners}}<form method="post" action="/apps/{{$.Slug}}/installations"><input type="hidden" name="owner" value="{{.}}">
<p><button type="submit">Install on {{.}}</button></p></form>{{end}}
</html>
`

// serveApps answers the pages on which Apps are made and installed.
func (s *Server) serveApps(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	s.mu.Lock()
	defer s.mu.Unlock()
	path, org := r.URL.Path, ""
	if rest, yes := strings.CutPrefix(path, "/organizations/"); yes {
		org, path, _ = strings.Cut(rest, "/")
		path = "/" + path
		if s.st.orgNamed(org) == nil {
			http.NotFound(w, r)
			return
		}
	}
	app := "/apps/" + s.st.app.slug + "/installations"
	switch r.Method + " " + path {
	case "POST /settings/apps/new":
		s.offerApp(w, r, org)
	case "POST /settings/apps":
		s.createApp(w, r, org)
	case "GET " + app + "/new":
		s.offerInstall(w)
	case "POST " + app:
		s.installOn(w, r)
	default:
		http.NotFound(w, r)
	}
}

// offerApp shows what a manifest asks for.
func (s *Server) offerApp(w http.ResponseWriter, r *http.Request, org string) {
	text := r.PostFormValue("manifest")
	m, err := readManifest(text)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	showPage(w, manifestPage, map[string]any{
		"Org": org, "Name": m.Name, "Manifest": text, "State": r.URL.Query().Get("state"), "To": strings.TrimSuffix(r.URL.Path, "/new"),
	})
}

func showPage(w http.ResponseWriter, page string, about any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = template.Must(template.New("page").Parse(page)).Execute(w, about) // a reader who went away is no news
}

// createApp makes the App anew: with a key, a webhook secret and an address
// of its own. The person is sent back with a code.
func (s *Server) createApp(w http.ResponseWriter, r *http.Request, org string) {
	m, err := readManifest(r.PostFormValue("manifest"))
	name := r.PostFormValue("name")
	if err != nil || name == "" || m.RedirectURL == "" {
		http.Error(w, "no manifest, no name or nowhere to go back to", http.StatusUnprocessableEntity)
		return
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		http.Error(w, "no key", http.StatusInternalServerError)
		return
	}
	c := conversion{key: key, secret: randomHex(20), expires: s.wall().Add(conversionLife)}
	s.adopt(m, name, org, c)
	code := randomHex(20)
	s.conversions[code] = c
	to, _ := url.Parse(m.RedirectURL)
	back := to.Query()
	back.Set("code", code)
	if state := r.PostFormValue("state"); state != "" {
		back.Set("state", state)
	}
	s.sendBack(w, r, to, back)
}

// adopt makes the stand-in's one App the one of a manifest.
func (s *Server) adopt(m manifest, name, org string, c conversion) {
	slug := strings.ToLower(strings.ReplaceAll(name, " ", "-"))
	if o := s.st.orgNamed(org); org != "" && o != nil {
		s.st.app.owner = o.acct
	}
	if slug != s.st.app.slug {
		s.st.app.slug = slug
		s.st.bot = s.st.person(slug + "[bot]")
	}
	perms := map[string]string{"metadata": "read"}
	for name, level := range m.Permissions {
		perms[name] = level
	}
	s.st.app.perms, s.st.app.events, s.st.app.setupURL = perms, slices.Sorted(slices.Values(m.Events)), m.SetupURL
	s.appKey, s.out.secret, s.out.url = &c.key.PublicKey, []byte(c.secret), m.Hook.URL
}

// postConversion hands the credentials of a new App out, once.
func postConversion(c *call) answer {
	code := c.vars["code"]
	got, known := c.s.conversions[code]
	delete(c.s.conversions, code)
	if !known || !got.expires.After(c.s.wall()) {
		return notFound()
	}
	o := c.view.app()
	o["client_id"], o["client_secret"], o["webhook_secret"] = ClientID, ClientSecret, got.secret
	o["pem"] = string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(got.key)}))
	return answer{status: http.StatusCreated, body: o}
}

// offerInstall lists the accounts the App is not on.
func (s *Server) offerInstall(w http.ResponseWriter) {
	var owners []string
	for _, r := range s.st.repos {
		if s.st.installed(r.owner) == nil && r.parent == nil && !slices.Contains(owners, r.owner.login) {
			owners = append(owners, r.owner.login)
		}
	}
	slices.Sort(owners)
	showPage(w, installPage, map[string]any{"Slug": s.st.app.slug, "Owners": owners})
}

// installOn installs the App and sends the person to its setup address.
func (s *Server) installOn(w http.ResponseWriter, r *http.Request) {
	u := s.st.userNamed(r.PostFormValue("owner"))
	if u == nil || u.gone || s.st.installed(u) != nil {
		http.Error(w, "no such account, or the App is there already", http.StatusUnprocessableEntity)
		return
	}
	in := s.st.install(u, 0)
	s.tellLife(in, "created", s.st.steward(u))
	to, err := url.Parse(s.st.app.setupURL)
	if err != nil || to.Host == "" {
		showPage(w, webHead+`<h1>Installed</h1></html>`, nil)
		return
	}
	q := to.Query()
	q.Set("installation_id", itoa(in.id))
	q.Set("setup_action", "install")
	s.sendBack(w, r, to, q)
}

// getHookConfig is where the App's deliveries go. GitHub shows no secret.
func getHookConfig(c *call) answer {
	o := obj{"content_type": "json", "insecure_ssl": "0", "secret": "********"}
	if c.s.out.url != "" {
		o["url"] = c.s.out.url
	}
	return ok(o)
}

// SetPermissions is the App's owner changing what it may do. It counts at
// once, also for tokens that were given out, as at GitHub.
func (s *Server) SetPermissions(perms map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.st.app.perms = perms
}

// SetEvents changes what the App subscribes to.
func (s *Server) SetEvents(events []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.st.app.events = events
}

// SetWebhookSecret is the App's owner putting another secret in the place of
// the one that signed until now.
func (s *Server) SetWebhookSecret(secret []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.secret = secret
}

// SetAppKey is the App's owner deleting its key and making another.
func (s *Server) SetAppKey(key *rsa.PublicKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.appKey = key
}
