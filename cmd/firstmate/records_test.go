package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

//go:generate go test -run TestEveryVersionHasItsDump -update .

// dumpOf is where what a program of that schema left in Redis is kept.
func dumpOf(schema int) string {
	return filepath.Join("testdata", "records", fmt.Sprintf("%d.txt", schema))
}

// dumpedWorld are two days of which the dump of a new schema is taken, with
// people in many a state and work in hand.
func dumpedWorld() (plan, size) {
	z := size{days: 2, newcomers: 7}
	return schedule(19, z), z
}

// TestEveryVersionHasItsDump: who raises the schema keeps what a program of that
// schema leaves behind, with -update; a dump that is there is never written again.
func TestEveryVersionHasItsDump(t *testing.T) {
	for schema := 1; schema <= mentorship.SchemaVersion; schema++ {
		_, err := os.Stat(dumpOf(schema))
		if err != nil && *update && schema == mentorship.SchemaVersion {
			err = os.WriteFile(dumpOf(schema), []byte(dumped(t)), 0o644)
		}
		if err != nil {
			t.Errorf("records of schema %d: %v; keep them: go generate ./cmd/firstmate", schema, err)
		}
	}
}

// dumped plays a simulation without faults and dumps its Redis in the middle of
// things. What is large and of no schema, or a mere memory of names, is left out.
func dumped(t *testing.T) (text string) {
	simKey()
	p, z := dumpedWorld()
	synctest.Test(t, func(t *testing.T) {
		s := newSimulation(t)
		defer s.close()
		for _, x := range p {
			time.Sleep(time.Until(s.begun.Add(x.at)))
			s.person(x)
		}
		time.Sleep(time.Until(s.begun.Add(time.Duration(z.days) * 24 * time.Hour)))
		c := s.memory.Client()
		defer c.Close()
		text = dump(t, c)
	})
	var kept strings.Builder
	n := map[string]int{}
	for line := range strings.Lines(text) {
		for _, many := range []string{":op:", ":seen:", ":index:", ":learn:", ":heads:"} {
			if strings.Contains(line[:min(len(line), 80)], many) {
				n[many]++
				if n[many] > 3 || len(line) > 20_000 {
					line = ""
				}
			}
		}
		kept.WriteString(line)
	}
	return kept.String()
}

// dumps are all that are kept, by schema.
func dumps(t *testing.T) map[int]string {
	t.Helper()
	all := map[int]string{}
	for schema := 1; schema <= mentorship.SchemaVersion; schema++ {
		text, err := os.ReadFile(dumpOf(schema))
		if err != nil {
			t.Fatal(err)
		}
		all[schema] = string(text)
	}
	return all
}

// dumpedRecord is a mentorship in a dump.
type dumpedRecord struct {
	tenant int64
	id     string
	json   string
}

func recordsIn(t *testing.T, c redis.UniversalClient) (out []dumpedRecord) {
	t.Helper()
	keys, err := c.Keys(t.Context(), "fm:*:m:*").Result()
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(keys)
	for _, key := range keys {
		part := strings.Split(key, ":")
		r := dumpedRecord{id: part[len(part)-1], json: c.HGet(t.Context(), key, "j").Val()}
		_, _ = fmt.Sscan(part[2], &r.tenant)
		out = append(out, r)
	}
	if len(out) < 5 {
		t.Fatalf("only %d records: the test looks in the wrong place", len(out))
	}
	return out
}

// TestOldRecordsAreCarriedOn: the present program reads every record a program
// of any schema left, whole, and takes its next step.
func TestOldRecordsAreCarriedOn(t *testing.T) {
	on := map[string]func(t *testing.T) (redis.UniversalClient, *redisstore.Store){
		"embedded": func(t *testing.T) (redis.UniversalClient, *redisstore.Store) {
			srv := embedded.New()
			t.Cleanup(srv.Close)
			c := srv.Client()
			t.Cleanup(func() { c.Close() })
			return c, opened(t, redisstore.Options{Client: c})
		},
		"real": func(t *testing.T) (redis.UniversalClient, *redisstore.Store) {
			url, _ := redistest.Start(t)
			o, err := redis.ParseURL(url)
			if err != nil {
				t.Fatal(err)
			}
			c := redis.NewClient(o)
			t.Cleanup(func() { c.Close() })
			return c, opened(t, redisstore.Options{URL: url})
		},
	}
	for name, open := range on {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, store := open(t)
			for schema, text := range dumps(t) {
				if err := c.FlushAll(t.Context()).Err(); err != nil {
					t.Fatal(err)
				}
				restore(t, c, text)
				for _, r := range recordsIn(t, c) {
					carryOn(t, store, schema, r)
				}
			}
		})
	}
}

