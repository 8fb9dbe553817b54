package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/worker"
)

// process is one start of the program.
type process struct {
	s      *simulation
	n      int
	p      *program
	client redis.UniversalClient
	dead   atomic.Bool
	shut   atomic.Bool // its end has begun

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
			down, n := s.down, len(s.counts)
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
	x.client = s.memory.Tapped(x)
	var err error
	x.p, err = newProgram(context.Background(), setup{
		listen: "inside", githubURL: "http://github.sim", appID: 1, appKey: pemOf(simKey()), secrets: [][]byte{[]byte(rigSecret)},
		scale: 1, edits: time.Minute, texts: -1, reconcile: 15 * time.Minute, clock: s.clock, web: true, worker: true,
		log:   slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelInfo})).With("process", n),
		redis: redisstore.Options{Client: x.client, Block: 10 * time.Minute, Schema: s.version(), Durability: redisstore.DurabilityUnchecked},
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
		_ = x.client.Close()
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.alive, s.counts = append(s.alive, x), append(s.counts, x.p.counts)
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
		_ = x.client.Close()
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
