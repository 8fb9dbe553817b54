package redisstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Pump asks the tenant's gate and hands out its next effect. The effect stays
// with this pump until a commit says how it ended, or Hold or ParkEffect puts
// it back; after a takeover it comes back with Resume set, as all do for a while
// after Redis may have forgotten something. With no effect the
// work has ended, and the pump comes back at Turn.Next. FaultFenced: the pump
// is somebody else's now.
func (s *Store) Pump(ctx context.Context, w mentorship.Work, now time.Time) (mentorship.Turn, error) {
	answer, err := s.run(ctx, scriptPump, effectKeys(w.Tenant), w.Tenant, w.Entry, w.Consumer, w.Count, ms(now),
		s.gate.PerMinute, s.scaled(time.Minute).Milliseconds(), s.gate.PerHour, s.scaled(time.Hour).Milliseconds(),
		s.scaled(s.gate.Spacing).Milliseconds(), s.scaled(s.gate.Edits).Milliseconds(), s.gate.Texts).Slice()
	if err != nil {
		return mentorship.Turn{}, fmt.Errorf("asking for the next effect of tenant %d: %w", w.Tenant, err)
	}
	switch asString(answer[0]) {
	case "effect":
		t, err := turn(answer)
		t.Resume = t.Resume || s.doubtful(ctx)
		return t, err
	case "rest":
		next := fromMs(asInt(asString(answer[1])))
		s.pokeAt(next)
		return mentorship.Turn{Next: next}, nil
	}
	return mentorship.Turn{}, mentorship.NewFault(mentorship.FaultFenced, fmt.Errorf("the pump of tenant %d", w.Tenant))
}

func turn(answer []any) (mentorship.Turn, error) {
	e, err := unpackEffect(asString(answer[2]))
	if err != nil {
		return mentorship.Turn{}, err
	}
	lookup, _ := answer[3].(int64)
	return mentorship.Turn{Effect: &e, Resume: lookup == 1, Misses: int(asInt(asString(answer[6]))),
		Tries: int(asInt(asString(answer[4]))), Failing: fromMs(asInt(asString(answer[5])))}, nil
}

// Hold puts the effect that is out back, to be tried again as again says.
func (s *Store) Hold(ctx context.Context, w mentorship.Work, key string, again mentorship.Again, now time.Time) error {
	return ended("putting an effect back", s.run(ctx, scriptHold, effectKeys(w.Tenant), w.Tenant, w.Entry, w.Consumer, w.Count,
		ms(now), key, msUp(again.Until), flag(again.Resume), "", 0, again.Misses))
}

// ParkEffect sets the effect that is out aside with a reason; the pump goes on with the next.
func (s *Store) ParkEffect(ctx context.Context, w mentorship.Work, key, reason string, now time.Time) error {
	return ended("parking an effect", s.run(ctx, scriptHold, effectKeys(w.Tenant), w.Tenant, w.Entry, w.Consumer, w.Count,
		ms(now), key, 0, "0", reason, int(parkedFor/time.Second), 0))
}

// Pause lets nothing of the tenant out before that time. An earlier time changes nothing.
func (s *Store) Pause(ctx context.Context, tenant int64, until time.Time) error {
	if err := s.run(ctx, scriptGate, effectKeys(tenant), tenant, 0, msUp(until), "").Err(); err != nil {
		return fmt.Errorf("pausing tenant %d: %w", tenant, err)
	}
	return nil
}

// Suspended reports whether a tenant is marked as out of reach.
func (s *Store) Suspended(ctx context.Context, tenant int64) (bool, error) {
	text, err := s.c.HGet(ctx, tenantKey(tenant, "gate"), "susp").Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return false, fmt.Errorf("asking whether tenant %d is out of reach: %w", tenant, err)
	}
	return text == "1", nil
}

// Suspend marks a tenant as out of reach, or back; nothing goes out while it is.
func (s *Store) Suspend(ctx context.Context, tenant int64, suspended bool) error {
	// The pump starts at the beginning of time: whatever waits is overdue.
	if err := s.run(ctx, scriptGate, effectKeys(tenant), tenant, 0, "", flag(suspended)).Err(); err != nil {
		return fmt.Errorf("marking tenant %d: %w", tenant, err)
	}
	return nil
}
