package worker_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/worker"
)

func fault(kind mentorship.FaultKind) error {
	return fmt.Errorf("doing it: %w", mentorship.NewFault(kind, errors.New("no")))
}

// deliveries answers the nth call with the nth error, and with success after that.
func (r *rig) deliveries(errs ...error) worker.Handlers {
	n := 0
	return worker.Handlers{Delivery: func(_ context.Context, w mentorship.Work) (bool, error) {
		r.log.add("%s try %d", w.ID, w.Tries)
		if n++; n <= len(errs) {
			return false, errs[n-1]
		}
		return false, nil
	}}
}

func TestAnswersToDeliveries(t *testing.T) {
	until := &mentorship.Fault{Kind: mentorship.FaultTransient, Err: errors.New("later")}
	cases := []struct {
		name   string
		errs   []error
		want   []string
		parked []string
	}{
		{"success", nil, []string{"0s a try 0"}, nil},
		{"back-off doubles", []error{fault("transient"), fault("not_found"), errors.New("odd")},
			[]string{"0s a try 0", "5s a try 1", "15s a try 2", "35s a try 3"}, nil},
		{"a moved record runs again at once", []error{fault("conflict"), fault("full")}, []string{"0s a try 0", "0s a try 0", "0s a try 0"}, nil},
		{"limits are waited for", []error{fault("limited")}, []string{"0s a try 0", "1m0s a try 1"}, nil},
		{"suspension is waited for", []error{fault("suspended")}, []string{"0s a try 0", "1h0m0s a try 1"}, nil},
		{"a missing permission is waited for", []error{fault("permission")}, []string{"0s a try 0", "1h0m0s a try 1"}, nil},
		{"one 404 does not uninstall", []error{fault("uninstalled")}, []string{"0s a try 0", "1h0m0s a try 1"}, nil},
		{"newer waits for a newer program", []error{fault("newer"), fault("newer")}, []string{"0s a try 0", "5s a try 1", "15s a try 2"}, nil},
		{"gone", []error{fault("gone")}, []string{"0s a try 0"}, []string{"doing it: gone: no"}},
		{"a passed time is no circle", []error{until}, []string{"0s a try 0", "1s a try 1"}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, time.Hour, func(r *rig) {
				until.Until = time.Now().Add(-time.Hour)
				stop := r.run("w", r.store, r.deliveries(c.errs...))
				r.accept("a")
				time.Sleep(2 * time.Hour) // of virtual time
				stop()
				r.want(c.want...)
				r.parked(c.parked...)
				r.idle()
			})
		})
	}
}

// TestUninstalledIsLetGo: work of an installation that stays away is tried for a
// week and is nobody's then.
func TestUninstalledIsLetGo(t *testing.T) {
	bubble(t, time.Hour, func(r *rig) {
		stop := r.run("w", r.store, worker.Handlers{Delivery: func(context.Context, mentorship.Work) (bool, error) {
			return false, fault("uninstalled")
		}})
		r.accept("a")
		time.Sleep(8 * 24 * time.Hour)
		stop()
		r.parked()
		r.idle()
	})
}

func TestOutageIsSatOut(t *testing.T) {
	bubble(t, time.Hour, func(r *rig) {
		calls := 0
		stop := r.run("w", r.store, worker.Handlers{Delivery: func(context.Context, mentorship.Work) (bool, error) {
			calls++
			return false, fault("transient")
		}})
		r.accept("a")
		time.Sleep(6*24*time.Hour + 20*time.Hour)
		r.parked()
		time.Sleep(8 * time.Hour)
		stop()
		if calls < 100 || calls > 250 { // hourly, after the first few
			t.Errorf("tried %d times in a week", calls)
		}
		r.parked("doing it: transient: no")
		r.idle()
	})
}

func TestPanicIsParkedTheThirdTime(t *testing.T) {
	bubble(t, time.Second, func(r *rig) {
		stop := r.run("w", r.store, worker.Handlers{Delivery: func(_ context.Context, w mentorship.Work) (bool, error) {
			r.log.add("count %d", w.Count)
			panic("words somebody wrote")
		}})
		r.accept("a")
		time.Sleep(time.Minute)
		stop()
		if got := r.log.all(); len(got) != 3 {
			t.Errorf("journal %q", got)
		}
		r.parked("a handler panicked with a string")
		r.idle()
	})
}

