package mentorship

import (
	"cmp"
	"slices"
	"time"
)

// DateKind is what falls on a day of one's own.
type DateKind string

// The kinds of dates.
const (
	DateAnswer  DateKind = "answer"  // a mentor's invitation waits until then
	DateCheckin DateKind = "checkin" // a word between the two: by their rhythm, or else ours, unless they talk before
	DateWrapUp  DateKind = "wrap_up" // the last stretch of the term begins
	DateTerm    DateKind = "term"    // the term ends
	DateEnd     DateKind = "end"     // what was for the first pull request alone ends
	DateResume  DateKind = "resume"  // a pause ends the mentorship
	DateRenew   DateKind = "renew"   // whether to stay in touch is asked anew
	DateBack    DateKind = "back"    // a mentor's absence is over
)

// DateKinds are all of them.
func DateKinds() []DateKind {
	return []DateKind{DateAnswer, DateCheckin, DateWrapUp, DateTerm, DateEnd, DateResume, DateRenew, DateBack}
}

// Date is one day that matters to a person. It names nobody.
type Date struct {
	Kind   DateKind  `json:"kind"`
	At     time.Time `json:"at"`
	Owner  string    `json:"owner"`
	Pull   Thread    `json:"pull_request,omitzero"` // zero for what concerns the person alone
	Issue  Thread    `json:"tracking_issue,omitzero"`
	Tenant int64     `json:"-"` // with Story it tells dates apart
	Story  string    `json:"-"` // id of the mentorship, empty for what concerns the person alone
}

// DatesOf are the days to come of a mentorship for one of its two people, the
// first one first. What is frozen or was met in preview has none.
func (m Mentorship) DatesOf(person int64, r Rules, now time.Time) (out []Date) {
	newcomer := m.Newcomer.ID == person
	if m.Preview || !m.FrozenAt.IsZero() || !newcomer && m.Mentor.ID != person {
		return nil
	}
	add := func(kind DateKind, at time.Time) {
		if !at.IsZero() {
			out = append(out, Date{
				Kind: kind, At: at, Owner: m.Pull.Repo.Owner, Pull: m.Pull, Issue: m.Issue, Tenant: m.Pull.Repo.Tenant, Story: m.ID,
			})
		}
	}
	switch m.State {
	case StateInvited:
		if !newcomer { // whom we asked, and how long we wait, is no news for the newcomer's calendar
			add(DateAnswer, m.Timers[TimerAccept])
		}
	case StateActive:
		_, until := m.Term(r)
		add(DateCheckin, m.nextWord(now))
		add(DateWrapUp, m.Timers[TimerWrapUp])
		if !until.IsZero() {
			add(DateTerm, until.Add(m.Shifts[TimerWrapUp].By))
		}
		add(DateEnd, m.Timers[TimerEnd])
	case StateWrapping:
		add(DateTerm, m.Timers[TimerTerm])
	case StatePaused:
		if newcomer { // the mentor's place is free
			add(DateResume, m.Timers[TimerPaused])
		}
	case StateLongTerm:
		add(DateRenew, m.Timers[TimerRenew])
	}
	SortDates(out)
	return out
}

// nextWord is when the two of a pairing should have talked: by the rhythm they
// chose, from the last word between them on, else when we say a word ourselves.
func (m Mentorship) nextWord(now time.Time) time.Time {
	every := period(m.Ways.Cadence)
	if every == 0 || m.Ways.Entry {
		return firstOf(m.Timers[TimerCheckin], m.Timers[TimerIdle])
	}
	from := latest(m.Paired, m.Facts.TalkedAt)
	missed := max(now.Sub(from), 0) / every
	return from.Add((missed + 1) * every)
}

// SortDates puts dates in order.
func SortDates(dates []Date) {
	slices.SortStableFunc(dates, func(a, b Date) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Story, b.Story))
	})
}
