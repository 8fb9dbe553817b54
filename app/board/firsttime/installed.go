package firsttime

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Installed answers whoever GitHub sends here after they installed the App.
// The number in the address is never believed, since anybody can write one
// there: GitHub is asked, and what the page says is the same for all of our
// installations.
type Installed struct {
	*Page
	// Known asks GitHub whether the App has an installation of that number.
	Known func(ctx context.Context, tenant int64) (bool, error)
	Now   func() time.Time

	mu    sync.Mutex
	since time.Time
	asked int
}

// mostAsked is how often a minute GitHub is asked because somebody opened the page.
const mostAsked = 30

// ServeHTTP shows what is next.
func (i *Installed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.URL.Query().Get("installation_id"), 10, 64)
	if err != nil || id <= 0 {
		i.show(w, r, http.StatusNotFound, "unknown", view{Title: "No such installation"})
		return
	}
	if !i.may() {
		i.show(w, r, http.StatusTooManyRequests, "unknown", view{Title: "Too many ask at once", Problem: "Try again in a minute."})
		return
	}
	known, err := i.Known(r.Context(), id)
	switch {
	case err != nil:
		i.Log.WarnContext(r.Context(), "asking for an installation", "error", err)
		i.show(w, r, http.StatusServiceUnavailable, "unknown", view{Title: "GitHub does not answer", Problem: "Try again in a minute; the installation itself is GitHub's and does not depend on this page."})
	case !known:
		i.show(w, r, http.StatusNotFound, "unknown", view{Title: "No such installation"})
	default:
		i.show(w, r, http.StatusOK, "installed", view{Title: "firstmate is installed"})
	}
}

// may counts who asks in this minute.
func (i *Installed) may() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if now := i.Now(); now.Sub(i.since).Abs() >= time.Minute {
		i.since, i.asked = now, 0
	}
	i.asked++
	return i.asked <= mostAsked
}
