package ghclient_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"github.com/firstmate-app/firstmate/app/ghclient"
	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

const cameBack = "http://127.0.0.1:9/login/callback"

// signIn is a sign-in before the stand-in, and its server.
func signIn(t *testing.T, secret string) (*githubsim.Server, *ghclient.SignIn) {
	t.Helper()
	server, c, web := simAt(t, "")
	return server, c.SignIn(githubsim.ClientID, secret, web)
}

// allow follows a person through GitHub's page and returns the code.
func allow(t *testing.T, address, login string) string {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"&as="+login, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	to, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || !strings.HasPrefix(to.String(), cameBack) || to.Query().Get("state") != "state" {
		t.Fatalf("sent to %s, %v", to, err)
	}
	return to.Query().Get("code")
}

func TestSignIn(t *testing.T) {
	server, s := signIn(t, githubsim.ClientSecret)
	verifier := oauth2.GenerateVerifier()
	code := allow(t, s.SignInURL("state", verifier, cameBack), "ada")
	who, err := s.SignedIn(t.Context(), code, verifier, cameBack)
	if err != nil || who != (mentorship.Person{ID: 601, Login: "ada"}) {
		t.Errorf("%+v, %v", who, err)
	}
	if n := server.UserTokens(); n != 0 {
		t.Errorf("%d tokens of people were kept", n)
	}
	if _, err := s.SignedIn(t.Context(), code, verifier, cameBack); mentorship.KindOf(err) != mentorship.FaultInvalid {
		t.Errorf("a code used twice: %v", err)
	}
}

// TestProofIsAlwaysAsked: every sign-in asks for the proof of who began it, by
// S256, and nothing of the verifier is in the address.
func TestProofIsAlwaysAsked(t *testing.T) {
	_, s := signIn(t, githubsim.ClientSecret)
	verifier := oauth2.GenerateVerifier()
	address := s.SignInURL("state", verifier, cameBack)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(verifier))
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) || strings.Contains(address, verifier) {
		t.Errorf("asks by %s", address)
	}
	for _, wrong := range []string{"", "x" + verifier} {
		code := allow(t, address, "ada")
		if who, err := s.SignedIn(t.Context(), code, wrong, cameBack); err == nil {
			t.Errorf("with the verifier %q %s is signed in", wrong, who.Login)
		}
	}
}

func TestSignInRefused(t *testing.T) {
	_, s := signIn(t, githubsim.ClientSecret)
	verifier := oauth2.GenerateVerifier()
	code := allow(t, s.SignInURL("state", verifier, cameBack), "ada")
	if _, err := s.SignedIn(t.Context(), code, oauth2.GenerateVerifier(), cameBack); mentorship.KindOf(err) != mentorship.FaultInvalid {
		t.Errorf("another browser's verifier: %v", err)
	}
	_, s = signIn(t, "a wrong secret")
	code = allow(t, s.SignInURL("state", verifier, cameBack), "ada")
	_, err := s.SignedIn(t.Context(), code, verifier, cameBack)
	if mentorship.KindOf(err) != mentorship.FaultForbidden || strings.Contains(err.Error(), code) || strings.Contains(err.Error(), "wrong secret") {
		t.Errorf("a wrong secret: %v", err)
	}
}

// TestSignInBroken: whatever a broken GitHub answers, nobody is signed in, and
// nothing of it is told.
func TestSignInBroken(t *testing.T) {
	for name, answer := range map[string]string{
		"a page":       "<html>ghu_secret</html>",
		"half":         `{"access_token":"ghu_sec`,
		"no token":     `{"token_type":"bearer"}`,
		"other words":  `{"error":"unverified_user_email","error_description":"ghu_secret"}`,
		"a form":       "access_token=ghu_secret&token_type=bearer",
		"another kind": `[1]`,
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(answer)) }))
		_, c, _ := sim(t, "")
		_, err := c.SignIn("id", "secret", web.URL).SignedIn(t.Context(), "code", "verifier", cameBack)
		if kind := mentorship.KindOf(err); err == nil || kind == mentorship.FaultInvalid || strings.Contains(err.Error(), "ghu_") {
			t.Errorf("%s: %v (%s)", name, err, kind)
		}
		web.Close()
	}
}
