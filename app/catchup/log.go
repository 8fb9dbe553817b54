package catchup

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// inARow is how many fetches may fail one after the other before the rest
// waits for the next pass.
const inARow = 3

// reconcile compares the delivery log with what was kept since the place it
// reached last, and fetches what is missing, oldest first. Answered well or not
// makes no difference there: a Redis may have lost what it had kept.
//
// Where nothing was ever compared, only what was never answered well is
// fetched. Whoever answered the rest did so with a memory we do not have, and
// acting on it once more could greet somebody twice.
func (c *Catcher) reconcile(ctx context.Context, t *turn) error {
	was, err := c.Store.CaughtUp(ctx)
	if err != nil {
		return fmt.Errorf("comparing the delivery log: %w", err)
	}
	began := c.Now()
	attempts, err := c.GitHub.Deliveries(ctx, from(was, began))
	if err != nil {
		return c.unread(ctx, was, began, err)
	}
	if err := fault.At("catchup.log.listed"); err != nil {
		return err
	}
	missing, err := c.Store.Unkept(ctx, c.wanted(attempts, was.Till.IsZero()))
	if err != nil {
		return fmt.Errorf("comparing the delivery log: %w", err)
	}
	next := was
	next.Till, next.Unread, next.Heard = began, time.Time{}, heard(was.Heard, attempts)
	fetched, left, err := c.fetchAll(ctx, t, missing)
	if !left.IsZero() {
		next.Till = earlier(left, began)
	}
	next.Fetched += fetched
	next.Done = c.Now()
	if fetched > 0 {
		c.Log.InfoContext(ctx, "fetched deliveries that were missing", "count", fetched)
	}
	c.Count("catchup_fetched", fetched)
	c.Count("catchup_log_read", 1)
	if keep := c.Store.SetCaughtUp(ctx, next); keep != nil {
		return fmt.Errorf("comparing the delivery log: %w", keep)
	}
	return err
}

// from is where reading begins: a little before the place reached last, and as
// far back as the log reaches if that is later or there was none.
func from(was mentorship.CatchUp, now time.Time) time.Time {
	end, last := now.Add(-reach), was.Till.Add(-overlap)
	if last.After(end) {
		return last
	}
	return end
}

// unread remembers that the log could not be read: repositories are scanned
// for as long as that is so.
func (c *Catcher) unread(ctx context.Context, was mentorship.CatchUp, now time.Time, err error) error {
	c.Count("catchup_log_unread", 1)
	if was.Unread.IsZero() {
		was.Unread = now
		if keep := c.Store.SetCaughtUp(ctx, was); keep != nil {
			return fmt.Errorf("remembering that the log cannot be read: %w", keep)
		}
	}
	return err
}

// wanted is one attempt of each delivery that could concern us, oldest first:
// the newest one, whose payload is there the longest.
func (c *Catcher) wanted(attempts []mentorship.Attempt, unansweredOnly bool) []mentorship.Attempt {
	one, good, first := map[string]mentorship.Attempt{}, map[string]bool{}, map[string]time.Time{}
	for _, a := range attempts {
		if a.Tenant == 0 || !c.Ours(a.Event, a.Action) {
			continue
		}
		if a.ID > one[a.GUID].ID {
			one[a.GUID] = a
		}
		good[a.GUID] = good[a.GUID] || a.OK
		if at, ok := first[a.GUID]; !ok || a.At.Before(at) {
			first[a.GUID] = a.At
		}
	}
	var out []mentorship.Attempt
	for guid, a := range one {
		if !unansweredOnly || !good[guid] {
			a.At = first[guid]
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b mentorship.Attempt) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return out
}

// heard is when GitHub last sent something for each installation, well or not.
func heard(was map[int64]time.Time, attempts []mentorship.Attempt) map[int64]time.Time {
	out := maps.Clone(was)
	if out == nil {
		out = map[int64]time.Time{}
	}
	for _, a := range attempts {
		if a.Tenant != 0 && a.At.After(out[a.Tenant]) {
			out[a.Tenant] = a.At
		}
	}
	return out
}

// fetchAll fetches and keeps. left is when the first delivery was sent that
// could not be fetched and may be later, zero if there is none.
func (c *Catcher) fetchAll(ctx context.Context, t *turn, missing []mentorship.Attempt) (fetched int, left time.Time, err error) {
	failed := 0
	for _, a := range missing {
		if err = t.keep(ctx, fetchSpacing); err == nil {
			var kept bool
			if kept, err = c.fetch(ctx, a); kept {
				fetched++
			}
		}
		if err == nil {
			failed = 0
			continue
		}
		failed++
		if left.IsZero() {
			left = a.At
		}
		if failed == inARow || mentorship.KindOf(err) != mentorship.FaultTransient {
			return fetched, left, err
		}
	}
	return fetched, left, err
}

// fetch fetches one delivery and keeps it as the door would have.
func (c *Catcher) fetch(ctx context.Context, a mentorship.Attempt) (kept bool, err error) {
	body, err := c.GitHub.Payload(ctx, a.ID)
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound, mentorship.FaultGone, mentorship.FaultForbidden, mentorship.FaultPermission, mentorship.FaultInvalid:
		c.Count("catchup_given_up", 1) // the scan is what is left
		c.Log.WarnContext(ctx, "a delivery cannot be fetched any more", "delivery", a.GUID, "event", a.Event, "error", err)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	d, ok := c.Open(a, body, c.Now())
	if !ok {
		c.Count("catchup_senseless", 1)
		return false, nil
	}
	d.Again = true
	if err := fault.At("catchup.fetched"); err != nil {
		return false, err
	}
	if kept, err = c.Store.Accept(ctx, d); err != nil {
		return false, err
	}
	return kept, fault.At("catchup.kept")
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
