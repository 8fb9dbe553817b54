package mentorship_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// factsOf is how many facts an order holds, each at least once.
const factsOf = 30

// seeded are dice from a seed that is printed when a test fails.
type seeded struct{ *rand.Rand }

func (d seeded) below(n int) int { return d.IntN(n) }

// TestOrders: 5,000 random orders and repetitions of 30 facts, a hundred each
// time of the same, told to people wherever they stand, lead to one state, with
// every promise about comments kept on the way and in the months after it.
//
// FIRSTMATE_ORDERS=200000 plays that many; FIRSTMATE_SEED repeats a run.
func TestOrders(t *testing.T) {
	t.Parallel()
	orders, seed := number64(t, "FIRSTMATE_ORDERS", 5000), number64(t, "FIRSTMATE_SEED", rand.Uint64())
	t.Logf("FIRSTMATE_SEED=%d", seed)
	const each = 100
	for set := range orders / each {
		d := seeded{rand.New(rand.NewPCG(seed, set))}
		place := places[1+d.IntN(len(places)-1)] // what comes before the beginning is read again when it begins
		w := place.way(t)
		w.pump()
		facts := make([]Event, factsOf)
		for i := range facts {
			facts[i] = w.fact(d)
		}
		want := w.told(facts)
		for range each - 1 {
			order := append(slices.Clone(facts), facts[:d.IntN(factsOf)]...)
			d.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			if got := w.told(order); got != want {
				t.Fatalf("FIRSTMATE_SEED=%d, set %d, from %q: order matters\n%s\n%s\n%v", seed, set, place.name, want, got, order)
			}
		}
	}
}

func number64(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s=%q: %v", name, text, err)
	}
	return n
}

// told is what facts lead to in that order: the record, and what was planned
// once; budgets are held on the way.
func (w *world) told(facts []Event) string {
	w.t.Helper()
	m, b := w.m, w.budget()
	for _, e := range facts {
		s := mentorship.Apply(m, e, w.view())
		b.spend(m, e, s, w.now)
		m = s.Next
	}
	var once []string
	for key := range b.keys {
		once = append(once, key)
	}
	slices.Sort(once)
	return string(encode(w.t, m)) + "\n" + strings.Join(once, "\n")
}

// budget holds what is promised to people about comments.
type budget struct {
	t      testing.TB
	keys   map[string]bool
	spoken map[int]int    // comments nobody asked for, by cycle
	writes map[string]int // by thread and hour; edits of one text are one
	silent map[int64]bool // mentors who left: nothing new is said to them
}

func (w *world) budget() *budget {
	return &budget{t: w.t, keys: map[string]bool{}, spoken: maps.Clone(w.spoken), writes: map[string]int{}, silent: map[int64]bool{}}
}

// words are the effects by which somebody hears from us who did not just write a command.
func words(k mentorship.EffectKind) bool {
	switch k {
	case mentorship.EffectEditComment, mentorship.EffectEditIssue, mentorship.EffectReact, mentorship.EffectReply,
		mentorship.EffectUnassign, mentorship.EffectUnlabel, mentorship.EffectLabel, mentorship.EffectErase:
		return false
	}
	return true
}

func (b *budget) spend(old mentorship.Mentorship, e Event, s mentorship.Step, now time.Time) {
	b.t.Helper()
	for _, f := range s.Effects {
		if f.Kind == mentorship.EffectEditComment || f.Kind == mentorship.EffectEditIssue || b.keys[f.Key] {
			continue // edits are levels; a key is done once
		}
		b.keys[f.Key] = true
		if words(f.Kind) && (old.State == mentorship.StateDeclined || old.Ending == mentorship.EndedNoThanks) && !returns(e) {
			b.t.Fatalf("%s after the newcomer wanted nothing more (%T)", f.Key, e)
		}
		if words(f.Kind) && b.silent[f.Person.ID] {
			b.t.Fatalf("%s is for somebody who left", f.Key)
		}
		hour := fmt.Sprint(f.Thread.Repo.ID, "#", f.Thread.Number, "@", now.Truncate(time.Hour).Unix())
		if words(f.Kind) {
			if b.writes[hour]++; b.writes[hour] > 5 {
				b.t.Fatalf("%s is write %d in its thread and hour", f.Key, b.writes[hour])
			}
		}
		switch f.Kind {
		case mentorship.EffectGreet, mentorship.EffectInvite, mentorship.EffectWaiting, mentorship.EffectCongrats:
			if prompted(e) {
				continue
			}
			if b.spoken[s.Next.Cycle]++; b.spoken[s.Next.Cycle] > 2 {
				b.t.Fatalf("%s is comment %d nobody asked for", f.Key, b.spoken[s.Next.Cycle])
			}
		}
	}
}

