package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/githistory"
	"github.com/firstmate-app/firstmate/matching"
)

// backtestCmd replays a real history: for every newcomer's first change, would
// the person who really reviewed it have been suggested?
type backtestCmd struct {
	History  string   `placeholder:"FILE" help:"History to replay: JSON lines, plain or .gz."`
	Git      string   `placeholder:"DIR" help:"Local clone to replay; it is only read."`
	Method   []string `placeholder:"NAME" help:"Methods to run: firstmate, random, or a published one: most-active, ownership, last-modifier, revfinder, revfinder-365, chrev. All when left out."`
	After    string   `placeholder:"DATE" help:"Only cases from this day on (YYYY-MM-DD, UTC)."`
	Weights  string   `enum:"ship,early" default:"ship" help:"Weights of firstmate's ranking: ship, or early (learned from golang/go before 2018-09-03 alone)."`
	Balance  *float64 `placeholder:"X" help:"Spread firstmate's first places by price: nobody gets more than this share of them in the long run (0 < X ≤ 1, such as 0.10)."`
	Rankings string   `placeholder:"OUT.jsonl" help:"Write the rankings of firstmate, or of the one --method given, to this file."`
	Timings  bool     `help:"Measure the time of each query."`
	Format   string   `enum:"table,json" default:"table" help:"Output: table or json."`

	stderr io.Writer // for progress; nil is silence
}

// Run is called by the command line parser.
func (c *backtestCmd) Run(ctx context.Context, to streams) error {
	c.stderr = to.err
	return c.run(ctx, to.out, time.Now)
}

// run does the work with everything it touches outside the file system passed
// in. The clock serves --timings alone.
func (c *backtestCmd) run(ctx context.Context, stdout io.Writer, clock func() time.Time) error {
	methods, err := c.methods()
	if err != nil {
		return badInput(err)
	}
	after, err := c.from()
	if err != nil {
		return badInput(err)
	}
	set, history, err := c.load(ctx, after)
	if err != nil {
		return badInput(err)
	}
	if !c.Timings {
		clock = nil
	}
	shown := newProgress(c.stderr)
	defer shown.done()
	var results []matching.Result
	for _, m := range methods {
		r, err := matching.Backtest(ctx, history, set.cases, shown.watch(m), clock)
		if err != nil {
			return err
		}
		results = append(results, r)
	}
	shown.done()
	if c.Rankings != "" {
		if err := writeRankings(c.Rankings, set.cases, results[0]); err != nil {
			return badInput(fmt.Errorf("--rankings: %w", err))
		}
	}
	if c.Format == "json" {
		return printJSON(stdout, set, results)
	}
	return printTable(stdout, set, results)
}

// methods makes the methods to run; the one whose rankings may be written comes
// first.
func (c *backtestCmd) methods() ([]matching.Method, error) {
	var names []string
	for _, name := range c.Method {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if c.Rankings != "" && len(names) > 1 {
		return nil, errors.New("--rankings holds one method: give a single --method, or none for firstmate")
	}
	if len(names) == 0 {
		names = matching.MethodNames()
	}
	weights := matching.WeightsShip()
	if c.Weights == "early" {
		weights = matching.WeightsEarly()
	}
	var out []matching.Method
	for _, name := range names {
		m, err := matching.NewMethod(name, weights)
		if err != nil {
			return nil, fmt.Errorf("--method: %w", err)
		}
		out = append(out, m)
	}
	return out, c.balance(names, out, weights)
}

// balance puts firstmate under load balance, if that was asked for.
func (c *backtestCmd) balance(names []string, methods []matching.Method, weights matching.Weights) error {
	if c.Balance == nil {
		return nil
	}
	if share := *c.Balance; !(share > 0 && share <= 1) {
		return fmt.Errorf("--balance: %v is no share above 0 and up to 1, such as 0.10", share)
	}
	i := slices.Index(names, matching.MethodFirstmate)
	if i < 0 {
		return errors.New("--balance spreads firstmate's suggestions: add --method firstmate, or leave --method out")
	}
	methods[i] = matching.NewBalanced(weights, *c.Balance)
	return nil
}

// from is the time from which on cases count.
func (c *backtestCmd) from() (time.Time, error) {
	if c.After == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, c.After)
	if err != nil {
		return t, fmt.Errorf("--after: %q is not a date like 2018-09-03", c.After)
	}
	return t, nil
}

// dataset is what the methods are run on.
type dataset struct {
	changes, persons int
	cases            []matching.Case
}

// load reads the history and finds its cases.
func (c *backtestCmd) load(ctx context.Context, after time.Time) (dataset, []matching.Change, error) {
	history, err := c.changes(ctx)
	if err != nil {
		return dataset{}, nil, err
	}
	cases := slices.DeleteFunc(matching.Cases(history), func(k matching.Case) bool { return k.Time.Before(after) })
	if len(cases) == 0 {
		return dataset{}, nil, fmt.Errorf("%s: none of the %d changes is a case: a newcomer's first change%s, "+
			"after the first 40 %% of the time, reviewed by somebody active in the year before",
			cmp.Or(c.History, c.Git), len(history), sinceText(c.After))
	}
	return dataset{len(history), countPersons(history), cases}, history, nil
}

// changes reads the history from where it is.
func (c *backtestCmd) changes(ctx context.Context) ([]matching.Change, error) {
	switch {
	case c.Git != "" && c.History != "":
		return nil, errors.New("give either --git DIR or --history FILE, not both")
	case c.History != "":
		return githistory.ReadFile(c.History)
	case c.Git == "":
		return nil, errors.New("nothing to replay: give a history with --history FILE, or a local clone with --git DIR")
	}
	clone, err := readClone(ctx, c.stderr, c.Git, "")
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(clone.Changes, func(x matching.Change) bool { return len(x.Reviewers) > 0 }) {
		return nil, fmt.Errorf("%s: none of the %d changes tells who reviewed it, so there is nothing to compare with; "+
			"needed are Reviewed-by lines, merges by \"Merge pull request\", or those of bors (squashed pull requests keep nothing); "+
			"`firstmate suggest` and `firstmate init` work without", c.Git, len(clone.Changes))
	}
	return clone.Changes, nil
}

func sinceText(after string) string {
	if after == "" {
		return ""
	}
	return " since " + after
}

func countPersons(history []matching.Change) int {
	seen := map[matching.PersonID]bool{}
	for _, c := range history {
		seen[c.Author] = true
		for _, r := range c.Reviewers {
			seen[r] = true
		}
	}
	return len(seen)
}
