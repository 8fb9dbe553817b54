package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// house is what a house rules file meant when it was last asked, kept while
// the file and everybody's own word stay the same.
type house struct {
	sha    string
	read   time.Time
	stands string
	rules  mentorship.Rules
}

// rules are the house rules of a repository as they stand now: the last good
// file, the accounts behind it, and what each person decided for themselves.
// served is false where there is no file, or never was a valid one: nothing
// begins there. What is running goes on by the rules there were, without mentors.
func (a *App) rules(ctx context.Context, repo mentorship.Repo) (r mentorship.Rules, served bool, err error) {
	text, known, err := a.Store.House(ctx, repo)
	if err != nil {
		return r, false, err
	}
	if !known {
		if text, err = a.readHouse(ctx, repo, mentorship.Push{}); err != nil {
			return r, false, err
		}
	}
	if len(text.Text) == 0 {
		return r, false, nil
	}
	if r, err = a.resolved(ctx, repo, text); err != nil {
		return r, false, err
	}
	if text.Missing {
		r.Mentors = nil
	}
	return r, !text.Missing, nil
}

// resolved says what a file means today; the answer is kept while the file
// and everybody's own word stay the same.
func (a *App) resolved(ctx context.Context, repo mentorship.Repo, text mentorship.HouseText) (r mentorship.Rules, err error) {
	standing, err := a.Store.Standing(ctx, repo.Tenant, ids(text.People))
	if err != nil {
		return r, fmt.Errorf("reading opt-ins: %w", err)
	}
	stands := fmt.Sprint(standing)
	if v, ok := a.houses.Load(repo.ID); ok {
		if h := v.(*house); h.sha == text.SHA && h.read.Equal(text.ReadAt) && h.stands == stands {
			return h.rules, nil
		}
	}
	if r, err = config.Resolve(config.Files{Repo: text}, standing); err != nil {
		return r, fmt.Errorf("house rules of repository %d: %w", repo.ID, err)
	}
	if r.TrackingRepo, err = a.trackingRepo(ctx, repo, r.TrackingRepo); err != nil {
		return r, err
	}
	a.houses.Store(repo.ID, &house{text.SHA, text.ReadAt, stands, r})
	return r, nil
}

