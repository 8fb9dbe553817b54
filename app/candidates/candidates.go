package candidates

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// newcomersShare is the share of a community's newcomers that one mentor should
// be asked about at most, where there are enough mentors.
const newcomersShare = 0.10

// free are the mentors who may be asked now. Consent, capacity, away days, caps
// and rest are hard guards: whoever does not pass them is in no ranking.
type free struct {
	mentors map[matching.PersonID]mentorship.Mentor
	loads   map[int64]mentorship.Load // of all mentors of these rules
}

func (a *Advisor) free(ctx context.Context, tenant int64, r mentorship.Rules, author int64, now time.Time) (free, error) {
	f := free{mentors: map[matching.PersonID]mentorship.Mentor{}}
	var err error
	if f.loads, err = a.Store.Loads(ctx, tenant, r.MentorIDs(), now); err != nil {
		return f, fmt.Errorf("reading how busy mentors are: %w", err)
	}
	for _, mentor := range r.Mentors {
		if ok, _ := mentorship.Free(mentor, f.loads[mentor.ID], now, author); ok {
			f.mentors[personID(mentor.ID)] = mentor
		}
	}
	return f, nil
}

// Free are the mentors who may be asked now about somebody's change, in no order.
func (a *Advisor) Free(ctx context.Context, tenant int64, r mentorship.Rules, author int64, now time.Time) ([]mentorship.Mentor, error) {
	f, err := a.free(ctx, tenant, r, author, now)
	if err != nil {
		return nil, err
	}
	return slices.Collect(maps.Values(f.mentors)), nil
}

// Candidates are the mentors who could be asked about this change now, in the
// order in which to ask them, each with the facts that speak for them.
func (a *Advisor) Candidates(ctx context.Context, m mentorship.Mentorship, r mentorship.Rules, live *mentorship.Pull, now time.Time) ([]mentorship.Candidate, error) {
	f, err := a.free(ctx, m.Pull.Repo.Tenant, r, m.Newcomer.ID, now)
	if err != nil || len(f.mentors) == 0 {
		return nil, err
	}
	index, q, err := a.question(ctx, m, f.mentors, live, now)
	if err != nil {
		return nil, err
	}
	prices := matching.PricesAt(invitations(f.loads), matching.FairShare(newcomersShare, consented(r)), now)
	ranked := prices.Order(index.rank(q), matching.NearEqual, lastAsked(f.loads))
	return a.withReasons(index, m.Pull.Repo, q, ranked, f.mentors), nil
}

// invitations of all mentors of some rules: what load is balanced by.
func invitations(loads map[int64]mentorship.Load) (out []matching.Invitation) {
	for id, l := range loads {
		for _, at := range l.Asked {
			out = append(out, matching.Invitation{Person: personID(id), Time: at})
		}
	}
	return out
}

func lastAsked(loads map[int64]mentorship.Load) map[matching.PersonID]time.Time {
	out := map[matching.PersonID]time.Time{}
	for id, l := range loads {
		out[personID(id)] = l.LastAsked()
	}
	return out
}

func consented(r mentorship.Rules) (n int) {
	for _, m := range r.Mentors {
		if m.Consented {
			n++
		}
	}
	return n
}

// Room reports whether a consenting mentor has a free place, away or resting
// or not: their own word is all that is needed then.
func (a *Advisor) Room(ctx context.Context, m mentorship.Mentorship, r mentorship.Rules, mentor int64, now time.Time) (bool, error) {
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

// withReasons turns a ranking into candidates with reasons in words; only the
// first few are ever shown, so only they get words.
func (a *Advisor) withReasons(x *experience, repo mentorship.Repo, q matching.Query, ranked []matching.Candidate, mentors map[matching.PersonID]mentorship.Mentor) []mentorship.Candidate {
	out := make([]mentorship.Candidate, 0, len(ranked))
	for i, c := range ranked {
		next := mentorship.Candidate{Mentor: mentors[c.Person]}
		if i < 5 {
			for _, r := range x.reasons(q, c.Person) {
				next.Reasons = append(next.Reasons, a.reason(repo, next.Mentor.Person, r))
			}
		}
		out = append(out, next)
	}
	return out
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
