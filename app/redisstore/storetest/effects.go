package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
)

const (
	greet = mentorship.EffectGreet
	edit  = mentorship.EffectEditComment
)

// pumper runs a tenant's pump and moves its own clock as the gate asks.
type pumper struct {
	s   *redisstore.Store
	now time.Time
	w   mentorship.Work
	has bool
}

// turn asks for the next effect, waking the pump at its time as often as needed.
func (p *pumper) turn(t *testing.T) mentorship.Turn {
	t.Helper()
	for range 50 {
		if !p.has {
			_, next, err := p.s.Wake(t.Context(), p.now)
			must(t, err)
			w, err := p.s.Read(t.Context(), "pumper", 1)
			must(t, err)
			if len(w) == 0 {
				if next.IsZero() {
					return mentorship.Turn{}
				}
				p.now = next
				continue
			}
			p.w, p.has = w[0], true
		}
		turn, err := p.s.Pump(t.Context(), p.w, p.now)
		must(t, err)
		if turn.Effect != nil {
			return turn
		}
		if p.has = false; turn.Next.After(p.now) {
			p.now = turn.Next
		}
	}
	t.Fatal("the pump never comes to an end")
	return mentorship.Turn{}
}

// next is the key of the next effect, "" if there is none.
func (p *pumper) next(t *testing.T) string {
	t.Helper()
	if turn := p.turn(t); turn.Effect != nil {
		return turn.Effect.Key
	}
	return ""
}

func (p *pumper) sent(t *testing.T, key string) {
	t.Helper()
	p.commitSent(t, "sent"+key+p.now.String(), mentorship.Sent{Key: key, ID: 1})
}

func (p *pumper) commitSent(t *testing.T, op string, sent mentorship.Sent) {
	t.Helper()
	must(t, p.s.Commit(t.Context(), mentorship.Commit{Op: op, Tenant: tenant, Sent: &sent, Work: &p.w.Claim, Now: p.now}))
}

// wantNext checks the order in which effects come out, and ends each.
func (p *pumper) wantNext(t *testing.T, keys ...string) {
	t.Helper()
	for _, want := range keys {
		got := p.next(t)
		if got != want {
			t.Fatalf("next effect %q, want %q", got, want)
		}
		if got != "" {
			p.sent(t, got)
		}
	}
}

func onceEffects(t *testing.T, b Bench) {
	s := b.Open(t)
	p := &pumper{s: s, now: day0()}
	plan(t, s, "a", effect("x", greet))
	plan(t, s, "b", effect("x", greet)) // waiting
	if got := p.next(t); got != "x" {
		t.Fatalf("next %q", got)
	}
	plan(t, s, "c", effect("x", greet)) // out
	p.sent(t, "x")
	plan(t, s, "d", effect("x", greet)) // done
	p.wantNext(t, "")
	plan(t, s, "e", effect("y", greet))
	if got := p.next(t); got != "y" {
		t.Fatalf("next %q", got)
	}
	p.commitSent(t, "dead", mentorship.Sent{Key: "y", Dead: mentorship.FaultLocked})
	plan(t, s, "f", effect("y", greet))
	p.wantNext(t, "")
	if left, _ := s.Pending(t.Context(), p.now); left.Effects != 0 {
		t.Errorf("%d effects are left", left.Effects)
	}
}

func levelEffects(t *testing.T, b Bench) {
	s := b.Open(t)
	p := &pumper{s: s, now: day0()}
	plan(t, s, "a", effect("x", edit))
	plan(t, s, "b", effect("x", edit)) // while it waits: one run
	p.wantNext(t, "x", "")
	plan(t, s, "c", effect("x", edit)) // after it: another
	if got := p.next(t); got != "x" {
		t.Fatalf("next %q", got)
	}
	plan(t, s, "d", effect("x", edit)) // while it is out, twice: one more
	plan(t, s, "e", effect("x", edit))
	p.sent(t, "x")
	p.wantNext(t, "x", "")
	if left, _ := s.Pending(t.Context(), p.now); left.Effects != 0 {
		t.Errorf("%d effects are left", left.Effects)
	}
}

// What was put back and is planned anew goes out at once: things have changed. What
// may have been done, or is done only once, keeps its time.
func wantedAnew(t *testing.T, b Bench) {
	s := b.Open(t)
	p := &pumper{s: s, now: day0()}
	later := mentorship.Again{Until: day0().Add(time.Hour)}
	plan(t, s, "a", effect("x", edit))
	if got := p.next(t); got != "x" {
		t.Fatalf("next %q", got)
	}
	must(t, s.Hold(t.Context(), p.w, "x", later, p.now))
	plan(t, s, "b", effect("x", edit))
	if got := p.next(t); got != "x" || !p.now.Before(later.Until) {
		t.Fatalf("next %q at %v", got, p.now)
	}
	later.Resume = true
	must(t, s.Hold(t.Context(), p.w, "x", later, p.now))
	plan(t, s, "c", effect("x", edit))
	if turn := p.turn(t); turn.Effect == nil || !turn.Resume || p.now.Before(later.Until) {
		t.Fatalf("what may have been done came back as %+v at %v", turn, p.now)
	}
	p.sent(t, "x")
	p.wantNext(t, "")
	if left, _ := s.Pending(t.Context(), p.now); left != (redisstore.Pending{}) {
		t.Errorf("left %+v", left)
	}
}

