package house

import (
	"context"
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// shorten marks the mentors who have fewer merged pull requests in a repository
// than its house rules ask for: nobody new is sent to them. As long as the past
// was not read nobody is held back.
func (a *Authority) shorten(ctx context.Context, repo mentorship.Repo, r *mentorship.Rules) error {
	if r.MinMerged == 0 || len(r.Mentors) == 0 {
		return nil
	}
	past, err := a.Store.Backfill(ctx, repo)
	if err != nil {
		return fmt.Errorf("reading backfill progress: %w", err)
	}
	if !past.Done {
		return nil
	}
	merged, err := a.Store.Merged(ctx, repo, r.MentorIDs())
	if err != nil {
		return err
	}
	r.Mentors = slices.Clone(r.Mentors) // the rules are shared
	for i := range r.Mentors {
		r.Mentors[i].Short = merged[r.Mentors[i].ID] < r.MinMerged
	}
	return nil
}
