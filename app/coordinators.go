package app

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// opsLook is how often a comment for coordinators looks whether their issue is open by now.
const opsLook = 5 * time.Second

// forCoordinators adds to a page what those who coordinate are told of a
// mentorship, where, and whom the comment is to.
func (a *App) forCoordinators(ctx context.Context, j job, e *mentorship.Effect, m mentorship.Mentorship, page *guide.Page) error {
	ops, err := a.Store.Ops(ctx, m.Pull.Repo)
	if err != nil {
		return fmt.Errorf("finding the ops issue: %w", err)
	}
	now := a.Clock.Now()
	if ops.Zero() && j.rules.OpsRepo.ID != 0 && now.Sub(e.PlannedAt) < notFoundPatience {
		return &mentorship.Fault{Kind: mentorship.FaultTransient, Until: now.Add(opsLook), Err: errors.New("the ops issue is not open yet")}
	}
	e.Thread = ops
	if mentorship.Concern(e.Note) != mentorship.ConcernNobody || ops.Zero() {
		return nil
	}
	standing, err := a.Store.Standing(ctx, j.repo.Tenant, []int64{m.Newcomer.ID})
	if err != nil {
		return fmt.Errorf("reading the language somebody chose: %w", err)
	}
	page.Spoken = standing[m.Newcomer.ID].Language
	if page.Areas, err = a.areas(ctx, m.Pull); err != nil {
		return err
	}
	page.Lead, err = a.lead(ctx, j, *e, m)
	return err
}

// lead is the one coordinator a comment is to, under today's login: of those who
// agreed another one each time. Nobody where none did, or the account is gone.
func (a *App) lead(ctx context.Context, j job, e mentorship.Effect, m mentorship.Mentorship) (who mentorship.Person, err error) {
	leads := slices.DeleteFunc(slices.Clone(j.rules.Leads), func(p mentorship.Person) bool { return p.ID == m.Newcomer.ID })
	if len(leads) == 0 {
		return who, nil
	}
	who, _, err = a.today(ctx, j.repo.Tenant, leads[(m.Pull.Number+m.Cycle)%len(leads)].ID, e)
	return who, err
}

// maxAreas is how many parts of a repository are named.
const maxAreas = 3

// areas are the folders a change is in, as far as they can be read.
func (a *App) areas(ctx context.Context, t mentorship.Thread) ([]string, error) {
	files, err := a.filesOf(ctx, t)
	var out []string
	for _, f := range files {
		if dir := path.Dir(f) + "/"; dir != "./" && !slices.Contains(out, dir) {
			out = append(out, dir)
		}
	}
	return out[:min(len(out), maxAreas)], err
}

// maxConcerns is how many mentorships the ops issue lists.
const maxConcerns = 50

// concerns adds to a report what waits in a repository for those who coordinate.
func (a *App) concerns(ctx context.Context, repo mentorship.Repo, r mentorship.Rules, report *guide.OpsReport) error {
	all, err := a.Store.Concerns(ctx, repo)
	if err != nil {
		return err
	}
	flood := false
	for id, why := range all {
		if why == mentorship.ConcernFlood {
			flood = true
			continue
		}
		if len(report.Waits) == maxConcerns {
			continue
		}
		m, err := a.Store.Load(ctx, repo.Tenant, id)
		if err != nil {
			return fmt.Errorf("loading mentorship: %w", err)
		}
		if why := m.Concern(); why != "" && why != mentorship.ConcernFlood {
			report.Waits = append(report.Waits, guide.Wait{Pull: m.Pull, Why: why})
		}
	}
	if flood {
		report.Flood, err = a.floods(ctx, repo.Tenant, r)
	}
	return err
}

// floods reports whether first pull requests still come in a flood.
func (a *App) floods(ctx context.Context, tenant int64, r mentorship.Rules) (bool, error) {
	now := a.Clock.Now()
	today, err := a.Store.Tallied(ctx, tenant, hellos, now.Add(-aDay), now)
	if err != nil {
		return false, fmt.Errorf("counting newcomers: %w", err)
	}
	past, err := a.Store.Tallied(ctx, tenant, hellos, now.Add(-hellosPast-aDay), now.Add(-aDay))
	if err != nil {
		return false, fmt.Errorf("counting newcomers: %w", err)
	}
	return r.Surge(mentorship.Hellos{Today: today, Past: past}, now), nil
}
