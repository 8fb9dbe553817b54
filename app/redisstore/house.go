package redisstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// House returns the last good house rules of a repository, and whether any were read.
func (s *Store) House(ctx context.Context, repo mentorship.Repo) (mentorship.HouseText, bool, error) {
	var h mentorship.HouseText
	found, err := readJSON(s.c.HGet(ctx, houseKey(repo.Tenant), dec(repo.ID)), &h)
	if err != nil {
		return h, false, fmt.Errorf("recalling house rules: %w", err)
	}
	return h, found, nil
}

// SetHouse keeps house rules, unless rules read later are there already.
func (s *Store) SetHouse(ctx context.Context, repo mentorship.Repo, h mentorship.HouseText) error {
	text, err := json.Marshal(h)
	if err == nil {
		err = s.note(ctx, repo.Tenant, listedIn(h)...)
	}
	if err == nil {
		err = s.run(ctx, scriptNewest, []string{houseKey(repo.Tenant)}, ms(h.ReadAt), dec(repo.ID), text).Err()
	}
	if err != nil {
		return fmt.Errorf("keeping house rules: %w", err)
	}
	return nil
}

// SetPushers keeps who pushed these commits: GitHub tells it only once. The
// first to push a commit made it part of the branch; whoever sets the branch
// back to it later did not.
func (s *Store) SetPushers(ctx context.Context, repo mentorship.Repo, commits []string, by mentorship.Pusher) error {
	text, err := json.Marshal(by)
	if err == nil {
		err = fault.At("pushers.told")
	}
	if err == nil && len(commits) > 0 {
		pipe := s.c.Pipeline()
		for _, c := range commits {
			pipe.HSetNX(ctx, pushersKey(repo.Tenant, repo.ID), c, text)
		}
		_, err = pipe.Exec(ctx)
	}
	if err != nil {
		return fmt.Errorf("keeping who pushed: %w", err)
	}
	return nil
}

// Pushers are those who pushed changes of the house rules, by commit.
func (s *Store) Pushers(ctx context.Context, repo mentorship.Repo) (map[string]mentorship.Pusher, error) {
	all, err := s.c.HGetAll(ctx, pushersKey(repo.Tenant, repo.ID)).Result()
	if err != nil {
		return nil, fmt.Errorf("recalling who pushed: %w", err)
	}
	out := make(map[string]mentorship.Pusher, len(all))
	for commit, text := range all {
		var p mentorship.Pusher
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			return nil, fmt.Errorf("recalling who pushed: %w", err)
		}
		out[commit] = p
	}
	return out, nil
}

// Backfill returns how far the reading of a repository's past has come; zero if it has not begun.
func (s *Store) Backfill(ctx context.Context, repo mentorship.Repo) (b mentorship.Backfill, err error) {
	if _, err = readJSON(s.c.HGet(ctx, backfillKey(repo.Tenant), dec(repo.ID)), &b); err != nil {
		return b, fmt.Errorf("reading how far a backfill has come: %w", err)
	}
	return b, nil
}

// SetBackfill notes how far the reading has come.
func (s *Store) SetBackfill(ctx context.Context, repo mentorship.Repo, b mentorship.Backfill) error {
	text, err := json.Marshal(b)
	if err == nil {
		err = s.c.HSet(ctx, backfillKey(repo.Tenant), dec(repo.ID), text).Err()
	}
	if err == nil {
		err = fault.At("past.noted")
	}
	if err != nil {
		return fmt.Errorf("noting how far a backfill has come: %w", err)
	}
	return nil
}
