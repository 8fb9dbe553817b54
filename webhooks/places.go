package webhooks

import (
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func checkRunSignal(p checkRunPayload, env envelope, us App) (mentorship.Signal, error) {
	return p.checks(p.Run, env, us)
}

func checkSuiteSignal(p checkSuitePayload, env envelope, us App) (mentorship.Signal, error) {
	return p.checks(p.Suite, env, us)
}

// checks carries the commit alone: the pull requests a check names are not to
// be trusted, those from forks are missing there. To run a check again is our
// concern where the check is ours.
func (o origin) checks(c commit, env envelope, us App) (mentorship.Signal, error) {
	kind := mentorship.SignalChecks
	if env.action == "rerequested" {
		kind = mentorship.SignalRecheck
	}
	s, err := o.signal(kind, env)
	if err != nil {
		return s, err
	}
	if !isSHA(c.SHA) {
		return s, ErrMalformed
	}
	if kind == mentorship.SignalRecheck && c.App.ID != us.ID {
		return mentorship.Signal{}, ErrNotOurs
	}
	s.SHA = c.SHA
	return s, nil
}

// teamSignal tells that a team changed. Its organisation proves the event.
func teamSignal(p teamPayload, env envelope, _ App) (mentorship.Signal, error) {
	if p.Organization == nil || p.Organization.ID <= 0 || !isName(p.Organization.Login) {
		return mentorship.Signal{}, ErrMalformed
	}
	return mentorship.Signal{
		Kind: mentorship.SignalTeam, Action: env.action, Actor: personOf(p.Sender),
		Team: &mentorship.Team{Tenant: env.installation, Org: p.Organization.Login, Slug: p.Team.Slug},
	}, nil
}

// joinedSignal tells that somebody became a member of an organisation. Who is
// none any more has left its teams, whichever they were in.
func joinedSignal(p joinedPayload, env envelope, _ App) (mentorship.Signal, error) {
	who := personOf(p.Membership.User)
	if p.Organization == nil || p.Organization.ID <= 0 || !isName(p.Organization.Login) || who.Zero() {
		return mentorship.Signal{}, ErrMalformed
	}
	if env.action == "member_removed" {
		return mentorship.Signal{
			Kind: mentorship.SignalTeam, Action: env.action, Actor: personOf(p.Sender),
			Team: &mentorship.Team{Tenant: env.installation, Org: p.Organization.Login},
		}, nil
	}
	return mentorship.Signal{
		Kind: mentorship.SignalJoined, Action: env.action, Actor: personOf(p.Sender),
		Joined: &mentorship.Joined{Tenant: env.installation, Owner: p.Organization.ID, Person: who},
	}, nil
}

// roleSignal tells that somebody's role in a repository changed. Which role it
// is now is asked for: the event tells only a part of it.
func roleSignal(p rolePayload, env envelope, _ App) (mentorship.Signal, error) {
	s, err := p.signal(mentorship.SignalJoined, env)
	if err != nil {
		return s, err
	}
	who := personOf(p.Member)
	if who.Zero() {
		return s, ErrMalformed
	}
	s.Joined = &mentorship.Joined{Tenant: env.installation, Owner: s.Repo.OwnerID, Person: who}
	return s, nil
}

const (
	// rulesFile is where a repository keeps its house rules.
	rulesFile = ".github/firstmate.yml"
	// partOfPush is the number of commits from which a push event may name
	// only a part of them.
	partOfPush = 20
)

// ownersFiles are where GitHub looks for CODEOWNERS.
func ownersFiles() []string { return []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"} }

// pushSignal tells of pushes to the default branch; all others are not ours.
func pushSignal(p pushPayload, env envelope, _ App) (mentorship.Signal, error) {
	repo, err := repoOf(p.Repository.repository, env.installation)
	if err != nil {
		return mentorship.Signal{}, err
	}
	if repo.Branch == "" || p.Ref != "refs/heads/"+repo.Branch || p.Deleted {
		return mentorship.Signal{}, ErrNotOurs
	}
	if !isSHA(p.After) || !isSHA(p.Before) {
		return mentorship.Signal{}, ErrMalformed
	}
	by := personOf(p.Sender)
	return mentorship.Signal{
		Kind: mentorship.SignalPush, Action: env.action, Repo: repo, Actor: by,
		Push: &mentorship.Push{
			By: by, At: p.Repository.PushedAt.UTC(), Before: p.Before, Head: p.After, Back: len(p.Commits) == 0,
			Rules: p.mayTouch(rulesFile), Owners: p.mayTouch(ownersFiles()...), Commits: p.naming(rulesFile), Texts: p.texts(),
		},
	}, nil
}

// mayTouch reports whether one of the files may have changed in the push.
// Where GitHub does not tell the whole story the answer is yes: looking once
// too often costs one read.
func (p pushPayload) mayTouch(files ...string) bool {
	if p.Created || p.Forced || len(p.Commits) == 0 || len(p.Commits) >= partOfPush {
		return true
	}
	return slices.ContainsFunc(p.Commits, func(c pushedCommit) bool { return len(c.files()) == 0 || c.names(files...) })
}

// naming are the commits of the push that name one of the files.
func (p pushPayload) naming(files ...string) []string {
	var out []string
	for _, c := range p.Commits {
		if c.names(files...) && isSHA(c.ID) {
			out = append(out, c.ID)
		}
	}
	return out
}

// texts are the Markdown files below .github that commits of the push name.
func (p pushPayload) texts() (out []string) {
	for _, c := range p.Commits {
		for _, f := range c.files() {
			if strings.HasPrefix(f, ".github/") && strings.HasSuffix(f, ".md") && !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

func (c pushedCommit) names(files ...string) bool {
	return slices.ContainsFunc(c.files(), func(f string) bool { return slices.Contains(files, f) })
}

// files are the paths of a commit. GitHub leaves the lists of very large
// commits empty.
func (c pushedCommit) files() []string { return slices.Concat(c.Added, c.Modified, c.Removed) }

// repositorySignal tells that a repository went out of reach, or came back.
func repositorySignal(o origin, env envelope, _ App) (mentorship.Signal, error) {
	return o.signal(mentorship.SignalRepo, env)
}

// installationSignal tells of the App's standing in an account. Other events
// name their installation by id alone, so the account is what proves the event.
func installationSignal(p installationPayload, env envelope, _ App) (mentorship.Signal, error) {
	account := personOf(p.Installation.Account)
	if account.Zero() {
		return mentorship.Signal{}, ErrMalformed
	}
	owner := *p.Installation.Account
	in := mentorship.Installation{Tenant: env.installation, Account: account, Org: owner.Type == "Organization"}
	added, removed := p.Added, p.Removed
	if env.action == "deleted" {
		removed = p.Repositories
	} else {
		added = append(added, p.Repositories...)
	}
	var err error
	if in.Repos, err = reposOf(added, owner, in.Tenant); err != nil {
		return mentorship.Signal{}, err
	}
	if in.Removed, err = reposOf(removed, owner, in.Tenant); err != nil {
		return mentorship.Signal{}, err
	}
	return mentorship.Signal{
		Kind: mentorship.SignalInstallation, Action: env.action, Actor: personOf(p.Sender), Installation: &in,
	}, nil
}
