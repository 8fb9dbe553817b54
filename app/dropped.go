package app

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// drop ends an effect that is wanted no more. Where an earlier attempt may have been
// applied its text is looked for, and what stands is treated as if it had been done.
func (a *App) drop(ctx context.Context, w mentorship.Work, j job, e mentorship.Effect, m mentorship.Mentorship, try Try) error {
	found, err := a.written(ctx, w, &e, try)
	if err != nil {
		return err
	}
	switch {
	case m.Version == 0: // the record is gone, or who is answered was forgotten
		return a.takeBack(ctx, w, j, e, found)
	case found.ID == 0:
		return a.settle(ctx, j, e, found, nil)
	}
	return a.stood(ctx, w, j, e, found)
}

// outlives reports whether an effect is of a record that is gone, or answers somebody
// who was forgotten.
func (a *App) outlives(ctx context.Context, tenant int64, e mentorship.Effect, m mentorship.Mentorship) (bool, error) {
	if e.Said.IsZero() {
		return e.Mentorship != "" && m.Version == 0, nil
	}
	return a.ofForgotten(ctx, tenant, e)
}

// stood ends an effect that was done. Where it speaks of somebody who asked to be
// forgotten while it was on its way, it is taken back.
func (a *App) stood(ctx context.Context, w mentorship.Work, j job, e mentorship.Effect, done mentorship.Result) error {
	gone, err := a.ofForgotten(ctx, w.Tenant, e)
	if err != nil {
		return err
	}
	if gone {
		return a.takeBack(ctx, w, j, e, done)
	}
	if err := a.settle(ctx, j, e, done, nil); err != nil || e.Said.IsZero() {
		return err
	}
	if gone, err = a.ofForgotten(ctx, w.Tenant, e); err != nil || !gone { // they may have asked right now, and found it on its way
		return err
	}
	return a.takeBack(ctx, mentorship.Work{Tenant: w.Tenant}, job{op: "back/" + e.Key}, e, done)
}

// takeBack ends an effect whose text, if it stands, is to lose the name of somebody
// who was forgotten; nothing stays of the effect, for its key may tell of them.
func (a *App) takeBack(ctx context.Context, w mentorship.Work, j job, e mentorship.Effect, done mentorship.Result) error {
	var erase []mentorship.Effect
	if done.ID != 0 {
		erase = append(erase, mentorship.Done{Effect: e, ID: done.ID, Number: done.Number}.Erasure())
	}
	if j.op == "" {
		j.sent = &mentorship.Sent{Key: e.Key, ID: done.ID}
		a.Count("effect_done")
	}
	if err := a.finish(ctx, j, move{tenant: w.Tenant, name: "effect/" + e.Key}, erase); err != nil {
		return err
	}
	if err := a.Store.Unmark(ctx, w.Tenant, e.Key); err != nil {
		return fmt.Errorf("forgetting an answer: %w", err)
	}
	return nil
}

// written looks for what an earlier attempt may have created.
func (a *App) written(ctx context.Context, w mentorship.Work, e *mentorship.Effect, try Try) (found mentorship.Result, err error) {
	if !try.Resume && !e.Again || !e.Creates() {
		return found, nil
	}
	if e.Kind == mentorship.EffectTell {
		if e.Thread, err = a.Store.Ops(ctx, e.Thread.Repo); err != nil || e.Thread.Zero() {
			return found, err
		}
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
	found, err = a.do(ctx, w.Tenant, *e, look)
	if err != nil && a.waits(ctx, *e, look, err) {
		return found, fmt.Errorf("looking for %s: %w", e.Kind, err)
	}
	return found, nil
}

// ofForgotten reports whether a text is about somebody who asked to be forgotten: the
// answer to what they said before, or a question to a mentor who was forgotten since.
// The newcomer's own record knows it itself.
func (a *App) ofForgotten(ctx context.Context, tenant int64, e mentorship.Effect) (bool, error) {
	if !e.Creates() || e.Person.Zero() || e.Said.IsZero() && e.Mentorship == "" {
		return false, nil
	}
	hash, err := a.hash(ctx, tenant, e.Person.ID)
	if err != nil {
		return false, err
	}
	at, buried, err := a.Store.BuriedAt(ctx, tenant, hash)
	if e.Said.IsZero() {
		return buried, err
	}
	return !e.Said.After(at), err
}
