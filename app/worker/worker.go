// Package worker is the clock: it reads work, keeps it, hands it to those who
// know what to do, and answers for what becomes of it.
//
// A tour:
//
//   - worker.go: what it needs (Queue, Handlers, Options), and Run;
//   - loops.go: reading, renewing, taking over, waking;
//   - slots.go: how much runs at once, and what runs alone;
//   - handle.go: one piece of work from its start to its end;
//   - answers.go: what is done about each kind of error. All of it is there.
//
// A worker never sleeps over work it holds: what cannot be done now is put
// away with the time to come back, and the place is free for other work. What
// is late is judged by the caller's clock; who is alive by the machine's.
package worker

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Queue is where work comes from and goes to. Errors that carry FaultFenced
// say that the work is somebody else's now.
type Queue interface {
	Read(ctx context.Context, consumer string, slots int) ([]mentorship.Work, error)
	Keep(ctx context.Context, claims []mentorship.Claim) (lost []mentorship.Claim, err error)
	Sweep(ctx context.Context, consumer string, now time.Time) ([]mentorship.Work, error)
	Reap(ctx context.Context, idle time.Duration) (int, error)

	Done(ctx context.Context, w mentorship.Work, now time.Time) error
	Defer(ctx context.Context, w mentorship.Work, until time.Time) error
	Park(ctx context.Context, w mentorship.Work, reason string) error
	Release(ctx context.Context, w mentorship.Work, died bool) error

	Wake(ctx context.Context, now time.Time) (moved int, next time.Time, err error)
	Soon() <-chan struct{}
	Planned() time.Time

	Pump(ctx context.Context, w mentorship.Work, now time.Time) (mentorship.Turn, error)
	Hold(ctx context.Context, w mentorship.Work, key string, again mentorship.Again, now time.Time) error
	ParkEffect(ctx context.Context, w mentorship.Work, key, reason string, now time.Time) error
	Pause(ctx context.Context, tenant int64, until time.Time) error
}

// Handlers know what work means. A handler whose last commit ended the work
// reports finished. It may be called more than once for the same work.
type Handlers struct {
	Delivery func(ctx context.Context, w mentorship.Work) (finished bool, err error)
	Due      func(ctx context.Context, w mentorship.Work) (finished bool, err error)
	// Effect does one effect and commits how it ended, under the claim of w.
	Effect func(ctx context.Context, w mentorship.Work, e mentorship.Effect, try Try) error
}

// Try is how often an effect was attempted, and how that ended.
type Try struct {
	Resume bool // an earlier attempt may have been applied
	Misses int  // spaced look-ups since then that did not find it
}

// Options are what a Worker needs. Queue, Handlers and Now are required.
type Options struct {
	Queue    Queue
	Handlers Handlers
	Now      func() time.Time  // the clock of timers and retries
	Log      *slog.Logger      // nil discards
	Count    func(what string) // is told of work_parked and effect_parked; nil: nobody is
	Consumer string            // who this worker is; made up anew for each start when empty
	Slots    int               // pieces of work at once, 8 by default
	Scale    float64           // of all waits, 0.001 to 1; 0 means 1
	Tick     time.Duration     // how often timers planned by others are looked for, 250 ms by default
	Sweep    time.Duration     // how often left work is looked for, before scaling; 1 s by default
	Drain    time.Duration     // how long work in hand may take after the end was asked for, 20 s by default
	Limit    time.Duration     // how long one handler may take, 5 min by default
}

// The waits of a worker, before scaling.
const (
	renewEvery  = 2 * time.Second
	sweepEvery  = time.Second
	reapEvery   = time.Hour
	firstWait   = 5 * time.Second // doubled with each try …
	longestWait = time.Hour       // … up to this
	leastWait   = time.Second     // nothing comes back sooner
)

// leastScale keeps renewal clear of the pauses of a busy machine. The store
// has the same floor for takeover.
const leastScale = 0.02

// Worker reads work and hands it out. Make it with New.
type Worker struct {
	o     Options
	slots *slots
	held  held
	poke  chan struct{}
	upset atomic.Int64 // when Redis last failed us, or we began; Unix ns
}

// New makes a Worker.
func New(o Options) *Worker {
	if o.Consumer == "" {
		o.Consumer = newName()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Count == nil {
		o.Count = func(string) {}
	}
	if o.Slots <= 0 {
		o.Slots = 8
	}
	if o.Scale <= 0 || o.Scale > 1 {
		o.Scale = 1
	}
	o.Tick = orElse(o.Tick, 250*time.Millisecond)
	o.Sweep = orElse(o.Sweep, sweepEvery)
	o.Drain = orElse(o.Drain, 20*time.Second)
	o.Limit = orElse(o.Limit, 5*time.Minute)
	return &Worker{o: o, slots: newSlots(o.Slots), held: newHeld(), poke: make(chan struct{}, 1)}
}

func orElse(d, fallback time.Duration) time.Duration {
	if d <= 0 {
		return fallback
	}
	return d
}

// newName is never used twice: a worker that comes back after a crash must not
// be taken for the one that died.
func newName() string {
	host, _ := os.Hostname()
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), hex.EncodeToString(b[:]))
}

// Run works until ctx ends; then it takes nothing new, lets work in hand
// finish for at most Options.Drain, gives the rest back and returns nil.
func (w *Worker) Run(ctx context.Context) error {
	w.upset.Store(time.Now().UnixNano())
	hands, drop := context.WithCancel(context.WithoutCancel(ctx)) // outlives ctx while draining
	defer drop()
	var front, back errgroup.Group
	front.Go(func() error { w.readLoop(ctx, hands); return nil })
	front.Go(func() error { w.sweepLoop(ctx, hands); return nil })
	front.Go(func() error { w.wakeLoop(ctx); return nil })
	stop := make(chan struct{})
	back.Go(func() error { w.keepLoop(hands, stop); return nil })

	<-ctx.Done()
	w.slots.close()
	late := time.AfterFunc(w.o.Drain, drop)
	defer late.Stop()
	_ = front.Wait()
	w.held.wait()
	close(stop)
	return back.Wait()
}

// Hands counts the pieces of work this worker took in hand since it was made,
// and those it let go of. Work may have left the queue and still be in hand: a
// handler's last commit ends it, and what follows from it comes after.
func (w *Worker) Hands() (begun, ended int64) {
	ended = w.held.ended.Load() // first: what ends in between counts as in hand
	return w.held.begun.Load(), ended
}

// Poke makes the wake loop look at once: the clock has moved.
func (w *Worker) Poke() {
	select {
	case w.poke <- struct{}{}:
	default:
	}
}

// scaled is a wait under the scale.
func (w *Worker) scaled(d time.Duration) time.Duration {
	return max(time.Duration(float64(d)*w.o.Scale), time.Millisecond)
}

// alive is a wait that tells the living from the dead.
func (w *Worker) alive(d time.Duration) time.Duration {
	return time.Duration(float64(d) * max(w.o.Scale, leastScale))
}

// failed remembers that Redis was out of reach: nobody can have renewed then,
// so silence means nothing for a while.
func (w *Worker) failed(ctx context.Context, what string, err error) {
	w.upset.Store(time.Now().UnixNano())
	w.o.Log.WarnContext(ctx, what, "error", err)
}
