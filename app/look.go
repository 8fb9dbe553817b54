package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// look reads a conversation anew, because deliveries about it may have been
// missed. A pull request is handled as it stands now; what people said since
// then becomes work of its own, so that each remark ends, waits and fails alone.
func (a *App) look(ctx context.Context, w mentorship.Work) (finished bool, err error) {
	var l mentorship.Look
	if json.Unmarshal(w.Body, &l) != nil || l.Number <= 0 || l.Repo.Tenant != w.Tenant {
		a.Count("malformed")
		return false, nil
	}
	j := job{work: w, repo: l.Repo}
	if l.Remark != nil {
		return a.handle(ctx, j, mentorship.Signal{
			Kind: mentorship.SignalRemark, Action: "created", Repo: l.Repo, Actor: l.Remark.By,
			Number: l.Number, IsPull: l.Pull, Remark: l.Remark,
		})
	}
	j.open = true // there is more to do after the pull request
	if l.Pull {
		if there, err := a.lookAtPull(ctx, j, l); err != nil || !there {
			return false, err
		}
	}
	if !l.Pull {
		if err := a.lookAtIssue(ctx, j, l); err != nil {
			return false, err
		}
	}
	if err := fault.At("look.pull"); err != nil {
		return false, err
	}
	return false, a.hearAgain(ctx, w, l)
}

// lookAtPull handles a pull request as it stands now; false: it is gone.
func (a *App) lookAtPull(ctx context.Context, j job, l mentorship.Look) (bool, error) {
	thread := mentorship.Thread{Repo: l.Repo, Number: l.Number}
	p, err := a.GitHub.Pull(ctx, thread)
	if a.vanished(ctx, thread, err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading the pull request: %w", err)
	}
	j.repo = p.Repo
	_, err = a.handle(ctx, j, mentorship.Signal{
		Kind: mentorship.SignalPull, Action: missedAction(p, l), Repo: p.Repo, Number: p.Number, IsPull: true, Pull: &p,
	})
	return err == nil, err
}

// missedAction is what a delivery about the pull request would have told last.
func missedAction(p mentorship.Pull, l mentorship.Look) string {
	switch {
	case p.Merged, p.Closed:
		return "closed"
	case p.CreatedAt.Before(l.Since):
		return "synchronize" // its commits may be new
	}
	return "opened"
}

// hearAgain hands in what people said in a conversation since then, where
// anybody could be concerned: in that of a mentorship, or where somebody wrote.
func (a *App) hearAgain(ctx context.Context, w mentorship.Work, l mentorship.Look) error {
	id, err := a.Store.ByThread(ctx, l.Repo, l.Number)
	if err != nil || id == "" && !l.Said {
		return err
	}
	thread := mentorship.Thread{Repo: l.Repo, Number: l.Number}
	rs, err := a.GitHub.Remarks(ctx, thread)
	if a.vanished(ctx, thread, err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading what was said: %w", err)
	}
	for _, r := range rs {
		if r.ByUs || r.By.Bot || r.By.Zero() || r.Edited || r.At.Before(l.Since) {
			continue
		}
		said := mentorship.Look{Repo: l.Repo, Number: l.Number, Pull: l.Pull, Since: l.Since, Remark: &r}
		d, err := said.Delivery(fmt.Sprintf("look-%d-%s-%d", l.Repo.ID, r.Kind, r.ID), w.First)
		if err != nil {
			return err
		}
		if _, err := a.Store.Accept(ctx, d); err != nil {
			return fmt.Errorf("handing in what was said: %w", err)
		}
	}
	return nil
}

// earlyTries is how often a fetched command waits for what it speaks of, earlyWait
// the longest each time: a draft, or a day with too many newcomers, gets no first
// word for weeks.
const (
	earlyTries = 4
	earlyWait  = 30 * time.Minute
)

// early reports, as a fault, that commands which were fetched cannot be obeyed
// yet: fetched at once with the opening of the pull request they stand in, they
// may be faster. And where our own first word was forgotten, what others answered
// to it waits until it is said, that is found, again.
func (a *App) early(ctx context.Context, j job, sig mentorship.Signal, id string) error {
	if !j.work.Again || j.work.Tries >= earlyTries {
		return nil
	}
	f := &mentorship.Fault{Kind: mentorship.FaultTransient, Err: errors.New("it is not known yet what this speaks of")}
	if id == "" {
		_, judged, err := a.Store.Decision(ctx, j.repo, sig.Number)
		if err != nil || judged || !sig.IsPull {
			return err
		}
		return f
	}
	m, err := a.Store.Load(ctx, j.repo.Tenant, id)
	if err != nil {
		return fmt.Errorf("loading mentorship: %w", err)
	}
	if m.State != mentorship.StateSeen || !m.Again || m.Newcomer.ID == sig.Remark.By.ID {
		return nil
	}
	f.Until = m.Wake().Add(time.Second)
	if f.Until.After(a.Clock.Now().Add(earlyWait)) {
		return nil
	}
	return f
}
