// Package doctor says what is wrong with an installation of firstmate, why it
// matters and what to do about it. `firstmate doctor` asks everything once;
// the running program asks again and again what costs little ([Doctor.Watch]).
//
//   - doctor.go: what is asked, and in which order;
//   - self.go: what GitHub says of the App: clock, key, permissions, installations;
//   - webhook.go: whether deliveries arrive;
//   - memory.go: whether Redis keeps what it is given.
//
// Findings hold no secrets, and no names of persons or repositories.
package doctor

import (
	"context"
	"time"

	"github.com/firstmate-app/firstmate/app/grants"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// State is how a check came out.
type State string

// The states. Only a problem makes `firstmate doctor` fail.
const (
	OK      State = "ok"
	Problem State = "problem"
	Unknown State = "unknown" // cannot tell yet
)

// Finding is what one check found.
type Finding struct {
	Check  string `json:"check"`
	State  State  `json:"state"`
	Text   string `json:"text"`
	Remedy string `json:"remedy,omitempty"`
}

// GitHub is what the doctor asks of it. Its errors tell nothing secret.
type GitHub interface {
	// Clock is how far GitHub's clock is ahead of ours.
	Clock(ctx context.Context) (time.Duration, error)
	// Self is the App as GitHub knows it: grants.ErrKey, ErrClock or ErrApp where it does not.
	Self(ctx context.Context) (grants.Self, error)
	Hook(ctx context.Context) (grants.Hook, error)
	Grants(ctx context.Context) ([]grants.Grant, error)
	// Newest are the newest attempts in the delivery log, the newest first.
	Newest(ctx context.Context) ([]mentorship.Attempt, error)
	Redeliver(ctx context.Context, attempt int64) error
}

// Memory is what the doctor asks of Redis.
type Memory interface {
	// Durability is how the server keeps what it is given.
	Durability(ctx context.Context) (Durability, error)
}

// Durability is how a Redis keeps what it is given. Fields it does not tell,
// as hosted ones may not, are "".
type Durability struct {
	Version    string // "7.2.4"
	AppendOnly string // "yes" or "no"
	Fsync      string // "always", "everysec" or "no"
	Eviction   string // "noeviction", "allkeys-lru" …
}

// Options are what a Doctor looks at. GitHub is required.
type Options struct {
	GitHub GitHub
	Memory Memory // nil: it is not asked
	// AppID, KeyPrint and ClientID are what is configured: the App's number, the
	// fingerprint of its key as the App's page on GitHub shows it, and the client
	// id ("" where signing in is not set up).
	AppID              int64
	KeyPrint, ClientID string
	// HookURL is where deliveries should go; "" where that is not known here.
	HookURL string
	// WebURL is GitHub as people see it.
	WebURL string
	// NoClock leaves the clock out, where it is not this machine's.
	NoClock bool
	// Since is when this program began, where it runs: deliveries that were refused
	// since then are no leftovers. Zero: they are not looked at in passing.
	Since time.Time
	// Look waits before the delivery log is looked at once more, and says
	// whether there is time to. Nil: it is looked at once.
	Look func(ctx context.Context) bool
}

// Doctor examines.
type Doctor struct{ Options }

// New makes a doctor.
func New(o Options) *Doctor { return &Doctor{o} }

// Examine asks everything. It has GitHub send its newest delivery again, which
// is harmless: what arrived before is known by its number.
func (d *Doctor) Examine(ctx context.Context) []Finding {
	out := d.Watch(ctx)
	if broken(out, "app") || broken(out, "clock") {
		out = append(out, Finding{"delivery", Unknown, "whether deliveries arrive cannot be told as long as GitHub does not take the App", ""})
	} else {
		out = append(out, d.delivery(ctx))
	}
	if d.Memory != nil {
		out = append(out, d.memory(ctx)...)
	}
	return out
}

// Watch asks what costs little and changes nothing: five requests.
func (d *Doctor) Watch(ctx context.Context) []Finding {
	var out []Finding
	if !d.NoClock {
		out = append(out, d.clock(ctx))
	}
	self, app := d.self(ctx)
	if broken(app, "app") {
		if len(Problems(out)) > 0 && app[0].State == Problem {
			return out // it follows from the clock
		}
		return append(out, app...)
	}
	out = append(out, app...)
	out = append(out, granted(self, d.settings(self.Slug))...)
	out = append(out, d.installations(ctx)...)
	out = append(out, d.hook(ctx))
	if !d.Since.IsZero() {
		out = append(out, d.passing(ctx)...)
	}
	return out
}

// broken reports whether a check came out other than well.
func broken(all []Finding, check string) bool {
	for _, f := range all {
		if f.Check == check && f.State != OK {
			return true
		}
	}
	return false
}

// Problems are the findings somebody has to do something about.
func Problems(all []Finding) (out []Finding) {
	for _, f := range all {
		if f.State == Problem {
			out = append(out, f)
		}
	}
	return out
}
