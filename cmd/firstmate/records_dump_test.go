package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// dump writes what a Redis holds, one key a line, its parts quoted as in Go:
//
//	TYPE TTL_MS "key" "part" "part" …
//
// where the parts are a string; fields and values of a hash; elements of a list,
// members of a set, members and scores of a sorted set; for a stream each entry's id, the number
// of its fields, and these. Consumer groups are left out: whoever starts on it
// makes them anew and is handed every entry again.
func dump(t *testing.T, c redis.UniversalClient) string {
	t.Helper()
	ctx := context.Background()
	keys, err := c.Keys(ctx, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(keys)
	var b strings.Builder
	for _, key := range keys {
		kind := c.Type(ctx, key).Val()
		parts, err := parts(ctx, c, kind, key)
		if err != nil {
			t.Fatalf("reading %s: %v", key, err)
		}
		if len(parts) == 0 {
			continue // an empty stream is as good as none
		}
		ttl := max(0, c.PTTL(ctx, key).Val().Milliseconds())
		fmt.Fprintf(&b, "%s %d %s", kind, ttl, strconv.QuoteToASCII(key))
		for _, p := range parts {
			b.WriteString(" " + strconv.QuoteToASCII(p))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func parts(ctx context.Context, c redis.UniversalClient, kind, key string) (out []string, err error) {
	switch kind {
	case "string":
		text, err := c.Get(ctx, key).Result()
		return []string{text}, err
	case "hash":
		all, err := c.HGetAll(ctx, key).Result()
		return pairs(all), err
	case "list":
		out, err = c.LRange(ctx, key, 0, -1).Result()
	case "set":
		out, err = c.SMembers(ctx, key).Result()
		slices.Sort(out)
	case "zset":
		var all []redis.Z
		all, err = c.ZRangeWithScores(ctx, key, 0, -1).Result()
		for _, z := range all {
			out = append(out, z.Member.(string), strconv.FormatFloat(z.Score, 'g', -1, 64))
		}
	case "stream":
		var all []redis.XMessage
		all, err = c.XRange(ctx, key, "-", "+").Result()
		for _, m := range all {
			fields := map[string]string{}
			for k, v := range m.Values {
				fields[k] = v.(string)
			}
			out = append(append(out, m.ID, strconv.Itoa(len(fields))), pairs(fields)...)
		}
	default:
		err = errors.New("a type nobody told the dump of: " + kind)
	}
	return out, err
}

func pairs(all map[string]string) (out []string) {
	for k, v := range all {
		out = append(out, k+"\x00"+v)
	}
	slices.SortFunc(out, cmp.Compare[string])
	var flat []string
	for _, p := range out {
		k, v, _ := strings.Cut(p, "\x00")
		flat = append(flat, k, v)
	}
	return flat
}

// restore writes a dump into a Redis.
func restore(t *testing.T, c redis.UniversalClient, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		if err := restoreKey(context.Background(), c, strings.TrimSuffix(line, "\n")); err != nil {
			t.Fatalf("restoring %.80s: %v", line, err)
		}
	}
}

func restoreKey(ctx context.Context, c redis.UniversalClient, line string) error {
	kind, rest, _ := strings.Cut(line, " ")
	number, rest, _ := strings.Cut(rest, " ")
	ttl, err := strconv.Atoi(number)
	if err != nil {
		return err
	}
	all, err := unquoted(rest)
	if err != nil || len(all) < 2 {
		return fmt.Errorf("%d parts: %w", len(all), err)
	}
	key, parts := all[0], all[1:]
	if err := write(ctx, c, kind, key, parts); err != nil || ttl == 0 {
		return err
	}
	return c.PExpire(ctx, key, time.Duration(ttl)*time.Millisecond).Err()
}

func write(ctx context.Context, c redis.UniversalClient, kind, key string, parts []string) error {
	switch kind {
	case "string":
		return c.Set(ctx, key, parts[0], 0).Err()
	case "hash":
		return c.HSet(ctx, key, parts).Err()
	case "list":
		return c.RPush(ctx, key, anys(parts)...).Err()
	case "set":
		return c.SAdd(ctx, key, anys(parts)...).Err()
	case "zset":
		for p := range slices.Chunk(parts, 2) {
			score, err := strconv.ParseFloat(p[1], 64)
			if err == nil {
				err = c.ZAdd(ctx, key, redis.Z{Member: p[0], Score: score}).Err()
			}
			if err != nil {
				return err
			}
		}
		return nil
	case "stream":
		for len(parts) > 0 {
			n, err := strconv.Atoi(parts[1])
			if err == nil {
				err = c.XAdd(ctx, &redis.XAddArgs{Stream: key, ID: parts[0], Values: parts[2 : 2+2*n]}).Err()
			}
			if err != nil {
				return err
			}
			parts = parts[2+2*n:]
		}
		return nil
	}
	return errors.New("unknown type " + kind)
}

func unquoted(text string) (out []string, err error) {
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		q, err := strconv.QuotedPrefix(text)
		if err != nil {
			return nil, err
		}
		s, err := strconv.Unquote(q)
		if err != nil {
			return nil, err
		}
		out, text = append(out, s), text[len(q):]
	}
	return out, nil
}

func anys(in []string) (out []any) {
	for _, s := range in {
		out = append(out, s)
	}
	return out
}
