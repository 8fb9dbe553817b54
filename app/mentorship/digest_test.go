package mentorship_test

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestNextDigest(t *testing.T) {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after string
		place *time.Location
		want  string
	}{
		{"2026-11-20T09:30:00Z", nil, "2026-11-23T08:00:00Z"},
		{"2026-11-23T07:59:59Z", nil, "2026-11-23T08:00:00Z"},
		{"2026-11-23T08:00:00Z", nil, "2026-11-30T08:00:00Z"},
		{"2026-11-20T09:30:00Z", madrid, "2026-11-23T07:00:00Z"},
		{"2026-03-23T07:00:00Z", madrid, "2026-03-30T06:00:00Z"}, // the clocks go forward in between
		{"2026-03-22T23:30:00Z", madrid, "2026-03-23T07:00:00Z"}, // Monday already, there
	} {
		after, _ := time.Parse(time.RFC3339, c.after)
		if got := mentorship.NextDigest(after, c.place).Format(time.RFC3339); got != c.want {
			t.Errorf("after %s: %s, want %s", c.after, got, c.want)
		}
	}
}

func TestDigestNames(t *testing.T) {
	if who, ok := mentorship.DigestOf(mentorship.DigestID(11)); who != 11 || !ok {
		t.Errorf("%d, %v", who, ok)
	}
	for _, id := range []string{"o1-2", "r5-2", "", "digest-", "digest-x"} {
		if _, ok := mentorship.DigestOf(id); ok {
			t.Errorf("%q names a digest", id)
		}
	}
	for _, p := range []mentorship.Place{{}, {Repo: 5, Number: 7}} {
		if back := mentorship.ReadPlace(p.String()); back != p {
			t.Errorf("%v comes back as %v", p, back)
		}
	}
}

func TestWaitsFor(t *testing.T) {
	for _, c := range []struct {
		name string
		m    mentorship.Mentorship
		who  mentorship.Person
		want mentorship.Concern
	}{
		{"waits", queued(t).m, ada, mentorship.ConcernWaits},
		{"waits, and it is the newcomer", queued(t).m, nina, ""},
		{"met in a flood", flooded(t).m, ada, ""},
		{"nobody took them on", escalated(t).m, otto, mentorship.ConcernNobody},
		{"nobody took them on, asked already", escalated(t).m, ada, ""},
		{"has a mentor", active(t).m, grace, ""},
	} {
		if got := mentorship.WaitsFor(c.m, c.who.ID); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
