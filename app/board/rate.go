package board

import (
	"sync"
	"time"
)

// mostSignIns is how many sign-ins an hour are begun. GitHub takes 2,000
// requests for user tokens an hour from one App, and each uses two: one for the
// key, one to give it back.
const mostSignIns = 900

// rate counts sign-ins by the hour, in this process.
type rate struct {
	mu   sync.Mutex
	hour time.Time
	n    int
}

// allows reports whether one more may begin, and counts it.
func (r *rate) allows(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if hour := now.Truncate(time.Hour); !hour.Equal(r.hour) {
		r.hour, r.n = hour, 0
	}
	r.n++
	return r.n <= mostSignIns
}
