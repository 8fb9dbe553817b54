package redisstore

import (
	"bufio"
	"context"
	"fmt"
	"strings"
)

// Durability is how a server keeps what it is given; "" where it does not tell.
type Durability struct {
	Version    string // "7.2.4"
	AppendOnly string // "yes" or "no"
	Fsync      string // "always", "everysec" or "no"
	Eviction   string // "noeviction", "allkeys-lru" …
}

// Inspect asks the server at that URL how it keeps what it is given, without
// refusing any. Hosted ones may forbid some of the questions.
func Inspect(ctx context.Context, url string) (d Durability, err error) {
	c, err := connect(url)
	if err != nil {
		return d, err
	}
	defer func() { _ = c.Close() }()
	if err := c.Ping(ctx).Err(); err != nil {
		return d, fmt.Errorf("asking Redis for a sign of life: %w", err)
	}
	told := map[string]string{}
	for _, section := range []string{"server", "memory", "persistence"} {
		for lines := bufio.NewScanner(strings.NewReader(c.Info(ctx, section).Val())); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ":")
			told[name] = strings.TrimSpace(value)
		}
	}
	d = Durability{Version: told["redis_version"], Eviction: told["maxmemory_policy"]}
	switch told["aof_enabled"] {
	case "1":
		d.AppendOnly = "yes"
	case "0":
		d.AppendOnly = "no"
	}
	d.Fsync = c.ConfigGet(ctx, "appendfsync").Val()["appendfsync"]
	return d, nil
}
