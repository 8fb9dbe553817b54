package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// simSetting reads a number from the environment.
func simSetting(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestSimulator lets a whole service live for days while processes die, answers
// are lost, deliveries go astray, Redis and GitHub are away and clocks jump, and
// holds it against the invariants once all is quiet. FIRSTMATE_SIM_SEEDS,
// _DAYS, _NEWCOMERS and _FAULTS (a day) make it larger, FIRSTMATE_SEED repeats
// it from that seed on, FIRSTMATE_SIM_PLAN names a file with a schedule to play,
// FIRSTMATE_SIM_SHRINK is how many seconds are spent on a smaller one.
func TestSimulator(t *testing.T) {
	t.Parallel()
	z := size{
		days: int(simSetting(t, "FIRSTMATE_SIM_DAYS", 3)), newcomers: int(simSetting(t, "FIRSTMATE_SIM_NEWCOMERS", 20)),
		faults: int(simSetting(t, "FIRSTMATE_SIM_FAULTS", 24)),
	}
	if file := os.Getenv("FIRSTMATE_SIM_PLAN"); file != "" {
		simulateFile(t, file, z)
		return
	}
	seeds := simSetting(t, "FIRSTMATE_SIM_SEEDS", 10)
	seed := simSetting(t, "FIRSTMATE_SEED", rand.Uint64N(1<<32))
	t.Logf("FIRSTMATE_SEED=%d", seed)
	for i := range seeds {
		t.Run(fmt.Sprint(seed+i), func(t *testing.T) {
			t.Parallel()
			simulateSeed(t, seed+i, z)
		})
	}
}

func simulateSeed(t *testing.T, seed uint64, z size) {
	p := schedule(seed, z)
	v := simulate(t, p, z)
	t.Logf("seed %d: %s", seed, v)
	if len(v.wrong) == 0 {
		return
	}
	t.Errorf("FIRSTMATE_SEED=%d FIRSTMATE_SIM_SEEDS=1 FIRSTMATE_SIM_DAYS=%d FIRSTMATE_SIM_NEWCOMERS=%d FIRSTMATE_SIM_FAULTS=%d:\n%s",
		seed, z.days, z.newcomers, z.faults, strings.Join(v.wrong, "\n"))
	kind := invariant(v.wrong[0])
	most := time.Duration(simSetting(t, "FIRSTMATE_SIM_SHRINK", 60)) * time.Second
	small := smallest(p, most, func(p plan) bool {
		return slices.ContainsFunc(simulate(t, p, z).wrong, func(w string) bool { return invariant(w) == kind })
	})
	t.Errorf("the smallest schedule that breaks %s (FIRSTMATE_SIM_PLAN plays it), %d of %d steps:\n%s", kind, len(small), len(p), small)
}

func simulateFile(t *testing.T, file string, z size) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := readPlan(string(text))
	if err != nil {
		t.Fatal(err)
	}
	v := simulate(t, p, z)
	t.Logf("%s", v)
	if len(v.wrong) > 0 {
		t.Errorf("%s\n%s", strings.Join(v.wrong, "\n"), v.log)
	}
}

// invariant is the number in front of what is wrong.
func invariant(wrong string) string {
	name, _, _ := strings.Cut(wrong, ":")
	return name
}

// verdict is what came of a simulation.
type verdict struct {
	wrong                                      []string
	log                                        string
	writes, deliveries, killed, struck, paired int
	again                                      int // pieces of work that were handed out again
	quiet                                      time.Duration
	took                                       time.Duration
}

// String tells how much happened.
func (v verdict) String() string {
	return fmt.Sprintf("%d writes, %d deliveries, %d pairings, %d processes killed, %d other faults, %d pieces of work handed out again, quiet after %v, took %v",
		v.writes, v.deliveries, v.paired, v.killed, v.struck, v.again, v.quiet, v.took.Round(time.Millisecond))
}

// simulate plays a plan in a bubble of its own.
func simulate(t *testing.T, p plan, z size) (v verdict) {
	simKey() // made outside: it takes true time
	begun := time.Now()
	synctest.Test(t, func(t *testing.T) { v = play1(t, p, z) })
	v.took = time.Since(begun)
	return v
}

// quietWithin is how long the last retry may be away: they come later and
// later, up to an hour, and were planned by a clock up to an hour ahead.
const quietWithin = 130 * time.Minute

// live does what the plan says, each at its time.
func (s *simulation) live(p plan) {
	for _, x := range p {
		time.Sleep(time.Until(s.begun.Add(x.at)))
		if !s.person(x) {
			s.fault(x)
		}
	}
}

func play1(t *testing.T, p plan, z size) (v verdict) {
	s := newSimulation(t)
	s.live(p)
	time.Sleep(time.Until(s.begun.Add(time.Duration(z.days) * 24 * time.Hour)))
	s.settleDown()
	var err error
	if v.again, _, err = handOut(context.Background(), s.eyes, s.clock.Now()); err != nil { // the rest breaks I12
		t.Errorf("handing out what was set aside: %v", err)
	}
	quiet, ok := s.quiet(quietWithin)
	if !ok {
		v.wrong = append(v.wrong, fmt.Sprintf("I13: not quiet after %v", quiet))
	}
	time.Sleep(26 * time.Hour) // what no delivery told of is found within a day
	if _, ok := s.quiet(quietWithin); !ok {
		v.wrong = append(v.wrong, "I13: not quiet a day later")
	}
	v.wrong = append(v.wrong, s.judge()...)
	l := s.sim.Ledger()
	v.writes, v.deliveries, v.killed, v.struck, v.quiet = len(l.Writes), len(l.Deliveries), int(s.killed.Load()), int(s.struck.Load()), quiet
	for _, n := range s.town.newcomers {
		if !s.record(n).Paired.IsZero() {
			v.paired++
		}
	}
	s.close()
	v.log = s.log.String()
	return v
}

// smallest leaves steps out as long as the rest is still wrong (delta
// debugging), for at most that long.
func smallest(p plan, most time.Duration, wrong func(plan) bool) plan {
	end := time.Now().Add(most)
	for part := len(p) / 2; part > 0; {
		shorter := false
		for from := 0; from < len(p) && time.Now().Before(end); {
			rest := slices.Concat(p[:from:from], p[min(from+part, len(p)):])
			if wrong(rest) {
				p, shorter = rest, true
			} else {
				from += part
			}
		}
		if time.Now().After(end) {
			break
		}
		if !shorter || part > len(p) {
			part /= 2
		}
	}
	return p
}
