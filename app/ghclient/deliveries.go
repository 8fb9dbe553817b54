package ghclient

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Deliveries are the attempts in the App's delivery log since that time, newest
// first. GitHub keeps them for some days only.
// https://docs.github.com/en/rest/apps/webhooks#list-deliveries-for-an-app-webhook
func (c *Client) Deliveries(ctx context.Context, since time.Time) ([]mentorship.Attempt, error) {
	const doing = "reading the delivery log"
	var out []mentorship.Attempt
	o := &github.ListCursorOptions{PerPage: 100}
	for range mostPages {
		page, resp, err := c.app.Apps.ListHookDeliveries(ctx, o)
		if err != nil {
			return nil, failed(err, false, doing)
		}
		for _, d := range page {
			if a := attempt(d); a.At.Before(since) {
				return out, nil
			} else if a.ID != 0 && a.GUID != "" {
				out = append(out, a)
			}
		}
		if resp.Cursor == "" || resp.Cursor == o.Cursor {
			return out, nil
		}
		o.Cursor = resp.Cursor
	}
	return nil, failed(refused(mentorship.FaultInvalid, fmt.Sprintf("more than %d pages", mostPages)), false, doing)
}

func attempt(d *github.HookDelivery) mentorship.Attempt {
	return mentorship.Attempt{
		ID: d.GetID(), GUID: d.GetGUID(), Event: d.GetEvent(), Action: d.GetAction(),
		Tenant: d.GetInstallationID(), RepoID: d.GetRepositoryID(), At: utc(d.DeliveredAt),
		OK: d.GetStatusCode() >= 200 && d.GetStatusCode() < 300, Status: d.GetStatusCode(), Said: d.GetStatus(),
	}
}

// Payload is the body of a delivery as an attempt in the log sent it.
// FaultNotFound: the log does not reach back to it any more.
func (c *Client) Payload(ctx context.Context, attempt int64) ([]byte, error) {
	const doing = "fetching a delivery"
	req, err := c.app.NewRequest(http.MethodGet, fmt.Sprintf("app/hook/deliveries/%d", attempt), nil)
	if err != nil {
		return nil, failed(err, false, doing)
	}
	var d struct { // the library's type also reads headers, which may be anything
		Request struct{ Payload json.RawMessage }
	}
	if _, err := c.app.Do(ctx, req, &d); err != nil {
		return nil, failed(err, false, doing)
	}
	if len(d.Request.Payload) == 0 {
		return nil, failed(refused(mentorship.FaultInvalid, "it has no payload"), false, doing)
	}
	return d.Request.Payload, nil
}
