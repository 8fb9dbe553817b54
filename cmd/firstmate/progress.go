package main

import (
	"fmt"
	"io"
	"os"

	"github.com/firstmate-app/firstmate/matching"
)

// progress tells on one line of a terminal how far a long reading is. Anywhere
// else, and as nil, it says nothing.
type progress struct {
	out   io.Writer
	shown bool
}

func newProgress(out io.Writer) *progress {
	f, ok := out.(*os.File)
	if !ok {
		return nil
	}
	if at, err := f.Stat(); err != nil || at.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return &progress{out: out}
}

// count returns what to call with a rising number; it says so every now and then.
func (p *progress) count(what string, every int) func(n int) {
	return func(n int) {
		if p != nil && n%every == 0 {
			p.shown = true
			fmt.Fprintf(p.out, "\r\033[K%d %s", n, what)
		}
	}
}

// done takes the line away.
func (p *progress) done() {
	if p != nil && p.shown {
		p.shown = false
		fmt.Fprint(p.out, "\r\033[K")
	}
}

// watch returns the method, counting the cases it ranks.
func (p *progress) watch(m matching.Method) matching.Method {
	if p == nil {
		return m
	}
	return &ranking{Method: m, count: p.count("first changes ranked by "+m.Name(), 20)}
}

type ranking struct {
	matching.Method
	n     int
	count func(int)
}

func (w *ranking) Rank(q matching.Query) []matching.PersonID {
	w.n++
	w.count(w.n)
	return w.Method.Rank(q)
}
