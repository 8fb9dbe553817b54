package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/firstmate-app/firstmate/app"
	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// explainCmd says why a pull request got the answer or the silence it got.
type explainCmd struct {
	Thread string `arg:"" name:"OWNER/REPO#N" help:"The pull request."`
	config.RedisLink
	Format string `enum:"text,json" default:"text" help:"Output: text or json."`
}

// Run reads the decision from Redis.
func (c *explainCmd) Run(ctx context.Context, s streams) error {
	repo, n, err := parseThread(c.Thread)
	if err != nil {
		return badInput(err)
	}
	store, err := openMemory(ctx, c.RedisLink)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }() // it was only read
	d, err := app.New(app.Options{Store: store}).Explain(ctx, repo, n)
	if err != nil {
		return explainError(err)
	}
	return printDecision(s.out, d, c.Format)
}

// explainError tells "we do not know" from trouble.
func explainError(err error) error {
	if f, ok := errors.AsType[*mentorship.Fault](err); ok && f.Kind == mentorship.FaultNotFound {
		return checkFailed(f.Err)
	}
	return err
}

// parseThread reads OWNER/REPO#N.
func parseThread(s string) (repo string, number int, err error) {
	repo, n, ok := strings.Cut(s, "#")
	owner, name, slash := strings.Cut(repo, "/")
	number, convErr := strconv.Atoi(n)
	if !ok || !slash || owner == "" || name == "" || strings.Contains(name, "/") || convErr != nil || number < 1 {
		return "", 0, fmt.Errorf("%q is not a pull request; for example acme/widgets#12", s)
	}
	return repo, number, nil
}

func printDecision(w io.Writer, d mentorship.Decision, format string) error {
	if format == "json" {
		if err := json.NewEncoder(w).Encode(d); err != nil {
			return fmt.Errorf("printing: %w", err)
		}
		return nil
	}
	fmt.Fprintf(w, "%s#%d: %s\n  %s\n", d.Repo.FullName(), d.Number, d.Verdict, d.Reason)
	for _, detail := range d.Details {
		fmt.Fprintln(w, "  -", detail)
	}
	fmt.Fprintln(w, "  decided", d.At.UTC().Format("2006-01-02 15:04:05 UTC")+rulesNote(d.Rules))
	return nil
}

func rulesNote(sha string) string {
	if sha == "" {
		return ""
	}
	return ", by the house rules at " + sha[:min(12, len(sha))]
}
