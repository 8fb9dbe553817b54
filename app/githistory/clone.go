package githistory

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/matching"
)

// Clone is what a local clone tells.
type Clone struct {
	// Changes are the commits reachable from HEAD that say something about
	// people: no merges, none without a file, none by a bot, and none dated
	// before 1990 or after CloneOptions.Until, which a broken clock wrote. They
	// stand in order of their time, the oldest first; equals in the order of
	// the history, parents first.
	//
	// The time is the committer's. A commit that a reviewed merge brought in
	// counts from that merge on, and those who reviewed the merge reviewed it.
	Changes []matching.Change
	People  People
	// Asked is the commit CloneOptions.Rev names; its author may be a bot, and
	// is empty then.
	Asked matching.Change
	// Commits is how many were read, merges and all.
	Commits int
	// Mailmap holds the numbers of the lines of .mailmap that say nothing git understands.
	Mailmap []int
}

// CloneOptions says what to read of a clone. The zero value is HEAD's history.
type CloneOptions struct {
	Until    time.Time // leave out what is later; zero: nothing
	Rev      string    // a commit to report as Asked, in the history or not
	Progress func(commits int)
}

// ReadClone reads the history of a local clone through the git command. It
// changes nothing there, runs nothing the clone's configuration names, and
// fetches nothing. An error is one line for whoever gave the folder, or that of
// ctx.
func ReadClone(ctx context.Context, dir string, o CloneOptions) (Clone, error) {
	g := git{dir}
	head, err := g.open(ctx)
	if err != nil {
		return Clone{}, err
	}
	c := newCollector(o.Progress)
	asked := int32(-1)
	if o.Rev != "" {
		if asked, err = c.readOne(ctx, g, o.Rev); err != nil {
			return Clone{}, err
		}
	}
	if err := c.read(ctx, g, head); err != nil {
		return Clone{}, err
	}
	out, err := c.clone(ctx, g, c.place(head), asked, o.Until)
	out.Mailmap = g.badMailmap(ctx)
	return out, err
}

// collector gathers commits and everybody they name.
type collector struct {
	graph
	places   map[string]int32 // commit id → place in the graph
	contacts []contact
	known    map[contact]int32
	log      int // commits read from the log
	progress func(int)
}

func newCollector(progress func(int)) *collector {
	return &collector{places: map[string]int32{}, known: map[contact]int32{}, progress: progress}
}

// read reads everything that can be reached from a commit.
func (c *collector) read(ctx context.Context, g git, args ...string) error {
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := g.command(running, logArgs(args...)...)
	var said complaint
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("reading %s: %w", g.dir, err)
	}
	if err := cmd.Start(); err != nil {
		return g.explain(ctx, err, "")
	}
	parsed := c.parse(out)
	if parsed != nil {
		cancel() // what is left of the output is not wanted
	}
	ended := cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case ended != nil && (parsed == nil || errors.Is(parsed, io.ErrUnexpectedEOF)):
		return g.explain(ctx, ended, said.String())
	case parsed != nil:
		return fmt.Errorf("reading %s: %w", g.dir, parsed)
	}
	return nil
}

// parse takes in all commits of a log.
func (c *collector) parse(out io.Reader) error {
	in := newLogReader(out)
	var r record
	for {
		switch err := in.next(&r); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		c.take(&r)
		if c.log++; c.progress != nil {
			c.progress(c.log)
		}
	}
}

// readOne reads a single commit, which must be no merge.
func (c *collector) readOne(ctx context.Context, g git, rev string) (int32, error) {
	id, err := g.commit(ctx, rev)
	if err != nil {
		return 0, err
	}
	if err := c.read(ctx, g, "--no-walk", id); err != nil {
		return 0, err
	}
	c.log = 0
	at := c.place(id)
	if len(c.commits[at].parents) > 1 {
		return 0, fmt.Errorf("%s is a merge: give the last commit of what it merged, %s^2", rev, rev)
	}
	return at, nil
}

// place is where the commit of that id is kept, made if need be.
func (c *collector) place(id string) int32 {
	at, ok := c.places[id]
	if !ok {
		at = int32(len(c.commits))
		c.places[id] = at
		c.commits = append(c.commits, commit{id: id})
	}
	return at
}

// who is the number of a contact.
func (c *collector) who(is contact) int32 {
	at, ok := c.known[is]
	if !ok {
		at = int32(len(c.contacts))
		c.known[is] = at
		c.contacts = append(c.contacts, is)
	}
	return at
}

func (c *collector) all(texts []string) []int32 {
	var out []int32
	for _, t := range texts {
		out = append(out, c.who(contactOf(t)))
	}
	return out
}

// take keeps what matters of a commit.
func (c *collector) take(r *record) {
	at := c.place(r.id)
	if c.commits[at].read {
		return
	}
	it := commit{id: c.commits[at].id, at: r.at, author: c.who(contact{name: r.name, mail: r.mail}), files: slices.Clone(r.files), renames: slices.Clone(r.renames), read: true}
	for _, p := range r.parents {
		it.parents = append(it.parents, c.place(p))
	}
	it.out = len(r.parents) > 1 || len(r.files) == 0 || r.bad // no change of its own
	if len(r.parents) > 1 {
		it.merge = c.merge(r, it.author)
	} else {
		it.reviewers = c.all(trailers(r.message))
	}
	c.commits[at] = it
}

// merge is who reviewed what each side branch of a merge brought in. Where the
// message names several branches and there are not as many, it does not say
// who reviewed what.
func (c *collector) merge(r *record, author int32) [][]int32 {
	review, ok := mergeReviewOf(r.message)
	branches := len(r.parents) - 1
	if !ok || len(review.each) > 1 && len(review.each) != branches {
		return nil
	}
	out := make([][]int32, branches)
	for i := range out {
		out[i] = c.all(review.each[min(i, len(review.each)-1)])
		if review.merger {
			out[i] = append(out[i], author)
		}
	}
	return out
}
