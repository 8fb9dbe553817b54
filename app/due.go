package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// backfillPatience is how long a newcomer waits for the repository's past to
// be read, so that the first mentor asked is the right one.
const backfillPatience = 60 * time.Second

// stillOnItsWay is how often it is looked whether an erased mentorship has effects
// left that are on their way: what they wrote is to lose its name first.
const stillOnItsWay = 5 * time.Minute

// Due handles work whose time has come: a mentorship, a note, a report, an offer.
func (a *App) Due(ctx context.Context, w mentorship.Work) (finished bool, err error) {
	if err := fault.At("due.begun"); err != nil {
		return false, err
	}
	if err := a.held(ctx, w.Tenant); err != nil {
		return false, err
	}
	if mentor, ok := mentorship.DigestOf(w.ID); ok {
		return a.digestDue(ctx, w, mentor)
	}
	if why, but, ok := mentorship.OfferOf(w.ID); ok {
		return false, a.offerNext(ctx, w.Tenant, "offer/"+why, but)
	}
	if w.ID == mentorship.ReportID {
		return a.reportDue(ctx, w)
	}
	return a.mentorshipDue(ctx, w)
}

// mentorshipDue handles a mentorship whose time has come, one that is erased too.
func (a *App) mentorshipDue(ctx context.Context, w mentorship.Work) (finished bool, err error) {
	m, err := a.Store.Load(ctx, w.Tenant, w.ID)
	if err != nil || m.Version == 0 {
		return false, err
	}
	if m.State != mentorship.StateErased {
		return a.clockDue(ctx, w, m)
	}
	return false, a.erasedDue(ctx, w, m)
}

// erasedDue deletes an erased mentorship once its time has come and nothing of it is
// on its way any more.
func (a *App) erasedDue(ctx context.Context, w mentorship.Work, m mentorship.Mentorship) error {
	now, at := a.Clock.Now(), m.Wake()
	if !at.After(now) && now.Sub(m.Since) < mentorship.EraseFor {
		going, err := a.Store.OnItsWay(ctx, w.Tenant, m.ID)
		if err != nil {
			return err
		}
		if going {
			at = now.Add(stillOnItsWay)
		}
	}
	if !at.After(now) { // else another clock is ahead of ours, the plan is old, or something is on its way
		return a.vanish(ctx, m)
	}
	if err := a.Store.PlanDue(ctx, w.Tenant, m.ID, at); err != nil {
		return fmt.Errorf("planning when a mentorship is deleted: %w", err)
	}
	return nil
}

// clockDue looks what stands, and has a mentorship's clocks run out.
func (a *App) clockDue(ctx context.Context, w mentorship.Work, m mentorship.Mentorship) (finished bool, err error) {
	j := job{work: w, repo: m.Pull.Repo}
	var served bool
	if j.rules, served, err = a.house.Rules(ctx, j.repo); err != nil {
		return false, fmt.Errorf("reading house rules: %w", err)
	}
	if !served && m.State == mentorship.StateSeen && m.FrozenAt.IsZero() {
		return false, &mentorship.Fault{
			Kind: mentorship.FaultTransient, Until: a.Clock.Now().Add(time.Hour),
			Err: errors.New("the house rules are gone or invalid"),
		}
	}
	mv := move{tenant: w.Tenant, id: w.ID, name: "due", finish: true}
	if at := m.Timers[mentorship.TimerGone]; !at.IsZero() && !at.After(a.Clock.Now()) {
		found, err := a.account(ctx, m)
		if err != nil {
			return false, err
		}
		mv.events = append(mv.events, found)
	}
	if m.State == mentorship.StateSeen && m.FrozenAt.IsZero() && m.GoneAt.IsZero() {
		if mv.events, mv.view, err = a.firstLook(ctx, j, m); err != nil {
			return false, err
		}
		if err := a.odds(ctx, j.rules, m, &mv.view); err != nil {
			return false, err
		}
		if err := fault.At("due.looked"); err != nil {
			return false, err
		}
	}
	seen, err := a.emojis(ctx, m)
	if err != nil {
		return false, err
	}
	mv.events = append(mv.events, seen...)
	mv.events = append(mv.events, mentorship.Due{})
	err = a.run(ctx, j, mv)
	return err == nil, err
}

// firstLook gathers, right before the first word, what stands on GitHub now:
// a person may have answered, the change may be merged or gone.
func (a *App) firstLook(ctx context.Context, j job, m mentorship.Mentorship) ([]mentorship.Event, mentorship.View, error) {
	var view mentorship.View
	now := a.Clock.Now()
	past, err := a.Store.Backfill(ctx, j.repo)
	if err != nil {
		return nil, view, fmt.Errorf("reading backfill progress: %w", err)
	}
	if !past.Done && now.Sub(m.Since) < backfillPatience {
		return nil, view, &mentorship.Fault{Kind: mentorship.FaultTransient, Until: now.Add(time.Second), Err: errors.New("the repository's past is still being read")}
	}
	live, err := a.live(ctx, m)
	early := mentorship.KindOf(err) == mentorship.FaultNotFound && now.Sub(m.Since) < notFoundPatience // reads lag writes
	if !early && a.vanished(ctx, m.Pull, err) {
		view.AccountGone = true
		return nil, view, nil
	}
	if err != nil {
		return nil, view, fmt.Errorf("reading the pull request: %w", err)
	}
	view.Live, view.AccountGone = &live, live.Author.Zero()
	events := []mentorship.Event{mentorship.PullChanged{Pull: live}}
	remarks, err := a.GitHub.Remarks(ctx, m.Pull)
	if err != nil {
		return nil, view, fmt.Errorf("reading answers: %w", err)
	}
	for _, r := range remarks {
		if rivals(r) {
			events = append(events, mentorship.Rival{Thread: m.Pull})
		}
		if r.ByUs || r.By.Bot || r.By.Zero() {
			continue
		}
		e, err := a.answered(ctx, j, m.Pull, r)
		if err != nil {
			return nil, view, err
		}
		events = append(events, e)
	}
	return events, view, nil
}
