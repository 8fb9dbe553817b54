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
	inHand := p.inHand()
	pending, err := p.store.Pending(ctx, p.clock.Now())
	if err != nil {
		r.Reasons = append(r.Reasons, "the waiting work cannot be counted")
	}
	pending.Inbox = max(pending.Inbox, inHand())
	r.Pending.Inbox, r.Pending.Effects, r.Pending.Due = pending.Inbox, pending.Effects, pending.Due
	r.Ready = len(r.Reasons) == 0
	return r
}

// inHand counts, when called, what this process was at since: also what ended
// meanwhile, because it may have left more to do behind a count made in between.
func (p *program) inHand() func() int {
	if p.worker == nil {
		return func() int { return 0 }
	}
	_, ended := p.worker.Hands()
	return func() int {
		begun, _ := p.worker.Hands()
		return int(begun - ended)
	}
}
