package redisstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Parked is work or an effect that was set aside. It shows no body.
type Parked struct {
	ID     string    `json:"id"` // "delivery:7:GUID", "due:7:mentorship", "effect:7:key": what Retry and Drop are told
	Tenant int64     `json:"tenant"`
	Event  string    `json:"event,omitempty"` // of a delivery
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`             // when it was parked, by Redis's clock
	First  time.Time `json:"first,omitzero"` // when it was accepted first, zero for effects
}

// ParkedWork lists what is set aside, oldest first in each shard. What has
// outlived its seven days is forgotten on the way.
func (s *Store) ParkedWork(ctx context.Context) ([]Parked, error) {
	var all []Parked
	for shard := range Shards {
		ids, err := s.c.ZRange(ctx, parkedKey(shard), 0, -1).Result()
		if err != nil {
			return nil, fmt.Errorf("listing parked work: %w", err)
		}
		for _, id := range ids {
			p, found, err := s.parked(ctx, shard, id)
			if err != nil {
				return nil, fmt.Errorf("listing parked work: %w", err)
			}
			if found {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// CountParked is how much is set aside.
func (s *Store) CountParked(ctx context.Context) (n int, err error) {
	p := s.c.Pipeline()
	var counts [Shards]*redis.IntCmd
	for shard := range counts {
		counts[shard] = p.ZCard(ctx, parkedKey(shard))
	}
	if err := exec(ctx, p); err != nil {
		return 0, fmt.Errorf("counting parked work: %w", err)
	}
	for _, c := range counts {
		n += int(c.Val())
	}
	return n, nil
}

func (s *Store) parked(ctx context.Context, shard int, id string) (Parked, bool, error) {
	v, err := s.c.HMGet(ctx, asideKey(shard, id), "t", "e", "why", "at", "f").Result()
	if err != nil {
		return Parked{}, false, err
	}
	if v[0] == nil {
		return Parked{}, false, s.c.ZRem(ctx, parkedKey(shard), id).Err()
	}
	return Parked{ID: id, Tenant: asInt(asString(v[0])), Event: asString(v[1]), Reason: asString(v[2]),
		At: fromMs(asInt(asString(v[3]))), First: fromMs(asInt(asString(v[4])))}, true, nil
}

// RetryParked hands parked work out again as if it had just come in, and
// reports whether it was there.
func (s *Store) RetryParked(ctx context.Context, id string, now time.Time) (bool, error) {
	return s.unpark(ctx, id, now, "retry")
}

// DropParked forgets parked work and reports whether it was there.
func (s *Store) DropParked(ctx context.Context, id string) (bool, error) {
	return s.unpark(ctx, id, time.UnixMilli(0), "drop")
}

func (s *Store) unpark(ctx context.Context, id string, now time.Time, how string) (bool, error) {
	tenant, ok := tenantOfItem(id)
	if !ok {
		return false, nil
	}
	shard := shardOf(tenant)
	keys := append(effectKeys(tenant), parkedKey(shard), asideKey(shard, id))
	n, err := s.run(ctx, scriptUnpark, keys, tenant, ms(now), id, how).Int()
	if err != nil {
		return false, fmt.Errorf("%s of parked work: %w", how, err)
	}
	return n == 1, nil
}

func tenantOfItem(id string) (int64, bool) {
	parts := strings.SplitN(id, ":", 3)
	if len(parts) != 3 {
		return 0, false
	}
	t := asInt(parts[1])
	return t, dec(t) == parts[1]
}

// Pending is how much is not finished.
type Pending struct {
	Inbox   int // work handed in: deliveries, due mentorships and pumps, put away or not
	Effects int // effects planned and not settled
	Due     int // timers that have run out and were not noticed yet
}

// Pending counts what is not finished, over all tenants.
func (s *Store) Pending(ctx context.Context, now time.Time) (Pending, error) {
	p := s.c.Pipeline()
	var work, due [Shards]*redis.IntCmd
	var counts [Shards]*redis.SliceCmd
	for i := range Shards { // in the order in which work moves on, so that none slips by between two counts
		due[i] = p.ZCount(ctx, wakeKey(i), "-inf", dec(ms(now)))
		work[i] = p.XLen(ctx, workKey(i))
		counts[i] = p.HMGet(ctx, countKey(i), "effects", "later", "behind")
	}
	if err := exec(ctx, p); err != nil {
		return Pending{}, fmt.Errorf("counting what is not finished: %w", err)
	}
	var all Pending
	for i := range Shards {
		v := counts[i].Val()
		all.Effects += int(asInt(asString(v[0])))
		all.Inbox += int(work[i].Val()) + int(asInt(asString(v[1]))) + int(asInt(asString(v[2])))
		all.Due += int(due[i].Val())
	}
	return all, nil
}
