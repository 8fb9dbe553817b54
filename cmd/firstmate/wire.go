package main

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app"
	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/board/firsttime"
	"github.com/firstmate-app/firstmate/app/board/view"
	"github.com/firstmate-app/firstmate/app/catchup"
	"github.com/firstmate-app/firstmate/app/doctor"
	"github.com/firstmate-app/firstmate/app/ghclient"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
	"github.com/firstmate-app/firstmate/app/telemetry"
	"github.com/firstmate-app/firstmate/app/worker"
	"github.com/firstmate-app/firstmate/webhooks"
)

// setup is all that differs between serving, the demo and a test.
type setup struct {
	listen                 string
	listener               net.Listener // open already; nil: listen is opened
	baseURL                string
	redis                  redisstore.Options // how Redis is reached, and what is demanded of it
	embedded               bool               // a Redis in this process, for the demo and tests
	githubURL              string
	appID                  int64
	appKey                 []byte
	secrets                [][]byte
	clientID, clientSecret string // of the App, for signing in; empty: nobody can
	scale                  float64
	edits                  time.Duration // between two edits of one tracking issue; none if zero
	texts                  int           // of ours a thread takes an hour; any number if zero
	reconcile              time.Duration // between two looks into the delivery log; the default if zero
	rescan                 time.Duration // between two scans of a repository; the default if zero
	watch                  time.Duration // between two looks at ourselves (watch.go); none if zero
	proxy                  string        // channel deliveries are fetched from, too; none if empty
	roots                  *x509.CertPool
	clock                  app.Clock
	simulated              bool // none of it happened: the demo
	web                    bool
	worker                 bool
	log                    *slog.Logger
	metricsListen          string            // where metrics are scraped; nowhere if empty
	traces                 *telemetry.Traces // none if nil
	inside                 inside
}

// inside lets a whole service live in one process without a network, as the
// simulator's does; the zero value is the world outside.
type inside struct {
	github http.RoundTripper // carries requests to GitHub
	worker worker.Options    // how often a worker looks around
	again  time.Duration     // how often what could not be read is read again
	lost   time.Duration     // how often it is looked whether the memory was lost
}

// program is firstmate as a value: newProgram joins the rooms, start makes it
// answer, run works until its context ends, close lets everything go.
type program struct {
	setup
	store     *redisstore.Store
	github    *ghclient.Client
	app       *app.App
	worker    *worker.Worker
	catcher   *catchup.Catcher
	board     *board.Board
	server    *http.Server
	receiver  http.Handler
	counts    *counts
	metrics   *telemetry.Metrics
	budget    telemetry.Budget
	trouble   troubles
	installed http.Handler // who installed the App is sent there
	began     time.Time
	doctor    *doctor.Doctor
	views     *view.Views

	closers    []func() error
	metricsURL string // where metrics are scraped; empty: nowhere

	failed chan error    // an end nobody asked for
	metUp  chan struct{} // closed once what was missed before the start is handed out
}

// drainFor is how long work in hand may take after the program was told to stop.
const drainFor = 20 * time.Second

// newProgram opens Redis and makes everything else; nothing answers yet.
func newProgram(ctx context.Context, o setup) (*program, error) {
	p := &program{setup: o, began: o.clock.Now(), counts: &counts{}, failed: make(chan error, 2), metUp: make(chan struct{})}
	if err := p.join(ctx); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *program) join(ctx context.Context) (err error) {
	p.openTelemetry()
	if p.embedded {
		e, err := embedded.Start()
		if err != nil {
			return fmt.Errorf("starting the embedded Redis: %w", err)
		}
		p.redis = redisstore.Options{URL: e.URL(), Durability: redisstore.DurabilityUnchecked}
		p.closers = append(p.closers, func() error { e.Close(); return nil })
	}
	memory := p.redis
	memory.WaitScale, memory.Log, memory.Count, memory.Gate = p.scale, p.log, p.counts.addMany, redisstore.Gate{Edits: p.edits, Texts: cmp.Or(p.texts, -1)}
	p.store, err = redisstore.Open(ctx, memory)
	if err != nil {
		return fmt.Errorf("opening Redis: %w", err)
	}
	p.closers = append(p.closers, p.store.Close)
	door := p.client()
	door.Around, door.Budget, door.Rests = p.traces.Client, p.budget.Note, p.rests
	p.github, err = ghclient.New(door)
	if err != nil {
		return fmt.Errorf("making the GitHub client: %w", err)
	}
	p.doctor = p.examiner(p.github)
	p.doctor.Since = p.began
	slug, err := p.github.Slug(ctx)
	if err != nil {
		return fmt.Errorf("asking GitHub who we are: %w", err)
	}
	p.app = app.New(app.Options{
		Store: p.store, GitHub: p.github, Clock: p.clock, Log: p.log, Slug: slug, AboutURL: p.about(), OwnURL: p.own(), WebURL: webURL(p.githubURL),
		Decode:    p.decoder(webhooks.App{ID: p.appID, Slug: slug}),
		PastAgain: cmp.Or(p.inside.again, time.Duration(float64(30*time.Second)*p.scale)), Count: p.counts.add, Report: p.reported,
	})
	if p.views, err = p.fill(); err != nil {
		return err
	}
	return p.joinLoops()
}

