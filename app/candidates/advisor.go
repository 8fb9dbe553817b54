// Package candidates says who could be asked to mentor a newcomer, and what
// speaks for them. [Advisor.Candidates] ranks those who are free (candidates.go)
// by a question about the newcomer's change (question.go), put to what is known of
// the repository's past (experience.go; shelf.go keeps it at hand), with reasons
// anybody can check (links.go). together.go chooses for many who wait at once.
//
// It learns from changes that were merged, and from how invitations ended
// (answers.go); measure.go logs how well a ranking met what really happened, and
// asked.go tells what some rules would have meant for the newcomers of the past.
//
// This is the one room between the use cases and package matching, which does
// the ranking. When somebody is asked, and how often, is app/mentorship's to say.
package candidates

import (
	"context"
	"log/slog"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// Options are what an Advisor needs from outside; PastAgain and WebURL may be zero.
type Options struct {
	Store  Store
	GitHub GitHub
	Clock  interface{ Now() time.Time }
	Log    *slog.Logger
	// CodeOwners tells which mentors CODEOWNERS names for which of these files.
	CodeOwners func(ctx context.Context, repo mentorship.Repo, files []string) (map[int64][]string, error)
	// Forgotten tells which of these people asked to be forgotten.
	Forgotten func(ctx context.Context, tenant int64, people []int64) (map[int64]bool, error)
	// WebURL is where people see GitHub, such as https://github.com; "": no links.
	WebURL string
	// PastAgain is how long until a repository's past that could not be read
	// is tried again; half a minute if zero.
	PastAgain time.Duration
}

// Advisor answers who could be asked. What it keeps in memory can be read again.
type Advisor struct {
	Options
	knowledge shelf
	backfills chan mentorship.Repo
}

// New makes an Advisor.
func New(o Options) *Advisor {
	if o.PastAgain <= 0 {
		o.PastAgain = 30 * time.Second
	}
	return &Advisor{Options: o, backfills: make(chan mentorship.Repo, 1024)}
}

// Store is what is remembered of repositories' pasts, and of how busy mentors are.
type Store interface {
	// Loads tells how busy these mentors are.
	Loads(ctx context.Context, tenant int64, mentors []int64, now time.Time) (map[int64]mentorship.Load, error)
	// Standing is what these people said of themselves by command.
	Standing(ctx context.Context, tenant int64, people []int64) (map[int64]mentorship.Standing, error)

	// Learn adds lessons to what is known of a repository; known ids are passed over.
	Learn(ctx context.Context, repo mentorship.Repo, l matching.Lessons) error
	// Recall returns what was learnt after the given position ("" = all of it), and how far it reaches.
	Recall(ctx context.Context, repo mentorship.Repo, after string) (matching.Lessons, error)
	// PutTogether keeps an encoded index in place of the lessons up to at, which are in it.
	PutTogether(ctx context.Context, repo mentorship.Repo, at string, index []byte) error
	// PutAgain keeps an encoded index in place of one that reaches as far, for the names in it; false: a newer one is there.
	PutAgain(ctx context.Context, repo mentorship.Repo, at string, index []byte) (bool, error)
	// Repos are the repositories an installation serves.
	Repos(ctx context.Context, tenant int64) ([]mentorship.Repo, error)
	// Backfill is how far a repository's past was read.
	Backfill(ctx context.Context, repo mentorship.Repo) (mentorship.Backfill, error)
	SetBackfill(ctx context.Context, repo mentorship.Repo, b mentorship.Backfill) error
}

// GitHub is what is read of changes, of today and of the past. Errors carry a
// mentorship.Fault.
type GitHub interface {
	Pull(ctx context.Context, t mentorship.Thread) (mentorship.Pull, error)
	// Files are the paths a pull request touches, at most 300.
	Files(ctx context.Context, t mentorship.Thread) ([]string, error)
	// Past is one page of merged pull requests, newest first, from cursor ("" = the newest).
	Past(ctx context.Context, repo mentorship.Repo, cursor string) (changes []matching.Change, next string, err error)
	// Change is one merged pull request as matching learns it.
	Change(ctx context.Context, t mentorship.Thread) (matching.Change, error)
}
