package redisstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Keep tells that these pieces of work are in good hands. It returns those
// that are somebody else's or ended by now.
func (s *Store) Keep(ctx context.Context, claims []mentorship.Claim) (lost []mentorship.Claim, err error) {
	var calls []*call
	byShard := map[int][]mentorship.Claim{}
	for _, c := range claims {
		byShard[c.Shard] = append(byShard[c.Shard], c)
	}
	mine := map[int]*call{}
	for shard, cs := range byShard {
		args := []any{cs[0].Consumer}
		for _, c := range cs {
			args = append(args, c.Entry, c.Count)
		}
		mine[shard] = &call{name: scriptKeep, keys: []string{workKey(shard)}, args: args}
		calls = append(calls, mine[shard])
	}
	if len(calls) == 0 {
		return nil, nil
	}
	err = s.runAll(ctx, calls)
	for shard, cs := range byShard {
		kept, e := mine[shard].cmd.StringSlice()
		if e != nil {
			err = errors.Join(err, e)
			continue
		}
		lost = append(lost, missing(cs, kept)...)
	}
	if err != nil {
		return nil, fmt.Errorf("renewing work: %w", err)
	}
	return lost, nil
}

// freshAnswers is how often Mine asks while answers are old when they arrive.
const freshAnswers = 20

// Mine renews a claim right before something is done under it that cannot be
// undone. An answer that took three quarters of a takeover says too little about
// now: this process may have stood still meanwhile, and asks again. FaultFenced: the
// work is somebody else's, or ended.
func (s *Store) Mine(ctx context.Context, c mentorship.Claim) error {
	for range freshAnswers {
		asked := time.Now()
		lost, err := s.Keep(ctx, []mentorship.Claim{c})
		switch {
		case err != nil:
			return err
		case len(lost) > 0:
			return mentorship.NewFault(mentorship.FaultFenced, fmt.Errorf("work %s", c.Entry))
		case 4*time.Since(asked) < 3*s.idle():
			return nil
		}
	}
	return errors.New("renewing work: Redis answers too slowly to know whose it is")
}

func missing(claims []mentorship.Claim, kept []string) (lost []mentorship.Claim) {
	have := map[string]bool{}
	for _, id := range kept {
		have[id] = true
	}
	for _, c := range claims {
		if !have[c.Entry] {
			lost = append(lost, c)
		}
	}
	return lost
}

// Sweep takes over at most one piece of work that nobody renewed for seven
// seconds. Work that has cost three workers their lives is parked on the way.
// One at a time, so that a piece that kills its worker takes no other with it.
func (s *Store) Sweep(ctx context.Context, consumer string, now time.Time) ([]mentorship.Work, error) {
	stale, err := s.stale(ctx)
	if err != nil {
		return nil, fmt.Errorf("looking for work nobody renews: %w", errors.Join(err, s.remakeGroups(ctx, err)))
	}
	first := int(s.sweep.Add(1))
	for i := range Shards {
		shard := (first + i) % Shards
		if stale&(1<<shard) == 0 {
			continue
		}
		w, err := s.sweepShard(ctx, shard, consumer, now)
		if err != nil || len(w) > 0 {
			return s.inDoubt(ctx, w), err
		}
	}
	return nil, nil
}

// stale is the set of shards with work nobody renewed.
func (s *Store) stale(ctx context.Context) (set uint, err error) {
	p := s.c.Pipeline()
	var cmds [Shards]*redis.XPendingExtCmd
	for i := range cmds {
		cmds[i] = p.XPendingExt(ctx, &redis.XPendingExtArgs{Stream: workKey(i), Group: group, Idle: s.idle(), Start: "-", End: "+", Count: 1})
	}
	if err := exec(ctx, p); err != nil {
		return 0, err
	}
	for i, c := range cmds {
		if len(c.Val()) > 0 {
			set |= 1 << i
		}
	}
	return set, nil
}

func (s *Store) sweepShard(ctx context.Context, shard int, consumer string, now time.Time) ([]mentorship.Work, error) {
	answer, err := s.run(ctx, scriptSweep, []string{workKey(shard)}, consumer, s.idle().Milliseconds(), 1,
		poison, int(parkedFor/time.Second), ms(now)).Slice()
	if err != nil {
		return nil, fmt.Errorf("taking work over: %w", err)
	}
	taken, _ := answer[0].([]any)
	if n, _ := answer[1].(int64); n > 0 {
		s.log.ErrorContext(ctx, "work was parked because it cost workers their lives", "shard", shard, "items", n)
		s.count("poison_parked", int(n))
	}
	var all []mentorship.Work
	for _, t := range taken {
		e := t.([]any)
		flat, _ := e[2].([]any)
		values := map[string]any{}
		for i := 0; i+1 < len(flat); i += 2 {
			values[asString(flat[i])] = flat[i+1]
		}
		all = append(all, s.work(ctx, shard, consumer, asString(e[0]), asInt(asString(e[1])), values))
	}
	return all, nil
}

// Reap forgets consumers that hold nothing and were not heard of for that long.
func (s *Store) Reap(ctx context.Context, idle time.Duration) (int, error) {
	gone := 0
	for i := range Shards {
		n, err := s.run(ctx, scriptReap, []string{workKey(i)}, idle.Milliseconds()).Int()
		if err != nil {
			return gone, fmt.Errorf("forgetting old consumers: %w", err)
		}
		gone += n
	}
	return gone, nil
}
