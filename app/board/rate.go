package board

import (
	"sync"
	"time"
)

const (
	// mostSignIns is how often an hour GitHub is asked who signed in. It takes
	// 2,000 requests for user tokens an hour from one App, and each sign-in uses
	// two: one for the token, one to give it back.
	mostSignIns = 900
	// mostBegun is how many sign-ins an hour are begun. It costs GitHub nothing,
	// and us a little memory for ten minutes.
	mostBegun = 20_000
)

// rate counts by the hour, in this process.
type rate struct {
	mu   sync.Mutex
	hour time.Time
	n    int
}

// allows reports whether one more is within the most an hour, and counts it.
func (r *rate) allows(now time.Time, most int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if hour := now.Truncate(time.Hour); !hour.Equal(r.hour) {
		r.hour, r.n = hour, 0
	}
	r.n++
	return r.n <= most
}
