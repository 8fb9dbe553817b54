package app

import (
	"context"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// Store is the memory the use cases need. Errors carry a mentorship.Fault
// where the caller can do something about them.
type Store interface {
	// Load returns the record, or one with Version 0 if there is none.
	Load(ctx context.Context, tenant int64, id string) (mentorship.Mentorship, error)
	// Commit writes one step at once. FaultConflict: load again. FaultFull: the
	// mentor's last place is taken. FaultFenced: the work is somebody else's now.
	// An Op that was committed before is no error.
	Commit(ctx context.Context, c mentorship.Commit) error
	// ByThread returns the id of the mentorship that thread belongs to, "" if none.
	ByThread(ctx context.Context, repo mentorship.Repo, number int) (string, error)
	// ByHead returns the number of the first pull request with that head commit, 0 if none.
	ByHead(ctx context.Context, repo mentorship.Repo, sha string) (int, error)
	// Queued returns the ids of those who wait, in order; ByMentor of those who hold a mentor's places.
	Queued(ctx context.Context, tenant int64) ([]string, error)
	ByMentor(ctx context.Context, tenant, mentor int64) ([]string, error)
	// Loads tells how busy these mentors are.
	Loads(ctx context.Context, tenant int64, mentors []int64, now time.Time) (map[int64]mentorship.Load, error)

	Standing(ctx context.Context, tenant int64, people []int64) (map[int64]mentorship.Standing, error)
	// SetStanding keeps the words that are set, of each kind the newest; older ones change nothing.
	SetStanding(ctx context.Context, tenant int64, s mentorship.Standing) error

	House(ctx context.Context, repo mentorship.Repo) (mentorship.HouseText, bool, error)
	SetHouse(ctx context.Context, repo mentorship.Repo, h mentorship.HouseText) error

	// SetPushers keeps who was first to push these changes of the house rules; Pushers tells them by commit.
	SetPushers(ctx context.Context, repo mentorship.Repo, commits []string, by mentorship.Pusher) error
	Pushers(ctx context.Context, repo mentorship.Repo) (map[string]mentorship.Pusher, error)

	// Ops is the ops issue about a repository's house rules, zero if there is none.
	Ops(ctx context.Context, repo mentorship.Repo) (mentorship.Thread, error)
	SetOps(ctx context.Context, repo mentorship.Repo, t mentorship.Thread) error

	Decision(ctx context.Context, repo mentorship.Repo, number int) (mentorship.Decision, bool, error)

	// Learn adds lessons to what is known of a repository; known ids are passed over.
	Learn(ctx context.Context, repo mentorship.Repo, l matching.Lessons) error
	// Recall returns what was learnt after the given position ("" = all of it), and how far it reaches.
	Recall(ctx context.Context, repo mentorship.Repo, after string) (matching.Lessons, error)
	// PutTogether keeps an encoded index in place of the lessons up to at, which are in it.
	PutTogether(ctx context.Context, repo mentorship.Repo, at string, index []byte) error
	Backfill(ctx context.Context, repo mentorship.Repo) (mentorship.Backfill, error)
	SetBackfill(ctx context.Context, repo mentorship.Repo, b mentorship.Backfill) error

	// Tally counts what once under a name, and tells how many were counted in the
	// span that ends with it; Tallied counts without adding.
	Tally(ctx context.Context, tenant int64, name, what string, at time.Time, span, keep time.Duration) (int, error)
	Tallied(ctx context.Context, tenant int64, name string, from, to time.Time) (int, error)
	// Secret is the key of the hashes that stand for people of a tenant.
	Secret(ctx context.Context, tenant int64) ([]byte, error)
	// SetArm remembers which group of program.rollout a newcomer is in; the first word counts.
	SetArm(ctx context.Context, tenant int64, hash string, greeted bool, at time.Time) error

	// Bury remembers the hash of a person who asked to be forgotten, Unbury lifts it; Buried tells of which hashes that is so.
	Bury(ctx context.Context, tenant int64, hash string) error
	Unbury(ctx context.Context, tenant int64, hash string) (bool, error)
	Buried(ctx context.Context, tenant int64, hashes []string) ([]bool, error)
	// Mentorships are the ids of all mentorships of a tenant; Asked those a mentor was invited to; Answers our answers to a person's commands.
	Mentorships(ctx context.Context, tenant int64) ([]string, error)
	Asked(ctx context.Context, tenant, mentor int64) ([]string, error)
	Answers(ctx context.Context, tenant, person int64, mentor bool) ([]mentorship.Answer, error)
	// Asides are our comments that name the people of a mentorship and that its
	// record does not list.
	Asides(ctx context.Context, tenant int64, id string) ([]int64, error)
	// Erase deletes a mentorship and all that leads to it; ForgetPerson what is kept under a person's number; ForgetLogin what names somebody in a mentorship's history.
	Erase(ctx context.Context, m mentorship.Mentorship, mentors []int64) error
	ForgetPerson(ctx context.Context, tenant, person int64) error
	ForgetLogin(ctx context.Context, m mentorship.Mentorship, login string) error

	// Reseat counts that who is in which team may have changed; Seats is how often.
	Reseat(ctx context.Context, tenant int64) error
	Seats(ctx context.Context, tenant int64) (int64, error)

	// Repos remembers which repositories an installation serves.
	Repos(ctx context.Context, tenant int64) ([]mentorship.Repo, error)
	SetRepos(ctx context.Context, tenant int64, add, remove []mentorship.Repo) error
	// TenantsOf are the tenants where something of a person may be kept.
	TenantsOf(ctx context.Context, person int64) ([]int64, error)
	// AllRepos lists repositories of all installations, at most that many.
	AllRepos(ctx context.Context, most int) ([]mentorship.Repo, error)
	// FindRepo looks a repository up by "owner/name".
	FindRepo(ctx context.Context, fullName string) (mentorship.Repo, bool, error)
	// Suspend marks a tenant as out of reach, or back; nothing goes out while it is.
	Suspend(ctx context.Context, tenant int64, suspended bool) error
}

// GitHub is what the use cases ask of GitHub. Errors carry a mentorship.Fault.
type GitHub interface {
	Pull(ctx context.Context, t mentorship.Thread) (mentorship.Pull, error)
	// Files are the paths a pull request touches, at most 300.
	Files(ctx context.Context, t mentorship.Thread) ([]string, error)
	// Remarks are all comments and reviews of a thread, oldest first.
	Remarks(ctx context.Context, t mentorship.Thread) ([]mentorship.Remark, error)
	// ChecksPassed reports whether check runs exist for that commit and all of them succeeded.
	ChecksPassed(ctx context.Context, repo mentorship.Repo, sha string) (bool, error)
	// Content is a file at ref ("" = default branch) and the commit it was read at. FaultNotFound: there is none.
	// FaultInvalid: a directory, a link, or larger than limit bytes.
	Content(ctx context.Context, repo mentorship.Repo, path, ref string, limit int) ([]byte, error)
	// Paths are the files of a repository at a commit or branch; nil: there are too many to tell.
	Paths(ctx context.Context, repo mentorship.Repo, ref string) ([]string, error)
	// Checked is the pull request (0: none) our check run of that name on a commit was made for; ok: there is one.
	Checked(ctx context.Context, repo mentorship.Repo, sha, name string) (pull int, ok bool, err error)
	// Approvers are those whose last judgement of a pull request approves that commit.
	Approvers(ctx context.Context, t mentorship.Thread, head string) ([]mentorship.Person, error)
	// TeamMembers are the people in a team. FaultNotFound: it is none the App may see.
	TeamMembers(ctx context.Context, repo mentorship.Repo, org, slug string) ([]mentorship.Person, error)
	// Revisions are the newest commits that changed a file, oldest first, at most 100, with those who stand behind each.
	Revisions(ctx context.Context, repo mentorship.Repo, path string) ([]mentorship.Revision, error)
	// Member reports whether the person belongs to the account that owns the repository.
	Member(ctx context.Context, repo mentorship.Repo, login string) (bool, error)
	Permission(ctx context.Context, repo mentorship.Repo, login string) (mentorship.Permission, error)
	// Earlier reports whether the person opened a pull request in scope before that time, other than except.
	Earlier(ctx context.Context, scope mentorship.Scope, repo mentorship.Repo, login string, before time.Time, except mentorship.Thread) (bool, error)
	// Person looks a login up. FaultNotFound: there is no such account.
	Person(ctx context.Context, tenant int64, login string) (mentorship.Person, error)
	// ByID is the account with that number under today's login. FaultNotFound: it is gone.
	ByID(ctx context.Context, tenant, id int64) (mentorship.Person, error)
	// Installations and Repos list whom the App serves; Repos sees one installation.
	Installations(ctx context.Context) ([]mentorship.Installation, error)
	Repos(ctx context.Context, tenant int64) ([]mentorship.Repo, error)
	// Past is one page of merged pull requests, newest first, from cursor ("" = the newest).
	Past(ctx context.Context, repo mentorship.Repo, cursor string) (changes []matching.Change, next string, err error)
	// Change is one merged pull request as matching learns it.
	Change(ctx context.Context, t mentorship.Thread) (matching.Change, error)
	// Do carries a write out once: found by its marker, else written.
	Do(ctx context.Context, tenant int64, w mentorship.Write) (mentorship.Result, error)
}

// Clock tells the time of the domain: timers, history, house rules.
type Clock interface{ Now() time.Time }
