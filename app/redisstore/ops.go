package redisstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Ops returns the ops issue about a repository; zero if there is none.
func (s *Store) Ops(ctx context.Context, repo mentorship.Repo) (t mentorship.Thread, err error) {
	if _, err = readJSON(s.c.HGet(ctx, opsKey(repo.Tenant), dec(repo.ID)), &t); err != nil {
		return t, fmt.Errorf("recalling the ops issue: %w", err)
	}
	return t, nil
}

// Concerns are the mentorships of a repository that those who coordinate should
// know of, by id, and why.
func (s *Store) Concerns(ctx context.Context, repo mentorship.Repo) (map[string]mentorship.Concern, error) {
	all, err := s.c.HGetAll(ctx, concernsKey(repo.Tenant)).Result()
	if err != nil {
		return nil, fmt.Errorf("listing what coordinators should know of: %w", err)
	}
	out := map[string]mentorship.Concern{}
	for id, value := range all {
		if in, why, _ := strings.Cut(value, ":"); in == dec(repo.ID) {
			out[id] = mentorship.Concern(why)
		}
	}
	return out, nil
}

// SetOps remembers the ops issue about a repository.
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
