package redisstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Where a person may have something is noted before it is kept, so that their
// own page need not look everywhere. The note may outlive what it leads to.

// note keeps that something of these people may be at a tenant.
func (s *Store) note(ctx context.Context, tenant int64, people ...int64) error {
	if len(people) == 0 {
		return nil
	}
	p := s.c.Pipeline()
	for _, person := range people {
		p.SAdd(ctx, whereKey(person), tenant)
	}
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("noting where a person is known: %w", err)
	}
	return nil
}

// unnote takes a tenant out of where these people may have something.
func (s *Store) unnote(ctx context.Context, tenant int64, people ...int64) error {
	for _, person := range people {
		if err := s.c.SRem(ctx, whereKey(person), tenant).Err(); err != nil {
			return fmt.Errorf("forgetting where a person is known: %w", err)
		}
	}
	return nil
}

// wipeNotes takes a tenant out of where anybody may have something.
func (s *Store) wipeNotes(ctx context.Context, tenant int64) error {
	for shard := range Shards {
		every := shardKey(shard, "where", "*")
		err := s.eachBeside(ctx, every, every, func(keys []string) error {
			for _, k := range keys {
				if err := s.c.SRem(ctx, k, tenant).Err(); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// TenantsOf are the tenants where something of a person may be kept, in order.
func (s *Store) TenantsOf(ctx context.Context, person int64) ([]int64, error) {
	var out []int64
	if err := s.c.SMembers(ctx, whereKey(person)).ScanSlice(&out); err != nil {
		return nil, fmt.Errorf("asking where a person is known: %w", err)
	}
	slices.Sort(out)
	return out, nil
}

// listedIn are the people a house rules file names, members of teams included.
func listedIn(h mentorship.HouseText) (out []int64) {
	for _, p := range h.People {
		out = append(out, p.ID)
	}
	for _, team := range h.Teams {
		for _, p := range team {
			out = append(out, p.ID)
		}
	}
	return out
}
