package catchup

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// scan looks through the repositories whose time has come. One that cannot be
// read holds up no other, save those of an installation GitHub asks to wait for.
func (c *Catcher) scan(ctx context.Context, t *turn) error {
	log, err := c.Store.CaughtUp(ctx)
	if err != nil {
		return err
	}
	repos, err := c.Store.AllRepos(ctx, math.MaxInt)
	if err != nil {
		return err
	}
	away := map[int64]bool{}
	var last error
	for _, r := range repos {
		if away[r.Tenant] {
			continue
		}
		if err := t.keep(ctx, 0); err != nil {
			return err
		}
		if err := c.scanDue(ctx, t, r, log); err != nil {
			kind := mentorship.KindOf(err)
			away[r.Tenant] = kind != mentorship.FaultTransient
			if kind == mentorship.FaultSuspended || kind == mentorship.FaultUninstalled {
				continue // as it stands until somebody changes it
			}
			last = fmt.Errorf("scanning repository %d: %w", r.ID, err)
		}
	}
	return last
}

// scanDue scans a repository if it is due. One that is new begins now: what
// went on there before it was served is nobody's concern.
func (c *Catcher) scanDue(ctx context.Context, t *turn, r mentorship.Repo, log mentorship.CatchUp) error {
	was, err := c.Store.Scanned(ctx, r)
	if err != nil {
		return err
	}
	now := c.Now()
	switch {
	case was.At.IsZero():
		return c.Store.SetScanned(ctx, r, mentorship.Scan{Mark: now, At: now})
	case now.Sub(was.At).Abs() < c.rest(r.Tenant, log, now):
		return nil
	}
	looks, err := c.looks(ctx, r, was.Mark.Add(-scanOverlap), now)
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound, mentorship.FaultGone, mentorship.FaultForbidden, mentorship.FaultPermission:
		c.Count("catchup_unseen", 1) // asked again when it is due again, from the same place on
		return c.Store.SetScanned(ctx, r, mentorship.Scan{Mark: was.Mark, At: now})
	}
	if err != nil {
		return err
	}
	if err := fault.At("catchup.scan.listed"); err != nil {
		return err
	}
	found := 0
	for _, l := range looks {
		if err := t.keep(ctx, lookSpacing); err != nil {
			return err
		}
		fresh, err := c.Store.Accept(ctx, l)
		if err == nil {
			err = fault.At("catchup.look.kept")
		}
		if err != nil {
			return err
		}
		if fresh {
			found++
		}
	}
	c.Count("catchup_looks", found)
	c.Count("catchup_scans", 1)
	c.Log.DebugContext(ctx, "scanned", "repo", r.ID, "looks", found)
	return c.Store.SetScanned(ctx, r, mentorship.Scan{Mark: now, At: now})
}

// rest is how long a repository is left alone after a scan: a day; six hours
// where GitHub has sent nothing for its installation in that time; a quarter of
// an hour while the delivery log cannot be read.
func (c *Catcher) rest(tenant int64, log mentorship.CatchUp, now time.Time) time.Duration {
	rest := c.Daily
	if now.Sub(log.Heard[tenant]) > silence {
		rest = min(rest, silence)
	}
	if !log.Unread.IsZero() {
		rest = min(rest, unreadEvery)
	}
	return rest
}

// looks are the conversations in which something changed, as work to hand in.
func (c *Catcher) looks(ctx context.Context, r mentorship.Repo, since, now time.Time) ([]mentorship.Delivery, error) {
	pulls, err := c.GitHub.Updated(ctx, r, since)
	if err != nil {
		return nil, err
	}
	said, err := c.GitHub.Said(ctx, r, since)
	if err != nil && mentorship.KindOf(err) != mentorship.FaultGone { // issues may be switched off
		return nil, err
	}
	spoken := map[int]bool{}
	for _, s := range said {
		spoken[s.Number] = true
	}
	var out []mentorship.Delivery
	hand := func(l mentorship.Look, at time.Time) error {
		l.Repo, l.Since, l.Said = r, since, spoken[l.Number]
		d, err := l.Delivery(fmt.Sprintf("look-%d-%d-%d", r.ID, l.Number, at.Unix()), now)
		out = append(out, d)
		return err
	}
	for i := len(pulls) - 1; i >= 0; i-- { // what changed first goes first
		if err := hand(mentorship.Look{Number: pulls[i].Number, Pull: true}, pulls[i].UpdatedAt); err != nil {
			return nil, err
		}
		delete(spoken, pulls[i].Number)
	}
	for _, s := range said {
		if !spoken[s.Number] {
			continue
		}
		if err := hand(mentorship.Look{Number: s.Number, Pull: s.Pull}, now); err != nil {
			return nil, err
		}
	}
	return out, nil
}
