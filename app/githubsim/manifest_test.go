package githubsim

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

const goodManifest = `{"name":"mentor bot","url":"https://x.example","hook_attributes":{"url":"http://127.0.0.1:9/hook"},
"redirect_url":"http://127.0.0.1:9/created","setup_url":"http://127.0.0.1:9/installed",
"default_permissions":{"issues":"write","members":"read"},"default_events":["issues","team"]}`

// form posts a form to a page.
func (r *rig) form(path string, fields url.Values) reply {
	r.t.Helper()
	return r.send("POST", path, fields.Encode(), "", "Content-Type", "application/x-www-form-urlencoded")
}

// sentTo is where an answer sends a browser.
func (r *rig) sentTo(got reply, prefix string) url.Values {
	r.t.Helper()
	to, err := url.Parse(got.header.Get("Location"))
	if err != nil || got.status != http.StatusFound || !strings.HasPrefix(to.String(), prefix+"?") {
		r.t.Fatalf("status %d, sent to %v: %s", got.status, to, got.body)
	}
	return to.Query()
}

// TestAppFromManifest: from the manifest to an installed App whose new key
// opens the API, whose old one does not, and whose code counts once.
func TestAppFromManifest(t *testing.T) {
	r := newRig(t)
	page := r.form("/organizations/acme/settings/apps/new?state=s1", url.Values{"manifest": {goodManifest}})
	if page.status != 200 || !strings.Contains(string(page.body), `action="/organizations/acme/settings/apps"`) || !strings.Contains(string(page.body), `value="s1"`) {
		t.Fatalf("%d: %s", page.status, page.body)
	}
	back := r.sentTo(r.form("/organizations/acme/settings/apps", url.Values{"manifest": {goodManifest}, "name": {"mentor bot"}, "state": {"s1"}}), "http://127.0.0.1:9/created")
	if back.Get("state") != "s1" || back.Get("code") == "" {
		t.Fatal(back)
	}
	got := r.send("POST", "/app-manifests/"+back.Get("code")+"/conversions", "", "")
	r.want(201, got, nil)
	var app struct {
		ID            int64
		Slug, PEM     string
		WebhookSecret string `json:"webhook_secret"`
		ClientID      string `json:"client_id"`
		ClientSecret  string `json:"client_secret"`
		Permissions   map[string]string
		Events        []string
		Owner         struct{ Login string }
	}
	if err := json.Unmarshal(got.body, &app); err != nil {
		t.Fatal(err)
	}
	if app.Slug != "mentor-bot" || app.Owner.Login != "acme" || app.WebhookSecret == "" || app.ClientSecret != ClientSecret || app.Permissions["metadata"] != "read" || len(app.Events) != 2 {
		t.Errorf("%+v", app)
	}
	if again := r.send("POST", "/app-manifests/"+back.Get("code")+"/conversions", "", ""); again.status != 404 {
		t.Errorf("the code counts twice: %d", again.status)
	}
	key, err := jwt.ParseRSAPrivateKeyFromPEM([]byte(app.PEM))
	if err != nil {
		t.Fatal(err)
	}
	claims := jwt.MapClaims{"iss": itoa(app.ID), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix()}
	signed, err := jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	r.want(200, r.send("GET", "/app", "", "Bearer "+signed), nil)
	if _, err := r.sim.Do(t.Context(), Action{Do: "uninstall", Owner: "acme"}); err != nil {
		t.Fatal(err)
	}
	if page := r.send("GET", "/apps/mentor-bot/installations/new", "", ""); !strings.Contains(string(page.body), "Install on acme") {
		t.Errorf("%d: %s", page.status, page.body)
	}
	q := r.sentTo(r.form("/apps/mentor-bot/installations", url.Values{"owner": {"acme"}}), "http://127.0.0.1:9/installed")
	if q.Get("installation_id") == "" || q.Get("setup_action") != "install" {
		t.Error(q)
	}
}

func TestManifestsRefused(t *testing.T) {
	r := newRig(t)
	for what, change := range map[string][2]string{
		"no JSON":                  {`{"name"`, `"name`},
		"no url":                   {`"url":"https://x.example",`, ``},
		"no hook":                  {`"hook_attributes":{"url":"http://127.0.0.1:9/hook"},`, ``},
		"a level there is not":     {`"issues":"write"`, `"issues":"admin"`},
		"an event without a right": {`"members":"read"`, `"checks":"read"`},
		"an event there is not":    {`"team"`, `"teem"`},
		"a long name":              {`mentor bot`, strings.Repeat("m", 35)},
	} {
		text := strings.Replace(goodManifest, change[0], change[1], 1)
		if got := r.form("/settings/apps/new", url.Values{"manifest": {text}}); text == goodManifest || got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", what, got.status, got.body)
		}
	}
	if got := r.form("/organizations/nowhere/settings/apps/new", url.Values{"manifest": {goodManifest}}); got.status != 404 {
		t.Errorf("an organisation there is not: %d", got.status)
	}
}

// TestPermissionWithdrawn: what the App's owner takes away is gone at once.
func TestPermissionWithdrawn(t *testing.T) {
	r := newRig(t)
	perms := appPermissions()
	delete(perms, "members")
	r.want(200, r.send("GET", "/orgs/acme/members", "", "Bearer "+r.token), nil)
	r.sim.SetPermissions(perms)
	if got := r.send("GET", "/orgs/acme/members", "", "Bearer "+r.token); got.status != 403 {
		t.Errorf("status %d", got.status)
	}
	r.sim.SetPermissions(appPermissions())
	r.want(200, r.send("GET", "/orgs/acme/members", "", "Bearer "+r.token), nil)
}
