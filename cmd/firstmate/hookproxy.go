package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"

	"github.com/firstmate-app/firstmate/app/ghclient"
	"github.com/firstmate-app/firstmate/webhooks/relay"
)

// checkProxy wants an address that nobody on the way can read along with.
func checkProxy(value string) error {
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	if err == nil && u.Host != "" && u.User == nil {
		if u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()) {
			return nil
		}
	}
	return errors.New("--webhook-proxy: is not an https address of a channel; for example https://smee.io/your-channel")
}

// fetchFromProxy takes deliveries from a webhook proxy, too.
func (p *program) fetchFromProxy(ctx context.Context) {
	p.log.Info("deliveries are fetched from a webhook proxy, which sees what they say: for trying things out only")
	relay.Run(ctx, relay.Options{Channel: p.proxy, Receiver: p.receiver, Log: p.log, HTTP: &http.Client{Transport: ghclient.Streaming(p.client())}})
}
