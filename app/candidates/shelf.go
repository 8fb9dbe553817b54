package candidates

import (
	"slices"
	"sync"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// shelfRoom is how many repositories' experience a process keeps in memory. Of
// the largest ones that is about a gigabyte; one that was put away is recalled
// from the store within a tenth of a second.
const shelfRoom = 64

// shelf holds the experience with the repositories that were asked about last.
type shelf struct {
	mu    sync.Mutex
	held  map[place]*experience
	order []place // the one used last is last
}

// place is a repository as one installation sees it.
type place struct{ tenant, repo int64 }

// of returns what is held of a repository, or something empty to be filled.
func (s *shelf) of(repo mentorship.Repo) *experience {
	at := place{repo.Tenant, repo.ID}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held == nil {
		s.held = map[place]*experience{}
	}
	e, ok := s.held[at]
	if !ok {
		e = &experience{index: matching.NewIndex()}
		s.held[at] = e
	}
	s.order = append(slices.DeleteFunc(s.order, func(other place) bool { return other == at }), at)
	if len(s.order) > shelfRoom {
		delete(s.held, s.order[0])
		s.order = s.order[1:]
	}
	return e
}
