package worker_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
	"github.com/firstmate-app/firstmate/app/worker"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is a store on an embedded Redis, in a bubble of virtual time.
type rig struct {
	t     *testing.T
	srv   *embedded.Server
	store *redisstore.Store
	log   journal
	sweep time.Duration // how often workers look for left work; virtual seconds cost real time
}

// journal is what handlers were called with, in order.
type journal struct {
	mu    sync.Mutex
	lines []string
	begun time.Time
}

func (j *journal) add(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, fmt.Sprintf("%v ", time.Since(j.begun).Truncate(time.Second))+fmt.Sprintf(format, args...))
}

func (j *journal) all() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.lines)
}

// bubble runs a test in virtual time. Workers look for left work, and stop
// waiting for new work, as often as every says.
func bubble(t *testing.T, every time.Duration, f func(r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, srv: embedded.New(), sweep: every}
		r.log.begun = time.Now()
		r.store = r.open()
		f(r)
		r.srv.Close()
	})
}

// open opens a further store on the same Redis.
func (r *rig) open() *redisstore.Store {
	r.t.Helper()
	c := r.srv.Client()
	s, err := redisstore.Open(r.t.Context(), redisstore.Options{Client: c, Block: r.sweep / 6})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { s.Close(); c.Close() })
	return s
}

// run starts a worker; stop ends it in order.
func (r *rig) run(name string, s worker.Queue, h worker.Handlers) (stop func()) {
	r.t.Helper()
	w := worker.New(worker.Options{Queue: s, Handlers: h, Now: time.Now, Consumer: name, Tick: time.Hour, Sweep: r.sweep, Log: slog.New(slog.DiscardHandler)})
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

func (r *rig) accept(id string) {
	r.t.Helper()
	d := mentorship.Delivery{ID: id, Event: "pull_request", Tenant: 7, Body: []byte("{}"), At: time.Now()}
	if _, err := r.store.Accept(r.t.Context(), d); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) plan(op string, keys ...string) {
	r.t.Helper()
	c := mentorship.Commit{Op: op, Tenant: 7, Now: time.Now()}
	for _, k := range keys {
		c.Effects = append(c.Effects, mentorship.Effect{Key: k, Kind: mentorship.EffectGreet, PlannedAt: time.Now()})
	}
	if err := r.store.Commit(r.t.Context(), c); err != nil {
		r.t.Fatal(err)
	}
}

// sent commits that an effect happened.
func (r *rig) sent(ctx context.Context, w mentorship.Work, key string) error {
	return r.store.Commit(ctx, mentorship.Commit{Op: "sent/" + key + w.Entry, Tenant: w.Tenant, Now: time.Now(),
		Work: &w.Claim, Sent: &mentorship.Sent{Key: key, ID: 1}})
}

func (r *rig) want(lines ...string) {
	r.t.Helper()
	if got := r.log.all(); !slices.Equal(got, lines) {
		r.t.Errorf("journal\n got %q\nwant %q", got, lines)
	}
}

func (r *rig) parked(reasons ...string) {
	r.t.Helper()
	list, err := r.store.ParkedWork(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	var got []string
	for _, p := range list {
		got = append(got, p.Reason)
	}
	if !slices.Equal(got, reasons) {
		r.t.Errorf("parked %q, want %q", got, reasons)
	}
}

func (r *rig) idle() {
	r.t.Helper()
	p, err := r.store.Pending(r.t.Context(), time.Now())
	if err != nil || p != (redisstore.Pending{}) {
		r.t.Errorf("left %+v, %v", p, err)
	}
}

func fault(kind mentorship.FaultKind) error {
	return fmt.Errorf("doing it: %w", mentorship.NewFault(kind, errors.New("no")))
}

// deliveries answers the nth call with the nth error, and with success after that.
func (r *rig) deliveries(errs ...error) worker.Handlers {
	n := 0
	return worker.Handlers{Delivery: func(_ context.Context, w mentorship.Work) (bool, error) {
		r.log.add("%s try %d", w.ID, w.Tries)
		if n++; n <= len(errs) {
			return false, errs[n-1]
		}
		return false, nil
	}}
}

func TestAnswersToDeliveries(t *testing.T) {
	until := &mentorship.Fault{Kind: mentorship.FaultTransient, Err: errors.New("later")}
	cases := []struct {
		name   string
		errs   []error
		want   []string
		parked []string
	}{
		{"success", nil, []string{"0s a try 0"}, nil},
		{"back-off doubles", []error{fault("transient"), fault("not_found"), errors.New("odd")},
			[]string{"0s a try 0", "5s a try 1", "15s a try 2", "35s a try 3"}, nil},
		{"a moved record runs again at once", []error{fault("conflict"), fault("full")}, []string{"0s a try 0", "0s a try 0", "0s a try 0"}, nil},
		{"limits are waited for", []error{fault("limited")}, []string{"0s a try 0", "1m0s a try 1"}, nil},
		{"suspension is waited for", []error{fault("suspended")}, []string{"0s a try 0", "1h0m0s a try 1"}, nil},
		{"newer", []error{fault("newer")}, []string{"0s a try 0"}, []string{"doing it: newer: no"}},
		{"gone", []error{fault("gone")}, []string{"0s a try 0"}, []string{"doing it: gone: no"}},
		{"a passed time is no circle", []error{until}, []string{"0s a try 0", "1s a try 1"}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, time.Hour, func(r *rig) {
				until.Until = time.Now().Add(-time.Hour)
				stop := r.run("w", r.store, r.deliveries(c.errs...))
				r.accept("a")
				time.Sleep(2 * time.Hour) // of virtual time
				stop()
				r.want(c.want...)
				r.parked(c.parked...)
				r.idle()
			})
		})
	}
}

