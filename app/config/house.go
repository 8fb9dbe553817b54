package config

import (
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Path is where a repository keeps its house rules.
const Path = ".github/firstmate.yml"

// The limits of a house rules file.
const (
	MaxBytes     = 64 << 10 // size of the file
	MaxMentors   = 200
	maxDepth     = 20  // nested levels
	maxAliases   = 100 // uses of YAML anchors
	maxPatterns  = 200 // of watch.ignore
	maxPaths     = 20  // of one mentor
	maxAway      = 20  // of one mentor
	maxCoords    = 10
	maxGlobBytes = 256
	maxLabel     = 50 // characters, GitHub's limit
	maxCapacity  = 8
	maxPerWeek   = 5
)

// House is what a house rules file says, with defaults filled in. People are
// logins as they were written: who they are today, and whether they agreed, is
// for [Resolve] to say.
type House struct {
	Version      int
	Coordinators []string
	Scope        mentorship.Scope
	Ignore       []string // globs of logins that are never newcomers
	Quiet        time.Duration
	Nudge        time.Duration
	Accept       time.Duration
	Rounds       int
	Open         mentorship.OpenTracking
	TrackingRepo string // "owner/name"; empty: the pull request's own repository
	Label        string
	Mentors      []Offer
}

// Offer is one entry under mentors. It is an offer, not a promise: it acts only
// once that person stands behind it.
type Offer struct {
	Login         string
	Paths         []string // globs from the root of the repository
	Capacity      int      // mentorships at once, 0 = resting
	MaxNewPerWeek int      // invitations in seven days
	Away          []mentorship.DateRange
}

// Default is the house with nothing decided: version 1, no mentors.
func Default() House {
	return House{
		Version: 1,
		Scope:   mentorship.ScopeOrg,
		Quiet:   2 * time.Minute,
		Nudge:   24 * time.Hour,
		Accept:  48 * time.Hour,
		Rounds:  2,
		Open:    mentorship.OpenOnAccept,
		Label:   "mentorship",
	}
}

// spamLabels are the labels that say a pull request was not meant seriously.
func spamLabels() []string { return []string{"spam", "invalid"} }

// Logins returns everybody the house names, mentors first, each once and in
// lower case.
func (h House) Logins() []string {
	seen := map[string]bool{}
	var out []string
	add := func(login string) {
		if l := fold(login); !seen[l] {
			seen[l] = true
			out = append(out, l)
		}
	}
	for _, o := range h.Mentors {
		add(o.Login)
	}
	for _, c := range h.Coordinators {
		add(c)
	}
	return out
}
