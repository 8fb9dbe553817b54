package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
)

// stateCmd saves what firstmate remembers, and brings it back.
type stateCmd struct {
	Export stateExportCmd `cmd:"" help:"Write what is remembered to a file. Treat the file like a password."`
	Import stateImportCmd `cmd:"" help:"Bring back what an export wrote. Stop firstmate first."`
}

type stateExportCmd struct {
	File   string  `arg:"" help:"File to write; - prints it."`
	Tenant []int64 `placeholder:"ID" help:"Only these installations, by their numbers."`
	config.RedisLink
}

// Run writes the file whole or not at all, so that a backup that fails leaves the
// last one alone. Only its owner may read it.
func (c *stateExportCmd) Run(ctx context.Context, s streams) error {
	store, err := openMemory(ctx, c.RedisLink)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }() // it was only read
	if c.File == "-" {
		_, _, err := store.Export(ctx, s.out, c.Tenant, time.Now())
		return err
	}
	var tenants, lines int
	err = writeWhole(c.File, 0o600, func(w io.Writer) (err error) {
		tenants, lines, err = store.Export(ctx, w, c.Tenant, time.Now())
		return err
	})
	if err != nil {
		return fmt.Errorf("writing %s: %w", c.File, err)
	}
	fmt.Fprintf(s.err, "exported %d installations in %d lines\n", tenants, lines)
	return nil
}

type stateImportCmd struct {
	File    string `arg:"" type:"existingfile" help:"File that an export wrote."`
	Replace bool   `help:"Replace what is remembered of the installations in the file."`
	config.RedisLink
}

// Run reads the whole file before it changes anything.
func (c *stateImportCmd) Run(ctx context.Context, s streams) error {
	f, err := os.Open(c.File)
	if err != nil {
		return badInput(err)
	}
	defer f.Close() // it was only read
	store, err := openMemory(ctx, c.RedisLink)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }() // every line was answered
	tenants, lines, err := store.Import(ctx, f, c.Replace, time.Now())
	switch {
	case errors.Is(err, redisstore.ErrNotEmpty):
		return badInput(errors.New("this Redis remembers something already: give an empty one, or --replace what is remembered of the installations in the file"))
	case mentorship.KindOf(err) == mentorship.FaultNewer:
		return badInput(err)
	case err != nil:
		return fmt.Errorf("%s: %w", c.File, err)
	}
	fmt.Fprintf(s.err, "imported %d installations from %d lines\n", tenants, lines)
	return nil
}
