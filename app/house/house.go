package house

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// ownerRepo is the name of the repository whose house rules hold the defaults
// for all repositories of its owner.
const ownerRepo = ".github"

// house is what house rules files meant when they were last asked, kept while
// the files and everybody's own word stay the same.
type house struct {
	repo  mentorship.Repo
	state string
	rules mentorship.Rules
	teams time.Time // when the members of teams were read; zero: none is named
}

// Rules are the house rules of a repository as they stand now: the last good
// files of its own and of its owner, the accounts behind them, and what each
// person decided for themselves. served is false where neither gives rules:
// nothing begins there. What is running goes on by the rules there were,
// without mentors.
func (a *Authority) Rules(ctx context.Context, repo mentorship.Repo) (r mentorship.Rules, served bool, err error) {
	f, own, err := a.files(ctx, repo)
	if err != nil {
		return r, false, err
	}
	served = len(own.Text) > 0 && !own.Missing
	if len(f.Owner.Text) == 0 && len(f.Repo.Text) == 0 {
		return r, false, nil
	}
	if r, err = a.resolved(ctx, repo, f); err != nil {
		return r, false, err
	}
	if !served && !own.Broken && !f.Owner.Missing && len(f.Owner.Text) > 0 {
		served = len(r.Mentors) > 0
	}
	if !served {
		r.Mentors = nil
	}
	return r, served, a.shorten(ctx, repo, &r)
}

// files are the last good house rules that count for a repository, and the one
// that is its own. A file that was taken away still counts for what runs,
// unless the owner's file stands in for it.
func (a *Authority) files(ctx context.Context, repo mentorship.Repo) (f config.Files, own mentorship.HouseText, err error) {
	if own, err = a.house(ctx, repo); err != nil {
		return f, own, err
	}
	if isOwnerRepo(repo) {
		return config.Files{Owner: own}, own, nil
	}
	f.Repo = own
	owner, found, err := a.ownerOf(ctx, repo)
	if err != nil || !found {
		return f, own, err
	}
	if f.Owner, err = a.house(ctx, owner); err != nil {
		return f, own, err
	}
	if own.Missing && !own.Broken && !f.Owner.Missing && len(f.Owner.Text) > 0 {
		f.Repo = mentorship.HouseText{}
	}
	return f, own, nil
}

// IsOwners reports whether a repository is the one whose house rules hold the
// defaults for all repositories of its owner.
func IsOwners(r mentorship.Repo) bool { return isOwnerRepo(r) }

func isOwnerRepo(r mentorship.Repo) bool { return strings.EqualFold(r.Name, ownerRepo) }

// ownerOf finds the repository with the owner's defaults, if the installation sees it.
func (a *Authority) ownerOf(ctx context.Context, repo mentorship.Repo) (mentorship.Repo, bool, error) {
	owner, found, err := a.Store.FindRepo(ctx, repo.Owner+"/"+ownerRepo)
	if err != nil {
		return owner, false, fmt.Errorf("looking for the owner's defaults: %w", err)
	}
	return owner, found && owner.Tenant == repo.Tenant, nil
}

// Governed are the repositories a file counts for: its own, or all of its owner.
func (a *Authority) Governed(ctx context.Context, repo mentorship.Repo) ([]mentorship.Repo, error) {
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

// house is the last good file of one repository, read now if it never was.
func (a *Authority) house(ctx context.Context, repo mentorship.Repo) (mentorship.HouseText, error) {
	text, known, err := a.Store.House(ctx, repo)
	if err != nil || known {
		return text, err
	}
	text, _, err = a.Read(ctx, repo)
	return text, err
}

// resolved says what files mean today; the answer is kept while they and
// everybody's own word stay the same.
func (a *Authority) resolved(ctx context.Context, repo mentorship.Repo, f config.Files) (r mentorship.Rules, err error) {
	standing, err := a.Store.Standing(ctx, repo.Tenant, named(f))
	if err != nil {
		return r, fmt.Errorf("reading what people decided for themselves: %w", err)
	}
	forgotten, err := a.Forgotten(ctx, repo.Tenant, named(f))
	if err != nil {
		return r, err
	}
	state := fmt.Sprint(forgotten, f.Owner.SHA, f.Owner.ReadAt, f.Owner.Missing, f.Repo.SHA, f.Repo.ReadAt, f.Repo.Missing, standing)
	if v, ok := a.houses.Load(repo.ID); ok {
		if h := v.(*house); h.state == state {
			return h.rules, nil
		}
	}
	if r, err = config.Resolve(f, standing); err != nil {
		return r, fmt.Errorf("resolving the house rules of repository %d: %w", repo.ID, err)
	}
	for i := range r.Mentors {
		if forgotten[r.Mentors[i].ID] {
			r.Mentors[i].Consented = false
		}
		r.Mentors[i].Languages = speaks(r.Mentors[i].Languages, standing[r.Mentors[i].ID])
	}
	if r.TrackingRepo, err = a.servedRepo(ctx, repo, r.TrackingRepo, "tracking.repo"); err != nil {
		return r, err
	}
	if r.TrackingRepo.ID == repo.ID {
		r.TrackingRepo = mentorship.Repo{}
	}
	if r.OpsRepo, err = a.servedRepo(ctx, repo, r.OpsRepo, "program.ops_repo"); err != nil {
		return r, err
	}
	h := &house{repo: repo, state: state, rules: r}
	if len(f.Repo.Teams) > 0 {
		h.teams = f.Repo.ReadAt
	} else if isOwnerRepo(repo) && len(f.Owner.Teams) > 0 {
		h.teams = f.Owner.ReadAt
	}
	a.houses.Store(repo.ID, h)
	return r, nil
}

// speaks are the languages of an entry and the one the person told.
func speaks(languages []string, s mentorship.Standing) []string {
	if s.Language == "" || slices.Contains(languages, s.Language) {
		return languages
	}
	return append([]string{s.Language}, languages...)
}

// named are all accounts the files name, members of teams included.
func named(f config.Files) []int64 {
	var all []int64
	for _, t := range []mentorship.HouseText{f.Owner, f.Repo} {
		for _, p := range t.People {
			all = append(all, p.ID)
		}
		for _, team := range t.Teams {
			for _, p := range team {
				all = append(all, p.ID)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// servedRepo finds a repository named in house rules among those the
// installation serves; zero where it is none of them, or none is named.
func (a *Authority) servedRepo(ctx context.Context, repo, name mentorship.Repo, key string) (mentorship.Repo, error) {
	if name.Name == "" {
		return mentorship.Repo{}, nil
	}
	r, found, err := a.Store.FindRepo(ctx, name.FullName())
	if err != nil {
		return name, fmt.Errorf("looking up the repository named in %s: %w", key, err)
	}
	if !found || r.Tenant != repo.Tenant {
		a.Log.WarnContext(ctx, "a repository named in the house rules is not served by this installation", "repo", repo.ID, "key", key)
		return mentorship.Repo{}, nil
	}
	return r, nil
}
