package house

import (
	"context"
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// OpsIssue is the write that brings the ops issue about a repository in line
// with the house rules on its default branch and with what waits in it.
func (a *Authority) OpsIssue(ctx context.Context, e mentorship.Effect) (mentorship.Write, error) {
	none := mentorship.Write{Kind: mentorship.WriteNothing, Thread: e.Thread}
	repo := e.Thread.Repo
	known, err := a.Store.Ops(ctx, repo)
	if err != nil {
		return none, err
	}
	r, _, err := a.Rules(ctx, repo)
	if err != nil {
		return none, fmt.Errorf("reading house rules: %w", err)
	}
	if known.Zero() && r.OpsRepo.ID == 0 {
		return none, nil
	}
	var house guide.HouseReport
	if _, _, err := a.examine(ctx, repo, "", &house); err != nil {
		return none, err
	}
	report := guide.OpsReport{Mistakes: slices.DeleteFunc(house.Notes, func(n mentorship.Note) bool { return n.Warning })}
	if err := a.Concerns(ctx, repo, r, &report); err != nil {
		return none, err
	}
	return guide.Page{Rules: r, Slug: a.Slug}.OpsIssue(e, known, r.OpsRepo, report), nil
}

// KeepOps remembers what became of the ops issue. One that is gone is opened
// anew at the next mistake.
func (a *Authority) KeepOps(ctx context.Context, e mentorship.Effect, w mentorship.Write, done mentorship.Result, failed error) error {
	switch {
	case w.Kind == mentorship.WriteIssue && failed == nil:
		return a.Store.SetOps(ctx, e.Thread.Repo, mentorship.Thread{Repo: w.Thread.Repo, Number: done.Number})
	case w.Kind == mentorship.WriteIssueEdit && mentorship.IsGone(failed):
		return a.Store.SetOps(ctx, e.Thread.Repo, mentorship.Thread{})
	}
	return nil
}
