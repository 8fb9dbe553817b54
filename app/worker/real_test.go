package worker_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
	"github.com/firstmate-app/firstmate/app/worker"
)

// TestCrashOfRealRedis: Redis is killed while two workers are busy. Everything
// it answered for is done, and every commit happened once.
func TestCrashOfRealRedis(t *testing.T) {
	url, restart := redistest.Start(t)
	const scale, deliveries, people = 0.05, 300, 20
	open := func() *redisstore.Store {
		s, err := redisstore.Open(t.Context(), redisstore.Options{URL: url, WaitScale: scale, Block: 100 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	front := open()
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for n := range 2 {
		s := open()
		w := worker.New(worker.Options{Queue: s, Handlers: counting(s, people), Now: time.Now, Consumer: fmt.Sprint("w", n), Scale: scale})
		wg.Go(func() {
			if err := w.Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	for i := range deliveries {
		if i == deliveries/2 {
			restart()
		}
		insist(t, func() error {
			_, err := front.Accept(t.Context(), mentorship.Delivery{ID: fmt.Sprint("d", i), Tenant: int64(i % 5), Event: "x", Body: []byte("{}"), At: time.Now()})
			return err
		})
	}
	insist(t, func() error {
		if p, err := front.Pending(t.Context(), time.Now()); err != nil || p != (redisstore.Pending{}) {
			return fmt.Errorf("pending %+v, %w", p, err)
		}
		return nil
	})
	cancel()
	wg.Wait()
	total := int64(0)
	for tenant := range int64(5) {
		for p := range people {
			m, err := front.Load(t.Context(), tenant, fmt.Sprint("o1-", p))
			if err != nil {
				t.Fatal(err)
			}
			total += m.Version
		}
	}
	if parked, err := front.ParkedWork(t.Context()); len(parked) > 0 || err != nil {
		t.Errorf("parked %+v, %v", parked, err)
	}
	if total != deliveries {
		t.Errorf("%d commits for %d deliveries", total, deliveries)
	}
}

// counting moves the record of one of some people by one version per delivery,
// and plans an effect now and then.
func counting(s *redisstore.Store, people int) worker.Handlers {
	return worker.Handlers{
		Delivery: func(ctx context.Context, w mentorship.Work) (bool, error) {
			var n int
			if _, err := fmt.Sscanf(w.ID, "d%d", &n); err != nil {
				return false, err
			}
			m, err := s.Load(ctx, w.Tenant, fmt.Sprint("o1-", n/5%people))
			if err != nil {
				return false, err
			}
			c := mentorship.Commit{Op: w.ID, Tenant: w.Tenant, Before: m, After: m, Now: time.Now(), Work: &w.Claim, Finish: true}
			if n%100 == 0 {
				c.Effects = []mentorship.Effect{{Key: w.ID, Kind: mentorship.EffectGreet, PlannedAt: time.Now()}}
			}
			return true, s.Commit(ctx, c)
		},
		Effect: func(ctx context.Context, w mentorship.Work, e mentorship.Effect, _ worker.Try) error {
			return s.Commit(ctx, mentorship.Commit{Op: w.Entry + e.Key, Tenant: w.Tenant, Work: &w.Claim, Sent: &mentorship.Sent{Key: e.Key, ID: 1}, Now: time.Now()})
		},
	}
}

// insist repeats until it works, for half a minute.
func insist(t *testing.T, f func() error) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(30 * time.Second); ; <-tick.C {
		err := f()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}
