package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// later does something after a while, unless the simulation is over before.
func (s *simulation) later(d time.Duration, f func()) {
	s.wg.Go(func() {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
			f()
		case <-s.calm:
		}
	})
}

// fault lets something go wrong.
func (s *simulation) fault(x step) {
	minutes := time.Duration(1+x.die%90) * time.Minute
	what, where, _ := strings.Cut(x.what, "-")
	switch x.what {
	case "drop", "twice":
		s.mu.Lock()
		s.astray[what] += 1 + x.die%4
		s.mu.Unlock()
	case "hold":
		s.act(githubsim.Action{Do: "hold"})
		order := []string{"same", "reverse"}[x.die%2]
		s.later(minutes, func() { s.act(githubsim.Action{Do: "release", Order: order}) })
	case "again":
		s.act(githubsim.Action{Do: "redeliver", GUIDs: s.recent(20), Order: "reverse"})
	case "redis-down":
		s.memory.Fail("LOADING Redis is loading the dataset in memory")
		s.later(time.Duration(1+x.die%120)*time.Second, func() { s.memory.Fail("") })
	case "github-down":
		s.spoil(githubsim.FaultRule{Match: "* /**", Fault: "status", Status: 503, Times: -1}, minutes/2)
	case "answer-github":
		s.spoil(spoiled(x.die), 30*time.Minute)
	case "replica":
		s.launch()
		s.later(4*minutes, func() { s.fewer() })
	case "next-version":
		s.next(minutes / 3)
	case "stop":
		s.stop(minutes)
	case "suspend":
		s.suspend(x.die, minutes)
	case "clock":
		s.skew([]time.Duration{time.Hour, -time.Hour, 7 * time.Minute, -7 * time.Minute, 30 * time.Minute, -30 * time.Minute}[x.die%6])
		s.later(minutes, func() { s.skew(0) })
	default:
		if p := s.one(x.who); p != nil {
			p.befall(mishap{where: where, what: what, n: 1 + x.die%40/map[string]int{"redis": 1, "github": 6}[where]})
		}
	}
}

// skew sets the program's clock wrong by that much.
func (s *simulation) skew(by time.Duration) {
	s.clock.offset.Store(int64(by))
	s.spy.skewed()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.alive {
		x.p.poke()
	}
}

// one is a process that is alive.
func (s *simulation) one(n int) *process {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.alive) == 0 {
		return nil
	}
	return s.alive[n%len(s.alive)]
}

// fewer ends a process in order where there is more than one.
func (s *simulation) fewer() {
	s.mu.Lock()
	var x *process
	if len(s.alive) > 1 {
		x = s.alive[0]
	}
	s.mu.Unlock()
	if x != nil {
		x.leave()
	}
}

// next starts a process whose records are of the next schema beside those that
// run, which end after a while: all that start from now on are new.
func (s *simulation) next(d time.Duration) {
	s.mu.Lock()
	s.schema = mentorship.SchemaVersion + 1
	old := slices.Clone(s.alive)
	s.mu.Unlock()
	s.launch()
	s.later(d, func() {
		for _, x := range old {
			x.leave()
		}
		if s.one(0) == nil {
			s.launch()
		}
	})
}

// stop ends all processes in order and starts one after a while.
func (s *simulation) stop(d time.Duration) {
	for x := s.one(0); x != nil; x = s.one(0) {
		x.forgotten()
		s.wg.Go(x.leave)
	}
	s.later(d, s.launch)
}

// recent are the newest deliveries.
func (s *simulation) recent(most int) (guids githubsim.GUIDs) {
	ds := s.sim.Ledger().Deliveries
	for _, d := range ds[max(0, len(ds)-most):] {
		guids = append(guids, d.GUID)
	}
	return guids
}

// spoil lets GitHub answer wrongly for a while.
func (s *simulation) spoil(r githubsim.FaultRule, d time.Duration) {
	s.struck.Add(1)
	s.mu.Lock()
	s.spoilt++
	n := s.spoilt
	s.rules[n] = r
	s.mu.Unlock()
	s.setRules()
	s.later(d, func() {
		s.mu.Lock()
		delete(s.rules, n)
		s.mu.Unlock()
		s.setRules()
	})
}

func (s *simulation) setRules() {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := githubsim.Faults{Seed: 1}
	for n := range s.spoilt + 1 {
		if r, ok := s.rules[n]; ok {
			f.Rules = append(f.Rules, r)
		}
	}
	if err := s.sim.SetFaults(f); err != nil {
		s.t.Error(err)
	}
}

// spoiled is one of the wrong answers GitHub gives.
func spoiled(die int) githubsim.FaultRule {
	reset := fmt.Sprint(time.Now().Add(10 * time.Minute).Unix())
	rules := []githubsim.FaultRule{
		{Match: "POST /repos/**", Fault: "status", Status: 502},
		{Match: "POST /repos/**", Fault: "status", Status: 502, When: "after"},
		{Match: "GET /repos/**", Fault: "status", Status: 500},
		{Match: "* /repos/**", Fault: "status", Status: 403, Headers: map[string]string{"Retry-After": "60"}},
		{Match: "* /repos/**", Fault: "status", Status: 429},
		{Match: "* /repos/**", Fault: "status", Status: 403, Headers: map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}},
		{Match: "POST /repos/**", Fault: "lost", When: "after"},
		{Match: "PATCH /repos/**", Fault: "lost", When: "after"},
		{Match: "GET /repos/**", Fault: "status", Status: 404},
		{Match: "POST /repos/**", Fault: "truncated", When: "after"},
		{Match: "POST /repos/**", Fault: "html", When: "after"},
		{Match: "GET /repos/**", Fault: "stale"},
		{Match: "POST /repos/**", Fault: "slow", Seconds: 25},
		{Match: "POST /repos/**", Fault: "slow", Seconds: 25, When: "after"},
		{Match: "* /repos/**", Fault: "status", Status: 401},
		{Match: "GET /app/**", Fault: "status", Status: 503},
	}
	r := rules[die%len(rules)]
	r.Times = 1 + die/len(rules)%3
	return r
}

// settleDown ends all that goes wrong: from now on nothing does.
func (s *simulation) settleDown() {
	close(s.calm)
	s.memory.Fail("")
	s.skew(0)
	s.mu.Lock()
	clear(s.rules)
	clear(s.astray)
	for _, x := range s.alive {
		x.spare()
	}
	none := len(s.alive) == 0
	s.mu.Unlock()
	s.setRules()
	s.act(githubsim.Action{Do: "release"})
	for owner := range simTenants() {
		s.act(githubsim.Action{Do: "unsuspend", Owner: owner})
	}
	if none {
		s.launch()
	}
}

// quiet waits until nothing is left to do, and returns how long that took;
// false if it took longer than that.
func (s *simulation) quiet(most time.Duration) (time.Duration, bool) {
	begun := time.Now()
	for time.Since(begun) <= most {
		time.Sleep(10 * time.Second)
		p, err := s.eyes.Pending(context.Background(), s.clock.Now())
		if err == nil && p.Inbox+p.Effects+p.Due == 0 && s.one(0) != nil {
			return time.Since(begun), true
		}
	}
	return time.Since(begun), false
}
