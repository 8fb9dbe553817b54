package webhooks

import (
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// ghost is the account GitHub shows in place of deleted ones
// (api.github.com/users/ghost); payloads name it, or nobody.
const ghost = 10137

// personOf is nobody where the account is gone.
func personOf(a *account) mentorship.Person {
	if a == nil || a.ID <= 0 || a.ID == ghost && a.Login == "ghost" {
		return mentorship.Person{}
	}
	return mentorship.Person{
		ID: a.ID, Login: a.Login,
		Bot: a.Type == "Bot" || strings.HasSuffix(strings.ToLower(a.Login), "[bot]"),
	}
}

// repoOf refuses names that could not stand in a path of the API.
func repoOf(r repository, tenant int64) (mentorship.Repo, error) {
	if r.ID <= 0 || r.Owner == nil || !isName(r.Owner.Login) || !isName(r.Name) {
		return mentorship.Repo{}, ErrMalformed
	}
	return mentorship.Repo{
		Tenant: tenant, ID: r.ID,
		Owner: r.Owner.Login, OwnerID: r.Owner.ID, Org: r.Owner.Type == "Organization",
		Name: r.Name, Branch: r.DefaultBranch,
	}, nil
}

// reposOf reads the short form of installation events, which names
// repositories of one account in full.
func reposOf(list []repository, owner account, tenant int64) ([]mentorship.Repo, error) {
	var repos []mentorship.Repo
	for _, r := range list {
		owner.Login, r.Name, _ = strings.Cut(r.FullName, "/")
		r.Owner = &owner
		repo, err := repoOf(r, tenant)
		if err != nil {
			return nil, err
		}
		repos = append(repos, repo)
	}
	return repos, nil
}

// isName reports whether s could be the name of an account or repository.
func isName(s string) bool {
	if s == "" || s == "." || s == ".." || len(s) > 100 {
		return false
	}
	return !strings.ContainsFunc(s, func(c rune) bool {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		return !letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.'
	})
}

// isSHA reports whether s is a full commit id, SHA-1 or SHA-256.
func isSHA(s string) bool {
	return (len(s) == 40 || len(s) == 64) && !strings.ContainsFunc(s, func(c rune) bool {
		return !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')
	})
}
