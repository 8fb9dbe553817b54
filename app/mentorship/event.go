package mentorship

import "time"

// Event is something that happened to one mentorship. Facts commute and may
// repeat; commands and the passing of time keep their places.
type Event interface{ event() }

// PullChanged carries a snapshot of a pull request by the newcomer: the first
// one, or a later one (then Other is set, as a hint; the thread decides).
type PullChanged struct {
	Pull  Pull
	Other bool
}

// Answered says that somebody commented on or reviewed the first pull request
// or the tracking issue. It holds no words.
type Answered struct {
	Thread  Thread
	Kind    RemarkKind
	ID      int64
	By      Person
	At      time.Time
	Review  ReviewState
	Writer  bool // may write to the repository (asked only for approvals)
	Mentor  bool // is a consenting mentor by today's rules
	Command bool // the comment holds a /mentor line and is judged by it, not as an answer
	Asks    bool // the comment holds a question
}

// ChecksPassed says that all check runs of that commit succeeded (at least one ran).
type ChecksPassed struct{ SHA string }

// Ticked carries what stands in the boxes of the tracking issue after a person
// edited it, and which of them that person ticked or unticked, where GitHub tells.
type Ticked struct {
	Items   []Item // ticked now, by whomever
	On, Off []Item // changed by the edit
	By      Person
	At      time.Time
}

// Elsewhere says what the newcomer did in a thread that is none of theirs.
type Elsewhere struct {
	Thread Thread
	Pull   bool       // it is somebody else's pull request; else an issue
	Kind   RemarkKind // "": they were assigned to it
	Fellow bool       // it is another newcomer's pull request
	At     time.Time
}

// Verb is a command's word.
type Verb string

// The verbs known today.
const (
	VerbAccept   Verb = "accept"
	VerbPass     Verb = "pass"
	VerbSwap     Verb = "swap"
	VerbFind     Verb = "find"
	VerbNoThanks Verb = "no-thanks"
	VerbOptIn    Verb = "opt-in"
	VerbOptOut   Verb = "opt-out"
	VerbAssign   Verb = "assign"
	VerbAway     Verb = "away"
	VerbBack     Verb = "back"
	VerbCapacity Verb = "capacity"
	VerbLanguage Verb = "language"
	VerbWhy      Verb = "why"
	VerbHelp     Verb = "help"
	VerbPause    Verb = "pause"
	VerbResume   Verb = "resume"
	VerbStuck    Verb = "stuck"
	VerbQuestion Verb = "question"
	VerbSlower   Verb = "slower"
	VerbWiden    Verb = "widen"
	VerbDone     Verb = "done"
	VerbUndo     Verb = "undo"
	VerbOutcome  Verb = "outcome"
	VerbNext     Verb = "next"

	VerbList      Verb = "list"
	VerbAsk       Verb = "ask"
	VerbRecommend Verb = "recommend"
	VerbOffer     Verb = "offer"
	VerbMute      Verb = "mute"
	VerbForget    Verb = "forget-me"
	VerbClose     Verb = "close"

	VerbKeepGoing Verb = "keep-going"
	VerbWrapUp    Verb = "wrap-up"
	VerbExtend    Verb = "extend"
	VerbGraduate  Verb = "graduate"
	VerbTouch     Verb = "keep-in-touch"
	VerbNotAFit   Verb = "not-a-fit"
	VerbGoal      Verb = "goal"
	VerbTopics    Verb = "topics"
	VerbCadence   Verb = "cadence"
	VerbDuration  Verb = "duration"
	VerbTiming    Verb = "timing"
	VerbChannel   Verb = "channel"
	VerbThanks    Verb = "thanks"
	VerbDigest    Verb = "digest"
)

// Command is a `/mentor` line somebody wrote in a new comment.
type Command struct {
	Verb     Verb
	By       Person
	Comment  int64 // id of the comment, for the acknowledgement
	Index    int   // 0 for the first command of the comment
	At       time.Time
	Thread   Thread
	Reason   bool   // of `ask @m`: words follow that say why
	Target   Mentor // of `assign @m`, `pass @m` and the like: the person named; zero if none or unknown
	Targeted bool   // somebody was named, known or not
	Writer   bool   // By may write to the repository, asked now
	Topic    string // of `find code-review` and `widen code-review`; "" if none is named
	Items    []Item // of `done P3` and `undo P3`: the steps named, known or not
	Number   int    // of `next #12`; 0 if none is named
	Missing  []Part // of `stuck`: what the comment does not tell
	Hits     []int  // of `question`: closed issues that may hold the answer
	Many     bool   // of `question`: more than three at once
	Value    string // of `cadence weekly` and the like: a word of a fixed list, never people's own words; "" if none
	Mentor   Mentor // By's own entry with Consented set, zero if none
}

// Withdrawn says that somebody left: opted out, or is a mentor no longer in the
// house rules. Of the newcomer it is a no.
type Withdrawn struct {
	Who int64
	At  time.Time
}

// Absent says that a mentor is away for longer than fourteen days.
type Absent struct {
	Mentor int64
	At     time.Time
}

// RoleChanged says that the newcomer became a member of the organisation, a
// mentor or a code owner, or got a role in a repository.
type RoleChanged struct{ At time.Time }

// Due says that time has passed and a timer may have run out.
type Due struct{}

// Opportunity says that mentors may have become free, for those who wait.
// Prefer is the mentor chosen for this newcomer, 0 if none was.
type Opportunity struct{ Prefer int64 }

// Done says that an effect happened.
type Done struct {
	Effect Effect
	ID     int64 // of the comment or issue on GitHub
	Number int   // of the issue
	At     time.Time
}

// Erasure takes the names out of what an effect wrote.
func (d Done) Erasure() Effect {
	if d.Effect.Kind == EffectOpenIssue {
		return EraseIssue(Thread{Repo: d.Effect.Thread.Repo, Number: d.Number})
	}
	return Erase(d.Effect.Thread, d.ID)
}

// Refused says that an effect will never happen, and why (locked, gone, blocked …).
type Refused struct {
	Effect Effect
	Why    FaultKind
	At     time.Time
}

// Removed says that somebody deleted one of our comments.
type Removed struct {
	Comment int64
	By      Person
	At      time.Time
}

func (Removed) event()      {}
func (Absent) event()       {}
func (RoleChanged) event()  {}
func (PullChanged) event()  {}
func (Answered) event()     {}
func (ChecksPassed) event() {}
func (Ticked) event()       {}
func (Elsewhere) event()    {}
func (Command) event()      {}
func (Withdrawn) event()    {}
func (Due) event()          {}
func (Opportunity) event()  {}
func (Done) event()         {}
func (Refused) event()      {}
