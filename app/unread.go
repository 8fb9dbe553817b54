package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// unread is what could not be read from GitHub, or kept, when it should have
// been: it is tried again later, so that one stumble at the start does not
// leave an installation aside until the next.
type unread struct {
	mu      sync.Mutex
	tenants map[int64]bool
	houses  map[int64]mentorship.Repo // repository id → repository
}

func (u *unread) tenant(id int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.tenants == nil {
		u.tenants = map[int64]bool{}
	}
	u.tenants[id] = true
}

// house notes rules to be read again, unless the fault is one that time does not cure.
func (u *unread) house(r mentorship.Repo, err error) {
	switch mentorship.KindOf(err) {
	case mentorship.FaultForbidden, mentorship.FaultGone, mentorship.FaultLocked, mentorship.FaultInvalid, mentorship.FaultNewer:
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.houses == nil {
		u.houses = map[int64]mentorship.Repo{}
	}
	u.houses[r.ID] = r
}

// take empties the list.
func (u *unread) take() (tenants []int64, houses []mentorship.Repo) {
	u.mu.Lock()
	defer u.mu.Unlock()
	tenants = slices.Collect(maps.Keys(u.tenants))
	houses = slices.Collect(maps.Values(u.houses))
	u.tenants, u.houses = nil, nil
	return tenants, houses
}

// ReadPasts reads the past of repositories until ctx ends, and again and again
// what Start could not read.
func (a *App) ReadPasts(ctx context.Context) { a.advisor.ReadPasts(ctx, a.readAgain) }

// readAgain tries what could not be read.
func (a *App) readAgain(ctx context.Context) {
	tenants, houses := a.unread.take()
	for _, t := range tenants {
		if _, err := a.serve(ctx, t, time.Time{}); err != nil {
			a.Log.WarnContext(ctx, "an installation cannot be read now", "installation", t, "error", err)
			if a.nobodyThere(ctx, t, err) && a.fresh(ctx, t) == nil {
				continue // to read anything back from
			}
			a.unread.tenant(t)
		}
	}
	for _, r := range houses {
		a.readHouseAtLast(ctx, r)
	}
	a.refreshTeams(ctx)
	a.wipeLeft(ctx)
}

// readHouseAtLast reads house rules now, or later if they cannot be read; what
// changed in them meanwhile takes effect.
func (a *App) readHouseAtLast(ctx context.Context, r mentorship.Repo) {
	now := a.Clock.Now()
	j := job{repo: r, op: fmt.Sprintf("house/%d/%d", r.ID, now.UnixNano())}
	err := a.reread(ctx, j, r, now, func() error {
		text, bad, err := a.house.Read(ctx, r)
		if err == nil && bad {
			err = a.ops(ctx, r, text)
		}
		return err
	})
	if err == nil {
		err = a.wantReport(ctx, r)
	}
	if err != nil {
		a.Log.WarnContext(ctx, "house rules cannot be read now", "repo", r.ID, "error", err)
		a.unread.house(r, err)
	}
}
