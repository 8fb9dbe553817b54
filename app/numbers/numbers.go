// Package numbers is what boards are told: it reads on what is kept of an
// account's mentorships (app/chronicle writes it), holds it as a table, and has
// app/stats make figures of it. Figures that tell of people's choices are
// published once a month and kept; see [stats.Snapshot].
//
// [Numbers.Board] is the door. pool.go puts the mentors together, plain.go the five
// plain numbers of the first months.
package numbers

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/firstmate-app/firstmate/app/chronicle"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/stats"
)

// Options are what Numbers need from outside, all of them.
type Options struct {
	Store Store
	Clock interface{ Now() time.Time }
	// Rules are the house rules of a repository, false where there are none.
	Rules func(ctx context.Context, repo mentorship.Repo) (mentorship.Rules, bool, error)
	// Areas are the busiest parts of a repository with the mentors who could help there.
	Areas func(ctx context.Context, repo mentorship.Repo, r mentorship.Rules) ([]Area, error)
}

// Store is what is kept for statistics.
type Store interface {
	// Kept are the facts that changed since, all of them (whole) where some were
	// erased meanwhile, and how far that reaches.
	Kept(ctx context.Context, tenant int64, since mentorship.KeptSince) (facts []mentorship.Kept, now mentorship.KeptSince, whole bool, err error)
	// Counts are what was counted without a person.
	Counts(ctx context.Context, tenant int64) (map[string]int, error)
	// Snapshot is what was published for a month ("2026-11"), nil if nothing was;
	// SetSnapshot publishes and returns what counts: the first one.
	Snapshot(ctx context.Context, tenant int64, month string) ([]byte, error)
	SetSnapshot(ctx context.Context, tenant int64, month string, text []byte) ([]byte, error)
	Secret(ctx context.Context, tenant int64) ([]byte, error)
	Repos(ctx context.Context, tenant int64) ([]mentorship.Repo, error)
	Loads(ctx context.Context, tenant int64, mentors []int64, now time.Time) (map[int64]mentorship.Load, error)
}

// Numbers answers boards. What it keeps in memory can be read again.
type Numbers struct {
	Options
	mu    sync.Mutex
	books map[int64]*book
}

// New makes Numbers.
func New(o Options) *Numbers { return &Numbers{Options: o, books: map[int64]*book{}} }

// Ask is what a board wants to know.
type Ask struct {
	Tenant int64
	Window string       // one of stats.Windows; "": the longest
	Span   stats.Window // any other window, instead; zero: none. Figures of people's choices do not follow it
	Repo   int64        // 0 is all
	K      stats.Limits // of the house rules of the account
}

// Answer is what it is told.
type Answer struct {
	At      time.Time
	Query   stats.Query
	Figures []stats.Figure // in the order of the catalogue
	Seen    []chronicle.Seen
	Plain   Plain
	People  int // newcomers ever met, all repositories
}

// Board makes the figures of an account, or of one of its repositories.
func (n *Numbers) Board(ctx context.Context, a Ask) (Answer, error) {
	now := n.Clock.Now()
	out := Answer{At: now, Query: stats.Query{Window: window(stats.At(now), a.Window), Repo: a.Repo, Now: stats.At(now), K: a.K, Absent: stats.Absent()}}
	if a.Span != (stats.Window{}) {
		out.Query.Window = a.Span
	}
	b, err := n.read(ctx, a.Tenant)
	if err != nil {
		return out, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	pool, free, err := n.pool(ctx, a.Tenant, b, now)
	if err != nil {
		return out, err
	}
	counts, err := n.Store.Counts(ctx, a.Tenant)
	if err != nil {
		return out, fmt.Errorf("reading counts: %w", err)
	}
	out.Seen, out.People = chronicle.SkippedOf(counts), b.table.Len()
	for _, s := range out.Seen {
		pool.Skips = append(pool.Skips, stats.Skip(s))
	}
	published, err := n.published(ctx, a, b, pool, now)
	if err != nil {
		return out, err
	}
	if out.Figures, err = stats.Board(&b.table, pool, out.Query, published); err != nil {
		return out, fmt.Errorf("making figures: %w", err)
	}
	out.Plain = plain(out.Figures, b.waiting(a.Repo), free, len(pool.Mentors))
	return out, nil
}

// window is the span of that name that ends now, the longest for any other name.
func window(now stats.Moment, name string) stats.Window {
	ws := stats.Windows(now)
	for _, w := range ws {
		if w.Name == name {
			return w
		}
	}
	return ws[0]
}

// published is what is shown of people's choices this month. It is made when
// somebody first asks, as of the month's beginning, and stays.
func (n *Numbers) published(ctx context.Context, a Ask, b *book, pool stats.Pool, now time.Time) (s stats.Snapshot, err error) {
	month := now.UTC().Format("2006-01")
	text, err := n.Store.Snapshot(ctx, a.Tenant, month)
	if err == nil && text == nil {
		text, err = n.publish(ctx, a, b, pool, now, month)
	}
	if err != nil {
		return s, fmt.Errorf("publishing a month: %w", err)
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("reading a published month: %w", err)
	}
	return s, nil
}

func (n *Numbers) publish(ctx context.Context, a Ask, b *book, pool stats.Pool, now time.Time, month string) ([]byte, error) {
	s, err := stats.Publish(&b.table, pool, stats.At(now), a.K, stats.Absent())
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	return n.Store.SetSnapshot(ctx, a.Tenant, month, text)
}
