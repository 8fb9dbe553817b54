package worker

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// patience is how long work is tried before people have to look at it. It is
// bounded by time, not by the number of tries: a long outage drops nothing.
const patience = 7 * 24 * time.Hour

// How long a tenant waits where GitHub did not say.
const (
	limitedFor   = time.Minute
	suspendedFor = time.Hour
)

// deaths is how often work may make its handler panic.
const deaths = 3

// errUnsettled says that a handler reported success without committing it.
var errUnsettled = errors.New("the effect came back although it was said to be done")

// movedOn reports whether a fresh look at the record may settle it.
func movedOn(err error) bool {
	kind := mentorship.KindOf(err)
	return kind == mentorship.FaultConflict || kind == mentorship.FaultFull
}

// answer does what an error of a delivery or a due mentorship asks for:
//
//	fenced                              drop it: it is somebody else's
//	the worker stops                    give it back
//	panic                               give it back; the third time, park it
//	limited                             pause the tenant, come back then
//	suspended, permission               come back in an hour, for seven days
//	uninstalled                         the same, for one 404 proves nothing; then nobody is there to be served: finish it
//	transient, unknown, not found, ""   come back later and later, for seven days
//	newer                               the same: a newer program beside us, or after us, will know
//	gone, locked, forbidden, invalid    park it: it will not get better
func (w *Worker) answer(ctx, hands context.Context, work mentorship.Work, err error) {
	log := w.o.Log.With("kind", work.Kind, "id", work.ID, "tenant", work.Tenant, "tries", work.Tries)
	_, died := errors.AsType[panicked](err)
	kind := mentorship.KindOf(err)
	switch {
	case kind == mentorship.FaultFenced:
		log.InfoContext(hands, "work was taken over meanwhile")
	case ctx.Err() != nil:
		w.release(hands, work)
	case kind == mentorship.FaultUninstalled && w.o.Now().Sub(work.First) > patience:
		log.WarnContext(hands, "work of an unknown installation is let go")
		w.insist(hands, "work cannot be finished", func() error { return w.o.Queue.Done(hands, work, w.o.Now()) })
	case died && work.Count < deaths:
		w.insist(hands, "work cannot be given back", func() error { return w.o.Queue.Release(hands, work, true) })
	case died, hopeless(kind), w.o.Now().Sub(work.First) > patience:
		log.ErrorContext(hands, "work is parked", "error", err)
		w.parkWork(hands, work, reason(err))
	default:
		until := w.until(err, work.Tries)
		log.WarnContext(hands, "work is put away", "until", until, "error", err)
		if kind == mentorship.FaultLimited {
			w.pause(hands, work.Tenant, until)
		}
		w.insist(hands, "work cannot be put away", func() error { return w.o.Queue.Defer(hands, work, until) })
	}
}

// answerEffect does what an error of an effect asks for, and reports whether
// the pump goes on. Its answers are those of answer, save that
//
//	conflict, full, "", panic           the effect may have been applied: look it up next time
//	unknown with a time                 it was looked up and not found: one miss more
//	suspended, uninstalled              the tenant pauses; its effects wait without end
//	permission                          this effect waits, others go on: they may need another one
func (w *Worker) answerEffect(ctx, hands context.Context, work mentorship.Work, turn mentorship.Turn, err error) bool {
	log := w.o.Log.With("effect", turn.Effect.Kind, "tenant", work.Tenant, "tries", turn.Tries)
	kind, key := mentorship.KindOf(err), turn.Effect.Key
	_, died := errors.AsType[panicked](err)
	tired := !turn.Failing.IsZero() && w.o.Now().Sub(turn.Failing) > patience && !away(kind) && kind != mentorship.FaultFrozen
	switch {
	case kind == mentorship.FaultFenced:
		log.InfoContext(hands, "the pump was taken over meanwhile")
		return false
	case ctx.Err() != nil:
		w.release(hands, work) // it comes back with Resume set
		return false
	case hopeless(kind), tired, died && turn.Tries+1 >= deaths:
		log.ErrorContext(hands, "an effect is parked", "error", err)
		w.o.Count("effect_parked")
		return w.insist(hands, "an effect cannot be parked", func() error {
			return w.o.Queue.ParkEffect(hands, work, key, reason(err), w.o.Now())
		})
	}
	again := w.again(turn, err)
	level := slog.LevelWarn
	if mentorship.KindOf(err) == mentorship.FaultFrozen {
		level = slog.LevelDebug // people took the repository out of reach: nothing is wrong
	}
	log.Log(hands, level, "an effect is put back", "until", again.Until, "error", err)
	if kind == mentorship.FaultLimited || away(kind) {
		w.pause(hands, work.Tenant, again.Until)
	}
	return w.insist(hands, "an effect cannot be put back", func() error {
		return w.o.Queue.Hold(hands, work, key, again, w.o.Now())
	})
}

