package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// nearEqual is the distance in score below which two candidates fit alike;
// among those the one asked longest ago comes first.
const nearEqual = 0.05

// candidates are the mentors who could be asked about this change now, best
// first, each with the facts that speak for them.
func (a *App) candidates(ctx context.Context, m mentorship.Mentorship, r mentorship.Rules, now time.Time) ([]mentorship.Candidate, error) {
	loads, err := a.Store.Loads(ctx, m.Pull.Repo.Tenant, mentorIDs(r), now)
	if err != nil {
		return nil, fmt.Errorf("reading how busy mentors are: %w", err)
	}
	free := map[matching.PersonID]mentorship.Mentor{}
	for _, mentor := range r.Mentors {
		if ok, _ := mentorship.Free(mentor, loads[mentor.ID], now, m.Newcomer.ID); ok {
			free[personID(mentor.ID)] = mentor
		}
	}
	if len(free) == 0 {
		return nil, nil
	}
	files, err := a.GitHub.Files(ctx, m.Pull)
	if err != nil {
		return nil, fmt.Errorf("reading the files of the change: %w", err)
	}
	index, err := a.index(ctx, m.Pull.Repo)
	if err != nil {
		return nil, err
	}
	q := question(m, files, free, now)
	ranked := index.rank(q)
	fairly(ranked, loads)
	return a.worded(index, m.Pull.Repo, q, ranked, free), nil
}

// room reports whether a consenting mentor has a free place, away or resting
// or not: their own word is all that is needed then.
func (a *App) room(ctx context.Context, m mentorship.Mentorship, r mentorship.Rules, mentor int64, now time.Time) (bool, error) {
	entry, ok := r.Mentor(mentor)
	if !ok || !entry.Consented {
		return false, nil
	}
	loads, err := a.Store.Loads(ctx, m.Pull.Repo.Tenant, []int64{mentor}, now)
	if err != nil {
		return false, fmt.Errorf("reading how busy a mentor is: %w", err)
	}
	return loads[mentor].Holding < entry.Capacity, nil
}

func question(m mentorship.Mentorship, files []string, free map[matching.PersonID]mentorship.Mentor, now time.Time) matching.Query {
	q := matching.Query{
		Time: now, Author: personID(m.Newcomer.ID), Files: files,
		Declared: map[matching.PersonID][]string{},
	}
	for id, mentor := range free {
		q.Pool = append(q.Pool, id)
		if len(mentor.Paths) > 0 {
			q.Declared[id] = mentor.Paths
		}
	}
	slices.Sort(q.Pool)
	return q
}

// fairly moves, among near-equals, whoever was asked longest ago to the front.
func fairly(ranked []matching.Candidate, loads map[int64]mentorship.Load) {
	for start := 0; start < len(ranked); {
		end := start + 1
		for end < len(ranked) && ranked[start].Score-ranked[end].Score < nearEqual {
			end++
		}
		slices.SortStableFunc(ranked[start:end], func(x, y matching.Candidate) int {
			return loads[number(x.Person)].LastAsked.Compare(loads[number(y.Person)].LastAsked)
		})
		start = end
	}
}

// worded turns a ranking into candidates with reasons in words; only the
// first few are ever shown, so only they get words.
func (a *App) worded(x *experience, repo mentorship.Repo, q matching.Query, ranked []matching.Candidate, free map[matching.PersonID]mentorship.Mentor) []mentorship.Candidate {
	out := make([]mentorship.Candidate, 0, len(ranked))
	for i, c := range ranked {
		next := mentorship.Candidate{Mentor: free[c.Person]}
		if i < 5 {
			for _, r := range x.reasons(q, c.Person) {
				next.Reasons = append(next.Reasons, a.reason(repo, next.Mentor.Person, r))
			}
		}
		out = append(out, next)
	}
	return out
}

func mentorIDs(r mentorship.Rules) []int64 {
	var ids []int64
	for _, m := range r.Mentors {
		ids = append(ids, m.ID)
	}
	slices.SortFunc(ids, cmp.Compare)
	return slices.Compact(ids)
}

// personID names an account in matching: its numeric id in decimal.
func personID(id int64) matching.PersonID {
	return matching.PersonID(strconv.FormatInt(id, 10))
}

// number is the account behind a matching id, 0 if it is none.
func number(p matching.PersonID) int64 {
	n, err := strconv.ParseInt(string(p), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
