package redisstore

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Tally counts something once: what was counted before keeps its first time.
// It returns how many of that name were counted in the span that ends with
// this one, itself included. Counts older than keep are forgotten.
func (s *Store) Tally(ctx context.Context, tenant int64, name, what string, at time.Time, span, keep time.Duration) (int, error) {
	key := tallyKey(tenant, name)
	p := s.c.TxPipeline()
	p.ZAddNX(ctx, key, redis.Z{Score: float64(ms(at)), Member: what})
	p.ZRemRangeByScore(ctx, key, "-inf", "("+dec(ms(at.Add(-keep))))
	first := p.ZScore(ctx, key, what)
	p.Expire(ctx, key, 2*keep)
	if _, err := p.Exec(ctx); err != nil {
		return 0, fmt.Errorf("counting %s: %w", name, err)
	}
	then := fromMs(int64(first.Val()))
	return s.Tallied(ctx, tenant, name, then.Add(-span), then)
}

// Tallied is how many of that name were counted after from, until to.
func (s *Store) Tallied(ctx context.Context, tenant int64, name string, from, to time.Time) (int, error) {
	n, err := s.c.ZCount(ctx, tallyKey(tenant, name), "("+dec(ms(from)), dec(ms(to))).Result()
	if err != nil {
		return 0, fmt.Errorf("counting %s: %w", name, err)
	}
	return int(n), nil
}
