package mentorship

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
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

// replay is a mentorship on its way through its own past.
type replay struct {
	Remains
	rules   Rules
	m       Mentorship
	now     time.Time // never goes back
	asks    []Trace   // invitations to come
	planned []Effect
	out     Rebuilt
}

// scene is something that happened.
type scene struct {
	at   time.Time
	rank int // of what GitHub dates to the same second
	id   int64
	play func()
}

// The order within one second: comments follow each other by id, a page is
// opened after the word that led to it.
const (
	rankPull = iota
	rankWord
	rankPage
	rankOnPage
	rankReached
)

func (p *replay) scenes() []scene {
	out := p.pulls()
	page := Thread{}
	for _, t := range p.Traces {
		if t.Kind == EffectOpenIssue {
			page = t.Thread
		}
	}
	rank := func(t Thread) int {
		if t.Same(page) {
			return rankOnPage
		}
		return rankWord
	}
	for _, w := range p.Words {
		s := scene{play: func() { p.apply(w) }}
		switch e := w.(type) {
		case Answered:
			s.at, s.rank = e.At, rank(e.Thread)
			if e.Kind == RemarkComment {
				s.id = e.ID
			}
		case Command:
			s.at, s.rank, s.id = e.At, rank(e.Thread), e.Comment
		case Elsewhere:
			s.at, s.rank = e.At, rankWord
		}
		out = append(out, s)
	}
	for _, t := range p.Traces {
		s := scene{at: t.At, rank: rank(t.Thread), id: t.ID, play: func() { p.found(t) }}
		if t.Kind == EffectOpenIssue {
			s.rank = rankPage
		}
		out = append(out, s)
		if !t.Since.IsZero() && t.State != StateNone {
			out = append(out, scene{at: t.Since, rank: rankReached, play: func() { p.reached(t) }})
		}
	}
	slices.SortStableFunc(out, func(a, b scene) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.rank, b.rank), cmp.Compare(a.id, b.id))
	})
	return out
}

// pulls are the newcomer's pull requests as they were when opened, and as they are.
func (p *replay) pulls() (out []scene) {
	show := func(at time.Time, s Pull) {
		out = append(out, scene{at: at, rank: rankPull, play: func() { p.apply(PullChanged{Pull: s}) }})
	}
	for _, x := range append([]Pull{p.Pull}, p.Others...) {
		was := x
		was.Closed, was.Merged, was.Locked, was.ClosedAt, was.MergedAt, was.PushedAt = false, false, false, time.Time{}, time.Time{}, time.Time{}
		was.UpdatedAt = x.CreatedAt
		if t0 := p.t0(); x.Number == p.Pull.Number && t0.After(x.CreatedAt) {
			was.Draft = true
			ready := was
			ready.Draft, ready.UpdatedAt = false, t0
			show(t0, ready)
		}
		show(x.CreatedAt, was)
		show(firstOf(x.MergedAt, x.ClosedAt, x.UpdatedAt), x)
	}
	if p.Green {
		at := firstOf(p.Pull.MergedAt, p.Pull.ClosedAt, p.Pull.UpdatedAt)
		out = append(out, scene{at: at, rank: rankWord, play: func() { p.apply(ChecksPassed{SHA: p.Pull.Head}) }})
	}
	return out
}

// t0 is when the first pull request was ready for review, as our texts tell.
func (p *replay) t0() time.Time {
	for _, t := range p.Traces {
		if !t.T0.IsZero() {
			return t.T0
		}
	}
	return time.Time{}
}

// mostRunOut bounds how many timers run out in one replay: an hour's look each
// for two months of waiting, and some.
const mostRunOut = 3000

// runOut lets the timers run out that did so up to then. The first word is not
// theirs to say: it stands on GitHub, or was never said.
func (p *replay) runOut(to time.Time) {
	for range mostRunOut {
		at := p.m.Wake()
		if at.IsZero() || at.After(to) || at.After(p.Alive) || p.m.State == StateSeen {
			break
		}
		if was := p.now; !p.at(at).apply(Due{}) && !p.now.After(was) {
			break
		}
	}
	p.at(to)
}

