package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/chronicle"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/stats"
)

// Mine is what is kept of a person, by owner; owners where there is nothing
// are left out.
func (a *App) Mine(ctx context.Context, who mentorship.Person) ([]mentorship.Mine, error) {
	tenants, err := a.Store.TenantsOf(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	var out []mentorship.Mine
	for _, tenant := range tenants {
		repos, err := a.Store.Repos(ctx, tenant)
		if err != nil {
			return nil, fmt.Errorf("listing repositories: %w", err)
		}
		if len(repos) == 0 {
			continue // out of reach
		}
		m, err := a.mineAt(ctx, tenant, who)
		if err != nil {
			return nil, fmt.Errorf("gathering what is kept of a person: %w", err)
		}
		if d, away := m.Standing.BackOn(tenant, repos[0].Owner, a.Clock.Now()); away {
			m.Dates = append(m.Dates, d)
			mentorship.SortDates(m.Dates)
		}
		if m.Owner = repos[0].Owner; m.Listed || len(m.Welcomed)+len(m.Mentored)+len(m.Record) > 0 || !m.Standing.Person.Zero() {
			out = append(out, m)
		}
	}
	return out, nil
}

// mineAt is what is kept of a person at one owner.
func (a *App) mineAt(ctx context.Context, tenant int64, who mentorship.Person) (out mentorship.Mine, err error) {
	out.Tenant = tenant
	if err := a.parts(ctx, &out, who.ID); err != nil {
		return out, err
	}
	standing, err := a.Store.Standing(ctx, tenant, []int64{who.ID})
	if err != nil {
		return out, err
	}
	out.Standing = standing[who.ID]
	now := a.Clock.Now()
	if d, there, err := a.served(ctx, tenant, out.Standing.Digest.Repo); err != nil {
		return out, err
	} else if there {
		out.Digest = mentorship.Thread{Repo: d, Number: out.Standing.Digest.Number}
	}
	if out.Commands, err = a.Store.Tallied(ctx, tenant, said(who.ID), now.Add(-aDay), now); err != nil {
		return out, err
	}
	out.Listed, err = a.listed(ctx, job{repo: mentorship.Repo{Tenant: tenant}}, who)
	return out, err
}

// parts adds what a person has a part in: mentorships, invitations, thanks,
// the days to come, and their record.
func (a *App) parts(ctx context.Context, out *mentorship.Mine, who int64) error {
	ids, err := a.storiesOf(ctx, out.Tenant, who)
	if err != nil {
		return err
	}
	asked, err := a.Store.Asked(ctx, out.Tenant, who)
	if err != nil {
		return fmt.Errorf("listing invitations: %w", err)
	}
	for _, id := range ids {
		m, err := a.Store.Load(ctx, out.Tenant, id)
		if err != nil {
			return err
		}
		story, newcomer, ok := m.StoryOf(who)
		switch {
		case ok && newcomer:
			out.Welcomed = append(out.Welcomed, story)
		case ok:
			out.Mentored = append(out.Mentored, story)
		}
		if at, was := asked[id]; was {
			if i, ok := m.InvitationOf(who, at); ok {
				out.Invitations = append(out.Invitations, i)
			}
		}
		if err := a.part(ctx, out, m, who); err != nil {
			return err
		}
	}
	mentorship.SortDates(out.Dates)
	slices.SortStableFunc(out.Invitations, func(x, y mentorship.Invitation) int { return y.At.Compare(x.At) })
	slices.SortStableFunc(out.Thanks, func(x, y mentorship.Thank) int { return y.At.Compare(x.At) })
	slices.SortStableFunc(out.Record, func(x, y mentorship.Credit) int { return y.From.Compare(x.From) })
	return nil
}

// part adds what one mentorship gives a person beside its story.
func (a *App) part(ctx context.Context, out *mentorship.Mine, m mentorship.Mentorship, who int64) error {
	if m.Version == 0 {
		return nil
	}
	out.Thanks = append(out.Thanks, m.ThanksTo(who)...)
	dates, err := a.datesIn(ctx, m, who)
	if err != nil {
		return err
	}
	out.Dates = append(out.Dates, dates...)
	worked, err := a.worked(ctx, m, who)
	if err != nil {
		return err
	}
	if c, ok := m.CreditOf(who, worked); ok {
		out.Record = append(out.Record, c)
	}
	return nil
}

// worked is when a person worked with the other one of a mentorship, as kept for
// statistics: of a newcomer all pairings, of a mentor their own.
func (a *App) worked(ctx context.Context, m mentorship.Mentorship, who int64) (out []mentorship.Stretch, err error) {
	tenant := m.Pull.Repo.Tenant
	key, err := a.Store.Secret(ctx, tenant)
	if err != nil {
		return nil, fmt.Errorf("hashing a mentorship: %w", err)
	}
	id := chronicle.Pseudonym(key, m.ID)
	text, err := a.Store.KeptOne(ctx, tenant, chronicle.RowName(id))
	if err != nil || text == nil {
		return nil, err
	}
	row, err := stats.DecodeRow(text)
	if err != nil {
		return nil, fmt.Errorf("reading what is kept: %w", err)
	}
	for i, p := range row.Pairings {
		if m.Newcomer.ID != who {
			if text, err = a.Store.KeptOne(ctx, tenant, chronicle.SpanName(key, who, id, i)); err != nil {
				return nil, fmt.Errorf("reading what is kept: %w", err)
			}
			if text == nil {
				continue // somebody else's
			}
		}
		s := mentorship.Stretch{From: p.From.Time()}
		if p.To != 0 {
			s.To = p.To.Time()
		}
		out = append(out, s)
	}
	return out, nil
}
