package app

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// erasing is a store with one mentorship that was erased and will be deleted.
type erasing struct {
	Store
	m       mentorship.Mentorship
	planned time.Time
}

func (s *erasing) Load(context.Context, int64, string) (mentorship.Mentorship, error) {
	return s.m, nil
}

func (s *erasing) PlanDue(_ context.Context, _ int64, _ string, at time.Time) error {
	s.planned = at
	return nil
}

func (s *erasing) Recovery(context.Context, int64) (mentorship.Recovery, bool, error) {
	return mentorship.Recovery{Done: s.m.Since.Add(time.Hour)}, true, nil
}

// TestErasedTooEarly: another process's clock was ahead, so the deletion of an
// erased mentorship came too early by ours: it comes again at its time.
func TestErasedTooEarly(t *testing.T) {
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	due := now.Add(4 * time.Second)
	s := &erasing{m: mentorship.Mentorship{
		ID: "o1-2", Version: 3, State: mentorship.StateErased, Timers: map[mentorship.Timer]time.Time{mentorship.TimerErase: due},
	}}
	a := New(Options{Store: s, Clock: fixedClock(now), Log: slog.New(slog.DiscardHandler)})
	if _, err := a.Due(t.Context(), mentorship.Work{Kind: mentorship.WorkDue, Tenant: 7, ID: "o1-2"}); err != nil {
		t.Fatal(err)
	}
	if !s.planned.Equal(due) {
		t.Errorf("planned for %s, want %s", s.planned, due)
	}
}
