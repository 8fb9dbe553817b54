package main

import (
	"context"
	"net/http"
	"time"

	"github.com/firstmate-app/firstmate/app/catchup"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/webhooks"
)

// firstFor is how long work waits at the start for what was missed.
const firstFor = 2 * time.Minute

// newCatcher makes what looks for deliveries that did not arrive.
func (p *program) newCatcher() *catchup.Catcher {
	return catchup.New(catchup.Options{
		GitHub: p.github, Store: p.store, Now: p.clock.Now, Log: p.log, Ours: webhooks.Ours, Open: webhooks.Fetched,
		Every: p.reconcile, Daily: p.rescan, LostEvery: p.inside.lost, Scale: p.scale, Count: p.counts.addMany, Lost: p.store.Lost(),
		Begin: func(ctx context.Context) error { _, _, err := p.app.Start(ctx); return err },
		Rebuild: func(ctx context.Context, tenant int64, pace *catchup.Pace) error {
			return p.app.Rebuild(ctx, tenant, pace)
		},
	})
}

// catchUpFirst lets what was missed come before timers that ran out meanwhile,
// as far as that does not take long.
func (p *program) catchUpFirst(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, firstFor)
	defer stop()
	p.catcher.First(ctx)
}

// caughtUp is what /status tells about missed deliveries.
type caughtUp struct {
	mentorship.CatchUp
	Scans  int       // repositories that were looked through
	Oldest time.Time // when the one that waits longest was
}

func (p *program) caughtUp(r *http.Request) (c caughtUp, err error) {
	ctx := r.Context()
	if c.CatchUp, err = p.store.CaughtUp(ctx); err != nil {
		return c, err
	}
	repos, err := p.store.AllRepos(ctx, statusShown)
	if err != nil {
		return c, err
	}
	for _, repo := range repos {
		s, err := p.store.Scanned(ctx, repo)
		if err != nil {
			return c, err
		}
		if s.At.IsZero() {
			continue
		}
		c.Scans++
		if c.Oldest.IsZero() || s.At.Before(c.Oldest) {
			c.Oldest = s.At
		}
	}
	return c, nil
}
