package redisstore

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// TestJudge: what a server does, what is demanded of it, and what comes of that.
func TestJudge(t *testing.T) {
	kept := habits{policy: "noeviction", appendOnly: "yes", fsync: "always"}
	with := func(change func(h *habits)) habits {
		h := kept
		change(&h)
		return h
	}
	everySec := with(func(h *habits) { h.fsync = "everysec" })
	never := with(func(h *habits) { h.fsync = "no" })
	noFile := with(func(h *habits) { h.appendOnly = "no" })
	silent := habits{replicas: -1}
	hosted := habits{policy: "noeviction", appendOnly: "yes"} // INFO, but no CONFIG
	for _, c := range []struct {
		name         string
		h            habits
		want         Durability
		replicas     int
		refuse, warn string // a word of it, "" for none
	}{
		{"as it should be", kept, DurabilityTold, 0, "", ""},
		{"as demanded", kept, DurabilityAlways, 0, "", ""},
		{"evicts", with(func(h *habits) { h.policy = "allkeys-lru" }), DurabilityTold, 0, "maxmemory-policy noeviction", ""},
		{"evicts what expires", with(func(h *habits) { h.policy = "volatile-ttl" }), DurabilityEverySec, 0, "maxmemory-policy noeviction", ""},
		{"once a second", everySec, DurabilityTold, 0, "", "FIRSTMATE_REDIS_DURABILITY=everysec"},
		{"once a second, agreed", everySec, DurabilityEverySec, 0, "", ""},
		{"once a second is too little", everySec, DurabilityAlways, 0, "appendfsync always", ""},
		{"left to the system", never, DurabilityTold, 0, "", "half a minute"},
		{"left to the system, though once a second is demanded", never, DurabilityEverySec, 0, "half a minute", ""},
		{"no file", noFile, DurabilityTold, 0, "", "appendonly yes"},
		{"no file, though one is demanded", noFile, DurabilityAlways, 0, "appendonly yes", ""},
		{"no file, though one is demanded (2)", noFile, DurabilityEverySec, 0, "appendonly yes", ""},
		{"no file, but replicas", with(func(h *habits) { h.appendOnly, h.replicas = "no", 2 }), DurabilityTold, 1, "", ""},
		{"too few replicas", with(func(h *habits) { h.replicas = 1 }), DurabilityTold, 2, "", "until 2 replicas are connected, now there are 1"},
		{"tells nothing", silent, DurabilityTold, 0, "", "cannot tell whether Redis evicts"},
		{"tells nothing (2)", silent, DurabilityTold, 0, "", "cannot tell whether Redis keeps a file"},
		{"tells nothing, whatever is demanded", silent, DurabilityAlways, 0, "", "cannot tell whether Redis keeps a file"},
		{"hosted", hosted, DurabilityTold, 0, "", "cannot tell how often"},
		{"hosted, whatever is demanded", hosted, DurabilityAlways, 0, "", "cannot tell how often"},
		{"hosted, which is enough", hosted, DurabilityEverySec, 0, "", ""},
	} {
		refuse, warn := c.h.judge(c.want, c.replicas)
		if got := strings.Join(refuse, "\n"); (got == "") != (c.refuse == "") || !strings.Contains(got, c.refuse) {
			t.Errorf("%s: refused for %q, want %q", c.name, got, c.refuse)
		}
		if got := strings.Join(warn, "\n"); (got == "") != (c.warn == "") || !strings.Contains(got, c.warn) {
			t.Errorf("%s: told %q, want %q", c.name, got, c.warn)
		}
	}
}

// opened tells whether a store can be opened with these options, and what it logged.
func opened(t *testing.T, o Options) (log string, err error) {
	t.Helper()
	var text bytes.Buffer
	o.Log = slog.New(slog.NewTextHandler(&text, nil))
	s, err := Open(t.Context(), o)
	if err == nil {
		err = s.Close()
	}
	return text.String(), err
}

