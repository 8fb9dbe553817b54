package app

import (
	"context"

	"github.com/firstmate-app/firstmate/app/candidates"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Window is what an owner's own house rules say of their board; ok is false
// where there are none.
func (a *App) Window(ctx context.Context, owner string) (w mentorship.Window, ok bool, err error) {
	return a.house.Window(ctx, owner)
}

// Rules are the house rules of a repository, false where there are none.
func (a *App) Rules(ctx context.Context, repo mentorship.Repo) (mentorship.Rules, bool, error) {
	return a.house.Rules(ctx, repo)
}

// Areas are the busiest parts of a repository with the mentors who could help there.
func (a *App) Areas(ctx context.Context, repo mentorship.Repo, r mentorship.Rules) ([]candidates.Area, error) {
	return a.advisor.Areas(ctx, repo, r)
}
