package storetest

import (
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
)

func mentorshipTenant() string { return strconv.FormatInt(tenant, 10) }

func load(t *testing.T, s *redisstore.Store, id string) mentorship.Mentorship {
	t.Helper()
	m, err := s.Load(t.Context(), tenant, id)
	must(t, err)
	return m
}

func commitAndLoad(t *testing.T, b Bench) {
	s := b.Open(t)
	none := load(t, s, "o7-1")
	if none.Version != 0 || none.ID != "o7-1" {
		t.Errorf("no record is %+v", none)
	}
	m := newcomer(1)
	m.Timers = map[mentorship.Timer]time.Time{mentorship.TimerQuiet: day0().Add(2 * time.Minute)}
	m.Ticks = map[mentorship.Item]time.Time{mentorship.F1: day0()}
	must(t, s.Commit(t.Context(), step("a", none, m)))
	want := m
	want.Schema, want.Version = mentorship.SchemaVersion, 1
	if diff := cmp.Diff(want, load(t, s, m.ID)); diff != "" {
		t.Errorf("stored and read differently (-want +got):\n%s", diff)
	}
}

func commitTwice(t *testing.T, b Bench) {
	s := b.Open(t)
	m := newcomer(1)
	c := step("a", mentorship.Mentorship{}, m)
	c.Effects = []mentorship.Effect{effect("k", mentorship.EffectGreet)}
	must(t, s.Commit(t.Context(), c))
	must(t, s.Commit(t.Context(), c))
	if got := load(t, s, m.ID).Version; got != 1 {
		t.Errorf("version %d after the same operation twice, want 1", got)
	}
	h, err := s.History(t.Context(), tenant, m.ID)
	must(t, err)
	if len(h) != 1 {
		t.Errorf("%d entries in the history, want 1", len(h))
	}
	p, err := s.Pending(t.Context(), day0())
	must(t, err)
	if p.Effects != 1 {
		t.Errorf("%d effects, want 1", p.Effects)
	}
	if err := s.Commit(t.Context(), step("", m, m)); err == nil {
		t.Error("a commit without operation was taken")
	}
}

func commitConflicts(t *testing.T, b Bench) {
	s := b.Open(t)
	m := newcomer(1)
	must(t, s.Commit(t.Context(), step("a", mentorship.Mentorship{}, m)))
	old := load(t, s, m.ID)
	must(t, s.Commit(t.Context(), step("b", old, old)))
	late := step("c", old, old)
	late.Effects = []mentorship.Effect{effect("never", mentorship.EffectGreet)}
	wantFault(t, s.Commit(t.Context(), late), mentorship.FaultConflict)
	wantFault(t, s.Commit(t.Context(), step("d", mentorship.Mentorship{}, m)), mentorship.FaultConflict)
	if p, _ := s.Pending(t.Context(), day0()); p.Effects != 0 {
		t.Errorf("a refused commit left %d effects", p.Effects)
	}
	late.Before = load(t, s, m.ID) // a refused operation may be tried again
	must(t, s.Commit(t.Context(), late))
}

func commitFenced(t *testing.T, b Bench) {
	s := b.Open(t)
	if _, err := s.Accept(t.Context(), delivery(1)); err != nil {
		t.Fatal(err)
	}
	mine := readOne(t, s, "one")
	silence(t, b, mine)
	theirs := sweepOne(t, s, "two")
	c := step("a", mentorship.Mentorship{}, newcomer(1))
	c.Work, c.Finish = &mine.Claim, true
	wantFault(t, s.Commit(t.Context(), c), mentorship.FaultFenced)
	if load(t, s, c.After.ID).Version != 0 {
		t.Error("a fenced commit wrote the record")
	}
	c.Work = &theirs.Claim
	must(t, s.Commit(t.Context(), c))
	must(t, s.Commit(t.Context(), c)) // the answer was lost
	gone := step("b", load(t, s, c.After.ID), c.After)
	gone.Work = &theirs.Claim
	wantFault(t, s.Commit(t.Context(), gone), mentorship.FaultFenced)
}

// commitEnds: a step that was done without ending its work ends it when it is done
// again to end it: whoever did it first meant to say more, and died.
func commitEnds(t *testing.T, b Bench) {
	s := b.Open(t)
	if _, err := s.Accept(t.Context(), delivery(1)); err != nil {
		t.Fatal(err)
	}
	mine := readOne(t, s, "one")
	c := step("a", mentorship.Mentorship{}, newcomer(1))
	c.Work = &mine.Claim
	must(t, s.Commit(t.Context(), c))
	c.Finish = true
	must(t, s.Commit(t.Context(), c))
	must(t, s.Commit(t.Context(), c)) // the answer was lost
	if got := load(t, s, c.After.ID).Version; got != 1 {
		t.Errorf("version %d after the same operation three times, want 1", got)
	}
	if left, err := s.Pending(t.Context(), day0()); err != nil || left.Inbox != 0 {
		t.Errorf("left %+v, %v", left, err)
	}
}

