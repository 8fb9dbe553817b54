package app

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// offer tells those who wait, but one, that mentors may be free now; why names
// what freed them, the same at every attempt. The hourly look catches whatever
// goes wrong here, so errors are only logged.
func (a *App) offer(ctx context.Context, tenant int64, why, but string) {
	if err := a.offerNext(ctx, tenant, "offer/"+why, but); err != nil {
		a.Log.Warn("offering mentors who became free", "error", err)
	}
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
	mentors, err := a.together(ctx, waiting)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		e := mentorship.Opportunity{Prefer: mentors[w.ID]}
		mv := move{tenant: tenant, id: w.ID, name: "opportunity", events: []mentorship.Event{e}}
		if err := a.run(ctx, job{repo: w.Pull.Repo, op: op, rules: w.rules}, mv); err != nil {
			return err
		}
	}
	return nil
}

// waiter is a newcomer who waits, with the rules that hold there.
type waiter struct {
	mentorship.Mentorship
	rules mentorship.Rules
}

// waiting are the first of those who wait, in order, but for one.
func (a *App) waiting(ctx context.Context, tenant int64, but string) (out []waiter, err error) {
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
		r, _, err := a.rules(ctx, m.Pull.Repo)
		if err != nil {
			return nil, fmt.Errorf("reading house rules: %w", err)
		}
		out = append(out, waiter{m, r})
	}
	return out, nil
}

// together chooses mentors for as many of those who wait, from the front, as
// there are free places. For one alone there is nothing to choose: the ranking does.
func (a *App) together(ctx context.Context, waiting []waiter) (map[string]int64, error) {
	chosen := map[string]int64{}
	if len(waiting) < 2 {
		return chosen, nil
	}
	room := map[matching.PersonID]int{}
	var wishes []matching.Wish
	for _, w := range waiting {
		wish, err := a.wish(ctx, w, room)
		if err != nil {
			return nil, err
		}
		if len(wish.Candidates) > 0 {
			wishes = append(wishes, wish)
		}
	}
	places := 0
	for _, n := range room {
		places += n
	}
	for _, p := range matching.Assign(wishes[:min(len(wishes), places)], room) {
		chosen[string(p.Newcomer)] = number(p.Mentor)
	}
	return chosen, nil
}

// wish is who could be asked for somebody who waits, and notes in room how many
// more each of these may be asked for.
func (a *App) wish(ctx context.Context, w waiter, room map[matching.PersonID]int) (matching.Wish, error) {
	wish := matching.Wish{Newcomer: matching.PersonID(w.ID)}
	now := a.Clock.Now()
	f, err := a.free(ctx, w.Pull.Repo.Tenant, w.rules, w.Newcomer.ID, now)
	if err != nil || len(f.mentors) == 0 {
		return wish, err
	}
	for id, m := range f.mentors {
		if w.Closed(m.ID) {
			delete(f.mentors, id)
			continue
		}
		l := f.loads[m.ID]
		room[id] = min(m.Capacity-l.Holding, m.MaxNewPerWeek-l.Week)
	}
	// The title is not read for everybody who waits, only for whoever is asked.
	index, q, err := a.question(ctx, w.Mentorship, f.mentors, &mentorship.Pull{}, now)
	if err != nil {
		return wish, err
	}
	wish.Candidates = index.rank(q)
	return wish, nil
}
