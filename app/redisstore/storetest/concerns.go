package storetest

import (
	"maps"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// concerns follow the record, repository by repository.
func concerns(t *testing.T, b Bench) {
	s := b.Open(t)
	want := func(repo mentorship.Repo, want map[string]mentorship.Concern) {
		t.Helper()
		if got, err := s.Concerns(t.Context(), repo); !maps.Equal(got, want) || err != nil {
			t.Errorf("concerns %v, %v; want %v", got, err, want)
		}
	}
	one, two := newcomer(1), newcomer(2)
	one.State = mentorship.StateEscalated
	two.State, two.Silent = mentorship.StateQueued, true
	must(t, s.Commit(t.Context(), step("a", mentorship.Mentorship{}, one)))
	must(t, s.Commit(t.Context(), step("b", mentorship.Mentorship{}, two)))
	want(repo(), map[string]mentorship.Concern{one.ID: mentorship.ConcernNobody, two.ID: mentorship.ConcernFlood})
	other := repo()
	other.ID++
	want(other, nil)
	next := load(t, s, one.ID)
	next.State = mentorship.StateQueued
	must(t, s.Commit(t.Context(), step("c", load(t, s, one.ID), next)))
	want(repo(), map[string]mentorship.Concern{two.ID: mentorship.ConcernFlood})
	must(t, s.Erase(t.Context(), load(t, s, two.ID), nil))
	want(repo(), nil)
}
