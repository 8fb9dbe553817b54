package catchup

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// The tasks one process at a time may do.
const (
	taskLog  = "log"
	taskScan = "scan"
	taskLost = "lost"
)

// First catches up once, for the start: what was missed is then handed out
// before timers that ran out meanwhile. The log comes first: whether it could be
// read decides which scans are due. Where another process is at it, or died at it
// just now, its end is waited for.
//
// Before all that, what was lost is read back, should Rebuild be there; it goes on
// where ctx ends first.
func (c *Catcher) First(ctx context.Context) {
	for c.Rebuild != nil && !c.sound(ctx) && c.wait(ctx, lostEvery/50) {
	}
	c.compareNow(ctx)
	for !c.alone(ctx, taskScan, c.scan) && c.wait(ctx, leaseFor/8) {
	}
}

// compareNow compares the log, whoever did so just now.
func (c *Catcher) compareNow(ctx context.Context) {
	for !c.alone(ctx, taskLog, c.reconcile) && c.wait(ctx, leaseFor/8) {
	}
}

// waitOrLost waits for the next comparison to be due, or for Redis to have lost
// its last seconds; next is false when ctx ended.
func (c *Catcher) waitOrLost(ctx context.Context) (next, lost bool) {
	t := time.NewTimer(c.scaled(c.Every))
	defer t.Stop()
	select {
	case <-t.C:
		return true, false
	case <-c.Lost:
		return true, true
	case <-ctx.Done():
		return false, false
	}
}

// Run catches up again and again until ctx ends.
func (c *Catcher) Run(ctx context.Context) {
	var both sync.WaitGroup
	both.Go(func() {
		for next, lost := true, false; next; next, lost = c.waitOrLost(ctx) {
			if lost {
				c.compareNow(ctx)
			} else if !c.doneBy(ctx, c.scaled(c.Every)/2) {
				c.alone(ctx, taskLog, c.reconcile)
			}
		}
	})
	both.Go(func() {
		for next := true; next; next = c.wait(ctx, c.Every) {
			c.alone(ctx, taskScan, c.scan)
		}
	})
	both.Wait()
}

// doneBy reports whether another process compared the log just now.
func (c *Catcher) doneBy(ctx context.Context, span time.Duration) bool {
	was, err := c.Store.CaughtUp(ctx)
	return err == nil && c.Now().Sub(was.Done).Abs() < span
}

// errLost says that a task is another process's by now.
var errLost = errors.New("another process does it now")

// turn is a task in hand.
type turn struct {
	c    *Catcher
	name string
	kept time.Time // by the machine's clock: who is alive
}

// alone does a task; false if another process does. What goes wrong is told and
// tried again the next time.
func (c *Catcher) alone(ctx context.Context, name string, task func(context.Context, *turn) error) bool {
	mine, err := c.Store.Lease(ctx, name, c.who, c.leaseFor())
	if err != nil {
		c.troubled(ctx, name, err)
		return true
	}
	if !mine {
		return false
	}
	if err := task(ctx, &turn{c: c, name: name, kept: time.Now()}); err != nil {
		c.troubled(ctx, name, err)
	}
	// The program may be ending: another one should not have to wait for that.
	free, stop := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer stop()
	if err := c.Store.Unlease(free, name, c.who); err != nil {
		c.troubled(ctx, name, err)
	}
	return true
}

func (c *Catcher) troubled(ctx context.Context, name string, err error) {
	if ctx.Err() != nil {
		return
	}
	c.Count("catchup_"+name+"_failed", 1)
	c.Log.WarnContext(ctx, "catching up was cut short", "task", name, "error", err)
}

// keep keeps the task, and waits for the next request to be due.
func (t *turn) keep(ctx context.Context, spacing time.Duration) error {
	if !t.c.wait(ctx, spacing) {
		return ctx.Err()
	}
	if time.Since(t.kept) < t.c.leaseFor()/3 {
		return nil
	}
	mine, err := t.c.Store.Lease(ctx, t.name, t.c.who, t.c.leaseFor())
	if err != nil {
		return fmt.Errorf("keeping a task: %w", err)
	}
	if !mine {
		return errLost
	}
	t.kept = time.Now()
	return nil
}

func (c *Catcher) scaled(d time.Duration) time.Duration { return time.Duration(float64(d) * c.Scale) }

// leaseFor is how long a task is kept without a word: longer than a request takes.
func (c *Catcher) leaseFor() time.Duration {
	return time.Duration(float64(leaseFor) * max(c.Scale, leastScale))
}

// wait waits that long under the scale; false when ctx ended first.
func (c *Catcher) wait(ctx context.Context, d time.Duration) bool { return c.pause(ctx, c.scaled(d)) }

// pause waits that long; false when ctx ended first.
func (c *Catcher) pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
