package app

import (
	"context"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// looks is what looks for reactions are counted under, and how many an
// installation makes in an hour: they must leave GitHub's limit to what matters more.
const (
	looks        = "looks"
	looksAnHour  = 120
	looksForgets = time.Hour
)

// emojis reads the reactions that are to be looked at now. A look that fails, or
// for which no room is left in this hour, is left out: no clock waits for it.
func (a *App) emojis(ctx context.Context, m mentorship.Mentorship) (out []mentorship.Event, err error) {
	now := a.Clock.Now()
	if m.Preview || !m.FrozenAt.IsZero() {
		return nil, nil
	}
	for _, c := range m.EmojiDue(now) {
		room, err := a.mayLook(ctx, m.Pull.Repo.Tenant, c, now)
		if err != nil {
			return nil, err
		}
		if !room {
			a.Count("look_left_out")
			continue
		}
		all, err := a.GitHub.Emojis(ctx, c.Thread, c.ID)
		if err != nil {
			a.Count("look_failed")
			a.Log.DebugContext(ctx, "reactions could not be read", "why", mentorship.KindOf(err))
			continue
		}
		out = append(out, mentorship.EmojiSeen{Comment: c.ID, All: all, At: now})
	}
	return out, nil
}

// mayLook counts a look for reactions, where this hour has room for it.
func (a *App) mayLook(ctx context.Context, tenant int64, c mentorship.Comment, now time.Time) (bool, error) {
	n, err := a.Store.Tallied(ctx, tenant, looks, now.Add(-looksForgets), now)
	if err != nil || n >= looksAnHour {
		return false, err
	}
	what := fmt.Sprintf("%d@%d", c.ID, now.UnixMilli())
	if _, err := a.Store.Tally(ctx, tenant, looks, what, now, looksForgets, looksForgets); err != nil {
		return false, fmt.Errorf("counting a look: %w", err)
	}
	return true, nil
}
