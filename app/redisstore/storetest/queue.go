package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
)

// timed is a record with a timer.
func timed(id int64, at time.Time) mentorship.Mentorship {
	m := newcomer(id)
	m.Timers = map[mentorship.Timer]time.Time{mentorship.TimerQuiet: at, mentorship.TimerTerm: at.Add(time.Hour)}
	return m
}

func wake(t *testing.T, b Bench) {
	s := b.Open(t)
	at := day0().Add(1500 * time.Microsecond)
	must(t, s.Commit(t.Context(), step("a", mentorship.Mentorship{}, timed(1, at))))
	if !s.Planned().Equal(day0().Add(2 * time.Millisecond)) {
		t.Errorf("planned %v", s.Planned())
	}
	select {
	case <-s.Soon():
	default:
		t.Error("a new timer was not signalled")
	}
	if n, next, err := s.Wake(t.Context(), day0().Add(time.Millisecond)); n != 0 || err != nil || next.Before(at) {
		t.Fatalf("before its time: moved %d, next %v, %v", n, next, err)
	}
	if n, next, err := s.Wake(t.Context(), day0().Add(time.Second)); n != 1 || err != nil || !next.IsZero() {
		t.Fatalf("at its time: moved %d, next %v, %v", n, next, err)
	}
	if n, _, _ := s.Wake(t.Context(), day0().Add(time.Second)); n != 0 {
		t.Fatalf("woken twice")
	}
	w := readOne(t, s, "one")
	if w.Kind != mentorship.WorkDue || w.ID != newcomer(1).ID || w.Body != nil {
		t.Errorf("woke %+v", w)
	}
	m := load(t, s, w.ID)
	m.Timers = map[mentorship.Timer]time.Time{mentorship.TimerTerm: day0().Add(time.Hour)}
	must(t, s.Commit(t.Context(), step("b", load(t, s, w.ID), m)))
	m.Timers = nil
	must(t, s.Commit(t.Context(), step("c", load(t, s, w.ID), m)))
	if _, next, _ := s.Wake(t.Context(), day0()); !next.IsZero() {
		t.Errorf("a record without timers wakes at %v", next)
	}
}

func wakePortions(t *testing.T, b Bench) {
	s := b.Open(t)
	for i := range int64(250) {
		must(t, s.Commit(t.Context(), step(fmt.Sprint(i), mentorship.Mentorship{}, timed(1000+i, day0()))))
	}
	total := 0
	for {
		n, next, err := s.Wake(t.Context(), day0())
		must(t, err)
		if total += n; n > 100 {
			t.Fatalf("moved %d at once", n)
		}
		if next.IsZero() || next.After(day0()) {
			break
		}
	}
	if total != 250 {
		t.Errorf("woke %d of 250", total)
	}
}

