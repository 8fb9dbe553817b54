package storetest

import (
	"testing"
	"time"
)

func sessions(t *testing.T, b Bench) {
	s, later := b.Open(t), time.Now().Add(time.Hour)
	if _, ok, err := s.Session(t.Context(), "token"); ok || err != nil {
		t.Errorf("nothing is there: %v, %v", ok, err)
	}
	data := []byte("\x00 binary \xff")
	must(t, s.SetSession(t.Context(), "token", data, later))
	must(t, s.SetSession(t.Context(), "token", data, later))
	if got, ok, err := s.Session(t.Context(), "token"); !ok || err != nil || string(got) != string(data) {
		t.Errorf("kept: %q, %v, %v", got, ok, err)
	}
	if _, ok, err := s.Session(t.Context(), "other"); ok || err != nil {
		t.Errorf("another token: %v, %v", ok, err)
	}
	must(t, s.EndSession(t.Context(), "token"))
	must(t, s.SetSession(t.Context(), "token", data, later)) // by a request that held it
	if got, ok, err := s.Session(t.Context(), "token"); ok || err != nil {
		t.Errorf("ended, and came back: %q, %v", got, err)
	}
	must(t, s.SetSession(t.Context(), "empty", nil, later))
	if _, ok, err := s.Session(t.Context(), "empty"); !ok || err != nil {
		t.Errorf("empty: %v, %v", ok, err)
	}
	left, err := b.Raw.PTTL(t.Context(), b.Raw.Keys(t.Context(), "fm:*:session:empty").Val()[0]).Result()
	if err != nil || left <= 0 || left > time.Hour {
		t.Errorf("lives for %s, %v", left, err)
	}
}

func signingOut(t *testing.T, b Bench) {
	s := b.Open(t)
	if at, err := s.SignedOut(t.Context(), 7); !at.IsZero() || err != nil {
		t.Errorf("never: %s, %v", at, err)
	}
	must(t, s.SignOut(t.Context(), 7, day0()))
	if at, err := s.SignedOut(t.Context(), 7); !at.Equal(day0()) || err != nil {
		t.Errorf("signed out at %s, %v", at, err)
	}
	if at, err := s.SignedOut(t.Context(), 8); !at.IsZero() || err != nil {
		t.Errorf("somebody else: %s, %v", at, err)
	}
}

func seats(t *testing.T, b Bench) {
	s := b.Open(t)
	for want := range int64(3) {
		if n, err := s.Seats(t.Context(), tenant); n != want || err != nil {
			t.Errorf("%d changes, want %d: %v", n, want, err)
		}
		must(t, s.Reseat(t.Context(), tenant))
	}
	if n, err := s.Seats(t.Context(), tenant+1); n != 0 || err != nil {
		t.Errorf("another tenant: %d, %v", n, err)
	}
}
