package main

import (
	"strings"
	"testing"
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
	if l := o.log.String(); !strings.Contains(l, "deliveries are taken, and wait") || o.died() > 0 {
		t.Errorf("it did not wait for GitHub, or died %d times:\n%s", o.died(), tail(l, 3000))
	}
	greeted := false
	for _, w := range o.ledger().Writes {
		greeted = greeted || w.Kind == "comment.create"
	}
	if !greeted {
		t.Error("nobody was greeted once GitHub answered")
	}
}
