package main

import (
	"slices"
	"sync"

	"github.com/firstmate-app/firstmate/app/doctor"
)

// troubles are what was found wrong when it was looked for last.
type troubles struct {
	mu    sync.Mutex
	found []doctor.Finding
}

// swap keeps what is found now and returns what was found before.
func (t *troubles) swap(found []doctor.Finding) []doctor.Finding {
	t.mu.Lock()
	defer t.mu.Unlock()
	before := t.found
	t.found = found
	return before
}

// now is what is known to be wrong.
func (t *troubles) now() []doctor.Finding {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.found)
}
