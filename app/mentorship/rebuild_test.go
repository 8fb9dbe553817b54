package mentorship

import (
	"slices"
	"testing"
	"time"
)

// TestRebuild plays what is left of a mentorship anew.
func TestRebuild(t *testing.T) {
	day := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	at := func(h int) time.Time { return day.Add(time.Duration(h) * time.Hour) }
	repo := Repo{Tenant: 1, ID: 7, Owner: "acme", OwnerID: 1, Name: "widgets", Org: true}
	nia, ada, bob := Person{ID: 2, Login: "nia"}, Person{ID: 11, Login: "ada"}, Person{ID: 12, Login: "bob"}
	thread, issue := Thread{Repo: repo, Number: 5}, Thread{Repo: repo, Number: 6}
	rules := Rules{Mentors: []Mentor{{Person: ada, Consented: true}, {Person: bob, Consented: true}}}
	pull := Pull{Repo: repo, Number: 5, Author: nia, CreatedAt: day, UpdatedAt: day, Head: "abc"}
	greet := Trace{Kind: EffectGreet, Key: "o1-2/greet/c1", Thread: thread, ID: 100, At: at(0).Add(2 * time.Minute), Asked: ada, T0: day}
	invite := Trace{Kind: EffectInvite, Key: "o1-2/invite/c1r2", Thread: thread, ID: 102, At: at(50), Asked: bob, T0: day}
	page := Trace{Kind: EffectOpenIssue, Key: "o1-2/issue", Thread: issue, ID: 900, At: at(52), T0: day}
	says := func(by Person, v Verb, h int) Event {
		c := Command{Verb: v, By: by, Comment: 101 + int64(h), At: at(h), Thread: thread}
		c.Mentor, _ = rules.Mentor(by.ID)
		return c
	}
	for name, c := range map[string]struct {
		traces []Trace
		words  []Event
		alive  int
		state  State
		mentor Person
		check  func(Rebuilt) bool
	}{
		"asked": {traces: []Trace{greet}, alive: 1, state: StateInvited, mentor: ada,
			check: func(r Rebuilt) bool { return len(r.Asked) == 1 && r.Record.Greeted && r.Record.Again }},
		"the time of an invitation ran out": {traces: []Trace{greet, invite}, alive: 50, state: StateInvited, mentor: bob,
			check: func(r Rebuilt) bool { return r.Record.Round == 2 && !r.Rests[ada.ID].IsZero() }},
		"a timer that ran out after our last sign is left": {traces: []Trace{greet}, alive: 1, state: StateInvited, mentor: ada,
			check: func(r Rebuilt) bool { return r.Record.Wake().Before(at(100)) }},
		"accepted": {traces: []Trace{greet, page}, words: []Event{says(ada, VerbAccept, 10)}, alive: 52, state: StateActive, mentor: ada,
			check: func(r Rebuilt) bool { return r.Record.Issue.Same(issue) && r.Record.Paired.Equal(at(10)) }},
		"a reaction accepted": {traces: []Trace{greet, {
			Kind: EffectOpenIssue, Key: "o1-2/issue", Thread: issue, ID: 900, At: at(3), State: StateActive, Mentor: ada, Since: at(3), T0: day, Done: []Item{P1, F2}, Off: []Item{F1},
		}}, alive: 4, state: StateActive, mentor: ada,
			check: func(r Rebuilt) bool {
				m := r.Record
				_, p1 := m.Ticks[P1]
				_, f1 := m.Ticks[F1]
				return r.Forced > 0 && p1 && !f1 && m.Hands[F1].Off && m.Paired.Equal(at(3))
			}},
		"written a while after it was decided": {traces: []Trace{{
			Kind: EffectGreet, Key: "o1-2/greet/c1", Thread: thread, ID: 100, At: day.Add(3 * time.Minute), Asked: ada, T0: day,
			State: StateInvited, Mentor: ada, Since: day.Add(130 * time.Second),
		}}, alive: 1, state: StateInvited, mentor: ada,
			check: func(r Rebuilt) bool {
				m := r.Record
				return m.Round == 1 && m.Spoken == 1 && len(m.Comments) == 1 && m.InvitedAt.Equal(day.Add(130*time.Second)) && r.Forced == 0
			}},
		"accepted in the second in which it was asked": {traces: []Trace{{
			Kind: EffectGreet, Key: "o1-2/greet/c1", Thread: thread, ID: 100, At: at(1), Asked: ada, T0: day,
			State: StateInvited, Mentor: ada, Since: at(1).Add(228 * time.Millisecond), // exact, where GitHub cuts seconds off
		}}, words: []Event{says(ada, VerbAccept, 1)}, alive: 2, state: StateActive, mentor: ada,
			check: func(r Rebuilt) bool { return r.Record.Paired.Equal(at(1)) }},
		"passed and declined": {traces: []Trace{greet}, words: []Event{says(ada, VerbPass, 1), says(nia, VerbNoThanks, 2)}, alive: 3, state: StateDeclined,
			check: func(r Rebuilt) bool { return slices.Contains(r.Record.Passed, ada.ID) && len(r.Effects) == 0 }},
		"accepted while we were down": {traces: []Trace{greet}, words: []Event{says(ada, VerbAccept, 40)}, alive: 1, state: StateActive, mentor: ada,
			check: func(r Rebuilt) bool { return len(r.Effects) == 1 && r.Effects[0].Kind == EffectOpenIssue }},
		"a text of an earlier version": {traces: []Trace{{Kind: EffectGreet, Key: "o1-2/greet/c1", Thread: thread, ID: 100, At: at(1), T0: day}}, alive: 2, state: StateQueued,
			check: func(r Rebuilt) bool { return r.Record.Greeted }},
		"our first word was taken away": {traces: []Trace{page}, words: []Event{says(ada, VerbAccept, 1)}, alive: 52, state: StateActive, mentor: ada,
			check: func(r Rebuilt) bool { return r.Record.Muted }},
	} {
		t.Run(name, func(t *testing.T) {
			r := Rebuild(Remains{ID: "o1-2", Pull: pull, Traces: c.traces, Words: c.words, Alive: at(c.alive), Now: at(60)}, rules)
			if m := r.Record; m.State != c.state || m.Mentor.ID != c.mentor.ID {
				t.Errorf("%s with %q, want %s with %q: %+v", m.State, m.Mentor.Login, c.state, c.mentor.Login, m)
			}
			if !c.check(r) {
				t.Errorf("not as it should be: %+v", r)
			}
		})
	}
}