func ids(people map[string]mentorship.Person) []int64 {
	var all []int64
	for _, p := range people {
		all = append(all, p.ID)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// trackingRepo finds the repository named in tracking.repo among those the
// installation serves. Where it is not one of them, issues open in the pull
// request's own repository.
func (a *App) trackingRepo(ctx context.Context, repo, named mentorship.Repo) (mentorship.Repo, error) {
	if named.Name == "" || strings.EqualFold(named.FullName(), repo.FullName()) {
		return mentorship.Repo{}, nil
	}
	all, err := a.Store.Repos(ctx, repo.Tenant)
	if err != nil {
		return named, fmt.Errorf("looking the tracking repository up: %w", err)
	}
	for _, r := range all {
		if strings.EqualFold(r.FullName(), named.FullName()) {
			return r, nil
		}
	}
	a.Log.Warn("tracking.repo is not served by this installation; issues open beside the pull request", "repo", repo.ID)
	return mentorship.Repo{}, nil
}

// push reads the house rules again when they changed on the default branch.
// Whoever is no longer a mentor by them is let go at once; where the whole file
// is gone, what runs goes on to its end.
func (a *App) push(ctx context.Context, j job, sig mentorship.Signal) error {
	if sig.Push == nil || !sig.Push.Rules {
		return nil
	}
	if err := a.sight(ctx, sig.Repo); err != nil {
		return err
	}
	before, _, err := a.rules(ctx, sig.Repo)
	if err != nil {
		return err
	}
	if _, err := a.readHouse(ctx, sig.Repo, *sig.Push); err != nil {
		return err
	}
	now, served, err := a.rules(ctx, sig.Repo)
	if err != nil || !served {
		return err
	}
	for _, m := range before.Mentors {
		if entry, _ := now.Mentor(m.ID); m.Consented && !entry.Consented {
			if err := a.withdraw(ctx, j, m.ID, sig.Push.At, sig.Repo.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// readHouse reads the file from the default branch and keeps it if it is good.
// A file with mistakes changes nothing: the last good one stays in force.
func (a *App) readHouse(ctx context.Context, repo mentorship.Repo, push mentorship.Push) (mentorship.HouseText, error) {
	old, _, err := a.Store.House(ctx, repo)
	if err != nil {
		return old, err
	}
	text, err := a.GitHub.Content(ctx, repo, config.Path, "", config.MaxBytes)
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound:
		old.Missing, old.ReadAt = true, a.Clock.Now()
		return old, a.keepHouse(ctx, repo, old)
	case mentorship.FaultInvalid:
		a.Log.Warn("house rules unreadable, the last good ones stay in force", "repo", repo.ID, "error", err)
		return a.lastGood(ctx, repo, old)
	}
	if err != nil {
		return old, fmt.Errorf("reading house rules of repository %d: %w", repo.ID, err)
	}
	parsed, findings := config.Parse(text)
	if !config.Valid(findings) {
		a.Log.Warn("house rules have mistakes, the last good ones stay in force; `firstmate check` lists them",
			"repo", repo.ID, "mistakes", len(findings), "line", findings[0].Line)
		return a.lastGood(ctx, repo, old)
	}
	next := mentorship.HouseText{Text: text, ReadAt: a.Clock.Now()}
	if err := a.history(ctx, repo, old, push, &next); err != nil {
		return old, err
	}
	if next.People, err = a.people(ctx, repo, parsed); err != nil {
		return old, err
	}
	return next, a.keepHouse(ctx, repo, next)
}

// lastGood is what stays in force beside a bad file. Where there never was a
// good one, that is remembered too, so that GitHub is not asked again and again.
func (a *App) lastGood(ctx context.Context, repo mentorship.Repo, old mentorship.HouseText) (mentorship.HouseText, error) {
	if len(old.Text) > 0 || old.Missing {
		return old, nil
	}
	old.Missing, old.ReadAt = true, a.Clock.Now()
	return old, a.keepHouse(ctx, repo, old)
}

func (a *App) keepHouse(ctx context.Context, repo mentorship.Repo, h mentorship.HouseText) error {
	if err := a.Store.SetHouse(ctx, repo, h); err != nil {
		return fmt.Errorf("keeping house rules: %w", err)
	}
	a.Log.Info("house rules", "repo", repo.ID, "commit", h.SHA, "missing", h.Missing)
	return nil
}

// history reads who stood behind each version of the file. Texts known from
// before are not read again; who pushed is remembered, as GitHub tells it only once.
func (a *App) history(ctx context.Context, repo mentorship.Repo, old mentorship.HouseText, push mentorship.Push, next *mentorship.HouseText) error {
	revisions, err := a.GitHub.Revisions(ctx, repo, config.Path)
	if err != nil {
		return fmt.Errorf("reading the history of the house rules: %w", err)
	}
	for _, r := range revisions {
		i := slices.IndexFunc(old.Revisions, func(o mentorship.Revision) bool { return o.SHA == r.SHA })
		var text string
		if i >= 0 && i < len(old.Texts) {
			text, r.Pusher = old.Texts[i], old.Revisions[i].Pusher
		} else if text, err = a.version(ctx, repo, r.SHA); err != nil {
			return err
		}
		if r.SHA == push.Head {
			r.Pusher = push.By
		}
		next.Revisions = append(next.Revisions, r)
		next.Texts = append(next.Texts, text)
		next.SHA = r.SHA
	}
	return nil
}

// unreadable stands for a version that is no file or too large: like one with
// mistakes, it left the version before in force.
const unreadable = "# unreadable\n"

// version is the file at one commit; "" where it was not there.
func (a *App) version(ctx context.Context, repo mentorship.Repo, sha string) (string, error) {
	text, err := a.GitHub.Content(ctx, repo, config.Path, sha, config.MaxBytes)
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound:
		return "", nil
	case mentorship.FaultInvalid:
		return unreadable, nil
	}
	if err != nil {
		return "", fmt.Errorf("reading house rules at %s: %w", sha, err)
	}
	return string(text), nil
}

// people looks up the accounts named in a file; a login nobody has is left
// out, and its entry waits.
func (a *App) people(ctx context.Context, repo mentorship.Repo, h config.House) (map[string]mentorship.Person, error) {
	found := map[string]mentorship.Person{}
	for _, login := range h.Logins() {
		p, err := a.GitHub.Person(ctx, repo.Tenant, login)
		if mentorship.KindOf(err) == mentorship.FaultNotFound {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("looking up an account named in the house rules: %w", err)
		}
		found[strings.ToLower(login)] = p
	}
	return found, nil
}
