package mentorship

import (
	"slices"
	"time"
)

// Standing is what a person decided about being a mentor in a tenant, and what
// they told of themselves. It outlives every file. Of each kind of word the
// newest counts.
type Standing struct {
	Person   Person    `json:"person"`
	OptedIn  time.Time `json:"opted_in,omitzero"`  // newest `/mentor opt-in`
	OptedOut time.Time `json:"opted_out,omitzero"` // newest `/mentor opt-out`

	AwayAt     time.Time `json:"away_at,omitzero"`     // newest `/mentor away` or `back`
	AwayUntil  time.Time `json:"away_until,omitzero"`  // last day away, at midnight UTC; zero: back
	CapacityAt time.Time `json:"capacity_at,omitzero"` // newest `/mentor capacity`
	Capacity   int       `json:"capacity,omitempty"`
	LanguageAt time.Time `json:"language_at,omitzero"` // newest `/mentor language`
	Language   string    `json:"language,omitempty"`   // spoken, BCP 47
}

// Out reports whether the person's last word was to leave. GitHub's times are
// whole seconds: of two words in one second, leaving counts.
func (s Standing) Out() bool { return !s.OptedOut.IsZero() && !s.OptedOut.Before(s.OptedIn) }

// In reports whether the person's last word was to join.
func (s Standing) In() bool { return s.OptedIn.After(s.OptedOut) }

// Heeding is the entry with what the person themselves said beside the file:
// their own word beats it, since it is about them alone.
func (m Mentor) Heeding(s Standing) Mentor {
	if !s.CapacityAt.IsZero() {
		m.Capacity = s.Capacity
	}
	if !s.AwayAt.IsZero() {
		m.Away = s.away(m.Away)
	}
	if s.Language != "" && !slices.Contains(m.Languages, s.Language) {
		m.Languages = append([]string{s.Language}, m.Languages...)
	}
	return m
}

// away is when somebody is away: as the file says, and from their own word on
// as that says. `back` ends the absence of the file it fell into.
func (s Standing) away(file []DateRange) []DateRange {
	if !s.AwayUntil.IsZero() {
		return append(slices.Clip(file), DateRange{From: s.AwayAt.UTC().Truncate(24 * time.Hour), To: s.AwayUntil})
	}
	return slices.DeleteFunc(slices.Clone(file), func(r DateRange) bool { return r.Contains(s.AwayAt) })
}
