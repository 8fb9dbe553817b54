package app

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

type fixedClock time.Time

func (c fixedClock) Now() time.Time { return time.Time(c) }

// leavers is a store of which tenants leave.
type leavers struct {
	Store
	left   map[int64]time.Time
	wiped  []int64
	buried map[string]bool
	shut   []int64 // tenants that were suspended
}

func (s *leavers) Leave(_ context.Context, tenant int64, at time.Time) error {
	if s.left[tenant] = at; at.IsZero() {
		delete(s.left, tenant)
	}
	return nil
}

func (s *leavers) Left(_ context.Context, now time.Time) (out []int64, err error) {
	for t, at := range s.left {
		if !at.After(now) {
			out = append(out, t)
		}
	}
	return out, nil
}

func (s *leavers) Wipe(_ context.Context, tenant int64) error {
	if tenant == 13 {
		return errors.New("out of reach")
	}
	s.wiped = append(s.wiped, tenant)
	return nil
}

func (s *leavers) Suspend(_ context.Context, tenant int64, _ bool) error {
	s.shut = append(s.shut, tenant)
	return nil
}

func (s *leavers) Mentorships(context.Context, int64) ([]string, error) { return nil, nil }
func (s *leavers) Secret(context.Context, int64) ([]byte, error)        { return []byte("key"), nil }
func (s *leavers) Repos(context.Context, int64) ([]mentorship.Repo, error) {
	return []mentorship.Repo{{ID: 70}}, nil
}

func (s *leavers) Buried(_ context.Context, _ int64, hashes []string) (out []bool, err error) {
	for _, h := range hashes {
		out = append(out, s.buried[h])
	}
	return out, nil
}

func TestWhoUninstalledIsWiped(t *testing.T) {
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	s := &leavers{left: map[int64]time.Time{13: now}}
	a := New(Options{Store: s, GitHub: witness{fault: mentorship.NewFault(mentorship.FaultSuspended, errors.New("403"))}, Clock: fixedClock(now), Log: slog.New(slog.DiscardHandler)})
	gone := func(tenant int64, action string) {
		t.Helper()
		sig := mentorship.Signal{Action: action, Installation: &mentorship.Installation{Tenant: tenant}}
		if err := a.installation(t.Context(), mentorship.Work{Tenant: tenant}, sig); err != nil {
			t.Fatal(err)
		}
	}
	gone(7, "deleted")
	gone(8, "suspend")
	if _, leaves := s.left[8]; leaves || !s.left[7].Equal(now.Add(mentorship.FrozenFor)) {
		t.Errorf("leaving: %v", s.left)
	}
	a.wipeLeft(t.Context())
	a.Clock = fixedClock(now.Add(mentorship.FrozenFor))
	a.wipeLeft(t.Context())
	if !slices.Equal(s.wiped, []int64{7}) {
		t.Errorf("wiped %v", s.wiped)
	}
}

// TestLateSuspension: a suspension that GitHub does not know of (any more) shuts
// nobody out; for a moment its answers may lag behind.
func TestLateSuspension(t *testing.T) {
	trouble := mentorship.NewFault(mentorship.FaultTransient, errors.New("502"))
	suspended := mentorship.NewFault(mentorship.FaultSuspended, errors.New("403"))
	for name, c := range map[string]struct {
		says  error
		tries int
		again bool
		shut  bool
	}{
		"suspended":             {suspended, 0, false, true},
		"served still":          {nil, 0, true, false},
		"served for good":       {nil, suspendTries, false, false},
		"GitHub cannot tell":    {trouble, 0, true, false},
		"GitHub cannot tell it": {trouble, 9, true, false},
	} {
		s := &leavers{left: map[int64]time.Time{}}
		a := New(Options{Store: s, GitHub: witness{fault: c.says}, Clock: fixedClock(time.Now()), Log: slog.New(slog.DiscardHandler)})
		sig := mentorship.Signal{Action: "suspend", Installation: &mentorship.Installation{Tenant: 7}}
		err := a.installation(t.Context(), mentorship.Work{Tenant: 7, Tries: c.tries}, sig)
		if again := mentorship.KindOf(err) == mentorship.FaultTransient; again != c.again || (len(s.shut) > 0) != c.shut {
			t.Errorf("%s: %v, shut out %v", name, err, s.shut)
		}
	}
}
