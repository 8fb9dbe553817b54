package redisstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Ops returns the ops issue about a repository's house rules; zero if there is none.
func (s *Store) Ops(ctx context.Context, repo mentorship.Repo) (t mentorship.Thread, err error) {
	if _, err = readJSON(s.c.HGet(ctx, opsKey(repo.Tenant), dec(repo.ID)), &t); err != nil {
		return t, fmt.Errorf("recalling the ops issue: %w", err)
	}
	return t, nil
}

// SetOps remembers the ops issue about a repository's house rules.
func (s *Store) SetOps(ctx context.Context, repo mentorship.Repo, t mentorship.Thread) error {
	text, err := json.Marshal(t)
	if err == nil {
		err = fault.At("ops.opened")
	}
	if err == nil {
		err = s.c.HSet(ctx, opsKey(repo.Tenant), dec(repo.ID), text).Err()
	}
	if err != nil {
		return fmt.Errorf("remembering the ops issue: %w", err)
	}
	return nil
}
