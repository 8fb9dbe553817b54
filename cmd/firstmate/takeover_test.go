package main

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// measured leaves what only measures to those who ask for it.
func measured(t *testing.T) {
	t.Helper()
	if number(t, "FIRSTMATE_MEASURE", 0) == 0 {
		t.Skip("left out: it measures time, which means nothing on a busy machine; FIRSTMATE_MEASURE=1 does it")
	}
}

// TestTakeoverTime measures, at true time constants, how long work lies still
// whose worker was killed: from the kill to the moment another worker has it.
// FIRSTMATE_MEASURE=40 takes that many samples.
func TestTakeoverTime(t *testing.T) {
	measured(t)
	dbs, binary := newDatabases(t), build(t, "faultpoints")
	var took []time.Duration
	for i := range max(int(number(t, "FIRSTMATE_MEASURE", 1)), 5) {
		t.Run(fmt.Sprint(i), func(t *testing.T) { took = append(took, takeoverTime(t, binary, dbs.take(t))) })
	}
	slices.Sort(took)
	t.Logf("%d takeovers: median %s, p95 %s, longest %s", len(took), percentile(took, 50), percentile(took, 95), took[len(took)-1])
}

// percentile is the value that so many percent do not exceed.
func percentile(sorted []time.Duration, percent int) time.Duration {
	return sorted[max(0, (len(sorted)*percent+99)/100-1)].Round(10 * time.Millisecond)
}

func takeoverTime(t *testing.T, binary, redis string) time.Duration {
	const point = "deliver.decoded"
	o := newOutside(t, binary, redis)
	o.scale, o.lives = "1", 1
	other := o.beside("worker")
	o.launch(point + "=pause:60s")
	o.act("open_pull", act{"author": "nia", "title": "Keep the cache warm", "files": []string{"store/cache.go"}})
	for !slices.Contains(o.seenPoints(), point) {
		o.tick()
	}
	other.launch()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); { // it is long alive, as a replica is
		o.tick()
	}
	if !o.signal(syscall.SIGKILL) {
		t.Fatal("there is nothing to kill")
	}
	killed := time.Now()
	for !strings.Contains(other.log.String(), "took work over") {
		o.tick()
	}
	return time.Since(killed)
}
