package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// stand obeys opt-in and opt-out. The person's word is in force before it is
// acknowledged: running invitations and pairings are let go first.
func (a *App) stand(ctx context.Context, j job, t mentorship.Thread, r mentorship.Remark, v mentorship.Verb) ([]mentorship.Effect, error) {
	s := mentorship.Standing{Person: r.By}
	if v == mentorship.VerbOptOut {
		s.OptedOut = r.At
		if err := a.Store.SetStanding(ctx, j.repo.Tenant, s); err != nil {
			return nil, fmt.Errorf("keeping an opt-out: %w", err)
		}
		if err := a.withdraw(ctx, j, r); err != nil {
			return nil, err
		}
		return []mentorship.Effect{mentorship.Reaction(t, r.ID, true)}, nil
	}
	if mentorByLogin(j.rules, r.By.Login).ID != r.By.ID {
		return refusal(t, r, mentorship.NoteNotListed), nil
	}
	s.OptedIn = r.At
	if err := a.Store.SetStanding(ctx, j.repo.Tenant, s); err != nil {
		return nil, fmt.Errorf("keeping an opt-in: %w", err)
	}
	return []mentorship.Effect{mentorship.Reaction(t, r.ID, true)}, nil
}

// withdraw lets go of everyone the person was asked for or mentors.
func (a *App) withdraw(ctx context.Context, j job, r mentorship.Remark) error {
	ids, err := a.Store.ByMentor(ctx, j.repo.Tenant, r.By.ID)
	if err != nil {
		return fmt.Errorf("listing pairings: %w", err)
	}
	for _, id := range ids {
		if err := a.withRulesOf(ctx, &j, id); err != nil {
			return err
		}
		_, err := a.run(ctx, j, move{
			tenant: j.repo.Tenant, id: id, name: "withdrawn",
			events: []mentorship.Event{mentorship.Withdrawn{Mentor: r.By.ID, At: r.At}},
		})
		if err != nil {
			return fmt.Errorf("letting a pairing go: %w", err)
		}
	}
	return nil
}

// withRulesOf puts the house rules of a mentorship's own repository into the job.
func (a *App) withRulesOf(ctx context.Context, j *job, id string) error {
	m, err := a.Store.Load(ctx, j.repo.Tenant, id)
	if err != nil || m.Version == 0 || m.Pull.Repo.ID == j.repo.ID {
		return err
	}
	j.rules, _, err = a.rules(ctx, m.Pull.Repo)
	return err
}

// mentorByLogin finds an entry by the login it is written under.
func mentorByLogin(r mentorship.Rules, login string) mentorship.Mentor {
	for _, m := range r.Mentors {
		if strings.EqualFold(m.Login, login) {
			return m
		}
	}
	return mentorship.Mentor{}
}
