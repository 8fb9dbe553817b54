package redisstore

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// atOnce is how many values a line of an export holds, about.
const atOnce = 500

// Export writes what is remembered of these tenants, all if none is named, and
// returns how many tenants and lines that were. The program may go on meanwhile:
// what is told to it while a tenant is written is fetched again after an import.
//
// Left out: bodies of deliveries, for they hold what people wrote, and so
// deliveries that are not done yet, put away or set aside, which GitHub's log still
// has; sessions and the hashes of tokens; and which operations were done.
func (s *Store) Export(ctx context.Context, out io.Writer, tenants []int64, now time.Time) (count, lines int, err error) {
	w := &dumpWriter{out: json.NewEncoder(out)}
	w.out.SetEscapeHTML(false)
	if err := w.out.Encode(dumpHead{dumpFormat, DumpVersion, mentorship.SchemaVersion, ms(now)}); err != nil {
		return 0, 0, fmt.Errorf("writing an export: %w", err)
	}
	till, err := s.c.HGet(ctx, catchUpKey(), "log").Result() // before anything else: what came later is fetched again
	if err = orNil(err); err != nil {
		return 0, 0, fmt.Errorf("recalling how far the delivery log was read: %w", err)
	}
	all := tenants
	if len(all) == 0 {
		if all, err = s.tenants(ctx); err != nil {
			return 0, 0, err
		}
	}
	for _, t := range all {
		if err := s.exportTenant(ctx, w, t); err != nil {
			return count, w.lines, fmt.Errorf("writing tenant %d: %w", t, err)
		}
		count++
	}
	if len(tenants) == 0 && till != "" {
		if err := w.line(dumpLine{Key: "/catchup", Values: []dumpText{dumpText(till)}}); err != nil {
			return count, w.lines, fmt.Errorf("writing an export: %w", err)
		}
	}
	if err := w.out.Encode(dumpFoot{End: &w.lines}); err != nil {
		return count, w.lines, fmt.Errorf("writing an export: %w", err)
	}
	return count, w.lines, nil
}

// tenants are all tenants of which anything is remembered.
func (s *Store) tenants(ctx context.Context) ([]int64, error) {
	found := map[int64]bool{}
	recoveries, err := s.Recoveries(ctx)
	if err != nil {
		return nil, err
	}
	for t := range recoveries {
		found[t] = true
	}
	repos, err := s.AllRepos(ctx, maxRepos)
	if err != nil {
		return nil, err
	}
	for _, r := range repos {
		found[r.Tenant] = true
	}
	return slices.Sorted(maps.Keys(found)), nil
}

const maxRepos = 1 << 30

// late are the keys of effects: they are written behind the records, so that no
// record says of an effect that it is planned which the file does not have.
func late() []string {
	return []string{"queue", "held", "effects", "marks", "again", "tries", "gate", "times"}
}

