// Package catchup finds what no delivery told us: GitHub sends a webhook once,
// and whoever was down, or lost its memory, has to look itself.
//
//   - log.go: the reconciler. Every few minutes, and at start, it compares the
//     App's delivery log with what was kept, and fetches what is missing. What
//     it fetches goes the same way in as a webhook.
//   - scan.go: the catch-up scan. What is not in the log (GitHub never tried to
//     send it, or it is too long ago) shows in the repositories: once a day, and
//     sooner where there is reason, it lists what changed since the last time,
//     and asks for each conversation to be looked at again.
//   - recovery.go: what happens when Redis lost everything: tenants are read back
//     from GitHub, one after the other, and nothing is said at them before.
//
// The first two only hand work in. How far they came is remembered after the work was
// kept, and all work has a name under which it is kept once; so they may be cut
// short anywhere, and begin again a little before the place they had reached.
package catchup

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// GitHub is what is asked of GitHub. Errors carry a mentorship.Fault.
type GitHub interface {
	// Deliveries are the attempts in the delivery log since then, newest first.
	Deliveries(ctx context.Context, since time.Time) ([]mentorship.Attempt, error)
	// Payload is the body one of them sent.
	Payload(ctx context.Context, attempt int64) ([]byte, error)
	// Updated are the pull requests that changed since then.
	Updated(ctx context.Context, repo mentorship.Repo, since time.Time) ([]mentorship.Pull, error)
	// Said are the conversations in which a person commented since then.
	Said(ctx context.Context, repo mentorship.Repo, since time.Time) ([]mentorship.Talk, error)
}

// Store is where work is handed in, and what is remembered of how far we came.
type Store interface {
	// Accept keeps a delivery once; fresh: it was not known.
	Accept(ctx context.Context, d mentorship.Delivery) (fresh bool, err error)
	// Unkept are those whose deliveries were not kept.
	Unkept(ctx context.Context, attempts []mentorship.Attempt) ([]mentorship.Attempt, error)
	CaughtUp(ctx context.Context) (mentorship.CatchUp, error)
	SetCaughtUp(ctx context.Context, c mentorship.CatchUp) error
	Scanned(ctx context.Context, repo mentorship.Repo) (mentorship.Scan, error)
	SetScanned(ctx context.Context, repo mentorship.Repo, s mentorship.Scan) error
	AllRepos(ctx context.Context, most int) ([]mentorship.Repo, error)
	// Born reports whether a program began with this memory, Recoveries how far
	// tenants were read back.
	Born(ctx context.Context) (bool, error)
	Recoveries(ctx context.Context) (map[int64]mentorship.Recovery, error)
	// Lease takes or keeps a task one process at a time may do, Unlease gives it back.
	Lease(ctx context.Context, name, who string, span time.Duration) (bool, error)
	Unlease(ctx context.Context, name, who string) error
}

// Options are what a Catcher needs. GitHub, Store, Now, Ours and Open are required.
type Options struct {
	GitHub GitHub
	Store  Store
	Now    func() time.Time // the clock of GitHub's times
	Log    *slog.Logger     // nil discards
	// Ours reports whether an event of that name and action could concern us.
	Ours func(event, action string) bool
	// Open reads a fetched payload as the door reads a webhook; false: it is none.
	Open func(a mentorship.Attempt, body []byte, at time.Time) (mentorship.Delivery, bool)
	// Begin lists whom the App serves, for a memory no program began with; Rebuild
	// reads a tenant back, asking GitHub at that pace.
	Begin   func(ctx context.Context) error
	Rebuild func(ctx context.Context, tenant int64, pace *Pace) error
	// Every is how often the log is compared, and repositories are looked at for
	// whether a scan is due; Daily how often each is scanned without a reason.
	Every, Daily time.Duration
	// LostEvery is how often it is looked whether the memory was lost; 0 means 5 s.
	LostEvery time.Duration
	// Lost tells that our memory may have lost its last seconds; nil: it never does.
	Lost  <-chan struct{}
	Scale float64                     // of our own waits, for tests; 0 means 1
	Count func(outcome string, n int) // what came of it; nil: nobody counts
}

// The waits and bounds that are no settings. GitHub asks for no more than 900
// requests a minute; a look costs about five.
const (
	Every = 5 * time.Minute // the default
	Daily = 24 * time.Hour  // the default

	reach       = 3 * 24 * time.Hour // of the delivery log: what can be counted on
	overlap     = 10 * time.Minute   // what is read again each time: a Redis may have lost its last seconds, clocks may differ
	scanOverlap = 2 * time.Hour      // the same for scans, which mend what a clock that ran ahead made the log pass over

	silence     = 6 * time.Hour    // an installation GitHub sent nothing for in that time is looked through
	unreadEvery = 15 * time.Minute // how often repositories are scanned while the log cannot be read

	leaseFor     = 25 * time.Second       // a task is free again after that long a silence, which is more than a request takes
	leastScale   = 0.02                   // of that silence, in tests: a busy machine must not look dead
	fetchSpacing = 100 * time.Millisecond // between two fetches, at most 600 a minute
	lookSpacing  = 500 * time.Millisecond // between two looks handed in

	lostEvery      = 5 * time.Second        // how often it is looked whether the memory was lost, unless Options say so
	leastLostEvery = 20 * time.Millisecond  // of that, however short waits are
	askSpacing     = 400 * time.Millisecond // between two requests of a rebuild
	askAnHour      = 4500                   // such requests; GitHub allows 5,000, and somebody may want an answer
)

// Catcher catches up. Make it with New.
type Catcher struct {
	Options
	who string // this process, among those that share a Redis
}

// New makes a Catcher.
func New(o Options) *Catcher {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Count == nil {
		o.Count = func(string, int) {}
	}
	if o.Scale <= 0 || o.Scale > 1 {
		o.Scale = 1
	}
	if o.Every <= 0 {
		o.Every = Every
	}
	if o.Daily <= 0 {
		o.Daily = Daily
	}
	return &Catcher{Options: o, who: rand.Text()}
}
