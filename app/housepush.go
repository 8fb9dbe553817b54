package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
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
	a.owners.Delete(sig.Repo.ID)
	if sig.Push.Owners {
		if err := a.newOwners(ctx, j, sig.Repo); err != nil {
			return err
		}
	}
	texts, err := a.touchesTexts(ctx, sig.Repo, sig.Push.Texts)
	if err != nil || !sig.Push.Rules && !texts {
		return err
	}
	if err := a.keepPusher(ctx, sig); err != nil {
		return err
	}
	bad := false
	err = a.reread(ctx, j, sig.Repo, sig.Push.At, func() (err error) {
		_, bad, err = a.readHouse(ctx, sig.Repo)
		return err
	})
	if err != nil {
		return err
	}
	return a.checkPush(ctx, j, sig, bad, texts)
}

// keepPusher notes who brought the commits of a push. Setting the branch back to
// a commit it held before brings none: nobody agrees to an entry by that.
func (a *App) keepPusher(ctx context.Context, sig mentorship.Signal) error {
	by := mentorship.Pusher{Person: sig.Push.By, At: sig.Push.At}
	if by.Bot {
		by.Person = mentorship.Person{}
	}
	commits := slices.Clone(sig.Push.Commits)
	if !sig.Push.Back {
		commits = append(commits, sig.Push.Head)
	}
	return a.Store.SetPushers(ctx, sig.Repo, commits, by)
}

// reread reads house rules anew and brings what runs in line with them, in
// every repository they count for. It goes by what stands there now and not by
// what changed, so that it may be repeated wherever it was cut short.
func (a *App) reread(ctx context.Context, j job, repo mentorship.Repo, at time.Time, read func() error) error {
	repos, err := a.governed(ctx, repo)
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
		text, _, err := a.Store.House(ctx, r)
		if err != nil {
			return err
		}
		here[r.ID] = true
		people = append(people, knownBy(text)...)
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
	if j.op == "" {
		a.offer(ctx, repo.Tenant, j.work.ID, "")
	}
	return nil
}

// governed are the repositories a file counts for: its own, or all of its owner.
func (a *App) governed(ctx context.Context, repo mentorship.Repo) ([]mentorship.Repo, error) {
	if !isOwnerRepo(repo) {
		return []mentorship.Repo{repo}, nil
	}
	all, err := a.Store.Repos(ctx, repo.Tenant)
	if err != nil {
		return nil, fmt.Errorf("listing the owner's repositories: %w", err)
	}
	out := []mentorship.Repo{repo}
	for _, r := range all {
		if r.ID != repo.ID && strings.EqualFold(r.Owner, repo.Owner) {
			out = append(out, r)
		}
	}
	return out, nil
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
	r, served, err := a.rules(ctx, m.Pull.Repo)
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
		mv.events = []mentorship.Event{mentorship.Withdrawn{Mentor: holder, At: at}}
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
	repos, err := a.Store.Repos(ctx, sig.Team.Tenant)
	if err != nil {
		return fmt.Errorf("listing the owner's repositories: %w", err)
	}
	a.owners.Clear() // its teams are read anew
	for _, r := range repos {
		text, _, err := a.Store.House(ctx, r)
		if err != nil {
			return err
		}
		if len(text.Teams) == 0 {
			continue
		}
		j.repo = r
		err = a.reread(ctx, j, r, a.Clock.Now(), func() error {
			_, _, err := a.readHouse(ctx, r)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// teamsAgain is how often the members of teams are read when no event tells of them.
const teamsAgain = 24 * time.Hour

// refreshTeams reads the members of teams again that were read long ago.
func (a *App) refreshTeams(ctx context.Context) {
	a.houses.Range(func(_, v any) bool {
		h := v.(*house)
		if h.teams.IsZero() || a.Clock.Now().Sub(h.teams) < teamsAgain {
			return true
		}
		j := job{repo: h.repo, op: fmt.Sprintf("teams/%d/%d", h.repo.ID, h.teams.Unix())}
		err := a.reread(ctx, j, h.repo, a.Clock.Now(), func() error {
			_, _, err := a.readHouse(ctx, h.repo)
			return err
		})
		if err != nil {
			a.Log.Warn("the teams of house rules cannot be read now", "repo", h.repo.ID, "error", err)
		}
		return ctx.Err() == nil
	})
}
