package main

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/board/view"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/numbers"
)

// views are what fills the boards.
func (p *program) views() (board.Views, error) {
	n := numbers.New(numbers.Options{Store: p.store, Clock: p.clock, Rules: p.app.Rules, Areas: p.areas})
	v, err := view.New(n, p.store)
	if err != nil {
		return nil, fmt.Errorf("making what fills the boards: %w", err)
	}
	return v, nil
}

// areas are the parts of a repository in the words of the board's numbers.
func (p *program) areas(ctx context.Context, repo mentorship.Repo, r mentorship.Rules) ([]numbers.Area, error) {
	known, err := p.app.Areas(ctx, repo, r)
	out := make([]numbers.Area, len(known))
	for i, a := range known {
		out[i] = numbers.Area(a)
	}
	return out, err
}
