// Package view fills the boards: it asks app/numbers for an owner's figures and
// turns each into what a page shows (figure.go), a plot (draw.go) and files to take
// away (files.go). Words are in words/, one file a language; the English titles and
// definitions of figures stand in the catalogue of app/stats.
//
// Nothing is hidden or computed here: every number comes out of app/stats ready to
// be shown, and none is put together from others.
package view

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/board/plot"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/numbers"
	"github.com/firstmate-app/firstmate/app/stats"
)

// Numbers are where the figures come from.
type Numbers interface {
	Board(ctx context.Context, a numbers.Ask) (numbers.Answer, error)
}

// Repos are the repositories of an account, for the filter.
type Repos interface {
	Repos(ctx context.Context, tenant int64) ([]mentorship.Repo, error)
}

// Views fills boards and draws their pictures.
type Views struct {
	numbers Numbers
	repos   Repos
	press   *plot.Press
	words   words
	fresh   shelf
}

// New makes Views.
func New(n Numbers, r Repos) (*Views, error) {
	press, err := plot.New()
	if err != nil {
		return nil, fmt.Errorf("preparing to draw: %w", err)
	}
	w, err := readWords()
	if err != nil {
		return nil, err
	}
	return &Views{numbers: n, repos: r, press: press, words: w}, nil
}

// View is an owner's board in a language, chosen by the query.
func (v *Views) View(ctx context.Context, w mentorship.Window, lang string, query url.Values) (board.View, error) {
	c, err := v.choose(ctx, w, query)
	if err != nil {
		return board.View{}, err
	}
	a, err := v.answer(ctx, w, c)
	if err != nil {
		return board.View{}, err
	}
	say := v.words.in(lang)
	out := board.View{Choices: c.form(say), Taken: say.fill("taken", "at", a.At.UTC().Format("2006-01-02 15:04 UTC"))}
	if a.People == 0 && len(a.Seen) == 0 {
		out.Choices = nil
		return out, nil
	}
	s := v.sheet(lang, w, c)
	out.Intro = s.intro(a)
	out.Sections = s.sections(a)
	return out, nil
}

// choice is what a query asks for.
type choice struct {
	window string
	span   stats.Window // instead of the window by name; zero: none
	repo   int64
	repos  []mentorship.Repo
}

// choose reads a query; what it does not name is the year and all repositories.
// A choice that is made twice is none.
func (v *Views) choose(ctx context.Context, w mentorship.Window, query url.Values) (choice, error) {
	if len(query["window"]) > 1 || len(query["repo"]) > 1 {
		return choice{}, board.ErrChoice
	}
	repos, err := v.repos.Repos(ctx, w.Repo.Tenant)
	if err != nil {
		return choice{}, fmt.Errorf("listing repositories: %w", err)
	}
	repos = slices.DeleteFunc(slices.Clone(repos), ownersOwn)
	slices.SortFunc(repos, func(a, b mentorship.Repo) int { return cmpFold(a.Name, b.Name) })
	c := choice{window: stats.WindowYear, repos: repos}
	if name := query.Get("window"); name != "" {
		c.window = name
	}
	if !slices.Contains(windows(), c.window) {
		return c, board.ErrChoice
	}
	if name := query.Get("repo"); name != "" {
		i := slices.IndexFunc(repos, func(r mentorship.Repo) bool { return cmpFold(r.Name, name) == 0 })
		if i < 0 {
			return c, board.ErrChoice
		}
		c.repo = repos[i].ID
	}
	return c, nil
}

// ownersOwn reports whether a repository is where an owner's defaults live: no
// part of their work, so nobody looks at it alone. Who knocks there is counted
// among all.
func ownersOwn(r mentorship.Repo) bool { return r.Name == ".github" }

func windows() []string {
	return []string{stats.WindowYear, stats.WindowQuarter, stats.WindowMonth, stats.WindowWeek}
}

// name is the name of the chosen repository, "" for all.
func (c choice) name() string {
	for _, r := range c.repos {
		if r.ID == c.repo {
			return r.Name
		}
	}
	return ""
}

// query is the choice as part of an address, other things added.
func (c choice) query(pairs ...string) string {
	q := url.Values{}
	if c.window != stats.WindowYear {
		q.Set("window", c.window)
	}
	if name := c.name(); name != "" {
		q.Set("repo", name)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func (c choice) form(say speech) []board.Choice {
	span := board.Choice{Name: "window", Label: say.of("filter.window")}
	for _, name := range windows() {
		span.Options = append(span.Options, board.Option{Value: name, Text: say.of("window." + name), Chosen: name == c.window})
	}
	where := board.Choice{Name: "repo", Label: say.of("filter.repo"), Options: []board.Option{{Text: say.of("filter.all"), Chosen: c.repo == 0}}}
	for _, r := range c.repos {
		where.Options = append(where.Options, board.Option{Value: r.Name, Text: r.Name, Chosen: r.ID == c.repo})
	}
	return []board.Choice{span, where}
}

func (v *Views) answer(ctx context.Context, w mentorship.Window, c choice) (numbers.Answer, error) {
	ask := numbers.Ask{Tenant: w.Repo.Tenant, Window: c.window, Span: c.span, Repo: c.repo, K: stats.Limits{K: w.K, Sensitive: w.KSensitive}}
	return v.fresh.get(ask, func() (numbers.Answer, error) {
		a, err := v.numbers.Board(ctx, ask)
		if err != nil {
			return a, fmt.Errorf("making the figures of a board: %w", err)
		}
		return a, nil
	})
}

func whole(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
