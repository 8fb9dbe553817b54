package worker_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
	"github.com/firstmate-app/firstmate/app/worker"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is a store on an embedded Redis, in a bubble of virtual time.
type rig struct {
	t     *testing.T
	srv   *embedded.Server
	store *redisstore.Store
	log   journal
	count journal       // what was counted
	sweep time.Duration // how often workers look for left work; virtual seconds cost real time
}

// journal is what handlers were called with, in order.
type journal struct {
	mu    sync.Mutex
	lines []string
	begun time.Time
}

func (j *journal) add(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, fmt.Sprintf("%v ", time.Since(j.begun).Truncate(time.Second))+fmt.Sprintf(format, args...))
}

func (j *journal) all() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.lines)
}

// bubble runs a test in virtual time. Workers look for left work, and stop
// waiting for new work, as often as every says.
func bubble(t *testing.T, every time.Duration, f func(r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, srv: embedded.New(), sweep: every}
		r.log.begun, r.count.begun = time.Now(), time.Now()
		r.store = r.open()
		f(r)
		r.srv.Close()
	})
}

// open opens a further store on the same Redis.
func (r *rig) open() *redisstore.Store {
	r.t.Helper()
	c := r.srv.Client()
	s, err := redisstore.Open(r.t.Context(), redisstore.Options{Client: c, Block: r.sweep / 6})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { s.Close(); c.Close() })
	return s
}

// run starts a worker; stop ends it in order.
func (r *rig) run(name string, s worker.Queue, h worker.Handlers) (stop func()) {
	r.t.Helper()
	w := worker.New(worker.Options{Queue: s, Handlers: h, Now: time.Now, Consumer: name, Tick: time.Hour, Sweep: r.sweep, Count: func(what string) { r.count.add("%s", what) }, Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(r.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	return sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			r.t.Error(err)
		}
	})
}

func (r *rig) accept(id string) {
	r.t.Helper()
	d := mentorship.Delivery{ID: id, Event: "pull_request", Tenant: 7, Body: []byte("{}"), At: time.Now()}
	if _, err := r.store.Accept(r.t.Context(), d); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) plan(op string, keys ...string) {
	r.t.Helper()
	c := mentorship.Commit{Op: op, Tenant: 7, Now: time.Now()}
	for _, k := range keys {
		c.Effects = append(c.Effects, mentorship.Effect{Key: k, Kind: mentorship.EffectGreet, PlannedAt: time.Now()})
	}
	if err := r.store.Commit(r.t.Context(), c); err != nil {
		r.t.Fatal(err)
	}
}

// sent commits that an effect happened.
func (r *rig) sent(ctx context.Context, w mentorship.Work, key string) error {
	return r.store.Commit(ctx, mentorship.Commit{Op: "sent/" + key + w.Entry, Tenant: w.Tenant, Now: time.Now(),
		Work: &w.Claim, Sent: &mentorship.Sent{Key: key, ID: 1}})
}

func (r *rig) want(lines ...string) {
	r.t.Helper()
	if got := r.log.all(); !slices.Equal(got, lines) {
		r.t.Errorf("journal\n got %q\nwant %q", got, lines)
	}
}

func (r *rig) parked(reasons ...string) {
	r.t.Helper()
	list, err := r.store.ParkedWork(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	var got []string
	for _, p := range list {
		got = append(got, p.Reason)
	}
	if !slices.Equal(got, reasons) {
		r.t.Errorf("parked %q, want %q", got, reasons)
	}
	if n := len(r.count.all()); n != len(reasons) {
		r.t.Errorf("%d counted, want %d: whoever runs the program hears of each", n, len(reasons))
	}
}

func (r *rig) idle() {
	r.t.Helper()
	p, err := r.store.Pending(r.t.Context(), time.Now())
	if err != nil || p != (redisstore.Pending{}) {
		r.t.Errorf("left %+v, %v", p, err)
	}
}
