package app

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/firstmate-app/firstmate/app/candidates"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Window is what an owner's own house rules say of their board; ok is false
// where there are none.
func (a *App) Window(ctx context.Context, owner string) (w mentorship.Window, ok bool, err error) {
	return a.house.Window(ctx, owner)
}

// Windows are those of all owners we serve.
func (a *App) Windows(ctx context.Context) (out []mentorship.Window, err error) {
	repos, err := a.Store.AllRepos(ctx, math.MaxInt)
	if err != nil {
		return nil, fmt.Errorf("listing repositories: %w", err)
	}
	for _, r := range repos {
		if !strings.EqualFold(r.Name, ".github") {
			continue
		}
		w, ok, err := a.Window(ctx, r.Owner)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, w)
		}
	}
	return out, nil
}

// Rules are the house rules of a repository, false where there are none.
func (a *App) Rules(ctx context.Context, repo mentorship.Repo) (mentorship.Rules, bool, error) {
	return a.house.Rules(ctx, repo)
}

// Areas are the busiest parts of a repository with the mentors who could help there.
func (a *App) Areas(ctx context.Context, repo mentorship.Repo, r mentorship.Rules) ([]candidates.Area, error) {
	return a.advisor.Areas(ctx, repo, r)
}
