package stats

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

const (
	lastMoment = 253402300799 // end of the year 9999
	maxList    = 4096
	maxWord    = 200
)

// check says what no program of ours writes into a row. It keeps words out:
// where a reason stands there is room for one of ours only.
func (r Row) check() error {
	moments := []Moment{
		r.Greeted, r.Mentioned, r.Queued, r.Accepted, r.Answered, r.Closed, r.Merged, r.Second, r.SecondMerged,
		r.Reviewed, r.Graduated, r.Declined, r.Ended, r.AskedForward, r.Forward,
	}
	moments = append(moments, r.Stages[:]...)
	moments = append(append(moments, r.Nominated...), r.Roles...)
	switch {
	case !pseudonym(r.ID):
		return errors.New("the pseudonym is missing or is none")
	case r.T0 <= 0:
		return errors.New("t0 is missing")
	case r.Size > SizeLarge || r.Arm > ArmHeldOut:
		return errors.New("size or arm is unknown")
	case !reason(r.Skipped) || !reason(r.Ending) || !tag(r.Language):
		return errors.New("a reason or language is none of ours")
	case max(len(r.Pairings), len(r.Questions), len(r.Pulses), len(r.Sessions), len(r.Nominated), len(r.Roles)) > maxList:
		return errors.New("a list is too long")
	case slices.ContainsFunc(r.Retention[:], func(a Answer) bool { return a > Yes }):
		return errors.New("an answer is unknown")
	}
	more, err := r.lists()
	if err != nil {
		return err
	}
	return times(append(append(moments, more...), r.T0))
}

// lists checks what there may be several of, and returns the times in it.
func (r Row) lists() (moments []Moment, err error) {
	for _, p := range r.Pairings {
		moments = append(moments, p.From, p.To)
		if !reason(p.Form) || p.From <= 0 {
			return nil, errors.New("a pairing has no beginning, or its form is none of ours")
		}
	}
	for _, s := range r.Sessions {
		moments = append(moments, s.Held)
		if len(s.Barriers) > maxList || slices.ContainsFunc(s.Barriers, func(b string) bool { return b == "" || !reason(b) }) {
			return nil, errors.New("a barrier is none of ours")
		}
	}
	for _, q := range r.Questions {
		moments = append(moments, q.Asked, q.Answered)
	}
	for _, p := range r.Pulses {
		moments = append(moments, p.Asked)
		if p.Value > PulseVery {
			return nil, errors.New("an answer to a pulse is unknown")
		}
	}
	return moments, nil
}

func (m Mentor) check() error {
	moments := []Moment{m.Since, m.Left}
	switch {
	case !pseudonym(m.ID):
		return errors.New("the pseudonym is missing or is none")
	case m.Capacity < 0 || m.Active < 0 || m.FirstYear < 0 || m.Band > BandAsia:
		return errors.New("a number is out of range")
	case max(len(m.Areas), len(m.Languages), len(m.Load)) > maxList:
		return errors.New("a list is too long")
	case !slices.IsSortedFunc(m.Load, func(a, b Load) int { return int(min(max(a.Week-b.Week, -1), 1)) }):
		return errors.New("the weeks are out of order")
	case slices.ContainsFunc(m.Areas, long) || slices.ContainsFunc(m.Languages, func(l string) bool { return !tag(l) }):
		return errors.New("an area or a language is none")
	}
	for _, l := range m.Load {
		moments = append(moments, l.Week)
		if l.MenteeDays < 0 || l.Capacity < 0 || l.Signs >= signEnd {
			return errors.New("a week's load is out of range")
		}
	}
	return times(moments)
}

func (w Week) check() error {
	if min(w.RingSeats, w.RingTaken, w.Attended) < 0 || w.Intention < 0 || math.IsNaN(w.Intention) || math.IsInf(w.Intention, 0) {
		return errors.New("a number is out of range")
	}
	return times([]Moment{w.Week})
}

func times(moments []Moment) error {
	for _, m := range moments {
		if m < 0 || m > lastMoment {
			return fmt.Errorf("%d is no time", m)
		}
	}
	return nil
}

func long(s string) bool { return s == "" || len(s) > maxWord }

// pseudonym reports whether s looks like a hash, not like a login in clear: at
// least 16 characters of hex or base64.
func pseudonym(s string) bool {
	return len(s) >= 16 && len(s) <= 64 && only(s, func(r rune) bool { return letter(r) || r >= '0' && r <= '9' || r == '_' || r == '-' })
}

// reason reports whether s is one lower-case word, or nothing.
func reason(s string) bool {
	return len(s) <= 32 && only(s, func(r rune) bool { return r >= 'a' && r <= 'z' || r == '_' || r == '-' })
}

// tag reports whether s has the letters of a BCP 47 tag, or is nothing.
func tag(s string) bool {
	return len(s) <= 35 && only(s, func(r rune) bool { return letter(r) || r >= '0' && r <= '9' || r == '-' })
}

func letter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func only(s string, ok func(rune) bool) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !ok(r) })
}
