package mentorship

import (
	"context"
	"strings"
	"time"
)

// EffectKind says what is done outside.
type EffectKind string

// The kinds of effects.
const (
	EffectGreet       EffectKind = "greet"        // first comment on the pull request, with the one mention
	EffectInvite      EffectKind = "invite"       // the next mentor is asked, in a short new comment
	EffectWaiting     EffectKind = "waiting"      // nobody free: comment without mention
	EffectCongrats    EffectKind = "congrats"     // merged before a word was said: congratulation without mention
	EffectEditComment EffectKind = "edit_comment" // a comment of ours is rendered anew (Object)
	EffectOpenIssue   EffectKind = "open_issue"   // the tracking issue
	EffectEditIssue   EffectKind = "edit_issue"   // the tracking issue is rendered anew (and closed when the story ended)
	EffectAssign      EffectKind = "assign"       // wordless nudge on the pull request, or mentor of the tracking issue
	EffectUnassign    EffectKind = "unassign"
	EffectNudge       EffectKind = "nudge"       // the invited mentor is reminded in words, where the house chose that
	EffectMilestone   EffectKind = "milestone"   // the one congratulation in the tracking issue at a merge
	EffectPage        EffectKind = "page"        // a comment in the tracking issue about the term and the years after it; Note says which
	EffectCheckin     EffectKind = "checkin"     // nobody talked for a while: one question in the tracking issue
	EffectIdle        EffectKind = "idle"        // it is the newcomer's turn, and they are silent: one word without hurry
	EffectStuck       EffectKind = "stuck"       // the newcomer's call for help, to the mentor: the one mention of it
	EffectHelp        EffectKind = "help_wanted" // a question waits, and the mentor cannot be told without words
	EffectTell        EffectKind = "tell"        // those who coordinate are told of a concern (Note), in the ops issue
	EffectWiden       EffectKind = "widen"       // a second person who may know is asked
	EffectLabel       EffectKind = "label"       // the label Note on the tracking issue
	EffectUnlabel     EffectKind = "unlabel"     // that label taken off again
	EffectReport      EffectKind = "report"      // the issue with an owner's figures of the month; Thread's repository is the owner's own
	EffectDigest      EffectKind = "digest"      // a mentor who asked for it hears who could use them, in an issue of their own
	EffectReact       EffectKind = "react"       // 👍 or 😕 on a command
	EffectReply       EffectKind = "reply"       // one line why a command was refused
	EffectErase       EffectKind = "erase"       // an answer of ours to somebody who asked to be forgotten (Object), or an issue about them, loses their name
	EffectCheck       EffectKind = "check"       // our check run on a commit that touches the house rules (SHA)
	EffectOps         EffectKind = "ops"         // the ops issue of Thread's repository: mistakes in its house rules, and what waits for those who coordinate
)

// Effect is something to do on GitHub, planned by a transition and done once.
// It holds no text: words are rendered from the record when it is done.
type Effect struct {
	Key        string     `json:"key"` // unique within the tenant: what makes it happen once
	Kind       EffectKind `json:"kind"`
	Mentorship string     `json:"mentorship,omitempty"`
	Thread     Thread     `json:"thread"`           // where
	Object     int64      `json:"object,omitempty"` // comment to edit or react to
	Person     Person     `json:"person,omitzero"`  // who is invited, assigned or answered
	Round      int        `json:"round,omitempty"`  // which invitation of the cycle, from 1
	Note       string     `json:"note,omitempty"`   // message key of a reply, or reaction content
	PlannedAt  time.Time  `json:"planned_at,omitzero"`
	Said       time.Time  `json:"said,omitzero"`     // of a reply: when what it answers was said
	SHA        string     `json:"sha,omitempty"`     // commit to check
	Preview    bool       `json:"preview,omitempty"` // planned in preview: counted as done, never written
	Again      bool       `json:"again,omitempty"`   // it may have been done and forgotten: looked for before the first try
}

// Creates reports whether an effect leaves a new text of ours.
func (e Effect) Creates() bool {
	switch e.Kind {
	case EffectEditComment, EffectEditIssue, EffectAssign, EffectUnassign, EffectLabel, EffectUnlabel,
		EffectReact, EffectErase, EffectCheck, EffectOps, EffectReport:
		return false
	}
	return true
}

// Always reports whether an effect is written in preview, too.
func (e Effect) Always() bool {
	return e.Kind == EffectCheck || e.Kind == EffectOps || e.Kind == EffectErase
}

// WriteKind is the shape of a request to GitHub.
type WriteKind string

// The kinds of writes.
const (
	WriteComment     WriteKind = "comment"      // create a comment in Thread
	WriteCommentEdit WriteKind = "comment_edit" // change comment Object
	WriteIssue       WriteKind = "issue"        // create an issue in Thread.Repo
	WriteIssueEdit   WriteKind = "issue_edit"   // change issue Thread
	WriteAssign      WriteKind = "assign"       // add Assignee to Thread
	WriteUnassign    WriteKind = "unassign"
	WriteLabel       WriteKind = "label" // add Labels to Thread
	WriteUnlabel     WriteKind = "unlabel"
	WriteReaction    WriteKind = "reaction" // Reaction on comment Object
	WriteCheck       WriteKind = "check"    // create our check run on a commit, or edit it in place
	WriteNothing     WriteKind = "nothing"  // the effect has become pointless: count it as done
)

