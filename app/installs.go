package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Start lists whom the App serves, reads their house rules, and begins to
// read the past of repositories where that has not been done. What cannot be
// read now is tried again while ReadPasts runs. A transient fault says that the
// whole is worth another try.
func (a *App) Start(ctx context.Context) (installations, repositories int, err error) {
	all, err := a.GitHub.Installations(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("listing installations: %w", err)
	}
	if err := fault.At("start.listed"); err != nil {
		return 0, 0, err
	}
	for _, in := range all {
		n, err := a.serve(ctx, in.Tenant, in.Made)
		if err != nil {
			a.Log.WarnContext(ctx, "an installation cannot be read now", "installation", in.Tenant, "error", err)
			a.unread.tenant(in.Tenant)
			continue
		}
		repositories += n
	}
	if err := a.Store.SetBorn(ctx); err != nil {
		return 0, 0, mentorship.NewFault(mentorship.FaultTransient, err) // Redis was there a moment ago, and comes back
	}
	return len(all), repositories, nil
}

// serve reads the repositories of one installation and their rules.
// made is when the App was installed there, zero if that is not known.
func (a *App) serve(ctx context.Context, tenant int64, made time.Time) (int, error) {
	repos, err := a.GitHub.Repos(ctx, tenant)
	if err != nil {
		return 0, fmt.Errorf("listing repositories: %w", err)
	}
	if err := a.recover(ctx, tenant, made); err != nil {
		return 0, err
	}
	if err := a.Store.SetRepos(ctx, tenant, repos, nil); err != nil {
		return 0, fmt.Errorf("keeping the list of repositories: %w", err)
	}
	if err := a.backInReach(ctx, tenant); err != nil {
		return 0, err
	}
	for _, r := range repos {
		a.readHouseAtLast(ctx, r)
		a.advisor.WantPast(r)
	}
	return len(repos), nil
}

// backInReach lets a tenant go on that is marked as out of reach although GitHub serves
// it: what told that it is back may never have come.
func (a *App) backInReach(ctx context.Context, tenant int64) error {
	out, err := a.Store.Suspended(ctx, tenant)
	if err != nil || !out {
		return err
	}
	if err := a.Store.Suspend(ctx, tenant, false); err != nil {
		return err
	}
	now := a.Clock.Now()
	w := mentorship.Work{Tenant: tenant, ID: fmt.Sprintf("back/%d/%d", tenant, now.UnixMilli())}
	return a.frost(ctx, w, everywhere, mentorship.Thawed{At: now})
}

// suspendTries is how often GitHub is asked whether it serves an installation that
// is said to be suspended: its answers may lag behind its deliveries.
const suspendTries = 3

// suspended reports whether an installation that is said to be suspended is: the
// delivery may come late, after its end. What cannot be told yet is an error.
func (a *App) suspended(ctx context.Context, w mentorship.Work) (bool, error) {
	_, err := a.GitHub.Repos(ctx, w.Tenant)
	switch kind := mentorship.KindOf(err); {
	case err == nil && w.Tries < suspendTries:
		return false, mentorship.NewFault(mentorship.FaultTransient, errors.New("GitHub serves the installation that is said to be suspended"))
	case err == nil:
		return false, nil
	case kind == mentorship.FaultTransient, kind == mentorship.FaultLimited, kind == "":
		return false, fmt.Errorf("asking whether an installation is suspended: %w", err)
	}
	return true, nil
}

// installation follows the App being installed, changed, suspended or removed.
func (a *App) installation(ctx context.Context, w mentorship.Work, sig mentorship.Signal) error {
	in := sig.Installation
	if in == nil {
		return nil
	}
	switch sig.Action {
	case "deleted", "suspend":
		if sig.Action == "suspend" {
			if is, err := a.suspended(ctx, w); err != nil || !is {
				return err
			}
		}
		if err := a.Store.Suspend(ctx, in.Tenant, true); err != nil {
			return err
		}
		if sig.Action == "deleted" {
			if err := a.Store.Leave(ctx, in.Tenant, a.Clock.Now().Add(mentorship.FrozenFor)); err != nil {
				return err
			}
		}
		return a.frost(ctx, w, everywhere, mentorship.Frozen{Why: "the installation was suspended or deleted", At: a.Clock.Now()})
	case "unsuspend", "created":
		if err := a.Store.Leave(ctx, in.Tenant, time.Time{}); err != nil {
			return err
		}
		if err := a.Store.Suspend(ctx, in.Tenant, false); err != nil {
			return err
		}
		if err := a.frost(ctx, w, everywhere, mentorship.Thawed{At: a.Clock.Now()}); err != nil {
			return err
		}
		if sig.Action == "created" {
			if err := a.fresh(ctx, in.Tenant); err != nil {
				return err
			}
		}
		_, err := a.serve(ctx, in.Tenant, time.Time{})
		return err
	}
	if sig.Action == "new_permissions_accepted" {
		_, err := a.serve(ctx, in.Tenant, time.Time{}) // what could not be read before
		return err
	}
	if len(in.Removed) > 0 {
		if err := a.lose(ctx, w, in.Removed); err != nil {
			return err
		}
	}
	if len(in.Repos) == 0 {
		return nil
	}
	if err := a.frost(ctx, w, only(in.Repos...), mentorship.Thawed{At: a.Clock.Now()}); err != nil {
		return err
	}
	_, err := a.serve(ctx, in.Tenant, time.Time{})
	return err
}

// sight refreshes what a repository is called, where it changed since last seen.
func (a *App) sight(ctx context.Context, repo mentorship.Repo) error {
	if known, ok := a.names.Load(repo.ID); ok && known == repo {
		return nil
	}
	if err := a.Store.SetRepos(ctx, repo.Tenant, []mentorship.Repo{repo}, nil); err != nil {
		return fmt.Errorf("keeping a repository's name: %w", err)
	}
	a.names.Store(repo.ID, repo)
	return nil
}

// Explain says why a pull request got the answer or the silence it got.
func (a *App) Explain(ctx context.Context, fullName string, number int) (mentorship.Decision, error) {
	repo, ok, err := a.Store.FindRepo(ctx, fullName)
	if err != nil {
		return mentorship.Decision{}, fmt.Errorf("looking up %s: %w", fullName, err)
	}
	if !ok {
		return mentorship.Decision{}, mentorship.NewFault(mentorship.FaultNotFound, fmt.Errorf("firstmate does not serve %s", fullName))
	}
	d, ok, err := a.Store.Decision(ctx, repo, number)
	if err != nil {
		return d, fmt.Errorf("reading the decision: %w", err)
	}
	if !ok {
		return d, mentorship.NewFault(mentorship.FaultNotFound, fmt.Errorf("nothing is remembered about %s#%d: decisions are kept 30 days", fullName, number))
	}
	return d, nil
}
