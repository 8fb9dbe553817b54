package githubsim

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

const (
	pageSize    = 30
	pageMaximum = 100
)

// perPage reads per_page the way GitHub does: too much is clamped.
func (c *call) perPage() int {
	n, err := strconv.Atoi(c.query.Get("per_page"))
	if err != nil || n < 1 {
		return pageSize
	}
	return min(n, pageMaximum)
}

// paged answers one page of a list, with links to its neighbours.
func paged[T any](c *call, all []T, show func(T) obj) answer {
	part, links := slicePage(c, all)
	a := ok(each(part, show))
	a.link(links)
	return a
}

// pagedIn answers a page inside an object with a total.
func pagedIn[T any](c *call, key string, all []T, show func(T) obj) answer {
	part, links := slicePage(c, all)
	a := ok(obj{"total_count": len(all), key: each(part, show)})
	a.link(links)
	return a
}

func (a *answer) link(links string) {
	if links != "" {
		a.set("Link", links)
	}
}

func slicePage[T any](c *call, all []T) (part []T, links string) {
	size := c.perPage()
	page, err := strconv.Atoi(c.query.Get("page"))
	if err != nil || page < 1 {
		page = 1
	}
	last := max(1, (len(all)+size-1)/size)
	from := min(len(all), (page-1)*size)
	return all[from:min(len(all), from+size)], c.links(page, last)
}

// links is the Link header; repositories are named by id in it, as GitHub does.
func (c *call) links(page, last int) string {
	var out []string
	add := func(rel string, n int) {
		out = append(out, fmt.Sprintf(`<%s>; rel="%s"`, c.with("page", strconv.Itoa(n)), rel))
	}
	if page > 1 {
		add("prev", page-1)
	}
	if page < last {
		add("next", page+1)
		add("last", last)
	}
	if page > 1 {
		add("first", 1)
	}
	return strings.Join(out, ", ")
}

// with is this request's address with one parameter changed.
func (c *call) with(key, value string) string {
	q := url.Values{}
	for k, v := range c.query {
		q[k] = v
	}
	q.Set(key, value)
	path := c.path
	if parts := strings.SplitN(path, "/", 5); c.repo != nil && len(parts) == 5 && parts[1] == "repos" {
		path = fmt.Sprintf("/repositories/%d/%s", c.repo.id, parts[4])
	}
	return c.view.api + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}
