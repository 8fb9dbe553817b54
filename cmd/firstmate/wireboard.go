package main

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app"
	"github.com/firstmate-app/firstmate/app/board/view"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/numbers"
)

// fill makes what fills the boards.
func (p *program) fill() (*view.Views, error) {
	n := numbers.New(numbers.Options{Store: p.store, Clock: p.clock, Rules: p.app.Rules, Areas: areasOf(p.app)})
	v, err := view.New(n, p.store)
	if err != nil {
		return nil, fmt.Errorf("making what fills the boards: %w", err)
	}
	return v, nil
}

// roomOfIssue is how many bytes of a report go into an issue: GitHub takes 65,536
// letters, and our own last line needs some.
const roomOfIssue = 64_000

// reported writes an owner's figures for the monthly issue.
func (p *program) reported(ctx context.Context, w mentorship.Window) (title, text string, err error) {
	page := ""
	if p.baseURL != "" {
		page = p.baseURL + "/board/" + w.Repo.Owner
	}
	r, err := p.views.Report(ctx, w, view.ReportAsk{Lang: w.Language, Ending: "md", Page: page, Most: roomOfIssue})
	return r.Title, string(r.File.Body), err
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