func (p *replay) at(t time.Time) *replay {
	p.now = latest(p.now, plain(t))
	return p
}

// apply lets something happen, and reports whether it changed anything.
func (p *replay) apply(e Event) bool {
	return p.take(Apply(p.m, e, p.view(e)))
}

func (p *replay) take(s Step) bool {
	if p.Note != nil && s.Changed {
		p.Note(p.m, s.Next, p.now)
	}
	p.m = s.Next
	p.planned = append(p.planned, s.Effects...)
	if s.Rest != 0 {
		p.out.Rests[s.Rest] = p.now
	}
	return s.Changed
}

// view is the world as it was: whoever accepted had room, and who could be asked
// is who was asked next.
func (p *replay) view(e Event) View {
	return View{
		Now: p.now, Rules: p.rules, Room: func(int64) bool { return true },
		Candidates: func() (out []Candidate) {
			if c, ok := e.(Command); ok && c.Verb != VerbFind && c.Target.Consented {
				out = append(out, Candidate{Mentor: c.Target})
			}
			if c, ok := e.(Command); ok && c.Mentor.Consented {
				out = append(out, Candidate{Mentor: c.Mentor})
			}
			if len(p.asks) > 0 && !p.asks[0].At.After(p.now.Add(writtenIn)) {
				out = append([]Candidate{p.candidate(p.asks[0].Asked)}, out...)
			}
			return out
		},
	}
}

// writtenIn is how long after a decision its text stands on GitHub, as a rule.
const writtenIn = 10 * time.Minute

func (p *replay) candidate(who Person) Candidate {
	m, ok := p.rules.Mentor(who.ID)
	if !ok {
		m.Person = who
	}
	m.Consented = true // they were asked
	return Candidate{Mentor: m}
}

// motion is a step that follows from our texts alone.
func (p *replay) motion() *motion {
	p.out.Forced++
	v := p.view(nil)
	v.Now = p.now
	return &motion{m: p.m.copied(), old: p.m, v: v}
}

func (p *replay) settle(t *motion) {
	t.say("rebuilt", "a text of ours on GitHub tells so")
	t.derive()
	p.take(t.step())
}

// found is a text of ours in its place.
func (p *replay) found(t Trace) {
	e := Effect{Key: t.Key, Kind: t.Kind, Mentorship: p.m.ID, Thread: t.Thread, Person: t.Asked, PlannedAt: p.now}
	e.Round = numberAfter(t.Key, 'r')
	switch {
	case comments(t.Kind):
		if p.m.State == StateSeen {
			p.apply(Due{})
		}
		if !p.follows(t) {
			p.said(t)
		}
		if t.Kind == EffectGreet {
			e.Round = 1
		}
		p.invited(t)
	case t.Kind == EffectOpenIssue:
		p.opened()
		e.Thread.Number = 0
	case t.Kind == EffectPage:
		e.Note, _, _ = strings.Cut(strings.TrimPrefix(t.Key, p.m.ID+"/"), "/")
	default:
		return
	}
	p.apply(Done{Effect: e, ID: t.ID, Number: t.Thread.Number, At: t.At})
}

// invited notes that somebody was asked, for what is known of mentors.
func (p *replay) invited(t Trace) {
	if len(p.asks) == 0 || p.asks[0].ID != t.ID {
		return
	}
	p.asks = p.asks[1:]
	name := p.m.ID + "/c" + strconv.Itoa(p.m.Cycle) + "r" + strconv.Itoa(p.m.Round)
	p.out.Asked = append(p.out.Asked, Asking{Mentor: t.Asked.ID, Name: name, At: t.At})
}

