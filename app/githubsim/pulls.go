package githubsim

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// threadsWhere lists a repository's threads that a filter keeps.
func (c *call) threadsWhere(keep func(*issue) bool) []*issue {
	var out []*issue
	for _, is := range c.repo.sortedThreads() {
		if c.view.sees(is.created) && is.fate.status == 0 && is.movedTo == nil && keep(is) {
			out = append(out, is)
		}
	}
	return out
}

// sorted orders threads by the sort and direction parameters; first is the
// direction when none is asked.
func (c *call) sorted(list []*issue, first string) []*issue {
	key := func(is *issue) time.Time { return is.created }
	if c.query.Get("sort") == "updated" {
		key = func(is *issue) time.Time { return is.updated }
	}
	slices.SortStableFunc(list, func(a, b *issue) int {
		return cmp.Or(key(a).Compare(key(b)), cmp.Compare(a.number, b.number))
	})
	if cmp.Or(c.query.Get("direction"), c.query.Get("order"), first) == "desc" {
		slices.Reverse(list)
	}
	return list
}

// inState understands open (the default), closed and all.
func (c *call) inState(is *issue) bool {
	want := cmp.Or(c.query.Get("state"), "open")
	return want == "all" || want == is.state
}

func listPulls(c *call) answer {
	head, base := c.query.Get("head"), c.query.Get("base")
	list := c.threadsWhere(func(is *issue) bool {
		return is.pull != nil && c.inState(is) && is.pull.comesFrom(head) && (base == "" || base == defaultBranch)
	})
	first := "desc"
	if s := c.query.Get("sort"); s != "" && s != "created" {
		first = "asc"
	}
	return paged(c, c.sorted(list, first), c.view.pull)
}

// comesFrom understands "owner:branch"; GitHub ignores a bare branch.
func (p *pull) comesFrom(head string) bool {
	owner, ref, ok := strings.Cut(head, ":")
	return !ok || p.headUser != nil && strings.EqualFold(owner, p.headUser.login) && ref == p.headRef
}

func getPull(c *call) answer {
	is := c.pull()
	if is == nil {
		return notFound()
	}
	return ok(c.view.pullFull(is))
}

func pullFiles(c *call) answer {
	is := c.pull()
	if is == nil {
		return notFound()
	}
	sha := is.headSHA()
	return paged(c, changesOf(is.pull.commits), func(ch *change) obj { return c.view.file(is.repo, sha, ch) })
}

func pullCommits(c *call) answer {
	is := c.pull()
	if is == nil {
		return notFound()
	}
	return paged(c, is.pull.commits, func(x *commit) obj { return c.view.commit(is.repo, x) })
}

func pullReviews(c *call) answer {
	is := c.pull()
	if is == nil {
		return notFound()
	}
	var list []*review
	for _, r := range is.pull.reviews {
		if c.view.sees(r.submitted) {
			list = append(list, r)
		}
	}
	return paged(c, list, func(r *review) obj { return c.view.review(is, r) })
}

// pullComments are comments on lines; people here comment on threads only.
func pullComments(c *call) answer {
	if c.pull() == nil {
		return notFound()
	}
	return paged(c, []obj{}, func(o obj) obj { return o })
}
