package main

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app"
	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/board/view"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/numbers"
)

// views are what fills the boards.
func (p *program) views() (board.Views, error) {
	n := numbers.New(numbers.Options{Store: p.store, Clock: p.clock, Rules: p.app.Rules, Areas: areasOf(p.app)})
	v, err := view.New(n, p.store)
	if err != nil {
		return nil, fmt.Errorf("making what fills the boards: %w", err)
	}
	return v, nil
}

// areasOf are the parts of a repository in the words of the board's numbers.
func areasOf(a *app.App) func(context.Context, mentorship.Repo, mentorship.Rules) ([]numbers.Area, error) {
	return func(ctx context.Context, repo mentorship.Repo, r mentorship.Rules) ([]numbers.Area, error) {
		known, err := a.Areas(ctx, repo, r)
		out := make([]numbers.Area, len(known))
		for i, k := range known {
			out[i] = numbers.Area(k)
		}
		return out, err
	}
}
