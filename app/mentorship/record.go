package mentorship

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SchemaVersion is the version of Mentorship as stored. It rises when an older
// program could misread what a newer one wrote.
const SchemaVersion = 1

// State is where a mentorship stands.
type State string

// The states. "" is a mentorship nobody has begun.
const (
	StateNone      State = ""
	StateSeen      State = "seen"      // recorded, quiet delay
	StateQueued    State = "queued"    // eligible, nobody free
	StateInvited   State = "invited"   // a mentor was asked, the clock runs
	StateEscalated State = "escalated" // coordinators were asked
	StateActive    State = "active"
	StatePaused    State = "paused" // paired, resting: the mentor's place is free, their name is kept
	StateEnded     State = "ended"
	StateSkipped   State = "skipped"
	StateDeclined  State = "declined"
	StateErased    State = "erased" // forgotten: our texts are being edited, then the record goes
)

// Terminal reports whether nothing but the newcomer's own `find` moves it on.
func (s State) Terminal() bool {
	return s == StateEnded || s == StateSkipped || s == StateDeclined || s == StateErased
}

// Stage is how far the newcomer has come; it only moves forward.
type Stage string

// The stages, from the first contribution to the day support is no longer needed.
const (
	StagePrepare   Stage = "prepare"
	StageFirstPR   Stage = "first_pr"
	StageReview    Stage = "review"
	StageMerged    Stage = "merged"
	StageSecond    Stage = "second"    // the next contribution
	StageReviewing Stage = "reviewing" // others' contributions
	StageBack      Stage = "back"      // looking back
)

// Ending is why a mentorship ended or never began.
type Ending string

// The endings and reasons to skip.
const (
	EndedNatural   Ending = "natural"   // the first pull request is done, nothing more was asked for
	EndedUnmatched Ending = "unmatched" // nobody became free in 30 days
	EndedNoMentor  Ending = "no_mentor" // the same, after a swap
	EndedNoThanks  Ending = "no_thanks" // the newcomer ended the pairing
	EndedInactive  Ending = "inactive"  // a pause of sixty days; the door stays open
	EndedClosed    Ending = "closed"    // a coordinator closed it
	EndedPRClosed  Ending = "pr_closed" // the change was not taken before anybody accepted
	EndedRepoGone  Ending = "repo_gone" // out of reach for thirty days
	SkippedGone    Ending = "gone"      // closed, labelled as spam or deleted before a word was said
	SkippedLate    Ending = "late"      // first looked at when a welcome would have come too late
	SkippedLocked  Ending = "locked"    // the conversation was locked before a word was said
	SkippedHeldOut Ending = "held_out"  // in the group that is not greeted
	SkippedOff     Ending = "off"       // nothing begins while program.enabled is false
	SkippedPreview Ending = "preview"   // met while firstmate was trying out; not welcomed late
)

// Timer names a clock of a mentorship.
type Timer string

// The timers (defaults: section B of the domain rules).
const (
	TimerQuiet      Timer = "quiet"      // first word
	TimerNudge      Timer = "nudge"      // wordless reminder of the invited mentor
	TimerAccept     Timer = "accept"     // the invitation ends
	TimerQueue      Timer = "queue"      // 30 days of waiting end
	TimerTick       Timer = "tick"       // hourly look for a free mentor
	TimerFlood      Timer = "flood"      // daily look whether a surge is over
	TimerEscalation Timer = "escalation" // 7 days with the coordinators
	TimerReopen     Timer = "reopen"     // 72 h in which a closed pull request may be reopened
	TimerEnd        Timer = "end"        // natural end, 7 days after the first pull request is done
	TimerFrozen     Timer = "frozen"     // 30 days out of reach
	TimerGone       Timer = "gone"       // the newcomer's account is looked up again
	TimerErase      Timer = "erase"      // the record goes
	TimerGate       Timer = "gate"       // 30 days in which a pull request may pass watch.gate
	TimerTerm       Timer = "term"       // the last fourteen days of the term
	TimerCheckin    Timer = "checkin"    // nobody talked for a while: one question
	TimerIdle       Timer = "idle"       // it is the newcomer's turn, and they are silent: one word
	TimerPause      Timer = "pause"      // silence after that word: a pause
	TimerPaused     Timer = "paused"     // the pause ends the mentorship
	TimerHelp       Timer = "help"       // a question of the newcomer waits for a person
	TimerForward    Timer = "forward"    // a call for help goes to the mentor as it is
)

