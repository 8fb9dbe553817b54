package ghclient

import (
	"context"
	"net/http"
	"regexp"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// ghostID is the account GitHub shows where the true one was deleted.
const ghostID = 10137

// person is a GitHub account in our words, nobody for a deleted one.
func person(u *github.User) mentorship.Person {
	if u.GetID() == 0 || u.GetID() == ghostID {
		return mentorship.Person{}
	}
	return mentorship.Person{ID: u.GetID(), Login: u.GetLogin(), Bot: isBot(u.GetType(), u.GetLogin())}
}

func isBot(kind, login string) bool {
	return kind == "Bot" || strings.HasSuffix(login, "[bot]")
}

// loginForm is what a login can look like; anything else could change the
// meaning of a search or a path. Enterprise-managed accounts have an
// underscore, old ones may end in a hyphen.
var loginForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)

// checkLogin refuses what cannot be the login of a person.
func checkLogin(login string) error {
	if !loginForm.MatchString(login) {
		return refused(mentorship.FaultInvalid, "not a login")
	}
	return nil
}

// Person looks a login up. FaultNotFound: there is no such account.
func (c *Client) Person(ctx context.Context, tenant int64, login string) (mentorship.Person, error) {
	err := checkLogin(login)
	if err != nil {
		return mentorship.Person{}, failed(err, false, "looking an account up")
	}
	u, _, err := c.tenant(tenant).Users.Get(ctx, login)
	if err != nil {
		return mentorship.Person{}, failed(err, false, "looking an account up")
	}
	return person(u), nil
}

// ByID returns the account with that number under the login it has today.
// FaultNotFound: there is no such account any more.
func (c *Client) ByID(ctx context.Context, tenant, id int64) (mentorship.Person, error) {
	u, _, err := c.tenant(tenant).Users.GetByID(ctx, id)
	if err != nil {
		return mentorship.Person{}, failed(err, false, "looking an account up by its number")
	}
	return person(u), nil
}

// Member reports whether the person belongs to the account that owns the
// repository: a member of the organisation, or the user in question. Without
// the members permission GitHub answers with a redirect to the public list,
// which would hide private members: that is FaultPermission.
func (c *Client) Member(ctx context.Context, repo mentorship.Repo, login string) (bool, error) {
	if !repo.Org {
		return strings.EqualFold(repo.Owner, login), nil
	}
	err := checkLogin(login)
	if err == nil {
		_, _, err = c.tenant(repo.Tenant).Organizations.IsMember(about(ctx, repo), repo.Owner, login)
	}
	switch {
	case err == nil:
		return true, nil
	case mentorship.KindOf(err) == mentorship.FaultNotFound:
		return false, nil
	case statusOf(err) == http.StatusFound:
		err = refused(mentorship.FaultPermission, "a permission of the App is missing or not accepted yet: members=read")
	}
	return false, failed(err, false, "asking for membership in %s", placeOf(repo))
}

// Permission is the person's access to the repository. The finer role is
// preferred where GitHub names one of its own; a custom role counts as the
// permission it is built on.
func (c *Client) Permission(ctx context.Context, repo mentorship.Repo, login string) (mentorship.Permission, error) {
	const doing = "asking for permission in %s"
	if err := checkLogin(login); err != nil {
		return "", failed(err, false, doing, placeOf(repo))
	}
	gh := c.tenant(repo.Tenant)
	req, err := gh.NewRequest(http.MethodGet, "repos/"+repo.FullName()+"/collaborators/"+login+"/permission", nil)
	if err != nil {
		return "", failed(err, false, doing, placeOf(repo))
	}
	var level struct {
		Permission string `json:"permission"`
		Role       string `json:"role_name"` // not in go-github v60's type
	}
	if _, err = gh.Do(about(ctx, repo), req, &level); err != nil {
		return "", failed(err, false, doing, placeOf(repo))
	}
	switch level.Role {
	case "maintain", "triage":
		return mentorship.Permission(level.Role), nil
	}
	return mentorship.Permission(level.Permission), nil
}

// teamForm is what the two parts of a team's address can look like.
var teamForm = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,100}$`)

// TeamMembers are the people in a team, those of its child teams included.
// FaultNotFound: there is no such team in the account that owns the
// repository, or the App may not see it.
func (c *Client) TeamMembers(ctx context.Context, repo mentorship.Repo, org, slug string) ([]mentorship.Person, error) {
	const doing = "reading the members of a team of the owner of %s"
	if !repo.Org || !strings.EqualFold(org, repo.Owner) || !teamForm.MatchString(slug) || slug == "." || slug == ".." {
		return nil, failed(refused(mentorship.FaultNotFound, "no team of this account"), false, doing, placeOf(repo))
	}
	gh := c.tenant(repo.Tenant)
	ctx = about(ctx, repo)
	list := all(func(o github.ListOptions) ([]*github.User, *github.Response, error) {
		return gh.Teams.ListTeamMembersBySlug(ctx, repo.Owner, slug, &github.TeamListTeamMembersOptions{ListOptions: o})
	})
	var out []mentorship.Person
	for u, err := range list {
		if err != nil {
			return nil, failed(err, false, doing, placeOf(repo))
		}
		if p := person(u); !p.Zero() && !p.Bot {
			out = append(out, p)
		}
	}
	return out, nil
}
