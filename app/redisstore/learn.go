package redisstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/klauspost/compress/s2"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// learnAtOnce and changesAtOnce bound what one script or read holds up.
const (
	learnAtOnce   = 100
	changesAtOnce = 1000
)

// storedChange is matching.Change in short: there are many of them.
type storedChange struct {
	ID        string              `json:"i"`
	Time      int64               `json:"t"` // seconds
	Author    matching.PersonID   `json:"a,omitempty"`
	Reviewers []matching.PersonID `json:"r,omitempty"`
	Files     []string            `json:"f,omitempty"`
	Large     bool                `json:"l,omitempty"`
}

// Learn adds merged changes of a repository; known ids are passed over.
func (s *Store) Learn(ctx context.Context, repo mentorship.Repo, changes []matching.Change) error {
	keys := []string{learnKey(repo.Tenant, repo.ID), knownKey(repo.Tenant, repo.ID)}
	for some := range slices.Chunk(changes, learnAtOnce) {
		args := make([]any, 0, 2*len(some))
		for _, c := range some {
			packed, err := packChange(c)
			if err != nil {
				return fmt.Errorf("learning a change: %w", err)
			}
			args = append(args, c.ID, packed)
		}
		if err := s.run(ctx, scriptLearn, keys, args...).Err(); err != nil {
			return fmt.Errorf("learning changes: %w", err)
		}
	}
	return nil
}

// Changes returns what was learnt after the given position ("" = from the
// beginning) in the order it was learnt, and the new position.
func (s *Store) Changes(ctx context.Context, repo mentorship.Repo, after string) ([]matching.Change, string, error) {
	var changes []matching.Change
	for {
		start := "-"
		if after != "" {
			start = "(" + after
		}
		entries, err := s.c.XRangeN(ctx, learnKey(repo.Tenant, repo.ID), start, "+", changesAtOnce).Result()
		if err != nil {
			return nil, after, fmt.Errorf("recalling changes: %w", err)
		}
		for _, e := range entries {
			c, err := unpackChange(asString(e.Values["c"]))
			if err != nil {
				return nil, after, fmt.Errorf("recalling change %s: %w", e.ID, err)
			}
			changes, after = append(changes, c), e.ID
		}
		if len(entries) < changesAtOnce {
			return changes, after, nil
		}
	}
}

func packChange(c matching.Change) ([]byte, error) {
	text, err := json.Marshal(storedChange{c.ID, c.Time.Unix(), c.Author, c.Reviewers, c.Files, c.Large})
	return s2.Encode(nil, text), err
}

func unpackChange(packed string) (matching.Change, error) {
	text, err := s2.Decode(nil, []byte(packed))
	if err != nil {
		return matching.Change{}, err
	}
	var c storedChange
	if err := json.Unmarshal(text, &c); err != nil {
		return matching.Change{}, err
	}
	return matching.Change{ID: c.ID, Time: time.Unix(c.Time, 0).UTC(), Author: c.Author,
		Reviewers: c.Reviewers, Files: c.Files, Large: c.Large}, nil
}
