package app

import (
	"context"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// drop ends an effect that is wanted no more. Where an earlier attempt may have been
// applied its text is looked for: of somebody who was forgotten since it loses the
// name, of anybody else it is remembered like one that was done.
func (a *App) drop(ctx context.Context, w mentorship.Work, j job, e mentorship.Effect, m mentorship.Mentorship, try Try) error {
	found, err := a.written(ctx, w, e, try)
	if err != nil {
		return err
	}
	if !found.Found || m.Version > 0 && m.State != mentorship.StateErased {
		return a.settle(ctx, j, e, found, nil)
	}
	erase := mentorship.Erase(e.Thread, found.ID)
	if e.Kind == mentorship.EffectOpenIssue {
		erase = mentorship.EraseIssue(mentorship.Thread{Repo: e.Thread.Repo, Number: found.Number})
	}
	a.Count("effect_done")
	j.sent = &mentorship.Sent{Key: e.Key, ID: found.ID}
	return a.finish(ctx, j, move{tenant: w.Tenant, name: "effect/" + e.Key}, []mentorship.Effect{erase})
}

// written looks for what an earlier attempt may have created.
func (a *App) written(ctx context.Context, w mentorship.Work, e mentorship.Effect, try Try) (mentorship.Result, error) {
	if !try.Resume || !e.Creates() {
		return mentorship.Result{}, nil
	}
	tail := guide.Marker{Kind: e.Kind, Key: e.Key}.Tail()
	look := mentorship.Write{
		Kind: mentorship.WriteComment, Thread: e.Thread, Body: tail, Marker: tail,
		Resume: true, Misses: try.Misses, LookOnly: true,
		Mine: func(ctx context.Context) error { return a.mine(ctx, w) },
	}
	if e.Kind == mentorship.EffectOpenIssue {
		look.Kind = mentorship.WriteIssue
	}
	found, err := a.do(ctx, w.Tenant, e, look)
	if err != nil && !a.final(err, e) {
		return found, fmt.Errorf("looking for %s: %w", e.Kind, err)
	}
	return found, nil
}

// answersForgotten reports whether an effect answers what somebody said before they
// asked to be forgotten.
func (a *App) answersForgotten(ctx context.Context, tenant int64, e mentorship.Effect) (bool, error) {
	if e.Said.IsZero() {
		return false, nil
	}
	hash, err := a.hash(ctx, tenant, e.Person.ID)
	if err != nil {
		return false, err
	}
	at, _, err := a.Store.BuriedAt(ctx, tenant, hash)
	return !e.Said.After(at), err
}

// stillOnItsWay is how often it is looked whether an erased mentorship has effects
// left that are on their way: what they wrote is to lose its name first.
const stillOnItsWay = 5 * time.Minute
