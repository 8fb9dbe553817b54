package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// Durability is what is demanded of the file Redis keeps, before anything is
// acknowledged to GitHub.
type Durability string

// The demands.
const (
	DurabilityTold      Durability = ""          // nothing is demanded; what may be lost is told at the start
	DurabilityAlways    Durability = "always"    // appendonly yes, appendfsync always: kept means kept
	DurabilityEverySec  Durability = "everysec"  // appendonly yes: a second or two may be lost, and is fetched again
	DurabilityUnchecked Durability = "unchecked" // of a Redis that only plays, or that is only looked into
)

// habits are what a server does about memory and its file; "" where it does not tell.
type habits struct {
	policy     string // maxmemory-policy
	appendOnly string // yes, no
	fsync      string // always, everysec, no
	replicas   int    // connected; -1 where it does not tell
}

// askHabits asks one server. CONFIG is forbidden in many places; then INFO has
// some of it.
func askHabits(ctx context.Context, c redis.Cmdable) (h habits, err error) {
	info, err := askInfo(ctx, c)
	if err != nil {
		return h, err
	}
	h = habits{policy: info["maxmemory_policy"], appendOnly: map[string]string{"0": "no", "1": "yes"}[info["aof_enabled"]], replicas: -1}
	if n, err := strconv.Atoi(info["connected_slaves"]); err == nil {
		h.replicas = n
	}
	for name, to := range map[string]*string{"maxmemory-policy": &h.policy, "appendonly": &h.appendOnly, "appendfsync": &h.fsync} {
		got, err := c.ConfigGet(ctx, name).Result()
		if err != nil && !refused(err) {
			return h, fmt.Errorf("asking Redis for %s: %w", name, err)
		}
		if v := got[name]; v != "" {
			*to = v
		}
	}
	return h, nil
}

// askInfo is what a server tells about itself; empty where that is forbidden.
func askInfo(ctx context.Context, c redis.Cmdable) (map[string]string, error) {
	text, err := c.Info(ctx).Result()
	if err != nil && !refused(err) {
		return nil, fmt.Errorf("asking Redis about itself: %w", err)
	}
	info := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			info[name] = value
		}
	}
	return info, nil
}

// refused reports whether a server answered, and would not do it.
func refused(err error) bool {
	_, answered := errors.AsType[redis.Error](err)
	return answered
}

// judge holds a server's habits against what is demanded: what forbids to
// start, and what has to be told. Each line names its remedy.
func (h habits) judge(want Durability, replicas int) (refuse, warn []string) {
	switch h.policy {
	case "noeviction":
	case "":
		warn = append(warn, "cannot tell whether Redis evicts keys, for it allows neither CONFIG nor INFO: make sure that maxmemory-policy is noeviction")
	default:
		refuse = append(refuse, fmt.Sprintf("Redis evicts keys (maxmemory-policy %s), and with them what was promised to people: set maxmemory-policy noeviction", h.policy))
	}
	if replicas > 0 && h.replicas >= 0 && h.replicas < replicas {
		warn = append(warn, fmt.Sprintf("nothing is accepted (503) until %d replicas are connected, now there are %d: add replicas, or set FIRSTMATE_REDIS_REPLICAS lower", replicas, h.replicas))
	}
	lines := h.file(want, replicas)
	if want == DurabilityTold {
		return refuse, append(warn, lines...)
	}
	if h.appendOnly == "" || h.fsync == "" && want == DurabilityAlways && h.appendOnly == "yes" {
		return refuse, append(warn, lines...) // who demands it and cannot show it is taken at their word
	}
	return append(refuse, lines...), warn
}

// file says in which way the file falls short of what is demanded.
func (h habits) file(want Durability, replicas int) []string {
	const remedy = "set appendonly yes and appendfsync always"
	switch {
	case want == DurabilityTold && replicas > 0:
		return nil // the replicas are what is relied on
	case h.appendOnly == "":
		return []string{"cannot tell whether Redis keeps a file, for it allows neither CONFIG nor INFO: make sure of appendonly yes and appendfsync always"}
	case h.appendOnly != "yes":
		return []string{"Redis keeps no append-only file (appendonly no) and forgets everything when it ends: " + remedy}
	case want == DurabilityEverySec && h.fsync != "no" || h.fsync == "always":
		return nil
	case h.fsync == "":
		return []string{"cannot tell how often Redis flushes its file, for it does not allow CONFIG: make sure of appendfsync always"}
	case h.fsync == "no":
		return []string{"Redis leaves it to the system when its file is flushed (appendfsync no), and may lose half a minute: " + remedy}
	}
	return []string{"Redis flushes its file once a second (appendfsync " + h.fsync + "): a crash of the machine may lose a second of what was accepted, which is then fetched again; " +
		remedy + ", or set FIRSTMATE_REDIS_DURABILITY=everysec to agree"}
}

// checkDurability refuses servers that may throw away what they promised to
// keep, and tells what cannot be seen or is less than it could be.
func (s *Store) checkDurability(ctx context.Context) error {
	if s.durability == DurabilityUnchecked {
		return nil
	}
	var mu sync.Mutex
	said := map[string]bool{}
	var refusals []error
	err := eachMaster(ctx, s.c, func(ctx context.Context, c redis.Cmdable) error {
		h, err := askHabits(ctx, c)
		if err != nil {
			return err
		}
		refuse, warn := h.judge(s.durability, s.replicas)
		mu.Lock()
		defer mu.Unlock()
		for _, line := range refuse {
			if !said[line] {
				refusals = append(refusals, errors.New(line))
			}
			said[line] = true
		}
		for _, line := range warn {
			if !said[line] {
				s.log.WarnContext(ctx, line)
			}
			said[line] = true
		}
		return nil
	})
	return errors.Join(append(refusals, err)...)
}