func commitNewer(t *testing.T, b Bench) {
	s := b.Open(t)
	m := newcomer(1)
	must(t, s.Commit(t.Context(), step("a", mentorship.Mentorship{}, m)))
	m = load(t, s, m.ID)
	keys := b.keys(t, "fm:*:m:"+m.ID)
	must(t, b.Raw.HSet(t.Context(), keys[0], "s", mentorship.SchemaVersion+1).Err())
	before := b.Raw.HGetAll(t.Context(), keys[0]).Val()
	wantFault(t, s.Commit(t.Context(), step("b", m, m)), mentorship.FaultNewer)
	_, err := s.Load(t.Context(), tenant, m.ID)
	wantFault(t, err, mentorship.FaultNewer)
	if diff := cmp.Diff(before, b.Raw.HGetAll(t.Context(), keys[0]).Val()); diff != "" {
		t.Errorf("a newer record was touched:\n%s", diff)
	}
}

func commitWithoutRecord(t *testing.T, b Bench) {
	s := b.Open(t)
	if _, err := s.Accept(t.Context(), delivery(1)); err != nil {
		t.Fatal(err)
	}
	w := readOne(t, s, "one")
	d := mentorship.Decision{Repo: repo(), Number: 4, At: day0(), Verdict: mentorship.VerdictSilence, Reason: "a bot opened it"}
	must(t, s.Commit(t.Context(), mentorship.Commit{Op: "a", Tenant: tenant, Decision: &d, Work: &w.Claim, Finish: true, Now: day0(),
		Effects: []mentorship.Effect{effect("react/1/+1", mentorship.EffectReact)}}))
	got, ok, err := s.Decision(t.Context(), repo(), 4)
	must(t, err)
	if diff := cmp.Diff(d, got); !ok || diff != "" {
		t.Errorf("decision found %v:\n%s", ok, diff)
	}
	if p := readOne(t, s, "one"); p.Kind != mentorship.WorkPump {
		t.Errorf("next work is %s, want the pump", p.Kind)
	}
}

func commitIndexes(t *testing.T, b Bench) {
	s := b.Open(t)
	a, z := newcomer(1), newcomer(2)
	a.State, a.Since = mentorship.StateQueued, day0().Add(time.Hour)
	z.State, z.Since = mentorship.StateQueued, day0()
	must(t, s.Commit(t.Context(), step("a", mentorship.Mentorship{}, a)))
	must(t, s.Commit(t.Context(), step("z", mentorship.Mentorship{}, z)))
	ids, err := s.Queued(t.Context(), tenant)
	must(t, err)
	if diff := cmp.Diff([]string{z.ID, a.ID}, ids); diff != "" {
		t.Errorf("the queue:\n%s", diff)
	}
	before := load(t, s, z.ID)
	after := invited(before, 11)
	after.Issue = mentorship.Thread{Repo: repo(), Number: 55}
	after.Others = []mentorship.Other{{Thread: mentorship.Thread{Repo: repo(), Number: 56}}}
	after.Facts.Pull.Head = "later"
	must(t, s.Commit(t.Context(), step("b", before, after)))
	if ids, _ := s.Queued(t.Context(), tenant); len(ids) != 1 {
		t.Errorf("still in the queue: %v", ids)
	}
	if ids, _ := s.ByMentor(t.Context(), tenant, 11); len(ids) != 1 || ids[0] != z.ID {
		t.Errorf("of the mentor: %v", ids)
	}
	for number, want := range map[int]string{1: a.ID, 2: z.ID, 55: z.ID, 56: z.ID, 57: ""} {
		if got, err := s.ByThread(t.Context(), repo(), number); err != nil || got != want {
			t.Errorf("thread %d belongs to %q (%v), want %q", number, got, err, want)
		}
	}
	for sha, want := range map[string]int{"head1": 1, "head2": 2, "later": 2, "unknown": 0} {
		if got, err := s.ByHead(t.Context(), repo(), sha); err != nil || got != want {
			t.Errorf("head %s is of %d (%v), want %d", sha, got, err, want)
		}
	}
	elsewhere := repo()
	elsewhere.Tenant++
	if got, _ := s.ByThread(t.Context(), elsewhere, 1); got != "" {
		t.Errorf("another tenant sees %s", got)
	}
}

