package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// checkPush has a commit on the default branch checked if it touches the house
// rules or a text they name, and the ops issue brought in line.
func (a *App) checkPush(ctx context.Context, j job, sig mentorship.Signal, bad, texts bool) error {
	touched := len(sig.Push.Commits) > 0 || texts
	if !touched {
		var err error
		if touched, err = a.house.Changed(ctx, sig.Repo, sig.Push.Before, sig.Push.Head); err != nil {
			return err
		}
	}
	var effects []mentorship.Effect
	if touched {
		effects = append(effects, mentorship.Check(mentorship.Thread{Repo: sig.Repo}, sig.Push.Head))
	}
	known, err := a.Store.Ops(ctx, sig.Repo)
	if err != nil {
		return err
	}
	if bad || !known.Zero() {
		effects = append(effects, mentorship.Ops(sig.Repo))
	}
	return a.finish(ctx, j, move{tenant: sig.Repo.Tenant, name: "check"}, effects)
}

// ops brings the ops issue about a bad file up when no push told of it.
func (a *App) ops(ctx context.Context, repo mentorship.Repo, text mentorship.HouseText) error {
	j := job{repo: repo, op: fmt.Sprintf("ops/%d/%d", repo.ID, a.Clock.Now().Unix())}
	return a.finish(ctx, j, move{tenant: repo.Tenant, id: text.SHA, name: "ops"}, []mentorship.Effect{mentorship.Ops(repo)})
}

// houseTouched has a commit checked where a pull request or a judgement of one
// may concern the house rules.
func (a *App) houseTouched(ctx context.Context, j job, sig mentorship.Signal) error {
	switch sig.Kind {
	case mentorship.SignalPull:
		return a.checkPull(ctx, j, sig)
	case mentorship.SignalRemark:
		return a.checkJudged(ctx, j, sig)
	}
	return nil
}

// checkPull has the head of a pull request checked if that touches the house
// rules. The head is read for the check alone and never used as rules.
func (a *App) checkPull(ctx context.Context, j job, sig mentorship.Signal) error {
	if sig.Pull == nil || !slices.Contains([]string{"opened", "reopened", "synchronize"}, sig.Action) {
		return nil
	}
	return a.checkHead(ctx, j, sig.Pull.Thread(), sig.Pull.Head)
}

func (a *App) checkHead(ctx context.Context, j job, t mentorship.Thread, head string) error {
	touched, err := a.house.Touches(ctx, t)
	if err != nil || !touched {
		return err
	}
	return a.finish(ctx, j, move{tenant: t.Repo.Tenant, name: "check"}, []mentorship.Effect{mentorship.Check(t, head)})
}

// checkJudged words the check anew when somebody approved a pull request that
// touches the house rules, or took that back: it may be a yes.
func (a *App) checkJudged(ctx context.Context, j job, sig mentorship.Signal) error {
	r := sig.Remark
	if r == nil || r.Kind != mentorship.RemarkReview || r.By.Bot || r.Review == mentorship.ReviewCommented {
		return nil
	}
	t := mentorship.Thread{Repo: j.repo, Number: sig.Number}
	touched, err := a.house.Touches(ctx, t)
	if err != nil || !touched {
		return err
	}
	p, err := a.GitHub.Pull(ctx, t)
	if err != nil {
		return fmt.Errorf("reading the pull request: %w", err)
	}
	return a.finish(ctx, j, move{tenant: j.repo.Tenant, name: "check"}, []mentorship.Effect{mentorship.Check(t, p.Head)})
}

// recheck runs our check on a commit anew because somebody asked for it. What
// was never checked stays so.
func (a *App) recheck(ctx context.Context, j job, sig mentorship.Signal) (bool, error) {
	number, ok, err := a.GitHub.Checked(ctx, j.repo, sig.SHA, guide.CheckName)
	if err != nil {
		return false, fmt.Errorf("looking for the check: %w", err)
	}
	if !ok {
		return false, nil
	}
	e := mentorship.Check(mentorship.Thread{Repo: j.repo, Number: number}, sig.SHA)
	err = a.finish(ctx, j, move{tenant: j.repo.Tenant, name: "recheck", finish: true}, []mentorship.Effect{e})
	return err == nil, err
}
