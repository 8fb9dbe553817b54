package main

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"regexp"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestNothingGathers, I18: a process that has lived through days of trouble
// holds no more than one that was just started on the same memory: the same
// goroutines, and less than a megabyte more for each hour of its life.
// FIRSTMATE_SIM_DAYS makes it longer.
func TestNothingGathers(t *testing.T) { // not parallel: the heap is looked at
	z := size{days: int(simSetting(t, "FIRSTMATE_SIM_DAYS", 3)), newcomers: 20, faults: 24}
	seed := simSetting(t, "FIRSTMATE_SEED", rand.Uint64N(1<<32))
	t.Logf("FIRSTMATE_SEED=%d", seed)
	simKey() // made outside: it takes true time
	synctest.Test(t, func(t *testing.T) { liveLong(t, seed, z) })
}

func liveLong(t *testing.T, seed uint64, z size) {
	s := newSimulation(t)
	defer s.close()
	s.live(survivable(schedule(seed, z)))
	time.Sleep(time.Until(s.begun.Add(time.Duration(z.days) * 24 * time.Hour)))
	s.settleDown()
	old := s.heldByOne()
	if n := s.killed.Load(); n > 0 || len(s.counts) != 1 {
		t.Fatalf("%d processes were killed, %d were started", n, len(s.counts))
	}
	s.launch()
	fresh := s.heldByOne()
	grown := (old.bytes - fresh.bytes) / (1 << 20)
	t.Logf("%d days, %d deliveries: %d goroutines and %.1f MB; fresh: %d and %.1f MB", z.days, len(s.sim.Ledger().Deliveries),
		old.total(), old.bytes/(1<<20), fresh.total(), fresh.bytes/(1<<20))
	if grown > float64(24*z.days) {
		t.Errorf("%.1f MB have gathered in %d days", grown, z.days)
	}
	for by, n := range old.goroutines {
		if n > fresh.goroutines[by] {
			t.Errorf("%d goroutines of %s, a fresh process has %d", n, by, fresh.goroutines[by])
		}
	}
}

// survivable leaves out what ends a process.
func survivable(p plan) plan {
	return slices.DeleteFunc(p, func(x step) bool {
		return strings.HasPrefix(x.what, "kill") || slices.Contains([]string{"replica", "stop", "next-version"}, x.what)
	})
}

// held is what a process keeps alive.
type held struct {
	bytes      float64
	goroutines map[string]int // by the function that started them
}

func (h held) total() (n int) {
	for x := range maps.Values(h.goroutines) {
		n += x
	}
	return n
}

// heldByOne lets the only process come to rest, ends it, and says what went with it.
func (s *simulation) heldByOne() held {
	time.Sleep(26 * time.Hour)
	if _, ok := s.quiet(quietWithin); !ok {
		s.t.Fatal("not quiet")
	}
	with := everything()
	s.one(0).leave()
	synctest.Wait()
	without := everything()
	h := held{bytes: with.bytes - without.bytes, goroutines: map[string]int{}}
	for by, n := range with.goroutines {
		if n -= without.goroutines[by]; n > 0 {
			h.goroutines[by] = n
		}
	}
	return h
}

// everything is what is alive in all of this test. Connections to Redis are left
// out: a pool keeps those it needed at its busiest, up to its limit.
func everything() held {
	runtime.GC()
	runtime.GC() // what had a finalizer
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	var text bytes.Buffer
	_ = pprof.Lookup("goroutine").WriteTo(&text, 2)
	h := held{bytes: float64(m.HeapAlloc), goroutines: map[string]int{}}
	connection := regexp.MustCompile(`/(miniredis|go-redis|embedded)\b`)
	for _, by := range regexp.MustCompile(`created by (\S+)`).FindAllStringSubmatch(text.String(), -1) {
		if !connection.MatchString(by[1]) {
			h.goroutines[by[1]]++
		}
	}
	return h
}
