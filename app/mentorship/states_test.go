package mentorship_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// The table of every state and event, for people.
//
//go:generate go test -run ^TestStates$ -update .

const statesFile = "../../docs/states.md"

// frozenOver is the column of the overlay.
const frozenOver = mentorship.State("frozen")

// column is where a record stands in the table.
func column(m mentorship.Mentorship) mentorship.State {
	if !m.FrozenAt.IsZero() {
		return frozenOver
	}
	return m.State
}

// row is where an event stands in the table.
func row(e Event) string {
	if c, ok := e.(Cmd); ok {
		return "/mentor " + string(c.Verb)
	}
	return reflect.TypeOf(e).Name()
}

// cell is all that a kind of event may make of a state.
type cell struct {
	moves map[string]bool // "→ active T9", "T11"
	noted bool            // more is known, nothing moves
	why   map[string]bool // sentences of the machine: ignored because …, refused because …
}

// stateTable gathers the cells.
type stateTable map[mentorship.State]map[string]*cell

func (s stateTable) at(c mentorship.State, row string) *cell {
	if s[c] == nil {
		s[c] = map[string]*cell{}
	}
	if s[c][row] == nil {
		s[c][row] = &cell{moves: map[string]bool{}, why: map[string]bool{}}
	}
	return s[c][row]
}

// move is what a step did, in the words of a cell; "" where nothing moved.
func move(old mentorship.Mentorship, s mentorship.Step) string {
	rule := s.Row
	if rule == "facts" {
		rule = ""
	}
	if from, to := column(old), column(s.Next); from != to {
		return strings.TrimSpace("→ " + string(to) + " " + rule)
	}
	return rule
}

func (s stateTable) add(old mentorship.Mentorship, row string, step mentorship.Step) {
	c := s.at(column(old), row)
	switch m := move(old, step); {
	case m != "":
		c.moves[m] = true
	case step.Row == "facts":
		c.noted = true
	default:
		c.why[impersonal(step.Why)] = true
	}
}

// impersonal takes the names of the test's people out of a sentence.
func impersonal(why string) string {
	roles := map[string]string{
		"nina": "the newcomer", "ada": "a mentor", "grace": "a mentor", "lin": "a mentor", "coral": "a coordinator", "walt": "a writer", "otto": "somebody",
	}
	words := strings.Split(strings.Replace(why, "the command was refused", "refused", 1), " ")
	for i, w := range words {
		if role, ok := roles[w]; ok {
			words[i] = role
		}
	}
	return strings.Join(words, " ")
}

// moments are the worlds of the golden table, and what they come to when
// nobody says a word for years: every clock that can run runs out in one of them.
func moments(t testing.TB, visit func(*world)) {
	for _, p := range slices.Concat(places, morePlaces) {
		w := p.way(t)
		w.pump()
		visit(w)
		for range 900 {
			wake := w.m.Wake()
			if wake.IsZero() || wake.Equal(w.m.Timers[mentorship.TimerGone]) || wake.Equal(w.m.Timers[mentorship.TimerErase]) {
				break // the program looks, and the machine waits for what it finds
			}
			w.now = latestOf(w.now, wake)
			visit(w)
			w.do(mentorship.Due{})
			w.pump()
		}
	}
}

// circumstances are what a transition may see beside the record.
var circumstances = []func(*mentorship.View){
	func(*mentorship.View) {},
	func(v *mentorship.View) { v.Candidates = func() []mentorship.Candidate { return nil } },
	func(v *mentorship.View) { // only others are free
		all := v.Candidates()
		v.Candidates = func() []mentorship.Candidate {
			return slices.DeleteFunc(slices.Clone(all), func(c mentorship.Candidate) bool { return c.Mentor.ID == ada.ID })
		}
	},
	func(v *mentorship.View) { v.Room = func(int64) bool { return true } },
	func(v *mentorship.View) { v.Rules.Off = true },
	func(v *mentorship.View) { v.Rules.Coordinators = nil },
	func(v *mentorship.View) { v.AccountGone = true },
	func(v *mentorship.View) { v.Surge = true },
	func(v *mentorship.View) { v.HeldOut = true },
	func(v *mentorship.View) { v.Rules.Gate = mentorship.GateTouch },
	func(v *mentorship.View) { v.Now = v.Now.Add(3 * 24 * time.Hour) },
	func(v *mentorship.View) { p := pull(draft); p.Labels, p.Draft = []string{"spam"}, false; v.Live = &p },
	func(v *mentorship.View) { p := pull(at(2*time.Minute), merged); v.Live = &p },
	func(v *mentorship.View) { p := pull(at(2*time.Minute), closed); v.Live = &p },
	func(v *mentorship.View) { p := pull(at(2*time.Minute), locked); v.Live = &p },
}

