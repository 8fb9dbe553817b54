package app

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// joined tells the mentorships of somebody that they became a member of the
// organisation.
func (a *App) joined(ctx context.Context, j job, sig mentorship.Signal) error {
	if sig.Joined == nil || sig.Joined.Person.Bot {
		return nil
	}
	repos, err := a.Store.Repos(ctx, sig.Joined.Tenant)
	if err != nil {
		return fmt.Errorf("listing the owner's repositories: %w", err)
	}
	who := sig.Joined.Person.ID
	ids := []string{mentorship.NewID(mentorship.ScopeOrg, mentorship.Repo{OwnerID: sig.Joined.Owner}, who)}
	for _, r := range repos {
		ids = append(ids, mentorship.NewID(mentorship.ScopeRepo, r, who))
	}
	for _, id := range ids {
		m, err := a.Store.Load(ctx, sig.Joined.Tenant, id)
		if err != nil {
			return fmt.Errorf("loading mentorship: %w", err)
		}
		if m.Version == 0 {
			continue
		}
		if j.rules, _, err = a.house.Rules(ctx, m.Pull.Repo); err != nil {
			return fmt.Errorf("reading house rules: %w", err)
		}
		e := mentorship.RoleChanged{At: a.Clock.Now()}
		if err := a.run(ctx, j, move{tenant: sig.Joined.Tenant, id: id, name: "joined", events: []mentorship.Event{e}}); err != nil {
			return err
		}
	}
	return nil
}
