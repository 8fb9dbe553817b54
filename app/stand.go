package app

import (
	"context"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// stand obeys a command about the person who wrote it. Their word is in force
// before it is acknowledged: of an opt-out, running invitations and pairings
// are let go first.
func (a *App) stand(ctx context.Context, j job, t mentorship.Thread, r mentorship.Remark, c line) ([]mentorship.Effect, error) {
	if c.Verb == mentorship.VerbForget {
		return a.forgetMe(ctx, j, t, r, c)
	}
	s, note := guide.Standing(c.Command, r, c.index)
	if note == "" && c.Verb != mentorship.VerbOptOut && c.Verb != mentorship.VerbLanguage {
		listed, err := a.listed(ctx, j, r.By)
		if err != nil {
			return nil, err
		}
		if !listed {
			note = mentorship.NoteNotListed
		}
	}
	if note != "" {
		return refusal(t, r, note), nil
	}
	if err := a.Store.SetStanding(ctx, j.repo.Tenant, s); err != nil {
		return nil, fmt.Errorf("keeping what a person decided: %w", err)
	}
	if c.Verb == mentorship.VerbOptIn {
		if _, err := a.lift(ctx, j.repo.Tenant, r.By.ID, c.at(r)); err != nil {
			return nil, err
		}
		if err := a.newMentor(ctx, j, j.repo, r.By.ID); err != nil {
			return nil, err
		}
	}
	if c.Verb == mentorship.VerbOptOut {
		if err := a.withdraw(ctx, j, r.By.ID, c.at(r)); err != nil {
			return nil, err
		}
	}
	if c.Verb == mentorship.VerbAway && s.AwayUntil.Sub(r.At) > mentorship.LongAbsence {
		err := a.tellPairings(ctx, j, r.By.ID, "absent", mentorship.Absent{Mentor: r.By.ID, At: r.At})
		if err != nil {
			return nil, err
		}
	}
	if frees(c.Verb) {
		if err := a.offer(ctx, j.repo.Tenant, fmt.Sprintf("%s/%d", c.Verb, r.ID)); err != nil {
			return nil, err
		}
	}
	answers := []mentorship.Effect{mentorship.Reaction(t, r.ID, true)}
	if c.Verb == mentorship.VerbLanguage && !guide.Speaks(s.Language) {
		answers = append(answers, mentorship.Reply(t, r.By, mentorship.NoteSpoken, r.At))
	}
	return answers, nil
}

// frees reports whether a mentor may have room after that word of theirs.
func frees(v mentorship.Verb) bool {
	return v == mentorship.VerbOptIn || v == mentorship.VerbBack || v == mentorship.VerbCapacity
}

// listed reports whether the house rules of any repository of the tenant list
// the person, agreed or not: a word given anywhere counts everywhere.
func (a *App) listed(ctx context.Context, j job, who mentorship.Person) (bool, error) {
	if speaksFor(j.rules, who.ID) {
		return true, nil
	}
	all, err := a.Store.Repos(ctx, j.repo.Tenant)
	if err != nil {
		return false, fmt.Errorf("listing repositories: %w", err)
	}
	for _, repo := range all {
		r, _, err := a.house.Rules(ctx, repo)
		if err != nil {
			return false, err
		}
		if speaksFor(r, who.ID) {
			return true, nil
		}
	}
	return false, nil
}

// speaksFor reports whether house rules list somebody who may have to agree to it.
func speaksFor(r mentorship.Rules, id int64) bool {
	_, mentor := r.Mentor(id)
	return mentor || r.Coordinator(id)
}

// leave obeys what people decide for themselves where no house rules are:
// leaving is possible anywhere, and whoever is listed elsewhere is heard.
func (a *App) leave(ctx context.Context, j job, sig mentorship.Signal) (bool, error) {
	r := *sig.Remark
	if r.ByUs || r.By.Bot || r.By.Zero() || r.Edited || r.Kind != mentorship.RemarkComment {
		return false, nil
	}
	commands, err := a.counting(ctx, j.repo.Tenant, r)
	if err != nil {
		return false, err
	}
	var answers []mentorship.Effect
	for _, c := range commands {
		if !guide.Personal(c.Verb) {
			continue
		}
		if c.Verb != mentorship.VerbOptOut && c.Verb != mentorship.VerbForget {
			listed, err := a.listed(ctx, j, r.By)
			if err != nil {
				return false, err
			}
			if !listed {
				continue
			}
		}
		answer, err := a.stand(ctx, j, mentorship.Thread{Repo: j.repo, Number: sig.Number}, r, c)
		if err != nil {
			return false, err
		}
		answers = append(answers, answer...)
	}
	if len(answers) == 0 {
		return false, nil
	}
	err = a.finish(ctx, j, move{tenant: j.repo.Tenant, name: "leave", finish: true}, answers)
	return err == nil, err
}

// withdraw lets go of everyone the person was asked for or mentors, and ends
// what was for themselves: whoever is not to be asked is not to be named either.
func (a *App) withdraw(ctx context.Context, j job, who int64, at time.Time) error {
	left := mentorship.Withdrawn{Who: who, At: at}
	if err := a.tellPairings(ctx, j, who, "withdrawn", left); err != nil {
		return err
	}
	own, err := a.ownOf(ctx, j.repo.Tenant, who)
	if err != nil {
		return err
	}
	return a.tellEach(ctx, j, own, fmt.Sprintf("withdrawn/%d", who), left)
}

// tellPairings tells everyone the person was asked for or mentors of an event.
func (a *App) tellPairings(ctx context.Context, j job, mentor int64, name string, e mentorship.Event) error {
	ids, err := a.Store.ByMentor(ctx, j.repo.Tenant, mentor)
	if err != nil {
		return fmt.Errorf("listing pairings: %w", err)
	}
	return a.tellEach(ctx, j, ids, fmt.Sprintf("%s/%d", name, mentor), e)
}

// tellEach tells mentorships that have begun of an event, each under the rules of its repository.
func (a *App) tellEach(ctx context.Context, j job, ids []string, name string, e mentorship.Event) error {
	for _, id := range ids {
		m, err := a.Store.Load(ctx, j.repo.Tenant, id)
		if err != nil {
			return fmt.Errorf("loading mentorship: %w", err)
		}
		if m.Version == 0 {
			continue
		}
		if j.rules, _, err = a.house.Rules(ctx, m.Pull.Repo); err != nil {
			return err
		}
		err = a.run(ctx, j, move{tenant: j.repo.Tenant, id: id, name: name, events: []mentorship.Event{e}})
		if err != nil {
			return fmt.Errorf("letting a pairing go: %w", err)
		}
	}
	return nil
}
