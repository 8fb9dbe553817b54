package redisstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// scanAtOnce is how many keys Redis looks at before it answers somebody else.
const scanAtOnce = 1000

// Leave notes that a tenant uninstalled the App, and when all that is kept of it
// goes. The zero time takes that back.
func (s *Store) Leave(ctx context.Context, tenant int64, at time.Time) error {
	key := leavingKey(shardOf(tenant))
	var err error
	if at.IsZero() {
		err = s.c.ZRem(ctx, key, dec(tenant)).Err()
	} else {
		err = s.c.ZAddNX(ctx, key, redis.Z{Score: float64(ms(at)), Member: dec(tenant)}).Err()
	}
	if err != nil {
		return fmt.Errorf("noting that tenant %d leaves: %w", tenant, err)
	}
	return nil
}

// Left are the tenants whose time is over.
func (s *Store) Left(ctx context.Context, now time.Time) (out []int64, err error) {
	p := s.c.Pipeline()
	var cmds [Shards]*redis.StringSliceCmd
	for shard := range cmds {
		cmds[shard] = p.ZRangeByScore(ctx, leavingKey(shard), &redis.ZRangeBy{Min: "-inf", Max: dec(ms(now))})
	}
	if err := exec(ctx, p); err != nil {
		return nil, fmt.Errorf("listing tenants that left: %w", err)
	}
	for _, c := range cmds {
		for _, t := range c.Val() {
			out = append(out, asInt(t))
		}
	}
	return out, nil
}

// Wipe deletes everything of a tenant. It may be repeated, and goes on where it
// was cut short: that the tenant left is forgotten last.
func (s *Store) Wipe(ctx context.Context, tenant int64) error {
	if err := s.wipe(ctx, tenant); err != nil {
		return fmt.Errorf("deleting all of tenant %d: %w", tenant, err)
	}
	return nil
}

func (s *Store) wipe(ctx context.Context, tenant int64) error {
	repos, err := s.Repos(ctx, tenant)
	if err != nil {
		return err
	}
	if err := s.SetRepos(ctx, tenant, nil, repos); err != nil {
		return err
	}
	if err := s.wipeWork(ctx, tenant); err != nil {
		return err
	}
	shard := shardOf(tenant)
	for _, pattern := range []string{
		tenantKey(tenant, "*"), seenKey(tenant, "*"),
		laterKey(shard, "*:"+dec(tenant)+":*"), asideKey(shard, "*:"+dec(tenant)+":*"),
	} {
		err := s.eachKey(ctx, tenant, pattern, func(keys []string) error { return s.c.Unlink(ctx, keys...).Err() })
		if err != nil {
			return err
		}
	}
	if err := s.wipeNotes(ctx, tenant); err != nil {
		return err
	}
	if err := s.dropRecovery(ctx, tenant); err != nil {
		return err
	}
	return s.Leave(ctx, tenant, time.Time{})
}

// wipeWork takes a tenant out of what all tenants of a shard share.
func (s *Store) wipeWork(ctx context.Context, tenant int64) error {
	shard, of := shardOf(tenant), ":"+dec(tenant)
	unsettled, err := s.c.HLen(ctx, tenantKey(tenant, "effects")).Result()
	if err != nil {
		return err
	}
	for _, key := range []string{wakeKey(shard), parkedKey(shard)} {
		all, err := s.c.ZRange(ctx, key, 0, -1).Result()
		if err != nil {
			return err
		}
		for _, member := range all {
			if !strings.Contains(member+":", of+":") {
				continue
			}
			if err := s.c.ZRem(ctx, key, member).Err(); err != nil {
				return err
			}
			if strings.HasPrefix(member, "l:") {
				if err := s.c.HIncrBy(ctx, countKey(shard), "later", -1).Err(); err != nil {
					return err
				}
			}
		}
	}
	waiting, err := s.c.XLen(ctx, tenantKey(tenant, "behind")).Result()
	if err != nil {
		return err
	}
	p := s.c.TxPipeline()
	p.Unlink(ctx, tenantKey(tenant, "effects"), tenantKey(tenant, "behind"))
	p.HIncrBy(ctx, countKey(shard), "effects", -unsettled)
	p.HIncrBy(ctx, countKey(shard), "behind", -waiting)
	_, err = p.Exec(ctx)
	return err
}

// eachKey goes through the keys of a tenant's slot that match a pattern.
func (s *Store) eachKey(ctx context.Context, tenant int64, pattern string, do func(keys []string) error) error {
	return s.eachBeside(ctx, tenantKey(tenant, "repos"), pattern, do)
}

// eachBeside goes through the keys that match a pattern where a key lies.
func (s *Store) eachBeside(ctx context.Context, key, pattern string, do func(keys []string) error) error {
	var c redis.Cmdable = s.c
	if cluster, ok := s.c.(*redis.ClusterClient); ok {
		master, err := cluster.MasterForKey(ctx, key)
		if err != nil {
			return err
		}
		c = master
	}
	for cursor := uint64(0); ; {
		keys, next, err := c.Scan(ctx, cursor, pattern, scanAtOnce).Result()
		if err == nil && len(keys) > 0 {
			err = do(keys)
		}
		if err != nil || next == 0 {
			return err
		}
		cursor = next
	}
}

// PutAgain keeps an encoded index in the place of one that reaches as far, which
// names people whose names are not to be kept. It reports whether it was kept: a
// newer one may be there.
func (s *Store) PutAgain(ctx context.Context, repo mentorship.Repo, at string, index []byte) (bool, error) {
	return s.putTogether(ctx, repo, at, index, true)
}

// forgetLessons takes the names of mentorships of a person out of what tells
// which lessons were learnt.
func (s *Store) forgetLessons(ctx context.Context, tenant, person int64) error {
	repos, err := s.Repos(ctx, tenant)
	if err != nil {
		return err
	}
	for _, r := range repos {
		if err := s.c.HDel(ctx, authorsKey(tenant, r.ID), dec(person)).Err(); err != nil {
			return err
		}
		key := knownKey(tenant, r.ID)
		found := s.c.SScan(ctx, key, 0, "*-"+dec(person)+"/*", scanAtOnce).Iterator()
		var known []any
		for found.Next(ctx) {
			known = append(known, found.Val())
		}
		if err := found.Err(); err != nil {
			return err
		}
		if len(known) > 0 {
			if err := s.c.SRem(ctx, key, known...).Err(); err != nil {
				return err
			}
		}
	}
	return nil
}

// dropTraces deletes the keys of a tenant that bear the name of a mentorship:
// operations that were done, and invitations of mentors who are none any more.
func (s *Store) dropTraces(ctx context.Context, tenant int64, id string) error {
	err := s.eachKey(ctx, tenant, opKey(tenant, "*"+id+"*"), func(keys []string) error {
		for _, k := range keys {
			if named(k, id) {
				if err := s.c.Unlink(ctx, k).Err(); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.eachKey(ctx, tenant, tenantKey(tenant, "asked", "*"), func(keys []string) error {
		for _, k := range keys {
			mentor := asInt(k[strings.LastIndexByte(k, ':')+1:])
			if err := s.unname(ctx, tenant, mentor, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// named reports whether a key bears that id, and not a longer one.
func named(key, id string) bool {
	for rest := key; ; {
		_, after, found := strings.Cut(rest, id)
		if !found {
			return false
		}
		if after == "" || after[0] < '0' || after[0] > '9' {
			return true
		}
		rest = after
	}
}
