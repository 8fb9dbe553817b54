package redisstore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// A Redis that started anew, or a replica that was promoted, may have forgotten
// its last seconds, although it had said "kept" and somebody was spoken to. Each
// start of a server has a name of its own (run_id), and so has each reign of a
// master (master_replid). Where a new one answers, what it hands out is in doubt
// for a while: it may have been done before, and whoever handles it looks first.

// doubtFor is how long. What was forgotten comes up again at once: it is handed
// out, or fetched from GitHub's log, as Lost asks for.
const doubtFor = 10 * time.Minute

// doubt is what is known of the servers behind a Store.
type doubt struct {
	shaken atomic.Bool   // somebody connected since the servers were asked
	lost   chan struct{} // told when doubt begins

	mu    sync.Mutex
	known map[string]bool // reigns
	until time.Time
}

// Lost is told when Redis may have lost its last seconds: now is the time to
// compare with what others know.
func (s *Store) Lost() <-chan struct{} { return s.doubt.lost }

// doubtful reports whether what Redis hands out now may have been done before.
// Each connection is new after a restart or failover, so servers are asked only
// after there was a new one. While they cannot be asked, doubt is right.
func (s *Store) doubtful(ctx context.Context) bool {
	if s.durability == DurabilityUnchecked || !s.own {
		return false
	}
	d := &s.doubt
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.shaken.Swap(false) {
		if err := s.askAgain(ctx); err != nil {
			d.shaken.Store(true)
			s.log.DebugContext(ctx, "Redis cannot be asked whether it is the one of before", "error", err)
			return true
		}
	}
	return time.Now().Before(d.until)
}

// askAgain compares the servers with those that were known.
func (s *Store) askAgain(ctx context.Context) error {
	ids, err := s.reigns(ctx)
	if err != nil || s.doubt.knows(ids) {
		return err
	}
	return s.beginDoubt(ctx, ids)
}

func (d *doubt) knows(ids []string) bool {
	return !slices.ContainsFunc(ids, func(id string) bool { return !d.known[id] })
}

// beginDoubt remembers who answers now, for processes to come, and how long
// that is to be doubted.
func (s *Store) beginDoubt(ctx context.Context, ids []string) error {
	d, span := &s.doubt, s.scaled(doubtFor)
	d.until = time.Now().Add(span)
	if err := s.noteServers(ctx, ids, span); err != nil {
		return err
	}
	for _, id := range ids {
		d.known[id] = true
	}
	s.log.WarnContext(ctx, "Redis started anew or failed over: what it may have forgotten is fetched, and nothing is written for a while before it was looked for", "for", span)
	select {
	case d.lost <- struct{}{}:
	default:
	}
	return nil
}

// meetServers takes up what earlier processes knew of the servers: Redis may
// have started anew while nobody was looking.
func (s *Store) meetServers(ctx context.Context) error {
	if s.durability == DurabilityUnchecked || !s.own {
		return nil
	}
	d := &s.doubt
	d.mu.Lock()
	defer d.mu.Unlock()
	ids, err := s.reigns(ctx)
	if err != nil {
		return fmt.Errorf("asking which Redis this is: %w", err)
	}
	if len(ids) == 0 {
		s.log.WarnContext(ctx, "cannot tell when Redis starts anew or fails over, for it does not allow INFO: what it forgets then is noticed five minutes later")
		return nil
	}
	was, err := s.c.HMGet(ctx, catchUpKey(), "servers", "doubt").Result()
	if err != nil {
		return fmt.Errorf("recalling which Redis this was: %w", err)
	}
	for id := range strings.FieldsSeq(asString(was[0])) {
		d.known[id] = true
	}
	switch {
	case len(d.known) == 0: // a new memory
		for _, id := range ids {
			d.known[id] = true
		}
		return s.noteServers(ctx, ids, 0)
	case !d.knows(ids):
		return s.beginDoubt(ctx, ids)
	}
	now, err := s.Now(ctx)
	if err != nil {
		return fmt.Errorf("asking Redis for the time: %w", err)
	}
	d.until = time.Now().Add(fromMs(asInt(asString(was[1]))).Sub(now))
	return nil
}

// noteServers remembers in Redis who answers, and until when that is doubted, by Redis's clock.
func (s *Store) noteServers(ctx context.Context, ids []string, span time.Duration) error {
	now, err := s.Now(ctx)
	if err == nil {
		err = s.c.HSet(ctx, catchUpKey(), "servers", strings.Join(ids, " "), "doubt", ms(now.Add(span))).Err()
	}
	if err != nil {
		return fmt.Errorf("remembering which Redis this is: %w", err)
	}
	return nil
}

// reigns are the names of this start and reign of each server either client
// speaks to: behind sentinels, one may be at the new master while the other
// still is at the old.
func (s *Store) reigns(ctx context.Context) ([]string, error) {
	var mu sync.Mutex
	ids := map[string]bool{}
	ask := func(ctx context.Context, c redis.Cmdable) error {
		info, err := askInfo(ctx, c)
		if id := info["run_id"]; id != "" {
			mu.Lock()
			defer mu.Unlock()
			ids[id+"/"+info["master_replid"]] = true
		}
		return err
	}
	for _, c := range []redis.UniversalClient{s.c, s.reader} {
		if err := eachMaster(ctx, c, ask); err != nil {
			return nil, err
		}
	}
	return slices.Sorted(maps.Keys(ids)), nil
}
