package app

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
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
		if m.Owner = repos[0].Owner; m.Listed || len(m.Welcomed)+len(m.Mentored) > 0 || !m.Standing.Person.Zero() {
			out = append(out, m)
		}
	}
	return out, nil
}

// Language is the language a person chose last, at whichever owner; empty: none.
func (a *App) Language(ctx context.Context, person int64) (string, error) {
	tenants, err := a.Store.TenantsOf(ctx, person)
	if err != nil {
		return "", err
	}
	var newest mentorship.Standing
	for _, tenant := range tenants {
		all, err := a.Store.Standing(ctx, tenant, []int64{person})
		if err != nil {
			return "", fmt.Errorf("reading what a person decided: %w", err)
		}
		if s := all[person]; s.LanguageAt.After(newest.LanguageAt) {
			newest = s
		}
	}
	return newest.Language, nil
}

// mineAt is what is kept of a person at one owner.
func (a *App) mineAt(ctx context.Context, tenant int64, who mentorship.Person) (out mentorship.Mine, err error) {
	out.Tenant = tenant
	ids, err := a.storiesOf(ctx, tenant, who.ID)
	if err != nil {
		return out, err
	}
	for _, id := range ids {
		m, err := a.Store.Load(ctx, tenant, id)
		if err != nil {
			return out, err
		}
		story, newcomer, ok := m.StoryOf(who.ID)
		switch {
		case ok && newcomer:
			out.Welcomed = append(out.Welcomed, story)
		case ok:
			out.Mentored = append(out.Mentored, story)
		}
	}
	standing, err := a.Store.Standing(ctx, tenant, []int64{who.ID})
	if err != nil {
		return out, err
	}
	out.Standing = standing[who.ID]
	now := a.Clock.Now()
	if out.Commands, err = a.Store.Tallied(ctx, tenant, said(who.ID), now.Add(-aDay), now); err != nil {
		return out, err
	}
	out.Listed, err = a.listed(ctx, job{repo: mentorship.Repo{Tenant: tenant}}, who)
	return out, err
}

// Say obeys what a person says of themselves on their own page: the same words
// as in a comment, read by the same parser, with the same outcome. The note is
// empty when it was done, else it says what is allowed, as in a comment.
func (a *App) Say(ctx context.Context, tenant int64, who mentorship.Person, words string) (note string, err error) {
	now := a.Clock.Now()
	r := mentorship.Remark{Kind: mentorship.RemarkComment, ID: now.UnixMilli(), By: who, At: now}
	commands := guide.Commands("/mentor " + words)
	if len(commands) != 1 || !guide.Personal(commands[0].Verb) || commands[0].Verb == mentorship.VerbForget {
		return mentorship.NoteUnknown, nil
	}
	if commands, err = a.within(ctx, tenant, r, commands); err != nil || len(commands) == 0 {
		return mentorship.NoteUnknown, err
	}
	j := job{repo: mentorship.Repo{Tenant: tenant}, op: fmt.Sprintf("page/%d/%d", who.ID, r.ID)}
	effects, err := a.stand(ctx, j, mentorship.Thread{}, r, commands[0], 0)
	if err != nil {
		return "", err
	}
	a.offer(ctx, tenant, j.op, "") // who was let go looks for somebody else
	for _, e := range effects {
		if e.Kind == mentorship.EffectReply {
			return e.Note, nil
		}
	}
	return "", nil
}

// ForgetMe is `/mentor forget-me confirm` wherever something is kept of a person.
func (a *App) ForgetMe(ctx context.Context, who mentorship.Person) error {
	mine, err := a.Mine(ctx, who)
	if err != nil {
		return err
	}
	for _, m := range mine {
		op := fmt.Sprintf("forget/page/%d/%d", who.ID, a.Clock.Now().UnixMilli())
		if err := a.forget(ctx, m.Tenant, who, op); err != nil {
			return fmt.Errorf("forgetting a person: %w", err)
		}
	}
	return nil
}
