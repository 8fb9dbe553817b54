package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// elsewhere tells a newcomer's mentorship what they did in a thread that is none
// of theirs; id is the mentorship the thread belongs to, if any. Of people who
// are no newcomers nothing is known, and nothing is kept.
func (a *App) elsewhere(ctx context.Context, j job, sig mentorship.Signal, id string) error {
	r := *sig.Remark
	own := mentorship.NewID(j.rules.Scope, j.repo, r.By.ID)
	if own == id {
		return nil
	}
	return a.tell(ctx, j, own, mentorship.Elsewhere{
		Thread: mentorship.Thread{Repo: j.repo, Number: sig.Number},
		Pull:   sig.IsPull, Kind: r.Kind, Fellow: id != "" && sig.IsPull, At: r.At,
	})
}

// assigned takes over that a newcomer was given an open issue.
func (a *App) assigned(ctx context.Context, j job, sig mentorship.Signal) (bool, error) {
	who := sig.Issue.Assigned
	if sig.Action != "assigned" || sig.Issue.Closed || who.Zero() || who.Bot {
		return false, nil
	}
	return false, a.tell(ctx, j, mentorship.NewID(j.rules.Scope, j.repo, who.ID), mentorship.Elsewhere{
		Thread: mentorship.Thread{Repo: j.repo, Number: sig.Number}, At: sig.Issue.UpdatedAt,
	})
}

func (a *App) tell(ctx context.Context, j job, id string, e mentorship.Elsewhere) error {
	m, err := a.Store.Load(ctx, j.repo.Tenant, id)
	if err != nil {
		return fmt.Errorf("loading mentorship: %w", err)
	}
	if m.Version == 0 || m.State.Terminal() {
		return nil
	}
	if j.rules, _, err = a.house.Rules(ctx, m.Pull.Repo); err != nil {
		return err
	}
	return a.run(ctx, j, move{tenant: j.repo.Tenant, id: id, name: "elsewhere", events: []mentorship.Event{e}})
}

// ticked reads the boxes of a tracking issue a person edited.
func ticked(sig mentorship.Signal) mentorship.Ticked {
	e := mentorship.Ticked{Items: guide.Boxes(sig.Issue.Text), By: sig.Actor, At: sig.Issue.UpdatedAt}
	if sig.Issue.Was == nil {
		return e
	}
	was := guide.Boxes(*sig.Issue.Was)
	without := func(items, others []mentorship.Item) []mentorship.Item {
		return slices.DeleteFunc(slices.Clone(items), func(i mentorship.Item) bool { return slices.Contains(others, i) })
	}
	e.On = without(e.Items, was)
	if guide.Ours(sig.Issue.Text) { // else the block is gone, and says nothing
		e.Off = without(was, e.Items)
	}
	return e
}

// pageEvents are what a person did to a tracking issue: to its boxes, or to
// the page itself.
func pageEvents(j job, sig mentorship.Signal) (out []mentorship.Event) {
	if e := ticked(sig); len(e.Items)+len(e.Off) > 0 {
		out = append(out, e)
	}
	if sig.Action == "closed" || sig.Action == "reopened" {
		out = append(out, mentorship.PageTurned{
			Thread: mentorship.Thread{Repo: j.repo, Number: sig.Number},
			Shut:   sig.Action == "closed", By: sig.Actor, At: sig.Issue.UpdatedAt,
		})
	}
	return out
}
