package redisstore

import (
	"context"
	"fmt"
)

// Habits are what a server does with what it is given; "" where it does not tell.
type Habits struct {
	Version    string // "7.2.4"
	AppendOnly string // "yes" or "no"
	Fsync      string // "always", "everysec" or "no"
	Eviction   string // "noeviction", "allkeys-lru" …
}

// Inspect asks the server these options lead to how it keeps what it is given,
// without refusing any; of a Cluster one of its servers. Hosted ones may forbid
// some of the questions.
func Inspect(ctx context.Context, o Options) (Habits, error) {
	c, err := connect(o, func() {})
	if err != nil {
		return Habits{}, err
	}
	defer func() { _ = c.Close() }() // it was only asked
	if err := c.Ping(ctx).Err(); err != nil {
		return Habits{}, fmt.Errorf("asking Redis for a sign of life: %w", err)
	}
	info, err := askInfo(ctx, c)
	if err != nil {
		return Habits{}, err
	}
	h, err := askHabits(ctx, c)
	return Habits{Version: info["redis_version"], AppendOnly: h.appendOnly, Fsync: h.fsync, Eviction: h.policy}, err
}
