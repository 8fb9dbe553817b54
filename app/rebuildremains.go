package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// refuses reports whether a command is a no. What an edited comment said at first
// cannot be read any more; a no in it counts all the same.
func refuses(c guide.Command) bool {
	switch c.Verb {
	case mentorship.VerbOptOut, mentorship.VerbNoThanks, mentorship.VerbMute, mentorship.VerbPause, mentorship.VerbAway,
		mentorship.VerbForget, mentorship.VerbNotAFit:
		return true
	}
	return false
}

// remains gathers what is left of a mentorship; ok is false where its pull
// request cannot be read.
func (r *reading) remains(ctx context.Context, id string) (out mentorship.Remains, rules mentorship.Rules, ok bool, err error) {
	out = mentorship.Remains{ID: id, Traces: r.traces[id], Alive: r.alive, Now: r.a.Clock.Now()}
	newcomer := mentorship.NewcomerOf(id)
	if newcomer == 0 {
		return out, rules, false, nil
	}
	out.Pull.Author.ID = newcomer
	first, others := r.changes(id, newcomer)
	if first.Zero() {
		return out, rules, false, nil
	}
	err = r.ask(ctx, func() (err error) { out.Pull, err = r.a.GitHub.Pull(ctx, first); return err })
	if outOfSight(err) || err == nil && out.Pull.Author.ID != newcomer {
		return out, rules, false, nil
	}
	if err != nil {
		return out, rules, false, err
	}
	if rules, _, err = r.a.house.Rules(ctx, out.Pull.Repo); err != nil {
		return out, rules, false, err
	}
	for _, t := range others {
		out.Others = append(out.Others, r.other(t))
	}
	if err := r.hear(ctx, &out, rules, append(others, first)); err != nil {
		return out, rules, false, err
	}
	if out.Pull.Head != "" && !done(out.Traces, mentorship.F2) {
		err := r.ask(ctx, func() (err error) {
			out.Green, err = r.a.GitHub.ChecksPassed(ctx, out.Pull.Repo, out.Pull.Head)
			return err
		})
		if err != nil && !outOfSight(err) {
			return out, rules, false, err
		}
	}
	return out, rules, true, r.named(ctx, out.Traces, rules)
}

// done reports whether a text of ours tells that a step is done.
func done(ts []mentorship.Trace, i mentorship.Item) bool {
	return slices.ContainsFunc(ts, func(t mentorship.Trace) bool { return slices.Contains(t.Done, i) })
}

// changes are the first pull request of a mentorship, where our first word
// stands, and the other ones of the newcomer in its scope.
func (r *reading) changes(id string, newcomer int64) (first mentorship.Thread, others []mentorship.Thread) {
	for _, t := range r.traces[id] {
		if p := r.papers[mentorship.Place{Repo: t.Thread.Repo.ID, Number: t.Thread.Number}]; p.Pull && p.Author.ID == newcomer {
			first = t.Thread
			break
		}
	}
	places := slices.Clone(r.pulls[newcomer])
	slices.SortFunc(places, func(a, b mentorship.Place) int { return r.papers[a].CreatedAt.Compare(r.papers[b].CreatedAt) })
	for _, p := range places {
		i := slices.IndexFunc(r.repos, func(x mentorship.Repo) bool { return x.ID == p.Repo })
		if i < 0 || id[0] == 'r' && !strings.HasPrefix(id, fmt.Sprintf("r%d-", p.Repo)) {
			continue
		}
		t := mentorship.Thread{Repo: r.repos[i], Number: p.Number}
		switch {
		case first.Zero():
			first = t
		case !t.Same(first):
			others = append(others, t)
		}
	}
	return first, others
}

// other is one of the newcomer's other pull requests, as far as a list tells.
func (r *reading) other(t mentorship.Thread) mentorship.Pull {
	p := r.papers[mentorship.Place{Repo: t.Repo.ID, Number: t.Number}]
	return mentorship.Pull{
		Repo: t.Repo, Number: t.Number, Author: p.Author, Closed: !p.ClosedAt.IsZero(), Merged: !p.MergedAt.IsZero(),
		CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt, ClosedAt: p.ClosedAt, MergedAt: p.MergedAt,
	}
}

// named puts today's names to the people our texts are about.
func (r *reading) named(ctx context.Context, ts []mentorship.Trace, rules mentorship.Rules) error {
	for i := range ts {
		for _, p := range []*mentorship.Person{&ts[i].Asked, &ts[i].Mentor} {
			if p.ID == 0 {
				continue
			}
			if m, ok := rules.Mentor(p.ID); ok {
				*p = m.Person
				continue
			}
			if known, ok := r.people[p.ID]; ok {
				*p = known
				continue
			}
			err := r.ask(ctx, func() error {
				who, err := r.a.GitHub.ByID(ctx, r.tenant, p.ID)
				r.seen(who)
				return err
			})
			if err != nil && !outOfSight(err) {
				return err
			}
			*p = mentorship.Person{ID: p.ID, Login: r.people[p.ID].Login}
		}
	}
	return nil
}
