package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/githubsim/conform"
)

// judge holds everything that goes over the wire in the tests of this package
// against GitHub's own description; it is one for all rigs.
var judge = sync.OnceValues(func() (*conform.Judge, error) {
	dir, err := conform.Locate()
	if err != nil {
		return nil, err
	}
	m, err := conform.Load(dir)
	if err != nil {
		return nil, err
	}
	return m.NewJudge(), nil
})

// judged puts the judge around a stand-in to be, if the description is installed.
func judged(o *githubsim.Options) func(http.Handler) http.Handler {
	j, err := judge()
	if err != nil {
		return func(h http.Handler) http.Handler { return h }
	}
	o.Transport, o.Spoiled = j.Deliveries(&http.Transport{MaxIdleConnsPerHost: 1}), j.Spoiled
	return j.Handler
}

// TestDescriptionIsInstalled says so where the exchanges go unjudged.
func TestDescriptionIsInstalled(t *testing.T) {
	_, err := judge()
	if errors.Is(err, conform.ErrAbsent) && !conform.Required() {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestMain tells at the end what was held against GitHub's description, and
// fails on any difference that its own examples do not show. The account goes
// to the standard output and, for it is not shown when all is well, to the
// file that FIRSTMATE_CONFORM_OUT names.
func TestMain(m *testing.M) {
	code := m.Run()
	j, err := judge()
	if err != nil {
		os.Exit(code)
	}
	r := j.Report()
	j.Close()
	r.Write(os.Stdout)
	if name := os.Getenv("FIRSTMATE_CONFORM_OUT"); name != "" {
		if err := tell(name, r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	if len(r.Findings) > 0 {
		code = 1
	}
	os.Exit(code)
}

func tell(name string, r conform.Report) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	r.Write(f)
	return f.Close()
}
