package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// systemClock is real time in UTC.
type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now().UTC() }

// standInClock follows the clock of a stand-in for GitHub, so that days can
// pass in a test. It runs on in real time between looks.
type standInClock struct {
	url    string
	client *http.Client
	looks  sync.Mutex   // one look at a time: one that began before a jump must not overwrite one made after it
	offset atomic.Int64 // stand-in's time minus ours, in nanoseconds
}

// clockInterval is half of how fast a jump has to be noticed.
const clockInterval = 50 * time.Millisecond

// newStandInClock looks at the stand-in's clock once.
func newStandInClock(ctx context.Context, base string) (*standInClock, error) {
	c := &standInClock{
		url:    strings.TrimSuffix(strings.TrimSuffix(base, "/"), "/_sim/clock") + "/_sim/clock",
		client: &http.Client{Timeout: 5 * time.Second},
	}
	return c, c.look(ctx)
}

func (c *standInClock) Now() time.Time {
	return time.Now().Add(time.Duration(c.offset.Load())).UTC()
}

// follow looks again and again until ctx ends; jumped is called when the
// clock moved by more than a second.
func (c *standInClock) follow(ctx context.Context, jumped func()) {
	tick := time.NewTicker(clockInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		before := c.offset.Load()
		if c.look(ctx) == nil && time.Duration(c.offset.Load()-before).Abs() > time.Second {
			jumped()
		}
	}
}

func (c *standInClock) look(ctx context.Context) error {
	c.looks.Lock()
	defer c.looks.Unlock()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url, nil)
	if err != nil {
		return fmt.Errorf("asking for the time: %w", err)
	}
	asked := time.Now()
	resp, err := c.client.Do(req)
	if err != nil {
		return fmt.Errorf("asking for the time: %w", err)
	}
	defer resp.Body.Close()
	var answer struct{ Now time.Time }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return fmt.Errorf("reading the time: %w", err)
	}
	c.correct(time.Until(answer.Now), answer.Now.Sub(asked))
	return nil
}

// correct brings the offset between what an answer allows, which was slow on its
// way. What is allowed stays: a slow answer must not turn the clock back.
func (c *standInClock) correct(least, most time.Duration) {
	if now := time.Duration(c.offset.Load()); now < least || now > most {
		c.offset.Store(int64(least))
	}
}
