package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// worded puts an effect into words, as things stand now.
func (a *App) worded(ctx context.Context, j job, e mentorship.Effect, m mentorship.Mentorship) (mentorship.Write, error) {
	page := guide.Page{Rules: j.rules, Stored: a.AboutURL, Own: a.OwnURL, Slug: a.Slug}
	if err := a.readable(ctx, j, e, m, &page); err != nil {
		return mentorship.Write{}, err
	}
	switch {
	case e.Kind == mentorship.EffectCheck:
		return a.house.Check(ctx, e)
	case e.Kind == mentorship.EffectOps:
		return a.house.OpsIssue(ctx, e)
	case e.Kind == mentorship.EffectReport:
		return a.reportIssue(ctx, e, page)
	case e.Kind == mentorship.EffectTell:
		if err := a.forCoordinators(ctx, j, &e, m, &page); err != nil {
			return mentorship.Write{}, err
		}
	case e.Kind == mentorship.EffectDigest:
		var err error
		if page.Digest, err = a.digest(ctx, j, e); err != nil {
			return mentorship.Write{}, err
		}
	case strings.HasPrefix(e.Note, mentorship.NoteList), e.Note == mentorship.NoteNotAvailable:
		var err error
		if page.Free, err = a.freeHere(ctx, j.rules, e); err != nil {
			return mentorship.Write{}, err
		}
	case e.Note == mentorship.NoteWhy:
		var err error
		if page.Why, err = a.decisionIn(ctx, e.Thread); err != nil {
			return mentorship.Write{}, err
		}
	}
	return guide.Render(e, m, page)
}

// decisionIn is the last decision about a thread, or about the pull request
// whose tracking issue it is; nil if none is remembered.
func (a *App) decisionIn(ctx context.Context, t mentorship.Thread) (*mentorship.Decision, error) {
	id, err := a.Store.ByThread(ctx, t.Repo, t.Number)
	if err != nil {
		return nil, fmt.Errorf("finding the mentorship of a thread: %w", err)
	}
	if id != "" {
		m, err := a.Store.Load(ctx, t.Repo.Tenant, id)
		if err != nil {
			return nil, fmt.Errorf("loading mentorship: %w", err)
		}
		if t.Same(m.Issue) {
			t = m.Pull
		}
	}
	d, ok, err := a.Store.Decision(ctx, t.Repo, t.Number)
	if err != nil || !ok {
		return nil, err
	}
	return &d, nil
}
