package stats

// Mentor is what is kept of a mentor for statistics of the whole pool, under a
// pseudonym. No figure shows one mentor.
type Mentor struct {
	ID        string   `json:"id"`                  // keyed hash, as in [Row]
	Since     Moment   `json:"since"`               // consent
	Left      Moment   `json:"left,omitzero"`       // consent withdrawn, or out of the house rules; 0 while a mentor
	Capacity  int      `json:"capacity,omitzero"`   // pairings at once; 0 is resting
	Active    int      `json:"active,omitzero"`     // pairings now
	Away      bool     `json:"away,omitzero"`       // now
	Areas     []string `json:"areas,omitempty"`     // of code or topics they offer help with, as in the house rules
	Band      Band     `json:"band,omitzero"`       // of their time zone
	Languages []string `json:"languages,omitempty"` // spoken, BCP 47
	FirstYear int      `json:"first_year,omitzero"` // of their first merged change here; 0 is not known
	Outside   bool     `json:"outside,omitzero"`    // helps from outside the organisation
	Load      []Load   `json:"load,omitempty"`      // one a week, oldest first
}

// Band is a third of the world by time zone: offsets from UTC, winter time.
type Band uint8

// The bands.
const (
	BandUnknown Band = iota
	BandAmericas
	BandEurope // and Africa
	BandAsia   // and the Pacific
)

// BandOf is the band of an offset from UTC in hours.
func BandOf(hours float64) Band {
	switch {
	case hours <= -2.5:
		return BandAmericas
	case hours < 4.5:
		return BandEurope
	}
	return BandAsia
}

// Load is a mentor's week.
type Load struct {
	Week       Moment `json:"week"`                 // Monday 00:00 UTC
	MenteeDays int    `json:"mentee_days,omitzero"` // days times pairings
	Capacity   int    `json:"capacity,omitzero"`    // pairings at once they were ready for; 0 while away
	Signs      Sign   `json:"signs,omitzero"`       // of wear
}

// Sign is a sign that mentoring wears somebody out; several may be set.
type Sign uint8

// The signs.
const (
	SignFull     Sign = 1 << iota // load at or over capacity for four weeks
	SignTimeouts                  // two invitations in a row ran out
	SignSlower                    // replies take twice as long as in the own past
	SignHours                     // sessions outside the own hours
	signEnd
)

// Week is what a tenant's mentors did in a week that belongs to no single
// newcomer.
type Week struct {
	Week      Moment  `json:"week"`               // Monday 00:00 UTC
	Intention float64 `json:"intention,omitzero"` // sum of pairings_per_week of the mentors then
	Meant     bool    `json:"meant,omitzero"`     // an odd week that was meant to be
	RingSeats int     `json:"ring_seats,omitzero"`
	RingTaken int     `json:"ring_taken,omitzero"`
	Attended  int     `json:"attended,omitzero"` // office hours
}

// Cover is how well an area, a language or a time band of newcomers is covered.
type Cover struct {
	Kind CoverKind `json:"kind,omitzero"`
	Name string    `json:"name,omitzero"` // of the area or the language
	Repo int64     `json:"repo,omitzero"` // 0 is all
	Need int       `json:"need,omitzero"` // changes in the area, newcomers with that language
	Free int       `json:"free,omitzero"` // mentors for it who are free now
}

// CoverKind is what is to be covered.
type CoverKind uint8

// The kinds.
const (
	CoverArea CoverKind = iota
	CoverLanguage
	CoverBand
)

// Mark is a change that makes times before and after hard to compare.
type Mark struct {
	At    Moment   `json:"at"`
	Kind  MarkKind `json:"kind,omitzero"`
	Value int      `json:"value,omitzero"` // the new share of rollout; else 0
}

// MarkKind is what changed.
type MarkKind uint8

// The kinds.
const (
	MarkRollout MarkKind = iota
	MarkTrialBegins
	MarkTrialEnds
	MarkSurge
)

// Skip is how many people's pull requests were met in a week and passed over,
// because they are not new here. Nothing else is kept of them.
type Skip struct {
	Week   Moment // Monday 00:00 UTC
	Repo   int64
	Reason string // one word ("member", "known", "bot")
	People int
}

// optedOut is a reason that is people's choice, and so is in no figure.
const optedOut = "opted_out"

// Pool is what a tenant's figures need beside its rows.
type Pool struct {
	Mentors []Mentor
	Weeks   []Week
	Covers  []Cover
	Marks   []Mark
	Skips   []Skip
}
