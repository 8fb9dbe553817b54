package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/redisstore"
)

// parkedCmd looks after work that was set aside for people to look at: what
// failed for seven days, what will not get better, and what cost three workers
// their lives. It is kept for seven days.
type parkedCmd struct {
	List  parkedListCmd  `cmd:"" default:"withargs" help:"List it, with the reasons."`
	Retry parkedRetryCmd `cmd:"" help:"Hand it out again, as if it had just come in."`
	Drop  parkedDropCmd  `cmd:"" help:"Forget it for good."`
}

type parkedListCmd struct {
	config.RedisLink
	Format string `enum:"text,json" default:"text" help:"Output: text or json."`
}

// Run prints what is set aside.
func (c *parkedListCmd) Run(ctx context.Context, s streams) error {
	store, err := openMemory(ctx, c.RedisLink)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }() // it was only read
	list, err := store.ParkedWork(ctx)
	if err != nil {
		return err
	}
	return printParked(s.out, list, c.Format)
}

// printParked prints a line for each piece, its name first: what retry and drop are told.
func printParked(w io.Writer, list []redisstore.Parked, format string) error {
	if format == "json" {
		if err := json.NewEncoder(w).Encode(append([]redisstore.Parked{}, list...)); err != nil {
			return fmt.Errorf("printing: %w", err)
		}
		return nil
	}
	for _, p := range list {
		fmt.Fprintf(w, "%s\tsince %s\t%s\n", p.ID, p.At.UTC().Format("2006-01-02 15:04:05 UTC"), p.Reason)
	}
	return nil
}

// parkedChoice is which work a command is about.
type parkedChoice struct {
	config.RedisLink
	IDs []string `arg:"" optional:"" name:"ID" help:"Its name, as listed."`
	All bool     `help:"All that is set aside."`
}

// each does something with each piece that was chosen and prints what came of
// it. Work that is not there is told at the end: the rest is done.
func (c *parkedChoice) each(ctx context.Context, s streams, done string, do func(*redisstore.Store, string) (bool, error)) error {
	if c.All == (len(c.IDs) > 0) {
		return badInput(errors.New("name what is meant, as `firstmate parked` lists it, or say --all"))
	}
	store, err := openMemory(ctx, c.RedisLink)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }() // all its answers have come
	if c.All {
		list, err := store.ParkedWork(ctx)
		if err != nil {
			return err
		}
		for _, p := range list {
			c.IDs = append(c.IDs, p.ID)
		}
	}
	missing := 0
	for _, id := range c.IDs {
		there, err := do(store, id)
		if err != nil {
			return err
		}
		if !there {
			missing++
			fmt.Fprintln(s.out, id, "is not set aside")
			continue
		}
		fmt.Fprintln(s.out, id, done)
	}
	if missing > 0 && !c.All { // what is listed may be gone by the time it is asked for
		return checkFailed(fmt.Errorf("%d of %d are not set aside", missing, len(c.IDs)))
	}
	return nil
}

type parkedRetryCmd struct{ parkedChoice }

// Run hands work out again.
func (c *parkedRetryCmd) Run(ctx context.Context, s streams) error {
	return c.each(ctx, s, "is handed out again", func(store *redisstore.Store, id string) (bool, error) {
		return store.RetryParked(ctx, id, time.Now())
	})
}

type parkedDropCmd struct{ parkedChoice }

// Run forgets work.
func (c *parkedDropCmd) Run(ctx context.Context, s streams) error {
	return c.each(ctx, s, "is forgotten", func(store *redisstore.Store, id string) (bool, error) { return store.DropParked(ctx, id) })
}