// What is planned for one tracking issue within a minute goes out together, and
// keeps nothing else from going out.
func editsApart(t *testing.T, b Bench) {
	s := b.Open(t)
	p := &pumper{s: s, now: day0()}
	issue := mentorship.EffectEditIssue
	plan(t, s, "a", effect("x", issue))
	p.wantNext(t, "x")
	first := p.now
	plan(t, s, "b", effect("x", issue), effect("other", issue), effect("y", greet))
	p.wantNext(t, "other", "y")
	plan(t, s, "c", effect("x", issue))
	if p.now.Sub(first) >= time.Minute {
		t.Fatalf("others waited until %s", p.now)
	}
	if got := p.next(t); got != "x" || p.now.Sub(first) < time.Minute {
		t.Fatalf("next %q after %s", got, p.now.Sub(first))
	}
	plan(t, s, "d", effect("x", issue)) // while it is out
	second := p.now
	p.sent(t, "x")
	if got := p.next(t); got != "x" || p.now.Sub(second) < time.Minute {
		t.Fatalf("next %q after %s", got, p.now.Sub(second))
	}
	p.sent(t, "x")
	p.wantNext(t, "")
}

func urgentFirst(t *testing.T, b Bench) {
	s := b.Open(t)
	p := &pumper{s: s, now: day0()}
	plan(t, s, "a", effect("one", greet), effect("two", greet))
	plan(t, s, "b", effect("react", mentorship.EffectReact), effect("three", edit), effect("reply", mentorship.EffectReply))
	p.wantNext(t, "react", "reply", "one", "two", "three", "")
}

func pumpResumes(t *testing.T, b Bench) {
	s := b.Open(t)
	p := &pumper{s: s, now: day0()}
	plan(t, s, "a", effect("x", greet), effect("y", greet))
	first := p.turn(t)
	if first.Effect.Key != "x" || first.Resume {
		t.Fatalf("first turn %+v", first)
	}
	silence(t, b, p.w)
	old := p.w
	p.w = sweepOne(t, s, "two")
	if p.w.Count != 2 || p.w.Kind != mentorship.WorkPump {
		t.Fatalf("taken over %+v", p.w)
	}
	again := p.turn(t)
	if again.Effect == nil || again.Effect.Key != "x" || !again.Resume {
		t.Fatalf("after the takeover %+v", again)
	}
	late := mentorship.Sent{Key: "x", ID: 1}
	wantFault(t, s.Commit(t.Context(), mentorship.Commit{Op: "late", Tenant: tenant, Sent: &late, Work: &old.Claim, Now: p.now}), mentorship.FaultFenced)
	_, err := s.Pump(t.Context(), old, p.now)
	wantFault(t, err, mentorship.FaultFenced)
	p.sent(t, "x")
	p.wantNext(t, "y", "")
}

func onePump(t *testing.T, b Bench) {
	s := b.Open(t)
	plan(t, s, "a", effect("x", greet))
	w := readOne(t, s, "one")
	plan(t, s, "b", effect("y", greet)) // the pump is out
	_, _, err := s.Wake(t.Context(), day0())
	must(t, err)
	readNone(t, s, "two")
	turn, err := s.Pump(t.Context(), w, day0())
	must(t, err)
	must(t, s.Commit(t.Context(), mentorship.Commit{Op: "c", Tenant: tenant, Sent: &mentorship.Sent{Key: turn.Effect.Key}, Work: &w.Claim, Now: day0()}))
	turn, err = s.Pump(t.Context(), w, day0())
	must(t, err)
	if turn.Effect != nil || !turn.Next.Equal(day0().Add(time.Second)) {
		t.Fatalf("second turn %+v", turn)
	}
	plan(t, s, "d", effect("z", greet)) // the pump waits for the gate
	readNone(t, s, "two")
	_, _, err = s.Wake(t.Context(), turn.Next)
	must(t, err)
	w = readOne(t, s, "one")
	must(t, s.Done(t.Context(), w, day0())) // a pump ended in passing is handed out anew
	if w = readOne(t, s, "one"); w.Kind != mentorship.WorkPump {
		t.Fatalf("read %+v", w)
	}
}

