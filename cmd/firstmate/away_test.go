package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// While GitHub does not answer, the program that starts takes deliveries, and
// works them off once it knows whom to serve; nobody has to start it again.
func TestGitHubAwayAtStart(t *testing.T) {
	t.Parallel()
	dbs, binary := newDatabases(t), build(t, "")
	o := newOutside(t, binary, dbs.take(t))
	o.lives = 1
	o.faults([]act{{"match": "GET /app/installations", "fault": "status", "status": 503, "times": 12}})
	o.launch()
	o.act("open_pull", act{"author": "nia", "title": "Keep the cache warm", "files": []string{"store/cache.go"}})
	o.rest()
	for _, d := range o.ledger().Deliveries {
		if d.Status != 202 {
			t.Errorf("a delivery was answered %d", d.Status)
		}
	}
	o.waitedAndGreeted()
}

// Redis that goes away while the program begins, after it was there, is waited
// for as GitHub is.
func TestRedisAwayAtStart(t *testing.T) {
	crashOnly(t)
	t.Parallel()
	db, binary := redistest.Run(t), build(t, "faultpoints")
	o := newOutside(t, binary, db.URL())
	o.lives = 1
	o.launch("recovery.born=pause:300ms")
	for !slices.Contains(o.seenPoints(), "recovery.born") {
		o.tick()
	}
	db.Kill()
	for !strings.Contains(o.log.String(), waits) && o.died() == 0 {
		o.tick()
	}
	if o.died() > 0 {
		t.Fatalf("it died of it:\n%s", tail(o.log.String(), 3000))
	}
	db.Start(t)
	o.act("open_pull", act{"author": "nia", "title": "Keep the cache warm", "files": []string{"store/cache.go"}})
	o.rest()
	o.waitedAndGreeted()
}

// waits is what the log says where the program cannot begin yet.
const waits = "deliveries are taken, and wait"

func (o *outside) waitedAndGreeted() {
	o.t.Helper()
	if l := o.log.String(); !strings.Contains(l, waits) || o.died() > 0 {
		o.t.Errorf("it did not wait, or died %d times:\n%s", o.died(), tail(l, 3000))
	}
	if !slices.ContainsFunc(o.ledger().Writes, func(w ledgerWrite) bool { return w.Kind == "comment.create" }) {
		o.t.Error("nobody was greeted once it could begin")
	}
}