func deferWork(t *testing.T, b Bench) {
	s := b.Open(t)
	d := delivery(1)
	if _, err := s.Accept(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	for try := range 3 {
		w := readOne(t, s, "one")
		if w.Tries != try || !w.First.Equal(d.At) || string(w.Body) != string(d.Body) || w.Event != d.Event {
			t.Fatalf("try %d: %+v", try, w)
		}
		until := day0().Add(time.Duration(try+1) * time.Hour)
		must(t, s.Defer(t.Context(), w, until))
		must(t, s.Defer(t.Context(), w, until)) // its answer was lost
		if p, _ := s.Pending(t.Context(), day0()); p.Inbox != 1 {
			t.Errorf("put away: %+v", p)
		}
		if n, next, err := s.Wake(t.Context(), until.Add(-time.Second)); n != 0 || !next.Equal(until) || err != nil {
			t.Fatalf("early: moved %d, next %v, %v", n, next, err)
		}
		if n, _, err := s.Wake(t.Context(), until); n != 1 || err != nil {
			t.Fatalf("moved %d, %v", n, err)
		}
	}
	if p, _ := s.Pending(t.Context(), day0()); p.Inbox != 1 {
		t.Errorf("handed out again: %+v", p)
	}
}

func park(t *testing.T, b Bench) {
	s := b.Open(t)
	for i := range 2 {
		if _, err := s.Accept(t.Context(), delivery(i)); err != nil {
			t.Fatal(err)
		}
		must(t, s.Park(t.Context(), readOne(t, s, "one"), "too odd"))
	}
	list, err := s.ParkedWork(t.Context())
	must(t, err)
	if len(list) != 2 || list[0].Reason != "too odd" || list[0].Tenant != tenant || list[0].Event != "pull_request" || !list[0].First.Equal(day0()) {
		t.Fatalf("parked %+v", list)
	}
	for _, k := range b.keys(t, "fm:*:parked:*") {
		if ttl := b.Raw.TTL(t.Context(), k).Val(); ttl <= 0 || ttl > 7*24*time.Hour {
			t.Errorf("%s lives %v, want at most 7 days", k, ttl)
		}
	}
	later := day0().Add(48 * time.Hour)
	if ok, err := s.RetryParked(t.Context(), list[0].ID, later); !ok || err != nil {
		t.Fatalf("retry: %v, %v", ok, err)
	}
	if w := readOne(t, s, "one"); !w.First.Equal(later) || w.Tries != 0 || len(w.Body) == 0 || w.Event != "pull_request" {
		t.Errorf("handed out again as %+v", w)
	}
	if ok, err := s.DropParked(t.Context(), list[1].ID); !ok || err != nil {
		t.Fatalf("drop: %v, %v", ok, err)
	}
	for _, id := range []string{list[0].ID, "delivery:1:x", "nonsense", "a:b:c", ""} {
		if ok, err := s.RetryParked(t.Context(), id, later); ok || err != nil {
			t.Errorf("retrying %q: %v, %v", id, ok, err)
		}
	}
	if list, _ := s.ParkedWork(t.Context()); len(list) != 0 {
		t.Errorf("still parked: %+v", list)
	}
}

func sweepTakesOver(t *testing.T, b Bench) {
	s := b.Open(t)
	for i := range 3 {
		if _, err := s.Accept(t.Context(), delivery(i)); err != nil {
			t.Fatal(err)
		}
	}
	var held []mentorship.Work
	for range 3 {
		held = append(held, readOne(t, s, "one"))
	}
	silence(t, b, held[0])
	silence(t, b, held[1])
	for _, want := range held[:2] {
		got := sweepOne(t, s, "two")
		if got.ID != want.ID || got.Count != 2 || got.Consumer != "two" || string(got.Body) != string(want.Body) {
			t.Errorf("taken over %+v, want %s", got, want.ID)
		}
	}
	if w, err := s.Sweep(t.Context(), "two", day0()); len(w) != 0 || err != nil {
		t.Errorf("took %+v from a holder who is alive (%v)", w, err)
	}
	wantFault(t, s.Done(t.Context(), held[0], day0()), mentorship.FaultFenced)
	wantFault(t, s.Defer(t.Context(), held[0], day0()), mentorship.FaultFenced)
	wantFault(t, s.Park(t.Context(), held[0], "late"), mentorship.FaultFenced)
	wantFault(t, s.Release(t.Context(), held[0], false), mentorship.FaultFenced)
	must(t, s.Done(t.Context(), held[2], day0()))
}

// die lets three holders die of a piece of work.
func die(t *testing.T, b Bench, s *redisstore.Store, w mentorship.Work) {
	t.Helper()
	for n := range 2 {
		silence(t, b, w)
		if w = sweepOne(t, s, fmt.Sprint("victim", n)); w.Count != int64(n+2) {
			t.Fatalf("count %d, want %d", w.Count, n+2)
		}
	}
	silence(t, b, w)
	if got, err := s.Sweep(t.Context(), "last", day0()); len(got) != 0 || err != nil {
		t.Fatalf("poison was handed out: %+v, %v", got, err)
	}
}

func poisonIsParked(t *testing.T, b Bench) {
	s := b.Open(t)
	if _, err := s.Accept(t.Context(), delivery(1)); err != nil {
		t.Fatal(err)
	}
	die(t, b, s, readOne(t, s, "one"))
	list, err := s.ParkedWork(t.Context())
	must(t, err)
	if len(list) != 1 || list[0].Event != "pull_request" || list[0].Reason == "" {
		t.Fatalf("parked %+v", list)
	}
	if p, _ := s.Pending(t.Context(), day0()); p.Inbox != 0 {
		t.Errorf("pending %+v", p)
	}
}

func poisonPump(t *testing.T, b Bench) {
	s := b.Open(t)
	p := &pumper{s: s, now: day0()}
	plan(t, s, "a", effect("bad", greet), effect("good", greet))
	if got := p.next(t); got != "bad" {
		t.Fatalf("next %q", got)
	}
	die(t, b, s, p.w)
	p.has = false
	p.wantNext(t, "good", "") // the tenant goes on
	list, err := s.ParkedWork(t.Context())
	must(t, err)
	if len(list) != 1 || list[0].ID != "effect:"+mentorshipTenant()+":bad" {
		t.Errorf("parked %+v", list)
	}
}

func keepDoesNotSteal(t *testing.T, b Bench) {
	s := b.Open(t)
	for i := range 2 {
		if _, err := s.Accept(t.Context(), delivery(i)); err != nil {
			t.Fatal(err)
		}
	}
	mine, lost := readOne(t, s, "one"), readOne(t, s, "one")
	silence(t, b, mine)
	if gone, err := s.Keep(t.Context(), []mentorship.Claim{mine.Claim, lost.Claim}); len(gone) != 0 || err != nil {
		t.Fatalf("lost %+v, %v", gone, err)
	}
	if w, _ := s.Sweep(t.Context(), "two", day0()); len(w) != 0 {
		t.Fatalf("renewed work was taken: %+v", w)
	}
	silence(t, b, lost)
	taken := sweepOne(t, s, "two")
	gone, err := s.Keep(t.Context(), []mentorship.Claim{mine.Claim, lost.Claim})
	must(t, err)
	if len(gone) != 1 || gone[0] != lost.Claim {
		t.Fatalf("lost %+v, want %+v", gone, lost.Claim)
	}
	must(t, s.Done(t.Context(), taken, day0()))
	must(t, s.Done(t.Context(), mine, day0()))
	if gone, err := s.Keep(t.Context(), nil); gone != nil || err != nil {
		t.Errorf("keeping nothing: %v, %v", gone, err)
	}
}

// mineUntilTakenOver: whoever asks right before a write keeps the work for as
// long as a takeover takes, or hears that it is somebody else's.
func mineUntilTakenOver(t *testing.T, b Bench) {
	s := b.Open(t)
	if _, err := s.Accept(t.Context(), delivery(1)); err != nil {
		t.Fatal(err)
	}
	w := readOne(t, s, "one")
	silence(t, b, w)
	must(t, s.Mine(t.Context(), w.Claim))
	if taken, _ := s.Sweep(t.Context(), "two", day0()); len(taken) != 0 {
		t.Fatalf("taken right after it was asked for: %+v", taken)
	}
	silence(t, b, w)
	taken := sweepOne(t, s, "two")
	wantFault(t, s.Mine(t.Context(), w.Claim), mentorship.FaultFenced)
	must(t, s.Mine(t.Context(), taken.Claim))
	must(t, s.Done(t.Context(), taken, day0()))
	wantFault(t, s.Mine(t.Context(), taken.Claim), mentorship.FaultFenced)
}

func release(t *testing.T, b Bench) {
	s := b.Open(t)
	if _, err := s.Accept(t.Context(), delivery(1)); err != nil {
		t.Fatal(err)
	}
	w := readOne(t, s, "one")
	for range 5 { // no fault of the work: it may go round for ever
		must(t, s.Release(t.Context(), w, false))
		if w = sweepOne(t, s, "two"); w.Count != 1 {
			t.Fatalf("count %d", w.Count)
		}
	}
	for n := range int64(2) {
		must(t, s.Release(t.Context(), w, true))
		if w = sweepOne(t, s, "two"); w.Count != n+2 {
			t.Fatalf("count %d, want %d", w.Count, n+2)
		}
	}
	must(t, s.Release(t.Context(), w, true))
	if got, err := s.Sweep(t.Context(), "two", day0()); len(got) != 0 || err != nil {
		t.Fatalf("after three deaths: %+v, %v", got, err)
	}
}

func pending(t *testing.T, b Bench) {
	s := b.Open(t)
	if _, err := s.Accept(t.Context(), delivery(1)); err != nil {
		t.Fatal(err)
	}
	c := step("a", mentorship.Mentorship{}, timed(1, day0()))
	c.Effects = []mentorship.Effect{effect("x", greet), effect("y", edit)}
	must(t, s.Commit(t.Context(), c))
	got, err := s.Pending(t.Context(), day0())
	must(t, err)
	if want := (redisstore.Pending{Inbox: 2, Effects: 2, Due: 1}); got != want { // inbox: delivery and pump
		t.Errorf("pending %+v, want %+v", got, want)
	}
	now, err := s.Now(t.Context())
	must(t, err)
	if d := time.Since(now); d > time.Minute || d < -time.Minute {
		t.Errorf("Redis's clock is off by %v", d)
	}
}

func reap(t *testing.T, b Bench) {
	s := b.Open(t)
	if _, err := s.Accept(t.Context(), delivery(1)); err != nil {
		t.Fatal(err)
	}
	w := readOne(t, s, "busy")
	if n, err := s.Reap(t.Context(), time.Hour); n != 0 || err != nil {
		t.Errorf("forgot %d who were just here (%v)", n, err)
	}
	if _, err := s.Reap(t.Context(), -2*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	must(t, s.Done(t.Context(), w, day0())) // whoever holds work is not forgotten
}
