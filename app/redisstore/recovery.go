package redisstore

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"sync"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// sound are the tenants of which this process knows that nothing is being read
// back: every delivery asks. It is emptied whenever the memory may be another
// one: with a new connection, and when the groups of the streams were gone.
type sound struct {
	mu    sync.Mutex
	known map[int64]mentorship.Recovery
	turns int // how often it was emptied
}

func (s *sound) get(tenant int64) (r mentorship.Recovery, ok bool, turn int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok = s.known[tenant]
	return r, ok, s.turns
}

// put keeps what was read, unless the memory may have changed since.
func (s *sound) put(tenant int64, r mentorship.Recovery, turn int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if turn != s.turns {
		return
	}
	if s.known == nil {
		s.known = map[int64]mentorship.Recovery{}
	}
	s.known[tenant] = r
}

func (s *sound) doubt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = nil
	s.turns++
}

// doubter empties what is known with every new connection: behind it may be a
// server that lost everything.
type doubter struct{ *sound }

// DialHook implements [redis.Hook].
func (d doubter) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := next(ctx, network, addr)
		d.doubt()
		return c, err
	}
}

// ProcessHook implements [redis.Hook].
func (doubter) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }

// ProcessPipelineHook implements [redis.Hook].
func (doubter) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// Recovery is how far a tenant was read back from GitHub; known: whether this
// memory was ever asked to keep anything of it.
func (s *Store) Recovery(ctx context.Context, tenant int64) (r mentorship.Recovery, known bool, err error) {
	r, known, turn := s.sound.get(tenant)
	if known {
		return r, true, nil
	}
	if known, err = readJSON(s.c.HGet(ctx, recoveryKey(), dec(tenant)), &r); err != nil {
		return r, false, fmt.Errorf("recalling whether a tenant is being read back: %w", err)
	}
	if known && !r.Done.IsZero() {
		s.sound.put(tenant, r, turn)
	}
	return r, known, nil
}

// SetRecovery keeps how far a tenant was read back.
func (s *Store) SetRecovery(ctx context.Context, tenant int64, r mentorship.Recovery) error {
	text, err := json.Marshal(r)
	if err == nil {
		err = fault.At("recovery.noted")
	}
	if err == nil {
		err = s.c.HSet(ctx, recoveryKey(), dec(tenant), text).Err()
	}
	if err != nil {
		return fmt.Errorf("keeping whether a tenant is being read back: %w", err)
	}
	return nil
}

// Recoveries are those of all tenants.
func (s *Store) Recoveries(ctx context.Context) (map[int64]mentorship.Recovery, error) {
	all, err := s.c.HGetAll(ctx, recoveryKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("listing tenants that are being read back: %w", err)
	}
	out := make(map[int64]mentorship.Recovery, len(all))
	for tenant, text := range all {
		var r mentorship.Recovery
		if tenant == born {
			continue
		}
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			return nil, fmt.Errorf("listing tenants that are being read back: %w", err)
		}
		out[asInt(tenant)] = r
	}
	return out, nil
}

// born is the field that says that a program began with this memory. It is no tenant.
const born = "born"

// Born reports whether a program began with this memory: false where it was lost since.
func (s *Store) Born(ctx context.Context) (bool, error) {
	ok, err := s.c.HExists(ctx, recoveryKey(), born).Result()
	if err != nil {
		return false, fmt.Errorf("asking whether the memory is the one it was: %w", err)
	}
	return ok, nil
}

// SetBorn notes that a program begins with this memory.
func (s *Store) SetBorn(ctx context.Context) error {
	err := fault.At("recovery.born")
	if err == nil {
		err = s.c.HSet(ctx, recoveryKey(), born, "1").Err()
	}
	if err != nil {
		return fmt.Errorf("noting that the memory is a new one: %w", err)
	}
	return nil
}

// dropRecovery forgets whether a tenant that left was ever read back.
func (s *Store) dropRecovery(ctx context.Context, tenant int64) error {
	if err := fault.At("recovery.dropped"); err != nil {
		return err
	}
	return s.c.HDel(ctx, recoveryKey(), dec(tenant)).Err()
}

// KeepTraces keeps what is known of texts of ours beside the records. What is there
// already stays.
func (s *Store) KeepTraces(ctx context.Context, tenant int64, r mentorship.Recalled) error {
	p := s.c.Pipeline()
	for key, id := range r.Marks {
		p.HSetNX(ctx, tenantKey(tenant, "marks"), key, "s:"+dec(id))
	}
	for _, a := range r.Asked {
		p.ZAddNX(ctx, askedKey(tenant, a.Mentor), redis.Z{Score: float64(ms(a.At)), Member: a.Name})
		p.ZRemRangeByRank(ctx, askedKey(tenant, a.Mentor), 0, -101)
	}
	for mentor, until := range r.Rests {
		p.HSetNX(ctx, restKey(tenant), dec(mentor), ms(until))
	}
	if p.Len() == 0 {
		return nil
	}
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("keeping what texts of ours tell: %w", err)
	}
	return nil
}

// recoveryKey is the deployment's, so that one look tells whether a memory is new.
func recoveryKey() string { return shardKey(0, "recovery") }

var _ redis.Hook = doubter{}
