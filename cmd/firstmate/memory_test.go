package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"
)

// TestRedisForgotTheLastMinute: Redis took deliveries, and all that followed,
// and lost them when it came back from an older file. They are fetched again
// though they were answered well, and what was written then is found.
func TestRedisForgotTheLastMinute(t *testing.T) {
	t.Parallel()
	s := away(t)
	s.rig.start()
	s.rig.restart() // the log was compared: a place is remembered
	for _, line := range lines(mainJob)[:2] {
		s.line(line)
		s.rig.settle()
	}
	s.play(`comment number=pull author=omar body="/mentor pass"`)
	s.rig.settle()
	want := slices.Sorted(slices.Values(s.creates()))
	s.rig.stop()
	s.forget()
	s.rig.start()
	if diff := cmp.Diff(want, slices.Sorted(slices.Values(s.creates()))); diff != "" {
		t.Errorf("created (-before +after):\n%s\n%s", diff, s.rig.ledgerText())
	}
	if m := s.state("pull"); m.Mentor.Login != "ada" || m.Issue.Zero() || len(m.Comments) == 0 {
		t.Errorf("not what it was: %+v", m)
	}
	s.rig.keepsPromises()
}

// forget takes the deliveries and what followed from them out of Redis.
func (s *story) forget() {
	t := s.rig.t
	t.Helper()
	o, err := redis.ParseURL(s.rig.options.redis)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(o)
	defer c.Close()
	keys, err := c.Keys(t.Context(), "fm:*").Result()
	if err != nil {
		t.Fatal(err)
	}
	gone := 0
	for _, k := range keys {
		_, name, _ := strings.Cut(k, "}:")
		_, kind, _ := strings.Cut(name, ":")
		kind, _, _ = strings.Cut(kind, ":")
		old := []string{"house", "pushers", "ops", "learn", "index", "merged", "known", "backfill", "repos", "scans", "secret"}
		if name == "names" || name == "catchup" || name == "recovery" || slices.Contains(old, kind) {
			continue // older than a minute
		}
		gone++
		if err := c.Del(t.Context(), k).Err(); err != nil {
			t.Fatal(err)
		}
	}
	if gone < 10 {
		t.Fatalf("only %d keys to forget", gone)
	}
}

// creates are the short lines of what was created.
func (s *story) creates() []string {
	return slices.DeleteFunc(s.written(), func(l string) bool {
		return !strings.Contains(l, ".create ") || strings.HasSuffix(l, "(not applied)")
	})
}

// TestAgreedWhileDown: a mentor who lists themselves by their own push while
// firstmate is down has agreed.
func TestAgreedWhileDown(t *testing.T) {
	t.Parallel()
	s := away(t)
	s.rig.options.consented = []string{"mia"}
	s.rig.start()
	s.play(`issue author=mia title=Hello`)
	s.rig.settle()
	s.down("1h", `config author=mia text="+  - login: mia\n    paths: [mia/**]\n" via=push`)
	s.play(`open_pull author=nia title="Mia things" files=mia/a.go -> pull`)
	s.rig.settle()
	if diff := cmp.Diff([]string{"comment.create pull mentions mia"}, s.written()); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
	s.rig.keepsPromises()
}
