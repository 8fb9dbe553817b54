package ghclient

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// errNotSeen is that a lost write was looked for once without success.
var errNotSeen = errors.New("not seen yet, to be looked for once more")

// asRead marks an error of a read that belongs to a write: nothing was
// written, so there is no doubt to resolve.
func asRead(err error) error {
	if err == nil || mentorship.KindOf(err) != "" {
		return err
	}
	return mentorship.NewFault(mentorship.FaultTransient, errors.New("the answer makes no sense"))
}

// findComment looks for a comment of ours by its marker, through all pages of
// the list: a search index would lag behind. The lowest id is the one that
// counts; any other came of a doubled request and is deleted.
func (c *Client) findComment(ctx context.Context, w mentorship.Write, fresh made) (mentorship.Result, error) {
	us, err := c.us(ctx)
	if err != nil {
		return mentorship.Result{}, err
	}
	var ids []int64
	if fresh.ID != 0 {
		ids = append(ids, fresh.ID)
	}
	for m, err := range c.issueComments(ctx, w.Thread, fresh.since()) {
		if err != nil {
			return mentorship.Result{}, err
		}
		if us(m.User) && strings.Contains(m.GetBody(), w.Marker) {
			ids = append(ids, m.GetID())
		}
	}
	if len(ids) == 0 {
		return mentorship.Result{}, nil
	}
	ctx = tidying(ctx)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for _, id := range ids[1:] {
		gh := c.tenant(w.Thread.Repo.Tenant).Issues
		if _, err := gh.DeleteComment(ctx, w.Thread.Repo.Owner, w.Thread.Repo.Name, id); !settled(err) {
			return mentorship.Result{}, err
		}
	}
	return mentorship.Result{ID: ids[0], Number: w.Thread.Number, Found: true}, nil
}

// findIssue looks for an issue of ours by its marker, through all pages. The
// creator filter of the list is not used: on some installations of GitHub it
// does not know bot accounts and finds nothing. An App cannot delete a doubled
// issue, so it is closed, stripped and pointed to the first.
func (c *Client) findIssue(ctx context.Context, w mentorship.Write, fresh made) (mentorship.Result, error) {
	us, err := c.us(ctx)
	if err != nil {
		return mentorship.Result{}, err
	}
	gh := c.tenant(w.Thread.Repo.Tenant).Issues
	var found []*github.Issue
	if fresh.ID != 0 {
		found = append(found, &github.Issue{ID: &fresh.ID, Number: &fresh.Number})
	}
	list := all(func(o github.ListOptions) ([]*github.Issue, *github.Response, error) {
		opts := &github.IssueListByRepoOptions{State: "all", Sort: "created", Direction: "desc", Since: fresh.since(), ListOptions: o}
		return gh.ListByRepo(ctx, w.Thread.Repo.Owner, w.Thread.Repo.Name, opts)
	})
	for is, err := range list {
		if err != nil {
			return mentorship.Result{}, err
		}
		if !is.IsPullRequest() && us(is.User) && strings.Contains(is.GetBody(), w.Marker) {
			found = append(found, is)
		}
	}
	if len(found) == 0 {
		return mentorship.Result{}, nil
	}
	slices.SortFunc(found, func(a, b *github.Issue) int { return a.GetNumber() - b.GetNumber() })
	found = slices.CompactFunc(found, func(a, b *github.Issue) bool { return a.GetNumber() == b.GetNumber() })
	ctx, first := tidying(ctx), found[0]
	for _, is := range found[1:] {
		if err := c.shut(ctx, w.Thread.Repo, is, first.GetNumber()); !settled(err) {
			return mentorship.Result{}, err
		}
	}
	return mentorship.Result{ID: first.GetID(), Number: first.GetNumber(), Found: true}, nil
}

// shut closes a doubled issue. Its new text has no marker, so it is not found again.
func (c *Client) shut(ctx context.Context, repo mentorship.Repo, is *github.Issue, first int) error {
	_, _, err := c.tenant(repo.Tenant).Issues.Edit(ctx, repo.Owner, repo.Name, is.GetNumber(), &github.IssueRequest{
		Body:  github.String(fmt.Sprintf("→ #%d", first)),
		State: github.String("closed"), StateReason: github.String("not_planned"),
		Labels: &[]string{}, Assignees: &[]string{},
	})
	return err
}

// settled reports whether tidying up a double is over: done, or refused for good.
func settled(err error) bool {
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound, mentorship.FaultGone, mentorship.FaultForbidden, mentorship.FaultPermission, mentorship.FaultLocked, mentorship.FaultInvalid:
		return true
	}
	return err == nil
}
