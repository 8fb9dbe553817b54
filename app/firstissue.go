package app

import (
	"context"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// firstIssue begins with the author of an issue that may count as a first
// contribution (watch.issues): once per issue, and with nobody who was met before.
// It returns the mentorship's id, "" where none began; finished says whether the
// work ended with the reason being kept.
func (a *App) firstIssue(ctx context.Context, j job, number int, author mentorship.Person) (id string, finished bool, err error) {
	if !j.rules.Issues || author.Zero() || author.Bot {
		return "", false, nil
	}
	known, err := a.Store.Load(ctx, j.repo.Tenant, mentorship.NewID(j.rules.Scope, j.repo, author.ID))
	if err != nil {
		return "", false, fmt.Errorf("loading mentorship: %w", err)
	}
	_, judged, err := a.Store.Decision(ctx, j.repo, number)
	if err == nil && known.State == mentorship.StateSeen {
		return "", false, a.saidNo(ctx, j, known.Newcomer, known.SearchAt)
	}
	if err != nil || judged || known.Version > 0 {
		return "", false, err
	}
	thread := mentorship.Thread{Repo: j.repo, Number: number}
	p, err := a.GitHub.Issue(ctx, thread)
	switch {
	case a.vanished(ctx, thread, err), err == nil && p.Closed:
		return "", false, nil
	case err != nil:
		return "", false, fmt.Errorf("reading an issue: %w", err)
	}
	first, finished, err := a.meet(ctx, j, p)
	if err != nil || first == nil {
		return "", finished, err
	}
	mv := move{tenant: j.repo.Tenant, id: first.ID, name: "first-issue", begin: first}
	mv.events = []mentorship.Event{mentorship.PullChanged{Pull: p}}
	if err := a.run(ctx, j, mv); err != nil {
		return "", false, err
	}
	return first.ID, false, a.saidNo(ctx, j, p.Author, time.Time{})
}

// answeredIssue begins with the author of an issue that somebody who looks
// after the project answered. It returns the id, "" where none began.
func (a *App) answeredIssue(ctx context.Context, j job, sig mentorship.Signal) (string, error) {
	r := *sig.Remark
	if !j.rules.Issues || sig.IsPull || r.ThreadBy.Zero() || r.ThreadBy.ID == r.By.ID {
		return "", nil
	}
	_, judged, err := a.Store.Decision(ctx, j.repo, sig.Number)
	if err != nil || judged {
		return "", err
	}
	p, err := a.may(ctx, j.repo, r.By)
	if err != nil {
		return "", err
	}
	if !p.Triages() {
		return "", nil
	}
	j.open = true // the answer itself comes after it
	id, _, err := a.firstIssue(ctx, j, sig.Number, r.ThreadBy)
	return id, err
}

// issueEvents are what a signal about an issue tells the mentorship it belongs
// to: of the issue a newcomer came with, how it stands; of a tracking issue,
// what a person did to it.
func (a *App) issueEvents(ctx context.Context, j job, sig mentorship.Signal, id string) ([]mentorship.Event, error) {
	m, err := a.Store.Load(ctx, j.repo.Tenant, id)
	if err != nil {
		return nil, fmt.Errorf("loading mentorship: %w", err)
	}
	thread := mentorship.Thread{Repo: j.repo, Number: sig.Number}
	switch {
	case !m.FirstIssue(thread) && sig.Action == "labeled":
		return nil, nil
	case !m.FirstIssue(thread):
		return pageEvents(j, sig), nil
	case !m.Facts.Pull.Issue: // the pull request that came of it counts
		return nil, nil
	}
	p, err := a.stands(ctx, m, sig)
	if err != nil {
		return nil, err
	}
	events := []mentorship.Event{mentorship.PullChanged{Pull: p}}
	if sig.Action == "labeled" {
		events = append(events, mentorship.Touched{Thread: thread, By: sig.Actor, At: p.UpdatedAt})
	}
	return events, nil
}

// stands is the issue a newcomer came with, as it stands now; one that is gone
// from here counts as closed.
func (a *App) stands(ctx context.Context, m mentorship.Mentorship, sig mentorship.Signal) (mentorship.Pull, error) {
	p, err := a.GitHub.Issue(ctx, m.Pull)
	if sig.Action == "deleted" || sig.Action == "transferred" || a.vanished(ctx, m.Pull, err) {
		p = m.Facts.Pull
		p.Closed, p.ClosedAt, p.UpdatedAt = true, sig.Issue.UpdatedAt, sig.Issue.UpdatedAt
		return p, nil
	}
	if err != nil {
		return p, fmt.Errorf("reading an issue: %w", err)
	}
	return p, nil
}

// live is what the newcomer came with, as it stands on GitHub now.
func (a *App) live(ctx context.Context, m mentorship.Mentorship) (mentorship.Pull, error) {
	if m.Facts.Pull.Issue {
		return a.GitHub.Issue(ctx, m.Pull)
	}
	return a.GitHub.Pull(ctx, m.Pull)
}

// lookAtIssue handles an issue as it stands now, where it may be, or is, what a
// newcomer came with.
func (a *App) lookAtIssue(ctx context.Context, j job, l mentorship.Look) error {
	thread := mentorship.Thread{Repo: l.Repo, Number: l.Number}
	rules, _, err := a.house.Rules(ctx, l.Repo)
	if err != nil {
		return fmt.Errorf("reading house rules: %w", err)
	}
	id, err := a.Store.ByThread(ctx, l.Repo, l.Number)
	if err != nil || id == "" && !rules.Issues {
		return err
	}
	if id != "" {
		m, err := a.Store.Load(ctx, l.Repo.Tenant, id)
		if err != nil || !m.FirstIssue(thread) {
			return err
		}
	}
	p, err := a.GitHub.Issue(ctx, thread)
	if a.vanished(ctx, thread, err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading an issue: %w", err)
	}
	_, err = a.handle(ctx, j, mentorship.Signal{
		Kind: mentorship.SignalIssue, Action: "seen", Repo: l.Repo, Number: l.Number,
		Issue: &mentorship.Issue{Number: l.Number, Author: p.Author, Closed: p.Closed, Locked: p.Locked, UpdatedAt: p.UpdatedAt, Labels: p.Labels},
	})
	return err
}
