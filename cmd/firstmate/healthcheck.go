package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"
)

// healthcheckCmd asks a firstmate on this machine whether it is ready: for
// container images that hold no other program.
type healthcheckCmd struct {
	Listen        string `env:"FIRSTMATE_LISTEN,PORT" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where it serves."`
	MetricsListen string `env:"FIRSTMATE_METRICS_LISTEN" placeholder:"HOST:PORT" help:"Where its metrics are; asked there when set, as a worker serves nowhere else."`
}

// Run fails unless /readyz answers 200 within three seconds.
func (c *healthcheckCmd) Run(ctx context.Context, s streams) error {
	address, err := nearby(cmp.Or(c.MetricsListen, c.Listen))
	if err != nil {
		return badInput(err)
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
	if err != nil {
		return badInput(fmt.Errorf("asking %s: %w", address, err))
	}
	resp, err := (&http.Client{Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return checkFailed(fmt.Errorf("not reachable: %w", err))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return checkFailed(fmt.Errorf("not ready: /readyz answered %s", resp.Status))
	}
	_, err = fmt.Fprintln(s.out, "ready")
	return err
}

// nearby is where this machine reaches a program that listens there.
func nearby(listen string) (string, error) {
	if _, err := strconv.Atoi(listen); err == nil {
		return net.JoinHostPort("127.0.0.1", listen), nil
	}
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", fmt.Errorf("%q is not host:port", listen)
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}