func (s *Store) exportTenant(ctx context.Context, w *dumpWriter, t int64) error {
	if err := s.exportSeen(ctx, w, t); err != nil {
		return err
	}
	prefix := tenantKey(t, "")
	keys := map[string]bool{}
	err := s.eachKey(ctx, t, prefix+"*", func(page []string) error {
		for _, k := range page {
			keys[strings.TrimPrefix(k, prefix)] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range append(late(), "repos") {
		delete(keys, k)
	}
	for _, name := range append(slices.Sorted(maps.Keys(keys)), late()...) {
		if strings.HasPrefix(name, "op:") {
			continue
		}
		if err := s.exportKey(ctx, w, t, name, prefix+name); err != nil {
			return err
		}
	}
	return s.exportShared(ctx, w, t)
}

// exportSeen writes which deliveries were kept, but for those that are not done.
func (s *Store) exportSeen(ctx context.Context, w *dumpWriter, t int64) error {
	var seen []string
	prefix := seenKey(t, "")
	err := s.eachKey(ctx, t, prefix+"*", func(page []string) error {
		for _, k := range page {
			seen = append(seen, strings.TrimPrefix(k, prefix))
		}
		return nil
	})
	if err != nil {
		return err
	}
	open, err := s.unfinished(ctx, t)
	if err != nil {
		return err
	}
	seen = slices.DeleteFunc(seen, func(guid string) bool { return open[guid] })
	for part := range slices.Chunk(seen, atOnce) {
		if err := w.line(dumpLine{Tenant: t, Key: "/seen", Values: texts(part)}); err != nil {
			return err
		}
	}
	return nil
}

// unfinished are the deliveries that wait or are in hand.
func (s *Store) unfinished(ctx context.Context, t int64) (map[string]bool, error) {
	open := map[string]bool{}
	shard := shardOf(t)
	later := laterKey(shard, string(mentorship.WorkDelivery)+":"+dec(t)+":")
	err := s.eachKey(ctx, t, later+"*", func(page []string) error {
		for _, k := range page {
			open[strings.TrimPrefix(k, later)] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for from := "-"; ; {
		entries, err := s.c.XRangeN(ctx, workKey(shard), from, "+", atOnce).Result()
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if asString(e.Values["t"]) == dec(t) {
				open[asString(e.Values["g"])] = true
			}
			from = "(" + e.ID
		}
		if len(entries) < atOnce {
			return open, nil
		}
	}
}

// exportShared writes what shares a key with other tenants, and last of all what
// says that the tenant is known.
func (s *Store) exportShared(ctx context.Context, w *dumpWriter, t int64) error {
	shard := shardOf(t)
	due, err := s.c.ZRangeWithScores(ctx, wakeKey(shard), 0, -1).Result()
	if err != nil {
		return err
	}
	wake := dumpLine{Tenant: t, Key: "/wake"}
	for _, z := range due {
		if m := asString(z.Member); strings.HasPrefix(m, "m:"+dec(t)+":") {
			wake.Values = append(wake.Values, dumpText(m), dumpText(score(z.Score)))
		}
	}
	for part := range slices.Chunk(wake.Values, 2*atOnce) {
		if err := w.line(dumpLine{Tenant: t, Key: "/wake", Values: part}); err != nil {
			return err
		}
	}
	if err := s.exportWhere(ctx, w, t); err != nil {
		return err
	}
	if at, err := s.c.ZScore(ctx, leavingKey(shard), dec(t)).Result(); err == nil {
		if err := w.line(dumpLine{Tenant: t, Key: "/leaving", Values: []dumpText{dumpText(score(at))}}); err != nil {
			return err
		}
	}
	repos, err := s.c.HVals(ctx, reposKey(t)).Result()
	if err != nil {
		return err
	}
	slices.Sort(repos)
	if err := w.line(dumpLine{Tenant: t, Key: "/repos", Values: texts(repos)}); err != nil {
		return err
	}
	recovery, err := s.c.HGet(ctx, recoveryKey(), dec(t)).Result()
	if err = orNil(err); err != nil || recovery == "" {
		return err
	}
	return w.line(dumpLine{Tenant: t, Key: "/recovery", Values: []dumpText{dumpText(recovery)}})
}

// exportWhere writes of whom something may be kept at the tenant.
func (s *Store) exportWhere(ctx context.Context, w *dumpWriter, t int64) error {
	var people []string
	for shard := range Shards {
		prefix := shardKey(shard, "where", "")
		err := s.eachBeside(ctx, prefix, prefix+"*", func(page []string) error {
			for _, k := range page {
				in, err := s.c.SIsMember(ctx, k, t).Result()
				if err != nil {
					return err
				}
				if in {
					people = append(people, strings.TrimPrefix(k, prefix))
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	slices.Sort(people)
	for part := range slices.Chunk(people, atOnce) {
		if err := w.line(dumpLine{Tenant: t, Key: "/where", Values: texts(part)}); err != nil {
			return err
		}
	}
	return nil
}

// exportKey writes one key of a tenant, in as many lines as it takes.
func (s *Store) exportKey(ctx context.Context, w *dumpWriter, t int64, name, key string) error {
	kind, err := s.c.Type(ctx, key).Result()
	if err != nil || kind == "none" {
		return err
	}
	l := dumpLine{Tenant: t, Key: name, Kind: kind}
	left, err := s.c.PTTL(ctx, key).Result()
	if err != nil {
		return err
	}
	l.Left = max(left.Milliseconds(), 0)
	put := func(values []string) error {
		l.Values = texts(values)
		return w.line(l)
	}
	switch kind {
	case "string":
		v, err := s.c.Get(ctx, key).Result()
		if err = orNil(err); err != nil {
			return err
		}
		return put([]string{v})
	case "list":
		v, err := s.c.LRange(ctx, key, 0, -1).Result()
		if err != nil {
			return err
		}
		return put(v)
	case "stream":
		return s.exportStream(ctx, key, put)
	}
	for cursor := uint64(0); ; {
		var page []string
		switch kind {
		case "hash":
			page, cursor, err = s.c.HScan(ctx, key, cursor, "", atOnce).Result()
		case "zset":
			page, cursor, err = s.c.ZScan(ctx, key, cursor, "", atOnce).Result()
		case "set":
			page, cursor, err = s.c.SScan(ctx, key, cursor, "", atOnce).Result()
		default:
			return fmt.Errorf("key %s is a %s, which no export knows", name, kind)
		}
		if err == nil {
			err = put(page)
		}
		if err != nil || cursor == 0 {
			return err
		}
	}
}

func (s *Store) exportStream(ctx context.Context, key string, put func([]string) error) error {
	for from := "-"; ; {
		entries, err := s.c.XRangeN(ctx, key, from, "+", atOnce).Result()
		if err != nil {
			return err
		}
		for _, e := range entries {
			v := []string{e.ID}
			for _, name := range slices.Sorted(maps.Keys(e.Values)) {
				v = append(v, name, asString(e.Values[name]))
			}
			if err := put(v); err != nil {
				return err
			}
			from = "(" + e.ID
		}
		if len(entries) < atOnce {
			return nil
		}
	}
}

func texts(values []string) []dumpText {
	out := make([]dumpText, len(values))
	for i, v := range values {
		out[i] = dumpText(v)
	}
	return out
}

func score(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
