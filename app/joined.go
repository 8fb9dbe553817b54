package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// joined tells the mentorships of somebody that they became a member of the
// organisation, or that their role in a repository went up.
func (a *App) joined(ctx context.Context, j job, sig mentorship.Signal) error {
	if sig.Joined == nil || sig.Joined.Person.Bot {
		return nil
	}
	who := *sig.Joined
	ids, err := a.ownStories(ctx, who.Tenant, who.Owner, who.Person.ID)
	if err != nil || len(ids) == 0 {
		return err
	}
	if sig.Repo.ID != 0 {
		p, err := a.may(ctx, sig.Repo, who.Person)
		if err != nil {
			return err
		}
		if !p.Triages() {
			return nil
		}
	}
	for _, id := range ids {
		if err := a.roleChanged(ctx, j, who.Tenant, id); err != nil {
			return err
		}
	}
	return nil
}

// ownStories are the mentorships somebody has as a newcomer, one for each scope.
func (a *App) ownStories(ctx context.Context, tenant, owner, who int64) (ids []string, err error) {
	repos, err := a.Store.Repos(ctx, tenant)
	if err != nil {
		return nil, fmt.Errorf("listing the owner's repositories: %w", err)
	}
	for _, r := range append([]mentorship.Repo{{OwnerID: owner}}, repos...) {
		scope := mentorship.ScopeRepo
		if r.ID == 0 {
			scope = mentorship.ScopeOrg
		}
		id := mentorship.NewID(scope, r, who)
		m, err := a.Store.Load(ctx, tenant, id)
		if err != nil {
			return nil, fmt.Errorf("loading mentorship: %w", err)
		}
		if m.Version > 0 {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// roleChanged tells one mentorship that the newcomer's role changed.
func (a *App) roleChanged(ctx context.Context, j job, tenant int64, id string) error {
	m, err := a.Store.Load(ctx, tenant, id)
	if err != nil {
		return fmt.Errorf("loading mentorship: %w", err)
	}
	if m.Version == 0 || !m.Years.JoinedAt.IsZero() {
		return nil
	}
	if j.rules, _, err = a.house.Rules(ctx, m.Pull.Repo); err != nil {
		return fmt.Errorf("reading house rules: %w", err)
	}
	e := mentorship.RoleChanged{At: a.Clock.Now()}
	return a.run(ctx, j, move{tenant: tenant, id: id, name: "joined", events: []mentorship.Event{e}})
}

// mentorsOf are those who are mentors in these repositories now.
func (a *App) mentorsOf(ctx context.Context, repos []mentorship.Repo) (ids []int64, err error) {
	for _, r := range repos {
		rules, _, err := a.house.Rules(ctx, r)
		if err != nil {
			return nil, err
		}
		for _, m := range rules.Mentors {
			if m.Consented {
				ids = append(ids, m.ID)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// newMentors tells the mentorships of those who became mentors.
func (a *App) newMentors(ctx context.Context, j job, repos []mentorship.Repo, before []int64) error {
	now, err := a.mentorsOf(ctx, repos)
	if err != nil || len(repos) == 0 {
		return err
	}
	for _, who := range now {
		if slices.Contains(before, who) {
			continue
		}
		if err := a.newMentor(ctx, j, repos[0], who); err != nil {
			return err
		}
	}
	return nil
}

// newMentor tells the mentorships of somebody whose entry as a mentor acts now.
func (a *App) newMentor(ctx context.Context, j job, repo mentorship.Repo, who int64) error {
	ids, err := a.ownStories(ctx, repo.Tenant, repo.OwnerID, who)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := a.roleChanged(ctx, j, repo.Tenant, id); err != nil {
			return err
		}
	}
	return nil
}

// newOwners tells the pairings of newcomers whom CODEOWNERS names now. It is a
// hint: a file that cannot be read tells nothing.
func (a *App) newOwners(ctx context.Context, j job, repo mentorship.Repo) error {
	r, served, err := a.house.Rules(ctx, repo)
	if err != nil || !served {
		return err
	}
	owns, err := a.house.Owns(ctx, repo)
	if err != nil || owns == nil {
		return err
	}
	for _, mentor := range r.MentorIDs() {
		ids, err := a.Store.ByMentor(ctx, repo.Tenant, mentor)
		if err != nil {
			return fmt.Errorf("listing pairings: %w", err)
		}
		for _, id := range ids {
			m, err := a.Store.Load(ctx, repo.Tenant, id)
			if err != nil {
				return fmt.Errorf("loading mentorship: %w", err)
			}
			if m.Pull.Repo.ID != repo.ID || !owns(m.Newcomer) {
				continue
			}
			if err := a.roleChanged(ctx, j, repo.Tenant, id); err != nil {
				return err
			}
		}
	}
	return nil
}
