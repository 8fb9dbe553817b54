package githubsim

import (
	"strings"
)

func gqlPull() gqlType {
	t := gqlType{
		"id":             gqlID(),
		"databaseId":     plain(func(_ *gqlRun, is *issue) any { return is.pull.id }),
		"fullDatabaseId": plain(func(_ *gqlRun, is *issue) any { return itoa(is.pull.id) }),
		"number":         plain(func(_ *gqlRun, is *issue) any { return is.number }),
		"title":          plain(func(_ *gqlRun, is *issue) any { return is.title }),
		"body":           plain(func(_ *gqlRun, is *issue) any { return is.text.string() }),
		"state":          plain(func(_ *gqlRun, is *issue) any { return pullState(is) }),
		"url":            plain(func(g *gqlRun, is *issue) any { return g.c.view.page(is) }),
		"merged":         plain(func(_ *gqlRun, is *issue) any { return !is.pull.merged.IsZero() }),
		"isDraft":        plain(func(_ *gqlRun, is *issue) any { return is.pull.draft }),
		"locked":         plain(func(_ *gqlRun, is *issue) any { return is.locked }),
		"createdAt":      plain(func(_ *gqlRun, is *issue) any { return stamp(is.created) }),
		"updatedAt":      plain(func(_ *gqlRun, is *issue) any { return stamp(is.updated) }),
		"closedAt":       plain(func(_ *gqlRun, is *issue) any { return stamp(is.closed) }),
		"mergedAt":       plain(func(_ *gqlRun, is *issue) any { return stamp(is.pull.merged) }),
		"baseRefName":    plain(func(*gqlRun, *issue) any { return defaultBranch }),
		"headRefName":    plain(func(_ *gqlRun, is *issue) any { return is.pull.headRef }),
		"headRefOid":     plain(func(_ *gqlRun, is *issue) any { return is.headSHA() }),
		"changedFiles":   plain(func(_ *gqlRun, is *issue) any { return len(changesOf(is.pull.commits)) }),
		"authorAssociation": plain(func(g *gqlRun, is *issue) any {
			return g.c.st.association(is.repo, g.c.st.authorOf(is.user), "FIRST_TIME_CONTRIBUTOR")
		}),
		"author":   below("Actor", func(_ *gqlRun, is *issue) any { return actorNode(is.user) }),
		"mergedBy": below("Actor", func(_ *gqlRun, is *issue) any { return actorNode(is.pull.mergedBy) }),
		"mergeCommit": below("Commit", func(_ *gqlRun, is *issue) any {
			return commitNode(is.repo.git.commits[is.pull.mergeSHA])
		}),
	}
	t["reviews"] = gqlField{gives: "PullRequestReviewConnection", args: "first last after before states author", get: gqlReviews}
	t["latestReviews"] = gqlField{gives: "PullRequestReviewConnection", args: "first last after before", get: gqlReviews}
	t["files"] = gqlField{gives: "PullRequestChangedFileConnection", args: "first last after before", get: gqlFiles}
	return t
}

func commitNode(c *commit) any {
	if c == nil {
		return nil
	}
	return c
}

func gqlReviews(g *gqlRun, v any, args map[string]any) (any, error) {
	is := v.(*issue)
	states := strings.Join(words(args["states"]), " ")
	var list []reviewOf
	for _, r := range is.pull.reviews {
		if g.c.view.sees(r.submitted) && (states == "" || strings.Contains(states, r.state)) &&
			(args["author"] == nil || strings.EqualFold(r.user.login, args["author"].(string))) {
			list = append(list, reviewOf{is, r})
		}
	}
	return connect(list, args, func(r reviewOf) string { return itoa(r.id) })
}

// reviewOf is a review with its pull request.
type reviewOf struct {
	is *issue
	*review
}

func gqlReview() gqlType {
	return gqlType{
		"id":          gqlID(),
		"databaseId":  plain(func(_ *gqlRun, r reviewOf) any { return r.id }),
		"state":       plain(func(_ *gqlRun, r reviewOf) any { return r.state }),
		"body":        plain(func(_ *gqlRun, r reviewOf) any { return r.body }),
		"submittedAt": plain(func(_ *gqlRun, r reviewOf) any { return stamp(r.submitted) }),
		"createdAt":   plain(func(_ *gqlRun, r reviewOf) any { return stamp(r.submitted) }),
		"url":         plain(func(g *gqlRun, r reviewOf) any { return g.c.view.review(r.is, r.review)["html_url"] }),
		"author":      below("Actor", func(_ *gqlRun, r reviewOf) any { return actorNode(r.user) }),
		"authorAssociation": plain(func(g *gqlRun, r reviewOf) any {
			return g.c.st.association(r.is.repo, g.c.st.authorOf(r.user), "NONE")
		}),
	}
}

func gqlFiles(_ *gqlRun, v any, args map[string]any) (any, error) {
	return connect(changesOf(v.(*issue).pull.commits), args, func(ch *change) string { return ch.path })
}

func gqlFile() gqlType {
	return gqlType{
		"path":       plain(func(_ *gqlRun, ch *change) any { return ch.path }),
		"additions":  plain(func(_ *gqlRun, ch *change) any { return ch.lines() }),
		"deletions":  plain(func(_ *gqlRun, ch *change) any { return ch.before }),
		"changeType": plain(func(_ *gqlRun, ch *change) any { return patchStatus(ch.status) }),
	}
}

// patchStatus is a file's status in GraphQL's words.
func patchStatus(status string) string {
	if status == "removed" {
		return "DELETED"
	}
	return strings.ToUpper(status)
}

func gqlCommit() gqlType {
	return gqlType{
		"id":             gqlID(),
		"oid":            plain(func(_ *gqlRun, c *commit) any { return c.sha }),
		"abbreviatedOid": plain(func(_ *gqlRun, c *commit) any { return c.sha[:7] }),
		"message":        plain(func(_ *gqlRun, c *commit) any { return c.message }),
		"committedDate":  plain(func(_ *gqlRun, c *commit) any { return stamp(c.at) }),
	}
}