// again says how an effect is tried again after that error.
func (w *Worker) again(turn mentorship.Turn, err error) mentorship.Again {
	a := mentorship.Again{Until: w.until(err, turn.Tries), Resume: turn.Resume, Misses: turn.Misses}
	switch mentorship.KindOf(err) {
	case mentorship.FaultUnknown:
		a.Resume, a.Misses = true, 0
		if f, ok := errors.AsType[*mentorship.Fault](err); ok && !f.Until.IsZero() {
			a.Misses = turn.Misses + 1
		}
	case "", mentorship.FaultConflict, mentorship.FaultFull:
		a.Resume, a.Misses = true, 0
	}
	return a
}

// away reports whether the installation is out of reach, for now or for good.
func away(kind mentorship.FaultKind) bool {
	return kind == mentorship.FaultSuspended || kind == mentorship.FaultUninstalled
}

// hopeless are the kinds that no second try cures.
func hopeless(kind mentorship.FaultKind) bool {
	switch kind {
	case mentorship.FaultGone, mentorship.FaultLocked, mentorship.FaultForbidden, mentorship.FaultInvalid:
		return true
	}
	return false
}

// until is when to try again: when the error says, or later with each try.
func (w *Worker) until(err error, tries int) time.Time {
	now := w.o.Now()
	if f, ok := errors.AsType[*mentorship.Fault](err); ok {
		switch {
		case !f.Until.IsZero():
			return later(f.Until, now.Add(w.scaled(leastWait))) // a time that has passed must not make us run in circles
		case f.Kind == mentorship.FaultLimited:
			return now.Add(w.scaled(limitedFor))
		case away(f.Kind), f.Kind == mentorship.FaultPermission:
			return now.Add(w.scaled(suspendedFor))
		}
	}
	return now.Add(w.scaled(min(firstWait<<min(tries, 20), longestWait)))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (w *Worker) pause(hands context.Context, tenant int64, until time.Time) {
	w.insist(hands, "a tenant cannot be paused", func() error { return w.o.Queue.Pause(hands, tenant, until) })
}

func (w *Worker) parkWork(hands context.Context, work mentorship.Work, why string) {
	w.o.Count("work_parked")
	w.insist(hands, "work cannot be parked", func() error { return w.o.Queue.Park(hands, work, why) })
}

// release gives work back through no fault of its own. It is tried once more
// than hands allows: a worker that stops should not make others wait.
func (w *Worker) release(hands context.Context, work mentorship.Work) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(hands), time.Second)
	defer stop()
	err := w.o.Queue.Release(ctx, work, false)
	if mentorship.KindOf(err) == mentorship.FaultFenced {
		w.o.Log.InfoContext(ctx, "work was taken over meanwhile", "kind", work.Kind, "id", work.ID)
		return
	}
	if err != nil {
		w.failed(ctx, "work cannot be given back", err)
	}
}

// reason is what is kept with parked work.
func reason(err error) string {
	text := err.Error()
	return text[:min(len(text), 300)]
}
