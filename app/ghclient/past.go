package ghclient

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// pastQuery reads a page of merged pull requests. With 50 of them it touches
// 6,050 nodes of the 500,000 GitHub allows.
const pastQuery = `query Past($owner: String!, $name: String!, $cursor: String) {
  repository(owner: $owner, name: $name) {
    databaseId
    pullRequests(first: %d, after: $cursor, states: MERGED, orderBy: {field: CREATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number
        mergedAt
        author { __typename login ... on User { databaseId } }
        reviews(first: 20) { nodes { author { __typename login ... on User { databaseId } } submittedAt } }
        files(first: 100) { totalCount nodes { path } }
      }
    }
  }
}`

// pastPage mirrors the answer. GitHub may leave out anything that is a pointer or a list.
type pastPage struct {
	Data struct {
		Repository *struct {
			DatabaseID   int64
			PullRequests struct {
				PageInfo struct {
					HasNextPage bool
					EndCursor   string
				}
				Nodes []*pastPull
			}
		}
	}
}

type pastPull struct {
	Number   int
	MergedAt time.Time
	Author   *actor
	Reviews  *struct {
		Nodes []*struct{ Author *actor }
	}
	Files *struct {
		TotalCount int
		Nodes      []*struct{ Path string }
	}
}

// actor is a GraphQL account; only users have a databaseId in our query.
type actor struct {
	Type       string `json:"__typename"`
	Login      string
	DatabaseID int64
}

// id is the person's id as matching knows it, "" for bots, deleted and imported accounts.
func (a *actor) id() matching.PersonID {
	if a == nil || a.Type != "User" || a.DatabaseID == 0 || isBot(a.Type, a.Login) {
		return ""
	}
	return personID(a.DatabaseID)
}

func personID(id int64) matching.PersonID { return matching.PersonID(strconv.FormatInt(id, 10)) }

// Past is one page of merged pull requests, newest first by creation, from
// cursor ("" = the newest); next is "" at the end. Changes by bots and by
// deleted accounts are left out, and so are bots among the reviewers. Of a
// change with more than 100 files only the first 100 are given; it counts as large.
func (c *Client) Past(ctx context.Context, repo mentorship.Repo, cursor string) ([]matching.Change, string, error) {
	page, err := c.pastPage(about(ctx, repo), repo, cursor)
	if err != nil {
		return nil, "", failed(err, false, "reading merged pull requests of %s", placeOf(repo))
	}
	var changes []matching.Change
	for _, p := range page.Data.Repository.PullRequests.Nodes {
		if p != nil && p.Author.id() != "" && !p.MergedAt.IsZero() {
			changes = append(changes, p.change(repo))
		}
	}
	next := page.Data.Repository.PullRequests.PageInfo
	if !next.HasNextPage || next.EndCursor == cursor {
		return changes, "", nil
	}
	return changes, next.EndCursor, nil
}

func (c *Client) pastPage(ctx context.Context, repo mentorship.Repo, cursor string) (*pastPage, error) {
	vars := map[string]any{"owner": repo.Owner, "name": repo.Name, "cursor": nil}
	if cursor != "" {
		vars["cursor"] = cursor
	}
	var page *pastPage
	var err error
	// Where GitHub cannot answer for many large pull requests in its ten
	// seconds, it can for a few.
	for _, size := range []int{50, 10} {
		page = new(pastPage)
		if err = c.query(ctx, repo.Tenant, fmt.Sprintf(pastQuery, size), vars, page); err == nil {
			break
		}
		if s := statusOf(err); s != http.StatusBadGateway && s != http.StatusGatewayTimeout {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	r := page.Data.Repository
	if r == nil || (r.DatabaseID != 0 && repo.ID != 0 && r.DatabaseID != repo.ID) {
		return nil, refused(mentorship.FaultNotFound, "there is no such repository")
	}
	return page, nil
}

// query asks the GraphQL API, which go-github does not speak.
func (c *Client) query(ctx context.Context, tenant int64, query string, vars map[string]any, out any) error {
	gh := c.tenant(tenant)
	req, err := gh.NewRequest(http.MethodPost, c.graphql, map[string]any{"query": query, "variables": vars})
	if err != nil {
		return err
	}
	_, err = gh.Do(ctx, req, out)
	return err
}

func (p *pastPull) change(repo mentorship.Repo) matching.Change {
	author := p.Author.id()
	ch := matching.Change{ID: changeID(repo, p.Number), Time: p.MergedAt.UTC(), Author: author}
	if p.Reviews != nil {
		for _, v := range p.Reviews.Nodes {
			if v != nil {
				ch.Reviewers = addReviewer(ch.Reviewers, author, v.Author.id())
			}
		}
	}
	if p.Files == nil {
		ch.Large = true // GitHub does not say
		return ch
	}
	for _, f := range p.Files.Nodes {
		if f != nil {
			ch.Files = append(ch.Files, f.Path)
		}
	}
	ch.Large = p.Files.TotalCount > max(100, len(p.Files.Nodes))
	return ch
}

// changeID names a merged pull request for matching; it outlives renames.
func changeID(repo mentorship.Repo, number int) string {
	return strconv.FormatInt(repo.ID, 10) + "#" + strconv.Itoa(number)
}

func addReviewer(list []matching.PersonID, author, id matching.PersonID) []matching.PersonID {
	if id == "" || id == author || slices.Contains(list, id) {
		return list
	}
	return append(list, id)
}

// Change is one merged pull request as matching learns it. It has no ID when
// there is nothing to learn: it is not merged, or its author is a bot or gone.
func (c *Client) Change(ctx context.Context, t mentorship.Thread) (matching.Change, error) {
	ch, err := c.change(about(ctx, t.Repo), t)
	if err != nil {
		return matching.Change{}, failed(err, false, "learning from %s", threadOf(t))
	}
	return ch, nil
}

func (c *Client) change(ctx context.Context, t mentorship.Thread) (matching.Change, error) {
	p, err := c.pull(ctx, t)
	if err != nil {
		return matching.Change{}, err
	}
	author := person(p.User)
	if p.MergedAt == nil || author.Zero() || author.Bot {
		return matching.Change{}, nil
	}
	repoID := cmp.Or(t.Repo.ID, p.GetBase().GetRepo().GetID())
	ch := matching.Change{
		ID: changeID(mentorship.Repo{ID: repoID}, t.Number), Time: utc(p.MergedAt), Author: personID(author.ID),
	}
	files, err := c.files(ctx, t)
	if err != nil {
		return matching.Change{}, err
	}
	ch.Files, ch.Renames, ch.Large = files.paths, files.renames, files.more
	for v, err := range c.reviewList(ctx, t) {
		if err != nil {
			return matching.Change{}, err
		}
		if by := person(v.User); !by.Zero() && !by.Bot {
			ch.Reviewers = addReviewer(ch.Reviewers, ch.Author, personID(by.ID))
		}
	}
	return ch, nil
}
