package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// push reads the house rules again when they changed on the default branch,
// and has the commit checked.
func (a *App) push(ctx context.Context, j job, sig mentorship.Signal) error {
	if sig.Push == nil || !sig.Push.Rules && !sig.Push.Owners {
		return nil
	}
	if err := a.sight(ctx, sig.Repo); err != nil {
		return err
	}
	a.owners.Delete(sig.Repo.ID)
	if !sig.Push.Rules {
		return nil
	}
	bad := false
	err := a.reread(ctx, j, sig.Repo, sig.Push.At, func() (err error) {
		_, bad, err = a.readHouse(ctx, sig.Repo, *sig.Push)
		return err
	})
	if err != nil {
		return err
	}
	return a.checkPush(ctx, j, sig, bad)
}

// reread reads house rules anew and lets everybody go who is no longer a
// mentor by them, in every repository they count for. Where the whole file is
// gone, what runs goes on to its end. What was tried out in preview ends where
// firstmate goes live.
func (a *App) reread(ctx context.Context, j job, repo mentorship.Repo, at time.Time, read func() error) error {
	repos, err := a.governed(ctx, repo)
	if err != nil {
		return err
	}
	before := make([]mentorship.Rules, len(repos))
	for i, r := range repos {
		if before[i], _, err = a.rules(ctx, r); err != nil {
			return err
		}
	}
	if err := read(); err != nil {
		return err
	}
	more := false
	for i, r := range repos {
		now, served, err := a.rules(ctx, r)
		if err != nil {
			return err
		}
		if !served {
			continue
		}
		more = more || gained(before[i], now)
		if err := a.letGo(ctx, j, r, before[i], now, at); err != nil {
			return err
		}
		if before[i].Mode == mentorship.ModePreview && now.Mode != mentorship.ModePreview {
			if err := a.endPreview(ctx, j, r, before[i]); err != nil {
				return err
			}
		}
	}
	if more && j.op == "" {
		a.offer(ctx, repo.Tenant, j.work.ID, "")
	}
	return nil
}

// gained reports whether some mentor is agreed now who was not, or has more places.
func gained(before, now mentorship.Rules) bool {
	return slices.ContainsFunc(now.Mentors, func(m mentorship.Mentor) bool {
		old, _ := before.Mentor(m.ID)
		return m.Consented && (!old.Consented || m.Capacity > old.Capacity)
	})
}

// governed are the repositories a file counts for: its own, or all of its owner.
func (a *App) governed(ctx context.Context, repo mentorship.Repo) ([]mentorship.Repo, error) {
	if !isOwnerRepo(repo) {
		return []mentorship.Repo{repo}, nil
	}
	all, err := a.Store.Repos(ctx, repo.Tenant)
	if err != nil {
		return nil, fmt.Errorf("listing the owner's repositories: %w", err)
	}
	out := []mentorship.Repo{repo}
	for _, r := range all {
		if r.ID != repo.ID && strings.EqualFold(r.Owner, repo.Owner) {
			out = append(out, r)
		}
	}
	return out, nil
}

// letGo lets mentors go who were agreed before and are not now.
func (a *App) letGo(ctx context.Context, j job, repo mentorship.Repo, before, now mentorship.Rules, at time.Time) error {
	for _, m := range before.Mentors {
		if entry, _ := now.Mentor(m.ID); m.Consented && !entry.Consented {
			j.repo = repo
			if err := a.withdraw(ctx, j, m.ID, at, repo.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// endPreview ends what was begun in preview: places are free again. What is
// still in its quiet time ends when that does.
func (a *App) endPreview(ctx context.Context, j job, repo mentorship.Repo, before mentorship.Rules) error {
	ids, err := a.Store.Queued(ctx, repo.Tenant)
	if err != nil {
		return fmt.Errorf("listing those who wait: %w", err)
	}
	for _, m := range before.Mentors {
		held, err := a.Store.ByMentor(ctx, repo.Tenant, m.ID)
		if err != nil {
			return fmt.Errorf("listing pairings: %w", err)
		}
		ids = append(ids, held...)
	}
	for _, id := range ids {
		m, err := a.Store.Load(ctx, repo.Tenant, id)
		if err != nil {
			return fmt.Errorf("loading mentorship: %w", err)
		}
		if !m.Preview || m.Pull.Repo.ID != repo.ID {
			continue
		}
		if j.rules, _, err = a.rules(ctx, repo); err != nil {
			return err
		}
		mv := move{tenant: repo.Tenant, id: id, name: "live", events: []mentorship.Event{mentorship.Opportunity{}}}
		if _, err := a.run(ctx, j, mv); err != nil {
			return fmt.Errorf("ending a preview: %w", err)
		}
	}
	return nil
}

// teamChanged reads the house rules that name teams again.
func (a *App) teamChanged(ctx context.Context, j job, sig mentorship.Signal) error {
	if sig.Team == nil {
		return nil
	}
	repos, err := a.Store.Repos(ctx, sig.Team.Tenant)
	if err != nil {
		return fmt.Errorf("listing the owner's repositories: %w", err)
	}
	a.owners.Clear() // its teams are read anew
	for _, r := range repos {
		text, _, err := a.Store.House(ctx, r)
		if err != nil {
			return err
		}
		if len(text.Teams) == 0 {
			continue
		}
		j.repo = r
		err = a.reread(ctx, j, r, a.Clock.Now(), func() error {
			_, _, err := a.readHouse(ctx, r, mentorship.Push{})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// teamsAgain is how often the members of teams are read when no event tells of them.
const teamsAgain = 24 * time.Hour

// refreshTeams reads the members of teams again that were read long ago.
func (a *App) refreshTeams(ctx context.Context) {
	a.houses.Range(func(_, v any) bool {
		h := v.(*house)
		if h.teams.IsZero() || a.Clock.Now().Sub(h.teams) < teamsAgain {
			return true
		}
		j := job{repo: h.repo, op: fmt.Sprintf("teams/%d/%d", h.repo.ID, h.teams.Unix())}
		err := a.reread(ctx, j, h.repo, a.Clock.Now(), func() error {
			_, _, err := a.readHouse(ctx, h.repo, mentorship.Push{})
			return err
		})
		if err != nil {
			a.Log.Warn("the teams of house rules cannot be read now", "repo", h.repo.ID, "error", err)
		}
		return ctx.Err() == nil
	})
}
