package githubsim

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// A verifier and its challenge: the example of RFC 7636, appendix B.
const (
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
	goBack    = "http://127.0.0.1:9/login/callback"
)

// authorizeURL asks for a code, with what the test changes.
func authorizeURL(change map[string]string) string {
	q := url.Values{
		"client_id": {ClientID}, "redirect_uri": {goBack}, "state": {"st&te"},
		"code_challenge": {challenge}, "code_challenge_method": {"S256"}, "as": {"grace"},
	}
	for name, value := range change {
		q.Set(name, value)
		if value == "" {
			q.Del(name)
		}
	}
	return "/login/oauth/authorize?" + q.Encode()
}

// code is a code for somebody.
func (r *rig) code(change map[string]string) string {
	r.t.Helper()
	got := r.send("GET", authorizeURL(change), "", "")
	to, err := url.Parse(got.header.Get("Location"))
	if err != nil || got.status != http.StatusFound || !strings.HasPrefix(to.String(), goBack+"?") || to.Query().Get("state") != "st&te" {
		r.t.Fatalf("status %d, sent to %s, %v", got.status, to, err)
	}
	return to.Query().Get("code")
}

// exchange asks for a token.
func (r *rig) exchangeFor(change map[string]string) map[string]any {
	r.t.Helper()
	f := url.Values{"client_id": {ClientID}, "client_secret": {ClientSecret}, "redirect_uri": {goBack}, "code_verifier": {verifier}}
	for name, value := range change {
		f.Set(name, value)
	}
	got := r.send("POST", "/login/oauth/access_token", f.Encode(), "", "Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json")
	var out map[string]any
	r.want(200, got, nil)
	if err := json.Unmarshal(got.body, &out); err != nil {
		r.t.Fatalf("%s: %v", got.body, err)
	}
	return out
}

// signIn is a token of somebody.
func (r *rig) signIn(login string) string {
	r.t.Helper()
	token, _ := r.exchangeFor(map[string]string{"code": r.code(map[string]string{"as": login})})["access_token"].(string)
	if !strings.HasPrefix(token, "ghu_") {
		r.t.Fatalf("token %q", token)
	}
	return token
}

func TestCodesCountOnce(t *testing.T) {
	r := newRig(t)
	for what, change := range map[string]map[string]string{
		"wrong verifier": {"code_verifier": "x" + verifier},
		"no verifier":    {"code_verifier": ""},
		"other callback": {"redirect_uri": goBack + "/x"},
		"wrong secret":   {"client_secret": "guess"},
		"unknown code":   {"code": "0123456789"},
	} {
		fields := map[string]string{"code": r.code(nil)}
		for k, v := range change {
			fields[k] = v
		}
		if got := r.exchangeFor(fields); got["error"] == nil || got["access_token"] != nil {
			t.Errorf("%s: %v", what, got)
		}
		if got := r.exchangeFor(map[string]string{"code": fields["code"]}); got["error"] != "bad_verification_code" {
			t.Errorf("%s, then right: %v", what, got)
		}
	}
	code := r.code(nil)
	if got := r.exchangeFor(map[string]string{"code": code}); got["token_type"] != "bearer" || got["scope"] != "" || got["expires_in"] != 28800.0 {
		t.Errorf("first: %v", got)
	}
	if got := r.exchangeFor(map[string]string{"code": code}); got["error"] != "bad_verification_code" {
		t.Errorf("again: %v", got)
	}
}

func TestCodesRunOut(t *testing.T) {
	r := newRig(t)
	code := r.code(nil)
	r.sim.wall = func() time.Time { return time.Now().Add(codeLife) }
	if got := r.exchangeFor(map[string]string{"code": code}); got["error"] != "bad_verification_code" {
		t.Errorf("after ten minutes: %v", got)
	}
}

func TestAuthorizeSendsBack(t *testing.T) {
	r := newRig(t)
	for what, x := range map[string]struct {
		change map[string]string
		status int
		wants  string
	}{
		"denied":          {map[string]string{"deny": "1"}, 302, "error=access_denied"},
		"plain challenge": {map[string]string{"code_challenge_method": "plain"}, 302, "error=invalid_request"},
		"GitHub's word":   {map[string]string{"as": "", "login": "ada"}, 302, "code="},
		"nobody":          {map[string]string{"as": "nobody-here"}, 404, ""},
		"a bot":           {map[string]string{"as": "firstmate[bot]"}, 404, ""},
		"other client":    {map[string]string{"client_id": "x"}, 404, ""},
		"no way back":     {map[string]string{"redirect_uri": "/x"}, 404, ""},
	} {
		got := r.send("GET", authorizeURL(x.change), "", "")
		if got.status != x.status || !strings.Contains(got.header.Get("Location"), x.wants) {
			t.Errorf("%s: status %d, to %s", what, got.status, got.header.Get("Location"))
		}
	}
	got := r.send("GET", authorizeURL(map[string]string{"as": ""}), "", "")
	if got.status != 200 || !strings.Contains(string(got.body), "as=ada") || strings.Contains(string(got.body), "as=acme") {
		t.Errorf("choosing: %d %s", got.status, got.body)
	}
	if got := r.send("GET", "/login/oauth/other", "", ""); got.status != 404 {
		t.Errorf("another page: %d", got.status)
	}
}

func TestTokensOfPeople(t *testing.T) {
	r := newRig(t)
	token := r.signIn("ada")
	if r.sim.UserTokens() != 1 {
		t.Errorf("%d tokens", r.sim.UserTokens())
	}
	for what, x := range map[string]struct {
		auth   string
		status int
	}{"none": {"", 401}, "installation's": {"token " + r.token, 403}, "unknown": {"Bearer ghu_x", 401}, "own": {"Bearer " + token, 200}} {
		if got := r.send("GET", "/user", "", x.auth); got.status != x.status {
			t.Errorf("%s: %d %s", what, got.status, got.body)
		}
	}
	if got := r.send("GET", "/users/ada", "", "Bearer "+token); got.status != 401 {
		t.Errorf("a person's token on the App's routes: %d", got.status)
	}
}
