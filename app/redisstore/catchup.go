package redisstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Lease takes a task that one process at a time may do, or keeps it; false
// while it is somebody else's. Who holds it for longer asks again in time.
func (s *Store) Lease(ctx context.Context, name, who string, span time.Duration) (bool, error) {
	n, err := s.run(ctx, scriptLease, []string{leaseKey(name)}, who, max(span.Milliseconds(), 1)).Int()
	if err != nil {
		return false, fmt.Errorf("taking a lease: %w", err)
	}
	return n == 1, nil
}

// Unlease gives a task back.
func (s *Store) Unlease(ctx context.Context, name, who string) error {
	if err := s.run(ctx, scriptLease, []string{leaseKey(name)}, who, 0).Err(); err != nil {
		return fmt.Errorf("giving a lease back: %w", err)
	}
	return nil
}

// unkeptAtOnce is how many delivery ids are looked up in one round trip.
const unkeptAtOnce = 500

// Unkept are those of the attempts whose deliveries were not kept in the last
// eight days, in their order.
func (s *Store) Unkept(ctx context.Context, attempts []mentorship.Attempt) (out []mentorship.Attempt, err error) {
	for len(attempts) > 0 {
		part := attempts[:min(len(attempts), unkeptAtOnce)]
		attempts = attempts[len(part):]
		p := s.c.Pipeline()
		cmds := make([]*redis.IntCmd, len(part))
		for i, a := range part {
			cmds[i] = p.Exists(ctx, seenKey(a.Tenant, a.GUID))
		}
		if err := exec(ctx, p); err != nil {
			return nil, fmt.Errorf("looking up deliveries: %w", err)
		}
		for i, c := range cmds {
			if c.Val() == 0 {
				out = append(out, part[i])
			}
		}
	}
	return out, nil
}

// CaughtUp is how far the delivery log was compared, zero if it never was.
func (s *Store) CaughtUp(ctx context.Context) (c mentorship.CatchUp, err error) {
	if _, err = readJSON(s.c.HGet(ctx, catchUpKey(), "log"), &c); err != nil {
		return c, fmt.Errorf("recalling how far the delivery log was read: %w", err)
	}
	return c, nil
}

// SetCaughtUp remembers how far the delivery log was compared.
func (s *Store) SetCaughtUp(ctx context.Context, c mentorship.CatchUp) error {
	text, err := json.Marshal(c)
	if err == nil {
		err = fault.At("catchup.log.noted")
	}
	if err == nil {
		err = s.c.HSet(ctx, catchUpKey(), "log", text).Err()
	}
	if err != nil {
		return fmt.Errorf("remembering how far the delivery log was read: %w", err)
	}
	return nil
}

// Scanned is how far a repository was looked through, zero if it never was.
func (s *Store) Scanned(ctx context.Context, repo mentorship.Repo) (c mentorship.Scan, err error) {
	if _, err = readJSON(s.c.HGet(ctx, scansKey(repo.Tenant), dec(repo.ID)), &c); err != nil {
		return c, fmt.Errorf("recalling how far a repository was looked through: %w", err)
	}
	return c, nil
}

// SetScanned remembers how far a repository was looked through.
func (s *Store) SetScanned(ctx context.Context, repo mentorship.Repo, c mentorship.Scan) error {
	text, err := json.Marshal(c)
	if err == nil {
		err = fault.At("catchup.scan.noted")
	}
	if err == nil {
		err = s.c.HSet(ctx, scansKey(repo.Tenant), dec(repo.ID), text).Err()
	}
	if err != nil {
		return fmt.Errorf("remembering how far a repository was looked through: %w", err)
	}
	return nil
}