// Mentorship is a newcomer's whole story in a scope: everything firstmate
// remembers of it. It holds no words people wrote.
type Mentorship struct {
	Schema  int    `json:"schema"`
	ID      string `json:"id"`
	Version int64  `json:"version"` // rises by one with each commit; fence and timer generation

	Newcomer Person    `json:"newcomer"`
	Pull     Thread    `json:"pull"`            // the first pull request; until there is one, the issue the newcomer came with
	Origin   Thread    `json:"origin,omitzero"` // that issue, once the first pull request took its place
	State    State     `json:"state"`
	Stage    Stage     `json:"stage,omitempty"`
	Ending   Ending    `json:"ending,omitempty"`
	T0       time.Time `json:"t0"`              // opened, or ready for review
	Since    time.Time `json:"since"`           // when State was entered
	Again    bool      `json:"again,omitempty"` // part of it may have happened and been forgotten: what is created for it is looked for first

	Mentor  Person    `json:"mentor,omitzero"`   // invited or paired; kept when a pairing ends naturally
	Reasons []Reason  `json:"reasons,omitempty"` // why this mentor, in words
	Cycle   int       `json:"cycle"`             // rises with each `find`; counts from 1 with the first invitation
	Round   int       `json:"round"`             // invitations in this cycle
	Spoken  int       `json:"spoken"`            // unprompted comments in this cycle
	Asked   []int64   `json:"asked,omitempty"`   // mentors asked in this cycle, not asked again
	Passed  []int64   `json:"passed,omitempty"`  // mentors who passed: never asked again for this newcomer
	Barred  []int64   `json:"barred,omitempty"`  // pairs that did not fit, for ever
	Paired  time.Time `json:"paired,omitzero"`   // when ACTIVE was last entered
	Rematch bool      `json:"rematch,omitempty"` // had a mentor before
	Topic   string    `json:"topic,omitempty"`   // what the newcomer wants help with, one of [Topics]

	InvitedAt   time.Time       `json:"invited_at,omitzero"`   // when the present or last mentor was asked
	Heard       time.Time       `json:"heard,omitzero"`        // newest word of that mentor then; only a later one accepts
	Answered    bool            `json:"answered,omitempty"`    // that mentor had answered by themselves and was not pinged
	Recommended int64           `json:"recommended,omitempty"` // mentor who comes first when the next one is asked
	Nudged      bool            `json:"nudged,omitempty"`      // that mentor was assigned to the pull request
	ByWord      bool            `json:"by_word,omitempty"`     // accepted by answering, not by command
	Elsewhere   bool            `json:"elsewhere,omitempty"`   // not new to the owner's other repositories: a short first word, without a mention
	Greeted     bool            `json:"greeted,omitempty"`     // the first comment was planned, of whatever kind
	Waited      bool            `json:"waited,omitempty"`      // the waiting comment was planned in this cycle
	Muted       bool            `json:"muted,omitempty"`       // the pull request takes no words from us any more
	IssueMuted  bool            `json:"issue_muted,omitempty"` // nor does the tracking issue
	NoIssue     bool            `json:"no_issue,omitempty"`    // GitHub takes no tracking issue; the mentorship goes on without
	IssueDue    bool            `json:"issue_due,omitempty"`   // the tracking issue was planned
	Praised     bool            `json:"praised,omitempty"`     // the congratulation in the tracking issue was planned
	Preview     bool            `json:"preview,omitempty"`     // met in preview: nothing about it is written
	FrozenAt    time.Time       `json:"frozen_at,omitzero"`    // since when we cannot reach the place; zero: we can
	Shifts      map[Timer]Shift `json:"shifts,omitempty"`      // what timers stood still
	GoneAt      time.Time       `json:"gone_at,omitzero"`      // when GitHub first did not know the newcomer's account
	Gated       bool            `json:"gated,omitempty"`       // the quiet time is over, watch.gate holds the first word
	Silent      bool            `json:"silent,omitempty"`      // met in a surge: waits without a word
	Reminded    bool            `json:"reminded,omitempty"`    // the invited mentor was reminded in words
	ByAsk       bool            `json:"by_ask,omitempty"`      // the newcomer asked that mentor themselves; we wrote nothing
	Informal    bool            `json:"informal,omitempty"`    // the pairing is an introduction and nothing more
	Offered     bool            `json:"offered,omitempty"`     // that mentor offered; the newcomer's word confirms
	Looked      time.Time       `json:"looked,omitzero"`       // last look for a free mentor while waiting
	SearchAt    time.Time       `json:"search_at,omitzero"`    // when people last set the search going; a closing before that does not end it
	NoAt        time.Time       `json:"no_at,omitzero"`        // when the newcomer last said no; a search they asked for before that does not begin

	Course  Course    `json:"course,omitzero"`   // how the pairing runs beyond the first pull request
	Ways    Ways      `json:"ways,omitzero"`     // how the two work together
	Page    Page      `json:"page,omitzero"`     // what people did to the tracking issue
	Years   Years     `json:"years,omitzero"`    // what came after it
	Pulses  []Pulse   `json:"pulses,omitempty"`  // how the mentoring was for the two
	EmojiAt time.Time `json:"emoji_at,omitzero"` // last look for the invited mentor's reaction
	Former  []Person  `json:"former,omitempty"`  // mentors the newcomer had, newest last
	Thanked bool      `json:"thanked,omitempty"` // ways to give back were offered
	Thanks  []Thank   `json:"thanks,omitempty"`  // said between the two
	SeenAt  time.Time `json:"seen_at,omitzero"`  // last seen in public outside the first pull request

	Facts  Facts               `json:"facts"`
	Ticks  map[Item]time.Time  `json:"ticks,omitempty"`  // steps done; never undone by us
	Hands  map[Item]Hand       `json:"hands,omitempty"`  // steps people ticked or unticked: that counts, whatever facts say
	Care   Care                `json:"care,omitzero"`    // what a pairing needs to remember between its days
	Timers map[Timer]time.Time `json:"timers,omitempty"` // absolute, UTC

	Comments []Comment `json:"comments,omitempty"` // ours, in the order they were written
	Issue    Thread    `json:"issue,omitzero"`     // the tracking issue, once open
	IssueID  int64     `json:"issue_id,omitempty"`
	Others   []Other   `json:"others,omitempty"`   // other pull requests of the newcomer, oldest first
	Commands []int64   `json:"commands,omitempty"` // already obeyed, comment id × 8 + index, rising, at most 64
	Rules    string    `json:"rules,omitempty"`    // commit of the house rules last applied
}

