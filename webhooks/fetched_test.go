package webhooks_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/webhooks"
)

// What was fetched passes the checks of what is sent, and must be of the
// installation the log names.
func TestFetched(t *testing.T) {
	at := time.Date(2026, 3, 3, 1, 2, 3, 0, time.UTC)
	good := `{"action":"opened","installation":{"id":11},"repository":{"id":501}}`
	for _, c := range []struct {
		name string
		a    mentorship.Attempt
		body string
		ok   bool
	}{
		{"good", mentorship.Attempt{GUID: "a-1", Event: "pull_request", Tenant: 11}, good, true},
		{"another installation", mentorship.Attempt{GUID: "a-1", Event: "pull_request", Tenant: 12}, good, false},
		{"no installation", mentorship.Attempt{GUID: "a-1", Event: "pull_request"}, `{}`, false},
		{"an id that is none", mentorship.Attempt{GUID: "a:1", Event: "pull_request", Tenant: 11}, good, false},
		{"our own event", mentorship.Attempt{GUID: "a-1", Event: mentorship.EventLook, Tenant: 11}, good, false},
		{"not JSON", mentorship.Attempt{GUID: "a-1", Event: "pull_request", Tenant: 11}, good[1:], false},
		{"too large", mentorship.Attempt{GUID: "a-1", Event: "pull_request", Tenant: 11}, good + string(bytes.Repeat([]byte(" "), webhooks.MaxBody)), false},
	} {
		d, ok := webhooks.Fetched(c.a, []byte(c.body), at)
		if ok != c.ok {
			t.Errorf("%s: taken %v", c.name, ok)
		}
		if ok && (d.ID != "a-1" || d.Event != "pull_request" || d.Tenant != 11 || d.RepoID != 501 || !d.At.Equal(at) || string(d.Body) != c.body) {
			t.Errorf("%s: %+v", c.name, d)
		}
	}
}

func TestOurs(t *testing.T) {
	for _, c := range []struct {
		event, action string
		want          bool
	}{
		{"pull_request", "opened", true}, {"pull_request", "assigned", false}, {"issues", "labeled", true}, {"issues", "pinned", false}, {"push", "", true}, {"star", "created", false},
		{mentorship.EventLook, "", false},
	} {
		if got := webhooks.Ours(c.event, c.action); got != c.want {
			t.Errorf("%s %s: %v", c.event, c.action, got)
		}
	}
}
