package ghclient

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// mostFiles is how many paths of a change are looked at.
const mostFiles = 300

// Pull is a pull request as it stands now. Its repository carries today's
// names. FaultNotFound also when the name belongs to another repository by now.
func (c *Client) Pull(ctx context.Context, t mentorship.Thread) (mentorship.Pull, error) {
	p, err := c.pull(ctx, t)
	if err != nil {
		return mentorship.Pull{}, failed(err, false, "reading pull request %s", threadOf(t))
	}
	return pullOf(t.Repo, p), nil
}

func (c *Client) pull(ctx context.Context, t mentorship.Thread) (*github.PullRequest, error) {
	p, _, err := c.tenant(t.Repo.Tenant).PullRequests.Get(about(ctx, t.Repo), t.Repo.Owner, t.Repo.Name, t.Number)
	if err != nil {
		return nil, err
	}
	if id := p.GetBase().GetRepo().GetID(); id != 0 && t.Repo.ID != 0 && id != t.Repo.ID {
		return nil, refused(mentorship.FaultNotFound, "the name belongs to another repository now")
	}
	return p, nil
}

func pullOf(repo mentorship.Repo, p *github.PullRequest) mentorship.Pull {
	out := mentorship.Pull{
		Repo: refresh(repo, p.GetBase().GetRepo()), Number: p.GetNumber(),
		Author: person(p.User), Association: p.GetAuthorAssociation(),
		Draft: p.GetDraft(), Closed: p.GetState() == "closed", Locked: p.GetLocked(),
		Merged:    p.GetMerged() || p.MergedAt != nil,
		CreatedAt: utc(p.CreatedAt), UpdatedAt: utc(p.UpdatedAt), ClosedAt: utc(p.ClosedAt), MergedAt: utc(p.MergedAt),
		Title: p.GetTitle(), Head: p.GetHead().GetSHA(), Explained: mentorship.Explains(p.GetBody()),
		Lines: p.GetAdditions() + p.GetDeletions(),
	}
	for _, l := range p.Labels {
		out.Labels = append(out.Labels, l.GetName())
	}
	return out
}

// Issue is an issue as it stands now, in the shape of a first contribution.
// FaultNotFound also where the number is a pull request's, or the name belongs
// to another repository by now.
func (c *Client) Issue(ctx context.Context, t mentorship.Thread) (mentorship.Pull, error) {
	is, _, err := c.tenant(t.Repo.Tenant).Issues.Get(about(ctx, t.Repo), t.Repo.Owner, t.Repo.Name, t.Number)
	if err == nil && is.IsPullRequest() {
		err = refused(mentorship.FaultNotFound, "it is a pull request")
	}
	if err != nil {
		return mentorship.Pull{}, failed(err, false, "reading issue %s", threadOf(t))
	}
	out := mentorship.Pull{
		Repo: t.Repo, Number: is.GetNumber(), Author: person(is.User), Association: is.GetAuthorAssociation(), Issue: true,
		Closed: is.GetState() == "closed", Resolved: is.GetState() == "closed" && is.GetStateReason() == "completed", Locked: is.GetLocked(),
		CreatedAt: utc(is.CreatedAt), UpdatedAt: utc(is.UpdatedAt), ClosedAt: utc(is.ClosedAt), Title: is.GetTitle(),
	}
	for _, l := range is.Labels {
		out.Labels = append(out.Labels, l.GetName())
	}
	return out, nil
}

func utc(t *github.Timestamp) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// Files are the paths a pull request touches, both names of what was renamed, at most 300.
func (c *Client) Files(ctx context.Context, t mentorship.Thread) ([]string, error) {
	files, err := c.files(ctx, t)
	if err != nil {
		return nil, failed(err, false, "reading the files of %s", threadOf(t))
	}
	return files.paths, nil
}

// touched are the files of a pull request.
type touched struct {
	paths   []string // a moved file under both names
	renames []matching.Rename
	more    bool // there were more than mostFiles
}

func (c *Client) files(ctx context.Context, t mentorship.Thread) (out touched, err error) {
	gh := c.tenant(t.Repo.Tenant)
	ctx = about(ctx, t.Repo)
	list := all(func(o github.ListOptions) ([]*github.CommitFile, *github.Response, error) {
		return gh.PullRequests.ListFiles(ctx, t.Repo.Owner, t.Repo.Name, t.Number, &o)
	})
	for f, err := range list {
		if err != nil {
			return out, err
		}
		before, now := f.GetPreviousFilename(), f.GetFilename()
		if before != "" && now != "" {
			out.renames = append(out.renames, matching.Rename{From: before, To: now})
		}
		for _, p := range []string{before, now} {
			if p == "" {
				continue
			}
			if len(out.paths) == mostFiles {
				out.more = true
				return out, nil
			}
			out.paths = append(out.paths, p)
		}
	}
	return out, nil
}

