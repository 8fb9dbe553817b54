package redisstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Loads tells how busy these mentors are: places, invitations of the seven
// days before now, all that are kept, and rest. Every mentor asked for is in the answer.
func (s *Store) Loads(ctx context.Context, tenant int64, mentors []int64, now time.Time) (map[int64]mentorship.Load, error) {
	type answers struct {
		holding, week *redis.IntCmd
		asked         *redis.ZSliceCmd
		rest          *redis.StringCmd
	}
	p := s.c.Pipeline()
	got := make(map[int64]answers, len(mentors))
	for _, m := range mentors {
		got[m] = answers{
			holding: p.SCard(ctx, placesKey(tenant, m)),
			week:    p.ZCount(ctx, askedKey(tenant, m), "("+dec(ms(now.Add(-week))), "+inf"),
			asked:   p.ZRangeWithScores(ctx, askedKey(tenant, m), 0, -1),
			rest:    p.HGet(ctx, restKey(tenant), dec(m)),
		}
	}
	if err := exec(ctx, p); err != nil {
		return nil, fmt.Errorf("reading how busy mentors are: %w", err)
	}
	loads := make(map[int64]mentorship.Load, len(mentors))
	for m, a := range got {
		l := mentorship.Load{Holding: int(a.holding.Val()), Week: int(a.week.Val()), RestUntil: fromMs(asInt(a.rest.Val()))}
		for _, z := range a.asked.Val() {
			l.Asked = append(l.Asked, fromMs(int64(z.Score)))
		}
		loads[m] = l
	}
	return loads, nil
}

// exec runs a pipeline of reads in which "there is none" is an answer.
func exec(ctx context.Context, p redis.Pipeliner) error {
	cmds, err := p.Exec(ctx)
	if err == nil {
		return nil
	}
	for _, c := range cmds {
		if err := c.Err(); err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
	}
	return nil
}
