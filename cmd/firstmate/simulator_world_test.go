package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
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
	"github.com/firstmate-app/firstmate/app/worker"
)

// simulation is a whole service in one bubble of virtual time: the true program,
// its memory, GitHub, and people. Nothing in it touches a network, and nothing
// waits for true time.
type simulation struct {
	t      *testing.T
	memory *embedded.Server
	sim    *githubsim.Server
	clock  *skewedClock
	eyes   *redisstore.Store // looks on, undisturbed
	begun  time.Time
	log    logBuffer
	town   people
	spy    *spy
	ended  chan struct{}
	calm   chan struct{} // closed when nothing goes wrong any more
	wg     sync.WaitGroup
	killed atomic.Int64 // processes
	struck atomic.Int64 // answers lost, errors, deliveries that went astray

	mu     sync.Mutex
	alive  []*process
	all    []*process
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
		t: t, memory: embedded.NewCoarse(5 * time.Minute), clock: &skewedClock{}, begun: time.Now(), ended: make(chan struct{}),
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
	s.atEnd(func() { _ = s.eyes.Close(); _ = client.Close() })
	return s
}

// atEnd does something when the simulation closes.
func (s *simulation) atEnd(f func()) {
	s.wg.Go(func() { <-s.ended; f() })
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
	close(s.ended)
	s.wg.Wait()
	s.memory.Close()
}

// process is one start of the program.
type process struct {
	s    *simulation
	n    int
	p    *program
	dead atomic.Bool
	shut atomic.Bool // its end has begun

	mu  sync.Mutex
	hit *mishap
}

// mishap is what happens to a process the N-th time it does something outside.
type mishap struct {
	where string // redis, github
	what  string // error, lost; kill, killed: before and after it was done
	n     int
}

var (
	errDead  = errors.New("the process is dead")
	errLost  = errors.New("the answer was lost")
	errFault = errors.New("a fault was asked for")
)

// launch starts the program, as a supervisor would until it succeeds.
func (s *simulation) launch() {
	s.wg.Go(func() {
		for {
			s.mu.Lock()
			down, n := s.down, len(s.all)
			s.mu.Unlock()
			if down || s.start(n) == nil {
				return
			}
			time.Sleep(10 * time.Second)
		}
	})
}

// version is the schema of a process that starts now.
func (s *simulation) version() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.schema
}

func (s *simulation) start(n int) error {
	x := &process{s: s, n: n}
	client := s.memory.Tapped(x)
	var err error
	x.p, err = newProgram(context.Background(), setup{
		listen: "inside", githubURL: "http://github.sim", appID: 1, appKey: pemOf(simKey()), secrets: [][]byte{[]byte(rigSecret)},
		scale: 1, edits: time.Minute, texts: -1, reconcile: 15 * time.Minute, clock: s.clock, web: true, worker: true,
		log:   slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelInfo})).With("process", n),
		redis: redisstore.Options{Client: client, Block: 10 * time.Minute, Schema: s.version(), Durability: redisstore.DurabilityUnchecked},
		inside: inside{
			github: carrier(x.carry), worker: worker.Options{Tick: 5 * time.Minute, Sweep: 5 * time.Minute}, again: 15 * time.Minute, lost: 10 * time.Minute,
		},
	})
	if err == nil {
		err = x.p.start(context.Background())
	}
	if err != nil {
		fmt.Fprintln(&s.log, "process", n, "cannot start:", err)
		if x.p != nil {
			_ = x.p.close()
		}
		_ = client.Close()
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.alive, s.all = append(s.alive, x), append(s.all, x)
	s.atEnd(func() { _ = client.Close() })
	return nil
}

// leave ends a process in order.
func (x *process) leave() {
	x.forgotten()
	x.close()
	x.dead.Store(true)
}

// close lets the process end; the first who asks waits for it.
func (x *process) close() {
	if !x.shut.Swap(true) {
		_ = x.p.close()
	}
}

// forgotten takes the process out of the list of those that answer.
func (x *process) forgotten() {
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.alive = slices.DeleteFunc(x.s.alive, func(y *process) bool { return x == y })
}

// die is what a crash is from outside: from now on nothing the process does has
// any effect, and nobody hears it. Another one is started in its place.
func (x *process) die() {
	if x.dead.Swap(true) {
		return
	}
	x.s.killed.Add(1)
	x.forgotten()
	x.s.wg.Go(x.close)
	x.s.wg.Go(func() {
		time.Sleep(3 * time.Second)
		x.s.launch()
	})
}

// befall lets a mishap happen to the process; one at a time.
func (x *process) befall(m mishap) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.hit = &m
}

// spare takes back what was to happen to the process.
func (x *process) spare() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.hit = nil
}

// reached counts a visit and returns what happens now, "" for nothing.
func (x *process) reached(where string, before bool) string {
	x.mu.Lock()
	defer x.mu.Unlock()
	m := x.hit
	if m == nil || m.where != where {
		return ""
	}
	if before {
		m.n--
	}
	if m.n > 0 || (m.what == "error" || m.what == "kill") != before {
		return ""
	}
	x.hit = nil
	return m.what
}

// door is passed before and after whatever leaves the process.
func (x *process) door(where string, before bool) error {
	if x.dead.Load() {
		return errDead
	}
	switch x.reached(where, before) {
	case "kill", "killed":
		x.die()
		return errDead
	case "error":
		x.s.struck.Add(1)
		return errFault
	case "lost":
		x.s.struck.Add(1)
		return errLost
	}
	return nil
}

// idle are commands that are asked for all the time and change nothing.
func idle(commands []string) bool {
	return slices.Contains([]string{"ping", "xreadgroup", "xpending", "hello", "client"}, commands[0])
}

// Before implements embedded.Tap.
func (x *process) Before(commands []string) error {
	if idle(commands) {
		return x.alive()
	}
	return x.door("redis", true)
}

// After implements embedded.Tap.
func (x *process) After(commands []string) error {
	if idle(commands) {
		return x.alive()
	}
	return x.door("redis", false)
}

func (x *process) alive() error {
	if x.dead.Load() {
		return errDead
	}
	return nil
}

// writeTakes is how long GitHub takes over a write. Reads take no time, and nor
// does minting a token: whoever waits for a lock does not let virtual time pass.
const writeTakes = 300 * time.Millisecond

// carry takes a request of the process to GitHub.
func (x *process) carry(req *http.Request) (*http.Response, error) {
	if err := x.door("github", true); err != nil {
		drop(req)
		return nil, err
	}
	x.s.spy.asked(x, req)
	resp, err := serveInside(x.s.sim, req)
	x.s.spy.answered(req, resp)
	if req.Method != http.MethodGet && !strings.HasSuffix(req.URL.Path, "/access_tokens") {
		time.Sleep(writeTakes)
	}
	if lost := x.door("github", false); lost != nil {
		return nil, lost
	}
	x.s.spy.told(x, req, resp)
	return resp, err
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
