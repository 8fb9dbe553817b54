package ghclient

import (
	"context"
	"errors"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/google/go-github/v60/github"
)

// Related are closed issues of a repository that hold all of these words, best
// first, our own pages left out. An error tells what kind of fault it was and
// nothing of the words.
func (c *Client) Related(ctx context.Context, repo mentorship.Repo, words []string) ([]int, error) {
	var plain []string
	for _, w := range words { // quoted: a word is no qualifier, whatever stands in it
		plain = append(plain, `"`+strings.NewReplacer(`"`, "", `\`, "").Replace(w)+`"`)
	}
	q := "is:issue is:closed " + within(mentorship.ScopeRepo, repo) + " " + strings.Join(plain, " ")
	opts := &github.SearchOptions{ListOptions: github.ListOptions{PerPage: 10}}
	res, _, err := c.tenant(repo.Tenant).Search.Issues(about(ctx, repo), q, opts)
	if err != nil {
		kind := mentorship.KindOf(failed(err, false, "searching"))
		return nil, mentorship.NewFault(kind, errors.New("searching closed issues"))
	}
	us, err := c.us(ctx)
	if err != nil {
		return nil, failed(err, false, "reading who we are")
	}
	var out []int
	for _, is := range res.Issues {
		if !us(is.User) {
			out = append(out, is.GetNumber())
		}
	}
	return out, nil
}
