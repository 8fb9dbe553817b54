package candidates

import (
	"context"
	"slices"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// measure logs, when a newcomer's change was merged, at which place of the
// ranking of today's mentors those stood who really reviewed it: with all that
// is known, with what a history alone could tell, and with each signal left
// out. That is what is needed to measure the signals no history holds. It names
// nobody and keeps nothing; where it cannot be told, nothing is logged.
func (a *Advisor) measure(ctx context.Context, r mentorship.Rules, p mentorship.Pull, c matching.Change) {
	index, err := a.index(ctx, p.Repo)
	if err != nil || !index.newcomer(c.Author) || len(c.Reviewers) == 0 {
		return
	}
	pool := map[matching.PersonID]mentorship.Mentor{}
	for _, m := range r.Mentors {
		if id := personID(m.ID); m.Consented && id != c.Author {
			pool[id] = m
		}
	}
	if len(pool) < 2 {
		return
	}
	q := about(pool, p.MergedAt)
	q.Author, q.Files, q.Title, q.Labels = c.Author, c.Files, p.Title, p.Labels
	with := placeOf(index.rank(q), c.Reviewers)
	if with == 0 {
		return
	}
	attrs := []any{"repo", p.Repo.ID, "mentors", len(pool), "place", with, "plain", placeOf(index.rank(q.Plain()), c.Reviewers)}
	for _, s := range matching.Signals() {
		attrs = append(attrs, "without_"+string(s), placeOf(index.rank(q.Without(s)), c.Reviewers))
	}
	a.Log.InfoContext(ctx, "ranking measured", attrs...)
}

// placeOf is where the first of these people stands, from 1; 0 if none does.
func placeOf(ranked []matching.Candidate, people []matching.PersonID) int {
	return 1 + slices.IndexFunc(ranked, func(c matching.Candidate) bool { return slices.Contains(people, c.Person) })
}
