package house

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// ownersFor is how long a CODEOWNERS file is taken as read; a push that
// touches it is noticed at once by the process that handles the push.
const ownersFor = time.Hour

// owned is a repository's CODEOWNERS, and the members of teams it named so far.
type owned struct {
	owners config.Owners
	at     time.Time
	teams  *sync.Map // "org/team" → []mentorship.Person
}

// CodeOwners tells which mentors CODEOWNERS names for which of these files. It
// is a hint: a file that is missing, broken or out of reach names nobody, and
// that is no error; the only one is that ctx has ended. Logins count as they
// are written today.
func (a *Authority) CodeOwners(ctx context.Context, repo mentorship.Repo, files []string) (map[int64][]string, error) {
	out := map[int64][]string{}
	r, _, err := a.Rules(ctx, repo)
	if err != nil || len(r.Mentors) == 0 {
		return out, ctx.Err()
	}
	o, err := a.ownersOf(ctx, repo)
	if err != nil {
		a.Log.WarnContext(ctx, "code owners cannot be read now", "repo", repo.ID, "error", err)
		return out, ctx.Err()
	}
	for file, owners := range o.owners.Of(files) {
		for _, id := range a.mentorsAmong(ctx, repo, r, o, owners.Names) {
			out[id] = append(out[id], file)
		}
	}
	for id := range out {
		slices.Sort(out[id])
	}
	return out, ctx.Err()
}

// mentorsAmong are the mentors among owners, by login or as members of a team.
func (a *Authority) mentorsAmong(ctx context.Context, repo mentorship.Repo, r mentorship.Rules, o *owned, owners []string) []int64 {
	var ids []int64
	for _, name := range owners {
		if !strings.Contains(name, "/") {
			if m := r.MentorNamed(name); m.ID != 0 {
				ids = append(ids, m.ID)
			}
			continue
		}
		for _, p := range a.ownerTeam(ctx, repo, o, name) {
			if _, ok := r.Mentor(p.ID); ok {
				ids = append(ids, p.ID)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// ownerTeam are the members of a team, remembered with the file; nobody while
// they cannot be read.
func (a *Authority) ownerTeam(ctx context.Context, repo mentorship.Repo, o *owned, team string) []mentorship.Person {
	if known, ok := o.teams.Load(team); ok {
		return known.([]mentorship.Person)
	}
	members, err := a.team(ctx, repo, team)
	if err != nil {
		a.Log.WarnContext(ctx, "a team of code owners cannot be read now", "repo", repo.ID, "error", err)
		return nil
	}
	o.teams.Store(team, members)
	return members
}

// OwnersChanged has a repository's CODEOWNERS read anew when it is asked for next.
func (a *Authority) OwnersChanged(repo mentorship.Repo) { a.owners.Delete(repo.ID) }

// TeamsChanged has every CODEOWNERS read anew, and the members of the teams in it.
func (a *Authority) TeamsChanged() { a.owners.Clear() }

// ownersOf is the repository's CODEOWNERS on the default branch: the first of
// the places where GitHub looks for it.
func (a *Authority) ownersOf(ctx context.Context, repo mentorship.Repo) (*owned, error) {
	now := a.Clock.Now()
	if v, ok := a.owners.Load(repo.ID); ok {
		if o := v.(*owned); now.Sub(o.at) < ownersFor {
			return o, nil
		}
	}
	o := &owned{at: now, teams: &sync.Map{}}
	for _, path := range config.OwnersPaths() {
		text, err := a.GitHub.Content(ctx, repo, path, "", config.MaxOwnersBytes)
		switch mentorship.KindOf(err) {
		case mentorship.FaultNotFound:
			continue
		case mentorship.FaultInvalid:
		default:
			if err != nil {
				return nil, fmt.Errorf("reading %s: %w", path, err)
			}
			o.owners = config.ParseOwners(text)
		}
		break
	}
	a.owners.Store(repo.ID, o)
	return o, nil
}

// Owns tells who is among the code owners of a repository, by login or in a
// team; nil where the file names nobody, or cannot be read: it is a hint.
func (a *Authority) Owns(ctx context.Context, repo mentorship.Repo) (func(mentorship.Person) bool, error) {
	o, err := a.ownersOf(ctx, repo)
	if err != nil {
		a.Log.WarnContext(ctx, "code owners cannot be read now", "repo", repo.ID, "error", err)
		return nil, ctx.Err()
	}
	names := o.owners.Names()
	if len(names) == 0 {
		return nil, nil
	}
	return func(who mentorship.Person) bool {
		return slices.ContainsFunc(names, func(name string) bool {
			if !strings.Contains(name, "/") {
				return strings.EqualFold(name, who.Login)
			}
			return slices.ContainsFunc(a.ownerTeam(ctx, repo, o, name), func(p mentorship.Person) bool { return p.ID == who.ID })
		})
	}, nil
}
