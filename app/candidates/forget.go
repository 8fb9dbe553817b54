package candidates

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// teach keeps lessons, without the names of those who asked to be forgotten.
func (a *Advisor) teach(ctx context.Context, repo mentorship.Repo, l matching.Lessons) error {
	gone, err := a.buriedAmong(ctx, repo.Tenant, l.People())
	if err != nil {
		return err
	}
	return a.Store.Learn(ctx, repo, l.Without(gone))
}

// buriedAmong tells who of these people asked to be forgotten.
func (a *Advisor) buriedAmong(ctx context.Context, tenant int64, people []matching.PersonID) (func(matching.PersonID) bool, error) {
	var ids []int64
	for _, p := range people {
		if n := number(p); n != 0 {
			ids = append(ids, n)
		}
	}
	gone, err := a.Forgotten(ctx, tenant, ids)
	if err != nil {
		return nil, err
	}
	return func(p matching.PersonID) bool { return gone[number(p)] }, nil
}

// forgetTries is how often a repository's experience is read anew when another
// process put it together meanwhile.
const forgetTries = 5

// Forget takes a person's number out of what was learnt of every
// repository: all of it is put together, without that name. Other processes
// leave it out as well when they next put together what they hold in memory.
func (a *Advisor) Forget(ctx context.Context, tenant, person int64) error {
	repos, err := a.Store.Repos(ctx, tenant)
	if err != nil {
		return fmt.Errorf("listing repositories: %w", err)
	}
	for _, repo := range repos {
		if err := a.forgetIndexed(ctx, repo, personID(person)); err != nil {
			return fmt.Errorf("forgetting a person in what was learnt of repository %d: %w", repo.ID, err)
		}
	}
	return nil
}

func (a *Advisor) forgetIndexed(ctx context.Context, repo mentorship.Repo, who matching.PersonID) error {
	e := a.knowledge.of(repo)
	e.mu.Lock()
	defer e.mu.Unlock()
	for range forgetTries {
		l, err := a.Store.Recall(ctx, repo, "")
		if err != nil || l.At == "" {
			return err
		}
		x := matching.NewIndex()
		if err := x.Learn(l); err != nil {
			return err
		}
		x.Forget(func(p matching.PersonID) bool { return p == who })
		data, err := x.MarshalBinary()
		if err != nil {
			return err
		}
		kept, err := a.Store.PutAgain(ctx, repo, l.At, data)
		if err != nil {
			return err
		}
		if kept {
			e.index, e.at, e.single, e.lacks = x, l.At, 0, false
			return nil
		}
	}
	return &mentorship.Fault{Kind: mentorship.FaultTransient, Until: a.Clock.Now(), Err: fmt.Errorf("it is being put together elsewhere")}
}