func TestTimersFireOnTime(t *testing.T) {
	bubble(t, time.Hour, func(r *rig) {
		stop := r.run("w", r.store, worker.Handlers{Due: func(ctx context.Context, w mentorship.Work) (bool, error) {
			r.log.add("%s", w.ID)
			m, err := r.store.Load(ctx, w.Tenant, w.ID)
			if err != nil {
				return false, err
			}
			after := m
			after.Timers = map[mentorship.Timer]time.Time{mentorship.TimerTick: time.Now().Add(24 * time.Hour)}
			return true, r.store.Commit(ctx, mentorship.Commit{Op: w.Entry, Tenant: w.Tenant, Before: m, After: after,
				Now: time.Now(), Work: &w.Claim, Finish: true})
		}})
		m := mentorship.Mentorship{ID: "o1-2", Timers: map[mentorship.Timer]time.Time{mentorship.TimerTick: time.Now().Add(90 * time.Second)}}
		if err := r.store.Commit(r.t.Context(), mentorship.Commit{Op: "a", Tenant: 7, After: m, Now: time.Now()}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(49 * time.Hour)
		stop()
		r.want("1m30s o1-2", "24h1m30s o1-2", "48h1m30s o1-2")
	})
}

func TestEffectsGoOutSpaced(t *testing.T) {
	bubble(t, time.Hour, func(r *rig) {
		stop := r.run("w", r.store, worker.Handlers{Effect: func(ctx context.Context, w mentorship.Work, e mentorship.Effect, _ worker.Try) error {
			r.log.add("%s", e.Key)
			return r.sent(ctx, w, e.Key)
		}})
		r.plan("a", "x", "y")
		time.Sleep(500 * time.Millisecond)
		r.plan("b", "z")
		time.Sleep(time.Minute)
		stop()
		r.want("0s x", "1s y", "2s z")
		r.idle()
	})
}

// TestWantedAnewWhileOut: what is planned once more while it is out follows at
// once, for the first time: that is no handler that forgot to commit.
func TestWantedAnewWhileOut(t *testing.T) {
	bubble(t, time.Hour, func(r *rig) {
		edit := func(op string) {
			if err := r.store.Commit(r.t.Context(), mentorship.Commit{Op: op, Tenant: 7, Now: time.Now(), Effects: []mentorship.Effect{
				{Key: "x", Kind: mentorship.EffectEditIssue, PlannedAt: time.Now()},
			}}); err != nil {
				r.t.Error(err)
			}
		}
		stop := r.run("w", r.store, worker.Handlers{Effect: func(ctx context.Context, w mentorship.Work, e mentorship.Effect, try worker.Try) error {
			r.log.add("%s %v", e.Key, try.Resume)
			if len(r.log.all()) == 1 {
				edit("b")
			}
			time.Sleep(2 * time.Second) // longer than between two writes: the gate is open
			return r.store.Commit(ctx, mentorship.Commit{Op: fmt.Sprint("sent/", len(r.log.all())), Tenant: w.Tenant, Now: time.Now(),
				Work: &w.Claim, Sent: &mentorship.Sent{Key: e.Key, ID: 1}})
		}})
		edit("a")
		time.Sleep(time.Minute)
		stop()
		r.want("0s x false", "2s x false")
		r.idle()
	})
}

func TestAnswersToEffects(t *testing.T) {
	missed := &mentorship.Fault{Kind: mentorship.FaultUnknown, Err: errors.New("not seen")}
	cases := []struct {
		name   string
		errs   []error
		want   []string
		parked []string
	}{
		{"transient lets others pass", []error{fault("transient")}, []string{"0s x false 0", "1s y false 0", "5s x false 0"}, nil},
		{"a lost answer is looked up", []error{fault("unknown")}, []string{"0s x false 0", "1s y false 0", "5s x true 0"}, nil},
		{"a miss is counted", []error{missed}, []string{"0s x false 0", "1s y false 0", "30s x true 1"}, nil},
		{"a failed commit is looked up", []error{errors.New("redis")}, []string{"0s x false 0", "1s y false 0", "5s x true 0"}, nil},
		{"a conflict is looked up at once", []error{fault("conflict")}, []string{"0s x false 0", "0s x true 0", "1s y false 0"}, nil},
		{"limits stop the tenant", []error{fault("limited")}, []string{"0s x false 0", "1m0s y false 0", "1m1s x false 0"}, nil},
		{"suspension stops the tenant", []error{fault("suspended")}, []string{"0s x false 0", "1h0m0s y false 0", "1h0m1s x false 0"}, nil},
		{"a missing permission lets others pass", []error{fault("permission")}, []string{"0s x false 0", "1s y false 0", "1h0m0s x false 0"}, nil},
		{"newer waits for a newer program", []error{fault("newer")}, []string{"0s x false 0", "1s y false 0", "5s x false 0"}, nil},
		{"gone", []error{fault("gone")}, []string{"0s x false 0", "1s y false 0"}, []string{"doing it: gone: no"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, time.Hour, func(r *rig) {
				missed.Until = time.Now().Add(30 * time.Second)
				n := 0
				stop := r.run("w", r.store, worker.Handlers{Effect: func(ctx context.Context, w mentorship.Work, e mentorship.Effect, try worker.Try) error {
					r.log.add("%s %v %d", e.Key, try.Resume, try.Misses)
					if n++; n <= len(c.errs) {
						return c.errs[n-1]
					}
					return r.sent(ctx, w, e.Key)
				}})
				r.plan("a", "x", "y")
				time.Sleep(2 * time.Hour)
				stop()
				r.want(c.want...)
				r.parked(c.parked...)
				r.idle()
			})
		})
	}
}

func TestEffectThatPanicsOrForgetsToCommit(t *testing.T) {
	bubble(t, time.Hour, func(r *rig) {
		stop := r.run("w", r.store, worker.Handlers{Effect: func(_ context.Context, _ mentorship.Work, e mentorship.Effect, _ worker.Try) error {
			r.log.add("%s", e.Key)
			if e.Key == "bad" {
				panic(1)
			}
			return nil
		}})
		r.plan("a", "bad", "lazy")
		time.Sleep(time.Minute)
		stop()
		r.parked("a handler panicked with a int")
		if n := len(r.log.all()); n > 9 {
			t.Errorf("%d calls in a minute: %q", n, r.log.all())
		}
	})
}
