package githubsim

import (
	"fmt"
	"net/url"
	"testing"
	"time"
)

func TestSearch(t *testing.T) {
	s := newScene(t)
	today := s.sim.Now().Format("2006-01-02")
	for q, want := range map[string]int{
		"repo:acme/widgets is:pr is:open":                    1,
		"repo:acme/widgets repo:acme/gears is:pr is:open":    1,
		"org:acme is:issue":                                  1,
		"org:acme is:pr author:newbie":                       1,
		"org:acme is:pr -author:newbie is:open":              0,
		"org:acme author:newbie created:<" + today:           0,
		"org:acme author:newbie created:>=" + today:          1,
		"org:acme author:newbie created:" + today:            1,
		"org:acme author:newbie created:2001-01-01..*":       1,
		"org:acme is:pr author:newbie created:*..2001-01-01": 0,
		"org:acme is:pr merged:>=" + today:                   1,
		"org:acme label:bug":                                 1,
		"org:acme commenter:ada is:open":                     1,
		`org:acme "first change"`:                            1,
		"org:acme broken type:issue":                         1,
		"org:acme is:unmerged":                               1,
		"org:acme draft:true":                                0,
		"user:ada":                                           0,
		"org:acme author:app/firstmate":                      0,
	} {
		var out struct {
			Total int `json:"total_count"`
		}
		s.get("/search/issues?q="+url.QueryEscape(q), &out)
		if out.Total != want {
			t.Errorf("%s finds %d, want %d", q, out.Total, want)
		}
	}
	for _, q := range []string{"author:nobody-here", "repo:acme/none", "org:nobody-here", "created:soon", "mood:good", "is:green"} {
		s.want(422, s.api("GET", "/search/issues?q="+q, ""), nil)
	}
}

func TestDateRange(t *testing.T) {
	at := time.Date(2026, 5, 6, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]bool{
		"2026-05-06": true, "2026-05-05": false, ">2026-05-06": false, ">=2026-05-06": true, "<2026-05-06": false,
		"<=2026-05-06": true, "<2026-05-06T12:00:01Z": true, "2026-05-01..2026-05-06": true, "2026-05-07..*": false, "*..2026-05-05": false,
	} {
		in, ok := dateRange(value)
		if !ok || in(at) != want {
			t.Errorf("%s: %v, want %v", value, fmt.Sprint(in(at), ok), want)
		}
	}
}
