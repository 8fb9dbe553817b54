package mentorship_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

type (
	Event = mentorship.Event
	Cmd   = mentorship.Command
)

var (
	start = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	home  = mentorship.Repo{Tenant: 1, ID: 100, Owner: "acme", OwnerID: 9, Name: "widgets", Org: true}

	nina  = mentorship.Person{ID: 1, Login: "nina"} // the newcomer
	ada   = mentorship.Person{ID: 11, Login: "ada"}
	grace = mentorship.Person{ID: 12, Login: "grace"}
	lin   = mentorship.Person{ID: 13, Login: "lin"}
	coral = mentorship.Person{ID: 20, Login: "coral"} // coordinates
	walt  = mentorship.Person{ID: 21, Login: "walt"}  // may write
	otto  = mentorship.Person{ID: 22, Login: "otto"}  // anybody
	robot = mentorship.Person{ID: 30, Login: "ci[bot]", Bot: true}
)

// world is a small GitHub around one mentorship: it hands out time, free
// mentors and ids, and checks after every step what must always hold.
type world struct {
	t       testing.TB
	m       mentorship.Mentorship
	now     time.Time
	rules   mentorship.Rules
	busy    map[int64]bool
	live    *mentorship.Pull
	gone    bool
	surge   bool
	heldOut bool
	pending []mentorship.Effect
	planned map[string]int
	spoken  map[int]int // unprompted comments by cycle
	rested  []int64
	ids     int64
	last    mentorship.Step
	watch   func(old mentorship.Mentorship, e Event, s mentorship.Step) // sees every step, if set
}

func newWorld(t testing.TB) *world {
	w := &world{
		t: t, now: start, busy: map[int64]bool{}, planned: map[string]int{}, spoken: map[int]int{}, ids: 1000,
		rules: mentorship.Rules{
			SHA: "c0ffee", Quiet: 2 * time.Minute, Nudge: 24 * time.Hour, Accept: 48 * time.Hour, Rounds: 2,
			Open: mentorship.OpenOnAccept, SpamLabels: []string{"spam"}, Coordinators: []mentorship.Person{coral},
		},
	}
	for _, p := range []mentorship.Person{ada, grace, lin} {
		w.rules.Mentors = append(w.rules.Mentors, volunteer(p))
	}
	w.m = mentorship.Begin(mentorship.ScopeOrg, home, pull())
	return w
}

func volunteer(p mentorship.Person) mentorship.Mentor {
	return mentorship.Mentor{Person: p, Capacity: 2, MaxNewPerWeek: 2, Consented: true}
}

// pull is the newcomer's first pull request just opened, changed by edits.
func pull(edits ...func(*mentorship.Pull)) mentorship.Pull {
	p := mentorship.Pull{Repo: home, Number: 7, Author: nina, CreatedAt: start, UpdatedAt: start, Head: "a1"}
	for _, e := range edits {
		e(&p)
	}
	return p
}

func at(d time.Duration) func(*mentorship.Pull) {
	return func(p *mentorship.Pull) { p.UpdatedAt = start.Add(d) }
}

func draft(p *mentorship.Pull)  { p.Draft = true }
func closed(p *mentorship.Pull) { p.Closed, p.ClosedAt = true, p.UpdatedAt }
func merged(p *mentorship.Pull) { closed(p); p.Merged, p.MergedAt = true, p.UpdatedAt }
func locked(p *mentorship.Pull) { p.Locked = true }

func number(n int) func(*mentorship.Pull) {
	return func(p *mentorship.Pull) { p.Number, p.CreatedAt = n, p.UpdatedAt }
}

func (w *world) view() mentorship.View {
	return mentorship.View{
		Now: w.now, Rules: w.rules, Live: w.live, AccountGone: w.gone, Surge: w.surge, HeldOut: w.heldOut,
		Candidates: func() []mentorship.Candidate {
			var cs []mentorship.Candidate
			for _, m := range w.rules.Mentors {
				if m.Consented && !w.busy[m.ID] {
					cs = append(cs, mentorship.Candidate{Mentor: m, Reasons: []mentorship.Reason{{Text: "reviewed 3 changes in store/ this year"}}})
				}
			}
			return cs
		},
	}
}

