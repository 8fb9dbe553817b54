package ghclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/grants"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// What `firstmate doctor` and the running program ask about ourselves.

// Self reads the App's own entry. The answer proves that id and key fit.
// [grants.ErrKey], [grants.ErrClock] or [grants.ErrApp] is in the error where
// GitHub does not take them.
func (c *Client) Self(ctx context.Context) (s grants.Self, err error) {
	return s, c.read(ctx, "app", "reading the App's own entry", &s)
}

// Hook reads where deliveries go.
func (c *Client) Hook(ctx context.Context) (h grants.Hook, err error) {
	return h, c.read(ctx, "app/hook/config", "reading the webhook's settings", &h)
}

// read asks as the App itself.
func (c *Client) read(ctx context.Context, path, doing string, into any) error {
	req, err := c.app.NewRequest(http.MethodGet, path, nil)
	if err == nil {
		_, err = c.app.Do(ctx, req, into)
	}
	if err != nil {
		return failed(err, false, "%s", doing)
	}
	return nil
}

// Grants are all installations, suspended ones included.
func (c *Client) Grants(ctx context.Context) (out []grants.Grant, err error) {
	const doing = "listing what installations allow"
	list := all(func(o github.ListOptions) (page []grants.Grant, resp *github.Response, err error) {
		req, err := c.app.NewRequest(http.MethodGet, fmt.Sprintf("app/installations?per_page=%d&page=%d", o.PerPage, max(o.Page, 1)), nil)
		if err != nil {
			return nil, nil, err
		}
		resp, err = c.app.Do(ctx, req, &page)
		return page, resp, err
	})
	for g, err := range list {
		if err != nil {
			return nil, failed(err, false, doing)
		}
		out = append(out, g)
	}
	return out, nil
}

// Installed reports whether the App has an installation of that number.
func (c *Client) Installed(ctx context.Context, tenant int64) (bool, error) {
	_, _, err := c.app.Apps.GetInstallation(ctx, tenant)
	if mentorship.KindOf(err) == mentorship.FaultNotFound {
		return false, nil
	}
	if err != nil {
		return false, failed(err, false, "looking for installation %d", tenant)
	}
	return true, nil
}

// Redeliver has GitHub send a delivery again, by one of its attempts.
func (c *Client) Redeliver(ctx context.Context, attempt int64) error {
	req, err := c.app.NewRequest(http.MethodPost, fmt.Sprintf("app/hook/deliveries/%d/attempts", attempt), nil)
	if err == nil {
		_, err = c.app.Do(ctx, req, nil)
	}
	if later, ok := errors.AsType[*github.AcceptedError](err); ok && later != nil || err == nil {
		return nil // 202 is an error to the library
	}
	return failed(err, false, "asking for a delivery to be sent again")
}

// Newest are the newest attempts in the delivery log, at most 100, the newest first.
func (c *Client) Newest(ctx context.Context) (out []mentorship.Attempt, err error) {
	page, _, err := c.app.Apps.ListHookDeliveries(ctx, &github.ListCursorOptions{PerPage: 100})
	if err != nil {
		return nil, failed(err, false, "reading the delivery log")
	}
	for _, d := range page {
		out = append(out, attempt(d))
	}
	return out, nil
}

// Clock is how far GitHub's clock is ahead of ours, by the date of an answer,
// which is good to a second or two. It needs no credentials.
func (c *Client) Clock(ctx context.Context) (time.Duration, error) {
	const doing = "asking GitHub for the time"
	ctx, stop := context.WithTimeout(ctx, c.rules.timeout)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.rules.base.String()+"meta", nil)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, err)
	}
	req.Header.Set("User-Agent", c.rules.agent)
	resp, err := c.rules.net.RoundTrip(req)
	if err != nil {
		return 0, failed(broken(http.MethodGet, "/meta", err), false, doing)
	}
	defer resp.Body.Close()
	date, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return 0, failed(refused(mentorship.FaultTransient, "the answer has no date"), false, doing)
	}
	return date.Sub(c.rules.now()), nil
}

// NewApp are the credentials of an App made from a manifest. GitHub tells them once.
type NewApp struct {
	ID                                               int64
	Slug, ClientID, ClientSecret, WebhookSecret, PEM string
	URL                                              string // where people see it
}

// Convert exchanges the code of a manifest for the new App's credentials.
// FaultNotFound: the code was used, ran out, or was never given.
// https://docs.github.com/en/rest/apps/apps#create-a-github-app-from-a-manifest
func Convert(ctx context.Context, o Options, code string) (NewApp, error) {
	const doing = "fetching the new App's credentials"
	base, err := parseBase(o.BaseURL)
	if err != nil {
		return NewApp{}, err
	}
	c := &Client{rules: &rules{net: Transport(o), base: base, agent: "firstmate", now: o.Now, timeout: callTimeout, pause: quietPause, cache: newCache()}}
	c.rules.fill()
	gh := c.github(&door{rules: c.rules})
	got, _, err := gh.Apps.CompleteAppManifest(ctx, code)
	if err != nil {
		return NewApp{}, failed(hideCode(err), false, doing)
	}
	n := NewApp{
		ID: got.GetID(), Slug: got.GetSlug(), ClientID: got.GetClientID(), ClientSecret: got.GetClientSecret(),
		WebhookSecret: got.GetWebhookSecret(), PEM: got.GetPEM(), URL: got.GetHTMLURL(),
	}
	if n.ID == 0 || n.Slug == "" || n.PEM == "" || n.WebhookSecret == "" {
		return NewApp{}, failed(refused(mentorship.FaultInvalid, "the answer lacks an id, a slug, a key or a webhook secret"), false, doing)
	}
	return n, nil
}

// hideCode keeps the code out of the error, whose path holds it.
func hideCode(err error) error {
	return refused(mentorship.KindOf(err), fmt.Sprintf("GitHub answered %d to the code of the manifest", statusOf(err)))
}
