package candidates

import (
	"context"
	"slices"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// lastNewcomers is how many newcomers of the past year a check run looks at.
const lastNewcomers = 30

// Asked tells for how many of the repository's newest newcomers (of) each
// mentor of these rules, agreed or not, would have been asked first, by what is
// known today and places aside.
func (a *Advisor) Asked(ctx context.Context, repo mentorship.Repo, r mentorship.Rules) (of int, byMentor map[int64]int, err error) {
	byMentor = map[int64]int{}
	if len(r.Mentors) == 0 {
		return 0, byMentor, nil
	}
	index, err := a.index(ctx, repo)
	if err != nil {
		return 0, nil, err
	}
	pool := map[matching.PersonID]mentorship.Mentor{}
	for _, m := range r.Mentors {
		pool[personID(m.ID)] = m
	}
	q := about(pool, a.Clock.Now())
	for _, c := range index.newcomers(lastNewcomers, pool) {
		q.Author, q.Files = c.Author, c.Files
		if ranked := index.rank(q); len(ranked) > 0 {
			byMentor[number(ranked[0].Person)]++
		}
		of++
	}
	return of, byMentor, nil
}

// newcomers are the last first changes of the year, mentors' own aside.
func (e *experience) newcomers(most int, mentors map[matching.PersonID]mentorship.Mentor) []matching.Change {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := slices.DeleteFunc(e.index.Newcomers(most+len(mentors)), func(c matching.Change) bool {
		_, mentor := mentors[c.Author]
		return mentor
	})
	return all[max(0, len(all)-most):]
}