func pumpHolds(t *testing.T, b Bench) {
	s := b.Open(t)
	p := &pumper{s: s, now: day0()}
	plan(t, s, "a", effect("x", greet), effect("y", greet), effect("z", edit))
	if got := p.next(t); got != "x" {
		t.Fatalf("next %q", got)
	}
	again := mentorship.Again{Until: day0().Add(time.Hour), Resume: true, Misses: 1}
	must(t, s.Hold(t.Context(), p.w, "x", again, p.now))
	again.Until = day0().Add(9 * time.Hour)
	must(t, s.Hold(t.Context(), p.w, "x", again, p.now)) // its answer was lost
	p.wantNext(t, "y")
	if got := p.next(t); got != "z" {
		t.Fatalf("next %q", got)
	}
	must(t, s.ParkEffect(t.Context(), p.w, "z", "will not go", p.now))
	plan(t, s, "b", effect("x", greet)) // held: known
	turn := p.turn(t)
	if turn.Effect == nil || turn.Effect.Key != "x" || !turn.Resume || turn.Misses != 1 || turn.Tries != 1 || !turn.Failing.Equal(day0()) {
		t.Fatalf("held effect came back as %+v", turn)
	}
	if back := p.turn(t); back.Effect == nil || back.Effect.Key != "x" || !back.Resume || back.Misses != 0 {
		t.Fatalf("what was out, and may be written by now, came back as %+v", back)
	}
	if p.now.Before(day0().Add(time.Hour)) {
		t.Errorf("it came back at %v, an hour was asked for", p.now)
	}
	p.sent(t, "x")
	p.wantNext(t, "")
	parked, err := s.ParkedWork(t.Context())
	must(t, err)
	if len(parked) != 1 || parked[0].Reason != "will not go" || parked[0].Tenant != tenant {
		t.Fatalf("parked %+v", parked)
	}
	if ok, err := s.RetryParked(t.Context(), parked[0].ID, p.now); err != nil || !ok {
		t.Fatalf("retrying: %v, %v", ok, err)
	}
	if turn := p.turn(t); turn.Effect == nil || turn.Effect.Key != "z" || !turn.Resume {
		t.Fatalf("after the retry %+v", turn)
	}
	p.sent(t, "z")
	p.wantNext(t, "")
	if left, _ := s.Pending(t.Context(), p.now); left != (redisstore.Pending{}) {
		t.Errorf("left %+v", left)
	}
}

// gateSpaces: at once, then a second apart, 30 in any minute, 300 in any hour.
func gateSpaces(t *testing.T, b Bench) {
	s := b.Open(t)
	p := &pumper{s: s, now: day0()}
	var effects []mentorship.Effect
	for i := range 310 {
		x := effect(fmt.Sprintf("x%03d", i), greet)
		x.Thread.Number = i + 1
		effects = append(effects, x)
	}
	plan(t, s, "plan", effects...)
	var times []time.Time
	for {
		key := p.next(t)
		if key == "" {
			break
		}
		times = append(times, p.now)
		p.sent(t, key)
	}
	if len(times) != 310 || !times[0].Equal(day0()) {
		t.Fatalf("%d effects went out, the first at %v", len(times), times[0])
	}
	apart := func(n int, least time.Duration) {
		for i := n; i < len(times); i++ {
			if d := times[i].Sub(times[i-n]); d < least {
				t.Fatalf("effects %d and %d are %v apart, want %v", i-n, i, d, least)
			}
		}
	}
	apart(1, time.Second)
	apart(30, time.Minute)
	apart(300, time.Hour)
	if d := times[29].Sub(times[0]); d != 29*time.Second {
		t.Errorf("the first thirty took %v", d)
	}
}

// clockSetBack: a clock that ran a day ahead for a while keeps a tenant's words
// back for a window of the gate, not for a day.
func clockSetBack(t *testing.T, b Bench) {
	s := b.Open(t)
	ahead := &pumper{s: s, now: day0().Add(24 * time.Hour)}
	plan(t, s, "ahead", effect("x", greet), effect("y", greet))
	ahead.wantNext(t, "x")
	if turn, err := s.Pump(t.Context(), ahead.w, ahead.now); err != nil || turn.Effect != nil {
		t.Fatalf("the gate is open: %+v, %v", turn, err)
	}
	p := &pumper{s: s, now: day0()}
	plan(t, s, "back", effect("z", greet))
	p.wantNext(t, "y", "z", "")
	if d := p.now.Sub(day0()); d > time.Minute {
		t.Errorf("it waited %v", d)
	}
}

func gatePauses(t *testing.T, b Bench) {
	s := b.Open(t)
	p := &pumper{s: s, now: day0()}
	must(t, s.Pause(t.Context(), tenant, day0().Add(time.Minute)))
	must(t, s.Pause(t.Context(), tenant, day0().Add(time.Second))) // earlier: changes nothing
	plan(t, s, "a", effect("x", greet))
	if got := p.next(t); got != "x" || !p.now.Equal(day0().Add(time.Minute)) {
		t.Fatalf("%q went out at %v", got, p.now)
	}
	p.sent(t, "x")
	must(t, s.Suspend(t.Context(), tenant, true))
	plan(t, s, "b", effect("y", greet))
	p.wantNext(t, "")
	p.now = day0().Add(time.Hour)
	must(t, s.Suspend(t.Context(), tenant, false))
	p.wantNext(t, "y", "")
}
