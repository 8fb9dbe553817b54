package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// forgetMe is T39: after the word that confirms it, all that is kept of the
// person goes, our own texts lose the login, and a keyed hash stops any later
// contact that is not their own act.
func (a *App) forgetMe(ctx context.Context, j job, t mentorship.Thread, r mentorship.Remark, c line) ([]mentorship.Effect, error) {
	if c.Argument != "confirm" {
		return []mentorship.Effect{mentorship.Reaction(t, r.ID, true), mentorship.Reply(t, r.By, mentorship.NoteForget, r.At)}, nil
	}
	op := fmt.Sprintf("forget/%d", r.ID)
	if err := a.forget(ctx, j.repo.Tenant, r.By, c.at(r), op); err != nil {
		return nil, err
	}
	return []mentorship.Effect{mentorship.Reaction(t, r.ID, true)}, nil
}

// forget forgets a person in a tenant, as they asked at that time; every step may
// be repeated. Who came back since is known.
func (a *App) forget(ctx context.Context, tenant int64, who mentorship.Person, at time.Time, op string) error {
	hash, err := a.hash(ctx, tenant, who.ID)
	if err != nil {
		return err
	}
	if buried, err := a.Store.Bury(ctx, tenant, hash, at); err != nil || !buried {
		return err
	}
	ids, err := a.storiesOf(ctx, tenant, who.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := a.forgetIn(ctx, tenant, id, who, op); err != nil {
			return err
		}
	}
	if err := a.forgetAnswers(ctx, tenant, who.ID, op); err != nil {
		return err
	}
	if err := a.advisor.Forget(ctx, tenant, who.ID); err != nil {
		return err
	}
	if err := a.unkeep(ctx, tenant, "", who.ID); err != nil {
		return err
	}
	if err := a.Store.ForgetPerson(ctx, tenant, who.ID); err != nil {
		return fmt.Errorf("forgetting a person: %w", err)
	}
	a.Count("forgotten")
	return nil
}

