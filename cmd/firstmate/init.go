package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/githistory"
	"github.com/firstmate-app/firstmate/app/proposal"
	"github.com/firstmate-app/firstmate/matching"
)

// initCmd proposes house rules from a real history. It invites nobody.
type initCmd struct {
	Git    string `required:"" placeholder:"DIR" help:"Local clone; it is only read."`
	Output string `placeholder:"FILE" help:"Write the proposal to this new file instead of printing it."`
}

// Run is called by the command line parser.
func (c *initCmd) Run(ctx context.Context, to streams) error {
	if c.Output != "" {
		if err := writable(c.Output); err != nil {
			return badInput(fmt.Errorf("--output: %w", err))
		}
	}
	clone, err := readClone(ctx, to.err, c.Git, "")
	if err != nil {
		return badInput(err)
	}
	p := proposal.Of(clone.Changes, matching.WeightsShip())
	if len(p.Entries) == 0 {
		return badInput(fmt.Errorf("%s: nobody made %d changes in the year before %s, so there is nobody to propose; write %s by hand",
			c.Git, proposal.MinActive, p.At.Format(time.DateOnly), config.Path))
	}
	text := proposedRules(p, clone.People)
	if c.Output == "" {
		_, err := io.WriteString(to.out, text)
		return err
	}
	if err := writeNew(c.Output, text); err != nil {
		return badInput(fmt.Errorf("--output: %w", err))
	}
	fmt.Fprintf(to.err, "Wrote %s: a proposal that invites nobody. It says itself what to do next.\n", c.Output)
	return nil
}

// writable says early why a file cannot be made new.
func writable(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists already and is left as it is", path)
	}
	if dir := filepath.Dir(path); !isFolder(dir) {
		return fmt.Errorf("there is no folder %s yet: make it first", dir)
	}
	return nil
}

func isFolder(path string) bool {
	at, err := os.Stat(path)
	return err == nil && at.IsDir()
}

// writeNew writes a file that must not exist yet, whole or not at all.
func writeNew(path, text string) error {
	if err := writable(path); err != nil {
		return err
	}
	aside, err := os.CreateTemp(filepath.Dir(path), ".firstmate-*")
	if err != nil {
		return err
	}
	defer os.Remove(aside.Name())
	if err := aside.Chmod(0o644); err != nil {
		aside.Close()
		return err
	}
	err = fill(aside, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
	if err != nil {
		return err
	}
	return os.Link(aside.Name(), path) // fails if the file has appeared meanwhile
}

// proposedRules is a house rules file whose entries are comments: lines that
// begin with one # are the entries, what is said about them has two.
func proposedRules(p proposal.Proposal, people githistory.People) string {
	var b strings.Builder
	fmt.Fprintf(&b, initHead, p.At.Format(time.DateOnly), config.Path)
	b.WriteString("version: 1\n\nmentors:\n")
	placeholders := 0
	for _, e := range byName(p.Entries, people) {
		who := people.Person(e.Person)
		login := who.Login
		fmt.Fprintf(&b, "  ## %s", personText(who))
		if p.Newcomers > 0 {
			fmt.Fprintf(&b, ": would have been asked first for %s of the last %s", orNone(e.First), count(p.Newcomers, "newcomer", "newcomers"))
		}
		b.WriteString(".\n")
		if login == "" {
			placeholders++
			login = fmt.Sprintf("fill-in--%d", placeholders)
			b.WriteString("  ## This history does not tell the GitHub login: put it in.\n")
		}
		fmt.Fprintf(&b, "  # - login: %s\n", login)
		if len(e.Paths) > 0 {
			fmt.Fprintf(&b, "  #   paths: [%s]\n", strings.Join(quotedAll(e.Paths), ", "))
		}
		b.WriteString("  #   capacity: 1\n\n")
	}
	fmt.Fprintf(&b, "## Of the %s of the last year, %d %% were in folders one of them knows well. Whoever has no free\n"+
		"## place is not asked; the next one is.\n", count(p.Changes, "change", "changes"), 100*p.Covered/max(1, p.Changes))
	if p.Newcomers > 0 {
		fmt.Fprintf(&b, "## The newcomers' first changes are those since %s, each with what was known before it.\n", p.Since.Format(time.DateOnly))
	}
	return b.String()
}

const initHead = `## House rules for firstmate: a proposal, made from the history of this repository up to %s.
##
## It invites nobody. An entry does something only after that person's own yes: they open or
## approve the pull request that adds it, or write "/mentor opt-in" while it stands here.
##
## What to do next:
##   1. Ask each person below whether they would like to look after newcomers, and for which paths.
##   2. Take the "#" away from the entries of those who say yes, and delete the others.
##   3. Save this as %s and run: firstmate check
##   4. Open a pull request with it and let each of them approve it.

`

// byName puts people in the order of their names, so that no order is a ranking.
func byName(entries []proposal.Entry, people githistory.People) []proposal.Entry {
	return slices.SortedFunc(slices.Values(entries), func(a, b proposal.Entry) int {
		return cmp.Or(cmp.Compare(strings.ToLower(people.Person(a.Person).Name), strings.ToLower(people.Person(b.Person).Name)),
			cmp.Compare(a.Person, b.Person))
	})
}

func quotedAll(paths []string) (out []string) {
	for _, p := range paths {
		out = append(out, strconv.Quote(p))
	}
	return out
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func orNone(n int) string {
	if n == 0 {
		return "none"
	}
	return strconv.Itoa(n)
}
