package mentorship

import (
	"cmp"
	"slices"
	"time"
)

// enoughExchanges is how often two people talk before "not a fit" is taken at
// its first word.
const enoughExchanges = 3

// maxTalk bounds how many words between people are remembered, the oldest.
const maxTalk = 24

// Said is that the newcomer or a mentor spoke, and when; never what.
type Said struct {
	At time.Time `json:"at"`
	By int64     `json:"by"`
}

// said merges that somebody spoke into what is known, whatever comes first.
func (f *Facts) said(by int64, at time.Time) {
	f.TalkedAt = latest(f.TalkedAt, at)
	s := Said{At: at, By: by}
	i, found := slices.BinarySearchFunc(f.Talk, s, func(a, b Said) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.By, b.By))
	})
	if !found {
		f.Talk = slices.Insert(f.Talk, i, s)
		f.Talk = f.Talk[:min(len(f.Talk), maxTalk)]
	}
}

// exchanges counts how often one of the pair spoke and the other answered.
func (m Mentorship) exchanges() (n int) {
	var open int64
	for _, s := range m.Facts.Talk {
		switch {
		case s.By != m.Newcomer.ID && s.By != m.Mentor.ID, s.At.Before(m.Paired.Add(-wholeSecond)):
		case open == 0 || open == s.By:
			open = s.By
		default:
			n, open = n+1, 0
		}
	}
	return n
}

// notAFit is T28: a pair that does not fit parts without blame. Before they
// talked three times one more try is suggested, unless it is said again or with `now`.
func (t *motion) notAFit(c Command) string {
	m := &t.m
	switch {
	case !m.between(c.By):
		return NoteNotYours
	case m.State.Over():
		return NoteDone
	case !m.State.Paired():
		return t.swap(c)
	case c.Value != "now" && !m.Course.FitAsked && m.exchanges() < enoughExchanges:
		m.Course.FitAsked = true
		return NoteFit
	}
	return t.swap(c)
}

// absent is T29 for a mentor who is away longer than fourteen days.
func (t *motion) absent(e Absent) {
	m := &t.m
	if !m.State.Paired() || m.Mentor.ID != e.Mentor {
		t.ignore("that mentor is not paired here")
		return
	}
	t.handOver("T29", m.Mentor.Login+" is away for more than fourteen days, so the newcomer is first in order for another", false, plain(e.At))
}

// away is the beginning of the mentor's long absence, if they are away then.
func (t *motion) away() {
	m := &t.m
	mentor, _ := t.v.Rules.Mentor(m.Mentor.ID)
	if !mentor.AwayOn(t.v.Now) {
		m.Course.Here = t.v.Now
		t.say("facts", "the mentor is back already")
		return
	}
	t.absent(Absent{Mentor: m.Mentor.ID, At: t.v.Now})
}

// absence is when a long absence of the mentor begins by the house rules, zero
// if none does during the pairing: who accepts while away means it.
func (m Mentorship) absence(r Rules) (at time.Time) {
	mentor, ok := r.Mentor(m.Mentor.ID)
	if !ok {
		return time.Time{}
	}
	for _, d := range mentor.Away {
		back := d.To.AddDate(0, 0, 1)
		if back.Sub(d.From) > LongAbsence && d.From.After(m.Paired) && back.After(m.Course.Here) {
			at = earliest(at, d.From)
		}
	}
	return at
}

// earlier is a mentor the newcomer had before and who could be asked again.
func (m Mentorship) earlier() int64 {
	for _, p := range slices.Backward(m.Former) {
		if !m.Closed(p.ID) {
			return p.ID
		}
	}
	return 0
}
