package mentorship

import "time"

// SignalKind says what a delivery is about.
type SignalKind string

// The kinds of signals. What none of them fits is "not ours": acknowledged and counted.
const (
	SignalPull         SignalKind = "pull"         // a pull request changed; Pull is its snapshot
	SignalRemark       SignalKind = "remark"       // somebody commented or reviewed; Remark
	SignalRemarkGone   SignalKind = "remark_gone"  // a comment was deleted; Remark.ID
	SignalIssue        SignalKind = "issue"        // an issue (not a pull request) changed; Issue
	SignalChecks       SignalKind = "checks"       // check runs of a commit changed; SHA
	SignalPush         SignalKind = "push"         // commits reached the default branch; Push
	SignalInstallation SignalKind = "installation" // the App was installed, changed or removed; Installation
	SignalRecheck      SignalKind = "recheck"      // somebody asks for our check run of a commit anew; SHA
	SignalRepo         SignalKind = "repo"         // a repository was archived, brought back or deleted
	SignalTeam         SignalKind = "team"         // who is in a team changed; Team
	SignalJoined       SignalKind = "joined"       // somebody became a member of an organisation, or their role in Repo changed; Joined
)

// Signal is what one delivery from GitHub says, before house rules or memory
// were asked. It is a hint to look again: every part of it may be late, doubled
// or out of order. Texts people wrote live in it only in passing and are never stored.
type Signal struct {
	Kind   SignalKind
	Action string // GitHub's word: opened, closed, created, …
	Repo   Repo   // zero for installation signals
	Actor  Person // who did it (GitHub's sender), not always the author
	Number int    // issue or pull request, 0 if none
	IsPull bool   // Number is a pull request

	Pull         *Pull
	Remark       *Remark
	Issue        *Issue
	Push         *Push
	Installation *Installation
	Team         *Team
	Joined       *Joined
	SHA          string // head commit, for SignalChecks and SignalRecheck
}

// Pull is a snapshot of a pull request, or of an issue that is a newcomer's
// first contribution.
type Pull struct {
	Repo        Repo      `json:"repo"`
	Number      int       `json:"number"`
	Author      Person    `json:"author"` // zero when the account is gone
	Association string    `json:"association,omitempty"`
	Draft       bool      `json:"draft,omitempty"`
	Closed      bool      `json:"closed,omitempty"`
	Merged      bool      `json:"merged,omitempty"`
	Issue       bool      `json:"issue,omitempty"`    // it is an issue: a newcomer's first contribution where watch.issues is on
	Resolved    bool      `json:"resolved,omitempty"` // of an issue: closed as completed
	Locked      bool      `json:"locked,omitempty"`
	CreatedAt   time.Time `json:"created_at"`
	UpdatedAt   time.Time `json:"updated_at"`
	ClosedAt    time.Time `json:"closed_at,omitzero"`
	MergedAt    time.Time `json:"merged_at,omitzero"`
	Head        string    `json:"head"`                // head commit
	Explained   bool      `json:"explained,omitempty"` // the text links an issue or is longer than 80 characters
	Title       string    `json:"-"`                   // words of people: looked at in passing, never kept
	Labels      []string  `json:"-"`                   // likewise
	Lines       int       `json:"lines,omitempty"`     // added and deleted; 0 where GitHub did not say
	PushedAt    time.Time `json:"pushed_at,omitzero"`  // set when this snapshot came with new commits (synchronize)
}

// Thread is where the pull request is discussed.
func (p Pull) Thread() Thread { return Thread{Repo: p.Repo, Number: p.Number} }

// RemarkKind tells comments from reviews.
type RemarkKind string

// The kinds of remarks.
const (
	RemarkComment       RemarkKind = "comment"        // in the conversation of an issue or pull request
	RemarkReview        RemarkKind = "review"         // a submitted review
	RemarkReviewComment RemarkKind = "review_comment" // on a line of the change
)

// ReviewState is GitHub's verdict of a review.
type ReviewState string

// The states of a review that matter here.
const (
	ReviewCommented        ReviewState = "commented"
	ReviewApproved         ReviewState = "approved"
	ReviewChangesRequested ReviewState = "changes_requested"
	ReviewDismissed        ReviewState = "dismissed"
)

// Remark is a comment or review by somebody.
type Remark struct {
	Kind     RemarkKind
	ID       int64
	By       Person
	At       time.Time // created or submitted
	Edited   bool      // the delivery told of an edit; commands in edits are not obeyed
	Review   ReviewState
	Text     string // in passing only
	ByUs     bool   // written by our own App
	ThreadBy Person // author of the thread it stands in
}

// Issue is a snapshot of an issue that is not a pull request.
type Issue struct {
	Number    int
	Author    Person
	Closed    bool
	Locked    bool
	UpdatedAt time.Time
	Labels    []string // in passing only
	Text      string   // in passing only: tick boxes are read from it
	Was       *string  // the text before the edit the delivery tells of; in passing only
	Assigned  Person   // who was assigned, where the delivery tells of that
}

// Push is a push to the default branch.
type Push struct {
	By     Person
	At     time.Time
	Head   string // commit after the push
	Before string
	Rules  bool // the house rules file changed in it, or may have
	Owners bool // CODEOWNERS changed in it, or may have
	Back   bool // it brought no commit: the branch was set to one that was known
	// Commits are those of it that name the house rules file, as far as GitHub tells.
	Commits []string
	// Texts are Markdown files below .github it is known to have changed: the
	// community's own texts may be among them.
	Texts []string
}

// Team is a team of an organisation, named in the words of its address.
type Team struct {
	Tenant int64
	Org    string
	Slug   string // empty: any of them
}

// Joined is a person's new membership in an organisation, or new role in a
// repository. Memberships may be
// private: it is nothing to speak of in public.
type Joined struct {
	Tenant int64
	Owner  int64 // account id of the organisation
	Person Person
}

// Installation is the App's standing in an account.
type Installation struct {
	Tenant  int64
	Account Person
	Org     bool
	Made    time.Time // when the App was installed; zero: not told
	Repos   []Repo    // those the delivery names (added or removed)
	Removed []Repo
}
