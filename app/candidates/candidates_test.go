package candidates

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// memory and hub are ports with just what these tests ask of them.
type memory struct {
	Store
	changes []matching.Change
	index   []byte
	loads   map[int64]mentorship.Load
}

func (m *memory) Recall(_ context.Context, _ mentorship.Repo, after string) (matching.Lessons, error) {
	if after == "end" {
		return matching.Lessons{At: after}, nil
	}
	return matching.Lessons{Index: m.index, Changes: m.changes, At: "end"}, nil
}

func (m *memory) PutTogether(_ context.Context, _ mentorship.Repo, _ string, index []byte) error {
	m.index = index
	return nil
}

func (m *memory) Standing(context.Context, int64, []int64) (map[int64]mentorship.Standing, error) {
	return nil, nil
}

func (m *memory) Loads(_ context.Context, _ int64, mentors []int64, _ time.Time) (map[int64]mentorship.Load, error) {
	out := map[int64]mentorship.Load{}
	for _, id := range mentors {
		out[id] = m.loads[id]
	}
	return out, nil
}

type hub struct{ GitHub }

func (hub) Files(context.Context, mentorship.Thread) ([]string, error) {
	return []string{"store/cache.go", "web/page.html"}, nil
}

func (hub) Pull(_ context.Context, t mentorship.Thread) (mentorship.Pull, error) {
	return mentorship.Pull{Repo: t.Repo, Number: t.Number, Title: "Cache the page"}, nil
}

type fixed struct{ now time.Time }

func (f *fixed) Now() time.Time { return f.now }

var widgets = mentorship.Repo{Tenant: 1, ID: 5, Owner: "acme", Name: "widgets", Org: true}

func newAdvisor() (*Advisor, *memory, *fixed) {
	m, c := &memory{}, &fixed{time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}
	return New(Options{
		Store: m, GitHub: hub{}, Clock: c, Log: slog.New(slog.DiscardHandler),
		Forgotten:  func(context.Context, int64, []int64) (map[int64]bool, error) { return nil, nil },
		CodeOwners: func(context.Context, mentorship.Repo, []string) (map[int64][]string, error) { return nil, nil },
	}), m, c
}

// Whatever the house rules, the loads and the past: nobody becomes a candidate
// who did not consent, has no room, is away, resting, over the week's cap, or
// wrote the change; everybody else is one, once, and the order in which mentors
// are listed changes nothing.
func TestGuardsHoldInEveryRanking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, m, clock := newAdvisor()
		r := drawMentors(t, m, clock.now)
		newcomer := mentorship.Mentorship{
			Newcomer: mentorship.Person{ID: rapid.Int64Range(1, 12).Draw(t, "author")}, Pull: mentorship.Thread{Repo: widgets, Number: 7},
		}
		m.changes = drawPast(t, clock.now)
		got, err := a.Candidates(t.Context(), newcomer, r, nil, clock.now)
		if err != nil {
			t.Fatal(err)
		}
		var free, asked []int64
		for _, x := range r.Mentors {
			l := m.loads[x.ID]
			if x.Consented && x.ID != newcomer.Newcomer.ID && l.Holding < x.Capacity && l.Week < x.MaxNewPerWeek &&
				!l.RestUntil.After(clock.now) && !x.AwayOn(clock.now) {
				free = append(free, x.ID)
			}
		}
		for _, c := range got {
			asked = append(asked, c.Mentor.ID)
		}
		slices.Reverse(r.Mentors)
		again, err := a.Candidates(t.Context(), newcomer, r, nil, clock.now)
		if err != nil || !slices.EqualFunc(got, again, func(x, y mentorship.Candidate) bool { return x.Mentor.ID == y.Mentor.ID }) {
			t.Fatalf("listed the other way round: %v, %v, %v", asked, again, err)
		}
		slices.Sort(free)
		if sorted := slices.Sorted(slices.Values(asked)); !slices.Equal(sorted, free) {
			t.Fatalf("asked could be %v; free are %v", sorted, free)
		}
	})
}

// drawMentors draws house rules, and how busy everybody is.
func drawMentors(t *rapid.T, m *memory, now time.Time) mentorship.Rules {
	m.loads = map[int64]mentorship.Load{}
	var r mentorship.Rules
	for id := range rapid.Int64Range(0, 10).Draw(t, "mentors") {
		x := mentorship.Mentor{
			Person:        mentorship.Person{ID: id + 1, Login: fmt.Sprint("m", id+1)},
			Consented:     rapid.Bool().Draw(t, "consented"),
			Capacity:      rapid.IntRange(0, 3).Draw(t, "capacity"),
			MaxNewPerWeek: rapid.IntRange(0, 3).Draw(t, "per week"),
			Zone:          rapid.SampledFrom([]string{"", "Europe/Madrid", "nowhere"}).Draw(t, "zone"),
			Paths:         rapid.SampledFrom([][]string{nil, {"store/**"}}).Draw(t, "paths"),
		}
		if rapid.Bool().Draw(t, "away") {
			x.Away = []mentorship.DateRange{{From: now.AddDate(0, 0, -1), To: now.AddDate(0, 0, 1)}}
		}
		load := mentorship.Load{Holding: rapid.IntRange(0, 3).Draw(t, "holding"), Week: rapid.IntRange(0, 3).Draw(t, "week")}
		for range rapid.IntRange(0, 5).Draw(t, "asked") {
			load.Asked = append(load.Asked, now.Add(-time.Duration(rapid.IntRange(1, 5000).Draw(t, "hours"))*time.Hour))
		}
		slices.SortFunc(load.Asked, time.Time.Compare)
		if rapid.Bool().Draw(t, "resting") {
			load.RestUntil = now.Add(time.Hour)
		}
		m.loads[x.ID] = load
		r.Mentors = append(r.Mentors, x)
	}
	return r
}

func drawPast(t *rapid.T, now time.Time) (out []matching.Change) {
	for i := range rapid.IntRange(0, 20).Draw(t, "changes") {
		out = append(out, matching.Change{
			ID: fmt.Sprint("5#", i), Time: now.AddDate(0, 0, -rapid.IntRange(0, 400).Draw(t, "days")),
			Author:    personID(rapid.Int64Range(1, 12).Draw(t, "by")),
			Reviewers: []matching.PersonID{personID(rapid.Int64Range(1, 12).Draw(t, "reviewer"))},
			Files:     []string{rapid.SampledFrom([]string{"store/cache.go", "web/page.html", "README.md"}).Draw(t, "file")},
		})
	}
	return out
}
