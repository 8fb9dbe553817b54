package catchup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Recover looks again and again until ctx ends whether the memory was lost, and
// has it read back from GitHub then.
func (c *Catcher) Recover(ctx context.Context) {
	for next := true; next; next = c.pause(ctx, max(c.scaled(cmp.Or(c.LostEvery, lostEvery)), leastLostEvery)) {
		if !c.sound(ctx) {
			c.alone(ctx, taskLost, c.recoverAll)
		}
	}
}

// sound reports whether there is nothing to read back. Who cannot tell says no.
func (c *Catcher) sound(ctx context.Context) bool {
	born, err := c.Store.Born(ctx)
	if err != nil || !born {
		return false
	}
	all, err := c.Store.Recoveries(ctx)
	if err != nil {
		return false
	}
	for _, r := range all {
		if r.Done.IsZero() {
			return false
		}
	}
	return true
}

// recoverAll reads back what has to be. One tenant that cannot be read holds up
// no other.
func (c *Catcher) recoverAll(ctx context.Context, t *turn) error {
	born, err := c.Store.Born(ctx)
	if err != nil {
		return err
	}
	if !born {
		c.Log.WarnContext(ctx, "the memory is empty: whom we serve is asked anew")
		c.Count("memory_lost", 1)
		if err := c.Begin(ctx); err != nil {
			return fmt.Errorf("beginning with an empty memory: %w", err)
		}
	}
	all, err := c.Store.Recoveries(ctx)
	if err != nil {
		return err
	}
	var last error
	for _, tenant := range slices.Sorted(maps.Keys(all)) {
		if !all[tenant].Done.IsZero() {
			continue
		}
		err := c.Rebuild(ctx, tenant, &Pace{turn: t, began: c.Now()})
		if errors.Is(err, errLost) || ctx.Err() != nil {
			return err
		}
		if err != nil {
			last = err
			c.Count("recovery_failed", 1)
		}
	}
	return last
}

// Pace is how fast GitHub is asked while a tenant is read back: at most so many
// requests an hour, some time apart.
type Pace struct {
	turn  *turn
	began time.Time // of the hour
	asked int       // in it
	All   int       // requests so far
}

// Next waits until the next request is due.
func (p *Pace) Next(ctx context.Context) error {
	now := p.turn.c.Now()
	if now.Sub(p.began) >= time.Hour {
		p.began, p.asked = now, 0
	}
	if p.asked >= askAnHour {
		if err := p.Rest(ctx, p.began.Add(time.Hour)); err != nil {
			return err
		}
		p.began, p.asked = p.turn.c.Now(), 0
	}
	p.asked++
	p.All++
	return p.turn.keep(ctx, askSpacing)
}

// Rest waits until then.
func (p *Pace) Rest(ctx context.Context, until time.Time) error {
	for {
		if err := p.turn.keep(ctx, time.Second); err != nil {
			return err
		}
		if !p.turn.c.Now().Before(until) {
			return nil
		}
	}
}
