package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// digestHere obeys `digest on`, which a mentor writes in an issue of their own,
// and `digest off`, which counts anywhere.
func (a *App) digestHere(ctx context.Context, j job, sig mentorship.Signal, id string, c guide.Command, index int) ([]mentorship.Effect, error) {
	t, r := mentorship.Thread{Repo: j.repo, Number: sig.Number}, *sig.Remark
	s := mentorship.Standing{Person: r.By, DigestAt: mentorship.SaidAt(r.At, index)}
	own := !sig.IsPull && r.ThreadBy.ID == r.By.ID && id == ""
	switch {
	case c.Argument == "off":
	case c.Argument != "on" || !own:
		return refusal(t, r, mentorship.NoteDigest), nil
	default:
		s.Digest = mentorship.Place{Repo: j.repo.ID, Number: sig.Number}
	}
	note, err := a.setDigest(ctx, j.repo.Tenant, j.rules, s)
	if err != nil {
		return nil, err
	}
	if note != "" {
		return refusal(t, r, note), nil
	}
	return []mentorship.Effect{mentorship.Reaction(t, r.ID, true)}, nil
}

// setDigest keeps where a mentor hears from us on Mondays, nowhere where the
// place is zero; the rules are those of the place. The note says why it is not done.
func (a *App) setDigest(ctx context.Context, tenant int64, rules mentorship.Rules, s mentorship.Standing) (note string, err error) {
	if s.Digest != (mentorship.Place{}) {
		entry, _ := rules.Mentor(s.Person.ID)
		if !entry.Consented {
			return mentorship.NoteNotListed, nil
		}
		if err := a.planDigest(ctx, tenant, entry, s.DigestAt); err != nil {
			return "", err
		}
	}
	if err := a.Store.SetStanding(ctx, tenant, s); err != nil {
		return "", fmt.Errorf("keeping what a person decided: %w", err)
	}
	return "", nil
}

func (a *App) planDigest(ctx context.Context, tenant int64, entry mentorship.Mentor, after time.Time) error {
	at := mentorship.NextDigest(after, config.Zone(entry.Zone))
	if err := a.Store.PlanDue(ctx, tenant, mentorship.DigestID(entry.ID), at); err != nil {
		return fmt.Errorf("planning a digest: %w", err)
	}
	return nil
}

// digestDue plans the note of a week and the time of the next, for as long as
// the mentor wants it and is one.
func (a *App) digestDue(ctx context.Context, w mentorship.Work, mentor int64) (finished bool, err error) {
	standing, err := a.Store.Standing(ctx, w.Tenant, []int64{mentor})
	if err != nil {
		return false, fmt.Errorf("reading what people decided for themselves: %w", err)
	}
	place := standing[mentor].Digest
	repo, served, err := a.served(ctx, w.Tenant, place.Repo)
	if err != nil || !served {
		return false, err
	}
	j := job{work: w, repo: repo}
	if j.rules, _, err = a.house.Rules(ctx, repo); err != nil {
		return false, fmt.Errorf("reading house rules: %w", err)
	}
	entry, _ := j.rules.Mentor(mentor)
	if !entry.Consented {
		return false, nil
	}
	now := a.Clock.Now()
	if err := a.planDigest(ctx, w.Tenant, entry, now); err != nil || entry.AwayOn(now) {
		return false, err
	}
	note := mentorship.Digest(mentorship.Thread{Repo: repo, Number: place.Number}, entry.Person, now)
	err = a.finish(ctx, j, move{tenant: w.Tenant, name: "digest", finish: true}, []mentorship.Effect{note})
	return err == nil, err
}

// served finds a repository of an installation by its number.
func (a *App) served(ctx context.Context, tenant, id int64) (repo mentorship.Repo, found bool, err error) {
	all, err := a.Store.Repos(ctx, tenant)
	if err != nil {
		return repo, false, fmt.Errorf("listing repositories: %w", err)
	}
	i := slices.IndexFunc(all, func(r mentorship.Repo) bool { return r.ID == id })
	if i < 0 {
		return repo, false, nil
	}
	return all[i], true, nil
}

// The bounds of a digest: what it tells of, and how many it looks at for that.
const (
	digestTells = 3
	digestLooks = 30
)

// digest are the newcomers of the repository who could use that mentor now: a
// question that waits, then those nobody took on, then those on the list.
func (a *App) digest(ctx context.Context, j job, e mentorship.Effect) (out []guide.Wait, err error) {
	entry, _ := j.rules.Mentor(e.Person.ID)
	if !entry.Consented {
		return nil, nil
	}
	ids, err := a.waitingIn(ctx, e.Thread.Repo)
	if err != nil {
		return nil, err
	}
	for _, id := range ids[:min(len(ids), digestLooks)] {
		m, err := a.Store.Load(ctx, e.Thread.Repo.Tenant, id)
		if err != nil {
			return nil, fmt.Errorf("loading mentorship: %w", err)
		}
		why := mentorship.WaitsFor(m, entry.ID)
		if why == "" || m.Pull.Repo.ID != e.Thread.Repo.ID {
			continue
		}
		if fits, err := a.inPaths(ctx, entry, m.Pull); err != nil {
			return nil, err
		} else if fits {
			out = append(out, guide.Wait{Pull: m.Pull, Why: why})
		}
		if len(out) == digestTells {
			break
		}
	}
	return out, nil
}

// waitingIn are the mentorships of a repository that wait for a person, those
// first that wait most.
func (a *App) waitingIn(ctx context.Context, repo mentorship.Repo) ([]string, error) {
	concerns, err := a.Store.Concerns(ctx, repo)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, why := range []mentorship.Concern{mentorship.ConcernQuestion, mentorship.ConcernNobody, mentorship.ConcernWiden} {
		for _, id := range slices.Sorted(maps.Keys(concerns)) {
			if concerns[id] == why {
				out = append(out, id)
			}
		}
	}
	queued, err := a.Store.Queued(ctx, repo.Tenant)
	if err != nil {
		return nil, fmt.Errorf("listing those who wait: %w", err)
	}
	return append(out, queued...), nil
}

// inPaths reports whether a change touches what a mentor offers to help with;
// who names no paths helps everywhere.
func (a *App) inPaths(ctx context.Context, m mentorship.Mentor, t mentorship.Thread) (bool, error) {
	if len(m.Paths) == 0 {
		return true, nil
	}
	files, err := a.filesOf(ctx, t)
	return slices.ContainsFunc(files, func(file string) bool {
		return slices.ContainsFunc(m.Paths, func(glob string) bool { return config.Covers(glob, file) })
	}), err
}
