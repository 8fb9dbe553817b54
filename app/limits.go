package app

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// saidAtMost is how many commands of one person count in 24 hours; further
// ones are passed over without a word.
const saidAtMost = 20

// within returns the commands of a comment that are within the person's limit.
func (a *App) within(ctx context.Context, tenant int64, r mentorship.Remark, cs []guide.Command) ([]guide.Command, error) {
	for i := range cs {
		n, err := a.Store.Tally(ctx, tenant, said(r.By.ID), fmt.Sprintf("%d/%d", r.ID, i), r.At, aDay, 2*aDay)
		if err != nil {
			return nil, fmt.Errorf("counting commands: %w", err)
		}
		if n > saidAtMost {
			a.Count("commands_over_limit")
			return cs[:i], nil
		}
	}
	return cs, nil
}

// said is what the commands of a person are counted under.
func said(person int64) string { return fmt.Sprintf("said/%d", person) }

// muted reports whether people silenced us in a conversation.
func (a *App) muted(ctx context.Context, t mentorship.Thread, id string) (bool, error) {
	if id == "" {
		return false, nil
	}
	m, err := a.Store.Load(ctx, t.Repo.Tenant, id)
	if err != nil {
		return false, fmt.Errorf("loading mentorship: %w", err)
	}
	return m.MutedIn(t), nil
}

// listHere answers `list`, once a thread and day: who is free is looked up when
// the answer is worded.
func listHere(t mentorship.Thread, r mentorship.Remark, c guide.Command) []mentorship.Effect {
	return []mentorship.Effect{mentorship.Reaction(t, r.ID, true), mentorship.List(t, r.By, topicNamed(c), r.At)}
}

// freeHere are the mentors who could be asked about a thread now.
func (a *App) freeHere(ctx context.Context, r mentorship.Rules, e mentorship.Effect) ([]mentorship.Mentor, error) {
	return a.advisor.Free(ctx, e.Thread.Repo.Tenant, r, e.Person.ID, a.Clock.Now())
}
