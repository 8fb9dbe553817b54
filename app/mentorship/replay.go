package mentorship

import (
	"cmp"
	"slices"
	"time"
)

// replay is a mentorship on its way through its own past.
type replay struct {
	Remains
	rules   Rules
	m       Mentorship
	now     time.Time // never goes back
	left    State     // the state before this one
	leftAt  time.Time // when it was left
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
	if s.Next.State != p.m.State {
		p.left, p.leftAt = p.m.State, p.now
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
