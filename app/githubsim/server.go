package githubsim

import (
	"cmp"
	"context"
	"crypto/rsa"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/mux"
)

// Options set up a [Server]. The zero value is a server with the built-in
// world that refuses every App token request, for it knows no key.
type Options struct {
	// World is the state to start from; nil is [BuiltinWorld].
	World *World
	// WebhookURL is where deliveries go; empty lets them fail until
	// [Server.SetWebhookURL].
	WebhookURL string
	// WebhookSecret signs deliveries; empty leaves them unsigned.
	WebhookSecret []byte
	// AppKey is the public half of the App's key, which checks its tokens.
	AppKey *rsa.PublicKey
	// BaseURL stands in links of deliveries until the first request shows
	// the server's own address.
	BaseURL string
	// Now is the base of the stand-in's clock; nil is time.Now.
	Now func() time.Time
	// Log gets one line per failed delivery; nil is silent.
	Log *slog.Logger
	// Transport carries deliveries; nil is one of its own.
	Transport http.RoundTripper
	// Wall is the time by which credentials are judged and answers are dated;
	// nil is time.Now. Another one is a GitHub whose clock is not ours.
	Wall func() time.Time
	// Spoiled is told of each request whose answer a fault rule spoils or
	// withholds, before anything is sent; nil is nobody.
	Spoiled func(*http.Request)
}

// Server is the stand-in. It answers requests as an http.Handler from the
// moment it is made; deliveries leave while [Server.Run] runs.
type Server struct {
	appKey *rsa.PublicKey
	log    *slog.Logger
	clock  *clock
	wall   func() time.Time // real time: credentials, limits, time-outs
	list   []route
	routes *mux.Router
	doors  *mux.Router
	faults *faultTable
	pulse  *pulse
	carry  http.RoundTripper // nil: one of its own
	warn   func(*http.Request)

	mu     sync.Mutex // guards what follows
	st     *state
	tokens map[string]*token
	logins logins
	// codes of Apps made from a manifest
	conversions map[string]conversion
	ledger      ledger
	out         outbox
	emitted     []string // deliveries of the action in hand
	base        string
	used        map[string]int // requests per limit and hour

	done chan struct{}
	once sync.Once
}

// New makes a server in the state of its world.
func New(o Options) (*Server, error) {
	base := o.Now
	if base == nil {
		base = time.Now
	}
	c := &clock{base: base}
	if o.World == nil {
		w := BuiltinWorld(c.now())
		o.World = &w
	}
	st, err := build(*o.World, c)
	if err != nil {
		return nil, err
	}
	s := &Server{
		appKey: o.AppKey, log: cmp.Or(o.Log, slog.New(slog.DiscardHandler)), clock: c, wall: o.Wall,
		faults: &faultTable{}, pulse: newPulse(), st: st, tokens: map[string]*token{}, logins: newLogins(), conversions: map[string]conversion{},
		out:  outbox{url: o.WebhookURL, secret: o.WebhookSecret, wake: make(chan struct{}, 1)},
		base: cmp.Or(strings.TrimSuffix(o.BaseURL, "/"), "http://github.localhost"),
		used: map[string]int{}, done: make(chan struct{}), carry: o.Transport, warn: o.Spoiled,
	}
	if s.wall == nil {
		s.wall = time.Now
	}
	s.list = operations()
	s.routes, s.doors = apiRouter(s.list), s.doorRouter()
	return s, nil
}

// SetWebhookURL changes where deliveries go from the next attempt on.
func (s *Server) SetWebhookURL(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.url = url
}

// Now is the stand-in's own time.
func (s *Server) Now() time.Time { return s.clock.now() }

// Advance moves the stand-in's clock forward.
func (s *Server) Advance(d time.Duration) { s.clock.advance(d) }

// SetTime sets the stand-in's clock, which runs on from there.
func (s *Server) SetTime(t time.Time) { s.clock.set(t) }

// Run delivers until ctx ends or Close is called; both are a clean end.
func (s *Server) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-s.done:
			cancel()
		case <-ctx.Done():
		}
	}()
	err := s.deliverAll(ctx)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// Close ends Run; it may be called more than once.
func (s *Server) Close() { s.once.Do(func() { close(s.done) }) }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/_sim/") {
		s.serveDoor(w, r)
		return
	}
	s.pulse.begin()
	defer s.pulse.end()
	w.Header().Set("Date", s.wall().UTC().Format(http.TimeFormat))
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, "/login/"):
		s.serveWeb(w, r)
		return
	case forPeople(path):
		s.serveApps(w, r)
		return
	}
	s.serveAPI(w, r)
}

// forPeople tells the pages on which Apps are made and installed.
func forPeople(path string) bool {
	return strings.HasPrefix(path, "/settings/apps") || strings.HasPrefix(path, "/organizations/") ||
		strings.HasPrefix(path, "/apps/") && strings.Contains(path, "/installations")
}
