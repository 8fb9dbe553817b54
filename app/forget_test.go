package app

import (
	"context"
	"slices"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// allStories is a store that knows mentorships by their ids alone, and no repository.
type allStories struct {
	Store
	ids []string
}

func (s allStories) Mentorships(context.Context, int64) ([]string, error) { return s.ids, nil }

// TestOwnStoriesOutOfSight: whoever wants to be forgotten, or to be left alone, is
// so in repositories the App does not see now, too.
func TestOwnStoriesOutOfSight(t *testing.T) {
	here := mentorship.Repo{ID: 5, OwnerID: 3}
	byRepo, byOrg := mentorship.NewID(mentorship.ScopeRepo, here, 42), mentorship.NewID(mentorship.ScopeOrg, here, 42)
	a := &App{}
	a.Store = allStories{ids: []string{"o3-142", byOrg, "o42-7", byRepo, "r42-4", "42"}}
	got, err := a.ownOf(t.Context(), 1, 42)
	if want := []string{byOrg, byRepo}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v (%v), want %v", got, err, want)
	}
}
