package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/grants"
)

// mostSkew is how far clocks may be apart: what is signed here is dated half a
// minute back, and GitHub takes nothing from the future.
const mostSkew = 30 * time.Second

func (d *Doctor) clock(ctx context.Context) Finding {
	const check = "clock"
	ahead, err := d.GitHub.Clock(ctx)
	switch {
	case err != nil:
		return Finding{
			check, Unknown, "GitHub does not answer: " + err.Error(),
			"see that this machine reaches " + d.WebURL + "'s API; a proxy is named by HTTPS_PROXY, a company's own certificates by FIRSTMATE_CA_FILE",
		}
	case ahead.Abs() > mostSkew:
		way := "behind"
		if ahead < 0 {
			way = "ahead of"
		}
		return Finding{
			check, Problem, fmt.Sprintf("this machine's clock is %s %s GitHub's, so that GitHub takes nothing that is signed here", ahead.Abs().Round(time.Second), way),
			"set the clock, and let it be kept by NTP (`timedatectl set-ntp true`)",
		}
	}
	return Finding{check, OK, "this machine and GitHub agree on the time", ""}
}

// self is the App's own entry, and whether it is the App that is configured.
func (d *Doctor) self(ctx context.Context) (grants.Self, []Finding) {
	const check = "app"
	self, err := d.GitHub.Self(ctx)
	bad := func(text, remedy string) (grants.Self, []Finding) {
		return self, []Finding{{check, Problem, text, remedy}}
	}
	switch {
	case errors.Is(err, grants.ErrKey):
		return bad(
			fmt.Sprintf("GitHub does not take this key for App %d: it was deleted there, or belongs to another App. Its fingerprint is %s", d.AppID, d.KeyPrint),
			"compare FIRSTMATE_APP_ID and the fingerprint with the App's page ("+d.settings("")+"); make a new private key there if it is not listed, and put it in FIRSTMATE_APP_KEY_FILE")
	case errors.Is(err, grants.ErrClock):
		return bad("GitHub does not take the time at which requests are signed here", "set this machine's clock, and let it be kept by NTP (`timedatectl set-ntp true`)")
	case errors.Is(err, grants.ErrApp):
		return bad(fmt.Sprintf("GitHub knows no App %d: the number is wrong, or the App was deleted", d.AppID),
			"FIRSTMATE_APP_ID is the \"App ID\" on the App's page ("+d.settings("")+"); FIRSTMATE_GITHUB_URL names the GitHub it was made on")
	case err != nil:
		return self, []Finding{{check, Unknown, "GitHub does not say who we are: " + err.Error(), "try again later; githubstatus.com tells of outages"}}
	case self.ClientID != "" && d.ClientID != "" && self.ClientID != d.ClientID:
		return self, []Finding{
			{check, OK, fmt.Sprintf("GitHub takes the key of App %d (%s)", self.ID, self.Slug), ""},
			{"client", Problem, "FIRSTMATE_OAUTH_CLIENT_ID is another App's: the id and key are those of " + self.Slug, "take App id, key, client id and client secret from one App's page (" + d.settings(self.Slug) + ")"},
		}
	}
	return self, []Finding{{check, OK, fmt.Sprintf("GitHub takes the key of App %d (%s)", self.ID, self.Slug), ""}}
}

// settings is where the App's owner changes it.
func (d *Doctor) settings(slug string) string {
	if slug == "" {
		return d.WebURL + "/settings/apps, or the same of the organisation"
	}
	return d.WebURL + "/apps/" + slug + " → App settings"
}

// granted holds the App's own permissions and events against what is needed.
func granted(self grants.Self, where string) []Finding {
	p := Finding{"permissions", OK, "the App has every permission it needs", ""}
	if lacking := grants.Lacking(self.Permissions); len(lacking) > 0 {
		p = Finding{"permissions", Problem, "the App lacks " + listed(lacking), "add them at " + where + " → Permissions & events; then each account accepts them"}
	}
	e := Finding{"events", OK, "the App hears of every event it needs", ""}
	if unheard := grants.Unheard(self.Events); len(unheard) > 0 {
		var all []string
		for _, u := range unheard {
			all = append(all, u.Name+" ("+u.For+")")
		}
		e = Finding{"events", Problem, "the App does not hear of " + strings.Join(all, ", "), "tick them at " + where + " → Permissions & events"}
	}
	return []Finding{p, e}
}

// listed are permissions with what does not work without them.
func listed(lacking []grants.Permission) string {
	var all []string
	for _, l := range lacking {
		all = append(all, l.Name+": "+l.Level+" ("+l.For+")")
	}
	return strings.Join(all, ", ")
}

// installations tells where the App is suspended, or was not given what it asks for.
func (d *Doctor) installations(ctx context.Context) []Finding {
	const check = "installations"
	all, err := d.GitHub.Grants(ctx)
	switch {
	case err != nil:
		return []Finding{{check, Unknown, err.Error(), "try again later"}}
	case len(all) == 0:
		return []Finding{{check, Unknown, "the App is installed nowhere yet", "install it from its page on GitHub, at " + d.WebURL + "/apps"}}
	}
	var out []Finding
	for _, g := range all {
		lacking := grants.Lacking(g.Permissions)
		switch {
		case g.Suspended != nil:
			out = append(out, Finding{
				check, Problem, fmt.Sprintf("installation %d is suspended since %s: nothing is done there; what was planned waits", g.Tenant, g.Suspended.UTC().Format("2006-01-02 15:04 UTC")),
				"an owner of that account unsuspends it in its settings → GitHub Apps → Configure",
			})
		case len(lacking) > 0:
			out = append(out, Finding{
				check, Problem, fmt.Sprintf("installation %d does not grant %s; work that needs it waits", g.Tenant, listed(lacking)),
				"an owner of that account accepts the new permissions in its settings → GitHub Apps → Configure",
			})
		}
	}
	if out == nil {
		out = []Finding{{check, OK, fmt.Sprintf("%d, all with what is needed", len(all)), ""}}
	}
	return out
}
