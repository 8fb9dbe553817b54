package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
)

// simulation is a whole service in one bubble of virtual time: the true program,
// its memory, GitHub, and people. Nothing in it touches a network, and nothing
// waits for true time.
type simulation struct {
	t         *testing.T
	memory    *embedded.Server
	sim       *githubsim.Server
	clock     *skewedClock
	eyes      *redisstore.Store // looks on, undisturbed
	closeEyes func()
	begun     time.Time
	log       logBuffer
	town      people
	spy       *spy
	calm      chan struct{} // closed when nothing goes wrong any more
	wg        sync.WaitGroup
	killed    atomic.Int64 // processes
	struck    atomic.Int64 // answers lost, errors, deliveries that went astray

	mu     sync.Mutex
	alive  []*process
	counts []*counts // of all that were ever started
	turn   int
	astray map[string]int // what happens to the next deliveries: drop, twice
	down   bool           // no process is to be started
	schema int            // of the records that processes write which start now
	rules  map[int]githubsim.FaultRule
	spoilt int
}

// skewedClock is the program's clock, which a fault may set wrong.
type skewedClock struct{ offset atomic.Int64 }

// Now implements app.Clock.
func (c *skewedClock) Now() time.Time { return time.Now().Add(time.Duration(c.offset.Load())).UTC() }

// logBuffer keeps all that is logged.
type logBuffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

// simKey is small, for each request of the App itself is signed.
var simKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		panic(err)
	}
	return key
})

// simTenants are the owners in the world of a simulation and their installations.
func simTenants() map[string]int64 { return map[string]int64{"acme": 1, "beta": 2} }

// simRepos are the repositories people come to.
func simRepos() []string { return []string{"acme/widgets", "acme/gears", "beta/anvils"} }

// simWorld is the built-in world with a second organisation, a short history,
// and clocks that run out within days.
func simWorld(now time.Time) *githubsim.World {
	w := githubsim.BuiltinWorld(now)
	w.Orgs = append(w.Orgs, githubsim.WorldOrg{Login: "beta", ID: 502, Members: w.Orgs[0].Members})
	w.Installations = append(w.Installations, githubsim.WorldInstallation{ID: 2, Owner: "beta"})
	w.Users = append(w.Users, githubsim.WorldUser{Login: "renovate[bot]", ID: 690, Type: "Bot"})
	anvils := w.Repos[0]
	anvils.Name, anvils.ID = "beta/anvils", 801
	w.Repos = append(w.Repos, anvils)
	for i := range w.Repos {
		r := &w.Repos[i]
		files := map[string]string{}
		for name, text := range r.Files {
			files[name] = strings.Replace(text, "quiet: 0s\n", "quiet: 1m\n  nudge: 12h\n  accept: 24h\n  checkin: 3d\n  help: 24h\n  idle: 7d\n  pause: 8d\n", 1)
		}
		r.Files = files
		r.History.Merged = r.History.Merged[max(0, len(r.History.Merged)-25):]
	}
	return &w
}

func newSimulation(t *testing.T) *simulation {
	s := &simulation{
		t: t, memory: embedded.NewCoarse(5 * time.Minute), clock: &skewedClock{}, begun: time.Now(),
		calm: make(chan struct{}), rules: map[int]githubsim.FaultRule{}, astray: map[string]int{}, spy: newSpy(),
	}
	var err error
	s.sim, err = githubsim.New(githubsim.Options{
		World: simWorld(time.Now()), WebhookURL: "http://firstmate.sim" + webhookPath, WebhookSecret: []byte(rigSecret),
		AppKey: &simKey().PublicKey, BaseURL: "http://github.sim", Transport: carrier(s.deliver),
	})
	if err != nil {
		t.Fatal(err)
	}
	client := s.memory.Client()
	if s.eyes, err = redisstore.Open(context.Background(), redisstore.Options{Client: client, Schema: mentorship.SchemaVersion + 1}); err != nil {
		t.Fatal(err)
	}
	s.town.newcomers = map[int]*newcomer{}
	s.wg.Go(func() { _ = s.sim.Run(context.Background()) })
	s.launch()
	s.closeEyes = func() { _ = s.eyes.Close(); _ = client.Close() }
	return s
}

// close ends everything in the bubble.
func (s *simulation) close() {
	s.mu.Lock()
	s.down = true
	alive := slices.Clone(s.alive)
	s.mu.Unlock()
	for _, x := range alive {
		x.leave()
	}
	s.sim.Close()
	s.wg.Wait()
	s.closeEyes()
	s.memory.Close()
}

// deliver takes a delivery to a process that is alive.
func (s *simulation) deliver(req *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(req.Body)
	times := s.fate()
	var resp *http.Response
	err := errors.New("connection refused")
	for range times {
		s.mu.Lock()
		var x *process
		if s.turn++; len(s.alive) > 0 {
			x = s.alive[s.turn%len(s.alive)]
		}
		s.mu.Unlock()
		if x == nil {
			continue
		}
		again := req.Clone(req.Context())
		again.Body = io.NopCloser(bytes.NewReader(body))
		resp, err = serveInside(x.p.server.Handler, again)
		if dead := x.alive(); dead != nil {
			resp, err = nil, io.ErrUnexpectedEOF
		}
		if err == nil {
			s.spy.delivered(resp.StatusCode)
		}
	}
	return resp, err
}

// fate is how often the next delivery arrives.
func (s *simulation) fate() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, what := range []string{"drop", "twice"} {
		if s.astray[what] > 0 {
			s.astray[what]--
			s.struck.Add(1)
			return map[string]int{"drop": 0, "twice": 2}[what]
		}
	}
	return 1
}

// carrier is a round tripper made of a function.
type carrier func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (c carrier) RoundTrip(req *http.Request) (*http.Response, error) { return c(req) }

func drop(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

// serveInside has a handler answer a request without a network.
func serveInside(h http.Handler, req *http.Request) (resp *http.Response, err error) {
	in := req.Clone(req.Context())
	in.RequestURI, in.Host, in.RemoteAddr = req.URL.RequestURI(), req.URL.Host, "192.0.2.1:1"
	if in.Body == nil {
		in.Body = http.NoBody
	}
	defer drop(req)
	rec := httptest.NewRecorder()
	defer func() {
		if v := recover(); v != nil {
			if v != http.ErrAbortHandler { //nolint:errorlint // a sentinel, and panics are no errors
				panic(v)
			}
			resp, err = nil, io.ErrUnexpectedEOF
		}
	}()
	h.ServeHTTP(rec, in)
	resp = rec.Result()
	resp.Request = req
	return resp, nil
}

// jsonOf reads an answer without using it up.
func jsonOf(resp *http.Response, into any) {
	body, _ := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(body))
	_ = json.Unmarshal(body, into)
}
