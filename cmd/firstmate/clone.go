package main

import (
	"context"
	"fmt"
	"io"
	"os"
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

// writeNew writes a file that must not exist yet, whole or not at all.
func writeNew(path string, write func(io.Writer) error) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists already and is left as it is", path)
	}
	aside, err := os.CreateTemp(dirOf(path), ".firstmate-*")
	if err != nil {
		return err
	}
	defer os.Remove(aside.Name())
	if err := aside.Chmod(0o644); err != nil {
		aside.Close()
		return err
	}
	if err := fill(aside, write); err != nil {
		return err
	}
	return os.Link(aside.Name(), path) // fails if the file has appeared meanwhile
}