// do applies an event and checks what must always hold.
func (w *world) do(e Event) mentorship.Step {
	w.t.Helper()
	before := encode(w.t, w.m)
	s := mentorship.Apply(w.m, e, w.view())
	if !bytes.Equal(before, encode(w.t, w.m)) {
		w.t.Fatalf("%T changed the record it was given", e)
	}
	w.check(e, s, before)
	if w.watch != nil {
		w.watch(w.m, e, s)
	}
	w.m, w.last = s.Next, s
	w.pending = append(w.pending, s.Effects...)
	if s.Rest != 0 {
		w.rested = append(w.rested, s.Rest)
	}
	return s
}

func (w *world) check(e Event, s mentorship.Step, before []byte) {
	w.t.Helper()
	old, next := w.m, s.Next
	after := encode(w.t, next)
	if s.Why == "" {
		w.t.Fatalf("%T in %q: no reason given", e, old.State)
	}
	if same := bytes.Equal(before, after); same == s.Changed {
		w.t.Fatalf("%T in %q: Changed is %v", e, old.State, s.Changed)
	}
	var back mentorship.Mentorship
	if err := json.Unmarshal(after, &back); err != nil || !bytes.Equal(encode(w.t, back), after) {
		w.t.Fatalf("%T in %q: record does not survive JSON: %v", e, old.State, err)
	}
	if again := mentorship.Apply(back, mentorship.Opportunity{}, mentorship.View{Now: w.now, Rules: w.rules}); again.Changed {
		w.t.Fatalf("%T in %q: a record read back differs from itself", e, old.State)
	}
	c, isCommand := e.(Cmd)
	if old.State.Terminal() && next.State != old.State && next.State != mentorship.StateErased {
		if !isCommand || c.Verb != mentorship.VerbFind && c.Verb != mentorship.VerbAsk || c.By.ID != old.Newcomer.ID {
			w.t.Fatalf("%T moved a mentorship from %s to %s", e, old.State, next.State)
		}
	}
	over := next.State.Terminal() && next.State != mentorship.StateErased && next.GoneAt.IsZero() && next.FrozenAt.IsZero()
	if timers := running(next); (over || next.State == mentorship.StateNone) && timers > 0 {
		w.t.Fatalf("%s with running timers %v", next.State, next.Timers)
	}
	for _, f := range s.Effects {
		w.checkEffect(e, s, f)
	}
}

func (w *world) checkEffect(e Event, s mentorship.Step, f mentorship.Effect) {
	w.t.Helper()
	old, next := w.m, s.Next
	w.planned[f.Key]++
	switch f.Kind {
	case mentorship.EffectEditComment, mentorship.EffectEditIssue, mentorship.EffectReact, mentorship.EffectReply, mentorship.EffectOps:
	default:
		if w.planned[f.Key] > 1 {
			w.t.Fatalf("%s was planned twice", f.Key)
		}
	}
	if f.PlannedAt.IsZero() || f.Thread.Repo.ID == 0 {
		w.t.Fatalf("%s lacks time or place", f.Key)
	}
	switch f.Kind {
	case mentorship.EffectGreet, mentorship.EffectInvite:
		if next.Cycle == old.Cycle && slices.Contains(old.Asked, f.Person.ID) || slices.Contains(next.Barred, f.Person.ID) || f.Person.ID == nina.ID {
			w.t.Fatalf("%s asks %s, who was asked or barred", f.Key, f.Person.Login)
		}
	case mentorship.EffectWaiting, mentorship.EffectCongrats:
	default:
		return
	}
	if prompted(e) {
		return
	}
	w.spoken[next.Cycle]++
	if w.spoken[next.Cycle] > 2 {
		w.t.Fatalf("%s is comment %d nobody asked for", f.Key, w.spoken[next.Cycle])
	}
}

// running counts the timers that may move a mentorship.
func running(m mentorship.Mentorship) int {
	n := len(m.Timers)
	if _, ok := m.Timers[mentorship.TimerRetention]; ok {
		n--
	}
	return n
}

func prompted(e Event) bool {
	c, ok := e.(Cmd)
	return ok && (c.Verb == mentorship.VerbAssign || c.Verb == mentorship.VerbFind && c.By.ID != nina.ID)
}

