package chronicle

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/stats"
)

// Seen is how many people whose pull request was met were not spoken to, in a week
// of a repository, for one reason. Nothing is kept of them but this number.
type Seen struct {
	Week   stats.Moment // Monday 00:00 UTC
	Repo   int64
	Reason string // mentorship.Skip.Code
	People int
}

const skips = "skip"

// Skipped is under what a skip is counted; nothing where it is not.
func Skipped(repo mentorship.Repo, s mentorship.Skip, now time.Time) []string {
	if s.Code == "" {
		return nil
	}
	return []string{fmt.Sprintf("%s/%s/%d/%s", skips, monday(now).Format(time.DateOnly), repo.ID, s.Code)}
}

// monday is the beginning of the week of t, in UTC.
func monday(t time.Time) time.Time {
	t = t.UTC().Truncate(24 * time.Hour)
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
}

// SkippedOf reads what was counted under [Skipped].
func SkippedOf(counts map[string]int) (out []Seen) {
	for name, n := range counts {
		p := strings.Split(name, "/")
		if len(p) != 4 || p[0] != skips {
			continue
		}
		week, errWeek := time.Parse(time.DateOnly, p[1])
		repo, errRepo := strconv.ParseInt(p[2], 10, 64)
		if errWeek == nil && errRepo == nil {
			out = append(out, Seen{Week: stats.At(week), Repo: repo, Reason: p[3], People: n})
		}
	}
	return out
}