// returns reports whether it is the newcomer who asks to be spoken to again.
func returns(e Event) bool {
	c, ok := e.(Cmd)
	return ok && c.By.ID == nina.ID
}

// TestSilenceAfterNo: whatever facts come, in whatever order, and however much
// time passes, nobody who said no hears from us: the newcomer after
// `no-thanks`, the mentor after `opt-out`, even where it meets words that are
// planned already.
func TestSilenceAfterNo(t *testing.T) {
	t.Parallel()
	seed := number64(t, "FIRSTMATE_SEED", rand.Uint64())
	t.Logf("FIRSTMATE_SEED=%d", seed)
	for set := range number64(t, "FIRSTMATE_ORDERS", 5000) / 50 {
		d := seeded{rand.New(rand.NewPCG(seed, set))}
		w := places[1+d.IntN(len(places)-1)].way(t)
		b := w.budget()
		w.watch = func(old mentorship.Mentorship, e Event, s mentorship.Step) { b.spend(old, e, s, w.now) }
		for range d.IntN(6) {
			w.do(w.fact(d))
		}
		leaver := int64(0)
		if d.IntN(2) == 0 {
			w.do(w.command(mentorship.VerbNoThanks, nina))
		} else {
			leaver = w.leaves()
			b.silent[leaver] = true
		}
		for range factsOf {
			w.do(w.fact(d))
			w.mute(leaver)
		}
		w.quiet(40 * 24 * time.Hour)
	}
}

// quiet lets time pass up to where the program looks rather than the machine.
func (w *world) quiet(d time.Duration) {
	for _, t := range []mentorship.Timer{mentorship.TimerGone, mentorship.TimerErase} {
		if _, runs := w.m.Timers[t]; runs {
			return
		}
	}
	if _, thaws := w.m.Timers[mentorship.TimerFrozen]; thaws {
		d = min(d, 29*24*time.Hour) // then the record goes
	}
	w.pass(d)
}

// leaves is the opt-out of whoever is asked or paired, else of ada: from then
// on the house rules know no consent, and the mentorship is told.
func (w *world) leaves() int64 {
	leaver := ada.ID
	if w.m.Holder() != 0 {
		leaver = w.m.Holder()
	}
	w.rules.Mentors = slices.Clone(w.rules.Mentors)
	for i := range w.rules.Mentors {
		if w.rules.Mentors[i].ID == leaver {
			w.rules.Mentors[i].Consented = false
		}
	}
	w.do(mentorship.Withdrawn{Who: leaver, At: w.now})
	w.mute(leaver)
	return leaver
}

// mute checks that nothing planned before is still wanted for somebody who left.
func (w *world) mute(leaver int64) {
	w.t.Helper()
	for _, e := range w.pending {
		if leaver != 0 && e.Person.ID == leaver && mentions(e.Kind) && mentorship.Wanted(w.m, e) {
			w.t.Fatalf("%s, planned before, is still wanted for somebody who left", e.Key)
		}
	}
}

// mentions are the effects that name their person so that GitHub tells them.
func mentions(k mentorship.EffectKind) bool {
	return slices.Contains([]mentorship.EffectKind{
		mentorship.EffectGreet, mentorship.EffectInvite, mentorship.EffectAssign, mentorship.EffectStuck, mentorship.EffectHelp,
	}, k)
}