// follows reports whether a comment is what the rules led to by themselves.
func (p *replay) follows(t Trace) bool {
	planned := slices.ContainsFunc(p.planned, func(e Effect) bool { return e.Key == t.Key && e.Kind == t.Kind && e.Person.ID == t.Asked.ID })
	return planned && (t.Asked.ID == 0 || p.m.Mentor.ID == t.Asked.ID || p.m.State != StateInvited)
}

// said takes a comment for what it says.
func (p *replay) said(tr Trace) {
	t := p.motion()
	m := &t.m
	m.Ending = ""
	if h := m.Holder(); m.State.Paired() && h != tr.Asked.ID && tr.Kind == EffectInvite {
		if t.leave(); m.State == StateInvited && m.Mentor.ID == tr.Asked.ID {
			p.settle(t)
			return
		}
	}
	if c := numberAfter(tr.Key, 'c'); c > m.Cycle {
		m.Cycle, m.Round, m.Spoken, m.Asked, m.Waited = c, 0, 0, nil, false
	}
	m.Greeted = tr.Kind == EffectInvite
	switch tr.Kind {
	case EffectGreet, EffectInvite:
		if r := numberAfter(tr.Key, 'r'); r > 0 {
			m.Round = r - 1
		}
		t.release()
		if tr.Asked.Zero() { // a text of an earlier version: whom it asked is not known any more
			t.speak(tr.Kind, "greet", "")
			t.queue()
			break
		}
		m.Asked = slices.DeleteFunc(m.Asked, func(id int64) bool { return id == tr.Asked.ID })
		t.invite(p.candidate(tr.Asked), false, false)
	case EffectWaiting:
		t.speak(EffectWaiting, "waiting", "")
		m.Waited = true
		if m.Facts.FirstAnswerAt.IsZero() {
			t.queue()
		} else {
			t.end(StateEnded, EndedNatural)
		}
	case EffectCongrats:
		t.congratulate()
	}
	p.settle(t)
}

// opened is a tracking issue: it is there because somebody accepted, in some way
// that left no word, or because it is opened with the question.
func (p *replay) opened() {
	if p.m.State.Paired() && p.m.IssueDue {
		return
	}
	t := p.motion()
	if !t.m.State.Paired() && p.rules.Open != OpenOnMatch && !t.m.Mentor.Zero() {
		t.pair(t.m.Mentor, p.now)
	}
	t.m.IssueDue = true
	p.settle(t)
}

// reached holds the record against a state one of our texts tells of.
func (p *replay) reached(tr Trace) {
	if p.m.State == StateSeen && tr.State != StateSeen {
		p.apply(Due{}) // the first word was decided, and stands on GitHub a little later
	}
	if tr.State == StateInvited && p.m.State != StateInvited && len(p.asks) > 0 &&
		p.asks[0].Asked.ID == tr.Mentor.ID && !p.asks[0].At.After(p.now.Add(writtenIn)) {
		p.said(p.asks[0])
	}
	paired := tr.State == StateInvited || tr.State.Paired()
	if p.m.State == tr.State && (!paired || p.m.Mentor.ID == tr.Mentor.ID) {
		if p.m.State == StateInvited {
			p.m.InvitedAt = plain(tr.Since)
		}
		p.m.Since = plain(tr.Since) // to the moment, where comments tell whole seconds
		p.m.Timers = p.m.running(p.rules)
		return
	}
	t := p.motion()
	if paired || tr.State == StatePaused {
		if t.m.Mentor.ID != tr.Mentor.ID {
			t.release()
		}
		if tr.Mentor.Zero() {
			return
		}
	}
	t.enter(tr.State, p.candidate(tr.Mentor), p.now)
	t.m.Since = p.now
	p.settle(t)
}

// leave ends a pairing whose mentor went, by no word that GitHub tells of.
func (t *motion) leave() {
	t.handOver("rebuilt", "another mentor was looked for", false, t.v.Now)
}

