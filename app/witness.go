package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// A 404 may be GitHub's trouble, and by one that is believed a newcomer is lost
// for good: what is here asks a second time, in another way (docs/decisions/0078).

// isThere reports whether that is there which a 404 said is not, or that it
// cannot be told now: after an outage of GitHub the first answers may be wrong,
// and a newcomer would be lost by one.
func (a *App) isThere(ctx context.Context, w mentorship.Write, err error) bool {
	if mentorship.KindOf(err) != mentorship.FaultNotFound {
		return false
	}
	switch w.Kind {
	case mentorship.WriteComment, mentorship.WriteIssueEdit:
		return a.canBeSeen(ctx, w.Thread)
	case mentorship.WriteCommentEdit:
		return a.commentStands(ctx, w.Thread, w.Object)
	case mentorship.WriteIssue:
		return a.serves(ctx, w.Thread.Repo)
	}
	return false
}

// commentStands reports whether a comment is in the list of its conversation, or whether
// that cannot be told.
func (a *App) commentStands(ctx context.Context, t mentorship.Thread, comment int64) bool {
	all, err := a.GitHub.Remarks(ctx, t)
	if err != nil {
		return !a.vanished(ctx, t, err)
	}
	return slices.ContainsFunc(all, func(r mentorship.Remark) bool { return r.Kind == mentorship.RemarkComment && r.ID == comment })
}

// canBeSeen reports whether a conversation is there when it is asked for in
// another way, or whether that cannot be told.
func (a *App) canBeSeen(ctx context.Context, t mentorship.Thread) bool {
	_, _, err := a.GitHub.Opened(ctx, t)
	return !mentorship.IsGone(err)
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

// nobodyThere reports whether an answer says that an installation is gone or
// suspended, and a 404 has a second witness.
func (a *App) nobodyThere(ctx context.Context, tenant int64, err error) bool {
	switch mentorship.KindOf(err) {
	case mentorship.FaultSuspended:
		return true
	case mentorship.FaultNotFound, mentorship.FaultGone, mentorship.FaultUninstalled:
	default:
		return false
	}
	all, err := a.GitHub.Installations(ctx)
	return err == nil && !slices.ContainsFunc(all, func(i mentorship.Installation) bool { return i.Tenant == tenant })
}

// unknown reports whether an account is not to be found when it is asked for once
// more; err is what was heard first.
func (a *App) unknown(ctx context.Context, tenant, id int64, err error) bool {
	if mentorship.KindOf(err) != mentorship.FaultNotFound {
		return true
	}
	_, err = a.GitHub.ByID(ctx, tenant, id)
	return mentorship.KindOf(err) == mentorship.FaultNotFound
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

// called is somebody under the login of today, where nobody has the login any more
// that a delivery told; otherwise err, which said so.
func (a *App) called(ctx context.Context, tenant int64, who mentorship.Person, err error) (mentorship.Person, error) {
	today, fault := a.GitHub.ByID(ctx, tenant, who.ID)
	if fault != nil && mentorship.KindOf(fault) != mentorship.FaultNotFound {
		return who, fmt.Errorf("asking what somebody is called today: %w", fault)
	}
	if fault != nil || today.Login == who.Login {
		return who, err
	}
	return today, nil
}

// may is what somebody may do in a repository, under the login they have now; who has
// no account any more may do nothing.
func (a *App) may(ctx context.Context, repo mentorship.Repo, who mentorship.Person) (mentorship.Permission, error) {
	p, err := a.GitHub.Permission(ctx, repo, who.Login)
	if mentorship.KindOf(err) == mentorship.FaultNotFound {
		if who, err = a.called(ctx, repo.Tenant, who, err); err == nil {
			p, err = a.GitHub.Permission(ctx, repo, who.Login)
		}
	}
	switch {
	case err == nil:
		return p, nil
	case mentorship.KindOf(err) == mentorship.FaultNotFound && a.unknown(ctx, repo.Tenant, who.ID, err):
		return "", nil
	}
	return "", fmt.Errorf("asking for permission: %w", err)
}
