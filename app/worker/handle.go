package worker

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// handle brings one piece of work to its end. ctx ends when the work is lost
// or time is up; hands is for the last word on it.
func (w *Worker) handle(ctx, hands context.Context, work mentorship.Work) {
	switch work.Kind {
	case mentorship.WorkDelivery:
		w.once(ctx, hands, work, w.o.Handlers.Delivery)
	case mentorship.WorkDue:
		w.once(ctx, hands, work, w.o.Handlers.Due)
	case mentorship.WorkPump:
		w.pump(ctx, hands, work)
	default:
		w.parkWork(hands, work, "work of an unknown kind")
	}
}

// conflicts is how often work runs again at once because the record had moved on.
const conflicts = 3

// once runs a delivery or due mentorship and answers for it.
func (w *Worker) once(ctx, hands context.Context, work mentorship.Work, f func(context.Context, mentorship.Work) (bool, error)) {
	var last error
	for range conflicts {
		finished := false
		err := w.guarded(ctx, func(ctx context.Context) (err error) {
			finished, err = f(ctx, work)
			return err
		})
		switch {
		case err != nil && movedOn(err) && ctx.Err() == nil:
			last = err
			continue
		case err != nil:
			w.answer(ctx, hands, work, err)
		case !finished:
			w.insist(hands, "work cannot be finished", func() error { return w.o.Queue.Done(hands, work, w.o.Now()) })
		}
		return
	}
	w.answer(ctx, hands, work, last)
}

// pump lets a tenant's effects out until its gate closes or nothing waits.
func (w *Worker) pump(ctx, hands context.Context, work mentorship.Work) {
	last := ""
	for {
		if w.slots.ended() {
			w.release(hands, work)
			return
		}
		var turn mentorship.Turn
		ok := w.insist(hands, "the next effect cannot be had", func() (err error) {
			turn, err = w.o.Queue.Pump(hands, work, w.o.Now())
			return err
		})
		if !ok || turn.Effect == nil {
			return
		}
		err := errUnsettled
		if turn.Effect.Key != last || !turn.Resume { // wanted anew while it was out, it comes as if for the first time
			err = w.effect(ctx, work, turn)
		}
		last = turn.Effect.Key
		if err != nil {
			last = ""
			if !w.answerEffect(ctx, hands, work, turn, err) {
				return
			}
		}
	}
}

// effect does one effect. Where the record had moved on when the outcome was
// committed, the effect itself may have been applied.
func (w *Worker) effect(ctx context.Context, work mentorship.Work, turn mentorship.Turn) (err error) {
	try := Try{Resume: turn.Resume, Misses: turn.Misses}
	for range conflicts {
		err = w.guarded(ctx, func(ctx context.Context) error {
			return w.o.Handlers.Effect(ctx, work, *turn.Effect, try)
		})
		if err == nil || !movedOn(err) || ctx.Err() != nil {
			return err
		}
		try.Resume, try.Misses = true, 0 // looks of before the write say nothing
	}
	return err
}

// panicked is the error of a handler that panicked. The value may hold words
// people wrote, so only its type is told.
type panicked struct{ kind string }

func (p panicked) Error() string { return "a handler panicked with a " + p.kind }

// guarded calls a handler within its time and turns a panic into an error.
func (w *Worker) guarded(ctx context.Context, f func(context.Context) error) (err error) {
	ctx, stop := context.WithTimeout(ctx, w.o.Limit)
	defer stop()
	defer func() {
		if v := recover(); v != nil {
			err = panicked{fmt.Sprintf("%T", v)}
			w.o.Log.ErrorContext(ctx, "a handler panicked", "type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
		}
	}()
	return f(ctx)
}

// insist repeats a call to the queue until Redis answers; false when the
// answer was that the work is somebody else's, or when time is up.
func (w *Worker) insist(hands context.Context, what string, call func() error) bool {
	for {
		err := call()
		if err == nil {
			return true
		}
		if mentorship.KindOf(err) == mentorship.FaultFenced {
			w.o.Log.InfoContext(hands, "work was taken over meanwhile", "what", what)
			return false
		}
		w.failed(hands, what, err)
		if !wait(hands, w.alive(renewEvery)/4, nil) {
			return false
		}
	}
}
