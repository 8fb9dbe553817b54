package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// leases are one process's at a time, whoever asks twice.
func leases(t *testing.T, b Bench) {
	s := b.Open(t)
	ask := func(who string, want bool) {
		t.Helper()
		got, err := s.Lease(t.Context(), "log", who, time.Minute)
		must(t, err)
		if got != want {
			t.Errorf("%s has it: %v", who, got)
		}
	}
	ask("one", true)
	ask("one", true)
	ask("two", false)
	must(t, s.Unlease(t.Context(), "log", "two"))
	ask("two", false)
	must(t, s.Unlease(t.Context(), "log", "one"))
	must(t, s.Unlease(t.Context(), "log", "one"))
	ask("two", true)
	if other, err := s.Lease(t.Context(), "scan", "one", time.Minute); err != nil || !other {
		t.Errorf("another task: %v, %v", other, err)
	}
	keys := b.keys(t, "fm:*:lease:*")
	for _, k := range keys {
		if ttl := b.Raw.PTTL(t.Context(), k).Val(); ttl <= 0 || ttl > time.Minute {
			t.Errorf("%s lives %v: who dies would hold it for ever", k, ttl)
		}
	}
}

// catchingUp remembers how far the log and each repository were read, and tells
// which deliveries were kept.
func catchingUp(t *testing.T, b Bench) {
	s := b.Open(t)
	none, err := s.CaughtUp(t.Context())
	must(t, err)
	if diff := cmp.Diff(mentorship.CatchUp{}, none); diff != "" {
		t.Errorf("nothing was compared: %s", diff)
	}
	want := mentorship.CatchUp{Till: day0(), Done: day0(), Fetched: 3, Heard: map[int64]time.Time{tenant: day0()}}
	must(t, s.SetCaughtUp(t.Context(), want))
	got, err := s.CaughtUp(t.Context())
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("compared (-want +got):\n%s", diff)
	}
	scan := mentorship.Scan{Mark: day0(), At: day0().Add(time.Hour)}
	must(t, s.SetScanned(t.Context(), repo(), scan))
	back, err := s.Scanned(t.Context(), repo())
	must(t, err)
	if diff := cmp.Diff(scan, back); diff != "" {
		t.Errorf("scanned (-want +got):\n%s", diff)
	}
	keptOrNot(t, b)
}

// keptOrNot asks for more deliveries than go into one round trip.
func keptOrNot(t *testing.T, b Bench) {
	s := b.Open(t)
	var all, want []mentorship.Attempt
	for i := range 1203 {
		a := mentorship.Attempt{ID: int64(i), GUID: fmt.Sprint("guid-", i), Tenant: tenant + int64(i%3)}
		all = append(all, a)
		if i%400 != 0 {
			want = append(want, a)
			continue
		}
		d := delivery(1)
		d.ID, d.Tenant, d.Again = a.GUID, a.Tenant, true
		if _, err := s.Accept(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Unkept(t.Context(), all)
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("not kept (-want +got):\n%s", diff)
	}
	works, err := s.Read(t.Context(), "one", 64)
	must(t, err)
	if len(works) != 4 {
		t.Errorf("%d deliveries, want 4", len(works))
	}
	for _, w := range works {
		if !w.Again {
			t.Errorf("%s does not tell that it was fetched", w.ID)
		}
	}
}
