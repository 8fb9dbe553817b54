package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/firstmate-app/firstmate/app/githistory"
)

// readClone reads the history of a local clone and shows how far it is.
func readClone(ctx context.Context, stderr io.Writer, dir, rev string) (githistory.Clone, error) {
	p := newProgress(stderr)
	defer p.done()
	clone, err := githistory.ReadClone(ctx, dir, githistory.CloneOptions{
		Rev:      rev,
		Until:    time.Now().Add(24 * time.Hour), // later than that is a broken clock
		Progress: p.count("commits read", 1000),
	})
	if err != nil {
		return clone, err
	}
	if n := len(clone.Mailmap); n > 0 {
		fmt.Fprintf(stderr, "firstmate: .mailmap: %s without an address in <>, the first is line %d; git passes over them, and so does this\n",
			count(n, "line", "lines"), clone.Mailmap[0])
	}
	if len(clone.Changes) == 0 {
		return clone, fmt.Errorf("%s: none of the %d commits is a change of files by a person", dir, clone.Commits)
	}
	return clone, nil
}

// personText is a person in words, with the login where it is known.
func personText(p githistory.Person) string {
	if p.Login == "" || p.Login == p.Name {
		return p.Name
	}
	return fmt.Sprintf("%s (%s on GitHub)", p.Name, p.Login)
}
