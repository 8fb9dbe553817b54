package main

import (
	"context"
	"errors"
)

// Exit codes of every command.
const (
	exitDone        = 0
	exitCheckFailed = 1   // a check failed, or something else went wrong
	exitBadInput    = 2   // a wrong flag, setting or input
	exitInterrupted = 130 // stopped by the person at the keyboard
)

// exitError is an error that knows its exit code.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// badInput marks err as caused by a wrong flag, setting or input.
func badInput(err error) error { return &exitError{exitBadInput, err} }

// checkFailed marks err as the finding of a check that was asked for.
func checkFailed(err error) error { return &exitError{exitCheckFailed, err} }

// exitCode is the code to leave with after err, which may be nil.
func exitCode(err error) int {
	var e *exitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &e):
		return e.code
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitCheckFailed
}
