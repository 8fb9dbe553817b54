package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// pushedBy takes over who pushed to a newcomer's branch: what somebody else
// pushed is no sign of the newcomer's.
func pushedBy(p *mentorship.Pull, sig mentorship.Signal) (out []mentorship.Event) {
	if sig.Action != "synchronize" || p.Author.Zero() || sig.Actor.ID == p.Author.ID {
		return nil
	}
	out = append(out, mentorship.TookOver{By: sig.Actor, At: p.PushedAt})
	p.PushedAt = time.Time{}
	return out
}

// competes tells the pairings of a mentor who opens a pull request of their own
// when it changes at least half of the files of the newcomer's open one. What
// cannot be read is left at that: it is a hint, and for the mentor alone.
func (a *App) competes(ctx context.Context, j job, sig mentorship.Signal) error {
	p := *sig.Pull
	if sig.Action != "opened" {
		return nil
	}
	if m, ok := j.rules.Mentor(p.Author.ID); !ok || m.Unguarded {
		return nil
	}
	ids, err := a.Store.ByMentor(ctx, j.repo.Tenant, p.Author.ID)
	if err != nil {
		return fmt.Errorf("listing pairings: %w", err)
	}
	var mine []string
	for _, id := range ids {
		m, err := a.Store.Load(ctx, j.repo.Tenant, id)
		if err != nil {
			return fmt.Errorf("loading mentorship: %w", err)
		}
		if f := m.Facts.Pull; !m.State.Paired() || m.Pull.Repo.ID != j.repo.ID || f.Closed || f.Merged || f.Issue {
			continue
		}
		if mine == nil {
			if mine, err = a.GitHub.Files(ctx, p.Thread()); err != nil {
				return a.unseen(err)
			}
		}
		theirs, err := a.GitHub.Files(ctx, m.Pull)
		if err != nil {
			return a.unseen(err)
		}
		if !shares(theirs, mine) {
			continue
		}
		e := mentorship.TookOver{By: p.Author, At: p.CreatedAt}
		if err := a.run(ctx, j, move{tenant: j.repo.Tenant, id: id, name: "took-over", events: []mentorship.Event{e}}); err != nil {
			return err
		}
	}
	return nil
}

// unseen is a hint that could not be had.
func (a *App) unseen(err error) error {
	a.Log.Debug("files of a pull request could not be read", "why", mentorship.KindOf(err))
	return nil
}

// shares reports whether at least half of the files are among others.
func shares(files, others []string) bool {
	n := 0
	for _, f := range files {
		if slices.Contains(others, f) {
			n++
		}
	}
	return n > 0 && 2*n >= len(files)
}
