package mentorship_test

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestNextReport(t *testing.T) {
	for _, c := range []struct {
		after  string
		tenant int64
		want   string
	}{
		{"2026-11-20T09:00:00Z", 1, "2026-12-01T06:01:00Z"},
		{"2026-12-01T06:01:00Z", 1, "2027-01-01T06:01:00Z"},
		{"2026-12-01T00:30:00Z", 1, "2026-12-01T06:01:00Z"},
		{"2026-12-01T06:30:00+14:00", 3600, "2026-12-01T06:00:00Z"},
		{"2027-01-31T23:59:59Z", 719, "2027-02-01T11:59:00Z"},
	} {
		after, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		if got := mentorship.NextReport(after, c.tenant).Format(time.RFC3339); got != c.want {
			t.Errorf("after %s: %s, want %s", c.after, got, c.want)
		}
	}
}
