package ghclient

import (
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/bradleyfalzon/ghinstallation/v2"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// appAuth signs calls with the App's own key.
func (c *Client) appAuth(tr http.RoundTripper) *ghinstallation.AppsTransport {
	t := ghinstallation.NewAppsTransportFromPrivateKey(tr, c.appID, c.key)
	t.BaseURL = strings.TrimSuffix(c.rules.base.String(), "/")
	return t
}

// tokenAuth puts an installation's token on calls. ghinstallation keeps a
// token till it runs out, even when GitHub no longer takes it; so after a 401
// it is thrown away and the call made once more with a new one.
type tokenAuth struct {
	fresh func() *ghinstallation.Transport
	mu    sync.Mutex
	now   *ghinstallation.Transport
}

// newTokenAuth does not share the App's transport between installations:
// ghinstallation writes to it while it fetches a token.
func (c *Client) newTokenAuth(tenant int64, tr http.RoundTripper) *tokenAuth {
	return &tokenAuth{fresh: func() *ghinstallation.Transport {
		return ghinstallation.NewFromAppsTransport(c.appAuth(tr), tenant)
	}}
}

func (t *tokenAuth) current() *ghinstallation.Transport {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now == nil {
		t.now = t.fresh()
	}
	return t.now
}

func (t *tokenAuth) forget(old *ghinstallation.Transport) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now == old {
		t.now = nil
	}
}

// RoundTrip implements http.RoundTripper.
func (t *tokenAuth) RoundTrip(req *http.Request) (*http.Response, error) {
	auth := t.current()
	resp, err := auth.RoundTrip(req)
	if !tokenRefused(err) {
		return resp, err
	}
	t.forget(auth)
	again, _ := repeat(req, req.URL)
	if again == nil {
		return nil, err
	}
	return t.current().RoundTrip(again)
}

// tokenRefused tells the answer 401 to a token from one to the App's key.
func tokenRefused(err error) bool {
	f, ok := errors.AsType[*mentorship.Fault](err)
	return ok && f.Kind == mentorship.FaultSuspended && statusOf(f) == http.StatusUnauthorized
}