func TestOutageIsSatOut(t *testing.T) {
	bubble(t, time.Hour, func(r *rig) {
		calls := 0
		stop := r.run("w", r.store, worker.Handlers{Delivery: func(context.Context, mentorship.Work) (bool, error) {
			calls++
			return false, fault("transient")
		}})
		r.accept("a")
		time.Sleep(6*24*time.Hour + 20*time.Hour)
		r.parked()
		time.Sleep(8 * time.Hour)
		stop()
		if calls < 100 || calls > 250 { // hourly, after the first few
			t.Errorf("tried %d times in a week", calls)
		}
		r.parked("doing it: transient: no")
		r.idle()
	})
}

func TestPanicIsParkedTheThirdTime(t *testing.T) {
	bubble(t, time.Second, func(r *rig) {
		stop := r.run("w", r.store, worker.Handlers{Delivery: func(_ context.Context, w mentorship.Work) (bool, error) {
			r.log.add("count %d", w.Count)
			panic("words somebody wrote")
		}})
		r.accept("a")
		time.Sleep(time.Minute)
		stop()
		if got := r.log.all(); len(got) != 3 {
			t.Errorf("journal %q", got)
		}
		r.parked("a handler panicked with a string")
		r.idle()
	})
}

func TestTimersFireOnTime(t *testing.T) {
	bubble(t, time.Hour, func(r *rig) {
		stop := r.run("w", r.store, worker.Handlers{Due: func(ctx context.Context, w mentorship.Work) (bool, error) {
			r.log.add("%s", w.ID)
			m, err := r.store.Load(ctx, w.Tenant, w.ID)
			if err != nil {
				return false, err
			}
			after := m
			after.Timers = map[mentorship.Timer]time.Time{mentorship.TimerTick: time.Now().Add(24 * time.Hour)}
			return true, r.store.Commit(ctx, mentorship.Commit{Op: w.Entry, Tenant: w.Tenant, Before: m, After: after,
				Now: time.Now(), Work: &w.Claim, Finish: true})
		}})
		m := mentorship.Mentorship{ID: "o1-2", Timers: map[mentorship.Timer]time.Time{mentorship.TimerTick: time.Now().Add(90 * time.Second)}}
		if err := r.store.Commit(r.t.Context(), mentorship.Commit{Op: "a", Tenant: 7, After: m, Now: time.Now()}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(49 * time.Hour)
		stop()
		r.want("1m30s o1-2", "24h1m30s o1-2", "48h1m30s o1-2")
	})
}

func TestEffectsGoOutSpaced(t *testing.T) {
	bubble(t, time.Hour, func(r *rig) {
		stop := r.run("w", r.store, worker.Handlers{Effect: func(ctx context.Context, w mentorship.Work, e mentorship.Effect, _ worker.Try) error {
			r.log.add("%s", e.Key)
			return r.sent(ctx, w, e.Key)
		}})
		r.plan("a", "x", "y")
		time.Sleep(500 * time.Millisecond)
		r.plan("b", "z")
		time.Sleep(time.Minute)
		stop()
		r.want("0s x", "1s y", "2s z")
		r.idle()
	})
}

func TestAnswersToEffects(t *testing.T) {
	missed := &mentorship.Fault{Kind: mentorship.FaultUnknown, Err: errors.New("not seen")}
	cases := []struct {
		name   string
		errs   []error
		want   []string
		parked []string
	}{
		{"transient lets others pass", []error{fault("transient")}, []string{"0s x false 0", "1s y false 0", "5s x false 0"}, nil},
		{"a lost answer is looked up", []error{fault("unknown")}, []string{"0s x false 0", "1s y false 0", "5s x true 0"}, nil},
		{"a miss is counted", []error{missed}, []string{"0s x false 0", "1s y false 0", "30s x true 1"}, nil},
		{"a failed commit is looked up", []error{errors.New("redis")}, []string{"0s x false 0", "1s y false 0", "5s x true 0"}, nil},
		{"a conflict is looked up at once", []error{fault("conflict")}, []string{"0s x false 0", "0s x true 0", "1s y false 0"}, nil},
		{"limits stop the tenant", []error{fault("limited")}, []string{"0s x false 0", "1m0s y false 0", "1m1s x false 0"}, nil},
		{"suspension stops the tenant", []error{fault("suspended")}, []string{"0s x false 0", "1h0m0s y false 0", "1h0m1s x false 0"}, nil},
		{"newer", []error{fault("newer")}, []string{"0s x false 0", "1s y false 0"}, []string{"doing it: newer: no"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, time.Hour, func(r *rig) {
				missed.Until = time.Now().Add(30 * time.Second)
				n := 0
				stop := r.run("w", r.store, worker.Handlers{Effect: func(ctx context.Context, w mentorship.Work, e mentorship.Effect, try worker.Try) error {
					r.log.add("%s %v %d", e.Key, try.Resume, try.Misses)
					if n++; n <= len(c.errs) {
						return c.errs[n-1]
					}
					return r.sent(ctx, w, e.Key)
				}})
				r.plan("a", "x", "y")
				time.Sleep(2 * time.Hour)
				stop()
				r.want(c.want...)
				r.parked(c.parked...)
				r.idle()
			})
		})
	}
}

