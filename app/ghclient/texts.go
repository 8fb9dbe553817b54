package ghclient

import (
	"context"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// textsAtOnce is how many entries a page of a list holds.
const textsAtOnce = 100

// Comments is a page of the comments of a repository from a cursor on, those that
// changed longest ago first; more: next is where the following page begins. A
// comment that changes meanwhile comes twice.
func (c *Client) Comments(ctx context.Context, repo mentorship.Repo, at mentorship.Cursor) (out []mentorship.Spoken, next mentorship.Cursor, more bool, err error) {
	us, err := c.us(ctx)
	if err != nil {
		return nil, at, false, failed(err, false, "reading comments of %s", placeOf(repo))
	}
	o := &github.IssueListCommentsOptions{
		Sort: github.String("updated"), Direction: github.String("asc"), Since: sinceOf(at),
		ListOptions: github.ListOptions{Page: at.Page, PerPage: textsAtOnce},
	}
	list, _, err := c.tenant(repo.Tenant).Issues.ListComments(about(ctx, repo), repo.Owner, repo.Name, 0, o)
	if err != nil {
		return nil, at, false, failed(err, false, "reading comments of %s", placeOf(repo))
	}
	var last time.Time
	for _, m := range list {
		r := mentorship.Remark{
			Kind: mentorship.RemarkComment, ID: m.GetID(), At: utc(m.CreatedAt), Text: m.GetBody(), By: person(m.User), ByUs: us(m.User),
		}
		last = utc(m.UpdatedAt)
		r.Edited = last.After(r.At)
		if talk := conversation(m); talk.Number != 0 {
			out = append(out, mentorship.Spoken{Talk: talk, Remark: r})
		}
	}
	return out, at.After(last), len(list) == textsAtOnce, nil
}

// Papers is a page of the issues and pull requests of a repository, like Comments.
func (c *Client) Papers(ctx context.Context, repo mentorship.Repo, at mentorship.Cursor) (out []mentorship.Paper, next mentorship.Cursor, more bool, err error) {
	us, err := c.us(ctx)
	if err != nil {
		return nil, at, false, failed(err, false, "reading issues of %s", placeOf(repo))
	}
	o := &github.IssueListByRepoOptions{
		State: "all", Sort: "updated", Direction: "asc", ListOptions: github.ListOptions{Page: at.Page, PerPage: textsAtOnce},
	}
	if since := sinceOf(at); since != nil {
		o.Since = *since
	}
	list, _, err := c.tenant(repo.Tenant).Issues.ListByRepo(about(ctx, repo), repo.Owner, repo.Name, o)
	if err != nil {
		return nil, at, false, failed(err, false, "reading issues of %s", placeOf(repo))
	}
	var last time.Time
	for _, is := range list {
		last = utc(is.UpdatedAt)
		p := mentorship.Paper{
			Talk: mentorship.Talk{Number: is.GetNumber(), Pull: is.IsPullRequest()}, ID: is.GetID(), Author: person(is.User), ByUs: us(is.User),
			CreatedAt: utc(is.CreatedAt), UpdatedAt: last, ClosedAt: utc(is.ClosedAt),
		}
		if p.Pull {
			p.MergedAt = utc(is.PullRequestLinks.MergedAt)
		} else if p.ByUs {
			p.Text = is.GetBody()
		}
		out = append(out, p)
	}
	return out, at.After(last), len(list) == textsAtOnce, nil
}

// sinceOf is what a list is asked for; nil: all.
func sinceOf(at mentorship.Cursor) *time.Time {
	if at.Since.IsZero() {
		return nil
	}
	since := at.Since.UTC().Truncate(time.Second)
	return &since
}

// Reviews are the reviews of a pull request, oldest first. They do not say whose
// pull request it is.
func (c *Client) Reviews(ctx context.Context, t mentorship.Thread) (out []mentorship.Remark, err error) {
	for s, err := range c.reviews(about(ctx, t.Repo), t) {
		if err != nil {
			return nil, failed(err, false, "reading the reviews of %s", threadOf(t))
		}
		s.By = person(s.user)
		out = append(out, s.Remark)
	}
	return out, nil
}
