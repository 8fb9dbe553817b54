package candidates

import (
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// The repositories asked about last stay; each tenant has its own.
func TestShelf(t *testing.T) {
	var s shelf
	repo := func(id int64) mentorship.Repo { return mentorship.Repo{Tenant: 1, ID: id} }
	first, second := s.of(repo(1)), s.of(repo(2))
	for id := int64(3); id < shelfRoom+2; id++ {
		s.of(repo(id))
		if s.of(repo(1)) != first {
			t.Fatalf("what was just used is gone when repository %d came", id)
		}
	}
	if s.of(repo(2)) == second {
		t.Error("what was not used for long is still there")
	}
	if len(s.held) != shelfRoom || len(s.order) != shelfRoom {
		t.Errorf("%d held, %d in order", len(s.held), len(s.order))
	}
	if other := s.of(mentorship.Repo{Tenant: 2, ID: 1}); other == first {
		t.Error("two tenants share what was learnt")
	}
}
