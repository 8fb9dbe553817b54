package catchup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// world is GitHub and Redis in a few maps.
type world struct {
	now     time.Time
	log     []mentorship.Attempt // newest first, as GitHub lists them
	pulls   []mentorship.Pull    // of every repository
	said    []mentorship.Talk
	repos   []mentorship.Repo
	faults  map[string]error // "log", "pulls", or "fetch N"
	asked   time.Time        // since when the log was read last
	fetched []int64
	scanned []int64

	seen  map[string]bool
	kept  []mentorship.Delivery
	place mentorship.CatchUp
	scans map[int64]mentorship.Scan
	lease map[string]string

	unborn    bool
	recovered map[int64]mentorship.Recovery
}

func newWorld() *world {
	return &world{
		now: noon, faults: map[string]error{}, seen: map[string]bool{}, scans: map[int64]mentorship.Scan{}, lease: map[string]string{},
		repos: []mentorship.Repo{{Tenant: 1, ID: 501, Owner: "acme", Name: "widgets"}},
	}
}

func (w *world) catcher() *Catcher {
	return New(Options{
		GitHub: w, Store: w, Now: func() time.Time { return w.now }, Scale: 0.001,
		Ours: func(event, _ string) bool { return event != "star" },
		Open: func(a mentorship.Attempt, body []byte, at time.Time) (mentorship.Delivery, bool) {
			return mentorship.Delivery{ID: a.GUID, Event: a.Event, Tenant: a.Tenant, Body: body, At: at}, string(body) != "senseless"
		},
	})
}

func (w *world) Deliveries(_ context.Context, since time.Time) ([]mentorship.Attempt, error) {
	w.asked = since
	var out []mentorship.Attempt
	for _, a := range w.log {
		if !a.At.Before(since) {
			out = append(out, a)
		}
	}
	return out, w.faults["log"]
}

func (w *world) Payload(_ context.Context, id int64) ([]byte, error) {
	if err := w.faults[fmt.Sprint("fetch ", id)]; err != nil {
		return nil, err
	}
	w.fetched = append(w.fetched, id)
	return []byte(`{}`), nil
}

func (w *world) Updated(_ context.Context, r mentorship.Repo, since time.Time) (out []mentorship.Pull, err error) {
	w.scanned = append(w.scanned, r.ID)
	for _, p := range w.pulls {
		if !p.UpdatedAt.Before(since) {
			out = append(out, p)
		}
	}
	return out, w.faults["pulls"]
}

func (w *world) Said(context.Context, mentorship.Repo, time.Time) ([]mentorship.Talk, error) {
	return w.said, w.faults["said"]
}

func (w *world) Accept(_ context.Context, d mentorship.Delivery) (bool, error) {
	if err := w.faults["accept"]; err != nil {
		return false, err
	}
	fresh := !w.seen[d.ID]
	w.seen[d.ID] = true
	if fresh {
		w.kept = append(w.kept, d)
	}
	return fresh, nil
}

func (w *world) Unkept(_ context.Context, as []mentorship.Attempt) ([]mentorship.Attempt, error) {
	return slices.DeleteFunc(as, func(a mentorship.Attempt) bool { return w.seen[a.GUID] }), nil
}

func (w *world) CaughtUp(context.Context) (mentorship.CatchUp, error) { return w.place, nil }
func (w *world) SetCaughtUp(_ context.Context, c mentorship.CatchUp) error {
	w.place = c
	return nil
}

func (w *world) Scanned(_ context.Context, r mentorship.Repo) (mentorship.Scan, error) {
	return w.scans[r.ID], nil
}

func (w *world) SetScanned(_ context.Context, r mentorship.Repo, s mentorship.Scan) error {
	w.scans[r.ID] = s
	return nil
}

func (w *world) Born(context.Context) (bool, error) { return !w.unborn, w.faults["born"] }
func (w *world) Recoveries(context.Context) (map[int64]mentorship.Recovery, error) {
	return w.recovered, nil
}

