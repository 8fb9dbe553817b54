package numbers

import (
	"context"
	"fmt"
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
	rows  map[string]stats.Row                 // those who wait now, and nobody else
	spans map[string]map[string]chronicle.Span // by the pseudonym of the mentor
}

// read brings the book of an account up to date.
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
	if whole {
		n.mu.Lock()
		fresh := &book{}
		fresh.take(rows, spans)
		fresh.since = now
		n.books[tenant] = fresh
		n.mu.Unlock()
		return fresh, nil
	}
	b.take(rows, spans)
	b.since = now
	return b, nil
}

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

func (b *book) take(rows []stats.Row, spans map[string]map[string]chronicle.Span) {
	if b.rows == nil {
		b.rows, b.spans = map[string]stats.Row{}, map[string]map[string]chronicle.Span{}
	}
	for _, r := range rows {
		b.table.Put(r)
		delete(b.rows, r.ID)
		if waits(r) {
			b.rows[r.ID] = r
		}
	}
	for mentor, theirs := range spans {
		if b.spans[mentor] == nil {
			b.spans[mentor] = map[string]chronicle.Span{}
		}
		for which, s := range theirs {
			b.spans[mentor][which] = s
		}
	}
}

// waits reports whether a newcomer has no mentor yet and may still get one.
func waits(r stats.Row) bool {
	return r.Accepted == 0 && r.Ended == 0 && r.Declined == 0 && r.Skipped == ""
}

// waiting is how many wait, in a repository or in all (0).
func (b *book) waiting(repo int64) (n int) {
	for _, r := range b.rows {
		if repo == 0 || r.Repo == repo {
			n++
		}
	}
	return n
}
