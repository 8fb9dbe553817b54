package main

import (
	"testing"

	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// TestRotation: the webhook secret is changed as docs/operate.md tells, between
// the steps of one mentorship; every delivery arrives, and none has to be fetched.
func TestRotation(t *testing.T) {
	t.Parallel()
	address, _ := redistest.Start(t)
	s := &story{rig: newRig(t, rigOptions{redis: address}), names: map[string]string{}, repos: map[string]string{}}
	r := s.rig
	r.start()
	with := func(secrets ...string) {
		r.options.secrets = secrets
		r.restart()
	}
	const fresh = "the secret that comes after it"
	acts := lines(mainJob)
	play := func(part []string) {
		for _, line := range part {
			s.line(line)
			r.settle()
		}
	}
	play(acts[:1])
	with(rigSecret, fresh)
	play(acts[1:3])
	r.sim.SetWebhookSecret([]byte(fresh))
	play(acts[3:4])
	with(fresh)
	play(acts[4:])
	for _, d := range r.ledger().Deliveries {
		if d.Status != 202 {
			t.Errorf("%s %s was answered %d", d.Event, d.Action, d.Status)
		}
	}
	s.holds("issue", []string{"M1"})
	r.keepsPromises()
}
