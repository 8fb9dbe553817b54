package redisstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// ErrNotEmpty says that something is remembered already.
var ErrNotEmpty = errors.New("this Redis is not empty")

// Import takes over what Export wrote, and returns how many tenants and lines that
// were. The whole file is read before anything is changed. With replace, what is
// remembered of the tenants in the file goes first; without, a memory that is not
// empty is left alone (ErrNotEmpty). FaultNewer: a newer program wrote the file.
//
// An import that was cut short is repeated with replace. That a tenant is known is
// written last, so that nothing is said at one that is half there.
func (s *Store) Import(ctx context.Context, file io.ReadSeeker, replace bool, now time.Time) (tenants, lines int, err error) {
	in := map[int64]bool{}
	lines, err = readDump(file, func(l dumpLine) error {
		if l.Tenant != 0 {
			in[l.Tenant] = true
		}
		return checkLine(l)
	})
	if err != nil {
		return 0, lines, fmt.Errorf("reading an export: %w", err)
	}
	empty, err := s.empty(ctx)
	if err != nil {
		return 0, lines, err
	}
	if !empty && !replace {
		return 0, lines, ErrNotEmpty
	}
	for t := range in {
		if empty {
			break
		}
		if err := s.Wipe(ctx, t); err != nil {
			return 0, lines, err
		}
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return 0, lines, fmt.Errorf("reading an export: %w", err)
	}
	i := importer{s, map[int64]mentorship.Recovery{}}
	for t := range in { // closed until its last line: the next program would take a half for the whole
		i.read[t] = mentorship.Recovery{Done: now}
		if err := s.SetRecovery(ctx, t, mentorship.Recovery{Began: now}); err != nil {
			return 0, lines, err
		}
	}
	if lines, err = readDump(file, func(l dumpLine) error { return i.line(ctx, l) }); err != nil {
		return 0, lines, fmt.Errorf("taking over an export: %w", err)
	}
	for t := range in {
		if err := i.open(ctx, t, now); err != nil {
			return 0, lines, fmt.Errorf("opening tenant %d: %w", t, err)
		}
	}
	return len(in), lines, nil
}

// importer takes an export over.
type importer struct {
	*Store
	read map[int64]mentorship.Recovery // how far tenants were read back from GitHub
}

// empty reports whether nothing is remembered: the streams a program makes when
// it begins do not count.
func (s *Store) empty(ctx context.Context) (bool, error) {
	tenants, err := s.tenants(ctx)
	if err != nil || len(tenants) > 0 {
		return false, err
	}
	for shard := range Shards {
		n, err := s.c.XLen(ctx, workKey(shard)).Result()
		if err != nil || n > 0 {
			return false, err
		}
	}
	return true, nil
}

// checkLine refuses what importLine could not take.
func checkLine(l dumpLine) error {
	pairs := func() error {
		if len(l.Values)%2 != 0 {
			return errors.New("a value has no name")
		}
		return nil
	}
	if l.Key == "/catchup" {
		return nil
	}
	if l.Tenant == 0 {
		return errors.New("it is of no tenant")
	}
	switch {
	case l.Key == "/wake", l.Kind == "zset":
		for i := 1; i < len(l.Values); i += 2 {
			if _, err := strconv.ParseFloat(string(l.Values[i]), 64); err != nil {
				return errors.New("a score is no number")
			}
		}
		return pairs()
	case strings.HasPrefix(l.Key, "/"), l.Kind == "string", l.Kind == "list", l.Kind == "set":
		return nil
	case l.Kind == "hash":
		if err := newerRecord(l); err != nil {
			return err
		}
		return pairs()
	case l.Kind == "stream" && len(l.Values)%2 == 1:
		return nil
	}
	return errors.New("it is of a kind nobody knows")
}

// newerRecord refuses a record whose schema this program does not know, whatever
// the head of the file says.
func newerRecord(l dumpLine) error {
	for i := 0; i+1 < len(l.Values) && strings.HasPrefix(l.Key, "m:"); i += 2 {
		if n, _ := strconv.Atoi(string(l.Values[i+1])); l.Values[i] == "s" && n > mentorship.SchemaVersion {
			return mentorship.NewFault(mentorship.FaultNewer, fmt.Errorf("a mentorship has schema %d, this program knows %d", n, mentorship.SchemaVersion))
		}
	}
	return nil
}

