package redisstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// wakeAtOnce bounds what one wake call moves: Redis stands still meanwhile.
const wakeAtOnce = 100

// Wake turns what is due by now into work and tells when the next is due: zero
// if nothing is planned. What was moved by one call is bounded; while more is
// due, next is not after now.
func (s *Store) Wake(ctx context.Context, now time.Time) (moved int, next time.Time, err error) {
	s.soon.Store(0)
	first, err := s.firstWakes(ctx)
	if err != nil {
		return 0, next, fmt.Errorf("waking what is due: %w", err)
	}
	due := map[int]*call{}
	var calls []*call
	for i, at := range first {
		if !at.IsZero() && !at.After(now) {
			due[i] = &call{name: scriptWake, keys: []string{workKey(i), wakeKey(i), countKey(i)}, args: []any{wakeAtOnce, ms(now)}}
			calls = append(calls, due[i])
		}
	}
	if len(calls) > 0 {
		err = s.runAll(ctx, calls)
	}
	for i, c := range due {
		answer, e := c.cmd.Slice()
		if e != nil {
			err = errors.Join(err, e)
			continue
		}
		n, _ := answer[0].(int64)
		moved += int(n)
		first[i] = fromMs(asInt(asString(answer[1])))
	}
	if err != nil {
		return moved, next, fmt.Errorf("waking what is due: %w", err)
	}
	return moved, earliest(first[:]), nil
}

// firstWakes are the earliest times planned in each shard, zero where there is none.
func (s *Store) firstWakes(ctx context.Context) (first [Shards]time.Time, err error) {
	p := s.c.Pipeline()
	var cmds [Shards]*redis.ZSliceCmd
	for i := range cmds {
		cmds[i] = p.ZRangeWithScores(ctx, wakeKey(i), 0, 0)
	}
	if err := exec(ctx, p); err != nil {
		return first, err
	}
	for i, c := range cmds {
		if zs := c.Val(); len(zs) > 0 {
			first[i] = time.UnixMilli(int64(zs[0].Score)).UTC()
		}
	}
	return first, nil
}

// PlanDue has the work of that name handed out at that time, in place of any time before.
func (s *Store) PlanDue(ctx context.Context, tenant int64, id string, at time.Time) error {
	z := redis.Z{Score: float64(msUp(at)), Member: "m:" + dec(tenant) + ":" + id}
	if err := s.c.ZAdd(ctx, wakeKey(shardOf(tenant)), z).Err(); err != nil {
		return fmt.Errorf("planning what is due: %w", err)
	}
	s.pokeAt(at)
	return nil
}

func earliest(times []time.Time) (first time.Time) {
	for _, t := range times {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// Soon is signalled when something was planned here that is due earlier than
// everything planned since the last Wake.
func (s *Store) Soon() <-chan struct{} { return s.poke }

// pokeAt remembers the earliest wake planned in this process and signals it.
func (s *Store) pokeAt(at time.Time) {
	if at.IsZero() {
		return
	}
	for n := msUp(at); ; {
		have := s.soon.Load()
		if have != 0 && have <= n {
			return
		}
		if s.soon.CompareAndSwap(have, n) {
			break
		}
	}
	select {
	case s.poke <- struct{}{}:
	default:
	}
}

// Planned is the earliest time planned in this process since the last Wake, zero if none.
func (s *Store) Planned() time.Time { return fromMs(s.soon.Load()) }
