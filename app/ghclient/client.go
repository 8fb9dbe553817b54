package ghclient

import (
	"cmp"
	"context"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"iter"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v4"
	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Options say which GitHub, as which App.
type Options struct {
	// BaseURL is the API's address: https://api.github.com (the default),
	// https://HOST/api/v3 on Enterprise Server, or a stand-in. No address is
	// ever taken from what GitHub sends.
	BaseURL string
	AppID   int64
	Key     []byte // the App's private key, PEM
	// HTTP makes the requests; nil: a transport with short connection time-outs,
	// through the proxy the environment names (HTTPS_PROXY, NO_PROXY).
	HTTP http.RoundTripper
	// Roots are the certificates it trusts; nil: the system's.
	Roots *x509.CertPool
	// Now is the caller's time, in which Fault.Until and Limit.Until are given. Required.
	Now func() time.Time
	// Limited is told of every wait GitHub asks for; nil: nobody is.
	Limited func(Limit)
	// Around puts something around every request, for tracing; nil: nothing.
	Around func(http.RoundTripper) http.RoundTripper
	// Budget is told how many requests GitHub still takes from a tenant, and
	// until when; nil: nobody is.
	Budget func(tenant int64, left int, until time.Time)
	// Rests is told when the host is let alone because it is out of order, and
	// when it is asked again; nil: nobody is.
	Rests func(host string, rests bool)
	// WaitScale shortens, in tests, the waits that are ours to choose: 0.001–1; 0 means 1.
	WaitScale float64
	UserAgent string // "firstmate" if empty
	// Timeout bounds one request; 0, and the most, is 20 s.
	Timeout time.Duration
}

// Client speaks to GitHub as one App. It is safe for concurrent use.
type Client struct {
	appID   int64
	key     *rsa.PrivateKey
	rules   *rules
	graphql string
	spaced  time.Duration // between two looks for a lost write
	app     *github.Client

	mu      sync.Mutex
	tenants map[int64]*github.Client
	slug    string // once known
}

// New makes a client. It makes no request.
func New(o Options) (*Client, error) {
	base, err := parseBase(cmp.Or(o.BaseURL, "https://api.github.com"))
	if err != nil {
		return nil, err
	}
	key, err := jwt.ParseRSAPrivateKeyFromPEM(o.Key)
	if err != nil {
		return nil, errors.New("the App's key is not an RSA private key in PEM form")
	}
	if o.AppID <= 0 {
		return nil, errors.New("the App id must be a positive number")
	}
	if o.Now == nil {
		return nil, errors.New("no clock was given")
	}
	scale := cmp.Or(o.WaitScale, 1)
	c := &Client{
		appID: o.AppID, key: key, graphql: graphqlURL(base), spaced: scaled(spacedReads, scale),
		tenants: map[int64]*github.Client{},
		rules: &rules{
			net: Transport(o), base: base, agent: cmp.Or(o.UserAgent, "firstmate"), now: o.Now,
			timeout: min(cmp.Or(o.Timeout, callTimeout), callTimeout), pause: scaled(quietPause, scale),
			limited: o.Limited, budget: o.Budget, cache: newCache(), hosts: newBreakers(scale, o.Rests),
		},
	}
	c.rules.fill()
	if o.Around != nil {
		c.rules.net = o.Around(c.rules.net)
	}
	c.app = c.github(c.appAuth(&door{rules: c.rules}))
	return c, nil
}

// Transport is what makes the requests: through the proxy the environment names,
// trusting what the options say. Others may use it for GitHub's web host.
func Transport(o Options) http.RoundTripper {
	if o.HTTP != nil {
		return o.HTTP
	}
	return direct(o)
}

// Streaming is a transport like [Transport], for answers that take their time.
func Streaming(o Options) http.RoundTripper {
	t := direct(o)
	t.ResponseHeaderTimeout = 0
	return t
}

// direct makes requests through the proxy the environment names, trusting
// what the options say.
func direct(o Options) *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:       &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 15 * time.Second,
		MaxIdleConnsPerHost:   32,
		IdleConnTimeout:       60 * time.Second,
		ForceAttemptHTTP2:     true,
	}
}

