package redisstore

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Repos lists the repositories an installation serves, by id.
func (s *Store) Repos(ctx context.Context, tenant int64) ([]mentorship.Repo, error) {
	vals, err := s.c.HVals(ctx, reposKey(tenant)).Result()
	if err != nil {
		return nil, fmt.Errorf("listing repositories: %w", err)
	}
	repos := make([]mentorship.Repo, len(vals))
	for i, v := range vals {
		if err := json.Unmarshal([]byte(v), &repos[i]); err != nil {
			return nil, fmt.Errorf("listing repositories: %w", err)
		}
	}
	slices.SortFunc(repos, func(a, b mentorship.Repo) int { return cmp.Compare(a.ID, b.ID) })
	return repos, nil
}

// SetRepos adds and removes repositories of an installation. A repository that
// was renamed loses its old name.
func (s *Store) SetRepos(ctx context.Context, tenant int64, add, remove []mentorship.Repo) error {
	for _, r := range remove {
		if err := s.removeRepo(ctx, tenant, r); err != nil {
			return fmt.Errorf("removing repository %d: %w", r.ID, err)
		}
	}
	for _, r := range add {
		if err := s.addRepo(ctx, tenant, r); err != nil {
			return fmt.Errorf("adding repository %d: %w", r.ID, err)
		}
	}
	return nil
}

func (s *Store) addRepo(ctx context.Context, tenant int64, r mentorship.Repo) error {
	if err := s.forgetName(ctx, tenant, r.ID, r.FullName()); err != nil {
		return err
	}
	r.Tenant = tenant
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := s.c.HSet(ctx, namesKey(), strings.ToLower(r.FullName()), dec(r.ID)+" "+string(text)).Err(); err != nil {
		return err
	}
	if err := fault.At("repos.named"); err != nil {
		return err
	}
	return s.c.HSet(ctx, reposKey(tenant), dec(r.ID), text).Err()
}

func (s *Store) removeRepo(ctx context.Context, tenant int64, r mentorship.Repo) error {
	if err := s.forgetName(ctx, tenant, r.ID, ""); err != nil {
		return err
	}
	return s.c.HDel(ctx, reposKey(tenant), dec(r.ID)).Err()
}

// forgetName drops the name a repository was known by, unless it still has it.
func (s *Store) forgetName(ctx context.Context, tenant, id int64, still string) error {
	var old mentorship.Repo
	found, err := readJSON(s.c.HGet(ctx, reposKey(tenant), dec(id)), &old)
	if err != nil || !found || strings.EqualFold(old.FullName(), still) {
		return err
	}
	return s.run(ctx, scriptForget, []string{namesKey()}, strings.ToLower(old.FullName()), id).Err()
}

// AllRepos lists repositories of all installations, by id, at most the given number.
func (s *Store) AllRepos(ctx context.Context, most int) ([]mentorship.Repo, error) {
	var repos []mentorship.Repo
	found := s.c.HScan(ctx, namesKey(), 0, "", 1000).Iterator()
	for name := true; found.Next(ctx); name = !name {
		_, doc, ok := strings.Cut(found.Val(), " ")
		if name || !ok {
			continue
		}
		var r mentorship.Repo
		if err := json.Unmarshal([]byte(doc), &r); err != nil {
			return nil, fmt.Errorf("listing all repositories: %w", err)
		}
		repos = append(repos, r)
	}
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("listing all repositories: %w", err)
	}
	slices.SortFunc(repos, func(a, b mentorship.Repo) int { return cmp.Compare(a.ID, b.ID) })
	repos = slices.CompactFunc(repos, func(a, b mentorship.Repo) bool { return a.ID == b.ID })
	return repos[:min(len(repos), most)], nil
}

// FindRepo looks a repository up by "owner/name", in any case.
func (s *Store) FindRepo(ctx context.Context, fullName string) (mentorship.Repo, bool, error) {
	var r mentorship.Repo
	text, err := s.c.HGet(ctx, namesKey(), strings.ToLower(fullName)).Result()
	if err = orNil(err); err != nil {
		return r, false, fmt.Errorf("finding a repository by name: %w", err)
	}
	_, doc, found := strings.Cut(text, " ")
	if !found {
		return r, false, nil
	}
	if err := json.Unmarshal([]byte(doc), &r); err != nil {
		return r, false, fmt.Errorf("finding a repository by name: %w", err)
	}
	return r, true, nil
}
