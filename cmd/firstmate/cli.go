package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// cli is every command of the binary; flags and environment in one place.
type cli struct {
	Demo      demoCmd      `cmd:"" help:"Play the whole story on this machine: nothing installed, no network."`
	Serve     serveCmd     `cmd:"" help:"Run firstmate: receive webhooks, find mentors, keep tracking issues true."`
	GithubSim githubSimCmd `cmd:"" name:"github-sim" help:"Run the stand-in for GitHub alone, for any client."`
	Check     checkCmd     `cmd:"" help:"Check house rules (.github/firstmate.yml)."`
	Schema    schemaCmd    `cmd:"" help:"Print the JSON Schema of house rules, for editors."`
	Init      initCmd      `cmd:"" help:"Propose house rules from a clone's history: who could be invited for which paths. Invites nobody."`
	Suggest   suggestCmd   `cmd:"" help:"Say who could help with one change, and why, from a clone's history."`
	Backtest  backtestCmd  `cmd:"" help:"Replay a real history: would the person who helped have been suggested?"`
	Report    reportCmd    `cmd:"" help:"Print the figures of an owner's board: Markdown with charts, JSON or CSV."`
	Doctor    doctorCmd    `cmd:"" help:"Say what is wrong with this installation, and what to do about it."`
	Explain   explainCmd   `cmd:"" help:"Say why a pull request got the answer or the silence it got."`
	Parked    parkedCmd    `cmd:"" help:"Look after work that was set aside: list it, hand it out again, or forget it."`
	State     stateCmd     `cmd:"" help:"Save what is remembered to a file, or bring it back."`
	Version   versionCmd   `cmd:"" help:"Print the version."`

	Healthcheck healthcheckCmd `cmd:"" help:"Ask a firstmate on this machine whether it is ready."`
}

// streams are where a command prints.
type streams struct{ out, err io.Writer }

// run parses args, runs the command and returns the exit code. Errors are one
// line on stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c cli
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("firstmate"),
		kong.Description("A mentor for every newcomer: https://github.com/firstmate-app/firstmate"),

		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(streams{stdout, stderr}),
	)
	if err != nil {
		return report(stderr, err)
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // --help was printed
		return exited
	}
	if err != nil {
		return report(stderr, badInput(err))
	}
	err = parsed.Run()
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return exitInterrupted
	}
	return report(stderr, err)
}

// report prints an error as one line and returns its exit code.
func report(stderr io.Writer, err error) int {
	if err != nil {
		fmt.Fprintln(stderr, "firstmate: "+strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return exitCode(err)
}
