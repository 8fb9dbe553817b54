package redisstore

import (
	"context"
	"fmt"
	"time"
)

// SetToken keeps what belongs to a token of a person, under the token's hash.
// All of a person's go when the last of them ran out, at the latest.
func (s *Store) SetToken(ctx context.Context, person int64, hash string, data []byte, until time.Time) error {
	key := tokensKey(person)
	p := s.c.TxPipeline()
	p.HSet(ctx, key, hash, data)
	p.ExpireNX(ctx, key, time.Until(until)) // liveness, Redis's own time
	p.ExpireGT(ctx, key, time.Until(until))
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("keeping a token: %w", err)
	}
	return nil
}

// Tokens are what is kept of a person's tokens, by their hashes.
func (s *Store) Tokens(ctx context.Context, person int64) (map[string][]byte, error) {
	all, err := s.c.HGetAll(ctx, tokensKey(person)).Result()
	if err != nil {
		return nil, fmt.Errorf("reading a person's tokens: %w", err)
	}
	out := make(map[string][]byte, len(all))
	for hash, data := range all {
		out[hash] = []byte(data)
	}
	return out, nil
}

// DropToken makes a token worth nothing.
func (s *Store) DropToken(ctx context.Context, person int64, hash string) error {
	if err := s.c.HDel(ctx, tokensKey(person), hash).Err(); err != nil {
		return fmt.Errorf("dropping a token: %w", err)
	}
	return nil
}