func (w *world) AllRepos(context.Context, int) ([]mentorship.Repo, error) { return w.repos, nil }

func (w *world) Lease(_ context.Context, name, who string, _ time.Duration) (bool, error) {
	if holder := w.lease[name]; holder != "" && holder != who {
		return false, nil
	}
	w.lease[name] = who
	return true, w.faults["lease"]
}

func (w *world) Unlease(_ context.Context, name, who string) error {
	if w.lease[name] == who {
		delete(w.lease, name)
	}
	return nil
}

// sent adds a line to the log.
func (w *world) sent(id int64, guid string, ago time.Duration, ok bool) {
	a := mentorship.Attempt{ID: id, GUID: guid, Event: "pull_request", Action: "opened", Tenant: 1, At: w.now.Add(-ago), OK: ok}
	w.log = append([]mentorship.Attempt{a}, w.log...)
}

// reconciled compares the log once.
func (w *world) reconciled(t *testing.T) error {
	t.Helper()
	c := w.catcher()
	return c.reconcile(t.Context(), &turn{c: c, name: taskLog, kept: time.Now()})
}

func (w *world) ids() (out []string) {
	for _, d := range w.kept {
		out = append(out, d.ID)
		if !d.Again {
			out = append(out, "not marked as fetched")
		}
	}
	return out
}

// TestWhatIsFetched: of each delivery that was not kept one attempt, oldest first.
func TestWhatIsFetched(t *testing.T) {
	w := newWorld()
	w.place.Till = noon.Add(-2 * time.Hour)
	w.sent(1, "older", 3*time.Hour, false)
	w.sent(2, "forgotten", 2*time.Hour+5*time.Minute, true) // in the overlap: Redis lost it
	w.sent(3, "failed", time.Hour, false)
	w.sent(4, "kept", time.Hour, true)
	w.sent(5, "star", time.Hour, false)
	w.log[0].Event = "star"
	w.sent(6, "ping", time.Hour, false)
	w.log[0].Tenant = 0
	w.sent(7, "failed", time.Minute, false) // once more, by hand
	w.seen["kept"] = true
	if err := w.reconciled(t); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"forgotten", "failed"}, w.ids()); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int64{2, 7}, w.fetched); diff != "" {
		t.Errorf("fetched (-want +got):\n%s", diff)
	}
	want := mentorship.CatchUp{Till: noon, Done: noon, Fetched: 2, Heard: map[int64]time.Time{1: noon.Add(-time.Minute)}}
	if diff := cmp.Diff(want, w.place); diff != "" {
		t.Errorf("place (-want +got):\n%s", diff)
	}
	if err := w.reconciled(t); err != nil || len(w.fetched) != 2 {
		t.Errorf("a second pass: %v, fetched %v", err, w.fetched)
	}
}

// TestNothingComparedYet: without a memory of our own, what was answered well is
// somebody else's doing and stays so.
func TestNothingComparedYet(t *testing.T) {
	w := newWorld()
	w.sent(1, "beyond", 4*24*time.Hour, false)
	w.sent(2, "answered", 2*time.Hour, true)
	w.sent(3, "late", 2*time.Hour, false)
	w.sent(4, "late", time.Hour, true)
	w.sent(5, "failed", time.Hour, false)
	if err := w.reconciled(t); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"failed"}, w.ids()); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	if !w.asked.Equal(noon.Add(-reach)) {
		t.Errorf("asked since %s", w.asked)
	}
}

