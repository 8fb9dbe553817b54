package main

import (
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

// relayed is how deliveries are taken from a webhook proxy, too.
func (p *program) relayed() relay.Options {
	p.log.Info("deliveries are fetched from a webhook proxy, which sees what they say: for trying things out only")
	return relay.Options{Channel: p.proxy, Receiver: p.receiver, Log: p.log, HTTP: &http.Client{Transport: ghclient.Streaming(p.client())}}
}
