package redisstore

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Health is what an operator watches, over all tenants.
type Health struct {
	Pending
	Oldest  time.Duration // how long the oldest work is in a stream, by Redis's clock
	Late    time.Duration // by how much the oldest timer is late
	Parked  int           // pieces of work set aside
	Invited int           // mentorships whose mentor was asked and has not answered
	Unmet   int           // newcomers who wait for a mentor for more than a day
	Tenants int           // installations with a repository
}

// Health looks at everything once: about a hundred commands and two for each tenant.
func (s *Store) Health(ctx context.Context, now time.Time) (Health, error) {
	var h Health
	var err error
	if h.Pending, err = s.Pending(ctx, now); err != nil {
		return h, err
	}
	if err := s.shardHealth(ctx, &h, now); err != nil {
		return h, fmt.Errorf("looking after work: %w", err)
	}
	tenants, err := s.tenants(ctx)
	if err != nil {
		return h, err
	}
	h.Tenants = len(tenants)
	for _, t := range tenants {
		n, err := s.Unmet(ctx, t, now.Add(-24*time.Hour))
		if err != nil {
			return h, err
		}
		invited, err := s.c.SCard(ctx, invitedKey(t)).Result()
		if err != nil {
			return h, fmt.Errorf("counting invitations: %w", err)
		}
		h.Unmet, h.Invited = h.Unmet+int(n), h.Invited+int(invited)
	}
	return h, nil
}

func (s *Store) shardHealth(ctx context.Context, h *Health, now time.Time) error {
	redisNow, err := s.Now(ctx)
	if err != nil {
		return err
	}
	p := s.c.Pipeline()
	var oldest [Shards]*redis.XMessageSliceCmd
	var parked [Shards]*redis.IntCmd
	for i := range Shards {
		oldest[i] = p.XRangeN(ctx, workKey(i), "-", "+", 1)
		parked[i] = p.ZCard(ctx, parkedKey(i))
	}
	if err := exec(ctx, p); err != nil {
		return err
	}
	for i := range Shards {
		h.Parked += int(parked[i].Val())
		if entries := oldest[i].Val(); len(entries) > 0 {
			h.Oldest = max(h.Oldest, redisNow.Sub(entryTime(entries[0].ID)))
		}
	}
	first, err := s.firstWakes(ctx)
	if at := earliest(first[:]); !at.IsZero() {
		h.Late = max(0, now.Sub(at))
	}
	return err
}

// entryTime is when an entry came into its stream.
func entryTime(id string) time.Time {
	millis, _, _ := strings.Cut(id, "-")
	n, _ := strconv.ParseInt(millis, 10, 64)
	return time.UnixMilli(n)
}