// TestServersHabits asks true servers: one that evicts, ones that flush as they
// please, one that forbids to ask.
func TestServersHabits(t *testing.T) {
	server := redistest.Run(t, "--maxmemory-policy", "allkeys-lru")
	raw := server.Client()
	defer raw.Close()
	set := func(name, value string) {
		t.Helper()
		if err := raw.ConfigSet(t.Context(), name, value).Err(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := opened(t, Options{URL: server.URL()}); err == nil || !strings.Contains(err.Error(), "set maxmemory-policy noeviction") {
		t.Errorf("a server that evicts keys: %v", err)
	}
	set("maxmemory-policy", "noeviction")
	if log, err := opened(t, Options{URL: server.URL(), Durability: DurabilityAlways}); err != nil || log != "" {
		t.Errorf("a server that keeps everything: %v, %s", err, log)
	}
	set("appendfsync", "everysec")
	if log, err := opened(t, Options{URL: server.URL()}); err != nil || !strings.Contains(log, "once a second") {
		t.Errorf("everysec: %v, %s", err, log)
	}
	if _, err := opened(t, Options{URL: server.URL(), Durability: DurabilityAlways}); err == nil || !strings.Contains(err.Error(), "appendfsync always") {
		t.Errorf("everysec, though always is demanded: %v", err)
	}
	set("appendonly", "no")
	if _, err := opened(t, Options{URL: server.URL(), Durability: DurabilityEverySec}); err == nil || !strings.Contains(err.Error(), "appendonly no") {
		t.Errorf("no file: %v", err)
	}
	// A user as docs/operate.md proposes, and one that may ask for nothing.
	for user, c := range map[string]struct {
		rights []any
		want   string
	}{
		"asks":  {[]any{"+info"}, "appendonly no"},
		"mutes": {nil, "cannot tell whether Redis keeps a file"},
	} {
		rights := append([]any{"ACL", "SETUSER", user, "on", ">a password", "~fm:*", "+@all", "-@dangerous", "-@admin"}, c.rights...)
		if err := raw.Do(t.Context(), rights...).Err(); err != nil {
			t.Fatal(err)
		}
		log, err := opened(t, Options{URL: server.URL(), User: user, Password: "a password"})
		if err != nil || !strings.Contains(log, c.want) {
			t.Errorf("user %s: %v, %s", user, err, log)
		}
	}
}

// TestScriptsAreGuarded: a real server watches that scripts stay in their slot.
func TestScriptsAreGuarded(t *testing.T) {
	url, _ := redistest.Start(t)
	s, err := Open(t.Context(), Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !strings.HasPrefix(s.scripts.source[scriptAccept], "#!lua\n") {
		t.Error("a real server was given scripts without the line that guards slots and memory")
	}
}

// TestRedisInNeed: while Redis cannot keep what it is given it is not accepted;
// when it can again, no new start is needed.
func TestRedisInNeed(t *testing.T) {
	server := redistest.Run(t, "--save", "3600 1")
	s, err := Open(t.Context(), Options{URL: server.URL()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	raw := server.Client()
	defer raw.Close()
	do := func(args ...any) {
		t.Helper()
		if err := raw.Do(t.Context(), args...).Err(); err != nil {
			t.Fatal(err)
		}
	}
	saves := func(want string) {
		t.Helper()
		do("BGSAVE")
		redistest.Until(t, "Redis noticed how saving ended", func(ctx context.Context) bool {
			return strings.Contains(raw.Info(ctx, "persistence").Val(), "rdb_last_bgsave_status:"+want)
		})
	}
	inTheWay := filepath.Join(server.Dir, "dump.rdb", "something")
	for name, c := range map[string]struct{ begin, end func() }{
		"MISCONF": {
			func() {
				if err := os.MkdirAll(inTheWay, 0o700); err != nil {
					t.Fatal(err)
				}
				saves("err")
			},
			func() {
				if err := os.RemoveAll(filepath.Dir(inTheWay)); err != nil {
					t.Fatal(err)
				}
				saves("ok")
			},
		},
		"OOM":      {func() { do("CONFIG", "SET", "maxmemory", "1") }, func() { do("CONFIG", "SET", "maxmemory", "0") }},
		"READONLY": {func() { do("REPLICAOF", "127.0.0.1", "1") }, func() { do("REPLICAOF", "NO", "ONE") }},
		"NOREPLICAS": {
			func() { do("CONFIG", "SET", "min-replicas-to-write", "1") },
			func() { do("CONFIG", "SET", "min-replicas-to-write", "0") },
		},
	} {
		d := mentorship.Delivery{ID: name, Event: "push", Tenant: 1, Body: []byte("{}")}
		c.begin()
		if _, err := s.Accept(t.Context(), d); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: accepted with %v", name, err)
		}
		c.end()
		if fresh, err := s.Accept(t.Context(), d); err != nil || !fresh {
			t.Errorf("after %s: new %v, %v", name, fresh, err)
		}
	}
}