// fill puts defaults where the options were silent.
func (r *rules) fill() {
	if r.limited == nil {
		r.limited = func(Limit) {}
	}
	if r.hosts == nil {
		r.hosts = newBreakers(1, nil)
	}
	if r.budget == nil {
		r.budget = func(int64, int, time.Time) {}
	}
}

func scaled(d time.Duration, scale float64) time.Duration { return time.Duration(float64(d) * scale) }

// parseBase checks an API address and gives it a trailing slash.
func parseBase(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.User != nil || u.RawQuery != "" {
		return nil, errors.New("the GitHub URL must look like https://api.github.com or https://HOST/api/v3")
	}
	u.Path = strings.TrimRight(u.Path, "/") + "/"
	return u, nil
}

// graphqlURL is where the GraphQL API lives: beside v3 on Enterprise Server,
// below the base elsewhere.
func graphqlURL(base *url.URL) string {
	u := *base
	u.Path = strings.TrimSuffix(u.Path, "v3/") + "graphql"
	if !strings.HasSuffix(base.Path, "/api/v3/") {
		u.Path = base.Path + "graphql"
	}
	return u.String()
}

// github makes a go-github client on a transport. Redirects were judged below it.
func (c *Client) github(tr http.RoundTripper) *github.Client {
	gh := github.NewClient(&http.Client{
		Transport:     tr,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
	gh.BaseURL = c.rules.base
	return gh
}

// tenant is the client of an installation.
func (c *Client) tenant(id int64) *github.Client {
	c.mu.Lock()
	defer c.mu.Unlock()
	gh, ok := c.tenants[id]
	if !ok {
		gh = c.github(c.newTokenAuth(id, &door{rules: c.rules, tenant: id}))
		c.tenants[id] = gh
	}
	return gh
}

// Slug is the App's name on GitHub; its account is Slug + "[bot]". It is asked
// for once; the answer also proves that the App id and key are right.
func (c *Client) Slug(ctx context.Context) (string, error) {
	c.mu.Lock()
	slug := c.slug
	c.mu.Unlock()
	if slug != "" {
		return slug, nil
	}
	app, _, err := c.app.Apps.Get(ctx, "")
	if err != nil {
		return "", failed(err, false, "reading the App's own entry")
	}
	if app.GetSlug() == "" {
		return "", failed(refused(mentorship.FaultTransient, "GitHub names no slug"), false, "reading the App's own entry")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slug = app.GetSlug()
	return c.slug, nil
}

// us returns a test for texts written by our own bot account. Nobody else can
// have a login that ends in [bot].
func (c *Client) us(ctx context.Context) (func(*github.User) bool, error) {
	slug, err := c.Slug(ctx)
	if err != nil {
		return nil, err
	}
	return func(u *github.User) bool {
		return u.GetType() == "Bot" && strings.EqualFold(u.GetLogin(), slug+"[bot]")
	}, nil
}

// mostPages bounds a list that never ends: 100,000 items.
const mostPages = 1000

// all walks the pages of a list endpoint. An error ends the walk.
func all[T any](list func(github.ListOptions) ([]T, *github.Response, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		o := github.ListOptions{PerPage: 100}
		for range mostPages {
			items, resp, err := list(o)
			if err != nil {
				yield(*new(T), err)
				return
			}
			for _, it := range items {
				if !yield(it, nil) {
					return
				}
			}
			if resp.NextPage <= o.Page {
				return
			}
			o.Page = resp.NextPage
		}
		yield(*new(T), refused(mentorship.FaultInvalid, fmt.Sprintf("more than %d pages", mostPages)))
	}
}
