package ghclient

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// mostRevisions is how far back the past of the house rules file is read.
const mostRevisions = 100

// Content is a file at ref ("" = default branch). FaultNotFound: there is
// none. FaultInvalid: a directory, a link, a submodule, or larger than limit
// bytes. (GitHub itself follows a link to a file of the same repository.)
func (c *Client) Content(ctx context.Context, repo mentorship.Repo, path, ref string, limit int) ([]byte, error) {
	text, err := c.content(about(ctx, repo), repo, path, ref, limit)
	if err != nil {
		return nil, failed(err, false, "reading %s of %s", path, placeOf(repo))
	}
	return text, nil
}

func (c *Client) content(ctx context.Context, repo mentorship.Repo, path, ref string, limit int) ([]byte, error) {
	if strings.Contains(path, "..") {
		return nil, refused(mentorship.FaultInvalid, "not a path inside the repository")
	}
	opts := &github.RepositoryContentGetOptions{Ref: ref}
	file, dir, _, err := c.tenant(repo.Tenant).Repositories.GetContents(ctx, repo.Owner, repo.Name, path, opts)
	switch {
	case err != nil:
		return nil, err
	case file == nil || dir != nil:
		return nil, refused(mentorship.FaultInvalid, "a directory, not a file")
	case file.GetType() != "file" || file.GetSubmoduleGitURL() != "":
		return nil, refused(mentorship.FaultInvalid, "a link or submodule, not a file")
	case file.GetSize() > limit, file.GetEncoding() == "none":
		return nil, refused(mentorship.FaultInvalid, "the file is too large")
	}
	text, err := file.GetContent()
	if err != nil {
		return nil, refused(mentorship.FaultTransient, "the content came damaged")
	}
	if len(text) > limit {
		return nil, refused(mentorship.FaultInvalid, "the file is too large")
	}
	return []byte(text), nil
}

// Paths are the files of a repository at a commit or branch. nil: there are
// more than GitHub tells at once.
func (c *Client) Paths(ctx context.Context, repo mentorship.Repo, ref string) ([]string, error) {
	tree, _, err := c.tenant(repo.Tenant).Git.GetTree(about(ctx, repo), repo.Owner, repo.Name, ref, true)
	if err != nil {
		return nil, failed(err, false, "listing the files of %s", placeOf(repo))
	}
	if tree.GetTruncated() {
		return nil, nil
	}
	paths := make([]string, 0, len(tree.Entries))
	for _, e := range tree.Entries {
		if e.GetType() == "blob" {
			paths = append(paths, e.GetPath())
		}
	}
	return paths, nil
}

// Revisions are the newest commits on the default branch that changed a file,
// oldest first, at most 100, with those who stand behind each: author and
// approvers of the merged pull request that brought it. An approval is one of
// the very commit that was merged, not of an earlier head. A direct push names
// nobody here, since commit authors prove nothing. What a pull request brought
// is one revision, the commit that merged it: its own commits lie beside those
// of other pull requests of the time, and were never what the branch held. Where there may be older commits, the oldest
// revision says so.
func (c *Client) Revisions(ctx context.Context, repo mentorship.Repo, path string) ([]mentorship.Revision, error) {
	revs, err := c.revisions(about(ctx, repo), repo, path)
	if err != nil {
		return nil, failed(err, false, "reading the past of %s in %s", path, placeOf(repo))
	}
	return revs, nil
}

func (c *Client) revisions(ctx context.Context, repo mentorship.Repo, path string) ([]mentorship.Revision, error) {
	opts := &github.CommitsListOptions{Path: path, ListOptions: github.ListOptions{PerPage: mostRevisions}}
	commits, _, err := c.tenant(repo.Tenant).Repositories.ListCommits(ctx, repo.Owner, repo.Name, opts)
	if err != nil {
		return nil, err
	}
	revs := make([]mentorship.Revision, 0, len(commits))
	for _, k := range commits {
		at := k.GetCommit().GetCommitter().GetDate()
		rev := mentorship.Revision{SHA: k.GetSHA(), At: utc(&at)}
		if err := c.standBehind(ctx, repo, &rev); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(revs, func(r mentorship.Revision) bool { return r.SHA == rev.SHA }) {
			revs = append(revs, rev)
		}
	}
	if len(commits) >= mostRevisions { // there may be older ones
		revs[len(revs)-1].Older = true
	}
	slices.Reverse(revs)
	return revs, nil
}

