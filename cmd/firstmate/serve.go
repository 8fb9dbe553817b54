package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/board/firsttime"
	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/datadir"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/child"
	"github.com/firstmate-app/firstmate/app/telemetry"
)

// serveCmd runs firstmate until it is told to stop.
type serveCmd struct {
	config.Server
	Roles        []string `enum:"web,worker" default:"web,worker" help:"Which parts to run: web receives, worker works."`
	WebhookProxy string   `placeholder:"URL" help:"Fetch deliveries from this channel of a webhook proxy, such as smee.io: for a machine GitHub cannot reach."`
	Clock        string   `placeholder:"URL" help:"Take the time from a stand-in for GitHub at this address (tests only)."`

	given *firsttime.App // credentials that were shown once and are kept nowhere here
}

// Run starts the program and drains it when ctx ends: what is being done is
// finished within 20 s, what is not begun stays for the next start. Without an
// App it serves the setup page first, without a Redis it starts a private one.
func (c *serveCmd) Run(ctx context.Context, s streams) error { return c.serve(ctx, s, os.Getenv) }

func (c *serveCmd) serve(ctx context.Context, s streams, env func(string) string) error {
	log := c.logger(s.err)
	if err := c.check(env); err != nil {
		return badInput(err)
	}
	listener, err := c.credentials(ctx, s, log, env)
	if ctx.Err() != nil {
		return nil // told to stop before there was anything to drain
	}
	if err != nil {
		return err
	}
	if listener != nil {
		defer listener.Close() // the program closes it, unless starting fails
	}
	o, err := c.setup(ctx, s.err, env)
	if err != nil {
		return badInput(err)
	}
	o.listener = listener
	stop, err := c.redis(ctx, &o, env)
	if err != nil {
		return err
	}
	defer stop()
	return c.run(ctx, s, o)
}

// run runs the program.
func (c *serveCmd) run(ctx context.Context, s streams, o setup) error {
	p, err := newProgram(ctx, o)
	if err != nil {
		return fmt.Errorf("starting: %w", o.diagnose(ctx, err))
	}
	defer func() { _ = p.close() }() // run has closed it, unless starting failed
	if follower, ok := o.clock.(*standInClock); ok {
		go follower.follow(ctx, p.poke)
	}
	if err := p.open(ctx); err != nil {
		return fmt.Errorf("starting: %w", err)
	}
	if o.web {
		fmt.Fprintln(s.out, "listening on "+p.url())
	}
	if err := p.beginAtLast(ctx); err != nil {
		return fmt.Errorf("starting: %w", err)
	}
	if !o.web {
		fmt.Fprintln(s.out, "working")
	}
	return p.run(ctx)
}

// check finds what is wrong before anything is asked of anybody.
func (c *serveCmd) check(env func(string) string) error {
	if err := config.CheckClock(c.Clock, c.GitHubURL); err != nil {
		return err
	}
	if err := checkProxy(c.WebhookProxy); err != nil {
		return err
	}
	_, err := c.Redis(env)
	return err
}

// setup turns settings into what a program needs.
func (c *serveCmd) setup(ctx context.Context, stderr io.Writer, env func(string) string) (o setup, err error) {
	o = setup{
		listen: c.Address(), githubURL: c.GitHubURL, appID: c.AppID, scale: c.WaitScale, edits: time.Minute, texts: textsAnHour(c.WaitScale), baseURL: c.BaseURL,
		reconcile: c.ReconcileEvery, rescan: c.ScanEvery, watch: watchEvery, proxy: c.WebhookProxy,
		web: slices.Contains(c.Roles, "web"), worker: slices.Contains(c.Roles, "worker"),
		clock: systemClock{}, log: c.logger(stderr), clientID: c.OAuthClientID,
	}
	if err := c.secrets(&o); err != nil {
		return o, err
	}
	o.metricsListen = c.MetricsListen
	if o.traces, err = telemetry.NewTraces(ctx, version(), env, o.log); err != nil {
		return o, err
	}
	if o.roots, err = c.Roots(); err != nil {
		return o, err
	}
	if o.redis, err = redisOptions(c.RedisLink, env); err != nil {
		return o, err
	}
	o.redis.Durability, o.redis.Replicas = redisstore.Durability(c.RedisDurability), c.RedisReplicas
	if c.Clock != "" {
		if o.clock, err = newStandInClock(ctx, c.Clock); err != nil {
			return o, fmt.Errorf("--clock: %w", err)
		}
	}
	return o, nil
}

// secrets reads the App's credentials.
func (c *serveCmd) secrets(o *setup) (err error) {
	if c.given != nil {
		o.appKey, o.secrets, o.clientSecret = []byte(c.given.Key), [][]byte{[]byte(c.given.WebhookSecret)}, c.given.ClientSecret
		return nil
	}
	if o.appKey, err = c.AppKey(); err != nil {
		return err
	}
	if o.secrets, err = c.Secrets(); err != nil {
		return err
	}
	o.clientSecret, err = c.OAuthSecret()
	return err
}

// redis starts a private Redis where none is named. stop ends it.
func (c *serveCmd) redis(ctx context.Context, o *setup, env func(string) string) (stop func(), err error) {
	if o.redis.URL != "" {
		return func() {}, nil
	}
	dir, err := c.Data(env)
	if err != nil {
		return nil, badInput(fmt.Errorf("no Redis is configured, and there is nowhere to keep the data of a private one: %w", err))
	}
	unlock, err := datadir.Lock(dir)
	if err != nil {
		return nil, badInput(fmt.Errorf("FIRSTMATE_DATA_DIR: %w; a private Redis keeps its data there: make it writable, name another folder, or name a Redis with FIRSTMATE_REDIS_URL", err))
	}
	server, err := child.Start(ctx, child.Options{Dir: filepath.Join(dir, redisFolder), Log: o.log})
	if err != nil {
		unlock()
		return nil, noRedis(err)
	}
	o.redis.URL = server.URL()
	o.log.InfoContext(ctx, "a private Redis keeps the data", "folder", filepath.Join(dir, redisFolder))
	return func() {
		if err := server.Close(); err != nil {
			o.log.WarnContext(ctx, "ending the private Redis", "error", err)
		}
		unlock()
	}, nil
}

// redisFolder is where a private Redis keeps its data, in the data folder.
const redisFolder = "redis"

// noRedis says what to do where no private Redis can be had.
func noRedis(err error) error {
	if errors.Is(err, child.ErrMissing) {
		return badInput(fmt.Errorf("no Redis is configured, and %w: install one (`apt-get install redis-server`, `dnf install valkey`, `brew install redis`), or set FIRSTMATE_REDIS_URL, for example redis://127.0.0.1:6379/0 "+
			"(a Redis 7 with appendonly yes and maxmemory-policy noeviction)", err))
	}
	return fmt.Errorf("starting a private Redis: %w", err)
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
