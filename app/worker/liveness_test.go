package worker_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/worker"
)

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

// TestHands: what is in hand counts until its handler returns, also after its
// work has left the queue.
func TestHands(t *testing.T) {
	bubble(t, time.Second, func(r *rig) {
		var w *worker.Worker
		inHand := func() int64 { begun, ended := w.Hands(); return begun - ended }
		w = worker.New(worker.Options{Queue: r.store, Now: time.Now, Handlers: worker.Handlers{
			Delivery: func(ctx context.Context, work mentorship.Work) (bool, error) {
				if err := r.store.Done(ctx, work, time.Now()); err != nil {
					return false, err
				}
				r.idle()
				r.log.add("%d in hand", inHand())
				return true, nil
			},
		}})
		ctx, stop := context.WithCancel(r.t.Context())
		var ended sync.WaitGroup
		ended.Go(func() { _ = w.Run(ctx) })
		r.accept("a")
		time.Sleep(time.Second)
		stop()
		ended.Wait()
		r.want("0s 1 in hand")
		if n := inHand(); n != 0 {
			r.t.Errorf("%d in hand after the end", n)
		}
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
