package main

import (
	"maps"
	"sync"
)

// counts are the numbers of outcomes since the start.
type counts struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counts) add(outcome string) { c.addMany(outcome, 1) }

func (c *counts) addMany(outcome string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[outcome] += n
}

// all are all outcomes so far, each with its number.
func (c *counts) all() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.n)
}

func (c *counts) of(outcome string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[outcome]
}