func opened(t *testing.T, o redisstore.Options) *redisstore.Store {
	t.Helper()
	s, err := redisstore.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func carryOn(t *testing.T, store *redisstore.Store, schema int, r dumpedRecord) {
	t.Helper()
	ctx := t.Context()
	var whole mentorship.Mentorship
	strict := json.NewDecoder(bytes.NewReader([]byte(r.json)))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&whole); err != nil {
		t.Errorf("schema %d, %s: something of it would be lost: %v", schema, r.id, err)
	}
	m, err := store.Load(ctx, r.tenant, r.id)
	if err != nil || m.ID != r.id || m.State == mentorship.StateNone {
		t.Errorf("schema %d, %s: %q, %v", schema, r.id, m.State, err)
		return
	}
	now := m.Wake()
	if now.IsZero() {
		now = m.Since.Add(time.Hour)
	}
	s := mentorship.Apply(m, mentorship.Due{}, mentorship.View{Now: now, Rules: mentorship.Rules{}})
	err = store.Commit(ctx, mentorship.Commit{
		Op: "on/" + r.id, Tenant: r.tenant, Before: m, After: s.Next, Effects: s.Effects, Row: s.Row, Why: s.Why, Now: now, Capacity: -1, PerWeek: -1,
	})
	if err != nil {
		t.Errorf("schema %d, %s in %s: %v", schema, r.id, m.State, err)
		return
	}
	after, err := store.Load(ctx, r.tenant, r.id)
	if err != nil || after.Version != m.Version+1 || after.Schema != mentorship.SchemaVersion {
		t.Errorf("schema %d, %s: version %d → %d of schema %d, %v", schema, r.id, m.Version, after.Version, after.Schema, err)
	}
	if _, err := store.History(ctx, r.tenant, r.id); err != nil {
		t.Error(err)
	}
}

// TestOldMemoryIsServed: the true program starts on what a program of any schema
// left, in a world that knows nothing of it, and lives on for three days: each
// record can be read then, nothing is overdue, nothing was set aside as unreadable.
func TestOldMemoryIsServed(t *testing.T) {
	simKey()
	for schema, text := range dumps(t) {
		synctest.Test(t, func(t *testing.T) {
			s := newSimulation(t)
			time.Sleep(2 * 24 * time.Hour) // until the dump was taken
			s.stop(time.Hour)
			time.Sleep(time.Minute)
			c := s.memory.Client()
			if err := c.FlushAll(context.Background()).Err(); err != nil {
				t.Fatal(err)
			}
			restore(t, c, text)
			records := recordsIn(t, c)
			time.Sleep(3 * 24 * time.Hour)
			s.settleDown()
			if _, ok := s.quiet(quietWithin); !ok {
				t.Error("it does not come to rest")
			}
			for _, r := range records {
				m, err := s.eyes.Load(context.Background(), r.tenant, r.id)
				if err != nil || !m.Wake().IsZero() && s.clock.Now().Sub(m.Wake()) > time.Hour {
					t.Errorf("schema %d, %s in %s: overdue since %v, %v", schema, r.id, m.State, m.Wake(), err)
				}
			}
			parked, err := s.eyes.ParkedWork(context.Background())
			for _, p := range parked {
				t.Errorf("schema %d: %s was set aside: %s", schema, p.ID, p.Reason)
			}
			if err != nil {
				t.Error(err)
			}
			_ = c.Close()
			s.close()
		})
	}
}
