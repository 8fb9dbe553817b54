package mentorship

import (
	"cmp"
	"slices"
	"time"
)

// Trace is a text of ours as it stands on GitHub: what its hidden marker tells.
type Trace struct {
	Kind   EffectKind
	Key    string    // of the effect that wrote it
	Thread Thread    // where it stands; a tracking issue itself
	ID     int64     // of the comment or issue
	At     time.Time // written
	Asked  Person    // whom it asks
	State  State     // when it was last worded
	Mentor Person    // likewise
	Since  time.Time // when State was entered; zero in texts of earlier versions
	T0     time.Time
	Done   []Item    // of the tracking issue: steps that are done,
	Off    []Item    // and those a person said are not
	ShutAt time.Time // when the tracking issue was closed, zero while it is open
}

// Remains are what GitHub still tells of a mentorship after its record was lost.
type Remains struct {
	ID     string
	Pull   Pull    // the first pull request as it stands
	Green  bool    // the checks of its head passed
	Others []Pull  // the newcomer's other ones in scope
	Traces []Trace // at least one
	Words  []Event // Answered, Command and Elsewhere, in any order
	Alive  time.Time
	Now    time.Time
	// Note is told of each step on the way, for statistics; nil: nobody is.
	Note func(before, after Mentorship, at time.Time)
}

// Rebuilt is what came of it.
type Rebuilt struct {
	Record  Mentorship
	Effects []Effect            // what people said lately and was not answered yet
	Rests   map[int64]time.Time // mentor → when an invitation of theirs ran out
	Asked   []Asking
	Forced  int // times our texts told something that does not follow from what people did
}

// Asking is that a mentor was asked.
type Asking struct {
	Mentor int64
	Name   string // the same for the same invitation
	At     time.Time
}

// Rebuild plays a mentorship anew from what is left of it: what people did, in
// the order they did it, by the rules of today, and our own texts as the proof of
// what followed. Where the two differ, the texts are right: a text that asks
// somebody means that they were asked, and a text that speaks of a state that the
// state was reached when it says. Timers run out up to Alive, the newest sign of
// ours anywhere; what ran out later is left to the timers of the new record.
//
// Nothing that was said is said again: effects of the past are dropped, but for a
// tracking issue that an acceptance of the last two days still waits for. The new
// record is marked as one whose texts are looked for before they are written.
func Rebuild(r Remains, rules Rules) Rebuilt {
	rules.Mode, rules.Off = "", false
	p := &replay{Remains: r, rules: rules}
	p.Pull = plainPull(p.Pull)
	p.m = Mentorship{Schema: SchemaVersion, ID: r.ID, Newcomer: r.Pull.Author, Pull: r.Pull.Thread()}
	p.out.Rests = map[int64]time.Time{}
	for _, t := range r.Traces {
		if t.Asked.ID != 0 && (t.Kind == EffectGreet || t.Kind == EffectInvite) {
			p.asks = append(p.asks, t)
		}
	}
	slices.SortFunc(p.asks, func(a, b Trace) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	for _, s := range p.scenes() {
		p.runOut(s.at)
		s.play()
	}
	p.runOut(r.Alive)
	p.close()
	p.out.Record = p.m
	return p.out
}