// storiesOf are the mentorships a person has a part in: their own, those they
// were asked for or mentor, and those that name them in passing.
func (a *App) storiesOf(ctx context.Context, tenant, person int64) ([]string, error) {
	ids, err := a.Store.ByMentor(ctx, tenant, person)
	if err != nil {
		return nil, fmt.Errorf("listing pairings: %w", err)
	}
	asked, err := a.Store.Asked(ctx, tenant, person)
	if err != nil {
		return nil, fmt.Errorf("listing invitations: %w", err)
	}
	own, err := a.ownOf(ctx, tenant, person)
	if err != nil {
		return nil, err
	}
	ids = append(slices.AppendSeq(ids, maps.Keys(asked)), own...)
	all, err := a.Store.Mentorships(ctx, tenant)
	if err != nil {
		return nil, fmt.Errorf("listing mentorships: %w", err)
	}
	for _, id := range all {
		m, err := a.Store.Load(ctx, tenant, id)
		if err != nil {
			return nil, fmt.Errorf("loading mentorship: %w", err)
		}
		if m.Names(person) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// ownOf are the mentorships of a person as a newcomer, those in repositories that
// are out of our sight now among them.
func (a *App) ownOf(ctx context.Context, tenant, person int64) ([]string, error) {
	all, err := a.Store.Mentorships(ctx, tenant)
	if err != nil {
		return nil, fmt.Errorf("listing mentorships: %w", err)
	}
	return slices.DeleteFunc(all, func(id string) bool { return mentorship.NewcomerOf(id) != person }), nil
}

// forgetIn takes a person out of one mentorship.
func (a *App) forgetIn(ctx context.Context, tenant int64, id string, who mentorship.Person, op string) error {
	m, err := a.Store.Load(ctx, tenant, id)
	if err != nil || m.Version == 0 {
		return err
	}
	j := job{repo: m.Pull.Repo, op: op}
	if j.rules, _, err = a.house.Rules(ctx, j.repo); err != nil {
		return err
	}
	asides, err := a.Store.Asides(ctx, tenant, id)
	if err != nil {
		return fmt.Errorf("listing comments: %w", err)
	}
	ops, err := a.Store.Ops(ctx, m.Pull.Repo)
	if err != nil {
		return fmt.Errorf("finding the ops issue: %w", err)
	}
	var effects []mentorship.Effect
	for _, comment := range asides {
		effects = append(effects, erasures(comment, m.Issue, m.Pull, ops)...)
	}
	if err := a.finish(ctx, j, move{tenant: tenant, name: "asides/" + id}, effects); err != nil {
		return err
	}
	mv := move{tenant: tenant, id: id, name: "forgotten", events: []mentorship.Event{mentorship.Forgotten{Who: who.ID}}}
	if err := a.run(ctx, j, mv); err != nil {
		return fmt.Errorf("forgetting a person: %w", err)
	}
	if m.Newcomer.ID == who.ID {
		return a.unkeep(ctx, tenant, id, 0)
	}
	if err := a.Store.ForgetLogin(ctx, m, who.Login); err != nil {
		return fmt.Errorf("forgetting a person: %w", err)
	}
	return nil
}

// erasures take a person out of a comment in one of these conversations. Which of
// them is not remembered; where their repositories differ, all but one do not know
// the comment, and nothing happens there.
func erasures(comment int64, in ...mentorship.Thread) (out []mentorship.Effect) {
	for _, t := range in {
		there := slices.ContainsFunc(out, func(e mentorship.Effect) bool { return e.Thread.Repo.ID == t.Repo.ID })
		if !t.Zero() && !there {
			out = append(out, mentorship.Erase(t, comment))
		}
	}
	return out
}

// forgetAnswers plans that our answers to a person lose their name.
func (a *App) forgetAnswers(ctx context.Context, tenant, person int64, op string) error {
	mentor, err := a.listed(ctx, job{repo: mentorship.Repo{Tenant: tenant}}, mentorship.Person{ID: person})
	if err != nil {
		return err
	}
	answers, err := a.Store.Answers(ctx, tenant, person, mentor)
	if err != nil || len(answers) == 0 {
		return err
	}
	repos, err := a.Store.Repos(ctx, tenant)
	if err != nil {
		return fmt.Errorf("listing repositories: %w", err)
	}
	var effects []mentorship.Effect
	for _, x := range answers {
		i := slices.IndexFunc(repos, func(r mentorship.Repo) bool { return r.ID == x.Repo })
		if i >= 0 {
			effects = append(effects, mentorship.Erase(mentorship.Thread{Repo: repos[i], Number: x.Number}, x.Comment))
		}
	}
	return a.finish(ctx, job{op: op}, move{tenant: tenant, name: "answers"}, effects)
}

// vanish deletes an erased mentorship once its time has come.
func (a *App) vanish(ctx context.Context, m mentorship.Mentorship) error {
	var mentors []int64
	repos, err := a.Store.Repos(ctx, m.Pull.Repo.Tenant)
	if err != nil {
		return fmt.Errorf("listing repositories: %w", err)
	}
	for _, r := range append(repos, m.Pull.Repo) {
		rules, _, err := a.house.Rules(ctx, r)
		if err != nil {
			return err
		}
		mentors = append(mentors, rules.MentorIDs()...)
	}
	slices.Sort(mentors)
	if err := a.unkeep(ctx, m.Pull.Repo.Tenant, m.ID, 0); err != nil {
		return err
	}
	if err := a.Store.Erase(ctx, m, slices.Compact(mentors)); err != nil {
		return fmt.Errorf("deleting what is left of a person: %w", err)
	}
	a.Count("erased")
	return nil
}

// forgottenOf tells who of these people asked to be forgotten.
func (a *App) forgottenOf(ctx context.Context, tenant int64, people []int64) (map[int64]bool, error) {
	if len(people) == 0 {
		return nil, nil
	}
	key, err := a.Store.Secret(ctx, tenant)
	if err != nil {
		return nil, fmt.Errorf("hashing people: %w", err)
	}
	hashes := make([]string, len(people))
	for i, p := range people {
		hashes[i] = hashed(key, p)
	}
	found, err := a.Store.Buried(ctx, tenant, hashes)
	if err != nil {
		return nil, fmt.Errorf("asking who is forgotten: %w", err)
	}
	out := map[int64]bool{}
	for i, yes := range found {
		if yes {
			out[people[i]] = true
		}
	}
	return out, nil
}

// lift lets a person be known again, by their own act at that time alone.
// It tells whether they had asked to be forgotten.
func (a *App) lift(ctx context.Context, tenant, person int64, at time.Time) (bool, error) {
	hash, err := a.hash(ctx, tenant, person)
	if err != nil {
		return false, err
	}
	return a.Store.Unbury(ctx, tenant, hash, at)
}

// account looks a newcomer's account up that GitHub did not know before.
func (a *App) account(ctx context.Context, m mentorship.Mentorship) (mentorship.Account, error) {
	e := mentorship.Account{At: a.Clock.Now()}
	_, err := a.GitHub.ByID(ctx, m.Pull.Repo.Tenant, m.Newcomer.ID)
	switch {
	case err == nil:
		e.Known = true
	case !mentorship.IsGone(err):
		return e, fmt.Errorf("looking an account up again: %w", err)
	}
	return e, nil
}

// missed tells a mentorship that the newcomer's account is not to be found.
func (a *App) missed(ctx context.Context, j job, m mentorship.Mentorship, e mentorship.Effect) error {
	found, err := a.account(ctx, m)
	if err != nil || found.Known {
		return err
	}
	return a.run(ctx, job{repo: j.repo, rules: j.rules, op: "account/" + e.Key},
		move{tenant: m.Pull.Repo.Tenant, id: m.ID, name: "account", events: []mentorship.Event{found}})
}