func encode(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// pump lets every pending effect happen.
func (w *world) pump() {
	w.t.Helper()
	for n := 0; len(w.pending) > 0; n++ {
		if n > 200 {
			w.t.Fatalf("effects lead to effects without end: %s", w.pending[0].Key)
		}
		e := w.pending[0]
		w.pending = w.pending[1:]
		if !mentorship.Wanted(w.m, e) {
			continue
		}
		w.ids++
		d := mentorship.Done{Effect: e, At: w.now, ID: w.ids}
		if e.Kind == mentorship.EffectOpenIssue {
			d.Number = 50
		}
		w.do(d)
	}
}

// pass lets time go by; timers fire when they are due.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	w.pump()
	end := w.now.Add(d)
	for range 3000 {
		wake := w.m.Wake()
		if wake.IsZero() || wake.After(end) {
			w.now = end
			return
		}
		w.now = latestOf(w.now, wake)
		w.do(mentorship.Due{})
		w.pump()
	}
	w.t.Fatalf("the clock does not get beyond %s: %v", w.now, w.m.Timers)
}

func latestOf(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// command is a line by somebody in the first pull request.
func (w *world) command(v mentorship.Verb, by mentorship.Person, edits ...func(*Cmd)) Cmd {
	w.ids++
	c := Cmd{Verb: v, By: by, Comment: w.ids, At: w.now.Truncate(time.Second), Thread: w.m.Pull, Writer: by.ID == walt.ID}
	if m, ok := w.rules.Mentor(by.ID); ok {
		c.Mentor = m
	}
	for _, e := range edits {
		e(&c)
	}
	return c
}

func naming(p mentorship.Person) func(*Cmd) {
	return func(c *Cmd) { c.Target, c.Targeted = volunteer(p), true }
}

func (w *world) say(by mentorship.Person, edits ...func(*mentorship.Answered)) mentorship.Answered {
	w.ids++
	_, mentor := w.rules.Mentor(by.ID)
	a := mentorship.Answered{
		Thread: w.m.Pull, Kind: mentorship.RemarkComment, ID: w.ids, By: by, At: w.now.Truncate(time.Second), Mentor: mentor,
	}
	for _, e := range edits {
		e(&a)
	}
	return a
}

func review(s mentorship.ReviewState) func(*mentorship.Answered) {
	return func(a *mentorship.Answered) { a.Kind, a.Review, a.Writer = mentorship.RemarkReview, s, true }
}

// The ways to the states, each a world in that state with nothing pending.

func seen(t testing.TB) *world {
	w := newWorld(t)
	w.do(mentorship.PullChanged{Pull: pull()})
	return w
}

func invited(t testing.TB) *world {
	w := seen(t)
	w.pass(3 * time.Minute)
	return w.is(mentorship.StateInvited)
}

func queued(t testing.TB) *world {
	w := seen(t)
	w.allBusy(true)
	w.pass(3 * time.Minute)
	return w.is(mentorship.StateQueued)
}

func escalated(t testing.TB) *world {
	w := invited(t)
	w.pass(97 * time.Hour)
	return w.is(mentorship.StateEscalated)
}

func active(t testing.TB) *world {
	w := invited(t)
	w.now = w.now.Add(time.Hour)
	w.do(w.command(mentorship.VerbAccept, ada))
	w.pump()
	return w.is(mentorship.StateActive)
}

func (w *world) allBusy(b bool) {
	for _, m := range w.rules.Mentors {
		w.busy[m.ID] = b
	}
}

func (w *world) is(s mentorship.State) *world {
	w.t.Helper()
	if w.m.State != s {
		w.t.Fatalf("state is %q (%s: %s), want %q", w.m.State, w.last.Row, w.last.Why, s)
	}
	return w
}

// expect compares the last step with "state row effects…".
func (w *world) expect(want string) {
	w.t.Helper()
	if got := summary(w.last); got != want {
		w.t.Errorf("got  %s\nwant %s\n(%s)", got, want, w.last.Why)
	}
}

// summary is a step in short: state, row, effects by kind with whom or what.
func summary(s mentorship.Step) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", orDash(string(s.Next.State)), orDash(s.Row))
	for _, e := range s.Effects {
		fmt.Fprintf(&b, " %s", e.Kind)
		if e.Kind == mentorship.EffectReply || e.Kind == mentorship.EffectReact || e.Note != "" {
			fmt.Fprintf(&b, ":%s", e.Note)
		} else if e.Person.Login != "" && e.Kind != mentorship.EffectEditComment {
			fmt.Fprintf(&b, ":%s", e.Person.Login)
		}
	}
	return b.String()
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
