package mentorship

import (
	"slices"
	"strings"
	"time"
)

// Scope is how far "first" reaches.
type Scope string

// The scopes of watch.scope.
const (
	ScopeOrg  Scope = "org"  // no earlier pull request anywhere in the account
	ScopeRepo Scope = "repo" // no earlier pull request in this repository
)

// OpenTracking says when the tracking issue opens.
type OpenTracking string

// The values of tracking.open.
const (
	OpenOnAccept OpenTracking = "on_accept"
	OpenOnMatch  OpenTracking = "on_match"
	OpenNever    OpenTracking = "never"
)

// Topics are what mentors may say they like to help with, and newcomers may ask
// for: the kinds of advice people look for in a mentor.
func Topics() []string {
	return []string{
		"technical-approach", "code-review", "new-stack", "stuck", "ambiguous-problem", "soft-skills",
		"path", "choosing-role", "big-picture", "inclusion", "balance",
	}
}

// Mode says whether firstmate acts (program.mode).
type Mode string

// The modes.
const (
	ModeLive    Mode = "live"
	ModePreview Mode = "preview" // decisions are made and kept, nothing is written but check runs and the ops issue
)

// NudgeVia says how a mentor who has not answered is reminded (limits.nudge_via).
type NudgeVia string

// The values of limits.nudge_via; "" is [NudgeAssign].
const (
	NudgeAssign  NudgeVia = "assign"
	NudgeComment NudgeVia = "comment"
	NudgeNone    NudgeVia = "none"
)

// Rules are what a community decided in its house rules, resolved for one
// repository: people have numeric ids, teams are spelt out, defaults are filled in.
type Rules struct {
	SHA          string // commit of the file these rules come from
	Mode         Mode
	OpsRepo      Repo // where the ops issue lives; zero: there is none
	Scope        Scope
	Ignore       []string // login globs that are never newcomers
	SpamLabels   []string
	Quiet        time.Duration // silence before the first word
	Nudge        time.Duration // invited mentor is reminded without words
	Accept       time.Duration // invitation ends
	Checkin      time.Duration // nobody talks: one question
	Help         time.Duration // a newcomer's question waits: the mentor is told
	Idle         time.Duration // the newcomer is silent: one word
	Pause        time.Duration // silent still: a pause
	Rounds       int           // mentors asked per cycle, 1 or 2
	Open         OpenTracking
	TrackingRepo Repo // where tracking issues live; zero: the pull request's own repository
	Label        string
	Coordinators []Person
	Leads        []Person // coordinators who agreed to be mentioned, in order
	Mentors      []Mentor
	Language     string            // of texts whose reader chose none; "": English
	Texts        map[string]string // the community's own texts, by the name they have in the house rules
	Playbooks    []Playbook
	Glossary     string // where the community's words are explained, a [Link.To]; "": nowhere
	Contact      string // whom to write to in private; "": nobody is named
	// Place finds a time zone by its name, nil if there is none by that name. A nil
	// Place knows no zone: then all hours are working hours.
	Place func(zone string) *time.Location

	Off         bool          // program.enabled is false: what runs goes on, nothing begins
	HoldOut     int           // percent of newcomers who are not greeted, to compare with
	Gate        Gate          // what a pull request must have before a word is said
	Drafts      bool          // drafts are greeted as well
	Issues      bool          // an issue may be a first contribution
	Members     Members       // what becomes of people who belong to the project
	DailyHellos int           // more first pull requests in 24 hours are a surge; 0: no such limit
	Seasons     []Season      // days of the year on which every first pull request counts as part of a surge
	Release     Release       // when those met in a surge are helped
	Term        time.Duration // from a second contribution or `keep-going`; zero: [DefaultTerm]
	NudgeVia    NudgeVia      // how a mentor who has not answered is reminded
	MinMerged   int           // merged pull requests a mentor has here before they are asked
	Wordless    bool          // quiet pairs are asked nothing
	Pulse       PulseMode     // how the two are asked how it is for them
	Graduation  []Item        // the steps that make a graduation; empty: [DefaultGraduation]
}

// Link leads to something to read.
type Link struct {
	To    string // an https address, or a file of the repository
	Title string // "": its address or path stands for it
}

// Playbook is where something is written down that changes of some files need
// again and again.
type Playbook struct {
	Paths []string // globs from the root of the repository
	Link
}

// Mentor is a volunteer's offer as it stands in the house rules.
type Mentor struct {
	Person
	Paths         []string // globs of what they offer to help with; experience until history says more
	Capacity      int      // pairings at once; 0 = listed but resting
	MaxNewPerWeek int      // invitations in seven days
	Away          []DateRange
	Consented     bool      // the person themselves stands behind this entry
	Topics        []string  // what they like to help with, of the topics the house rules know
	AskMeAbout    []string  // subjects in their own words
	CameFrom      string    // the area they started in themselves
	Languages     []string  // spoken, BCP 47
	Zone          string    // IANA time zone; "" is unknown
	ReadFirst     []string  // what to read before asking them, each a [Link.To]
	Resources     []string  // what they like to pass on, likewise
	Cadence       string    // how often they like to talk; "": not said
	Duration      string    // how long, likewise
	Timing        string    // when, likewise
	Forms         []Form    // what they offer; none: one to one
	Trial         bool      // they try out mentoring
	Short         bool      // has fewer merged pull requests here than the house asks for, so nobody is sent to them
	Unguarded     bool      // they want no note where they do the newcomer's work themselves
	AwayUntil     time.Time // end of `/mentor away`; zero: not said
}

// AwayOn reports whether the mentor is away at that moment, by the house rules
// or by their own word.
func (m Mentor) AwayOn(at time.Time) bool {
	if at.Before(m.AwayUntil) {
		return true
	}
	for _, r := range m.Away {
		if r.Contains(at) {
			return true
		}
	}
	return false
}

// DateRange is whole days, both ends included, in UTC.
type DateRange struct{ From, To time.Time }

// Contains reports whether at falls on one of the days.
func (r DateRange) Contains(at time.Time) bool {
	return !at.Before(r.From) && at.Before(r.To.AddDate(0, 0, 1))
}

// Mentor returns the entry of that person, and whether there is one.
func (r Rules) Mentor(id int64) (Mentor, bool) {
	for _, m := range r.Mentors {
		if m.ID == id {
			return m, true
		}
	}
	return Mentor{}, false
}

// MentorNamed returns the entry that is written under that login, zero if there is none.
func (r Rules) MentorNamed(login string) Mentor {
	for _, m := range r.Mentors {
		if strings.EqualFold(m.Login, login) {
			return m
		}
	}
	return Mentor{}
}

// MentorIDs are the accounts of all entries, each once, in order.
func (r Rules) MentorIDs() []int64 {
	var ids []int64
	for _, m := range r.Mentors {
		ids = append(ids, m.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Coordinator reports whether that person coordinates mentoring here.
func (r Rules) Coordinator(id int64) bool {
	for _, c := range r.Coordinators {
		if c.ID == id {
			return true
		}
	}
	return false
}
