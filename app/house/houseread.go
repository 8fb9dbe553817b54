package house

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Read reads the file from the default branch and keeps it if it is good.
// A file with mistakes (bad) changes nothing: the last good one stays in force.
// So does any fault of GitHub.
func (a *Authority) Read(ctx context.Context, repo mentorship.Repo) (text mentorship.HouseText, bad bool, err error) {
	old, _, err := a.Store.House(ctx, repo)
	if err != nil {
		return old, false, err
	}
	body, err := a.GitHub.Content(ctx, repo, config.Path, "", config.MaxBytes)
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound:
		if err := a.takenAway(ctx, repo, old); err != nil {
			return old, false, err
		}
		old.Missing, old.Broken, old.ReadAt = true, false, a.Clock.Now()
		return old, false, a.keepHouse(ctx, repo, old)
	case mentorship.FaultInvalid:
		a.Log.WarnContext(ctx, "house rules unreadable, the last good ones stay in force", "repo", repo.ID, "error", err)
		return a.lastGood(ctx, repo, old)
	}
	if err != nil {
		return old, false, fmt.Errorf("reading house rules of repository %d: %w", repo.ID, err)
	}
	o, err := a.beside(ctx, repo)
	if err != nil {
		return old, false, err
	}
	parsed, findings := config.ParseWith(body, o)
	if !config.Valid(findings) {
		a.Log.WarnContext(ctx, "house rules have mistakes, the last good ones stay in force; `firstmate check` lists them",
			"repo", repo.ID, "mistakes", len(findings), "line", findings[0].Line)
		return a.lastGood(ctx, repo, old)
	}
	next := mentorship.HouseText{Text: body, ReadAt: a.Clock.Now(), Known: knownBy(old)}
	if next.Own, err = a.ownTexts(ctx, repo, parsed, old.Own); err != nil {
		return old, false, err
	}
	if err := a.history(ctx, repo, old, &next); err != nil {
		return old, false, err
	}
	bound := old.People
	if old.Missing {
		bound = nil
	}
	if next.People, next.Teams, err = a.accounts(ctx, repo, parsed, bound); err != nil {
		return old, false, err
	}
	return next, false, a.keepHouse(ctx, repo, next)
}

// takenAway returns nil where a file that was there may be gone. GitHub answers
// 404 to more than absence (a token it does not know yet, trouble of its own),
// and nobody would be greeted meanwhile: the history of the file has to tell of it
// as well. Until it does the fault is transient.
func (a *Authority) takenAway(ctx context.Context, repo mentorship.Repo, old mentorship.HouseText) error {
	if old.Missing || len(old.Text) == 0 || old.SHA == "" {
		return nil
	}
	revisions, err := a.GitHub.Revisions(ctx, repo, config.Path)
	if err != nil {
		return mentorship.NewFault(mentorship.FaultTransient, fmt.Errorf("looking whether the house rules were taken away: %w", err))
	}
	if n := len(revisions); n > 0 && revisions[n-1].SHA == old.SHA {
		return mentorship.NewFault(mentorship.FaultTransient, fmt.Errorf("no house rules are found in repository %d, but no commit took them away", repo.ID))
	}
	return nil
}

// maxKnown bounds how many accounts of earlier versions are remembered.
const maxKnown = 1000

// knownBy are the accounts a file and its earlier versions named.
func knownBy(t mentorship.HouseText) []int64 {
	all := append(named(config.Files{Repo: t}), t.Known...)
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), maxKnown)]
}

// Known are the accounts a repository's own file names, or earlier versions of it named.
func (a *Authority) Known(ctx context.Context, repo mentorship.Repo) ([]int64, error) {
	text, _, err := a.Store.House(ctx, repo)
	return knownBy(text), err
}

// NamesTeams reports whether a repository's own file names teams.
func (a *Authority) NamesTeams(ctx context.Context, repo mentorship.Repo) (bool, error) {
	text, _, err := a.Store.House(ctx, repo)
	return len(text.Teams) > 0, err
}

// teamsAgain is how often the members of teams are read when no event tells of them.
const teamsAgain = 24 * time.Hour

// OldTeams are the repositories whose rules name teams whose members were read
// long ago, and when that was.
func (a *Authority) OldTeams() iter.Seq2[mentorship.Repo, time.Time] {
	return func(yield func(mentorship.Repo, time.Time) bool) {
		a.houses.Range(func(_, v any) bool {
			h := v.(*house)
			if h.teams.IsZero() || a.Clock.Now().Sub(h.teams) < teamsAgain {
				return true
			}
			return yield(h.repo, h.teams)
		})
	}
}