// TestPlaceStaysBeforeWhatIsLeft: what could not be fetched now is fetched the
// next time, and holds up nothing else; what is gone is given up.
func TestPlaceStaysBeforeWhatIsLeft(t *testing.T) {
	trouble := mentorship.NewFault(mentorship.FaultTransient, errors.New("502"))
	for name, c := range map[string]struct {
		faults map[string]error
		kept   []string
		till   time.Duration // before noon
		fails  bool
	}{
		"one in trouble": {map[string]error{"fetch 2": trouble}, []string{"a", "c", "d", "e"}, 4 * time.Minute, false},
		"three in a row": {map[string]error{"fetch 2": trouble, "fetch 3": trouble, "fetch 4": trouble}, []string{"a"}, 4 * time.Minute, true},
		"told to wait": {
			map[string]error{"fetch 3": mentorship.NewFault(mentorship.FaultLimited, errors.New("429"))},
			[]string{"a", "b"}, 3 * time.Minute, true,
		},
		"gone":             {map[string]error{"fetch 2": mentorship.NewFault(mentorship.FaultNotFound, errors.New("404"))}, []string{"a", "c", "d", "e"}, 0, false},
		"Redis is in need": {map[string]error{"accept": errors.New("OOM")}, nil, 5 * time.Minute, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.place.Till, w.faults = noon.Add(-time.Hour), c.faults
			for i, guid := range []string{"a", "b", "c", "d", "e"} {
				w.sent(int64(i+1), guid, time.Duration(5-i)*time.Minute, false)
			}
			if err := w.reconciled(t); (err != nil) != c.fails {
				t.Errorf("error %v", err)
			}
			if diff := cmp.Diff(c.kept, w.ids()); diff != "" {
				t.Errorf("kept (-want +got):\n%s", diff)
			}
			if !w.place.Till.Equal(noon.Add(-c.till)) {
				t.Errorf("the place is %s", w.place.Till)
			}
			w.faults = nil
			if err := w.reconciled(t); err != nil || len(w.kept) < 4 || !w.place.Till.Equal(noon) {
				t.Errorf("in the end %v, %v, %s", err, w.ids(), w.place.Till)
			}
		})
	}
}

// TestUnreadLog: that the log cannot be read is remembered, and since when.
func TestUnreadLog(t *testing.T) {
	w := newWorld()
	w.place.Till = noon.Add(-time.Hour)
	w.faults["log"] = mentorship.NewFault(mentorship.FaultForbidden, errors.New("403"))
	for range 2 {
		if err := w.reconciled(t); err == nil {
			t.Error("no error")
		}
		w.now = w.now.Add(5 * time.Minute)
	}
	if w.place.Unread != noon || w.place.Till != noon.Add(-time.Hour) {
		t.Errorf("%+v", w.place)
	}
	delete(w.faults, "log")
	if err := w.reconciled(t); err != nil || !w.place.Unread.IsZero() {
		t.Errorf("%v, %+v", err, w.place)
	}
}

// TestOneAtATime: while another process is at it this one leaves it alone, and
// who was overtaken stops.
func TestOneAtATime(t *testing.T) {
	w := newWorld()
	w.lease[taskLog] = "somebody else"
	c := w.catcher()
	if c.alone(t.Context(), taskLog, c.reconcile) || w.place.Done.Equal(noon) {
		t.Error("two at a time")
	}
	if !c.alone(t.Context(), taskScan, c.scan) || w.lease[taskScan] != "" {
		t.Error("a free task was not done, or not given back")
	}
	late := &turn{c: c, name: taskLog, kept: time.Now().Add(-leaseFor)}
	if err := late.keep(t.Context(), 0); !errors.Is(err, errLost) {
		t.Errorf("overtaken: %v", err)
	}
}

// TestLost: that Redis may have lost its last seconds is no matter of five
// minutes, even if the log was compared just now.
func TestLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, lost := newWorld(), make(chan struct{})
		w.place.Till, w.place.Done = noon, noon
		w.sent(1, "forgotten", time.Minute, true)
		c := w.catcher()
		c.Scale, c.Lost = 1, lost
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		began := time.Now()
		go c.Run(ctx)
		synctest.Wait()
		if len(w.kept) > 0 {
			t.Fatal("compared without a reason")
		}
		lost <- struct{}{}
		time.Sleep(time.Second) // of the bubble: a fetch keeps its distance
		synctest.Wait()
		if diff := cmp.Diff([]string{"forgotten"}, w.ids()); diff != "" || time.Since(began) > time.Second {
			t.Errorf("kept after %s (-want +got):\n%s", time.Since(began), diff)
		}
	})
}
