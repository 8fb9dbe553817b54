package githubsim

import (
	"context"
	"sync"
	"time"
)

// pulse knows when the App or the deliveries last stirred, in real time.
type pulse struct {
	mu   sync.Mutex
	busy int
	last time.Time
}

func newPulse() *pulse { return &pulse{last: time.Now()} }

func (p *pulse) begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy++
}

func (p *pulse) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy--
	p.last = time.Now()
}

// quietFor says for how long nothing stirred.
func (p *pulse) quietFor() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.busy > 0 {
		return -1
	}
	return time.Since(p.last)
}

// Wait returns nil once no delivery is queued and neither the App nor a
// delivery stirred for quiet (real time), or the error of ctx. Deliveries
// kept back by hold do not count as queued.
func (s *Server) Wait(ctx context.Context, quiet time.Duration) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if s.pending() == 0 && s.pulse.quietFor() >= quiet {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
