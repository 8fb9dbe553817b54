package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/telemetry"
)

// serveCmd runs firstmate until it is told to stop.
type serveCmd struct {
	config.Server
	Roles []string `enum:"web,worker" default:"web,worker" help:"Which parts to run: web receives, worker works."`
	Clock string   `placeholder:"URL" help:"Take the time from a stand-in for GitHub at this address (tests only)."`
}

// Run starts the program and drains it when ctx ends: what is being done is
// finished within 20 s, what is not begun stays for the next start.
func (c *serveCmd) Run(ctx context.Context, s streams) error {
	o, err := c.setup(ctx, s.err, os.Getenv)
	if err != nil {
		return badInput(err)
	}
	p, err := newProgram(ctx, o)
	if err != nil {
		return fmt.Errorf("starting: %w", err)
	}
	defer func() { _ = p.close() }() // run has closed it, unless starting failed
	if follower, ok := o.clock.(*standInClock); ok {
		go follower.follow(ctx, p.poke)
	}
	if err := p.start(ctx); err != nil {
		return fmt.Errorf("starting: %w", err)
	}
	if o.web {
		fmt.Fprintln(s.out, "listening on "+p.url())
	} else {
		fmt.Fprintln(s.out, "working")
	}
	return p.run(ctx)
}

// setup turns settings into what a program needs, and says what is missing.
func (c *serveCmd) setup(ctx context.Context, stderr io.Writer, env func(string) string) (o setup, err error) {
	if err := config.CheckClock(c.Clock, c.GitHubURL); err != nil {
		return o, err
	}
	if missing := c.Credentials(); len(missing) > 0 {
		return o, fmt.Errorf("no GitHub App is configured: set %s (docs/operate.md tells how to make an App); to look around first, run `firstmate demo`",
			strings.Join(missing, ", "))
	}
	o = setup{
		listen: c.Address(), githubURL: c.GitHubURL, appID: c.AppID, scale: c.WaitScale, edits: time.Minute, texts: textsAnHour(c.WaitScale), baseURL: c.BaseURL,
		reconcile: c.ReconcileEvery, rescan: c.ScanEvery,
		web: slices.Contains(c.Roles, "web"), worker: slices.Contains(c.Roles, "worker"),
		clock: systemClock{}, log: c.logger(stderr),
	}
	if o.appKey, err = c.AppKey(); err != nil {
		return o, err
	}
	if o.secrets, err = c.Secrets(); err != nil {
		return o, err
	}
	o.metricsListen = c.MetricsListen
	if o.traces, err = telemetry.NewTraces(ctx, version(), env); err != nil {
		return o, err
	}
	o.clientID = c.OAuthClientID
	if o.clientSecret, err = c.OAuthSecret(); err != nil {
		return o, err
	}
	if o.redis, err = redisOptions(c.RedisLink, env); err != nil {
		return o, err
	}
	o.redis.Durability, o.redis.Replicas = redisstore.Durability(c.RedisDurability), c.RedisReplicas
	if o.redis.URL == "" {
		return o, errors.New("no Redis is configured: set FIRSTMATE_REDIS_URL, for example redis://127.0.0.1:6379/0 " +
			"(a Redis 7 with appendonly yes and maxmemory-policy noeviction: `apt-get install redis-server`)")
	}
	if c.Clock != "" {
		if o.clock, err = newStandInClock(ctx, c.Clock); err != nil {
			return o, fmt.Errorf("--clock: %w", err)
		}
	}
	return o, nil
}

func (c *serveCmd) logger(w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(telemetry.Logs(slog.NewJSONHandler(w, o)))
	}
	return slog.New(telemetry.Logs(slog.NewTextHandler(w, o)))
}

// textsAnHour is how many of our texts a thread takes an hour. Where a test
// shortens the waits there is no limit: an hour cannot be shortened that far.
func textsAnHour(waitScale float64) int {
	if waitScale < 1 {
		return 0
	}
	return 5
}
