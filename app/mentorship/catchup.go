package mentorship

import (
	"encoding/json"
	"fmt"
	"time"
)

// Attempt is a line of the App's delivery log on GitHub: one sending of a
// webhook. A delivery that was sent again has several, with the same GUID.
type Attempt struct {
	ID     int64  // of the attempt; its payload is fetched by it
	GUID   string // of the delivery
	Event  string
	Action string
	Tenant int64 // installation, 0 if it names none
	RepoID int64
	At     time.Time
	OK     bool   // it was answered with 2xx
	Status int    // what it was answered with; 0: no answer came
	Said   string // GitHub's own word for how it ended, such as "OK" or "timed out"
}

// CatchUp is how far the delivery log was compared with what was kept. The
// zero value has compared nothing.
type CatchUp struct {
	Till    time.Time           `json:"till"`            // whatever GitHub sent before is kept, or was given up
	Done    time.Time           `json:"done"`            // end of the last pass
	Fetched int                 `json:"fetched"`         // deliveries fetched, ever
	Unread  time.Time           `json:"unread,omitzero"` // since when the log cannot be read; zero while it can
	Heard   map[int64]time.Time `json:"heard,omitempty"` // tenant → GitHub's last delivery for it
}

// Scan is how far a repository was looked through for what no delivery told.
type Scan struct {
	Mark time.Time `json:"mark"` // everything that changed before was looked at
	At   time.Time `json:"at"`   // when the last scan began
}

// Talk is a conversation in which somebody wrote.
type Talk struct {
	Number int
	Pull   bool
}

// EventLook is the event under which a Look is kept among the deliveries. No
// webhook can come as it: the name of an event holds no hyphen.
const EventLook = "look-again"

// Look asks to read a conversation as it stands on GitHub, because deliveries
// about it may have been missed. With Remark it is one thing that was said there.
type Look struct {
	Repo   Repo      `json:"repo"`
	Number int       `json:"number"`
	Pull   bool      `json:"pull,omitempty"`
	Said   bool      `json:"said,omitempty"`   // somebody wrote there
	Since  time.Time `json:"since"`            // what is older was seen, as far as deliveries told
	Remark *Remark   `json:"remark,omitempty"` // in passing only, like a delivery
}

// Delivery is the look as work to hand in under that id. What it leads to may
// have been done: deliveries about it may have come after all.
func (l Look) Delivery(id string, at time.Time) (Delivery, error) {
	body, err := json.Marshal(l)
	if err != nil {
		return Delivery{}, fmt.Errorf("writing a look: %w", err)
	}
	return Delivery{ID: id, Event: EventLook, Tenant: l.Repo.Tenant, RepoID: l.Repo.ID, Body: body, At: at, Again: true}, nil
}
