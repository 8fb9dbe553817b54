package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// TestTwoVersionsSideBySide: a program of the next schema takes over beside ours
// while people go on. What it wrote is left as it is by ours, whatever ours is
// handed of it waits, and once only the newer is left nothing was lost or parked.
func TestTwoVersionsSideBySide(t *testing.T) {
	simKey()
	z := size{days: 1, newcomers: 6}
	p := schedule(23, z)
	synctest.Test(t, func(t *testing.T) {
		s := newSimulation(t)
		defer s.close()
		half := 12 * time.Hour
		for _, x := range p {
			if x.at > half && s.version() == 0 {
				time.Sleep(time.Until(s.begun.Add(half)))
				s.next(11 * time.Hour)
			}
			time.Sleep(time.Until(s.begun.Add(x.at)))
			s.person(x)
		}
		time.Sleep(time.Until(s.begun.Add(24 * time.Hour)))
		c := s.memory.Client()
		defer c.Close()
		newer := 0
		for _, r := range recordsIn(t, c) {
			if m, err := s.eyes.Load(context.Background(), r.tenant, r.id); err != nil {
				t.Errorf("%s: %v", r.id, err)
			} else if m.Schema > mentorship.SchemaVersion {
				newer++
			}
		}
		if newer == 0 || !strings.Contains(s.log.String(), "newer") {
			t.Errorf("%d records are of the next schema, and ours met none of them: the test shows nothing", newer)
		}
		s.settleDown()
		if _, ok := s.quiet(quietWithin); !ok {
			t.Error("it does not come to rest")
		}
		if wrong := s.judge(); len(wrong) > 0 {
			t.Errorf("%s", strings.Join(wrong, "\n"))
		}
	})
}

// TestUpgradeAndRollBack is the drill of docs/operate.md while people go on: the
// next version takes over, is taken back after four hours, and comes again. The
// older one leaves what the newer wrote, and what it is handed of it waits: at
// the end nothing was lost, doubled or parked.
func TestUpgradeAndRollBack(t *testing.T) {
	simKey()
	z := size{days: 1, newcomers: 8}
	synctest.Test(t, func(t *testing.T) {
		s := newSimulation(t)
		defer s.close()
		drill := []struct {
			at     time.Duration
			schema int
		}{{8 * time.Hour, mentorship.SchemaVersion + 1}, {12 * time.Hour, mentorship.SchemaVersion}, {20 * time.Hour, mentorship.SchemaVersion + 1}}
		for _, x := range schedule(29, z) {
			for len(drill) > 0 && x.at > drill[0].at {
				time.Sleep(time.Until(s.begun.Add(drill[0].at)))
				s.rollOut(drill[0].schema)
				drill = drill[1:]
			}
			time.Sleep(time.Until(s.begun.Add(x.at)))
			s.person(x)
		}
		if len(drill) > 0 || !strings.Contains(s.log.String(), "newer") {
			t.Errorf("%d roll-outs are left, or the older version met no newer record: the test shows nothing", len(drill))
		}
		s.settleDown()
		if _, ok := s.quiet(quietWithin); !ok {
			t.Error("it does not come to rest")
		}
		if wrong := s.judge(); len(wrong) > 0 {
			t.Errorf("%s", strings.Join(wrong, "\n"))
		}
		for _, d := range s.sim.Ledger().Deliveries {
			if d.Status != http.StatusAccepted {
				t.Errorf("%s %s was answered %d", d.Event, d.Action, d.Status)
			}
		}
	})
}

// rollOut replaces all processes by one that writes that schema: it starts before they end.
func (s *simulation) rollOut(schema int) {
	s.mu.Lock()
	s.schema = schema
	old := slices.Clone(s.alive)
	s.mu.Unlock()
	s.launch()
	time.Sleep(time.Minute)
	for _, x := range old {
		x.leave()
	}
}
