package worker_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/worker"
)

// oddClock is a clock that stands, runs or jumps otherwise than the world's.
type oddClock struct {
	base  time.Time // what it shows at the start
	began time.Time
	drift float64 // parts by which it is too fast

	mu   sync.Mutex
	step time.Duration // by which it has jumped
}

func (c *oddClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	ran := time.Since(c.began)
	return c.base.Add(ran + time.Duration(float64(ran)*c.drift) + c.step)
}

func (c *oddClock) jump(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.step += d
}

// TestOddClocks lets timers run over days at which clocks go wrong, on clocks
// that jump, drift, or differ between two processes by as much as readiness lets
// pass: each timer fires once, never before its time by the clock of whoever
// fires it, and within a minute after.
func TestOddClocks(t *testing.T) {
	days := map[string]time.Time{
		"summer time begins": time.Date(2027, 3, 28, 0, 58, 0, 0, time.UTC),
		"summer time ends":   time.Date(2027, 10, 31, 0, 58, 0, 0, time.UTC),
		"29 February":        time.Date(2028, 2, 28, 23, 58, 0, 0, time.UTC),
		"turn of the year":   time.Date(2027, 12, 31, 23, 58, 0, 0, time.UTC),
		"2038":               time.Date(2038, 1, 19, 3, 12, 0, 0, time.UTC), // 32-bit seconds end at 03:14:07
	}
	for name, day := range days {
		for _, c := range []struct {
			name  string
			jump  time.Duration
			drift float64
			skew  time.Duration // of the second process
		}{
			{name: "good clocks"},
			{name: "an hour forward", jump: time.Hour}, {name: "an hour back", jump: -time.Hour},
			{name: "a day forward", jump: 24 * time.Hour}, {name: "a day back", jump: -24 * time.Hour},
			{name: "a step of NTP", jump: -1500 * time.Millisecond},
			{name: "too fast by 100 ppm", drift: 1e-4}, {name: "too slow by 100 ppm", drift: -1e-4},
			{name: "one ahead of the other", skew: 5 * time.Second}, {name: "one behind the other", skew: -5 * time.Second},
			{name: "ahead, and a jump back", jump: -time.Hour, skew: 5 * time.Second},
			{name: "behind, and a jump forward", jump: time.Hour, skew: -5 * time.Second},
		} {
			t.Run(name+"/"+c.name, func(t *testing.T) {
				bubble(t, time.Hour, func(r *rig) {
					one := &oddClock{base: day, began: time.Now(), drift: c.drift}
					two := &oddClock{base: day.Add(c.skew), began: time.Now(), drift: c.drift}
					due := []time.Duration{time.Minute, 90 * time.Second, 3 * time.Minute, 90 * time.Minute}
					for i, d := range due {
						r.timer(fmt.Sprint("o1-", i), day.Add(d), day)
					}
					f := &fired{due: map[string]time.Time{}, at: map[string][]time.Duration{}}
					for i, d := range due {
						f.due[fmt.Sprint("o1-", i)] = day.Add(d)
					}
					tick := 45 * time.Second
					if c.jump <= -24*time.Hour { // what went back is not late, and virtual time costs real time
						tick = 30 * time.Minute
					}
					stop, stop2 := r.timed("one", one, tick, f), r.timed("two", two, tick, f)
					time.Sleep(80 * time.Second)
					one.jump(c.jump)
					two.jump(c.jump)
					time.Sleep(92*time.Minute + max(-c.jump, 0)) // what went back comes again
					stop()
					stop2()
					f.check(t, len(due), c.jump)
				})
			})
		}
	}
}

// timer plans a timer of a mentorship.
func (r *rig) timer(id string, at, now time.Time) {
	r.t.Helper()
	m := mentorship.Mentorship{ID: id, Timers: map[mentorship.Timer]time.Time{mentorship.TimerTick: at}}
	if err := r.store.Commit(r.t.Context(), mentorship.Commit{Op: id, Tenant: 7, After: m, Now: now}); err != nil {
		r.t.Fatal(err)
	}
}

// fired is when each timer fired, as late as that was by the clock of whoever fired it.
type fired struct {
	mu  sync.Mutex
	due map[string]time.Time
	at  map[string][]time.Duration
}

// timed runs a worker by a clock; its handler strikes the timer off.
func (r *rig) timed(name string, clock *oddClock, tick time.Duration, f *fired) (stop func()) {
	r.t.Helper()
	s := r.open()
	h := worker.Handlers{Due: func(ctx context.Context, w mentorship.Work) (bool, error) {
		now := clock.Now()
		m, err := s.Load(ctx, w.Tenant, w.ID)
		if err != nil {
			return false, err
		}
		after := m
		if at := m.Timers[mentorship.TimerTick]; !at.After(now) {
			after.Timers = nil
		} // else it was told of too early, by a clock that is ahead: the step plans it again
		err = s.Commit(ctx, mentorship.Commit{Op: w.Entry, Tenant: w.Tenant, Before: m, After: after, Now: now, Work: &w.Claim, Finish: true})
		if err == nil && len(m.Timers) > len(after.Timers) {
			f.mu.Lock()
			f.at[w.ID] = append(f.at[w.ID], now.Sub(f.due[w.ID]))
			f.mu.Unlock()
		}
		return err == nil, err
	}}
	w := worker.New(worker.Options{Queue: s, Handlers: h, Now: clock.Now, Consumer: name, Tick: tick, Sweep: r.sweep, Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(r.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	return sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			r.t.Error(err)
		}
	})
}

// check: each timer fired once, never early, and within a minute after its time;
// what a clock jumped over is due at once.
func (f *fired) check(t *testing.T, timers int, jump time.Duration) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.at) != timers {
		t.Errorf("%d of %d timers fired", len(f.at), timers)
	}
	for id, at := range f.at {
		late := slices.Max(at)
		if len(at) != 1 || late < 0 || late > time.Minute+max(jump, 0) {
			t.Errorf("%s fired %d times, %s late", id, len(at), at)
		}
	}
}
