package app

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Dates are the days to come that matter to a person, the first one first,
// wherever they mentor or are mentored. It reads less than [App.Mine], for it is
// asked for by calendars, every hour.
func (a *App) Dates(ctx context.Context, who mentorship.Person) (out []mentorship.Date, err error) {
	tenants, err := a.Store.TenantsOf(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	for _, tenant := range tenants {
		dates, err := a.datesAt(ctx, tenant, who.ID)
		if err != nil {
			return nil, fmt.Errorf("gathering somebody's dates: %w", err)
		}
		out = append(out, dates...)
	}
	mentorship.SortDates(out)
	return out, nil
}

// datesAt are those at one owner.
func (a *App) datesAt(ctx context.Context, tenant, who int64) (out []mentorship.Date, err error) {
	repos, err := a.Store.Repos(ctx, tenant)
	if err != nil || len(repos) == 0 { // out of reach
		return nil, err
	}
	ids, err := a.Store.ByMentor(ctx, tenant, who)
	if err != nil {
		return nil, fmt.Errorf("listing pairings: %w", err)
	}
	own, err := a.ownStories(ctx, tenant, repos[0].OwnerID, who)
	if err != nil {
		return nil, err
	}
	for _, id := range append(ids, own...) {
		m, err := a.Store.Load(ctx, tenant, id)
		if err != nil {
			return nil, err
		}
		dates, err := a.datesIn(ctx, m, who)
		if err != nil {
			return nil, err
		}
		out = append(out, dates...)
	}
	standing, err := a.Store.Standing(ctx, tenant, []int64{who})
	if err != nil {
		return nil, err
	}
	if d, away := standing[who].BackOn(tenant, repos[0].Owner, a.Clock.Now()); away {
		out = append(out, d)
	}
	return out, nil
}

// datesIn are those of one mentorship.
func (a *App) datesIn(ctx context.Context, m mentorship.Mentorship, who int64) ([]mentorship.Date, error) {
	if m.Version == 0 {
		return nil, nil
	}
	rules, _, err := a.house.Rules(ctx, m.Pull.Repo)
	if err != nil {
		return nil, fmt.Errorf("reading house rules: %w", err)
	}
	return m.DatesOf(who, rules, a.Clock.Now()), nil
}