func TestEffectThatPanicsOrForgetsToCommit(t *testing.T) {
	bubble(t, time.Hour, func(r *rig) {
		stop := r.run("w", r.store, worker.Handlers{Effect: func(_ context.Context, _ mentorship.Work, e mentorship.Effect, _ worker.Try) error {
			r.log.add("%s", e.Key)
			if e.Key == "bad" {
				panic(1)
			}
			return nil
		}})
		r.plan("a", "bad", "lazy")
		time.Sleep(time.Minute)
		stop()
		r.parked("a handler panicked with a int")
		if n := len(r.log.all()); n > 9 {
			t.Errorf("%d calls in a minute: %q", n, r.log.all())
		}
	})
}

func TestTakeover(t *testing.T) {
	bubble(t, time.Second, func(r *rig) {
		dead := r.open()
		entered := make(chan struct{})
		hang := func(ctx context.Context, w mentorship.Work) (bool, error) {
			close(entered)
			<-ctx.Done()
			return false, ctx.Err()
		}
		q := &mute{Queue: dead}
		stopDead := r.run("dead", q, worker.Handlers{Delivery: hang})
		r.accept("a")
		<-entered
		q.die()
		stop := r.run("alive", r.store, worker.Handlers{Delivery: func(_ context.Context, w mentorship.Work) (bool, error) {
			r.log.add("%s count %d", w.ID, w.Count)
			return false, nil
		}})
		time.Sleep(20 * time.Second)
		got := r.log.all()
		if len(got) != 1 || got[0] != "7s a count 2" && got[0] != "8s a count 2" {
			t.Errorf("journal %q, want one takeover within 10 s", got)
		}
		stop()
		stopDead()
		r.idle()
	})
}

