package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
)

// away is a program that can be down: its Redis outlives it.
func away(t *testing.T) *story {
	t.Helper()
	memory, err := embedded.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(memory.Close)
	r := newRig(t, rigOptions{redis: memory.URL(), world: shortWorld()})
	return &story{rig: r, names: map[string]string{}, repos: map[string]string{}}
}

// down plays what people do while the program is down, for that long.
func (s *story) down(span string, text string) {
	s.rig.t.Helper()
	s.rig.stop()
	s.play(text)
	s.back(span)
}

// back starts the program that long after.
func (s *story) back(span string) {
	s.rig.t.Helper()
	if err := s.rig.door.advance(s.rig.t.Context(), duration(s.rig.t, span)); err != nil {
		s.rig.t.Fatal(err)
	}
	if err := s.rig.clock.look(s.rig.t.Context()); err != nil {
		s.rig.t.Fatal(err)
	}
	s.rig.start()
}

// nothingNew delivers everything again and looks through everything again:
// nothing is written that was not there.
func (s *story) nothingNew() {
	t := s.rig.t
	t.Helper()
	before := s.rig.ledgerText()
	s.rig.redeliver("reverse")
	s.rig.pass("25h") // the next daily scan
	s.rig.restart()
	if diff := cmp.Diff(before, s.rig.ledgerText()); diff != "" {
		t.Errorf("looking again wrote again (-before +after):\n%s", diff)
	}
	s.rig.keepsPromises()
}

// TestDownForAnHour: what happened while the program was down is caught up with
// from GitHub's delivery log, as if it had been up.
func TestDownForAnHour(t *testing.T) {
	t.Parallel()
	s := away(t)
	s.rig.start()
	s.line(lines(mainJob)[0])
	s.rig.settle()
	s.down("1h", `
		comment number=pull author=ada body="/mentor accept"
		open_pull author=omar title="Mend the page" files=web/page.go -> second
		comment number=second author=omar body="/mentor help"`)
	want := []string{
		"assignee.add issue", "comment.create pull mentions ada", "comment.create second", "comment.create second mentions grace",
		"comment.edit pull", "issue.create issue mentions nia", "reaction.create pull", "reaction.create second",
	}
	if diff := cmp.Diff(want, slices.Compact(slices.Sorted(slices.Values(s.written())))); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
	s.explains([]string{"second: grace is free"})
	s.rig.keepsPromises()
}