// enter moves to a state without a word about how it was reached.
func (t *motion) enter(s State, c Candidate, at time.Time) {
	m := &t.m
	m.Ending = ""
	if m.State.Paired() && (s == StateQueued || s == StateEscalated || s == StateInvited) {
		t.leave()
	}
	if m.Mentor.Zero() && (s == StatePaused || s == StateWrapping) {
		t.pair(c.Mentor.Person, at)
	}
	switch s {
	case StateInvited:
		if m.State == s && m.Mentor.ID == c.Mentor.ID {
			break
		}
		m.Asked = slices.DeleteFunc(m.Asked, func(id int64) bool { return id == c.Mentor.ID })
		t.take(c)
	case StateActive:
		t.pair(c.Mentor.Person, at)
	case StatePaused:
		t.lull(at)
	case StateWrapping:
		t.wrapUp("a text of ours on GitHub tells so")
	case StateQueued:
		t.release()
		t.queue()
	case StateEscalated:
		t.release()
		t.move(s)
	case StateDeclined:
		t.decline("a text of ours on GitHub tells so")
	case StateEnded:
		t.end(s, m.likelyEnding())
	case StateSkipped:
		t.end(s, SkippedGone)
	case StateGraduated:
		t.graduated("a text of ours on GitHub tells so")
	case StateLongTerm:
		t.move(s)
		m.Years.RenewAt = at
	default:
		t.move(s)
	}
}

// likelyEnding is how a mentorship ended of which no more is known than that.
func (m Mentorship) likelyEnding() Ending {
	switch {
	case m.State == StatePaused:
		return EndedInactive
	case m.searching() && m.gaveUp():
		return EndedPRClosed
	case m.searching() && m.Rematch:
		return EndedNoMentor
	case m.searching():
		return EndedUnmatched
	}
	return EndedNatural
}

// close takes over what the page tells, and what is left to do.
func (p *replay) close() {
	p.page()
	p.at(p.Now)
	m := &p.m
	m.Again = true
	if !slices.ContainsFunc(p.Traces, func(t Trace) bool { return comments(t.Kind) }) && !m.ByAsk {
		m.Muted = true // our first word was taken away
	}
	for _, e := range p.planned {
		fresh := !m.Paired.IsZero() && p.Now.Sub(m.Paired) < LateAfter
		if e.Kind == EffectOpenIssue && m.Issue.Zero() && m.State.Paired() && fresh && len(p.out.Effects) == 0 {
			p.out.Effects = append(p.out.Effects, e)
		}
	}
	if m.IssueDue && m.Issue.Zero() && len(p.out.Effects) == 0 {
		m.NoIssue = true // it was deleted, or never taken
	}
	t := &motion{m: p.m.copied(), old: p.m, v: p.view(nil)}
	t.derive()
	p.take(t.step())
}

// page takes over which boxes were ticked by hand, and whether the page was closed.
func (p *replay) page() {
	m, at := &p.m, latest(p.Alive, m0(p.m))
	for _, t := range p.Traces {
		if t.Kind != EffectOpenIssue || m.State == StateDeclined {
			continue
		}
		for _, i := range t.Done {
			m.tick(at, i)
		}
		for _, i := range t.Off {
			m.hand(i, plain(at), true)
		}
		if !t.ShutAt.IsZero() && !m.State.Over() {
			m.Page = Page{At: plain(t.ShutAt), Shut: true, Pair: m.State == StateWrapping, Wraps: m.State == StateWrapping, Holds: m.State == StatePaused}
		}
	}
}

func m0(m Mentorship) time.Time { return latest(m.Since, m.T0) }

// numberAfter reads 3 and 2 out of a key that ends with c3r2, 0 if it does not.
func numberAfter(key string, mark byte) (n int) {
	tail := key[strings.LastIndexByte(key, '/')+1:]
	at := strings.IndexByte(tail, mark)
	for i := at + 1; at >= 0 && i < len(tail) && tail[i] >= '0' && tail[i] <= '9'; i++ {
		n = 10*n + int(tail[i]-'0')
	}
	return n
}
