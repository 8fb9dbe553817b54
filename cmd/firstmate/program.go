package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/firstmate-app/firstmate/app"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/worker"
	"github.com/firstmate-app/firstmate/webhooks/relay"
)

// start opens the door and begins.
func (p *program) start(ctx context.Context) error {
	if err := p.open(ctx); err != nil {
		return err
	}
	return p.begin(ctx)
}

// open lets deliveries in: taking them asks nothing of GitHub.
func (p *program) open(ctx context.Context) (err error) {
	if p.server == nil || p.inside.github != nil {
		return nil
	}
	if p.listener == nil {
		if p.listener, err = listen(ctx, p.listen); err != nil {
			return err
		}
	}
	go p.serve(p.listener)
	return nil
}

// begin learns from GitHub whom to serve, and works.
func (p *program) begin(ctx context.Context) error {
	installations, repositories, err := p.app.Start(ctx)
	if err != nil {
		return err
	}
	p.log.InfoContext(ctx, "serving", "installations", installations, "repositories", repositories)
	if p.worker != nil {
		p.work()
	}
	p.accompany()
	return p.startMetrics(ctx)
}

// longestStart is the most between two tries to begin.
const longestStart = time.Minute

// beginAtLast begins as soon as GitHub and Redis answer; deliveries are taken meanwhile.
// It returns nil where ctx ends before.
func (p *program) beginAtLast(ctx context.Context) error {
	for pause := time.Second; ; pause = min(2*pause, longestStart) {
		err := p.begin(ctx)
		if kind := mentorship.KindOf(err); kind != mentorship.FaultTransient && kind != mentorship.FaultLimited {
			return err
		}
		p.log.WarnContext(ctx, "cannot begin yet: deliveries are taken, and wait", "again_in", pause, "error", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Duration(float64(pause) * p.scale)):
		}
	}
}

// accompany runs what goes beside the work: looking after ourselves, and
// fetching deliveries from a proxy.
func (p *program) accompany() {
	ctx, cancel := context.WithCancel(context.Background())
	var beside sync.WaitGroup
	if p.setup.watch > 0 {
		beside.Go(func() { p.watching(ctx) })
	}
	if p.proxy != "" && p.server != nil {
		o := p.relayed() // what follows may run while close lets go of things
		beside.Go(func() { relay.Run(ctx, o) })
	}
	p.closers = append(p.closers, func() error {
		cancel()
		beside.Wait()
		return nil
	})
}

func (p *program) serve(l net.Listener) {
	if err := p.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		p.failed <- fmt.Errorf("serving: %w", err)
	}
}

// work runs the worker, the reading of repositories' pasts, and what looks for
// missed deliveries; closing ends them before the store is closed.
func (p *program) work() {
	ctx, cancel := context.WithCancel(context.Background())
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { p.catcher.Recover(ctx); return nil })
	g.Go(func() error {
		p.catchUpFirst(ctx)
		close(p.metUp)
		g.Go(func() error { p.catcher.Run(ctx); return nil })
		return p.worker.Run(ctx)
	})
	g.Go(func() error { p.app.ReadPasts(ctx); return nil })
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := g.Wait(); err != nil {
			p.failed <- fmt.Errorf("working: %w", err)
		}
	}()
	p.closers = append(p.closers, func() error {
		cancel()
		<-ended
		return nil
	})
}

// run waits until ctx ends or something fails, then drains.
func (p *program) run(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return p.close()
	case err := <-p.failed:
		return errors.Join(err, p.close())
	}
}

// effect joins worker and app, whose words for a try are the same.
func (p *program) effect(ctx context.Context, w mentorship.Work, e mentorship.Effect, t worker.Try) error {
	return p.app.Effect(ctx, w, e, app.Try(t))
}

// close stops listening, lets work in hand finish, and closes what was opened.
func (p *program) close() error {
	var errs []error
	if p.listener != nil && p.server != nil {
		ctx, cancel := context.WithTimeout(context.Background(), drainFor)
		defer cancel()
		errs = append(errs, p.server.Shutdown(ctx))
		p.listener = nil
	}
	for i := len(p.closers) - 1; i >= 0; i-- {
		errs = append(errs, p.closers[i]())
	}
	p.closers = nil
	return errors.Join(errs...)
}

// url is where the program answers.
func (p *program) url() string { return "http://" + p.listener.Addr().String() }

// poke makes the wake loop look at once.
func (p *program) poke() {
	if p.worker != nil {
		p.worker.Poke()
	}
}

// count is how often an outcome was told.
func (p *program) count(outcome string) int { return p.counts.of(outcome) }
