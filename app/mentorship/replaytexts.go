package mentorship

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// found is a text of ours in its place.
func (p *replay) found(t Trace) {
	e := Effect{Key: t.Key, Kind: t.Kind, Mentorship: p.m.ID, Thread: t.Thread, Person: t.Asked, PlannedAt: p.now}
	e.Round = numberAfter(t.Key, 'r')
	switch {
	case comments(t.Kind):
		spoken, first := p.m.Spoken, p.m.State == StateSeen
		if first {
			p.apply(Due{})
		}
		if !p.follows(t) {
			if first {
				p.m.Spoken = spoken // what the rules would have said instead was not said
			}
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
	if tr.State == p.left && p.m.Mentor.ID == tr.Mentor.ID && tr.Since.Truncate(time.Second).Equal(p.leftAt.Truncate(time.Second)) {
		return // somebody answered within the second: their word has no fraction of it, what our text tells has
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