func history(t *testing.T, b Bench) {
	s := b.Open(t)
	m := newcomer(1)
	must(t, s.Commit(t.Context(), step("a", mentorship.Mentorship{}, m)))
	quiet := step("b", load(t, s, m.ID), m)
	quiet.Row = "" // facts alone are no transition
	must(t, s.Commit(t.Context(), quiet))
	next := step("c", load(t, s, m.ID), invited(m, 11))
	next.Row, next.Why, next.Now = "T3", "somebody is free", day0().Add(time.Minute)
	must(t, s.Commit(t.Context(), next))
	got, err := s.History(t.Context(), tenant, m.ID)
	must(t, err)
	want := []redisstore.Passage{
		{At: day0(), Row: "T1", To: mentorship.StateSeen, Why: "because"},
		{At: day0().Add(time.Minute), Row: "T3", From: mentorship.StateSeen, To: mentorship.StateInvited, Why: "somebody is free"},
	}
	want[0].From = mentorship.StateNone
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

func decisionLives(t *testing.T, b Bench) {
	s := b.Open(t)
	d := mentorship.Decision{Repo: repo(), Number: 9, Reason: "quiet"}
	must(t, s.Commit(t.Context(), mentorship.Commit{Op: "a", Tenant: tenant, Decision: &d, Now: day0()}))
	for _, k := range b.keys(t, "fm:*:dec:*") {
		if ttl := b.Raw.TTL(t.Context(), k).Val(); ttl < 30*24*time.Hour-time.Minute || ttl > 30*24*time.Hour {
			t.Errorf("a decision lives %v, want 30 days", ttl)
		}
	}
	if _, ok, err := s.Decision(t.Context(), repo(), 10); ok || err != nil {
		t.Errorf("a decision nobody made: %v, %v", ok, err)
	}
}

// decidedNewest: the newest 50, one for each pull request, without those that are forgotten.
func decidedNewest(t *testing.T, b Bench) {
	s := b.Open(t)
	for i := range 60 {
		d := mentorship.Decision{Repo: repo(), Number: 1 + i%55, Reason: "quiet"}
		must(t, s.Commit(t.Context(), mentorship.Commit{Op: fmt.Sprint(i), Tenant: tenant, Decision: &d, Now: day0().Add(time.Duration(i) * time.Minute)}))
	}
	for _, k := range b.Raw.Keys(t.Context(), "fm:*:dec:*#40").Val() {
		must(t, b.Raw.Del(t.Context(), k).Err())
	}
	got, err := s.Decided(t.Context(), tenant)
	must(t, err)
	if len(got) != 49 || got[0].Number != 5 || got[4].Number != 1 || got[5].Number != 55 || got[48].Number != 11 {
		t.Errorf("%d decisions: %v", len(got), got)
	}
	if other, err := s.Decided(t.Context(), tenant+1); len(other) > 0 || err != nil {
		t.Errorf("of another tenant: %v, %v", other, err)
	}
}

// placesRace: fifty newcomers, three places.
func placesRace(t *testing.T, b Bench) {
	s := b.Open(t)
	var won, full atomic.Int32
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			c := step(fmt.Sprint("op", i), mentorship.Mentorship{}, invited(newcomer(int64(100+i)), 11))
			c.Capacity, c.PerWeek = 3, 50
			switch err := s.Commit(t.Context(), c); mentorship.KindOf(err) {
			case "":
				must(t, err)
				won.Add(1)
			case mentorship.FaultFull:
				full.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 3 || full.Load() != 47 {
		t.Errorf("%d got a place, %d were refused; there were 3 places", won.Load(), full.Load())
	}
	l, err := s.Loads(t.Context(), tenant, []int64{11, 12}, day0())
	must(t, err)
	if l[11].Holding != 3 || l[11].Week != 3 || !cmp.Equal(l[12], mentorship.Load{}) {
		t.Errorf("loads %+v", l)
	}
}

func placesIdempotent(t *testing.T, b Bench) {
	s := b.Open(t)
	m := invited(newcomer(1), 11)
	c := step("a", mentorship.Mentorship{}, m)
	c.Capacity, c.PerWeek = 1, 1
	must(t, s.Commit(t.Context(), c))
	active := load(t, s, m.ID)
	active.State = mentorship.StateActive
	c = step("b", load(t, s, m.ID), active)
	c.Capacity, c.PerWeek = 0, 0 // the place is held: nothing to check
	must(t, s.Commit(t.Context(), c))
	other := step("c", mentorship.Mentorship{}, invited(newcomer(2), 11))
	other.Capacity, other.PerWeek = 1, 10
	wantFault(t, s.Commit(t.Context(), other), mentorship.FaultFull)
	if load(t, s, other.After.ID).Version != 0 {
		t.Error("a refused commit wrote the record")
	}
	ended := load(t, s, m.ID)
	ended.State = mentorship.StateEnded
	must(t, s.Commit(t.Context(), step("d", load(t, s, m.ID), ended)))
	must(t, s.Commit(t.Context(), other)) // the place is free again
	swapped := invited(load(t, s, other.After.ID), 12)
	must(t, s.Commit(t.Context(), step("e", load(t, s, other.After.ID), swapped)))
	l, err := s.Loads(t.Context(), tenant, []int64{11, 12}, day0())
	must(t, err)
	if l[11].Holding != 0 || l[12].Holding != 1 {
		t.Errorf("after a swap: %+v", l)
	}
}

func weekOfInvitations(t *testing.T, b Bench) {
	s := b.Open(t)
	ask := func(n int64, at time.Time) error {
		c := step(fmt.Sprint("op", n, at), mentorship.Mentorship{}, invited(newcomer(n), 11))
		c.Now, c.PerWeek = at, 2
		return s.Commit(t.Context(), c)
	}
	must(t, ask(1, day0()))
	must(t, ask(2, day0().Add(time.Hour)))
	wantFault(t, ask(3, day0().Add(2*time.Hour)), mentorship.FaultFull)
	must(t, ask(3, day0().Add(7*24*time.Hour))) // the first is seven days old
	c := step("rest", mentorship.Mentorship{}, newcomer(9))
	c.Rest = 11
	must(t, s.Commit(t.Context(), c))
	l, err := s.Loads(t.Context(), tenant, []int64{11}, day0().Add(7*24*time.Hour))
	must(t, err)
	want := mentorship.Load{Holding: 3, Week: 2, Asked: []time.Time{day0(), day0().Add(time.Hour), day0().Add(7 * 24 * time.Hour)}, RestUntil: day0().Add(7 * 24 * time.Hour)}
	if diff := cmp.Diff(want, l[11]); diff != "" {
		t.Errorf("load (-want +got):\n%s", diff)
	}
	free := step("free", mentorship.Mentorship{}, invited(newcomer(20), 11))
	free.Capacity, free.PerWeek, free.Now = -1, -1, day0().Add(7*24*time.Hour)
	must(t, s.Commit(t.Context(), free))
}

// stepWithNext: what follows from a step is due with it, once.
func stepWithNext(t *testing.T, b Bench) {
	s := b.Open(t)
	c := step("a", mentorship.Mentorship{}, newcomer(20))
	c.Next = mentorship.OfferID("because", "m")
	for range 2 {
		must(t, s.Commit(t.Context(), c))
	}
	if _, _, err := s.Wake(t.Context(), c.Now); err != nil {
		t.Fatal(err)
	}
	if w := readOne(t, s, "one"); w.ID != c.Next || w.Kind != mentorship.WorkDue || w.Tenant != tenant {
		t.Errorf("woke %+v, want %s", w, c.Next)
	}
	must(t, s.Commit(t.Context(), c))
	if n, _, err := s.Wake(t.Context(), c.Now); n != 0 || err != nil {
		t.Errorf("woke %d more (%v)", n, err)
	}
}

// largeNumbers: what Lua would round must come back as it was.
func largeNumbers(t *testing.T, b Bench) {
	s := b.Open(t)
	m := newcomer(9007199254740995)
	m.IssueID, m.Commands = 9007199254740997, []int64{9007199254740999}
	m.Timers = map[mentorship.Timer]time.Time{mentorship.TimerTerm: time.Date(2099, 12, 31, 23, 59, 59, 999e6, time.UTC)}
	m = invited(m, 9007199254740993)
	must(t, s.Commit(t.Context(), step("a", mentorship.Mentorship{}, m)))
	got := load(t, s, m.ID)
	if got.IssueID != m.IssueID || got.Commands[0] != m.Commands[0] || got.Newcomer.ID != m.Newcomer.ID {
		t.Errorf("read %+v", got)
	}
	if l, _ := s.Loads(t.Context(), tenant, []int64{m.Mentor.ID}, day0()); l[m.Mentor.ID].Holding != 1 {
		t.Errorf("loads %+v", l)
	}
	if _, next, err := s.Wake(t.Context(), day0()); err != nil || !next.Equal(m.Wake()) {
		t.Errorf("next wake %v (%v), want %v", next, err, m.Wake())
	}
	if _, _, err := s.Wake(t.Context(), m.Wake()); err != nil {
		t.Fatal(err)
	}
	if w := readOne(t, s, "one"); w.ID != m.ID || w.Tenant != tenant || !w.First.Equal(m.Wake()) {
		t.Errorf("woke %+v", w)
	}
}