// Opened is who opened an issue or pull request, and which of the two it is.
func (c *Client) Opened(ctx context.Context, t mentorship.Thread) (by mentorship.Person, isPull bool, err error) {
	head, _, err := c.tenant(t.Repo.Tenant).Issues.Get(about(ctx, t.Repo), t.Repo.Owner, t.Repo.Name, t.Number)
	if err != nil {
		return by, false, failed(err, false, "reading who opened %s", threadOf(t))
	}
	return person(head.User), head.IsPullRequest(), nil
}

// Remarks are all comments and reviews of a thread, oldest first. Texts that
// were changed after they were written count as edited.
func (c *Client) Remarks(ctx context.Context, t mentorship.Thread) ([]mentorship.Remark, error) {
	rs, err := c.remarks(about(ctx, t.Repo), t)
	if err != nil {
		return nil, failed(err, false, "reading what was said in %s", threadOf(t))
	}
	return rs, nil
}

func (c *Client) remarks(ctx context.Context, t mentorship.Thread) ([]mentorship.Remark, error) {
	us, err := c.us(ctx)
	if err != nil {
		return nil, err
	}
	head, _, err := c.tenant(t.Repo.Tenant).Issues.Get(ctx, t.Repo.Owner, t.Repo.Name, t.Number)
	if err != nil {
		return nil, err
	}
	lists := []iter.Seq2[said, error]{c.comments(ctx, t)}
	if head.IsPullRequest() {
		lists = append(lists, c.reviews(ctx, t), c.reviewComments(ctx, t))
	}
	var out []mentorship.Remark
	for _, list := range lists {
		for s, err := range list {
			if err != nil {
				return nil, err
			}
			r := s.Remark
			r.By, r.ByUs, r.ThreadBy = person(s.user), us(s.user), person(head.User)
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b mentorship.Remark) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// said is a remark before it is known who wrote it.
type said struct {
	mentorship.Remark
	user *github.User
}

// mapped turns a list of one thing into a list of another, leaving out what keep refuses.
func mapped[A, B any](list iter.Seq2[A, error], f func(A) (b B, keep bool)) iter.Seq2[B, error] {
	return func(yield func(B, error) bool) {
		for a, err := range list {
			if err != nil {
				yield(*new(B), err)
				return
			}
			if b, keep := f(a); keep && !yield(b, nil) {
				return
			}
		}
	}
}

func (c *Client) comments(ctx context.Context, t mentorship.Thread) iter.Seq2[said, error] {
	return mapped(c.issueComments(ctx, t, time.Time{}), func(m *github.IssueComment) (said, bool) {
		r := mentorship.Remark{Kind: mentorship.RemarkComment, ID: m.GetID(), At: utc(m.CreatedAt), Text: m.GetBody()}
		r.Edited = utc(m.UpdatedAt).After(r.At)
		return said{r, m.User}, true
	})
}

// issueComments are the comments of a thread that were touched since then; zero: all.
func (c *Client) issueComments(ctx context.Context, t mentorship.Thread, since time.Time) iter.Seq2[*github.IssueComment, error] {
	gh := c.tenant(t.Repo.Tenant)
	return all(func(o github.ListOptions) ([]*github.IssueComment, *github.Response, error) {
		opts := &github.IssueListCommentsOptions{ListOptions: o}
		if !since.IsZero() {
			opts.Since = &since
		}
		return gh.Issues.ListComments(ctx, t.Repo.Owner, t.Repo.Name, t.Number, opts)
	})
}

func (c *Client) reviews(ctx context.Context, t mentorship.Thread) iter.Seq2[said, error] {
	return mapped(c.reviewList(ctx, t), func(v *github.PullRequestReview) (said, bool) {
		r := mentorship.Remark{
			Kind: mentorship.RemarkReview, ID: v.GetID(), At: utc(v.SubmittedAt), Text: v.GetBody(),
			Review: mentorship.ReviewState(strings.ToLower(v.GetState())),
		}
		return said{r, v.User}, true
	})
}

// reviewList are the reviews of a pull request that were submitted.
func (c *Client) reviewList(ctx context.Context, t mentorship.Thread) iter.Seq2[*github.PullRequestReview, error] {
	gh := c.tenant(t.Repo.Tenant)
	list := all(func(o github.ListOptions) ([]*github.PullRequestReview, *github.Response, error) {
		return gh.PullRequests.ListReviews(ctx, t.Repo.Owner, t.Repo.Name, t.Number, &o)
	})
	return mapped(list, func(v *github.PullRequestReview) (*github.PullRequestReview, bool) {
		return v, v.SubmittedAt != nil && !strings.EqualFold(v.GetState(), "pending")
	})
}

func (c *Client) reviewComments(ctx context.Context, t mentorship.Thread) iter.Seq2[said, error] {
	gh := c.tenant(t.Repo.Tenant)
	list := all(func(o github.ListOptions) ([]*github.PullRequestComment, *github.Response, error) {
		opts := &github.PullRequestListCommentsOptions{ListOptions: o}
		return gh.PullRequests.ListComments(ctx, t.Repo.Owner, t.Repo.Name, t.Number, opts)
	})
	return mapped(list, func(m *github.PullRequestComment) (said, bool) {
		r := mentorship.Remark{Kind: mentorship.RemarkReviewComment, ID: m.GetID(), At: utc(m.CreatedAt), Text: m.GetBody()}
		r.Edited = utc(m.UpdatedAt).After(r.At)
		return said{r, m.User}, true
	})
}

// Emojis are the reactions people left on a comment of an issue or pull request.
func (c *Client) Emojis(ctx context.Context, t mentorship.Thread, comment int64) (out []mentorship.Emoji, err error) {
	gh := c.tenant(t.Repo.Tenant)
	ctx = about(ctx, t.Repo)
	list := all(func(o github.ListOptions) ([]*github.Reaction, *github.Response, error) {
		return gh.Reactions.ListIssueCommentReactions(ctx, t.Repo.Owner, t.Repo.Name, comment, &o)
	})
	for r, err := range list {
		if err != nil {
			return nil, failed(err, false, "reading the reactions to a comment in %s", threadOf(t))
		}
		if by := person(r.User); !by.Zero() && !by.Bot {
			out = append(out, mentorship.Emoji{By: by, Content: r.GetContent()})
		}
	}
	return out, nil
}

// ChecksPassed reports whether check runs exist for that commit and all of
// them succeeded. Neutral and skipped runs hold nothing back, as on GitHub, but
// do not make a commit green by themselves; our own runs do not count.
func (c *Client) ChecksPassed(ctx context.Context, repo mentorship.Repo, sha string) (bool, error) {
	gh := c.tenant(repo.Tenant)
	ctx = about(ctx, repo)
	runs := all(func(o github.ListOptions) ([]*github.CheckRun, *github.Response, error) {
		found, resp, err := gh.Checks.ListCheckRunsForRef(ctx, repo.Owner, repo.Name, sha, &github.ListCheckRunsOptions{ListOptions: o})
		if err != nil {
			return nil, nil, err
		}
		return found.CheckRuns, resp, nil
	})
	green := false
	for run, err := range runs {
		if err != nil {
			return false, failed(err, false, "reading the check runs of a commit in %s", placeOf(repo))
		}
		switch {
		case run.GetApp().GetID() == c.appID:
		case run.GetStatus() != "completed":
			return false, nil
		case run.GetConclusion() == "success":
			green = true
		case run.GetConclusion() != "neutral" && run.GetConclusion() != "skipped":
			return false, nil
		}
	}
	return green, nil
}

// Earlier reports whether the person opened a pull request in scope before
// that time, other than except. GitHub's search lags some seconds behind,
// which does not matter for what is earlier.
func (c *Client) Earlier(
	ctx context.Context, scope mentorship.Scope, repo mentorship.Repo, login string, before time.Time, except mentorship.Thread,
) (bool, error) {
	found, err := c.earlier(about(ctx, repo), scope, repo, login, before, except)
	if err != nil {
		return false, failed(err, false, "searching earlier pull requests in %s", placeOf(repo))
	}
	return found, nil
}

func (c *Client) earlier(
	ctx context.Context, scope mentorship.Scope, repo mentorship.Repo, login string, before time.Time, except mentorship.Thread,
) (bool, error) {
	if err := checkLogin(login); err != nil {
		return false, err
	}
	q := fmt.Sprintf("is:pr author:%s created:<%s %s", login, before.UTC().Format(time.RFC3339), within(scope, repo))
	opts := &github.SearchOptions{Sort: "created", Order: "asc", ListOptions: github.ListOptions{PerPage: 5}}
	res, _, err := c.tenant(repo.Tenant).Search.Issues(ctx, q, opts)
	if err != nil {
		return false, err
	}
	for _, is := range res.Issues {
		same := is.GetNumber() == except.Number &&
			strings.HasSuffix(strings.ToLower(is.GetRepositoryURL()), "/"+strings.ToLower(except.Repo.FullName()))
		if !same && utc(is.CreatedAt).Before(before) {
			return true, nil
		}
	}
	if res.GetIncompleteResults() {
		return false, refused(mentorship.FaultTransient, "the search ran out of time")
	}
	return false, nil
}

// within is the search qualifier of a scope.
func within(scope mentorship.Scope, repo mentorship.Repo) string {
	switch {
	case scope == mentorship.ScopeRepo:
		return "repo:" + repo.FullName()
	case repo.Org:
		return "org:" + repo.Owner
	}
	return "user:" + repo.Owner
}
