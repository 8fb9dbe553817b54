package telemetry

import (
	"sync"
	"time"
)

// Budget remembers how many requests GitHub still takes from whom. The zero
// value knows nothing.
type Budget struct {
	mu   sync.Mutex
	last map[int64]left
}

// left is what an answer told: so many requests until then.
type left struct {
	n     int
	until time.Time
}

// Note remembers what GitHub told of an installation.
func (b *Budget) Note(installation int64, n int, until time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.last == nil {
		b.last = map[int64]left{}
	}
	b.last[installation] = left{n, until}
}

// Left is the fewest of any installation, as far as their hours are not over; -1 if nothing is known.
func (b *Budget) Left(now time.Time) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	fewest := -1
	for t, l := range b.last {
		if !now.Before(l.until) {
			delete(b.last, t)
			continue
		}
		if fewest < 0 || l.n < fewest {
			fewest = l.n
		}
	}
	return fewest
}
