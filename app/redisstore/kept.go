package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// The two fields of what is kept that are no facts: the number of the newest
// change, and how often facts were erased.
const (
	keptSeq   = "#"
	keptEpoch = "#e"
)

// keptArgs are the facts and counts of a commit, as lua/commit.lua reads them.
func keptArgs(c mentorship.Commit) []any {
	args := []any{len(c.Kept)}
	for _, k := range c.Kept {
		args = append(args, k.Name, k.Text)
	}
	args = append(args, len(c.Counts))
	for _, name := range c.Counts {
		args = append(args, name)
	}
	return args
}

// KeptOne is the fact of that name, nil if there is none.
func (s *Store) KeptOne(ctx context.Context, tenant int64, name string) ([]byte, error) {
	text, err := s.c.HGet(ctx, keptKey(tenant), name).Bytes()
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("reading what is kept: %w", err)
	}
	return text, nil
}

// Kept are the facts that changed since, all of them (whole) where some were
// erased meanwhile, and how far that reaches.
func (s *Store) Kept(ctx context.Context, tenant int64, since mentorship.KeptSince) (facts []mentorship.Kept, now mentorship.KeptSince, whole bool, err error) {
	at, err := s.c.HMGet(ctx, keptKey(tenant), keptSeq, keptEpoch).Result()
	if err != nil {
		return nil, since, false, fmt.Errorf("reading what is kept: %w", err)
	}
	now = mentorship.KeptSince{Seq: asInt(asString(at[0])), Epoch: asInt(asString(at[1]))}
	switch {
	case now == since:
		return nil, now, false, nil
	case now.Epoch != since.Epoch || since.Seq == 0:
		facts, err = s.keptWhole(ctx, tenant)
		whole = true
	default:
		facts, err = s.keptAfter(ctx, tenant, since.Seq)
	}
	if err != nil {
		return nil, since, false, fmt.Errorf("reading what is kept: %w", err)
	}
	return facts, now, whole, nil
}

// keptWhole reads all facts; one that changes meanwhile may be read twice or newer.
func (s *Store) keptWhole(ctx context.Context, tenant int64) (facts []mentorship.Kept, err error) {
	all, err := s.c.HGetAll(ctx, keptKey(tenant)).Result()
	for name, text := range all {
		if name != keptSeq && name != keptEpoch {
			facts = append(facts, mentorship.Kept{Name: name, Text: []byte(text)})
		}
	}
	return facts, err
}

func (s *Store) keptAfter(ctx context.Context, tenant, seq int64) (facts []mentorship.Kept, err error) {
	names, err := s.c.ZRangeByScore(ctx, keptLogKey(tenant), &redis.ZRangeBy{Min: "(" + dec(seq), Max: "+inf"}).Result()
	if err != nil || len(names) == 0 {
		return nil, err
	}
	texts, err := s.c.HMGet(ctx, keptKey(tenant), names...).Result()
	for i, text := range texts {
		if t := asString(text); t != "" {
			facts = append(facts, mentorship.Kept{Name: names[i], Text: []byte(t)})
		}
	}
	return facts, err
}

// Counts are what was counted without a person.
func (s *Store) Counts(ctx context.Context, tenant int64) (map[string]int, error) {
	all, err := s.c.HGetAll(ctx, countsKey(tenant)).Result()
	if err != nil {
		return nil, fmt.Errorf("reading counts: %w", err)
	}
	out := make(map[string]int, len(all))
	for name, n := range all {
		out[name] = int(asInt(n))
	}
	return out, nil
}

// Snapshot is what was published for a month ("2026-11"), nil if nothing was.
func (s *Store) Snapshot(ctx context.Context, tenant int64, month string) ([]byte, error) {
	text, err := s.c.HGet(ctx, publishedKey(tenant), month).Bytes()
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("reading a published month: %w", err)
	}
	return text, nil
}

// SetSnapshot publishes a month and returns what counts: the first one.
func (s *Store) SetSnapshot(ctx context.Context, tenant int64, month string, text []byte) ([]byte, error) {
	if err := s.c.HSetNX(ctx, publishedKey(tenant), month, text).Err(); err != nil {
		return nil, fmt.Errorf("publishing a month: %w", err)
	}
	return s.Snapshot(ctx, tenant, month)
}

// DropKept erases facts whose names begin so; whoever read them reads anew.
func (s *Store) DropKept(ctx context.Context, tenant int64, prefix string) error {
	var names []string
	found := s.c.HScan(ctx, keptKey(tenant), 0, globbed(prefix)+"*", 1000).Iterator()
	for found.Next(ctx) {
		names = append(names, found.Val())
		if !found.Next(ctx) { // the value
			break
		}
	}
	if err := found.Err(); err != nil {
		return fmt.Errorf("erasing what is kept: %w", err)
	}
	if len(names) == 0 {
		return nil
	}
	p := s.c.TxPipeline()
	p.HDel(ctx, keptKey(tenant), names...)
	p.ZRem(ctx, keptLogKey(tenant), names)
	p.HIncrBy(ctx, keptKey(tenant), keptEpoch, 1)
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("erasing what is kept: %w", err)
	}
	return nil
}

// globbed is a text that matches itself alone.
func globbed(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "]", `\]`).Replace(s)
}
