package ghclient

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"golang.org/x/oauth2"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// SignIn learns from GitHub who somebody is: the web flow of a GitHub App's
// OAuth, with PKCE by S256 (docs.github.com, "Generating a user access token
// for a GitHub App"). A person's token is used for one question, given back,
// and never leaves this type.
type SignIn struct {
	client *Client
	rules  *rules // own ones: limits of people's tokens are none of the App's
	config oauth2.Config
}

// SignIn is signing in with the App's client id and secret; web is where
// people see GitHub, such as https://github.com.
func (c *Client) SignIn(id, secret, web string) *SignIn {
	web = strings.TrimSuffix(web, "/")
	r := c.rules
	return &SignIn{
		client: c,
		rules:  &rules{net: r.net, base: r.base, agent: r.agent, now: r.now, timeout: r.timeout, pause: r.pause, limited: r.limited, budget: r.budget, cache: newCache(), hosts: r.hosts},
		config: oauth2.Config{ClientID: id, ClientSecret: secret, Endpoint: oauth2.Endpoint{
			AuthURL: web + "/login/oauth/authorize", TokenURL: web + "/login/oauth/access_token", AuthStyle: oauth2.AuthStyleInParams,
		}},
	}
}

// SignInURL is where a person allows us to learn who they are. GitHub sends
// them back to redirect with a code and the state.
func (s *SignIn) SignInURL(state, verifier, redirect string) string {
	c := s.config
	c.RedirectURL = redirect
	return c.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
}

// SignedIn is the person a code stands for. FaultInvalid: the code was used,
// ran out, or belongs to another browser.
func (s *SignIn) SignedIn(ctx context.Context, code, verifier, redirect string) (mentorship.Person, error) {
	c := s.config
	c.RedirectURL = redirect
	plain := &http.Client{Transport: withHeader{&door{rules: s.rules}, "Accept", "application/json"}}
	token, err := c.Exchange(context.WithValue(ctx, oauth2.HTTPClient, plain), code, oauth2.VerifierOption(verifier))
	if refusal, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return mentorship.Person{}, failed(refusedCode(refusal.ErrorCode), false, "learning who signed in")
	}
	if err != nil {
		return mentorship.Person{}, failed(err, false, "learning who signed in")
	}
	defer s.giveBack(context.WithoutCancel(ctx), token.AccessToken)
	gh := s.client.github(withHeader{&door{rules: s.rules}, "Authorization", "Bearer " + token.AccessToken})
	u, _, err := gh.Users.Get(ctx, "")
	if err != nil {
		return mentorship.Person{}, failed(err, false, "learning who signed in")
	}
	return person(u), nil
}

// refusedCode is what GitHub's refusal of a code means. Its words are not
// passed on: they may quote what was sent.
func refusedCode(code string) error {
	switch code {
	case "bad_verification_code":
		return refused(mentorship.FaultInvalid, "the code is not good, or not any more")
	case "incorrect_client_credentials", "redirect_uri_mismatch":
		return refused(mentorship.FaultForbidden, "GitHub does not take the App's client id, secret or callback address")
	}
	return refused(mentorship.FaultTransient, "GitHub gives no token")
}

// giveBack makes a token worthless at GitHub. It runs out by itself, should that fail.
func (s *SignIn) giveBack(ctx context.Context, token string) {
	gh := s.client.github(basic{&door{rules: s.rules}, s.config.ClientID, s.config.ClientSecret})
	_, _ = gh.Authorizations.Revoke(ctx, s.config.ClientID, token)
}

// withHeader sets a header on every request.
type withHeader struct {
	http.RoundTripper
	name, value string
}

// RoundTrip implements http.RoundTripper.
func (t withHeader) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set(t.name, t.value)
	return t.RoundTripper.RoundTrip(req)
}

// basic puts the App's own name and secret on every request.
type basic struct {
	http.RoundTripper
	name, secret string
}

// RoundTrip implements http.RoundTripper.
func (t basic) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.SetBasicAuth(t.name, t.secret)
	return t.RoundTripper.RoundTrip(req)
}
