package redisstore

import (
	"context"
	"fmt"
	"strings"
	"time"
)

const (
	// endedFor is how long an ended session is remembered as ended: longer than
	// any request that still holds it.
	endedFor = 5 * time.Minute
	// sessionMost is the longest life of a session. After it nobody has to
	// remember that a person signed out.
	sessionMost = 24 * time.Hour
)

// Session is what was kept under a token; ok is false where there is nothing,
// or no more. Tokens come hashed.
func (s *Store) Session(ctx context.Context, token string) (data []byte, ok bool, err error) {
	text, err := s.c.Get(ctx, sessionKey(token)).Result()
	if err = orNil(err); err != nil {
		return nil, false, fmt.Errorf("reading a session: %w", err)
	}
	kept, ok := strings.CutPrefix(text, "kept ")
	return []byte(kept), ok, nil
}

// SetSession keeps it until then, a real time, unless it was ended meanwhile.
func (s *Store) SetSession(ctx context.Context, token string, data []byte, until time.Time) error {
	if err := s.run(ctx, scriptSession, []string{sessionKey(token)}, data, ms(until)).Err(); err != nil {
		return fmt.Errorf("keeping a session: %w", err)
	}
	return nil
}

// EndSession ends a session for good.
func (s *Store) EndSession(ctx context.Context, token string) error {
	if err := s.c.Set(ctx, sessionKey(token), "ended", endedFor).Err(); err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	return nil
}

// SignOut ends all sessions of a person that began up to then.
func (s *Store) SignOut(ctx context.Context, person int64, at time.Time) error {
	if err := s.c.Set(ctx, signedOutKey(person), ms(at), sessionMost).Err(); err != nil {
		return fmt.Errorf("ending a person's sessions: %w", err)
	}
	return nil
}

// SignedOut is the time up to which a person's sessions are over, zero if none are.
func (s *Store) SignedOut(ctx context.Context, person int64) (time.Time, error) {
	at, err := s.c.Get(ctx, signedOutKey(person)).Int64()
	if err = orNil(err); err != nil {
		return time.Time{}, fmt.Errorf("asking whether a person signed out: %w", err)
	}
	return fromMs(at), nil
}

// Reseat counts that who is in which team of a tenant may have changed; Seats
// is how often that was.
func (s *Store) Reseat(ctx context.Context, tenant int64) error {
	if err := s.c.Incr(ctx, seatsKey(tenant)).Err(); err != nil {
		return fmt.Errorf("counting changes of teams: %w", err)
	}
	return nil
}

// Seats is how often Reseat was called for a tenant.
func (s *Store) Seats(ctx context.Context, tenant int64) (int64, error) {
	n, err := s.c.Get(ctx, seatsKey(tenant)).Int64()
	if err = orNil(err); err != nil {
		return 0, fmt.Errorf("counting changes of teams: %w", err)
	}
	return n, nil
}
