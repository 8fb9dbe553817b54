package app

import (
	"context"
	"time"

	"github.com/firstmate-app/firstmate/app/candidates"
	"github.com/firstmate-app/firstmate/app/house"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Store is the memory the use cases and the rooms beside them need, by what it
// is about. Errors carry a mentorship.Fault where the caller can do something
// about them.
type Store interface {
	Records
	People
	Forgotten
	Statistics
	Tenants
	Recoveries
	Inbox
	house.Store
	candidates.Store
}

// Records are the mentorships, and how to find them.
type Records interface {
	// Load returns the record, or one with Version 0 if there is none.
	Load(ctx context.Context, tenant int64, id string) (mentorship.Mentorship, error)
	// Commit writes one step at once. FaultConflict: load again. FaultFull: the
	// mentor's last place is taken. FaultFenced: the work is somebody else's now.
	// An Op that was committed before is no error.
	Commit(ctx context.Context, c mentorship.Commit) error
	// Mine renews a claim. FaultFenced: the work is somebody else's now.
	Mine(ctx context.Context, c mentorship.Claim) error
	// ByThread returns the id of the mentorship that thread belongs to, "" if none.
	ByThread(ctx context.Context, repo mentorship.Repo, number int) (string, error)
	// ByHead returns the number of the first pull request with that head commit, 0 if none.
	ByHead(ctx context.Context, repo mentorship.Repo, sha string) (int, error)
	// Queued returns the ids of those who wait, in order; ByMentor of those who hold a mentor's places.
	Queued(ctx context.Context, tenant int64) ([]string, error)
	ByMentor(ctx context.Context, tenant, mentor int64) ([]string, error)
	// Mentorships are the ids of all mentorships of a tenant.
	Mentorships(ctx context.Context, tenant int64) ([]string, error)

	// Concerns are the mentorships of a repository that those who coordinate
	// should know of, by id, and why.
	Concerns(ctx context.Context, repo mentorship.Repo) (map[string]mentorship.Concern, error)
	// Report is the issue with an owner's figures, kept under the owner's own
	// repository; zero if there is none.
	Report(ctx context.Context, owner mentorship.Repo) (mentorship.ReportIssue, error)
	SetReport(ctx context.Context, owner mentorship.Repo, r mentorship.ReportIssue) error
	// PlanDue has the work of that name handed out at that time.
	PlanDue(ctx context.Context, tenant int64, id string, at time.Time) error
	Decision(ctx context.Context, repo mentorship.Repo, number int) (mentorship.Decision, bool, error)
}

// People are what single persons said or did, apart from any mentorship.
type People interface {
	Standing(ctx context.Context, tenant int64, people []int64) (map[int64]mentorship.Standing, error)
	// SetStanding keeps the words that are set, of each kind the newest; older ones change nothing.
	SetStanding(ctx context.Context, tenant int64, s mentorship.Standing) error

	// Tally counts what once under a name, and tells how many were counted in the
	// span that ends with it; Tallied counts without adding.
	Tally(ctx context.Context, tenant int64, name, what string, at time.Time, span, keep time.Duration) (int, error)
	Tallied(ctx context.Context, tenant int64, name string, from, to time.Time) (int, error)
	// Secret is the key of the hashes that stand for people of a tenant.
	Secret(ctx context.Context, tenant int64) ([]byte, error)
	// SetArm remembers which group of program.rollout a newcomer is in; the first word counts.
	SetArm(ctx context.Context, tenant int64, hash string, greeted bool, at time.Time) error
}

// Forgotten takes people out of what is remembered, and knows who asked for it.
type Forgotten interface {
	// Bury remembers the hash of a person who asked to be forgotten, Unbury lifts it: of
	// both the newest counts. yes: they are forgotten now; lifted by this act. Buried
	// tells of which hashes that is so, BuriedAt when they last asked for it.
	Bury(ctx context.Context, tenant int64, hash string, at time.Time) (yes bool, err error)
	Unbury(ctx context.Context, tenant int64, hash string, at time.Time) (yes bool, err error)
	BuriedAt(ctx context.Context, tenant int64, hash string) (at time.Time, yes bool, err error)
	Buried(ctx context.Context, tenant int64, hashes []string) ([]bool, error)
	// OnItsWay reports whether effects of a mentorship are planned or being done.
	OnItsWay(ctx context.Context, tenant int64, id string) (bool, error)
	// Unmark forgets that an effect was done.
	Unmark(ctx context.Context, tenant int64, key string) error
	// Asked are the ids of the mentorships a mentor was invited to, each with when
	// that was last; Answers our answers to a person's commands.
	Asked(ctx context.Context, tenant, mentor int64) (map[string]time.Time, error)
	Answers(ctx context.Context, tenant, person int64, mentor bool) ([]mentorship.Answer, error)
	// Asides are our comments that name the people of a mentorship and that its
	// record does not list.
	Asides(ctx context.Context, tenant int64, id string) ([]int64, error)
	// Erase deletes a mentorship and all that leads to it; ForgetPerson what is kept under a person's number; ForgetLogin what names somebody in a mentorship's history.
	Erase(ctx context.Context, m mentorship.Mentorship, mentors []int64) error
	ForgetPerson(ctx context.Context, tenant, person int64) error
	ForgetLogin(ctx context.Context, m mentorship.Mentorship, login string) error
}

// Statistics are what is kept for the boards.
type Statistics interface {
	// KeptOne is the fact kept for statistics under that name, nil if there is none;
	// DropKept erases those whose names begin so.
	KeptOne(ctx context.Context, tenant int64, name string) ([]byte, error)
	DropKept(ctx context.Context, tenant int64, prefix string) error
}

// Inbox is where deliveries enter.
type Inbox interface {
	// Accept keeps a delivery once, and reports whether it was new.
	Accept(ctx context.Context, d mentorship.Delivery) (fresh bool, err error)
}

// Recoveries tell how far a memory that was lost is read back from GitHub.
type Recoveries interface {
	// Recovery is how far a tenant's is; known: whether it was ever decided.
	Recovery(ctx context.Context, tenant int64) (r mentorship.Recovery, known bool, err error)
	SetRecovery(ctx context.Context, tenant int64, r mentorship.Recovery) error
	// SetBorn notes that a program begins with this memory.
	SetBorn(ctx context.Context) error
	// KeepTraces keeps what texts of ours tell beside the records; what is there stays.
	KeepTraces(ctx context.Context, tenant int64, r mentorship.Recalled) error
}

// Tenants are whom the App serves.
type Tenants interface {
	// Reseat counts that who is in which team may have changed.
	Reseat(ctx context.Context, tenant int64) error

	// Repos remembers which repositories an installation serves.
	Repos(ctx context.Context, tenant int64) ([]mentorship.Repo, error)
	SetRepos(ctx context.Context, tenant int64, add, remove []mentorship.Repo) error
	// TenantsOf are the tenants where something of a person may be kept.
	TenantsOf(ctx context.Context, person int64) ([]int64, error)
	// AllRepos lists repositories of all installations, at most that many.
	AllRepos(ctx context.Context, most int) ([]mentorship.Repo, error)
	// FindRepo looks a repository up by "owner/name".
	FindRepo(ctx context.Context, fullName string) (mentorship.Repo, bool, error)
	// Leave notes when all of a tenant that uninstalled the App goes (zero: it came back); Left are those whose time is over, Wipe deletes all of one.
	Leave(ctx context.Context, tenant int64, at time.Time) error
	Left(ctx context.Context, now time.Time) ([]int64, error)
	Wipe(ctx context.Context, tenant int64) error
	// Suspend marks a tenant as out of reach, or back; nothing goes out while it is. Suspended tells which.
	Suspended(ctx context.Context, tenant int64) (bool, error)
	Suspend(ctx context.Context, tenant int64, suspended bool) error
}

// GitHub is what the use cases and the rooms beside them ask of GitHub. Errors
// carry a mentorship.Fault.
type GitHub interface {
	Threads
	Accounts
	house.GitHub
	candidates.GitHub

	// Installations and Repos list whom the App serves; Repos sees one installation.
	Installations(ctx context.Context) ([]mentorship.Installation, error)
	Repos(ctx context.Context, tenant int64) ([]mentorship.Repo, error)
	// Do carries a write out once: found by its marker, else written.
	Do(ctx context.Context, tenant int64, w mentorship.Write) (mentorship.Result, error)
}

// Threads are pull requests and issues as they stand, and the commits in them.
type Threads interface {
	Pull(ctx context.Context, t mentorship.Thread) (mentorship.Pull, error)
	// Issue is an issue in the shape of a first contribution. FaultNotFound: there is none, or it is a pull request.
	Issue(ctx context.Context, t mentorship.Thread) (mentorship.Pull, error)
	// Files are the paths a pull request touches, at most 300.
	Files(ctx context.Context, t mentorship.Thread) ([]string, error)
	// Opened is who opened an issue or pull request, and which of the two it is.
	Opened(ctx context.Context, t mentorship.Thread) (by mentorship.Person, isPull bool, err error)
	// Remarks are all comments and reviews of a thread, oldest first.
	Remarks(ctx context.Context, t mentorship.Thread) ([]mentorship.Remark, error)
	// Papers and Comments are pages of what stands in a repository, longest
	// unchanged first; more: next is where the following page begins.
	Papers(ctx context.Context, repo mentorship.Repo, at mentorship.Cursor) (out []mentorship.Paper, next mentorship.Cursor, more bool, err error)
	Comments(ctx context.Context, repo mentorship.Repo, at mentorship.Cursor) (out []mentorship.Spoken, next mentorship.Cursor, more bool, err error)
	// Reviews are those of a pull request, oldest first.
	Reviews(ctx context.Context, t mentorship.Thread) ([]mentorship.Remark, error)
	// Emojis are the reactions people left on a comment of an issue or pull request.
	Emojis(ctx context.Context, t mentorship.Thread, comment int64) ([]mentorship.Emoji, error)
	// ChecksPassed reports whether check runs exist for that commit and all of them succeeded.
	ChecksPassed(ctx context.Context, repo mentorship.Repo, sha string) (bool, error)
	// Checked is the pull request (0: none) our check run of that name on a commit was made for; ok: there is one.
	Checked(ctx context.Context, repo mentorship.Repo, sha, name string) (pull int, ok bool, err error)
}

// Accounts are people, and what they are in a project.
type Accounts interface {
	// Member reports whether the person belongs to the account that owns the repository.
	Member(ctx context.Context, repo mentorship.Repo, login string) (bool, error)
	Permission(ctx context.Context, repo mentorship.Repo, login string) (mentorship.Permission, error)
	// Earlier reports whether the person opened a pull request in scope before that time, other than except.
	Earlier(ctx context.Context, scope mentorship.Scope, repo mentorship.Repo, login string, before time.Time, except mentorship.Thread) (bool, error)
	// Related are closed issues of a repository that hold all of these words, best
	// first. Its errors tell nothing of the words.
	Related(ctx context.Context, repo mentorship.Repo, words []string) ([]int, error)
	// ByID is the account with that number under today's login. FaultNotFound: it is gone.
	ByID(ctx context.Context, tenant, id int64) (mentorship.Person, error)
}

// Clock tells the time of the domain: timers, history, house rules.
type Clock interface{ Now() time.Time }
