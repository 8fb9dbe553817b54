package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/telemetry"
	"github.com/firstmate-app/firstmate/app/worker"
)

// openTelemetry makes what an operator sees the program by.
func (p *program) openTelemetry() {
	if p.traces == nil {
		p.traces = telemetry.NoTraces()
	}
	p.metrics = telemetry.NewMetrics(version(), p.reading, p.log)
	p.closers = append(p.closers, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := p.traces.Close(ctx); err != nil { // a collector that is away is no reason to end badly
			p.log.WarnContext(ctx, "the last traces are lost", "error", err)
		}
		return nil
	})
}

// reading is what a scrape is told; the outcomes also where Redis is away.
func (p *program) reading(ctx context.Context) (telemetry.Reading, error) {
	r := telemetry.Reading{Outcomes: p.counts.all(), Budget: p.budget.Left(p.clock.Now())}
	h, err := p.store.Health(ctx, p.clock.Now())
	if err != nil {
		return r, err
	}
	r.Inbox, r.Effects, r.Due = h.Inbox, h.Effects, h.Due
	r.Oldest, r.Late = h.Oldest, h.Late
	r.Parked, r.Invited, r.Unmet, r.Installations = h.Parked, h.Invited, h.Unmet, h.Tenants
	return r, nil
}

// startMetrics answers scrapes and probes on an address of their own, if there is one.
func (p *program) startMetrics(ctx context.Context) error {
	if p.metricsListen == "" {
		return nil
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", p.metricsListen)
	if err != nil {
		return fmt.Errorf("listening for metrics: %w", err)
	}
	r := mux.NewRouter()
	r.Handle("/metrics", p.metrics.Handler()).Methods(http.MethodGet)
	r.HandleFunc("/healthz", p.healthz).Methods(http.MethodGet, http.MethodHead)
	r.HandleFunc("/readyz", p.readyz).Methods(http.MethodGet, http.MethodHead)
	s := &http.Server{Handler: r, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	p.metricsURL = "http://" + l.Addr().String()
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	p.closers = append(p.closers, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		err := s.Shutdown(ctx)
		if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
			err = errors.Join(err, e)
		}
		return err
	})
	return nil
}

// seen puts spans, the time to an answer and the delivery's id around webhooks.
func (p *program) seen(webhook http.Handler) http.Handler {
	return telemetry.Named(p.traces.Server("webhook", p.metrics.Webhook(webhook)))
}

// handlers are what the worker does with work, under spans and with the
// delivery's id in the log.
func (p *program) handlers() worker.Handlers {
	return worker.Handlers{
		Delivery: func(ctx context.Context, w mentorship.Work) (finished bool, err error) {
			err = p.span(telemetry.WithDelivery(ctx, w.ID), "delivery "+w.Event, func(ctx context.Context) error {
				finished, err = p.app.Delivery(ctx, w)
				return err
			})
			return finished, err
		},
		Due: func(ctx context.Context, w mentorship.Work) (finished bool, err error) {
			err = p.span(ctx, "due", func(ctx context.Context) error {
				finished, err = p.app.Due(ctx, w)
				return err
			})
			return finished, err
		},
		Effect: func(ctx context.Context, w mentorship.Work, e mentorship.Effect, t worker.Try) error {
			return p.span(ctx, "effect "+string(e.Kind), func(ctx context.Context) error { return p.effect(ctx, w, e, t) })
		},
	}
}

func (p *program) span(ctx context.Context, name string, do func(context.Context) error) error {
	return p.traces.Span(ctx, name, func(err error) string { return string(mentorship.KindOf(err)) }, do)
}
