// Package house says what counts as the house rules of a repository. [Authority.Rules]
// puts them together (house.go) from the last good file of the repository and that
// of its owner (houseread.go), who stood behind which version of it (housepast.go),
// the community's own texts (own.go), and what people decided for themselves.
// CODEOWNERS is read here too (owners.go).
//
// When somebody changes the files, this room knows what to say of it: in a check
// run on the commit (housecheck.go; houseproposal.go for a pull request, as the
// file would stand once it is merged) and in the ops issue (opsissue.go).
//
// What a change does to mentorships that run is no matter of this room: package app
// brings them in line (housepush.go there).
package house

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Options are what an Authority needs from outside, all of them.
type Options struct {
	Store  Store
	GitHub GitHub
	Clock  interface{ Now() time.Time }
	Log    *slog.Logger
	// Forgotten tells which of these people asked to be forgotten.
	Forgotten func(ctx context.Context, tenant int64, people []int64) (map[int64]bool, error)
	// Slug is the App's name on GitHub.
	Slug string
	// Concerns adds to a report what waits in a repository for those who coordinate.
	Concerns func(ctx context.Context, repo mentorship.Repo, r mentorship.Rules, report *guide.OpsReport) error
	// Asked tells for how many of a repository's newest newcomers (of) each mentor
	// of these rules would have been asked first.
	Asked func(ctx context.Context, repo mentorship.Repo, r mentorship.Rules) (of int, byMentor map[int64]int, err error)
}

// Authority answers what counts as house rules. What it keeps in memory can be
// read again.
type Authority struct {
	Options
	houses sync.Map // repository id → *house, resolved
	owners sync.Map // repository id → *owned, its CODEOWNERS
}

// New makes an Authority.
func New(o Options) *Authority { return &Authority{Options: o} }

// Store is what is remembered of house rules.
type Store interface {
	House(ctx context.Context, repo mentorship.Repo) (mentorship.HouseText, bool, error)
	SetHouse(ctx context.Context, repo mentorship.Repo, h mentorship.HouseText) error

	// SetPushers keeps who was first to push these changes of the house rules; Pushers tells them by commit.
	SetPushers(ctx context.Context, repo mentorship.Repo, commits []string, by mentorship.Pusher) error
	Pushers(ctx context.Context, repo mentorship.Repo) (map[string]mentorship.Pusher, error)

	// Backfill is how far the past of a repository was read, Merged how many of the
	// merged changes that were learnt from it are by each of these people.
	Backfill(ctx context.Context, repo mentorship.Repo) (mentorship.Backfill, error)
	Merged(ctx context.Context, repo mentorship.Repo, people []int64) (map[int64]int, error)

	// Ops is the ops issue about a repository, zero if there is none.
	Ops(ctx context.Context, repo mentorship.Repo) (mentorship.Thread, error)
	SetOps(ctx context.Context, repo mentorship.Repo, t mentorship.Thread) error

	// Standing is what these people said of themselves by command.
	Standing(ctx context.Context, tenant int64, people []int64) (map[int64]mentorship.Standing, error)
	// Repos are the repositories an installation serves; FindRepo looks one up by "owner/name".
	Repos(ctx context.Context, tenant int64) ([]mentorship.Repo, error)
	FindRepo(ctx context.Context, fullName string) (mentorship.Repo, bool, error)
	// Seats is how often it may have changed who is in which team.
	Seats(ctx context.Context, tenant int64) (int64, error)
}

// GitHub is what is read of house rules and of changes to them. Errors carry a
// mentorship.Fault.
type GitHub interface {
	// Content is a file at ref ("" = default branch) and the commit it was read at. FaultNotFound: there is none.
	// FaultInvalid: a directory, a link, or larger than limit bytes.
	Content(ctx context.Context, repo mentorship.Repo, path, ref string, limit int) ([]byte, error)
	// Paths are the files of a repository at a commit or branch; nil: there are too many to tell.
	Paths(ctx context.Context, repo mentorship.Repo, ref string) ([]string, error)
	// Revisions are the newest commits that changed a file, oldest first, at most 100, with those who stand behind each.
	Revisions(ctx context.Context, repo mentorship.Repo, path string) ([]mentorship.Revision, error)

	Pull(ctx context.Context, t mentorship.Thread) (mentorship.Pull, error)
	// Files are the paths a pull request touches, at most 300.
	Files(ctx context.Context, t mentorship.Thread) ([]string, error)
	// Approvers are those whose last judgement of a pull request approves that commit.
	Approvers(ctx context.Context, t mentorship.Thread, head string) ([]mentorship.Person, error)

	// TeamMembers are the people in a team. FaultNotFound: it is none the App may see.
	TeamMembers(ctx context.Context, repo mentorship.Repo, org, slug string) ([]mentorship.Person, error)
	// Person looks a login up. FaultNotFound: there is no such account.
	Person(ctx context.Context, tenant int64, login string) (mentorship.Person, error)
	// ByID is the account with that number under today's login. FaultNotFound: it is gone.
	ByID(ctx context.Context, tenant, id int64) (mentorship.Person, error)
}
