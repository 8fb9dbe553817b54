// Command firstmate is a GitHub App that finds a mentor for a newcomer's first
// pull request and stays with both. `firstmate --help` lists what it can do;
// wire.go shows how the rooms are joined; no rules of mentorship live here.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second ^C ends what cannot hear the first, such as waiting for a pipe
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
