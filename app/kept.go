package app

import (
	"context"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/chronicle"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/stats"
)

// kept is what a step changes of what is kept for statistics: the newcomer's
// row, and the pairings of their mentors. Of those who asked to be forgotten,
// and of what was only tried out, nothing is kept.
func (a *App) kept(ctx context.Context, j job, before, after mentorship.Mentorship, now time.Time) ([]mentorship.Kept, error) {
	if after.ID == "" || after.State == mentorship.StateNone || after.State == mentorship.StateErased || after.Preview {
		return nil, nil
	}
	tenant := after.Pull.Repo.Tenant
	key, err := a.Store.Secret(ctx, tenant)
	if err != nil {
		return nil, fmt.Errorf("hashing a mentorship: %w", err)
	}
	id := chronicle.Pseudonym(key, after.ID)
	text, err := a.Store.KeptOne(ctx, tenant, chronicle.RowName(id))
	if err != nil {
		return nil, fmt.Errorf("reading what is kept: %w", err)
	}
	aside := chronicle.Aside{Language: j.rules.Language, Drawn: j.rules.HoldOut > 0}
	row, err := rowOf(text)
	var out []mentorship.Kept
	if err == nil {
		out, err = chronicle.Changed(key, row, chronicle.Note(row, id, before, after, aside, now),
			before.Holder(), after.Holder(), capacity(j.rules, before, after))
	}
	if err != nil { // statistics never hold a mentorship up
		a.Log.ErrorContext(ctx, "a step cannot be kept for statistics", "mentorship", after.ID, "error", err)
		return nil, nil
	}
	return out, nil
}

// rowOf reads what was kept; zero where nothing was yet.
func rowOf(text []byte) (stats.Row, error) {
	if text == nil {
		return stats.Row{}, nil
	}
	return stats.DecodeRow(text)
}

// capacity is what the mentor of a step is ready for.
func capacity(r mentorship.Rules, ms ...mentorship.Mentorship) (n int) {
	for _, m := range ms {
		if mentor, ok := r.Mentor(m.Holder()); ok {
			n = mentor.Capacity
		}
	}
	return n
}

// unkeep erases what is kept of a mentorship and, where mentor is set, of a mentor.
func (a *App) unkeep(ctx context.Context, tenant int64, id string, mentor int64) error {
	key, err := a.Store.Secret(ctx, tenant)
	if err != nil {
		return fmt.Errorf("hashing a mentorship: %w", err)
	}
	var names []string
	if id != "" {
		names = chronicle.NamesOf(key, id)
	}
	if mentor != 0 {
		names = append(names, chronicle.SpansOf(key, mentor))
	}
	for _, name := range names {
		if err := a.Store.DropKept(ctx, tenant, name); err != nil {
			return fmt.Errorf("erasing what is kept: %w", err)
		}
	}
	return nil
}
