package view

import (
	"strings"
	"sync"
	"time"

	"github.com/firstmate-app/firstmate/app/numbers"
)

// A page and its thirty pictures ask for the same figures within a second or two.
const (
	freshFor  = 10 * time.Second
	freshMost = 64
)

// shelf keeps answers for a moment. Time here is of the process, not of the
// domain: it only says how long a page takes to load.
type shelf struct {
	mu   sync.Mutex
	kept map[numbers.Ask]*answered
}

type answered struct {
	once sync.Once
	at   time.Time
	a    numbers.Answer
	err  error
}

func (s *shelf) get(ask numbers.Ask, make func() (numbers.Answer, error)) (numbers.Answer, error) {
	x := s.slot(ask, time.Now())
	x.once.Do(func() { x.a, x.err = make() })
	if x.err != nil {
		s.drop(ask, x)
	}
	return x.a, x.err
}

func (s *shelf) slot(ask numbers.Ask, now time.Time) *answered {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, x := range s.kept {
		if now.Sub(x.at) > freshFor || len(s.kept) > freshMost {
			delete(s.kept, key)
		}
	}
	x, ok := s.kept[ask]
	if !ok {
		x = &answered{at: now}
		if s.kept == nil {
			s.kept = map[numbers.Ask]*answered{}
		}
		s.kept[ask] = x
	}
	return x
}

func (s *shelf) drop(ask numbers.Ask, x *answered) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[ask] == x {
		delete(s.kept, ask)
	}
}

func cmpFold(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }
