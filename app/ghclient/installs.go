package ghclient

import (
	"context"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Installations lists the accounts the App serves; suspended ones are left out.
func (c *Client) Installations(ctx context.Context) ([]mentorship.Installation, error) {
	var out []mentorship.Installation
	list := all(func(o github.ListOptions) ([]*github.Installation, *github.Response, error) {
		return c.app.Apps.ListInstallations(ctx, &o)
	})
	for in, err := range list {
		if err != nil {
			return nil, failed(err, false, "listing installations")
		}
		if in.SuspendedAt != nil {
			continue
		}
		out = append(out, mentorship.Installation{
			Tenant: in.GetID(), Account: person(in.Account), Org: in.GetAccount().GetType() == "Organization", Made: utc(in.CreatedAt),
		})
	}
	return out, nil
}

// Repos lists the repositories one installation may see.
func (c *Client) Repos(ctx context.Context, tenant int64) ([]mentorship.Repo, error) {
	var out []mentorship.Repo
	list := all(func(o github.ListOptions) ([]*github.Repository, *github.Response, error) {
		found, resp, err := c.tenant(tenant).Apps.ListRepos(ctx, &o)
		if err != nil {
			return nil, nil, err
		}
		return found.Repositories, resp, nil
	})
	for r, err := range list {
		if err != nil {
			return nil, failed(err, false, "listing the repositories of installation %d", tenant)
		}
		out = append(out, refresh(mentorship.Repo{Tenant: tenant, ID: r.GetID()}, r))
	}
	return out, nil
}

// refresh puts today's names on a repository; its tenant and id stay.
func refresh(repo mentorship.Repo, r *github.Repository) mentorship.Repo {
	if r.GetID() == 0 {
		return repo
	}
	repo.ID, repo.Name, repo.Branch = r.GetID(), r.GetName(), r.GetDefaultBranch()
	if o := r.GetOwner(); o.GetID() != 0 {
		repo.Owner, repo.OwnerID, repo.Org = o.GetLogin(), o.GetID(), o.GetType() == "Organization"
	}
	return repo
}
