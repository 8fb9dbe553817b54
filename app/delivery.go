package app

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app/chronicle"
	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Delivery handles one webhook: stops 4 to 7 of its way. It reports whether
// the work ended with its last commit; where not, nothing was to be kept and
// the caller ends it.
func (a *App) Delivery(ctx context.Context, w mentorship.Work) (finished bool, err error) {
	if err := fault.At("deliver.begun"); err != nil {
		return false, err
	}
	if w.Event == mentorship.EventLook {
		if err := a.held(ctx, w.Tenant); err != nil {
			return false, err
		}
		return a.look(ctx, w)
	}
	sig, err := a.Decode(w.Event, w.Body)
	if err != nil {
		return false, fmt.Errorf("decoding %s: %w", w.Event, err)
	}
	if err := fault.At("deliver.decoded"); err != nil {
		return false, err
	}
	if sig.Kind == "" {
		a.Count("not_ours")
		a.Log.DebugContext(ctx, "not ours", "delivery", w.ID, "event", w.Event)
		return false, nil
	}
	return a.handle(ctx, job{work: w, repo: sig.Repo}, sig)
}

// handle does what a signal asks for.
func (a *App) handle(ctx context.Context, j job, sig mentorship.Signal) (finished bool, err error) {
	w := j.work
	switch sig.Kind {
	case mentorship.SignalInstallation:
		return false, a.installation(ctx, w, sig)
	case mentorship.SignalRepo:
		return false, a.repository(ctx, w, sig)
	}
	if err := a.held(ctx, w.Tenant); err != nil {
		return false, err
	}
	switch sig.Kind {
	case mentorship.SignalPush:
		return false, a.push(ctx, j, sig)
	case mentorship.SignalTeam:
		return false, a.teamChanged(ctx, j, sig)
	case mentorship.SignalJoined:
		return false, a.joined(ctx, j, sig)
	case mentorship.SignalRecheck:
		return a.recheck(ctx, j, sig)
	}
	if err := a.houseTouched(ctx, j, sig); err != nil {
		return false, err
	}
	served, err := a.ready(ctx, &j, sig.Number)
	if err != nil {
		return false, fmt.Errorf("reading house rules: %w", err)
	}
	if !served {
		return a.unserved(ctx, j, sig)
	}
	a.Log.DebugContext(ctx, "handling", "delivery", w.ID, "event", w.Event, "action", sig.Action, "repo", sig.Repo.ID, "number", sig.Number)
	return a.happening(ctx, j, sig)
}

// happening handles what happened in a conversation.
func (a *App) happening(ctx context.Context, j job, sig mentorship.Signal) (finished bool, err error) {
	switch sig.Kind {
	case mentorship.SignalPull:
		return a.pull(ctx, j, sig)
	case mentorship.SignalRemark:
		return a.remark(ctx, j, sig)
	case mentorship.SignalRemarkGone:
		return a.remarkGone(ctx, j, sig)
	case mentorship.SignalIssue:
		return a.issue(ctx, j, sig)
	case mentorship.SignalChecks:
		return a.checks(ctx, j, sig)
	}
	return false, nil
}

// ready finds the house rules for the job, and whether anything may begin in
// the repository. Issues may be tracked in a repository without rules of its
// own: those of the pull request's count.
func (a *App) ready(ctx context.Context, j *job, number int) (served bool, err error) {
	if err := a.sight(ctx, j.repo); err != nil {
		return false, err
	}
	if j.rules, served, err = a.house.Rules(ctx, j.repo); err != nil || served || number == 0 {
		return served, err
	}
	id, err := a.Store.ByThread(ctx, j.repo, number)
	if err != nil || id == "" {
		return false, err
	}
	m, err := a.Store.Load(ctx, j.repo.Tenant, id)
	if err != nil {
		return false, fmt.Errorf("loading mentorship: %w", err)
	}
	j.rules, _, err = a.house.Rules(ctx, m.Pull.Repo)
	return true, err // what runs, goes on
}

// unserved keeps the reason for silence where nobody wrote house rules.
func (a *App) unserved(ctx context.Context, j job, sig mentorship.Signal) (bool, error) {
	switch sig.Kind {
	case mentorship.SignalRemark:
		return a.leave(ctx, j, sig)
	case mentorship.SignalPull:
	default:
		return false, nil
	}
	return true, a.silence(ctx, j, sig.Number, mentorship.Skip{Why: "this repository has no valid house rules on its default branch, so firstmate is idle here"})
}

// silence keeps why a pull request got no answer, and ends the work.
func (a *App) silence(ctx context.Context, j job, number int, s mentorship.Skip) error {
	a.Count("silence")
	now := a.Clock.Now()
	err := a.Store.Commit(ctx, mentorship.Commit{
		Op: fmt.Sprintf("%s/silence", j.work.ID), Tenant: j.repo.Tenant, Now: now,
		Work: claimOf(j.work), Finish: !j.open, Counts: chronicle.Skipped(j.repo, s, now),
		Decision: &mentorship.Decision{
			Repo: j.repo, Number: number, At: now, Verdict: mentorship.VerdictSilence, Reason: s.Why, Rules: j.rules.SHA,
		},
	})
	if err != nil {
		return fmt.Errorf("keeping a decision: %w", err)
	}
	return nil
}
