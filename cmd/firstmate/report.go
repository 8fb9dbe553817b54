package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/url"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app"
	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/board/view"
	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/numbers"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/stats"
)

// reportCmd prints the figures of an owner's board. It reads Redis and asks
// nobody else.
type reportCmd struct {
	Org      string    `required:"" placeholder:"OWNER" help:"Whose figures: an organisation or a person."`
	Window   string    `enum:"year,quarter,month,week" default:"year" help:"Time up to now: year, quarter, month or week."`
	From     time.Time `format:"2006-01-02" placeholder:"DATE" help:"First day of another window (UTC)."`
	To       time.Time `format:"2006-01-02" placeholder:"DATE" help:"Last day of it; today if left out."`
	Repo     string    `placeholder:"NAME" help:"One repository instead of all."`
	Language string    `enum:"en,es" default:"en" help:"Language of titles and definitions: en or es."`
	Format   string    `enum:"markdown,json,csv" default:"markdown" help:"Output: markdown, json or csv."`
	config.RedisLink
}

// Run makes the figures and prints them.
func (c *reportCmd) Run(ctx context.Context, s streams) error {
	span, err := c.span(time.Now())
	if err != nil {
		return badInput(err)
	}
	store, err := openMemory(ctx, c.RedisLink)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }() // nothing of ours is left to write
	r, err := c.report(ctx, known{store, app.New(app.Options{Store: store, Clock: systemClock{}, Log: slog.New(slog.DiscardHandler)})}, span)
	if err != nil {
		return err
	}
	if c.Format == "markdown" {
		fmt.Fprintf(s.out, "# %s\n\n", r.Title)
	}
	_, err = fmt.Fprintf(s.out, "%s\n", strings.TrimSuffix(string(r.File.Body), "\n"))
	return err
}

// span is the window between two days, both included; zero if none was named.
func (c *reportCmd) span(now time.Time) (stats.Window, error) {
	switch {
	case c.From.IsZero() && c.To.IsZero():
		return stats.Window{}, nil
	case c.From.IsZero():
		return stats.Window{}, errors.New("--to needs --from, for example --from 2026-01-01 --to 2026-03-31")
	}
	end := now.UTC()
	if !c.To.IsZero() && c.To.AddDate(0, 0, 1).Before(end) {
		end = c.To.AddDate(0, 0, 1)
	}
	switch {
	case c.To.After(now):
		return stats.Window{}, fmt.Errorf("--to %s lies in the future", c.To.Format(time.DateOnly))
	case !c.From.Before(end) || c.From.Unix() < 0:
		return stats.Window{}, fmt.Errorf("--from %s is no day before the end of the window", c.From.Format(time.DateOnly))
	}
	return stats.Window{From: stats.At(c.From), To: stats.At(end)}, nil
}

func (c *reportCmd) report(ctx context.Context, k known, span stats.Window) (r view.Report, err error) {
	w, err := k.window(ctx, c.Org)
	if err != nil {
		return r, err
	}
	v, err := view.New(numbers.New(numbers.Options{Store: k.store, Clock: systemClock{}, Rules: k.rules, Areas: areasOf(k.app)}), k.store)
	if err != nil {
		return r, fmt.Errorf("making a report: %w", err)
	}
	ending := c.Format
	if ending == "markdown" {
		ending = "md"
	}
	query := url.Values{"window": {c.Window}, "repo": {c.Repo}}
	r, err = v.Report(ctx, w, view.ReportAsk{Lang: c.Language, Ending: ending, Query: query, Span: span})
	if errors.Is(err, board.ErrChoice) {
		return r, badInput(fmt.Errorf("%s has no repository %q that firstmate serves", c.Org, c.Repo))
	}
	return r, err
}

// known answers from the memory alone: what was never read from GitHub counts
// as not there.
type known struct {
	store *redisstore.Store
	app   *app.App
}

// window is what an owner's house rules say of their board. Without any, the
// defaults count: whoever may read the memory may see its figures.
func (k known) window(ctx context.Context, owner string) (w mentorship.Window, err error) {
	repos, err := k.store.AllRepos(ctx, math.MaxInt)
	if err != nil {
		return w, fmt.Errorf("listing repositories: %w", err)
	}
	for _, repo := range repos {
		if strings.EqualFold(repo.Owner, owner) {
			w.Repo = repo
			break
		}
	}
	if w.Repo.ID == 0 {
		return w, checkFailed(fmt.Errorf("firstmate serves no repository of %q", owner))
	}
	said, err := k.said(ctx, owner+"/.github")
	if err != nil || said != read {
		return w, err
	}
	if own, ok, err := k.app.Window(ctx, owner); err != nil || ok {
		return own, err
	}
	return w, nil
}

// rules are the house rules of a repository as far as they were read.
func (k known) rules(ctx context.Context, repo mentorship.Repo) (r mentorship.Rules, served bool, err error) {
	for _, name := range []string{repo.FullName(), repo.Owner + "/.github"} {
		if said, err := k.said(ctx, name); err != nil || said == unread {
			return r, false, err
		}
	}
	return k.app.Rules(ctx, repo)
}

// said is what is known of house rules.
type said int

const (
	nowhere said = iota // there is no such repository
	unread
	read
)

// said tells whether the house rules of a repository were ever read.
func (k known) said(ctx context.Context, name string) (said, error) {
	repo, found, err := k.store.FindRepo(ctx, name)
	if err == nil && found {
		if _, found, err = k.store.House(ctx, repo); err == nil && !found {
			return unread, nil
		}
	}
	switch {
	case err != nil:
		return nowhere, fmt.Errorf("looking for house rules: %w", err)
	case found:
		return read, nil
	}
	return nowhere, nil
}
