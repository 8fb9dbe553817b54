package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// repository follows a repository being archived, brought back or deleted.
func (a *App) repository(ctx context.Context, w mentorship.Work, sig mentorship.Signal) error {
	switch sig.Action {
	case "archived":
		return a.frost(ctx, w, only(sig.Repo), mentorship.Frozen{Why: "the repository was archived", At: a.Clock.Now()})
	case "unarchived":
		return a.frost(ctx, w, only(sig.Repo), mentorship.Thawed{At: a.Clock.Now()})
	case "deleted":
		return a.lose(ctx, w, []mentorship.Repo{sig.Repo})
	}
	return nil
}

// lose lets go of repositories the App may no longer see.
func (a *App) lose(ctx context.Context, w mentorship.Work, repos []mentorship.Repo) error {
	if err := a.Store.SetRepos(ctx, w.Tenant, nil, repos); err != nil {
		return fmt.Errorf("forgetting repositories: %w", err)
	}
	return a.frost(ctx, w, only(repos...), mentorship.Frozen{Why: "the App may no longer see the repository", At: a.Clock.Now()})
}

// only tells whether a repository is one of those.
func only(repos ...mentorship.Repo) func(mentorship.Repo) bool {
	return func(r mentorship.Repo) bool {
		return slices.ContainsFunc(repos, func(o mentorship.Repo) bool { return o.ID == r.ID })
	}
}

func everywhere(mentorship.Repo) bool { return true }

// frost freezes or thaws what runs in some repositories of a tenant. A delivery
// that comes twice changes nothing the second time.
func (a *App) frost(ctx context.Context, w mentorship.Work, in func(mentorship.Repo) bool, e mentorship.Event) error {
	ids, err := a.Store.Mentorships(ctx, w.Tenant)
	if err != nil {
		return fmt.Errorf("listing mentorships: %w", err)
	}
	for _, id := range ids {
		m, err := a.Store.Load(ctx, w.Tenant, id)
		if err != nil {
			return fmt.Errorf("loading mentorship: %w", err)
		}
		if m.Version == 0 || !in(m.Pull.Repo) {
			continue
		}
		j := job{repo: m.Pull.Repo, op: w.ID}
		if j.rules, _, err = a.house.Rules(ctx, m.Pull.Repo); err != nil {
			return err
		}
		if err := a.run(ctx, j, move{tenant: w.Tenant, id: id, name: "frost", events: []mentorship.Event{e}}); err != nil {
			return fmt.Errorf("freezing or thawing: %w", err)
		}
	}
	return nil
}
