package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// push reads the house rules again when they changed on the default branch,
// and has the commit checked.
func (a *App) push(ctx context.Context, j job, sig mentorship.Signal) error {
	if sig.Push == nil || !sig.Push.Rules && !sig.Push.Owners && len(sig.Push.Texts) == 0 {
		return nil
	}
	if err := a.sight(ctx, sig.Repo); err != nil {
		return err
	}
	a.house.OwnersChanged(sig.Repo)
	if sig.Push.Owners {
		if err := a.newOwners(ctx, j, sig.Repo); err != nil {
			return err
		}
	}
	texts, err := a.house.TouchesTexts(ctx, sig.Repo, sig.Push.Texts)
	if err != nil || !sig.Push.Rules && !texts {
		return err
	}
	if err := a.house.KeepPusher(ctx, sig); err != nil {
		return err
	}
	bad := false
	err = a.reread(ctx, j, sig.Repo, sig.Push.At, func() (err error) {
		_, bad, err = a.house.Read(ctx, sig.Repo)
		return err
	})
	if err != nil {
		return err
	}
	if err := a.wantReport(ctx, sig.Repo); err != nil {
		return err
	}
	return a.checkPush(ctx, j, sig, bad, texts)
}

// reread reads house rules anew and brings what runs in line with them, in
// every repository they count for. It goes by what stands there now and not by
// what changed, so that it may be repeated wherever it was cut short.
func (a *App) reread(ctx context.Context, j job, repo mentorship.Repo, at time.Time, read func() error) error {
	repos, err := a.house.Governed(ctx, repo)
	if err != nil {
		return err
	}
	before, err := a.mentorsOf(ctx, repos)
	if err != nil {
		return err
	}
	if err := read(); err != nil {
		return err
	}
	here := map[int64]bool{}
	var people []int64
	for _, r := range repos {
		known, err := a.house.Known(ctx, r)
		if err != nil {
			return err
		}
		here[r.ID] = true
		people = append(people, known...)
	}
	ids, err := a.Store.Queued(ctx, repo.Tenant)
	if err != nil {
		return fmt.Errorf("listing those who wait: %w", err)
	}
	slices.Sort(people)
	for _, p := range slices.Compact(people) {
		held, err := a.Store.ByMentor(ctx, repo.Tenant, p)
		if err != nil {
			return fmt.Errorf("listing pairings: %w", err)
		}
		ids = append(ids, held...)
	}
	for _, id := range ids {
		if err := a.inLine(ctx, j, repo.Tenant, id, here, at); err != nil {
			return err
		}
	}
	if err := a.newMentors(ctx, j, repos, before); err != nil {
		return err
	}
	if j.op != "" {
		return nil
	}
	return a.offer(ctx, repo.Tenant, j.work.ID)
}

// inLine brings one mentorship in line with the house rules of its repository,
// if that is one of these: whoever is no mentor by them is let go, the clocks of
// a pairing follow them, and what was begun in preview ends where firstmate is live. Where the whole file is gone,
// what runs goes on to its end.
func (a *App) inLine(ctx context.Context, j job, tenant int64, id string, here map[int64]bool, at time.Time) error {
	m, err := a.Store.Load(ctx, tenant, id)
	if err != nil {
		return fmt.Errorf("loading mentorship: %w", err)
	}
	if !here[m.Pull.Repo.ID] {
		return nil
	}
	r, served, err := a.house.Rules(ctx, m.Pull.Repo)
	if err != nil || !served {
		return err
	}
	j.repo, j.rules = m.Pull.Repo, r
	mv := move{tenant: tenant, id: id}
	holder := m.Holder()
	entry, _ := r.Mentor(holder)
	switch {
	case m.Preview && r.Mode != mentorship.ModePreview:
		mv.name, mv.events = "live", []mentorship.Event{mentorship.Opportunity{}}
	case holder != 0 && !entry.Consented:
		mv.name = fmt.Sprintf("withdrawn/%d", holder)
		mv.events = []mentorship.Event{mentorship.Withdrawn{Who: holder, At: at}}
	case m.State.Paired(): // the term and the mentor's absences set its clocks
		mv.name, mv.events = "clocks", []mentorship.Event{mentorship.Opportunity{}}
	}
	if mv.events == nil {
		return nil
	}
	if err := a.run(ctx, j, mv); err != nil {
		return fmt.Errorf("bringing a mentorship in line with the house rules: %w", err)
	}
	return nil
}

// teamChanged reads the house rules that name teams again.
func (a *App) teamChanged(ctx context.Context, j job, sig mentorship.Signal) error {
	if sig.Team == nil {
		return nil
	}
	if err := a.Store.Reseat(ctx, sig.Team.Tenant); err != nil {
		return err
	}
	repos, err := a.Store.Repos(ctx, sig.Team.Tenant)
	if err != nil {
		return fmt.Errorf("listing the owner's repositories: %w", err)
	}
	a.house.TeamsChanged()
	for _, r := range repos {
		teams, err := a.house.NamesTeams(ctx, r)
		if err != nil {
			return err
		}
		if !teams {
			continue
		}
		j.repo = r
		err = a.reread(ctx, j, r, a.Clock.Now(), func() error {
			_, _, err := a.house.Read(ctx, r)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// refreshTeams reads the members of teams again that were read long ago.
func (a *App) refreshTeams(ctx context.Context) {
	for repo, read := range a.house.OldTeams() {
		j := job{repo: repo, op: fmt.Sprintf("teams/%d/%d", repo.ID, read.Unix())}
		err := a.reread(ctx, j, repo, a.Clock.Now(), func() error {
			_, _, err := a.house.Read(ctx, repo)
			return err
		})
		if err != nil {
			a.Log.WarnContext(ctx, "the teams of house rules cannot be read now", "repo", repo.ID, "error", err)
		}
		if ctx.Err() != nil {
			return
		}
	}
}