// drawStates runs every kind of event through every moment.
func drawStates(t testing.TB, v vocabulary) stateTable {
	table := stateTable{}
	known := map[string]int{}
	moments(t, func(w *world) {
		next, _ := firstDue(w.m, w.view())
		m := w.m
		like := fmt.Sprint(column(m), m.State, m.Ending, m.Mentor.ID != 0, m.Offered, m.Course.Extend, m.Course.Graduate, m.Course.Touch, m.Facts.Pull.Issue, m.Elsewhere, m.Nudged)
		if known[like]++; known[like] == 1 { // moments that look alike tell nothing new to people's words
			table.commands(w, v.verbs)
		}
		like += fmt.Sprint(slices.Sorted(maps.Keys(m.Timers)), m.Facts.FirstAnswerAt.IsZero(), len(m.Facts.MentorWords))
		if known[like]++; known[like] == 1 {
			table.happenings(w)
		}
		if known[like+string(next)]++; known[like+string(next)] <= 3 {
			table.timers(w)
		}
	})
	return table
}

// timers lets the clock that is served first run out, whatever the circumstances.
func (s stateTable) timers(w *world) {
	for _, change := range circumstances {
		v := w.view()
		change(&v)
		timer, only := firstDue(w.m, v)
		if timer == "" {
			s.add(w.m, "Due", mentorship.Apply(w.m, mentorship.Due{}, v))
		} else if only {
			s.add(w.m, "timer "+string(timer), mentorship.Apply(w.m, mentorship.Due{}, v))
		}
	}
	s.looked(w)
}

// looked are the two clocks that make the program look rather than the machine
// move: whether the account is there again, and whether the record may go.
func (s stateTable) looked(w *world) {
	if at, ok := w.m.Timers[mentorship.TimerGone]; ok {
		for _, known := range []bool{true, false} {
			s.add(w.m, "timer gone", mentorship.Apply(w.m, mentorship.Account{Known: known, At: at}, w.view()))
		}
	}
	if _, ok := w.m.Timers[mentorship.TimerErase]; ok {
		s.at(column(w.m), "timer erase").moves["the record is deleted"] = true
	}
}

// firstDue is the clock that is served first of those that ran out. What GitHub
// shows now may start another one; what that does is not this clock's doing.
func firstDue(m mentorship.Mentorship, v mentorship.View) (mentorship.Timer, bool) {
	for _, timer := range mentorship.TimerOrder() {
		if at, ok := m.Timers[timer]; ok && !at.After(v.Now) {
			return timer, v.Live == nil || timer == mentorship.TimerQuiet
		}
	}
	return "", false
}

func (s stateTable) happenings(w *world) {
	for _, h := range happenings {
		e := h.make(copyOf(w))
		if _, timer := e.(mentorship.Due); timer {
			continue
		}
		for _, change := range circumstances[:6] {
			v := w.view()
			change(&v)
			s.add(w.m, row(e), mentorship.Apply(w.m, e, v))
		}
	}
	for _, c := range w.m.Comments { // somebody removes one of ours
		for _, by := range []mentorship.Person{w.m.Mentor, walt, robot} {
			e := mentorship.Removed{Comment: c.ID, By: by, At: w.now}
			s.add(w.m, row(e), mentorship.Apply(w.m, e, w.view()))
		}
	}
	strange := mentorship.Removed{Comment: 5, By: walt, At: w.now}
	s.add(w.m, row(strange), mentorship.Apply(w.m, strange, w.view()))
	for _, e := range []Event{
		mentorship.Account{Known: true, At: w.now}, mentorship.Account{At: w.now.Add(25 * time.Hour)},
		mentorship.Refused{Effect: mentorship.Effect{Kind: mentorship.EffectInvite, Thread: w.m.Pull}, Why: mentorship.FaultGone, At: w.now},
		w.say(w.m.Mentor), w.say(w.m.Mentor, func(a *mentorship.Answered) { a.Thread = w.m.Issue }),
	} {
		s.add(w.m, row(e), mentorship.Apply(w.m, e, w.view()))
	}
}

// commands lets everybody say every word.
func (s stateTable) commands(w *world, verbs []word) {
	people := []mentorship.Person{nina, ada, grace, coral, walt, otto, robot}
	for _, verb := range verbs {
		for _, by := range people {
			for i, edits := range ways {
				if i > 1 && (by == otto || by == robot) {
					continue
				}
				c := copyOf(w).command(mentorship.Verb(verb.name), by, edits...)
				few := circumstances[:3]
				if i > 1 {
					few = few[:1]
				}
				for _, change := range few {
					v := w.view()
					change(&v)
					s.add(w.m, row(c), mentorship.Apply(w.m, c, v))
				}
			}
		}
	}
}

// ways are the manners in which a command may be worded.
var ways = [][]func(*Cmd){
	nil,
	{naming(lin), saying, valued("now"), items(mentorship.P3), func(c *Cmd) { c.Number = 12 }},
	{naming(otto), valued("weekly"), items(mentorship.R3), lacking, func(c *Cmd) { c.Target.Consented = false }},
	{naming(grace), saying, valued("reached"), items("X9")},
	{valued("30m"), items(mentorship.F4), func(c *Cmd) { c.Many = true }},
	{valued("here"), items(mentorship.M2)}, {valued("any")}, {valued("stuck,balance")}, {valued(mentorship.GoalSet)},
	{func(c *Cmd) { c.Thread.Number = 50 }},
}

func copyOf(w *world) *world {
	c := *w
	return &c
}
