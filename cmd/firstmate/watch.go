package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/board/firsttime"
	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/doctor"
	"github.com/firstmate-app/firstmate/app/ghclient"
)

// watchEvery is how often a running program looks for what `firstmate doctor` would find.
const watchEvery = 10 * time.Minute

// examiner makes a doctor for what is configured.
func (o setup) examiner(github doctor.GitHub) *doctor.Doctor {
	d := doctor.Options{
		GitHub: github, AppID: o.appID, KeyPrint: config.KeyPrint(o.appKey), ClientID: o.clientID, WebURL: webURL(o.githubURL), HookURL: o.hookURL(),
	}
	if _, system := o.clock.(systemClock); !system {
		d.NoClock = true
	}
	return doctor.New(d)
}

// hookURL is where deliveries should go, as far as that is known.
func (o setup) hookURL() string {
	switch {
	case o.proxy != "":
		return o.proxy
	case o.baseURL == "":
		return ""
	}
	return strings.TrimRight(o.baseURL, "/") + firsttime.HookPath
}

// diagnose puts what the doctor finds in the place of an error at the start,
// if it finds anything.
func (o setup) diagnose(ctx context.Context, err error) error {
	client, made := ghclient.New(o.client())
	if made != nil {
		return err
	}
	var all []string
	for _, f := range doctor.Problems(o.examiner(client).Watch(ctx)) {
		o.log.ErrorContext(ctx, f.Text, "check", f.Check, "remedy", f.Remedy)
		all = append(all, f.Text+": "+f.Remedy)
	}
	if all == nil {
		return err
	}
	return fmt.Errorf("%s (%w)", strings.Join(all, "; "), err)
}

// watching looks again and again until ctx ends.
func (p *program) watching(ctx context.Context) {
	tick := time.NewTicker(p.setup.watch)
	defer tick.Stop()
	for {
		p.examine(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// examine looks once, and writes down what is new and what is over.
func (p *program) examine(ctx context.Context) {
	found := doctor.Problems(p.doctor.Watch(ctx))
	if ctx.Err() != nil {
		return
	}
	before := p.trouble.swap(found)
	for _, f := range found {
		if !holds(before, f) {
			p.log.WarnContext(ctx, f.Text, "check", f.Check, "remedy", f.Remedy)
		}
	}
	for _, f := range before {
		if !holds(found, f) {
			p.log.InfoContext(ctx, "no longer so: "+f.Text, "check", f.Check)
		}
	}
}

func holds(all []doctor.Finding, f doctor.Finding) bool {
	for _, other := range all {
		if other == f {
			return true
		}
	}
	return false
}
