package config

import (
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Path is where a repository keeps its house rules; so does the owner's .github
// repository, for the defaults of all of them.
const Path = ".github/firstmate.yml"

// The limits of a house rules file.
const (
	MaxBytes     = 64 << 10 // size of the file
	MaxMentors   = 200
	maxDepth     = 20  // nested levels
	maxAliases   = 100 // uses of YAML anchors
	maxPatterns  = 200 // of watch.ignore, and labels of watch.spam_labels
	maxPaths     = 20  // of one mentor
	maxAway      = 20  // of one mentor
	maxLanguages = 20  // of one mentor
	maxSubjects  = 5   // of one mentor's ask_me_about
	maxWords     = 60  // characters of a subject, and of came_from
	maxCoords    = 10
	maxGlobBytes = 256
	maxLabel     = 50 // characters, GitHub's limit
	maxCapacity  = 8
	maxPerWeek   = 5
	maxBooks     = 50
	maxBookPaths = 20
	maxReadFirst = 3
	maxResources = 10
	maxLink      = 300 // characters
	maxContact   = 100 // characters
	maxViewers   = 50
	minK         = 5 // people behind a number on the board
	maxK         = 50
	maxMerged    = 50
	maxTimes     = 14 // of one mentor
)

// House is what a house rules file says, with defaults filled in. People are
// logins as they were written, teams "org/team": who they are today, and
// whether they agreed, is for [Resolve] to say.
type House struct {
	Version       int
	Extends       string              // "org": what the owner's file says counts where this one says nothing; "none": it does not
	Lock          []string            // keys and sections a repository may not set; in the owner's file
	MentorActive  int                 // limits.mentor_active, if Set says so; in the owner's file
	MentorPerWeek int                 // limits.mentor_new_per_week, if Set says so; in the owner's file
	DailyHellos   int                 // limits.daily_hellos; in the owner's file
	Viewers       []string            // of the board; in the owner's file
	Public        bool                // anybody may look at the board; in the owner's file
	K             int                 // people behind a number on the board; in the owner's file
	KSensitive    int                 // people behind a number about choices and feelings; in the owner's file
	ReportRepo    string              // "owner/name" of the monthly report; empty: there is none; in the owner's file
	Enabled       bool                // false: nothing begins
	Rollout       int                 // percent of newcomers who are greeted
	NudgeVia      mentorship.NudgeVia // limits.nudge_via; in the owner's file
	MinMerged     int                 // merged pull requests a mentor has here before they are asked
	Checkins      bool                // whether quiet pairs are asked in words
	Mode          mentorship.Mode
	OpsRepo       string // "owner/name"; empty: there is no ops issue
	Coordinators  []string
	Term          time.Duration     // of a mentorship beyond the first pull request
	Graduation    []mentorship.Item // the steps that make a graduation
	Pulse         mentorship.PulseMode
	Scope         mentorship.Scope
	Drafts        bool
	Issues        bool // watch.issues
	Gate          mentorship.Gate
	Members       mentorship.Members
	Seasons       []string // surge.events, such as "10-01..11-07"
	Release       mentorship.Release
	Ignore        []string // globs of logins that are never newcomers
	SpamLabels    []string // labels of pull requests that were not meant seriously
	Quiet         time.Duration
	Nudge         time.Duration
	Accept        time.Duration
	Checkin       time.Duration
	Help          time.Duration
	Idle          time.Duration
	Pause         time.Duration
	Rounds        int
	Open          mentorship.OpenTracking
	TrackingRepo  string // "owner/name"; empty: the pull request's own repository
	Label         string
	Language      string // of texts whose reader chose none
	Contact       string // whom to write to in private; empty: nobody is named
	Playbooks     []mentorship.Playbook
	Glossary      string // a link, or a file of the repository; empty: there is none
	Texts         OwnTexts
	Mentors       []Offer
	Set           []string // keys the file gives a value, such as "timers.quiet", sorted
}

// Offer is one entry under mentors. It is an offer, not a promise: it acts only
// once that person, or that member of the team, stands behind it.
type Offer struct {
	Login         string   // empty: a team's entry
	Team          string   // "org/team"; empty: a person's entry
	Paths         []string // globs from the root of the repository
	Capacity      int      // mentorships at once, 0 = resting
	MaxNewPerWeek int      // invitations in seven days
	Away          []mentorship.DateRange
	Topics        []string
	AskMeAbout    []string // in their own words
	CameFrom      string
	Languages     []string // spoken, BCP 47
	Zone          string   // IANA time zone; "" is unknown
	Cadence       string   // how often they like to talk; "" is unknown
	Duration      string   // how long, likewise
	Timing        []string // when, likewise
	Forms         []mentorship.Form
	Trial         bool     // they try out mentoring
	ReadFirst     []string // links, or files of the repository
	Resources     []string // likewise
	Guard         string   // takeover_guard: "off", or "note", which "" stands for
	Set           []string // keys the entry gives a value, such as "capacity", sorted
	Line, Col     int      // where the entry stands in its file
}

// Default is the house with nothing decided: version 1, no mentors.
func Default() House {
	return House{
		Version:     1,
		Extends:     extendsOrg,
		DailyHellos: 20,
		K:           5,
		KSensitive:  10,
		NudgeVia:    mentorship.NudgeAssign,
		Checkins:    true,
		Enabled:     true,
		Rollout:     100,
		Mode:        mentorship.ModeLive,
		Scope:       mentorship.ScopeOrg,
		Gate:        mentorship.GateNone,
		Members:     mentorship.MembersSkip,
		Release:     mentorship.ReleaseTouch,
		SpamLabels:  []string{"spam", "invalid"},
		Quiet:       2 * time.Minute,
		Nudge:       24 * time.Hour,
		Accept:      48 * time.Hour,
		Rounds:      2,
		Open:        mentorship.OpenOnAccept,
		Label:       "mentorship",
		Checkin:     7 * day,
		Help:        72 * time.Hour,
		Idle:        14 * day,
		Pause:       28 * day,
		Language:    "en",
		Term:        mentorship.DefaultTerm,
		Graduation:  mentorship.DefaultGraduation(),
		Pulse:       mentorship.PulseReaction,
	}
}

// The values of extends.
const (
	extendsOrg  = "org"
	extendsNone = "none"
)

// defaultOffer is an entry that says nothing but a name.
func defaultOffer() Offer { return Offer{Capacity: 2, MaxNewPerWeek: 2} }

// The values of mentors[].takeover_guard.
const (
	guardNote = "note"
	guardOff  = "off"
)

// Logins returns every person the house names, mentors first, viewers of the
// board last, each once and in lower case.
func (h House) Logins() []string {
	isLogin := func(c string) bool { return !strings.Contains(c, "/") }
	out := h.named(func(o Offer) string { return o.Login }, isLogin)
	for _, v := range h.Viewers {
		if v = fold(v); isLogin(v) && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// Teams returns every team the house names as "org/team", mentors first, each
// once and in lower case; but those of viewers, who are asked for with every
// look at the board.
func (h House) Teams() []string {
	return h.named(func(o Offer) string { return o.Team }, func(c string) bool { return strings.Contains(c, "/") })
}

func (h House) named(of func(Offer) string, coordinator func(string) bool) []string {
	var out []string
	add := func(name string) {
		if n := fold(name); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	for _, o := range h.Mentors {
		add(of(o))
	}
	for _, c := range h.Coordinators {
		if coordinator(c) {
			add(c)
		}
	}
	return out
}

// sets reports whether the file gave that key a value.
func (h House) sets(key string) bool { return slices.Contains(h.Set, key) }

// locks reports whether an owner's file keeps repositories from setting a key:
// the key itself is locked, or its section.
func (h House) locks(key string) bool {
	section, _, _ := strings.Cut(key, ".")
	return slices.Contains(h.Lock, key) || slices.Contains(h.Lock, section)
}
