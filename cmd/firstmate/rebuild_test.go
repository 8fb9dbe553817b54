package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
)

// TestRebuildAll is for exploring: every story, all its memory lost at the end.
func TestRebuildAll(t *testing.T) {
	if os.Getenv("REBUILD_ALL") == "" {
		t.Skip()
	}
	paths, _ := filepath.Glob("testdata/stories/*.txtar")
	for _, p := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(p), ".txtar"), func(t *testing.T) {
			t.Parallel()
			rebuilt(t, p)
		})
	}
}

// rebuilt plays a story, loses all memory, and holds what is read back against
// what was known.
func rebuilt(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	memory, err := embedded.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(memory.Close)
	s := &story{rig: newRig(t, rigOptions{redis: memory.URL(), world: storyWorld(archive)}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	for _, f := range archive.Files {
		if f.Name == "story" {
			s.play(string(f.Data))
		}
	}
	s.rig.settle()
	want, before := s.known(), s.rig.ledgerText()
	s.rig.stop()
	s.lose()
	s.rig.start()
	s.rig.settle()
	got := s.known()
	for id := range got {
		if _, ok := want[id]; !ok {
			t.Errorf("%s was not known", id)
		}
	}
	for id, w := range want {
		g, ok := got[id]
		if !ok {
			t.Logf("%s was not rebuilt: %s", id, w.State)
			continue
		}
		if diff := cmp.Diff(w, g); diff != "" {
			t.Errorf("%s (-was +rebuilt):\n%s", id, diff)
		}
	}
	if diff := cmp.Diff(before, s.rig.ledgerText()); diff != "" {
		t.Errorf("ledger:\n%s", diff)
	}
}

// lose empties Redis.
func (s *story) lose() {
	t := s.rig.t
	t.Helper()
	o, err := redis.ParseURL(s.rig.options.redis)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(o)
	defer c.Close()
	if err := c.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
}

// standing is what must be the same of a mentorship after a rebuild.
type essence struct {
	State, Stage, Ending, Mentor, Issue, Ticks, Asked, Others string
	Cycle, Round, Spoken                                      int
	Paired, Since                                             time.Time
	Comments, Commands                                        []int64
	Ways, Course                                              string
	Timers                                                    string
	Flags                                                     string
}

func essenceOf(m mentorship.Mentorship) essence {
	e := essence{
		State: string(m.State), Stage: string(m.Stage), Ending: string(m.Ending), Mentor: m.Mentor.Login, Issue: m.Issue.String(),
		Ticks: fmt.Sprint(slices.Sorted(maps.Keys(m.Ticks))), Asked: fmt.Sprint(m.Asked, m.Passed, m.Barred), Others: fmt.Sprint(m.Others),
		Cycle: m.Cycle, Round: m.Round, Spoken: m.Spoken, Paired: m.Paired.Truncate(time.Second), Since: m.Since.Truncate(time.Second),
		Commands: m.Commands, Ways: fmt.Sprint(m.Ways),
	}
	c := m.Course
	e.Course = fmt.Sprint(c.KeptAt, c.Whole, c.Wrapped, c.Extended, c.Extend, c.Graduate, c.Touch, c.FitAsked, c.Kept)
	for _, c := range m.Comments {
		e.Comments = append(e.Comments, c.ID)
	}
	for _, k := range slices.Sorted(maps.Keys(m.Timers)) {
		e.Timers += fmt.Sprint(k, " ", m.Timers[k].Truncate(time.Minute).Format(time.RFC3339), "; ")
	}
	e.Flags = fmt.Sprint(m.Greeted, m.Waited, m.Muted, m.IssueMuted, m.NoIssue, m.IssueDue, m.Praised, m.Preview, m.Rematch, m.Informal, m.ByAsk, m.ByWord, m.Nudged)
	return e
}

// known is what Redis knows.
func (s *story) known() map[string]essence {
	t := s.rig.t
	t.Helper()
	store := s.rig.program.store
	out := map[string]essence{}
	all, err := store.AllRepos(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		ids, err := store.Mentorships(t.Context(), r.Tenant)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			m, err := store.Load(t.Context(), r.Tenant, id)
			if err != nil {
				t.Fatal(err)
			}
			out[id] = essenceOf(m)
		}
	}
	return out
}
