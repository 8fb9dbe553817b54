package webhooks

import (
	"slices"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func checkRunSignal(p checkRunPayload, env envelope, _ App) (mentorship.Signal, error) {
	return p.checks(p.Run, env)
}

func checkSuiteSignal(p checkSuitePayload, env envelope, _ App) (mentorship.Signal, error) {
	return p.checks(p.Suite, env)
}

// checks carries the commit alone: the pull requests a check names are not to
// be trusted, those from forks are missing there.
func (o origin) checks(c commit, env envelope) (mentorship.Signal, error) {
	s, err := o.signal(mentorship.SignalChecks, env)
	if err != nil {
		return s, err
	}
	if !isSHA(c.SHA) {
		return s, ErrMalformed
	}
	s.SHA = c.SHA
	return s, nil
}

const (
	// rulesFile is where a repository keeps its house rules.
	rulesFile = ".github/firstmate.yml"
	// partOfPush is the number of commits from which a push event may name
	// only a part of them.
	partOfPush = 20
)

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
			By: by, At: p.Repository.PushedAt.UTC(), Before: p.Before, Head: p.After, Rules: p.touchesRules(),
		},
	}, nil
}

// touchesRules reports whether the house rules may have changed in the push.
// Where GitHub does not tell the whole story the answer is yes: looking once
// too often costs one read.
func (p pushPayload) touchesRules() bool {
	if p.Created || p.Forced || len(p.Commits) == 0 || len(p.Commits) >= partOfPush {
		return true
	}
	return slices.ContainsFunc(p.Commits, pushedCommit.touchesRules)
}

// touchesRules counts a commit without files as unknown: GitHub leaves the
// lists of very large commits empty.
func (c pushedCommit) touchesRules() bool {
	files := slices.Concat(c.Added, c.Modified, c.Removed)
	return len(files) == 0 || slices.Contains(files, rulesFile)
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
