package mentorship

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// maxHeads bounds how many head commits are remembered while none of them had
// green checks; beyond it the smallest hashes stay, so order does not matter.
const maxHeads = 100

// Facts are what is known about the first pull request. They only grow: each
// field is merged by newest snapshot, earliest or latest time, or union, so
// order, repeats and gaps of deliveries do not matter.
type Facts struct {
	Pull           Pull      `json:"pull"`                       // newest snapshot; a merged one beats all others
	ReadyAt        time.Time `json:"ready_at,omitzero"`          // earliest snapshot that was no draft
	DraftAt        time.Time `json:"draft_at,omitzero"`          // earliest snapshot that was a draft
	Explained      bool      `json:"explained,omitempty"`        // some snapshot said what changes and why
	FirstAnswerAt  time.Time `json:"first_answer_at,omitzero"`   // earliest word of a human other than the newcomer
	FirstReviewAt  time.Time `json:"first_review_at,omitzero"`   // earliest review by such a human
	ApprovedAt     time.Time `json:"approved_at,omitzero"`       // earliest approval by a writer
	ChangesAskedAt time.Time `json:"changes_asked_at,omitzero"`  // earliest request for changes
	ChangesAskedBy int64     `json:"changes_asked_by,omitempty"` // whose that was; 0 in records of earlier versions
	NewcomerAt     time.Time `json:"newcomer_at,omitzero"`       // latest push or word of the newcomer
	TouchedAt      time.Time `json:"touched_at,omitzero"`        // earliest label by a person other than the newcomer
	IssueWordAt    time.Time `json:"issue_word_at,omitzero"`     // earliest word of the newcomer in the tracking issue
	Heads          []string  `json:"heads,omitempty"`            // heads seen until one was green, sorted
	GreenHeads     []string  `json:"green_heads,omitempty"`      // commits with green checks not yet seen as head, sorted
	Green          bool      `json:"green,omitempty"`            // a head had green checks
	MentorWords    []Word    `json:"mentor_words,omitempty"`     // answers by consenting mentors, one entry a mentor, by id

	ActiveAt   time.Time   `json:"active_at,omitzero"`   // latest sign of the newcomer, wherever it was seen
	PeopleAt   time.Time   `json:"people_at,omitzero"`   // latest word of a human other than the newcomer in a thread of theirs
	Questions  []time.Time `json:"questions,omitempty"`  // when the newcomer asked something nobody answered since, rising
	TakenAt    time.Time   `json:"taken_at,omitzero"`    // earliest time any snapshot says the pull request was merged
	TaskAt     time.Time   `json:"task_at,omitzero"`     // latest time the newcomer took up an issue
	ReviewedAt time.Time   `json:"reviewed_at,omitzero"` // earliest remark of theirs on somebody else's pull request
	HelpedAt   time.Time   `json:"helped_at,omitzero"`   // earliest word of theirs to another newcomer
	Talk       []Said      `json:"talk,omitempty"`       // words between the newcomer and mentors since the last hand-over, by time
	TalkedAt   time.Time   `json:"talked_at,omitzero"`   // newest of them
}

// Word is that a mentor answered: when first and when last.
type Word struct {
	By   Person    `json:"by"`
	At   time.Time `json:"at"`
	Last time.Time `json:"last,omitzero"`
}

// see merges a snapshot of the first pull request.
func (f *Facts) see(p Pull) {
	before := f.Pull.Lines
	if comparePulls(p, f.Pull) > 0 {
		f.Pull = p
	}
	f.Pull.Lines = max(f.Pull.Lines, before, p.Lines)
	if p.Merged {
		f.TakenAt = earliest(f.TakenAt, firstOf(p.MergedAt, p.ClosedAt, p.UpdatedAt))
	}
	if p.Draft {
		f.DraftAt = earliest(f.DraftAt, p.UpdatedAt)
	} else {
		f.ReadyAt = earliest(f.ReadyAt, p.UpdatedAt)
	}
	f.Explained = f.Explained || p.Explained
	f.NewcomerAt = latest(f.NewcomerAt, p.PushedAt)
	f.ActiveAt = latest(f.ActiveAt, p.PushedAt)
	if p.Head != "" && !f.Green {
		f.Heads = union(f.Heads, p.Head)
		f.match()
	}
}

// pass merges that all checks of a commit succeeded.
func (f *Facts) pass(sha string) {
	if sha != "" && !f.Green {
		f.GreenHeads = union(f.GreenHeads, sha)
		f.match()
	}
}

// match notices when a head was green and then forgets both lists.
func (f *Facts) match() {
	for _, h := range f.GreenHeads {
		if _, found := slices.BinarySearch(f.Heads, h); found {
			f.Green, f.Heads, f.GreenHeads = true, nil, nil
			return
		}
	}
}