// Write is an effect put into words: all a client needs to do it once.
type Write struct {
	Kind     WriteKind
	Thread   Thread
	Object   int64
	Title    string
	Body     string // ends with Marker when it creates something
	Marker   string // hidden mark by which our own text is found again; empty where GitHub itself is idempotent
	Labels   []string
	Assignee string
	Reaction string // GitHub's content word: +1, confused
	Close    bool   // close the issue with this edit
	Reopen   bool   // open the issue again with this edit
	Check    CheckRun
	// Rewrite puts our block into the text that stands there now and reports
	// whether anything changed; nil means Body replaces the whole text.
	Rewrite func(current string) (next string, changed bool)
	Resume  bool // an earlier try may have been applied: look for Marker before writing
	// Misses is how many looks since then did not find it. The second miss allows
	// the write; the caller counts a FaultUnknown with Until as one.
	Misses int
	// LookOnly creates nothing where the second look finds nothing either.
	LookOnly bool
	// Mine is asked right before each request that changes something; its error
	// stops the write. Nil: nobody else can have taken the work over.
	Mine func(ctx context.Context) error
}

// CheckRun is what a check run of ours says about a commit.
type CheckRun struct {
	Name       string
	SHA        string // the commit
	Number     int    // pull request it belongs to, 0 for none
	Conclusion string // GitHub's word: success, failure, neutral
	Title      string
	Summary    string // Markdown
	Notes      []Note
}

// Note is an annotation of a check run: a remark at a place in a file.
type Note struct {
	Path    string
	Line    int // from 1
	Col     int // from 1, in characters
	Warning bool
	Message string // plain text
}

// Result is what GitHub made of a Write.
type Result struct {
	ID     int64
	Number int
	Found  bool // it was there already
}

// Reaction acknowledges a command: 👍, or 😕 where it was refused.
func Reaction(t Thread, comment int64, ok bool) Effect {
	content := "+1"
	if !ok {
		content = "confused"
	}
	return Effect{
		Key: "react/" + itoa(comment) + "/" + content, Kind: EffectReact,
		Thread: t, Object: comment, Note: content,
	}
}

// Check is our check run on a commit that touches the house rules. The thread
// is the pull request it heads, or names the repository alone.
func Check(t Thread, sha string) Effect {
	return Effect{Key: "check/" + itoa(t.Repo.ID) + "/" + sha, Kind: EffectCheck, Thread: t, SHA: sha}
}

// Erase takes the name of somebody who asked to be forgotten out of an answer of ours.
func Erase(t Thread, comment int64) Effect {
	return Effect{Key: "erase/" + itoa(t.Repo.ID) + "/" + itoa(comment), Kind: EffectErase, Thread: t, Object: comment}
}

// EraseIssue is Erase for an issue of ours, which is closed with it.
func EraseIssue(t Thread) Effect {
	return Effect{Key: "erase/" + itoa(t.Repo.ID) + "#" + itoa(int64(t.Number)), Kind: EffectErase, Thread: t}
}

// Ops is the ops issue about a repository.
func Ops(repo Repo) Effect {
	return Effect{Key: "ops/" + itoa(repo.ID), Kind: EffectOps, Thread: Thread{Repo: repo}}
}

// Reply is the one line that says why a command was refused: at most one a
// person, thread and hour.
func Reply(t Thread, to Person, note string, at time.Time) Effect {
	return Effect{
		Key:  "reply/" + itoa(t.Repo.ID) + "#" + itoa(int64(t.Number)) + "/" + itoa(to.ID) + "/" + at.UTC().Format("2006010215"),
		Kind: EffectReply, Thread: t, Person: to, Note: note, Said: at,
	}
}

// Help is the answer to `/mentor help`: each amount of it once a thread and day.
func Help(t Thread, to Person, all bool, roles []string, at time.Time) Effect {
	amount := "some"
	if all {
		amount = "all"
	}
	return Effect{
		Key:  "help/" + itoa(t.Repo.ID) + "#" + itoa(int64(t.Number)) + "/" + at.UTC().Format("20060102") + "/" + amount,
		Kind: EffectReply, Thread: t, Person: to, Note: NoteHelp + ":" + amount + ":" + strings.Join(roles, ","),
	}
}

// List is the answer to `/mentor list`: one a thread and day.
func List(t Thread, to Person, topic string, at time.Time) Effect {
	e := Reply(t, to, NoteList, at)
	e.Said = time.Time{} // it names who is free, and whoever asks today reads it
	e.Key = "list/" + itoa(t.Repo.ID) + "#" + itoa(int64(t.Number)) + "/" + at.UTC().Format("20060102")
	if topic != "" {
		e.Note += ":" + topic
	}
	return e
}

// Others is the answer to `/mentor ask` for somebody who cannot be asked now,
// beside the line that may have refused another command: it names mentors.
func Others(t Thread, to Person, at time.Time) Effect {
	e := Reply(t, to, NoteNotAvailable, at)
	e.Key += "/names"
	return e
}

// Why is the answer to `/mentor why`: one a person, thread and hour, beside
// the line that may have refused another command.
func Why(t Thread, to Person, at time.Time) Effect {
	e := Reply(t, to, NoteWhy, at)
	e.Key += "/why"
	return e
}