// standBehind fills in who brought a commit to the default branch, and when.
func (c *Client) standBehind(ctx context.Context, repo mentorship.Repo, rev *mentorship.Revision) error {
	pulls, _, err := c.tenant(repo.Tenant).PullRequests.ListPullRequestsWithCommit(
		ctx, repo.Owner, repo.Name, rev.SHA, &github.ListOptions{PerPage: 100})
	if err != nil {
		return err
	}
	p := bringer(repo, rev.SHA, pulls)
	if p == nil {
		return nil
	}
	rev.SHA, rev.At = cmp.Or(p.GetMergeCommitSHA(), rev.SHA), utc(p.MergedAt)
	if by := person(p.User); !by.Zero() && !by.Bot {
		rev.By = append(rev.By, by)
	}
	approvers, err := c.approvers(ctx, mentorship.Thread{Repo: repo, Number: p.GetNumber()}, p.GetHead().GetSHA())
	if err != nil {
		return err
	}
	for _, a := range approvers {
		if !slices.ContainsFunc(rev.By, func(b mentorship.Person) bool { return b.ID == a.ID }) {
			rev.By = append(rev.By, a)
		}
	}
	return nil
}

// bringer is the pull request that brought a commit to the default branch of
// this very repository: the one merged as that commit, else the first merged.
func bringer(repo mentorship.Repo, sha string, pulls []*github.PullRequest) *github.PullRequest {
	merged := slices.DeleteFunc(slices.Clone(pulls), func(p *github.PullRequest) bool {
		base := p.GetBase()
		branch := cmp.Or(repo.Branch, base.GetRepo().GetDefaultBranch())
		elsewhere := base.GetRepo().GetID() != 0 && base.GetRepo().GetID() != repo.ID
		return p.MergedAt == nil || elsewhere || base.GetRef() != branch
	})
	if len(merged) == 0 {
		return nil
	}
	return slices.MinFunc(merged, func(a, b *github.PullRequest) int {
		if x, y := a.GetMergeCommitSHA() == sha, b.GetMergeCommitSHA() == sha; x != y {
			return map[bool]int{true: -1, false: 1}[x]
		}
		return utc(a.MergedAt).Compare(utc(b.MergedAt))
	})
}

// Approvers are those whose last judgement of a pull request is an approval of
// that very commit.
func (c *Client) Approvers(ctx context.Context, t mentorship.Thread, head string) ([]mentorship.Person, error) {
	ps, err := c.approvers(about(ctx, t.Repo), t, head)
	if err != nil {
		return nil, failed(err, false, "reading who approved %s", threadOf(t))
	}
	return ps, nil
}

// approvers are those whose last judgement of a pull request is an approval of
// its commit head. Who approved an earlier one has not seen what its author
// pushed since. A dismissal or a request for changes that came later counts
// as the last judgement, whatever its commit; a comment is none.
func (c *Client) approvers(ctx context.Context, t mentorship.Thread, head string) ([]mentorship.Person, error) {
	approves := map[int64]bool{}
	var order []mentorship.Person
	for v, err := range c.reviewList(ctx, t) {
		if err != nil {
			return nil, err
		}
		by := person(v.User)
		state := mentorship.ReviewState(strings.ToLower(v.GetState()))
		if by.Zero() || by.Bot || state == mentorship.ReviewCommented {
			continue
		}
		if _, seen := approves[by.ID]; !seen {
			order = append(order, by)
		}
		approves[by.ID] = state == mentorship.ReviewApproved && head != "" && v.GetCommitID() == head
	}
	return slices.DeleteFunc(order, func(p mentorship.Person) bool { return !approves[p.ID] }), nil
}
