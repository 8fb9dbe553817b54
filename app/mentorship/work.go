package mentorship

import "time"

// WorkKind tells the three things the clock hands out.
type WorkKind string

// The kinds of work.
const (
	WorkDelivery WorkKind = "delivery" // a raw webhook to decode and handle
	WorkDue      WorkKind = "due"      // a mentorship whose time has come
	WorkPump     WorkKind = "pump"     // a tenant whose effects may go out
)

// Claim names a piece of work and the one who holds it now. It is the fence:
// only the holder, known by consumer and delivery count, may end the work.
type Claim struct {
	Shard    int
	Entry    string // stream entry id
	Consumer string
	Count    int64 // how often the entry was handed out
}

// Work is one piece of work, held by Claim.
type Work struct {
	Claim
	Kind   WorkKind
	Tenant int64
	ID     string    // delivery GUID or mentorship id; empty for a pump
	Event  string    // X-GitHub-Event of a delivery
	Body   []byte    // raw delivery, decompressed; nil otherwise
	First  time.Time // when it was first accepted; retries end by time
	Tries  int       // how often it was put back
	Again  bool      // of a delivery: as there
}

// Delivery is a webhook as it came in: verified, not yet understood.
type Delivery struct {
	ID     string // X-GitHub-Delivery; a redelivery keeps it
	Event  string // X-GitHub-Event
	Tenant int64  // installation.id
	RepoID int64  // repository.id, 0 if none
	Body   []byte
	At     time.Time
	Again  bool // it was fetched, not sent: what it leads to may have been done and forgotten
}

// Commit is one step of a mentorship, written all at once or not at all.
type Commit struct {
	Op      string // operation id: a second attempt with the same one answers "already done"
	Tenant  int64
	Before  Mentorship // as loaded; its Version must still stand. Version 0: the record is new
	After   Mentorship // zero ID: no record changes, only effects, decision and the end of the work
	Effects []Effect
	Row     string // of the transition, for the history
	Why     string
	// Limits of the mentor After takes a place of, checked in the same step; ignored where no place is taken.
	Capacity, PerWeek int
	Rest              int64 // mentor who rests for seven days from Now, 0 if none
	Decision          *Decision
	Sent              *Sent  // an effect that is finished by this commit
	Work              *Claim // the work this commit belongs to; nil outside the worker
	Finish            bool   // the work ends with this commit
	Next              string // names work that is due at once after this step, "" if none
	Now               time.Time
	Kept              []Kept   // what goes into the statistics with this step
	Counts            []string // what is counted for them without a person, once each
}

// Kept is one fact kept for statistics, under a name that tells nobody who it is.
type Kept struct {
	Name string
	Text []byte
}

// KeptSince is how far somebody has read what is kept. The zero value has read nothing.
type KeptSince struct {
	Seq   int64 // of the newest fact read
	Epoch int64 // rises when facts were erased: all is to be read anew
}

// Sent says how an effect ended.
type Sent struct {
	Key  string
	ID   int64     // object on GitHub
	Dead FaultKind // why it will never happen; "" = it happened
}

// Answer is a comment of ours that answered somebody's command.
type Answer struct {
	Repo    int64
	Number  int
	Comment int64
}

// Load is how busy a mentor is within a tenant.
type Load struct {
	Holding   int         // places taken, invitations included
	Week      int         // invitations in the last seven days
	Asked     []time.Time // the newest hundred invitations, oldest first
	RestUntil time.Time   // after an invitation that ran out unanswered
}

// LastAsked is when the mentor was last invited, zero if never.
func (l Load) LastAsked() time.Time {
	if len(l.Asked) == 0 {
		return time.Time{}
	}
	return l.Asked[len(l.Asked)-1]
}