// state is where a person's mentorship stands.
func (s *story) state(pull string) (m mentorship.Mentorship) {
	t := s.rig.t
	t.Helper()
	store := s.rig.program.store
	repo, _, err := store.FindRepo(t.Context(), "acme/widgets")
	if err != nil {
		t.Fatal(err)
	}
	id, err := store.ByThread(t.Context(), repo, s.number(pull))
	if err != nil {
		t.Fatal(err)
	}
	if m, err = store.Load(t.Context(), repo.Tenant, id); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestDownForDays: within 48 hours a newcomer is greeted late, after that they
// are remembered in silence, and may still ask. Three days are what the delivery
// log can be counted on for; after that the repository itself tells.
func TestDownForDays(t *testing.T) {
	t.Parallel()
	for span, greeted := range map[string]bool{"24h": true, "60h": false, "168h": false} {
		t.Run(span, func(t *testing.T) {
			t.Parallel()
			s := away(t)
			s.rig.start()
			s.down(span, `open_pull author=nia title="Keep the cache warm" files=store/cache.go -> pull`)
			var want []string
			if greeted {
				want = []string{"comment.create pull mentions ada"}
			}
			if diff := cmp.Diff(want, s.written()); diff != "" {
				t.Errorf("writes (-want +got):\n%s", diff)
			}
			if m := s.state("pull"); !greeted && m.Ending != mentorship.SkippedLate {
				t.Errorf("not remembered in silence: %+v", m)
			}
			if greeted {
				return
			}
			s.explains([]string{"pull: nobody is welcomed that late"})
			s.nothingNew()
			s.line(`comment number=pull author=nia body="/mentor find"`)
			s.rig.settle()
			if got := strings.Join(s.written(), ", "); !strings.Contains(got, "mentions ada") {
				t.Errorf("nobody was found on request: %s", got)
			}
		})
	}
}

// TestNeverSent: what GitHub never tried to send is found by looking through
// the repositories, commands in it are obeyed once, and edits are not commands.
func TestNeverSent(t *testing.T) {
	t.Parallel()
	s := away(t)
	s.rig.start()
	s.rig.pass("24h") // the first scan
	s.line("hold")
	s.play(`
		open_pull author=nia title="Keep the cache warm" files=store/cache.go -> pull
		comment number=pull author=nia body="/mentor help"`)
	s.rig.pass("25h")
	s.rig.restart()
	want := []string{"comment.create pull", "comment.create pull mentions ada", "reaction.create pull"}
	if diff := cmp.Diff(want, slices.Sorted(slices.Values(s.written()))); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
	s.line("release")
	s.rig.settle()
	if diff := cmp.Diff(want, slices.Sorted(slices.Values(s.written()))); diff != "" {
		t.Errorf("sent after all, it was done again (-want +got):\n%s", diff)
	}
	s.rig.keepsPromises()
}

// TestLogUnread: without the delivery log the repositories are looked through.
func TestLogUnread(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"trouble": 503, "forbidden": 403} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := away(t)
			s.rig.start()
			s.rig.faults([]act{{"match": "GET /app/hook/deliveries", "fault": "status", "status": status, "times": 1000}})
			s.down("1h", `open_pull author=nia title="Keep the cache warm" files=store/cache.go -> pull`)
			if diff := cmp.Diff([]string{"comment.create pull mentions ada"}, s.written()); diff != "" {
				t.Errorf("writes (-want +got):\n%s", diff)
			}
			s.rig.keepsPromises()
		})
	}
}

// TestStatusTellsOfMissedDeliveries: when the log was compared last, how many
// deliveries had to be fetched, and since when it cannot be read.
func TestStatusTellsOfMissedDeliveries(t *testing.T) {
	t.Parallel()
	s := away(t)
	s.rig.start()
	s.down("1h", `open_pull author=nia title="Keep the cache warm" files=store/cache.go -> pull`)
	for _, want := range []string{"compared last at <time", "1 deliveries that had not arrived", "2 repositories were looked through"} {
		if _, page := readStatus(t, s.rig); !strings.Contains(page, want) || strings.Contains(page, "cannot be read") {
			t.Errorf("lacks %q:\n%s", want, page)
		}
	}
	s.rig.faults([]act{{"match": "GET /app/hook/deliveries", "fault": "status", "status": 503, "times": 1000}})
	s.rig.restart()
	if _, page := readStatus(t, s.rig); !strings.Contains(page, "cannot be read since <time") {
		t.Errorf("does not tell that the log cannot be read:\n%s", page)
	}
}

// TestManyMissed: of forty newcomers who came during a day, half of them told by
// no delivery at all, each is found and nobody is spoken to twice. Twenty are
// greeted: after that it is a flood, and the rest is met in silence.
func TestManyMissed(t *testing.T) {
	t.Parallel()
	s := away(t)
	s.rig.start()
	s.rig.stop()
	const many = 40
	for i := range many {
		if i == many/2 {
			s.line("hold")
		}
		name := fmt.Sprint("n", i)
		s.line(fmt.Sprintf(`open_pull author=newcomer-%d title="A change" files=store/%d.go -> %s`, i, i, name))
	}
	s.back("25h")
	greeted := map[string]int{}
	for _, l := range s.creates() {
		words := strings.Fields(l)
		greeted[words[1]]++
	}
	for i := range many {
		name := fmt.Sprint("n", i)
		if greeted[name] > 1 {
			t.Errorf("%s was spoken to %d times", name, greeted[name])
		}
		if _, err := s.rig.program.app.Explain(t.Context(), "acme/widgets", s.number(name)); err != nil {
			t.Errorf("%s was lost: %v", name, err)
		}
	}
	if len(greeted) == 0 {
		t.Error("nobody was greeted")
	}
	t.Logf("%d of %d were greeted", len(greeted), many)
	s.rig.keepsPromises()
}
