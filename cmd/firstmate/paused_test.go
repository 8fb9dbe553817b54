package main

import (
	"slices"
	"strings"
	"syscall"
	"testing"
)

// beside is a further process on the same Redis and the same stand-in.
func (o *outside) beside(roles string) *outside {
	o.t.Helper()
	b := &outside{rig: o.rig, binary: o.binary, redis: o.redis, dir: o.t.TempDir(), roles: roles, scale: o.scale, lives: o.lives, watch: o.watch}
	b.files()
	return b
}

// signal sends a signal to the process that runs now; false if none does.
func (o *outside) signal(s syscall.Signal) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.cmd != nil && o.cmd.Process != nil && o.cmd.Process.Signal(s) == nil
}

// TestPausedWorkerWritesNothing stops the true worker between its last look at
// the record and its request to GitHub; another one takes the work over and
// writes. The first, awake again, writes nothing.
func TestPausedWorkerWritesNothing(t *testing.T) {
	crashOnly(t)
	dbs, binary := newDatabases(t), build(t, "faultpoints")
	for kind, act := range map[string]int{"greet": 0, "open_issue": 1} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			point := "effect.rendered." + kind
			s := scenario{name: kind, before: lines(mainJob)[:act], act: lines(mainJob)[act : act+1]}
			a := s.prepare(t, binary, dbs.take(t))
			a.roles = "web,worker"
			a.launch(point + "=pause:300ms")
			a.rest()
			a.story.line(s.act[0])
			for !slices.Contains(a.seenPoints(), point) {
				a.tick()
			}
			if !a.signal(syscall.SIGSTOP) {
				t.Fatal("there is nothing to stop")
			}
			before := len(a.ledger().Writes)
			other := a.beside("worker")
			other.launch()
			for !strings.Contains(other.log.String(), "took work over") || len(a.ledger().Writes) == before {
				a.tick()
			}
			a.signal(syscall.SIGCONT)
			a.rest()
			if log := a.log.String(); !strings.Contains(log, "taken over meanwhile") {
				t.Errorf("the first worker did not notice:\n%s", tail(log, 3000))
			}
			creates := 0
			for _, w := range a.ledger().Writes[before:] {
				if strings.HasSuffix(w.Kind, ".create") && w.Kind != "check_run.create" && w.Kind != "reaction.create" {
					creates++
				}
			}
			if creates != 1 {
				t.Errorf("%d texts were created, applied or not:\n%s", creates, a.ledgerText())
			}
			a.keepsPromises()
		})
	}
}