// hear merges somebody's answer on the first pull request or, with inIssue,
// in the tracking issue.
func (f *Facts) hear(a Answered, newcomer int64, inIssue bool) {
	f.talk(a, newcomer)
	if a.By.ID == newcomer || a.Mentor {
		f.said(a.By.ID, a.At)
	}
	if a.By.ID == newcomer {
		if inIssue {
			f.IssueWordAt = earliest(f.IssueWordAt, a.At)
		} else {
			f.NewcomerAt = latest(f.NewcomerAt, a.At)
		}
		return
	}
	if a.Mentor {
		f.mentorWord(a.By, a.At)
	}
	if inIssue {
		return
	}
	f.FirstAnswerAt = earliest(f.FirstAnswerAt, a.At)
	if a.Kind != RemarkReview {
		return
	}
	f.FirstReviewAt = earliest(f.FirstReviewAt, a.At)
	switch {
	case a.Review == ReviewChangesRequested:
		f.changesAsked(a)
	case a.Review == ReviewApproved && a.Writer:
		f.ApprovedAt = earliest(f.ApprovedAt, a.At)
	}
}

func (f *Facts) mentorWord(by Person, at time.Time) {
	i, found := slices.BinarySearchFunc(f.MentorWords, by.ID, func(w Word, id int64) int { return cmp.Compare(w.By.ID, id) })
	if !found {
		f.MentorWords = slices.Insert(f.MentorWords, i, Word{By: by, At: at, Last: at})
		return
	}
	w := &f.MentorWords[i]
	if c := cmp.Or(at.Compare(w.At), cmp.Compare(by.Login, w.By.Login)); c < 0 {
		w.By, w.At = by, at
	}
	w.Last = latest(w.Last, at)
}

// lastWord is when that mentor last answered, zero if never.
func (f Facts) lastWord(mentor int64) time.Time {
	for _, w := range f.MentorWords {
		if w.By.ID == mentor {
			return w.Last
		}
	}
	return time.Time{}
}

// begun is T0: when the pull request was opened, or, where it began as a
// draft, when it was first seen ready for review. An issue counts from when it
// was first seen as one with which somebody is to be helped.
func (f Facts) begun() time.Time {
	if f.Pull.Issue {
		return f.ReadyAt
	}
	if !f.DraftAt.IsZero() && f.DraftAt.Before(f.ReadyAt) {
		return f.ReadyAt
	}
	return f.Pull.CreatedAt
}

// ready reports whether the pull request ever was more than a draft.
func (f Facts) ready() bool { return !f.ReadyAt.IsZero() }

// mergedAt is when the pull request was merged, zero if it is not.
func (f Facts) mergedAt() time.Time {
	if !f.Pull.Merged {
		return time.Time{}
	}
	return firstOf(f.Pull.MergedAt, f.Pull.ClosedAt, f.Pull.UpdatedAt)
}

// closedAt is when the pull request was closed without a merge, zero if it is
// open or merged.
func (f Facts) closedAt() time.Time {
	if f.Pull.Merged || !f.Pull.Closed {
		return time.Time{}
	}
	return firstOf(f.Pull.ClosedAt, f.Pull.UpdatedAt)
}

// comparePulls orders snapshots totally: merging is final, so a merged one
// stands above all; then the newest; ties go to the further state and, last,
// to whatever sorts higher, so that any order of arrival ends the same.
func comparePulls(a, b Pull) int {
	return cmp.Or(
		compareBools(a.Merged, b.Merged),
		a.UpdatedAt.Compare(b.UpdatedAt),
		cmp.Compare(rank(a), rank(b)),
		cmp.Compare(a.Head, b.Head),
		compareBools(a.Locked, b.Locked),
		compareBools(a.Explained, b.Explained),
		a.MergedAt.Compare(b.MergedAt),
		a.ClosedAt.Compare(b.ClosedAt),
		a.CreatedAt.Compare(b.CreatedAt),
		a.PushedAt.Compare(b.PushedAt),
		cmp.Compare(a.Author.ID, b.Author.ID),
		cmp.Compare(a.Author.Login, b.Author.Login),
		cmp.Compare(a.Association, b.Association),
		cmp.Compare(a.Repo.FullName(), b.Repo.FullName()),
		cmp.Compare(a.Repo.Branch, b.Repo.Branch),
	)
}

// rank is how far a snapshot says the pull request is.
func rank(p Pull) int {
	switch {
	case p.Merged:
		return 3
	case p.Closed:
		return 2
	case p.Draft:
		return 0
	}
	return 1
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// union adds s to a sorted set of at most maxHeads, the smallest.
func union(set []string, s string) []string {
	i, found := slices.BinarySearch(set, s)
	if found {
		return set
	}
	set = slices.Insert(set, i, strings.Clone(s))
	return set[:min(len(set), maxHeads)]
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func firstOf(ts ...time.Time) time.Time {
	for _, t := range ts {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// plain takes the zone and the monotonic reading off, so that equal instants
// are equal records.
func plain(t time.Time) time.Time { return t.UTC().Round(0) }

func plainPull(p Pull) Pull {
	for _, t := range []*time.Time{&p.CreatedAt, &p.UpdatedAt, &p.ClosedAt, &p.MergedAt, &p.PushedAt} {
		*t = plain(*t)
	}
	p.Title, p.Labels = "", nil // words of people
	return p
}
