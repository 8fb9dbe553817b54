package app

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/house"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// An owner's report is one issue, edited in place each month. Its clock is one
// more name among the things that are due: set when the owner's house rules are
// read, set anew by itself each month, and gone with the key that asks for it.

// wantReport sets the clock of the report an owner's house rules ask for: to
// now where this month's is not written yet, else to the next month.
func (a *App) wantReport(ctx context.Context, repo mentorship.Repo) error {
	if a.Report == nil || !house.IsOwners(repo) {
		return nil
	}
	w, ok, err := a.house.Window(ctx, repo.Owner)
	if err != nil || !ok || w.Repo.ID != repo.ID || w.ReportRepo.ID == 0 {
		return err
	}
	known, err := a.Store.Report(ctx, repo)
	if err != nil {
		return err
	}
	now := a.Clock.Now()
	at := now
	if known.Month == mentorship.ReportMonth(now) && known.Thread.Repo.ID == w.ReportRepo.ID {
		at = mentorship.NextReport(now, repo.Tenant)
	}
	if err := a.Store.PlanDue(ctx, repo.Tenant, mentorship.ReportID, at); err != nil {
		return fmt.Errorf("planning a report: %w", err)
	}
	return nil
}

// reportDue plans the report of an account and the time of the next, for as
// long as its house rules ask for one.
func (a *App) reportDue(ctx context.Context, w mentorship.Work) (finished bool, err error) {
	repos, err := a.Store.Repos(ctx, w.Tenant)
	if err != nil {
		return false, fmt.Errorf("listing repositories: %w", err)
	}
	now := a.Clock.Now()
	var planned []mentorship.Effect
	for _, repo := range repos {
		if a.Report == nil || !house.IsOwners(repo) {
			continue
		}
		said, ok, err := a.house.Window(ctx, repo.Owner)
		if err != nil {
			return false, err
		}
		if ok && said.ReportRepo.ID != 0 {
			planned = append(planned, mentorship.Report(repo, said.ReportRepo, now))
		}
	}
	if len(planned) == 0 {
		return false, nil
	}
	if err := a.Store.PlanDue(ctx, w.Tenant, mentorship.ReportID, mentorship.NextReport(now, w.Tenant)); err != nil {
		return false, fmt.Errorf("planning a report: %w", err)
	}
	err = a.finish(ctx, job{work: w, repo: planned[0].Thread.Repo}, move{tenant: w.Tenant, name: "report", finish: true}, planned)
	return err == nil, err
}

// reportIssue is the write that brings an owner's report up to date.
func (a *App) reportIssue(ctx context.Context, e mentorship.Effect, page guide.Page) (mentorship.Write, error) {
	none := mentorship.Write{Kind: mentorship.WriteNothing, Thread: e.Thread}
	w, ok, err := a.house.Window(ctx, e.Thread.Repo.Owner)
	if err != nil || !ok || w.ReportRepo.ID == 0 || a.Report == nil {
		return none, err
	}
	known, err := a.Store.Report(ctx, e.Thread.Repo)
	if err != nil {
		return none, err
	}
	title, text, err := a.Report(ctx, w)
	if err != nil {
		return none, fmt.Errorf("writing a report: %w", err)
	}
	if known.Thread.Repo.ID != w.ReportRepo.ID {
		known.Thread = mentorship.Thread{}
	}
	page.Language = w.Language
	return page.ReportIssue(e, known.Thread, w.ReportRepo, title, text), nil
}

// keepReport remembers the issue and its month. One that is gone is opened anew
// with the next report.
func (a *App) keepReport(ctx context.Context, e mentorship.Effect, w mentorship.Write, done mentorship.Result, failed error) error {
	r := mentorship.ReportIssue{Thread: w.Thread, Month: mentorship.ReportMonth(a.Clock.Now())}
	switch {
	case w.Kind == mentorship.WriteIssue && failed == nil:
		r.Thread.Number = done.Number
	case w.Kind == mentorship.WriteIssueEdit && mentorship.IsGone(failed):
		r.Thread = mentorship.Thread{}
	case w.Kind != mentorship.WriteIssueEdit:
		return nil
	}
	return a.Store.SetReport(ctx, e.Thread.Repo, r)
}
