package doctor

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// hook tells whether GitHub knows where to send deliveries.
func (d *Doctor) hook(ctx context.Context) Finding {
	const check = "webhook"
	h, err := d.GitHub.Hook(ctx)
	where := "on the App's page → General → Webhook"
	switch {
	case err != nil:
		return Finding{check, Unknown, err.Error(), "try again later"}
	case h.URL == "":
		return Finding{check, Problem, "the App's webhook is switched off: nothing is told, and all is found late by scans", "tick \"Active\" and enter the address " + where}
	case h.ContentType != "json":
		return Finding{check, Problem, "deliveries are sent as a form, which is refused", "choose the content type application/json " + where}
	case d.HookURL != "" && h.URL != d.HookURL:
		return Finding{check, Problem, "GitHub sends deliveries to " + host(h.URL) + ", and here they are expected at " + host(d.HookURL), "enter the right address " + where + ", or correct FIRSTMATE_BASE_URL"}
	}
	return Finding{check, OK, "GitHub sends deliveries to " + host(h.URL), ""}
}

// host is an address without what may be secret in it: whoever knows a webhook
// proxy's channel can listen.
func host(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return "something that is no address"
	case u.Path == "/webhooks/github":
		return u.Scheme + "://" + u.Host + u.Path
	case u.Path == "" || u.Path == "/":
		return u.Scheme + "://" + u.Host
	}
	return u.Scheme + "://" + u.Host + "/…"
}

// delivery has GitHub send its newest delivery again and looks how that ends.
func (d *Doctor) delivery(ctx context.Context) Finding {
	const check = "delivery"
	log, err := d.GitHub.Newest(ctx)
	if err != nil {
		return Finding{check, Unknown, err.Error(), "try again later"}
	}
	if len(log) == 0 {
		return Finding{check, Unknown, "cannot tell yet: GitHub has sent nothing in the last days", "install the App on an account, or have somebody comment somewhere; then ask again"}
	}
	newest := log[0]
	if err := d.GitHub.Redeliver(ctx, newest.ID); err != nil {
		return Finding{check, Unknown, err.Error(), "try again later"}
	}
	for {
		log, err := d.GitHub.Newest(ctx)
		if err != nil {
			return Finding{check, Unknown, err.Error(), "try again later"}
		}
		for _, a := range log {
			if a.GUID == newest.GUID && a.ID != newest.ID && !a.At.Before(newest.At) {
				return arrived(a)
			}
		}
		if d.Look == nil || !d.Look(ctx) {
			return Finding{check, Unknown, "cannot tell yet: GitHub has not sent its newest delivery again so far", "ask again in a minute"}
		}
	}
}

// passing looks how the newest delivery ended, if GitHub sent it to this program.
func (d *Doctor) passing(ctx context.Context) []Finding {
	log, err := d.GitHub.Newest(ctx)
	if err != nil || len(log) == 0 || log[0].At.Before(d.Since.Truncate(time.Second)) || log[0].OK { // GitHub tells whole seconds
		return nil
	}
	return []Finding{arrived(log[0])}
}

// arrived is what the end of an attempt says.
func arrived(a mentorship.Attempt) Finding {
	const check = "delivery"
	bad := func(text, remedy string) Finding { return Finding{check, Problem, text, remedy} }
	switch {
	case a.OK:
		return Finding{check, OK, "the newest delivery was sent again at " + a.At.UTC().Format(time.TimeOnly) + " UTC and taken", ""}
	case a.Status == 0:
		return bad("GitHub does not reach us: "+a.Said,
			"see that `firstmate serve` runs and that the webhook's address leads to it from the internet: DNS, certificate, firewall; without a public address use `serve --webhook-proxy`")
	case a.Status == http.StatusUnauthorized:
		return bad("deliveries arrive and are refused: GitHub signs with a secret that is not in FIRSTMATE_WEBHOOK_SECRET_FILE",
			"put the App's present secret in that file, as its first line, and start firstmate again; nothing is lost, for what was refused is fetched then")
	case a.Status == http.StatusServiceUnavailable:
		return bad("deliveries arrive and cannot be kept: Redis does not answer, or something in front says so", "look at /readyz and at Redis; nothing is lost, for what was refused is fetched later")
	}
	return bad(fmt.Sprintf("something answers GitHub with %d where firstmate would answer 202", a.Status),
		"see what stands in front of firstmate, and that the webhook's address ends in /webhooks/github")
}
