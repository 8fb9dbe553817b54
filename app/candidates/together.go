package candidates

import (
	"context"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// Waiter is a newcomer who waits, with the rules that hold there.
type Waiter struct {
	mentorship.Mentorship
	Rules mentorship.Rules
}

// Together chooses mentors for as many of those who wait, from the front, as
// there are free places. For one alone there is nothing to choose: the ranking does.
func (a *Advisor) Together(ctx context.Context, waiting []Waiter) (map[string]int64, error) {
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
func (a *Advisor) wish(ctx context.Context, w Waiter, room map[matching.PersonID]int) (matching.Wish, error) {
	wish := matching.Wish{Newcomer: matching.PersonID(w.ID)}
	now := a.Clock.Now()
	f, err := a.free(ctx, w.Pull.Repo.Tenant, w.Rules, w.Newcomer.ID, now)
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
