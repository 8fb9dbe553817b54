package githubsim

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

func (v view) gitUser(u *user, at time.Time) obj {
	return obj{"name": u.login, "email": noreply(u), "date": stamp(at)}
}

func noreply(u *user) string {
	return itoa(u.id) + "+" + strings.TrimSuffix(u.login, "[bot]") + "@users.noreply.github.com"
}

// commit is a commit as lists carry it.
func (v view) commit(r *repo, c *commit) obj {
	api := v.repoAPI(r)
	url, tree := api+"/commits/"+c.sha, gitHash("tree", c.sha)
	parents := []obj{}
	if c.parent != nil {
		parents = append(parents, obj{
			"sha": c.parent.sha, "url": api + "/commits/" + c.parent.sha,
			"html_url": v.repoWeb(r) + "/commit/" + c.parent.sha,
		})
	}
	return obj{
		"sha": c.sha, "node_id": nodeID("Commit", c.sha), "url": url,
		"html_url": v.repoWeb(r) + "/commit/" + c.sha, "comments_url": url + "/comments",
		"commit": obj{
			"author": v.gitUser(c.author, c.at), "committer": v.gitUser(c.committer, c.at), "message": c.message,
			"tree": obj{"sha": tree, "url": api + "/git/trees/" + tree}, "url": api + "/git/commits/" + c.sha,
			"comment_count": 0, "verification": obj{
				"verified": false, "reason": "unsigned", "signature": nil, "payload": nil, "verified_at": nil,
			},
		},
		"author": v.commitUser(c.author), "committer": v.commitUser(c.committer), "parents": parents,
	}
}

// commitUser is null when the account behind a commit is gone.
func (v view) commitUser(u *user) any {
	if u.gone {
		return nil
	}
	return v.user(u)
}

func (v view) commitFull(r *repo, c *commit) obj {
	o := v.commit(r, c)
	adds, dels := 0, 0
	for _, ch := range c.changes {
		adds, dels = adds+ch.lines(), dels+ch.before
	}
	o["stats"] = obj{"additions": adds, "deletions": dels, "total": adds + dels}
	o["files"] = each(c.changes, func(ch *change) obj { return v.file(r, c.sha, ch) })
	return o
}

func listCommits(c *call) answer {
	at := c.repo.git.resolve(c.query.Get("sha"))
	if at == nil {
		return notFound()
	}
	since := c.since()
	until, err := time.Parse(time.RFC3339, c.query.Get("until"))
	hasUntil := err == nil
	author, where := c.query.Get("author"), strings.Trim(c.query.Get("path"), "/")
	var list []*commit
	for x := at; x != nil; x = x.parent {
		if x.touches(where) && !x.at.Before(since) && !(hasUntil && x.at.After(until)) &&
			(author == "" || strings.EqualFold(author, x.author.login)) {
			list = append(list, x)
		}
	}
	return paged(c, list, func(x *commit) obj { return c.view.commit(c.repo, x) })
}

// touches says whether a commit changed a file, or a file below a directory.
func (c *commit) touches(where string) bool {
	return where == "" || slices.ContainsFunc(c.changes, func(ch *change) bool {
		return ch.path == where || strings.HasPrefix(ch.path, where+"/")
	})
}

// commitAsked is the commit of the path; pull/N/head is understood too.
func (c *call) commitAsked() *commit {
	ref := c.vars["ref"]
	if x := c.repo.git.resolve(ref); x != nil {
		return x
	}
	ref = strings.TrimPrefix(ref, "refs/")
	if n, yes := strings.CutPrefix(ref, "pull/"); yes {
		c.vars["number"] = strings.TrimSuffix(n, "/head")
		if is := c.pull(); is != nil {
			return is.pull.commits[len(is.pull.commits)-1]
		}
	}
	return nil
}

func noCommit(c *call) answer {
	return fail(http.StatusUnprocessableEntity, "No commit found for SHA: "+c.vars["ref"])
}

func getCommit(c *call) answer {
	x := c.commitAsked()
	if x == nil {
		return noCommit(c)
	}
	if strings.Contains(c.r.Header.Get("Accept"), "sha") {
		return answer{status: http.StatusOK, raw: []byte(x.sha), ctype: "application/vnd.github.sha; charset=utf-8"}
	}
	return ok(c.view.commitFull(c.repo, x))
}

func commitPulls(c *call) answer {
	x := c.commitAsked()
	if x == nil {
		return noCommit(c)
	}
	return paged(c, c.repo.git.pulls[x.sha], c.view.pull)
}
