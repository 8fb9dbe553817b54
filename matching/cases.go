package matching

import (
	"slices"
	"strings"
	"time"
)

const (
	warmup    = 0.40 // share of the time span in which nothing is ranked
	minActive = 5    // changes in the window that make somebody a candidate
)

// Case is one newcomer's first change in a history, with what a ranking for it
// is compared to.
type Case struct {
	ID     string
	Time   time.Time
	Author PersonID
	Files  []string
	// Pool holds the candidates in id order: everybody but the author who wrote
	// or reviewed at least five changes in the 365 days before.
	Pool []PersonID
	// Truth holds those who reviewed the change and were active in these days.
	Truth []PersonID
	// Experienced holds those of the pool who in these days wrote or reviewed a
	// change in one of the places of this one, in id order. A place is the
	// directory of a file, or the file itself at the top level.
	Experienced []PersonID
}

// Query is all that a method may know of the case.
func (c Case) Query() Query {
	return Query{Time: c.Time, Author: c.Author, Files: c.Files, Pool: c.Pool}
}

// Cases finds the cases of a history, which must be in time order: an author's
// first change, after a warm-up of 40 % of the time span, not large, reviewed by
// somebody who was active in the 365 days before. Cases without any candidate
// are left out. What a case holds depends on strictly earlier changes only.
func Cases(history []Change) []Case {
	if len(history) == 0 {
		return nil
	}
	first, last := history[0].Time.Unix(), history[len(history)-1].Time.Unix()
	start := float64(first) + warmup*float64(last-first)
	w := activity{history: history, count: map[PersonID]int{}, touched: map[string]map[PersonID]int64{}}
	seen := map[PersonID]bool{}
	var out []Case
	for _, c := range history {
		isFirst := !seen[c.Author]
		seen[c.Author] = true
		if !isFirst || float64(c.Time.Unix()) < start || c.Large || len(c.Reviewers) == 0 {
			continue
		}
		w.moveTo(c.Time.Unix())
		if k, ok := w.caseOf(c); ok {
			out = append(out, k)
		}
	}
	return out
}

// activity is a window of 365 days that moves over a history and counts what
// everybody did in it.
type activity struct {
	history []Change
	lo, hi  int // history[lo:hi] is inside
	now     int64
	count   map[PersonID]int
	touched map[string]map[PersonID]int64 // place → person → latest time
}

// moveTo makes the window end just before t.
func (a *activity) moveTo(t int64) {
	a.now = t
	for ; a.history[a.hi].Time.Unix() < t; a.hi++ {
		a.enter(a.history[a.hi])
	}
	for ; a.lo < a.hi && a.history[a.lo].Time.Unix() < t-window; a.lo++ {
		for _, p := range people(a.history[a.lo]) {
			a.count[p]--
		}
	}
}

func (a *activity) enter(c Change) {
	who := people(c)
	for _, p := range who {
		a.count[p]++
	}
	if c.Large {
		return
	}
	for _, place := range places(c.Files) {
		at := a.touched[place]
		if at == nil {
			at = map[PersonID]int64{}
			a.touched[place] = at
		}
		for _, p := range who {
			at[p] = c.Time.Unix()
		}
	}
}

// caseOf returns the case of c, if it is one.
func (a *activity) caseOf(c Change) (Case, bool) {
	k := Case{ID: c.ID, Time: c.Time, Author: c.Author, Files: c.Files}
	for _, r := range c.Reviewers {
		if a.count[r] > 0 && r != c.Author {
			k.Truth = append(k.Truth, r)
		}
	}
	if len(k.Truth) == 0 {
		return k, false
	}
	for p, n := range a.count {
		if n >= minActive && p != c.Author {
			k.Pool = append(k.Pool, p)
		}
	}
	slices.Sort(k.Pool)
	k.Experienced = a.experienced(c.Files, k.Pool)
	return k, len(k.Pool) > 0
}

// experienced returns those of the pool who touched a place of the files.
func (a *activity) experienced(files []string, pool []PersonID) []PersonID {
	var out []PersonID
	for _, place := range places(files) {
		for p, t := range a.touched[place] {
			if t >= a.now-window {
				out = append(out, p)
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(p PersonID) bool {
		_, ok := slices.BinarySearch(pool, p)
		return !ok
	})
}

// people returns the author and the reviewers of c, each once.
func people(c Change) []PersonID {
	out := append(make([]PersonID, 0, 1+len(c.Reviewers)), c.Author)
	for _, r := range c.Reviewers {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// places returns where a change happens, each place once: the directories of its
// files, with the slash, and the files at the top level.
func places(files []string) []string {
	var out []string
	for _, f := range files {
		if i := strings.LastIndexByte(f, '/'); i >= 0 {
			f = f[:i+1]
		}
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}
