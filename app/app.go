// Package app is what firstmate does about an event: the use cases, and the
// ports they need (ports.go). A delivery enters in delivery.go, is told apart
// by what it says (pulls.go, remarks.go, housepush.go, checks.go, installs.go),
// and becomes events (elsewhere.go: what newcomers
// do in threads of others) that step.go applies to one mentorship and commits. Time
// enters in due.go, effects leave in effects.go, put into words in words.go, or are
// dropped in dropped.go. offers.go tells those who wait when mentors become free.
//
// Two questions have rooms of their own, with ports of their own: what counts as
// house rules is app/house's to say, who could be asked app/candidates'. Neither
// knows the other, or runs a mentorship.
//
// No rule of mentorship lives here: those are in app/mentorship. What lives
// here is which facts to fetch before a rule is asked, and what to keep after.
package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/firstmate-app/firstmate/app/candidates"
	"github.com/firstmate-app/firstmate/app/house"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Options are what an App needs from outside. All fields but PastAgain
// and Count are required.
type Options struct {
	Store  Store
	GitHub GitHub
	Clock  Clock
	// Decode turns a raw delivery into a signal. A zero Kind means "not ours":
	// the delivery is acknowledged and counted.
	Decode func(event string, body []byte) (mentorship.Signal, error)
	Log    *slog.Logger
	// AboutURL is where a newcomer reads what is stored.
	AboutURL string
	// OwnURL is where people find the page of their own; "": nowhere they could reach.
	OwnURL string
	// WebURL is where people see GitHub, such as https://github.com; "": no links.
	WebURL string
	// Report writes the figures of an owner's board for an issue; nil: no reports.
	Report func(ctx context.Context, w mentorship.Window) (title, text string, err error)
	// Slug is the App's name on GitHub; its account is Slug + "[bot]".
	Slug string
	// PastAgain is how long until a repository's past that could not be read
	// is tried again; half a minute if zero.
	PastAgain time.Duration
	// Count is told what became of deliveries and decisions, by a fixed set of words.
	Count func(outcome string)
}

// App carries out the use cases. It holds no truth of its own: what it keeps
// in memory can be read again from its ports.
type App struct {
	Options
	house   *house.Authority
	advisor *candidates.Advisor
	locks   stripes
	names   sync.Map // repository id → mentorship.Repo as last seen
	unread  unread   // what is to be read again
}

// New makes an App.
func New(o Options) *App {
	if o.Count == nil {
		o.Count = func(string) {}
	}
	a := &App{Options: o}
	a.house = house.New(house.Options{
		Store: o.Store, GitHub: o.GitHub, Clock: o.Clock, Log: o.Log, Forgotten: a.forgottenOf, Concerns: a.concerns, Slug: o.Slug,
		Asked: func(ctx context.Context, repo mentorship.Repo, r mentorship.Rules) (int, map[int64]int, error) {
			return a.advisor.Asked(ctx, repo, r)
		},
	})
	a.advisor = candidates.New(candidates.Options{
		Store: o.Store, GitHub: o.GitHub, Clock: o.Clock, Log: o.Log, CodeOwners: a.house.CodeOwners, Forgotten: a.forgottenOf,
		WebURL: o.WebURL, PastAgain: o.PastAgain,
	})
	return a
}

// stripes are locks that keep two steps of one mentorship in this process
// apart. The version check in the store stays the truth between processes.
type stripes [256]sync.Mutex

func (s *stripes) of(key string) *sync.Mutex {
	h := uint32(2166136261)
	for i := range len(key) {
		h = (h ^ uint32(key[i])) * 16777619
	}
	return &s[h%uint32(len(s))]
}

// lateGreeting is the age at which a pull request is tracked but no longer greeted.
const lateGreeting = 48 * time.Hour

// lateTracking is the age at which a pull request whose opening was missed is
// no longer tracked either.
const lateTracking = 30 * 24 * time.Hour