func (s importer) line(ctx context.Context, l dumpLine) error {
	if strings.HasPrefix(l.Key, "/") {
		return s.shared(ctx, l)
	}
	key := tenantKey(l.Tenant, l.Key)
	v := make([]any, len(l.Values))
	for i, t := range l.Values {
		v[i] = string(t)
	}
	p := s.c.Pipeline()
	switch l.Kind {
	case "hash":
		p.HSet(ctx, key, v...)
	case "zset":
		for i := 0; i < len(v); i += 2 {
			f, _ := strconv.ParseFloat(string(l.Values[i+1]), 64) // checked before
			p.ZAdd(ctx, key, redis.Z{Member: v[i], Score: f})
		}
	case "set":
		p.SAdd(ctx, key, v...)
	case "list":
		p.RPush(ctx, key, v...)
	case "string":
		p.Set(ctx, key, v[0], 0)
	case "stream":
		p.XAdd(ctx, &redis.XAddArgs{Stream: key, ID: string(l.Values[0]), Values: v[1:]})
	}
	if l.Left > 0 {
		p.PExpire(ctx, key, time.Duration(l.Left)*time.Millisecond)
	}
	_, err := p.Exec(ctx)
	return err
}

func (s importer) shared(ctx context.Context, l dumpLine) error {
	shard := shardOf(l.Tenant)
	p := s.c.Pipeline()
	switch l.Key {
	case "/seen":
		for _, guid := range l.Values {
			p.Set(ctx, seenKey(l.Tenant, string(guid)), "1", seenFor)
		}
	case "/wake":
		for i := 0; i < len(l.Values); i += 2 {
			f, _ := strconv.ParseFloat(string(l.Values[i+1]), 64) // checked before
			p.ZAdd(ctx, wakeKey(shard), redis.Z{Member: string(l.Values[i]), Score: f})
		}
	case "/where":
		for _, person := range l.Values {
			p.SAdd(ctx, whereKey(asInt(string(person))), l.Tenant)
		}
	case "/leaving":
		f, _ := strconv.ParseFloat(string(l.Values[0]), 64)
		p.ZAdd(ctx, leavingKey(shard), redis.Z{Member: dec(l.Tenant), Score: f})
	case "/repos":
		return s.repos(ctx, l)
	case "/catchup": // unless this memory has a place of its own
		p.HSetNX(ctx, catchUpKey(), "log", string(l.Values[0]))
	case "/recovery":
		var r mentorship.Recovery
		if err := json.Unmarshal([]byte(l.Values[0]), &r); err != nil {
			return fmt.Errorf("reading how far a tenant was read back: %w", err)
		}
		s.read[l.Tenant] = r
	}
	if p.Len() == 0 {
		return nil
	}
	_, err := p.Exec(ctx)
	return err
}

func (s importer) repos(ctx context.Context, l dumpLine) error {
	repos := make([]mentorship.Repo, len(l.Values))
	for i, text := range l.Values {
		if err := json.Unmarshal([]byte(text), &repos[i]); err != nil {
			return fmt.Errorf("reading a repository: %w", err)
		}
	}
	return s.SetRepos(ctx, l.Tenant, repos, nil)
}

// open opens a tenant that is there as a whole: its effects are counted, and go
// on. One that was exported while it was being read back is read back anew.
func (s importer) open(ctx context.Context, t int64, now time.Time) error {
	n, err := s.c.HLen(ctx, tenantKey(t, "effects")).Result()
	if err != nil {
		return err
	}
	p := s.c.Pipeline()
	if n > 0 {
		p.HIncrBy(ctx, countKey(shardOf(t)), "effects", n)
	}
	p.HDel(ctx, tenantKey(t, "gate"), "pump")
	p.ZAdd(ctx, wakeKey(shardOf(t)), redis.Z{Member: "g:" + dec(t), Score: float64(ms(now))})
	if _, err := p.Exec(ctx); err != nil {
		return err
	}
	return s.SetRecovery(ctx, t, s.read[t])
}
