package main

import (
	"context"
	"time"
)

// maxSkew is how far our clock may be from Redis's before timers cannot be trusted.
const maxSkew = 5 * time.Second

// readiness gathers why deliveries could not be taken now, and what waits.
func (p *program) readiness(ctx context.Context) readiness {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	r := readiness{Reasons: []string{}}
	now, err := p.store.Now(ctx)
	if err != nil {
		r.Reasons = append(r.Reasons, "Redis does not answer")
		return r
	}
	if _, system := p.clock.(systemClock); system && now.Sub(p.clock.Now()).Abs() > maxSkew {
		r.Reasons = append(r.Reasons, "this machine's clock and Redis's are more than 5 s apart")
	}
	pending, err := p.store.Pending(ctx, p.clock.Now())
	if err != nil {
		r.Reasons = append(r.Reasons, "the waiting work cannot be counted")
	}
	r.Pending.Inbox, r.Pending.Effects, r.Pending.Due = pending.Inbox, pending.Effects, pending.Due
	r.Ready = len(r.Reasons) == 0
	return r
}
