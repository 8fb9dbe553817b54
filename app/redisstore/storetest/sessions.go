package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
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
	left, err := b.Raw.PTTL(t.Context(), b.keys(t, "fm:*:session:empty")[0]).Result()
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

func tokens(t *testing.T, b Bench) {
	s, soon, late := b.Open(t), time.Now().Add(time.Hour), time.Now().Add(48*time.Hour)
	must(t, s.SetToken(t.Context(), 7, "one", []byte("1"), late))
	must(t, s.SetToken(t.Context(), 7, "two", []byte("2"), soon))
	must(t, s.SetToken(t.Context(), 8, "three", []byte("3"), soon))
	all, err := s.Tokens(t.Context(), 7)
	if err != nil || len(all) != 2 || string(all["one"]) != "1" || string(all["two"]) != "2" {
		t.Errorf("%v, %v", all, err)
	}
	for key, least := range map[string]time.Duration{"7": 47 * time.Hour, "8": 0} {
		left, err := b.Raw.TTL(t.Context(), b.keys(t, "fm:*:tokens:"+key)[0]).Result()
		if err != nil || left <= least || left > 48*time.Hour {
			t.Errorf("those of %s live for %s, %v", key, left, err)
		}
	}
	must(t, s.DropToken(t.Context(), 7, "one"))
	must(t, s.DropToken(t.Context(), 7, "none"))
	if all, err := s.Tokens(t.Context(), 7); err != nil || len(all) != 1 {
		t.Errorf("after one was dropped: %v, %v", all, err)
	}
	must(t, s.SignOut(t.Context(), 7, day0()))
	if all, err := s.Tokens(t.Context(), 7); err != nil || len(all) != 0 {
		t.Errorf("after signing out: %v, %v", all, err)
	}
	if all, err := s.Tokens(t.Context(), 8); err != nil || len(all) != 1 {
		t.Errorf("somebody else's: %v, %v", all, err)
	}
}

func whereKnown(t *testing.T, b Bench) {
	s := b.Open(t)
	wants := func(what string, person int64, want ...int64) {
		t.Helper()
		if got, err := s.TenantsOf(t.Context(), person); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v, %v", what, got, want, err)
		}
	}
	wants("nobody", 7)
	must(t, s.SetStanding(t.Context(), tenant, mentorship.Standing{Person: mentorship.Person{ID: 7}, OptedIn: day0()}))
	must(t, s.SetHouse(t.Context(), mentorship.Repo{Tenant: 5, ID: 1}, mentorship.HouseText{
		People: map[string]mentorship.Person{"ada": {ID: 7}}, Teams: map[string][]mentorship.Person{"acme/x": {{ID: 8}}}, ReadAt: day0(),
	}))
	m := newcomer(9)
	must(t, s.Commit(t.Context(), mentorship.Commit{Op: "a", Tenant: tenant, After: m, Now: day0()}))
	wants("a word and a file", 7, 5, tenant)
	wants("a team", 8, 5)
	wants("a newcomer", 9, tenant)
	must(t, s.ForgetPerson(t.Context(), tenant, 7))
	wants("forgotten at one", 7, 5)
}
