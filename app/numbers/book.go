package numbers

import (
	"context"
	"fmt"
	"maps"
	"sync"

	"github.com/firstmate-app/firstmate/app/chronicle"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/stats"
)

// book is what was read of an account so far.
type book struct {
	mu    sync.Mutex
	since mentorship.KeptSince
	table stats.Table
	open  map[string]stats.Row                 // of those who wait for a mentor now
	spans map[string]map[string]chronicle.Span // by the pseudonym of the mentor
}

// read brings the book of an account up to date. Where some facts were erased
// meanwhile, a new book takes its place: what was in the old one may be gone.
func (n *Numbers) read(ctx context.Context, tenant int64) (*book, error) {
	b := n.book(tenant)
	b.mu.Lock()
	defer b.mu.Unlock()
	facts, now, whole, err := n.Store.Kept(ctx, tenant, b.since)
	if err != nil {
		return nil, fmt.Errorf("reading what is kept: %w", err)
	}
	rows, spans, err := chronicle.Read(facts)
	if err != nil {
		return nil, err
	}
	if !whole {
		b.take(rows, spans, now)
		return b, nil
	}
	fresh := &book{}
	fresh.take(rows, spans, now)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.books[tenant] = fresh
	return fresh, nil
}

// book is what was read of an account before, empty if nothing was.
func (n *Numbers) book(tenant int64) *book {
	n.mu.Lock()
	defer n.mu.Unlock()
	b, ok := n.books[tenant]
	if !ok {
		b = &book{}
		n.books[tenant] = b
	}
	return b
}

// take adds what was read up to now, the newer in place of the older.
func (b *book) take(rows []stats.Row, spans map[string]map[string]chronicle.Span, now mentorship.KeptSince) {
	b.since = now
	if b.open == nil {
		b.open, b.spans = map[string]stats.Row{}, map[string]map[string]chronicle.Span{}
	}
	for _, r := range rows {
		b.table.Put(r)
		delete(b.open, r.ID)
		if waits(r) {
			b.open[r.ID] = r
		}
	}
	for mentor, theirs := range spans {
		if b.spans[mentor] == nil {
			b.spans[mentor] = map[string]chronicle.Span{}
		}
		maps.Copy(b.spans[mentor], theirs)
	}
}

// waits reports whether a newcomer has no mentor yet and may still get one.
func waits(r stats.Row) bool {
	return r.Accepted == 0 && r.Ended == 0 && r.Declined == 0 && r.Skipped == ""
}

// waiting is how many wait, in a repository or in all (0).
func (b *book) waiting(repo int64) (n int) {
	for _, r := range b.open {
		if repo == 0 || r.Repo == repo {
			n++
		}
	}
	return n
}