// mute is a worker's queue whose owner is gone: nothing it says arrives any more.
type mute struct {
	worker.Queue
	mu   sync.Mutex
	dead bool
}

func (m *mute) die() { m.mu.Lock(); m.dead = true; m.mu.Unlock() }

func (m *mute) Keep(ctx context.Context, cs []mentorship.Claim) ([]mentorship.Claim, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return nil, nil
	}
	return m.Queue.Keep(ctx, cs)
}

func (m *mute) Sweep(ctx context.Context, c string, now time.Time) ([]mentorship.Work, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return nil, nil
	}
	return m.Queue.Sweep(ctx, c, now)
}

func TestSlowWorkIsLeftAlone(t *testing.T) {
	bubble(t, time.Second, func(r *rig) {
		slow := func(name string) worker.Handlers {
			return worker.Handlers{Delivery: func(ctx context.Context, w mentorship.Work) (bool, error) {
				r.log.add("%s count %d", w.ID, w.Count)
				time.Sleep(time.Minute)
				return false, nil
			}}
		}
		stop, stop2 := r.run("one", r.store, slow("one")), r.run("two", r.open(), slow("two"))
		r.accept("a")
		time.Sleep(2 * time.Minute)
		stop()
		stop2()
		r.want("0s a count 1")
		r.idle()
	})
}

func TestOutageOfRedisTakesNothingOver(t *testing.T) {
	bubble(t, time.Second, func(r *rig) {
		h := worker.Handlers{Delivery: func(ctx context.Context, w mentorship.Work) (bool, error) {
			r.log.add("%s count %d", w.ID, w.Count)
			time.Sleep(time.Minute)
			return false, nil
		}}
		stop, stop2 := r.run("one", r.store, h), r.run("two", r.open(), h)
		r.accept("a")
		time.Sleep(5 * time.Second)
		r.srv.Fail("LOADING Redis is loading the dataset in memory")
		time.Sleep(20 * time.Second)
		r.srv.Fail("")
		time.Sleep(2 * time.Minute)
		stop()
		stop2()
		r.want("0s a count 1")
		r.idle()
	})
}

func TestDrain(t *testing.T) {
	bubble(t, time.Second, func(r *rig) {
		quick := worker.Handlers{Delivery: func(ctx context.Context, w mentorship.Work) (bool, error) {
			r.log.add("begin %s", w.ID)
			select {
			case <-time.After(map[string]time.Duration{"short": 10 * time.Second}[w.ID] + 5*time.Second):
				return false, nil
			case <-ctx.Done():
				return false, ctx.Err()
			}
		}}
		r.accept("short")
		stop := r.run("one", r.store, quick)
		time.Sleep(time.Second)
		begun := time.Now()
		stop()
		if d := time.Since(begun); d > 20*time.Second {
			t.Errorf("draining took %v", d)
		}
		r.want("0s begin short")
		r.idle()
	})
}

func TestDrainGivesBackWhatTakesTooLong(t *testing.T) {
	bubble(t, time.Second, func(r *rig) {
		r.accept("long")
		stop := r.run("one", r.store, worker.Handlers{Delivery: func(ctx context.Context, w mentorship.Work) (bool, error) {
			<-ctx.Done()
			return false, ctx.Err()
		}})
		time.Sleep(time.Second)
		begun := time.Now()
		stop()
		if d := time.Since(begun); d < 20*time.Second || d > 21*time.Second {
			t.Errorf("draining took %v, want 20 s", d)
		}
		stop = r.run("two", r.store, worker.Handlers{Delivery: func(_ context.Context, w mentorship.Work) (bool, error) {
			r.log.add("%s count %d", w.ID, w.Count)
			return false, nil
		}})
		time.Sleep(10 * time.Second)
		stop()
		if got := r.log.all(); len(got) != 1 || got[0][len(got[0])-len("long count 1"):] != "long count 1" {
			t.Errorf("journal %q", got)
		}
		r.idle()
	})
}