// Comment is one of our own comments.
type Comment struct {
	ID     int64      `json:"id"`
	Thread Thread     `json:"thread,omitzero"` // the pull request, or the tracking issue
	Kind   EffectKind `json:"kind"`
	Round  int        `json:"round,omitempty"`
	Cycle  int        `json:"cycle,omitempty"`
	Mentor Person     `json:"mentor,omitzero"`
	Plain  bool       `json:"plain,omitempty"` // the mention was taken out again
}

// Other is a later pull request by the newcomer.
type Other struct {
	Thread   Thread    `json:"thread"`
	OpenedAt time.Time `json:"opened_at"`
	MergedAt time.Time `json:"merged_at,omitzero"`
}

// NewID names the mentorship of that newcomer in that scope. A record's id is
// unique within its tenant and never changes.
func NewID(scope Scope, repo Repo, newcomer int64) string {
	if scope == ScopeRepo {
		return "r" + itoa(repo.ID) + "-" + itoa(newcomer)
	}
	return "o" + itoa(repo.OwnerID) + "-" + itoa(newcomer)
}

// NewcomerOf is whose mentorship has that id, 0 where it is none.
func NewcomerOf(id string) int64 {
	_, newcomer, _ := strings.Cut(id, "-")
	n, _ := strconv.ParseInt(newcomer, 10, 64) // 0 where it is no number
	return n
}

// Holder is the mentor whose place this mentorship takes up, 0 if none.
// Being invited holds a place as being paired does.
func (m Mentorship) Holder() int64 {
	if m.State == StateInvited || m.State.Paired() {
		return m.Mentor.ID
	}
	return 0
}

// Wake is the earliest timer, zero if none runs.
func (m Mentorship) Wake() time.Time {
	var first time.Time
	for _, t := range m.Timers {
		if first.IsZero() || t.Before(first) {
			first = t
		}
	}
	return first
}

// Begin is the record of a newcomer whose first pull request (or issue, where
// those count) was found to be one, before anything happened to it. Apply of that pull request's
// PullChanged makes it StateSeen.
func Begin(scope Scope, repo Repo, pull Pull) Mentorship {
	return Mentorship{
		Schema:   SchemaVersion,
		ID:       NewID(scope, repo, pull.Author.ID),
		Newcomer: pull.Author,
		Pull:     pull.Thread(),
	}
}

// copied returns m with no slice or map shared.
func (m Mentorship) copied() Mentorship {
	m.Reasons = slices.Clone(m.Reasons)
	m.Asked, m.Passed, m.Barred = slices.Clone(m.Asked), slices.Clone(m.Passed), slices.Clone(m.Barred)
	m.Ticks, m.Timers, m.Hands = maps.Clone(m.Ticks), maps.Clone(m.Timers), maps.Clone(m.Hands)
	m.Care.Experts = slices.Clone(m.Care.Experts)
	m.Comments, m.Others = slices.Clone(m.Comments), slices.Clone(m.Others)
	m.Pulses, m.Thanks = slices.Clone(m.Pulses), slices.Clone(m.Thanks)
	m.Commands, m.Former = slices.Clone(m.Commands), slices.Clone(m.Former)
	m.Shifts = maps.Clone(m.Shifts)
	m.Ways.Topics, m.Years.Retention = slices.Clone(m.Ways.Topics), slices.Clone(m.Years.Retention)
	m.Facts.Talk, m.Course.Rests = slices.Clone(m.Facts.Talk), slices.Clone(m.Course.Rests)
	m.Facts.Heads = slices.Clone(m.Facts.Heads)
	m.Facts.GreenHeads = slices.Clone(m.Facts.GreenHeads)
	m.Facts.MentorWords = slices.Clone(m.Facts.MentorWords)
	m.Facts.Questions = slices.Clone(m.Facts.Questions)
	return m
}

// Threads are the issues and pull requests that belong to this mentorship.
func (m Mentorship) Threads() []Thread {
	ts := []Thread{m.Pull}
	if !m.Origin.Zero() {
		ts = append(ts, m.Origin)
	}
	if !m.Issue.Zero() {
		ts = append(ts, m.Issue)
	}
	for _, o := range m.Others {
		ts = append(ts, o.Thread)
	}
	return ts
}