// beside is what is known about a repository's file beside its text: which of
// the two it is, and what the owner locked.
func (a *Authority) beside(ctx context.Context, repo mentorship.Repo) (o config.Options, err error) {
	if isOwnerRepo(repo) {
		return config.Options{Source: config.OwnerFile}, nil
	}
	o.Source = config.RepoFile
	o.Owner, err = a.ownerHouse(ctx, repo)
	return o, err
}

// ownerHouse is what the owner's file says, nil where there is none.
func (a *Authority) ownerHouse(ctx context.Context, repo mentorship.Repo) (*config.House, error) {
	owner, found, err := a.ownerOf(ctx, repo)
	if err != nil || !found {
		return nil, err
	}
	text, err := a.house(ctx, owner)
	if err != nil || len(text.Text) == 0 || text.Missing {
		return nil, err
	}
	h, findings := config.ParseWith(text.Text, config.Options{Source: config.OwnerFile})
	if !config.Valid(findings) {
		return nil, nil
	}
	return &h, nil
}

// lastGood is what stays in force beside a bad file. Where there never was a
// good one, that is remembered too, so that GitHub is not asked again and again.
func (a *Authority) lastGood(ctx context.Context, repo mentorship.Repo, old mentorship.HouseText) (text mentorship.HouseText, bad bool, err error) {
	if len(old.Text) > 0 && !old.Missing {
		return old, true, nil
	}
	old.Missing, old.Broken, old.ReadAt = true, true, a.Clock.Now()
	return old, true, a.keepHouse(ctx, repo, old)
}

func (a *Authority) keepHouse(ctx context.Context, repo mentorship.Repo, h mentorship.HouseText) error {
	if err := a.Store.SetHouse(ctx, repo, h); err != nil {
		return fmt.Errorf("keeping house rules: %w", err)
	}
	a.Log.InfoContext(ctx, "house rules", "repo", repo.ID, "commit", h.SHA, "missing", h.Missing)
	return nil
}

// unreadable stands for a version that is no file or too large: like one with
// mistakes, it left the version before in force.
const unreadable = "# unreadable\n"

// version is the file at one commit; "" where it was not there.
func (a *Authority) version(ctx context.Context, repo mentorship.Repo, sha string) (string, error) {
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

// Changed reports whether the file of one commit differs from that of another.
func (a *Authority) Changed(ctx context.Context, repo mentorship.Repo, from, to string) (bool, error) {
	before, err := a.version(ctx, repo, from)
	if err != nil {
		return false, err
	}
	after, err := a.version(ctx, repo, to)
	return before != after, err
}

// accounts looks up who is named in a file; a login nobody has and a team
// nobody sees are left out, and their entries wait. A login that stood in the
// file before (bound) means the account it meant then, whatever it is called
// today and whoever took the name: an account is renamed more easily than a file.
func (a *Authority) accounts(
	ctx context.Context, repo mentorship.Repo, h config.House, bound map[string]mentorship.Person,
) (people map[string]mentorship.Person, teams map[string][]mentorship.Person, err error) {
	people, teams = map[string]mentorship.Person{}, map[string][]mentorship.Person{}
	for _, login := range h.Logins() {
		p, err := a.accountOf(ctx, repo.Tenant, login, bound[login])
		if err != nil {
			return nil, nil, fmt.Errorf("looking up an account named in the house rules: %w", err)
		}
		if !p.Zero() {
			people[login] = p
		}
	}
	for _, team := range h.Teams() {
		members, err := a.team(ctx, repo, team)
		if err != nil {
			return nil, nil, err
		}
		if members != nil {
			teams[team] = members
		}
	}
	return people, teams, nil
}

// accountOf is who a login means: whom it meant before, under the name of today,
// or who has it now; zero for nobody.
func (a *Authority) accountOf(ctx context.Context, tenant int64, login string, before mentorship.Person) (mentorship.Person, error) {
	p, err := a.GitHub.Person(ctx, tenant, login)
	if mentorship.KindOf(err) == mentorship.FaultNotFound {
		p, err = mentorship.Person{}, nil
	}
	if err != nil || before.Zero() || before.ID == p.ID {
		return p, err
	}
	p, err = a.GitHub.ByID(ctx, tenant, before.ID)
	if mentorship.KindOf(err) == mentorship.FaultNotFound {
		before.Bot = true // gone: nobody who could be asked, and yet the name is not free for others
		return before, nil
	}
	return p, err
}

// team are the members of "org/team"; nil where the App sees no such team.
func (a *Authority) team(ctx context.Context, repo mentorship.Repo, team string) ([]mentorship.Person, error) {
	org, slug, _ := strings.Cut(team, "/")
	members, err := a.GitHub.TeamMembers(ctx, repo, org, slug)
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound, mentorship.FaultForbidden, mentorship.FaultPermission:
		a.Log.WarnContext(ctx, "a team named in the house rules is not visible", "repo", repo.ID)
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading a team named in the house rules: %w", err)
	}
	return members, nil
}
