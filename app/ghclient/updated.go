package ghclient

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Updated are the pull requests that changed since that time, those that
// changed last first. A list says less of each than Pull does: not how many
// lines it has.
func (c *Client) Updated(ctx context.Context, repo mentorship.Repo, since time.Time) ([]mentorship.Pull, error) {
	gh := c.tenant(repo.Tenant)
	ctx = about(ctx, repo)
	list := all(func(o github.ListOptions) ([]*github.PullRequest, *github.Response, error) {
		opts := &github.PullRequestListOptions{State: "all", Sort: "updated", Direction: "desc", ListOptions: o}
		return gh.PullRequests.List(ctx, repo.Owner, repo.Name, opts)
	})
	var out []mentorship.Pull
	for p, err := range list {
		if err != nil {
			return nil, failed(err, false, "listing what changed in %s", placeOf(repo))
		}
		if utc(p.UpdatedAt).Before(since) {
			break
		}
		if id := p.GetBase().GetRepo().GetID(); id != 0 && id != repo.ID {
			return nil, failed(refused(mentorship.FaultNotFound, "the name belongs to another repository now"), false,
				"listing what changed in %s", placeOf(repo))
		}
		out = append(out, pullOf(repo, p))
	}
	return out, nil
}

// Said are the conversations in which a person commented since that time, each
// once. What was only edited since does not count.
func (c *Client) Said(ctx context.Context, repo mentorship.Repo, since time.Time) ([]mentorship.Talk, error) {
	gh := c.tenant(repo.Tenant)
	ctx = about(ctx, repo)
	since = since.UTC().Truncate(time.Second)
	list := all(func(o github.ListOptions) ([]*github.IssueComment, *github.Response, error) {
		opts := &github.IssueListCommentsOptions{
			Sort: github.String("updated"), Direction: github.String("asc"), Since: &since, ListOptions: o,
		}
		return gh.Issues.ListComments(ctx, repo.Owner, repo.Name, 0, opts)
	})
	var out []mentorship.Talk
	for m, err := range list {
		if err != nil {
			return nil, failed(err, false, "listing what was said in %s", placeOf(repo))
		}
		by := person(m.User)
		s := conversation(m)
		if s.Number == 0 || by.Zero() || by.Bot || utc(m.CreatedAt).Before(since) || slices.Contains(out, s) {
			continue
		}
		out = append(out, s)
	}
	return out, nil
}

// conversation is where a comment stands: the number ends its issue's API
// address, and its web address tells pull requests from issues.
func conversation(m *github.IssueComment) mentorship.Talk {
	url := m.GetIssueURL()
	n, err := strconv.Atoi(url[strings.LastIndexByte(url, '/')+1:])
	if err != nil {
		return mentorship.Talk{}
	}
	return mentorship.Talk{Number: n, Pull: strings.Contains(m.GetHTMLURL(), "/pull/"+strconv.Itoa(n))}
}