// rests tells those who run the program that GitHub is out of order, or back.
func (p *program) rests(host string, rests bool) {
	if !rests {
		p.log.Info("GitHub answers again", "host", host)
		return
	}
	p.counts.add("github_rests")
	p.log.Error("GitHub is out of order and let alone for a while", "host", host)
}

// client says which GitHub, as which App.
func (o setup) client() ghclient.Options {
	return ghclient.Options{BaseURL: o.githubURL, AppID: o.appID, Key: o.appKey, Now: o.clock.Now, WaitScale: o.scale, Roots: o.roots, HTTP: o.inside.github}
}

// joinLoops makes what runs: the worker and the web server.
func (p *program) joinLoops() error {
	if p.setup.worker {
		p.worker = worker.New(worker.Options{
			Queue: p.store, Now: p.clock.Now, Scale: p.scale, Log: p.log, Count: p.counts.add, Drain: drainFor,
			Tick: p.inside.worker.Tick, Sweep: p.inside.worker.Sweep,
			Handlers: p.handlers(),
		})
		p.catcher = p.newCatcher()
	}
	if !p.web {
		return nil
	}
	if err := p.joinBoard(); err != nil {
		return err
	}
	receiver, err := webhooks.New(webhooks.Options{
		Secrets: func() [][]byte { return p.secrets }, Keep: p.store.Accept, Revoked: p.store.SignOut, Now: p.clock.Now, Log: p.log,
		Count: func(o webhooks.Outcome) { p.counts.add("webhook_" + string(o)) },
	})
	if err != nil {
		return err
	}
	p.receiver = p.seen(receiver)
	p.server = webhooks.Server(p.routes(p.receiver), p.listen)
	return nil
}

// joinBoard makes the pages people look at.
func (p *program) joinBoard() (err error) {
	o := board.Options{
		BaseURL: p.baseURL, WebURL: webURL(p.githubURL), AboutURL: p.about(),
		Views: p.views, Sessions: p.store, Tokens: p.store, Houses: p.app, People: p.app, GitHub: p.github, Simulated: p.simulated, Now: p.clock.Now, Log: p.log,
	}
	if p.clientID != "" {
		o.SignIn = p.github.SignIn(p.clientID, p.clientSecret, o.WebURL)
	}
	if p.board, err = board.New(o); err != nil {
		return fmt.Errorf("making the pages: %w", err)
	}
	page, err := firsttime.New(firsttime.Options{WebURL: o.WebURL, Log: p.log})
	if err != nil {
		return fmt.Errorf("making the pages: %w", err)
	}
	p.installed = page.Guard(&firsttime.Installed{Page: page, Known: p.github.Installed, Now: p.clock.Now})
	return nil
}

// decoder turns what is not ours into a zero signal: it is acknowledged and
// counted, and never tried again.
func (p *program) decoder(us webhooks.App) func(string, []byte) (mentorship.Signal, error) {
	return func(event string, body []byte) (mentorship.Signal, error) {
		sig, err := webhooks.Decode(event, body, us)
		if errors.Is(err, webhooks.ErrMalformed) {
			p.counts.add("malformed")
			p.log.Warn("a delivery does not have the shape of its event", "event", event)
		}
		if errors.Is(err, webhooks.ErrNotOurs) || errors.Is(err, webhooks.ErrMalformed) {
			return mentorship.Signal{}, nil
		}
		return sig, err
	}
}

// about is where a newcomer reads what firstmate is and what it stores.
func (p *program) about() string {
	return "https://github.com/firstmate-app/firstmate/blob/main/docs/about.md"
}

// own is the page of everybody's own; empty where nobody could come to it.
func (p *program) own() string {
	if p.baseURL == "" || p.clientID == "" {
		return ""
	}
	return strings.TrimSuffix(p.baseURL, "/") + "/me"
}

// webURL is where people see the GitHub whose API is at that address: GitHub's
// own website, the host of an Enterprise Server, or a stand-in itself.
func webURL(api string) string {
	u, err := url.Parse(api)
	if err != nil || u.Host == "" || u.Host == "api.github.com" {
		return "https://github.com"
	}
	return u.Scheme + "://" + strings.TrimPrefix(u.Host, "api.")
}
