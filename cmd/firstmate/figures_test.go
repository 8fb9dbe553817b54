package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestProcessFigures measures the true program with a real Redis on this
// machine: from its start to its first accepted delivery, its memory, how many
// deliveries it accepts in a second, and how long they wait at 300 a second.
// FIRSTMATE_MEASURE=1 runs it; docs/performance.md has the figures.
func TestProcessFigures(t *testing.T) {
	measured(t)
	dbs, binary := newDatabases(t), build(t, "")
	o := newOutside(t, binary, dbs.take(t))
	o.scale, o.lives = "1", 1
	began := time.Now()
	o.launch()
	l := load{o: o, body: `{"action":"labeled","installation":{"id":1},"repository":{"id":701},"filler":"` + strings.Repeat("x", 21_000) + `"}`}
	l.signature = sign(rigSecret, l.body)
	l.send(t.Context(), 0)
	t.Logf("start to first accepted delivery: %s (its look at GitHub included)", time.Since(began).Round(time.Millisecond))
	o.rest()
	t.Logf("memory at rest: %d MiB", o.resident(t))
	t.Logf("as fast as 32 senders can for 10 s: %s", l.burst(t, 32, 0, 10*time.Second))
	t.Logf("memory under load: %d MiB", o.resident(t))
	o.rest()
	t.Logf("300 a second for 10 s: %s", l.burst(t, 64, 300, 10*time.Second))
}

// load sends signed deliveries that lead to nothing but being kept.
type load struct {
	o         *outside
	body      string
	signature string
}

// send sends one delivery and tells how long its answer took.
func (l load) send(ctx context.Context, n int) time.Duration {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.o.address()+webhookPath, strings.NewReader(l.body))
	if err != nil {
		panic(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-GitHub-Event", "pull_request")
	req.Header.Set("X-GitHub-Delivery", fmt.Sprintf("00000000-0000-4000-8000-%012d", n))
	req.Header.Set("X-Hub-Signature-256", l.signature)
	began := time.Now()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return -1
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		return -1
	}
	return time.Since(began)
}

// burst lets so many senders send for a while, at a rate if there is one.
func (l load) burst(t *testing.T, senders, rate int, span time.Duration) string {
	t.Helper()
	var mu sync.Mutex
	var took []time.Duration
	failed, next := 0, int(time.Now().UnixNano()%1_000_000)*100_000
	due := make(chan int, 1<<16)
	end := time.Now().Add(span)
	go func() {
		defer close(due)
		for began, n := time.Now(), 0; time.Now().Before(end); n++ {
			if rate > 0 {
				pause(time.Until(began.Add(time.Duration(n) * time.Second / time.Duration(rate))))
			}
			due <- next + n
		}
	}()
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			for n := range due {
				if rate == 0 && time.Now().After(end) {
					continue
				}
				d := l.send(t.Context(), n)
				mu.Lock()
				if took = append(took, d); d < 0 {
					failed++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	slices.Sort(took)
	at := func(percent int) time.Duration { return took[(len(took)-1)*percent/100].Round(10 * time.Microsecond) }
	return fmt.Sprintf("%d accepted a second, %d refused; median %s, p99 %s", (len(took)-failed)/int(span.Seconds()), failed, at(50), at(99))
}

// resident is the resident set of the program, in MiB.
func (o *outside) resident(t *testing.T) int {
	t.Helper()
	o.mu.Lock()
	pid := o.cmd.Process.Pid
	o.mu.Unlock()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatalf("this system does not tell the memory of a process: %v", err)
	}
	for line := range strings.Lines(string(text)) {
		if kib, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, _ := strconv.Atoi(strings.Fields(kib)[0])
			return n / 1024
		}
	}
	return 0
}
