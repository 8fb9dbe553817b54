package app

import (
	"context"
	"slices"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// A 404 may be GitHub's trouble, and by one that is believed a newcomer is lost
// for good: what is here asks a second time, in another way (docs/decisions/0078).

// isThere reports whether that is there which a 404 said is not, or that it
// cannot be told now: after an outage of GitHub the first answers may be wrong,
// and a newcomer would be lost by one.
func (a *App) isThere(ctx context.Context, w mentorship.Write, err error) bool {
	creates := w.Kind == mentorship.WriteComment || w.Kind == mentorship.WriteIssue
	if mentorship.KindOf(err) != mentorship.FaultNotFound || !creates {
		return false
	}
	if w.Thread.Number != 0 {
		return a.canBeSeen(ctx, w.Thread)
	}
	return a.serves(ctx, w.Thread.Repo)
}

// canBeSeen reports whether a conversation is there when it is asked for in
// another way, or whether that cannot be told.
func (a *App) canBeSeen(ctx context.Context, t mentorship.Thread) bool {
	_, _, err := a.GitHub.Opened(ctx, t)
	kind := mentorship.KindOf(err)
	return kind != mentorship.FaultNotFound && kind != mentorship.FaultGone
}

// vanished reports whether an answer says that a conversation is gone, and a 404
// has a second witness.
func (a *App) vanished(ctx context.Context, t mentorship.Thread, err error) bool {
	kind := mentorship.KindOf(err)
	return kind == mentorship.FaultGone || kind == mentorship.FaultNotFound && !a.canBeSeen(ctx, t)
}

// serves reports whether a repository is among those GitHub lets us see now, or
// cannot tell.
func (a *App) serves(ctx context.Context, repo mentorship.Repo) bool {
	all, err := a.GitHub.Repos(ctx, repo.Tenant)
	return err != nil || slices.ContainsFunc(all, func(r mentorship.Repo) bool { return r.ID == repo.ID })
}

// gone is a second witness to a 404 about an author: the account has no number any
// more, or the repository is out of sight. Who cannot be asked is no witness.
func (a *App) gone(ctx context.Context, p mentorship.Pull) bool {
	_, err := a.GitHub.ByID(ctx, p.Repo.Tenant, p.Author.ID)
	if err != nil {
		return mentorship.KindOf(err) == mentorship.FaultNotFound
	}
	return !a.serves(ctx, p.Repo)
}
