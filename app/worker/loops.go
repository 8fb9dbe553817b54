package worker

import (
	"context"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// readLoop reads as much as there is room for.
func (w *Worker) readLoop(ctx, hands context.Context) {
	for {
		free := w.slots.free()
		if free == 0 || ctx.Err() != nil {
			return
		}
		// Not under ctx: an answer that comes while ctx ends must not be lost.
		works, err := w.o.Queue.Read(hands, w.o.Consumer, free)
		if err != nil {
			w.failed(ctx, "work cannot be read", err)
			if !wait(ctx, 50*time.Millisecond, nil) {
				return
			}
			continue
		}
		for _, work := range works {
			w.start(hands, work)
		}
	}
}

// start takes a piece of work in hand and runs it as soon as there is room.
func (w *Worker) start(hands context.Context, work mentorship.Work) {
	ctx, stop := context.WithCancel(hands)
	w.held.add(work.Claim, stop)
	go func() {
		defer w.held.drop(work.Claim)
		defer stop()
		if !w.slots.take() {
			w.release(hands, work)
			return
		}
		defer w.slots.give(1)
		w.handle(ctx, hands, work)
	}()
}

// runAlone runs work that may have cost a worker its life, with nothing beside it.
func (w *Worker) runAlone(hands context.Context, work mentorship.Work) {
	ctx, stop := context.WithCancel(hands)
	defer stop()
	w.held.add(work.Claim, stop)
	defer w.held.drop(work.Claim)
	if !w.slots.takeAll() {
		w.release(hands, work)
		return
	}
	defer w.slots.give(w.o.Slots)
	w.handle(ctx, hands, work)
}

// sweepLoop takes over what others left, piece by piece.
func (w *Worker) sweepLoop(ctx, hands context.Context) {
	reaped := time.Now()
	for wait(ctx, w.alive(w.o.Sweep), nil) {
		for w.calm() && w.slots.free() > 0 && ctx.Err() == nil {
			works, err := w.o.Queue.Sweep(hands, w.o.Consumer, w.o.Now())
			if err != nil {
				w.failed(ctx, "left work cannot be taken over", err)
			}
			if len(works) == 0 {
				break
			}
			for _, work := range works {
				if work.Count > 1 {
					w.o.Log.WarnContext(ctx, "took work over", "kind", work.Kind, "id", work.ID, "count", work.Count)
					w.runAlone(hands, work)
				} else {
					w.start(hands, work)
				}
			}
		}
		if time.Since(reaped) > reapEvery {
			reaped = time.Now()
			if _, err := w.o.Queue.Reap(hands, reapEvery); err != nil {
				w.failed(ctx, "old workers cannot be forgotten", err)
			}
		}
	}
}

// calm reports whether Redis has been in reach for two renewals: before that,
// everybody's work looks left.
func (w *Worker) calm() bool {
	return time.Since(time.Unix(0, w.upset.Load())) >= 2*w.alive(renewEvery)
}

// keepLoop tells that what is in hand is in good hands.
func (w *Worker) keepLoop(ctx context.Context, stop <-chan struct{}) {
	for wait(ctx, w.alive(renewEvery), stop) {
		claims := w.held.claims()
		if len(claims) == 0 {
			continue
		}
		lost, err := w.o.Queue.Keep(ctx, claims)
		if err != nil {
			w.failed(ctx, "work cannot be renewed", err)
			continue
		}
		w.held.lose(lost)
	}
}

// wakeSpacing bounds how often pokes make the wake loop look.
const wakeSpacing = 5 * time.Millisecond

// wakeLoop turns what is due into work: at its time, when poked, and on each
// tick for what other processes planned.
func (w *Worker) wakeLoop(ctx context.Context) {
	for {
		_, next, err := w.o.Queue.Wake(ctx, w.o.Now())
		if err != nil {
			if ctx.Err() != nil {
				return
			}
			w.failed(ctx, "what is due cannot be woken", err)
			next = time.Time{}
		}
		if !wait(ctx, wakeSpacing, nil) || !w.untilDue(ctx, next) {
			return
		}
	}
}

// untilDue waits for the next due time, a poke or the tick; false when ctx ended.
func (w *Worker) untilDue(ctx context.Context, next time.Time) bool {
	tick := time.NewTimer(w.o.Tick)
	defer tick.Stop()
	for {
		if p := w.o.Queue.Planned(); !p.IsZero() && (next.IsZero() || p.Before(next)) {
			next = p
		}
		due, stop := w.dueTimer(next)
		select {
		case <-ctx.Done():
			stop()
			return false
		case <-w.o.Queue.Soon():
			stop()
		case <-due:
			return true
		case <-w.poke:
			stop()
			return true
		case <-tick.C:
			stop()
			return true
		}
	}
}

// dueTimer fires at that time of the domain's clock; never, if there is none.
func (w *Worker) dueTimer(next time.Time) (<-chan time.Time, func() bool) {
	if next.IsZero() {
		return nil, func() bool { return true }
	}
	t := time.NewTimer(next.Sub(w.o.Now()))
	return t.C, t.Stop
}

// wait waits; false when ctx or stop ended first.
func wait(ctx context.Context, d time.Duration, stop <-chan struct{}) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-stop:
	case <-ctx.Done():
	}
	return false
}
