package app

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app/candidates"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// offer has those who wait told that mentors may be free now; why names what
// freed them, the same at every attempt. It is work of its own, which is done
// again until it is done.
func (a *App) offer(ctx context.Context, tenant int64, why string) error {
	if err := a.Store.PlanDue(ctx, tenant, mentorship.OfferID(why, ""), a.Clock.Now()); err != nil {
		return fmt.Errorf("offering mentors who became free: %w", err)
	}
	return nil
}

// offerAtMost is how many of those who wait are told at once, in order.
const offerAtMost = 20

// offerNext gives the free places to those who wait longest, all at once: who
// gets which mentor is chosen so that together they fit best. Where somebody
// cannot be asked after all, the next in order are told of what is left.
func (a *App) offerNext(ctx context.Context, tenant int64, op, but string) error {
	waiting, err := a.waiting(ctx, tenant, but)
	if err != nil {
		return err
	}
	mentors, err := a.advisor.Together(ctx, waiting)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		e := mentorship.Opportunity{Prefer: mentors[w.ID]}
		mv := move{tenant: tenant, id: w.ID, name: "opportunity", events: []mentorship.Event{e}}
		if err := a.run(ctx, job{repo: w.Pull.Repo, op: op, rules: w.Rules}, mv); err != nil {
			return err
		}
	}
	return nil
}

// waiting are the first of those who wait, in order, but for one.
func (a *App) waiting(ctx context.Context, tenant int64, but string) (out []candidates.Waiter, err error) {
	ids, err := a.Store.Queued(ctx, tenant)
	if err != nil {
		return nil, fmt.Errorf("listing those who wait: %w", err)
	}
	for _, id := range ids[:min(len(ids), offerAtMost)] {
		m, err := a.Store.Load(ctx, tenant, id)
		if err != nil {
			return nil, fmt.Errorf("loading mentorship: %w", err)
		}
		if id == but || m.State != mentorship.StateQueued || m.Silent {
			continue
		}
		r, _, err := a.house.Rules(ctx, m.Pull.Repo)
		if err != nil {
			return nil, fmt.Errorf("reading house rules: %w", err)
		}
		out = append(out, candidates.Waiter{Mentorship: m, Rules: r})
	}
	return out, nil
}
