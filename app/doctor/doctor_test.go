package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/grants"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// patient is a GitHub and a Redis where all is well, until a test changes it.
type patient struct {
	ahead                               time.Duration
	self                                grants.Self
	hook                                grants.Hook
	grants                              []grants.Grant
	log                                 []mentorship.Attempt
	again                               *mentorship.Attempt // what a redelivery comes to; nil: nothing
	clockErr, selfErr, logErr, redisErr error
	durability                          Durability
	looks                               int
}

func (p *patient) Clock(context.Context) (time.Duration, error)         { return p.ahead, p.clockErr }
func (p *patient) Self(context.Context) (grants.Self, error)            { return p.self, p.selfErr }
func (p *patient) Hook(context.Context) (grants.Hook, error)            { return p.hook, nil }
func (p *patient) Grants(context.Context) ([]grants.Grant, error)       { return p.grants, nil }
func (p *patient) Newest(context.Context) ([]mentorship.Attempt, error) { return p.log, p.logErr }
func (p *patient) Durability(context.Context) (Durability, error)       { return p.durability, p.redisErr }
func (p *patient) Redeliver(_ context.Context, attempt int64) error {
	if attempt != p.log[0].ID {
		return fmt.Errorf("attempt %d is not the newest", attempt)
	}
	if p.again != nil {
		p.log = append([]mentorship.Attempt{*p.again}, p.log...)
	}
	return nil
}

func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

func healthy() *patient {
	perms, events := map[string]string{}, []string(nil)
	for _, p := range grants.Permissions() {
		perms[p.Name] = p.Level
	}
	for _, e := range grants.Events() {
		events = append(events, e.Name)
	}
	return &patient{
		self: grants.Self{ID: 1, Slug: "firstmate", ClientID: "Iv1.x", Permissions: perms, Events: events},
		hook: grants.Hook{URL: "https://x.example/webhooks/github", ContentType: "json"}, grants: []grants.Grant{{Tenant: 5, Permissions: perms}},
		log:        []mentorship.Attempt{{ID: 90, GUID: "g", At: noon(), OK: true, Status: 202}},
		again:      &mentorship.Attempt{ID: 91, GUID: "g", At: noon().Add(time.Minute), OK: true, Status: 202, Said: "OK"},
		durability: Durability{Version: "7.0.15", AppendOnly: "yes", Fsync: "always", Eviction: "noeviction"},
	}
}

func (p *patient) examine(t *testing.T) []Finding {
	t.Helper()
	return New(Options{
		GitHub: p, Memory: p, AppID: 1, KeyPrint: "SHA256:abc", ClientID: "Iv1.x",
		HookURL: "https://x.example/webhooks/github", WebURL: "https://github.com",
		Look: func(context.Context) bool { p.looks++; return p.looks < 3 },
	}).Examine(t.Context())
}

func TestHealthy(t *testing.T) {
	for _, f := range healthy().examine(t) {
		if f.State != OK || f.Text == "" || f.Remedy != "" {
			t.Errorf("%+v", f)
		}
	}
}

// TestEachTrouble: each is named by the check it belongs to, with what to do.
func TestEachTrouble(t *testing.T) {
	day := noon()
	for what, x := range map[string]struct {
		harm  func(*patient)
		check string
		state State
		says  string // in the finding or its remedy
	}{
		"clock 10 min behind":     {func(p *patient) { p.ahead = 10 * time.Minute }, "clock", Problem, "10m0s behind"},
		"clock ahead":             {func(p *patient) { p.ahead = -time.Minute }, "clock", Problem, "1m0s ahead of"},
		"no way to GitHub":        {func(p *patient) { p.clockErr = errors.New("no connection") }, "clock", Unknown, "HTTPS_PROXY"},
		"another App's key":       {func(p *patient) { p.selfErr = grants.ErrKey }, "app", Problem, "SHA256:abc"},
		"signed at a wrong time":  {func(p *patient) { p.selfErr = grants.ErrClock }, "app", Problem, "NTP"},
		"no such App":             {func(p *patient) { p.selfErr = grants.ErrApp }, "app", Problem, "FIRSTMATE_APP_ID"},
		"GitHub is down":          {func(p *patient) { p.selfErr = errors.New("500") }, "app", Unknown, "later"},
		"another App's client id": {func(p *patient) { p.self.ClientID = "Iv1.y" }, "client", Problem, "one App"},
		"a permission withdrawn":  {func(p *patient) { delete(p.self.Permissions, "checks") }, "permissions", Problem, "checks: write (mistakes in house rules"},
		"an event not ticked":     {func(p *patient) { p.self.Events = p.self.Events[1:] }, "events", Problem, "check_run"},
		"suspended":               {func(p *patient) { p.grants[0].Suspended = &day }, "installations", Problem, "installation 5 is suspended since 2026-03-02"},
		"not accepted": {func(p *patient) {
			p.grants = append(p.grants, grants.Grant{Tenant: 6, Permissions: map[string]string{"metadata": "read"}})
		}, "installations", Problem, "installation 6 does not grant contents: read"},
		"installed nowhere":    {func(p *patient) { p.grants = nil }, "installations", Unknown, "install it"},
		"webhook off":          {func(p *patient) { p.hook.URL = "" }, "webhook", Problem, "Active"},
		"webhook as form":      {func(p *patient) { p.hook.ContentType = "form" }, "webhook", Problem, "application/json"},
		"webhook elsewhere":    {func(p *patient) { p.hook.URL = "https://old.example/hook" }, "webhook", Problem, "https://old.example/…"},
		"nothing was sent":     {func(p *patient) { p.log = nil }, "delivery", Unknown, "cannot tell yet"},
		"nothing comes again":  {func(p *patient) { p.again = nil }, "delivery", Unknown, "cannot tell yet"},
		"not reached":          {func(p *patient) { p.again.OK, p.again.Status, p.again.Said = false, 0, "timed out" }, "delivery", Problem, "timed out"},
		"secret rotated":       {func(p *patient) { p.again.OK, p.again.Status = false, 401 }, "delivery", Problem, "FIRSTMATE_WEBHOOK_SECRET_FILE"},
		"cannot be kept":       {func(p *patient) { p.again.OK, p.again.Status = false, 503 }, "delivery", Problem, "/readyz"},
		"somebody else's door": {func(p *patient) { p.again.OK, p.again.Status = false, 404 }, "delivery", Problem, "404"},
		"Redis away":           {func(p *patient) { p.redisErr = errors.New("no connection") }, "redis", Problem, "FIRSTMATE_REDIS_URL"},
		"Redis evicts":         {func(p *patient) { p.durability.Eviction = "allkeys-lru" }, "eviction", Problem, "noeviction"},
		"Redis in memory":      {func(p *patient) { p.durability.AppendOnly = "no" }, "durability", Problem, "appendonly yes"},
		"Redis never syncs":    {func(p *patient) { p.durability.Fsync = "no" }, "durability", Problem, "appendfsync always"},
		"Redis tells nothing":  {func(p *patient) { p.durability = Durability{} }, "durability", Unknown, "append-only"},
	} {
		t.Run(what, func(t *testing.T) {
			p := healthy()
			x.harm(p)
			var found *Finding
			for _, f := range p.examine(t) {
				if f.Check == x.check && found == nil {
					found = &f
				}
				if f.State != OK && f.Remedy == "" && f.Check != "delivery" {
					t.Errorf("no remedy: %+v", f)
				}
			}
			if found == nil || found.State != x.state || !strings.Contains(found.Text+found.Remedy, x.says) {
				t.Errorf("%+v", found)
			}
		})
	}
}
