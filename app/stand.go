package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/guide"
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
		if err := a.withdraw(ctx, j, r.By.ID, r.At, 0); err != nil {
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

// leave obeys an opt-out where no house rules are: leaving is possible anywhere.
func (a *App) leave(ctx context.Context, j job, sig mentorship.Signal) (bool, error) {
	r := *sig.Remark
	if r.ByUs || r.By.Bot || r.By.Zero() || r.Edited || r.Kind != mentorship.RemarkComment {
		return false, nil
	}
	for _, c := range guide.Commands(r.Text) {
		if c.Verb != mentorship.VerbOptOut {
			continue
		}
		answer, err := a.stand(ctx, j, mentorship.Thread{Repo: j.repo, Number: sig.Number}, r, c.Verb)
		if err != nil {
			return false, err
		}
		err = a.finish(ctx, j, move{tenant: j.repo.Tenant, name: "leave", finish: true}, answer)
		return err == nil, err
	}
	return false, nil
}

// withdraw lets go of everyone the person was asked for or mentors: in one
// repository, or in all of the tenant where that is 0.
func (a *App) withdraw(ctx context.Context, j job, mentor int64, at time.Time, repo int64) error {
	ids, err := a.Store.ByMentor(ctx, j.repo.Tenant, mentor)
	if err != nil {
		return fmt.Errorf("listing pairings: %w", err)
	}
	for _, id := range ids {
		m, err := a.Store.Load(ctx, j.repo.Tenant, id)
		if err != nil {
			return fmt.Errorf("loading mentorship: %w", err)
		}
		if repo != 0 && m.Pull.Repo.ID != repo {
			continue
		}
		if j.rules, _, err = a.rules(ctx, m.Pull.Repo); err != nil {
			return err
		}
		_, err = a.run(ctx, j, move{
			tenant: j.repo.Tenant, id: id, name: fmt.Sprintf("withdrawn/%d", mentor),
			events: []mentorship.Event{mentorship.Withdrawn{Mentor: mentor, At: at}},
		})
		if err != nil {
			return fmt.Errorf("letting a pairing go: %w", err)
		}
	}
	return nil
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
