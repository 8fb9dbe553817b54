package redisstore

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Secret is the key of the hashes that stand for people of a tenant. It is made
// when it is first asked for and never changes; it goes with the tenant.
func (s *Store) Secret(ctx context.Context, tenant int64) ([]byte, error) {
	text, err := s.c.Get(ctx, secretKey(tenant)).Result() // every step asks; one answer makes it
	if errors.Is(err, redis.Nil) {
		var fresh [32]byte
		_, _ = rand.Read(fresh[:]) // never fails: crypto/rand
		if err := s.c.SetNX(ctx, secretKey(tenant), hex.EncodeToString(fresh[:]), 0).Err(); err != nil {
			return nil, fmt.Errorf("making the key of a tenant: %w", err)
		}
		text, err = s.c.Get(ctx, secretKey(tenant)).Result()
	}
	if err != nil {
		return nil, fmt.Errorf("reading the key of a tenant: %w", err)
	}
	return hex.DecodeString(text)
}

// SetArm remembers, for the comparison, which group the newcomer behind a hash
// is in, and since which day. The first word counts.
func (s *Store) SetArm(ctx context.Context, tenant int64, hash string, greeted bool, at time.Time) error {
	arm := "out "
	if greeted {
		arm = "in "
	}
	if err := s.c.HSetNX(ctx, armsKey(tenant), hash, arm+at.UTC().Format(time.DateOnly)).Err(); err != nil {
		return fmt.Errorf("remembering a group: %w", err)
	}
	return nil
}

// Bury remembers the hash of a person who asked at that time to be forgotten.
// It tells whether they are: not where they came back later.
func (s *Store) Bury(ctx context.Context, tenant int64, hash string, at time.Time) (bool, error) {
	yes, err := s.tomb(ctx, tenant, hash, at, "bury")
	if err != nil {
		return false, fmt.Errorf("remembering that somebody is forgotten: %w", err)
	}
	return yes, nil
}

// Unbury lifts Bury by the person's own act at that time, and tells whether that
// act did. One from before they asked to be forgotten lifts nothing.
func (s *Store) Unbury(ctx context.Context, tenant int64, hash string, at time.Time) (bool, error) {
	yes, err := s.tomb(ctx, tenant, hash, at, "lift")
	if err != nil {
		return false, fmt.Errorf("lifting that somebody is forgotten: %w", err)
	}
	return yes, nil
}

func (s *Store) tomb(ctx context.Context, tenant int64, hash string, at time.Time, act string) (bool, error) {
	n, err := s.run(ctx, scriptTomb, []string{tombsKey(tenant), tombTimesKey(tenant)}, hash, ms(at), act).Int()
	return n == 1, err
}

// BuriedAt is when a person last asked to be forgotten, also where they came back
// since: zero where that was not noted, as earlier versions did not; ok: they are forgotten.
func (s *Store) BuriedAt(ctx context.Context, tenant int64, hash string) (at time.Time, ok bool, err error) {
	p := s.c.Pipeline()
	member, text := p.SIsMember(ctx, tombsKey(tenant), hash), p.HGet(ctx, tombTimesKey(tenant), hash)
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return at, false, fmt.Errorf("asking since when somebody is forgotten: %w", err)
	}
	if acts := strings.Fields(text.Val()); len(acts) == 3 {
		at = fromMs(asInt(acts[2]))
	}
	return at, member.Val(), nil
}

// Buried tells which of these hashes are of people who asked to be forgotten.
func (s *Store) Buried(ctx context.Context, tenant int64, hashes []string) ([]bool, error) {
	if len(hashes) == 0 {
		return nil, nil
	}
	members := make([]any, len(hashes))
	for i, h := range hashes {
		members[i] = h
	}
	found, err := s.c.SMIsMember(ctx, tombsKey(tenant), members...).Result()
	if err != nil {
		return nil, fmt.Errorf("asking who is forgotten: %w", err)
	}
	return found, nil
}
