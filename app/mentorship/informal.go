package mentorship

import (
	"regexp"
	"slices"
	"time"
)

// Form is a form of mentoring.
type Form string

// The forms there are.
const (
	FormOneToOne Form = "one_to_one"
	FormInformal Form = "informal" // an introduction and nothing more: no page, no label, no term
)

// Forms are all of them.
func Forms() []Form { return []Form{FormOneToOne, FormInformal} }

// informal reports whether a mentor gives introductions and nothing more.
func (r Rules) informal(mentor int64) bool {
	m, _ := r.Mentor(mentor)
	return slices.Contains(m.Forms, FormInformal) && !slices.Contains(m.Forms, FormOneToOne)
}

// introduced sets the clock under which an introduction ends by itself.
func (c clockwork) introduced(m Mentorship) {
	c.set(TimerEnd, latest(m.Since, m.Facts.TalkedAt), EndAfter)
}

// begins takes over how the mentor likes to work and what form it has, and opens
// the page that goes with it.
func (t *motion) begins() {
	m := &t.m
	entry, _ := t.v.Rules.Mentor(m.Mentor.ID)
	m.Informal = t.v.Rules.informal(m.Mentor.ID)
	w := &m.Ways
	if w.Cadence == "" && w.Duration == "" && w.Timing == "" && !m.Informal {
		w.Cadence, w.Duration, w.Timing = entry.Cadence, entry.Duration, entry.Timing
		w.Entry = w.Cadence != ""
	}
	if t.v.Rules.Open != OpenNever && !m.Informal {
		t.openIssue()
	}
}

// deepens makes a mentorship of an introduction: both its page and its term begin.
func (t *motion) deepens() {
	if t.m.Informal = false; t.v.Rules.Open != OpenNever {
		t.openIssue()
		t.assignIssue()
	}
}

// trialTerm is the term of a mentor who tries out mentoring.
const trialTerm = 30 * 24 * time.Hour

// term is how long a mentorship with that mentor goes on.
func (r Rules) term(mentor int64) time.Duration {
	if m, _ := r.Mentor(mentor); m.Trial {
		return trialTerm
	}
	return positive(r.Term, DefaultTerm)
}

// TimingPattern is the shape of days with hours, such as "weekdays 12:00-14:00".
const TimingPattern = "^" + window + "$"

var oneWindow = regexp.MustCompile(TimingPattern)

// IsTiming reports whether s is days with hours.
func IsTiming(s string) bool { return oneWindow.MatchString(s) }
