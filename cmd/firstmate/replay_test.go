package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// recorder lets deliveries through to the program and keeps them.
type recorder struct {
	t  *testing.T
	to string

	mu   sync.Mutex
	kept []captured
}

// captured is a delivery as it came in.
type captured struct {
	header http.Header
	body   []byte
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	c := captured{req.Header.Clone(), body}
	r.mu.Lock()
	r.kept = append(r.kept, c)
	r.mu.Unlock()
	w.WriteHeader(r.send(c))
}

// send delivers something captured and returns the answer.
func (r *recorder) send(c captured) int {
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.to, bytes.NewReader(c.body))
	if err != nil {
		r.t.Error(err)
		return 0
	}
	req.Header = c.header.Clone()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Error(err)
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

// TestReplay sends every delivery of a crowd again, an hour and eight days
// later: as it was, under a new id, and under another event's name. The
// signature covers the body alone, so all of them are signed; none of them makes
// firstmate write anything.
func TestReplay(t *testing.T) {
	crashOnly(t)
	t.Parallel()
	r := newRig(t, rigOptions{scale: 0.02, world: crowdWorld(crowdMentors, crowdMentors, crowdMentors)})
	r.startOnly()
	rec := &recorder{t: t, to: r.program.url() + webhookPath}
	door := httptest.NewServer(rec)
	defer door.Close()
	r.sim.SetWebhookURL(door.URL)
	c := &crowd{outside: &outside{rig: r}}
	c.come(100, mathrand.New(mathrand.NewPCG(9, 9)))
	for c.move() {
		c.tick()
	}
	r.settle()
	if len(rec.kept) < 900 {
		t.Fatalf("only %d deliveries were captured", len(rec.kept))
	}
	for _, later := range []string{"1h", "191h"} {
		r.pass(later)
		before := len(r.sim.Ledger().Writes)
		answers := map[string]map[int]int{"as it was": {}, "new id": {}, "other event": {}}
		for i, k := range rec.kept {
			answers["as it was"][rec.send(k)]++
			answers["new id"][rec.send(k.with("X-GitHub-Delivery", newGUID(t)))]++
			answers["other event"][rec.send(k.with("X-GitHub-Delivery", newGUID(t)).with("X-GitHub-Event", k.otherEvent()))]++
			if i%100 == 99 {
				r.settle()
			}
		}
		r.settle()
		t.Logf("%d deliveries again after %s: %v", len(rec.kept), later, answers)
		if after := len(r.sim.Ledger().Writes); after != before {
			t.Errorf("after %s: %d writes became %d", later, before, after)
		}
	}
	if parked, err := r.program.store.ParkedWork(t.Context()); err != nil || len(parked) > 0 {
		t.Errorf("parked: %v (%v)", parked, err)
	}
}

func (c captured) with(name, value string) captured {
	c.header = c.header.Clone()
	c.header.Set(name, value)
	return c
}

// otherEvent is a name the body was not sent under.
func (c captured) otherEvent() string {
	if c.header.Get("X-GitHub-Event") == "pull_request" {
		return "issue_comment"
	}
	return "pull_request"
}

func newGUID(t *testing.T) string {
	t.Helper()
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
