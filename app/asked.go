package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// lastNewcomers is how many newcomers of the past a check run looks at.
const lastNewcomers = 30

// asked tells for how many of the repository's newest newcomers (of) each
// mentor of these rules, agreed or not, would have been asked first, by what is
// known today and places aside.
func (a *App) asked(ctx context.Context, repo mentorship.Repo, r mentorship.Rules) (of int, byMentor map[int64]int, err error) {
	byMentor = map[int64]int{}
	if len(r.Mentors) == 0 {
		return 0, byMentor, nil
	}
	changes, _, err := a.Store.Changes(ctx, repo, "")
	if err != nil {
		return 0, nil, fmt.Errorf("reading what was learnt of repository %d: %w", repo.ID, err)
	}
	index, err := a.index(ctx, repo)
	if err != nil {
		return 0, nil, err
	}
	pool := map[matching.PersonID]mentorship.Mentor{}
	for _, m := range r.Mentors {
		pool[personID(m.ID)] = m
	}
	for _, c := range newest(firstChanges(changes, pool), lastNewcomers) {
		q := query(mentorship.Mentorship{Newcomer: mentorship.Person{ID: number(c.Author)}}, c.Files, pool, a.Clock.Now())
		if ranked := index.rank(q); len(ranked) > 0 {
			byMentor[number(ranked[0].Person)]++
		}
		of++
	}
	return of, byMentor, nil
}

// firstChanges is everybody's first change, mentors aside.
func firstChanges(changes []matching.Change, mentors map[matching.PersonID]mentorship.Mentor) []matching.Change {
	first := map[matching.PersonID]matching.Change{}
	for _, c := range changes {
		if _, mentor := mentors[c.Author]; mentor || c.Author == "" {
			continue
		}
		if f, known := first[c.Author]; !known || c.Time.Before(f.Time) {
			first[c.Author] = c
		}
	}
	out := make([]matching.Change, 0, len(first))
	for _, c := range first {
		out = append(out, c)
	}
	slices.SortFunc(out, func(x, y matching.Change) int {
		return cmp.Or(y.Time.Compare(x.Time), cmp.Compare(x.Author, y.Author))
	})
	return out
}

func newest(changes []matching.Change, most int) []matching.Change {
	return changes[:min(len(changes), most)]
}