// Standing is what a person decided about being a mentor in a tenant. It
// outlives every file. Each word is kept with the time it was said, zero for
// never: of two, the newer counts, in whatever order they arrive.
type Standing struct {
	Person     Person    `json:"person"`
	OptedIn    time.Time `json:"opted_in,omitzero"`    // newest `/mentor opt-in`
	OptedOut   time.Time `json:"opted_out,omitzero"`   // newest `/mentor opt-out`
	AwayAt     time.Time `json:"away_at,omitzero"`     // newest `/mentor away`
	AwayUntil  time.Time `json:"away_until,omitzero"`  // the end it names
	BackAt     time.Time `json:"back_at,omitzero"`     // newest `/mentor back`
	Capacity   int       `json:"capacity,omitempty"`   // of the newest `/mentor capacity`; means nothing without CapacityAt
	CapacityAt time.Time `json:"capacity_at,omitzero"` // when it was said
	Language   string    `json:"language,omitempty"`   // BCP 47, of the newest choice of a language for what firstmate says to them
	LanguageAt time.Time `json:"language_at,omitzero"` // when it was made
	Digest     Place     `json:"digest,omitzero"`      // of the newest `/mentor digest`: where they hear from us on Mondays; zero: nowhere
	DigestAt   time.Time `json:"digest_at,omitzero"`   // when it was said
}

// Out reports whether the person's last word was to leave. GitHub's times are
// whole seconds: of two words in one second, leaving counts.
func (s Standing) Out() bool { return !s.OptedOut.IsZero() && !s.OptedOut.Before(s.OptedIn) }

// Away is until when the person said they are away; zero if they never did, or
// came back since. Of two words in one second, leaving counts.
func (s Standing) Away() time.Time {
	if s.AwayAt.Before(s.BackAt) {
		return time.Time{}
	}
	return s.AwayUntil
}

// BackOn is the day somebody's absence is over, if they are away.
func (s Standing) BackOn(tenant int64, owner string, now time.Time) (d Date, ok bool) {
	until := s.Away()
	return Date{Kind: DateBack, At: until, Owner: owner, Tenant: tenant}, until.After(now)
}

// In reports whether the person's last word was to join.
func (s Standing) In() bool { return s.OptedIn.After(s.OptedOut) }

// Revision is a commit that changed the house rules file, with the people who
// stand behind it: the author and the approvers of the merged pull request that
// brought it, or the sender of the push where that was seen. Commit authors prove nothing.
type Revision struct {
	SHA string    `json:"sha"`
	At  time.Time `json:"at"`
	By  []Person  `json:"by,omitempty"`
	// Pusher sent the push that brought it, where that was seen: GitHub tells it only once.
	Pusher Person `json:"pusher,omitzero"`
	// Older says that versions before it are not known, and so not what it changed: it proves nobody's consent.
	Older bool `json:"older,omitempty"`
}

// Pusher is who sent a push to the default branch, and when; nobody where it was a bot.
type Pusher struct {
	Person
	At time.Time `json:"at,omitzero"`
}

// HouseText is the last good house rules file of a repository, as read.
type HouseText struct {
	SHA       string     `json:"sha"` // commit on the default branch it was read at
	Text      []byte     `json:"text"`
	Revisions []Revision `json:"revisions,omitempty"` // who stood behind which version, oldest first, with Texts alongside
	Texts     []string   `json:"texts,omitempty"`     // file at each revision
	ReadAt    time.Time  `json:"read_at"`
	Missing   bool       `json:"missing,omitempty"` // 404: no rules, the App is idle here
	Broken    bool       `json:"broken,omitempty"`  // missing because there is a file but none that was ever good
	// Own are the community's own texts that the file names, each as it was last
	// good, by their names in the file.
	Own map[string]string `json:"own,omitempty"`
	// People are the accounts behind the logins in Text, by login in lower case.
	People map[string]Person `json:"people,omitempty"`
	// Known are the accounts that versions read so far named, members of teams
	// included: who of them is no mentor any more is let go.
	Known []int64 `json:"known,omitempty"`
	// Teams are the members of the teams named in Text, by "org/team" in lower case.
	Teams map[string][]Person `json:"teams,omitempty"`
}

// Backfill is how far the reading of a repository's past has come.
type Backfill struct {
	Cursor  string    `json:"cursor,omitempty"`
	Done    bool      `json:"done"`
	Changes int       `json:"changes"` // learnt so far
	At      time.Time `json:"at"`
}

// Permission is a person's access to a repository as GitHub's permission API tells it.
type Permission string

// Writes reports whether the permission includes writing.
func (p Permission) Writes() bool { return p == "write" || p == "maintain" || p == "admin" }

// Triages reports whether the permission is triage or more.
func (p Permission) Triages() bool { return p == "triage" || p.Writes() }
