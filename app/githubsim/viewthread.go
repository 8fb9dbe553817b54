package githubsim

import (
	"fmt"
	"strconv"
	"strings"
)

func itoa[T int | int64](n T) string { return strconv.FormatInt(int64(n), 10) }

func (v view) issueAPI(is *issue) string {
	return v.repoAPI(is.repo) + "/issues/" + itoa(is.number)
}

func (v view) pullAPI(is *issue) string { return v.repoAPI(is.repo) + "/pulls/" + itoa(is.number) }

// page is where a person reads a thread.
func (v view) page(is *issue) string {
	kind := "issues"
	if is.pull != nil {
		kind = "pull"
	}
	return v.repoWeb(is.repo) + "/" + kind + "/" + itoa(is.number)
}

// thread holds what issues and pull requests have in common.
func (v view) thread(is *issue) obj {
	var first *user
	if len(is.assignees) > 0 {
		first = is.assignees[0]
	}
	return obj{
		"number": is.number, "title": is.title, "state": is.state, "locked": is.locked,
		"active_lock_reason": nil, "user": v.user(is.user), "body": text(is.text.at(v.asOf)),
		"labels":   each(is.labels, v.label(is.repo)),
		"assignee": v.maybeUser(first), "assignees": each(is.assignees, v.user), "milestone": nil,
		"created_at": stamp(is.created), "updated_at": stamp(is.updated), "closed_at": stamp(is.closed),
		"html_url": v.page(is), "comments_url": v.issueAPI(is) + "/comments",
	}
}

// visibleComments counts what a reader sees.
func (v view) visibleComments(is *issue) []*comment {
	var out []*comment
	for _, c := range is.comments {
		if v.sees(c.created) {
			out = append(out, c)
		}
	}
	return out
}

// issue is an issue, or a pull request seen as one.
func (v view) issue(is *issue) obj {
	api := v.issueAPI(is)
	o := v.thread(is)
	o["id"], o["node_id"], o["url"] = is.id, nodeID("Issue", is.id), api
	o["repository_url"], o["labels_url"] = v.repoAPI(is.repo), api+"/labels{/name}"
	o["events_url"], o["timeline_url"] = api+"/events", api+"/timeline"
	o["comments"] = len(v.visibleComments(is))
	o["state_reason"] = nil
	if is.reason != "" {
		o["state_reason"] = is.reason
	}
	o["author_association"] = v.st.association(is.repo, v.st.authorOf(is.user), "NONE")
	o["performed_via_github_app"] = v.viaApp(is.viaApp)
	o["reactions"] = v.reactions(api, is.reactions)
	if is.pull != nil {
		page := v.page(is)
		o["draft"] = is.pull.draft
		o["pull_request"] = obj{
			"url": v.pullAPI(is), "html_url": page, "diff_url": page + ".diff", "patch_url": page + ".patch",
			"merged_at": stamp(is.pull.merged),
		}
	}
	return o
}

// issueFull is an issue answered by its own address.
func (v view) issueFull(is *issue) obj {
	o := v.issue(is)
	o["closed_by"] = v.maybeUser(is.closedBy)
	return o
}

func (v view) comment(c *comment) obj {
	api := v.repoAPI(c.issue.repo) + "/issues/comments/" + itoa(c.id)
	return obj{
		"id": c.id, "node_id": nodeID("IssueComment", c.id), "url": api,
		"html_url":  v.page(c.issue) + "#issuecomment-" + itoa(c.id),
		"issue_url": v.issueAPI(c.issue), "user": v.user(c.user), "body": text(c.text.at(v.asOf)),
		"created_at": stamp(c.created), "updated_at": stamp(c.updated),
		"author_association":       v.st.association(c.issue.repo, v.st.authorOf(c.user), "NONE"),
		"performed_via_github_app": v.viaApp(c.viaApp), "reactions": v.reactions(api, c.reactions),
	}
}

// pull is a pull request as lists and review payloads carry it.
func (v view) pull(is *issue) obj {
	api, page := v.pullAPI(is), v.page(is)
	o := v.thread(is)
	head := is.headSHA()
	for k, x := range map[string]any{
		"id": is.pull.id, "node_id": nodeID("PullRequest", is.pull.id), "url": api, "draft": is.pull.draft,
		"diff_url": page + ".diff", "patch_url": page + ".patch", "issue_url": v.issueAPI(is),
		"commits_url": api + "/commits", "review_comments_url": api + "/comments",
		"review_comment_url": v.repoAPI(is.repo) + "/pulls/comments{/number}",
		"statuses_url":       v.repoAPI(is.repo) + "/statuses/" + head,
		"merged_at":          stamp(is.pull.merged), "merge_commit_sha": nil, "auto_merge": nil,
		"requested_reviewers": []obj{}, "requested_teams": []obj{},
		"head": v.headBranch(is), "base": v.baseBranch(is),
		"author_association": v.st.association(is.repo, v.st.authorOf(is.user), "FIRST_TIME_CONTRIBUTOR"),
	} {
		o[k] = x
	}
	if is.pull.mergeSHA != "" {
		o["merge_commit_sha"] = is.pull.mergeSHA
	}
	o["_links"] = pullLinks(o)
	return o
}

func pullLinks(o obj) obj {
	link := func(url any) obj { return obj{"href": url} }
	return obj{
		"self": link(o["url"]), "html": link(o["html_url"]), "issue": link(o["issue_url"]),
		"comments": link(o["comments_url"]), "review_comments": link(o["review_comments_url"]),
		"review_comment": link(o["review_comment_url"]), "commits": link(o["commits_url"]),
		"statuses": link(o["statuses_url"]),
	}
}

func (v view) baseBranch(is *issue) obj {
	r := is.repo
	return obj{
		"label": r.owner.login + ":" + defaultBranch, "ref": defaultBranch, "sha": is.pull.baseSHA,
		"user": v.user(r.owner), "repo": v.repo(r),
	}
}

// headBranch is where the change lives. A deleted fork leaves no repository
// behind, a deleted account nothing but the branch's name
// (https://github.com/github/rest-api-description/issues/5562).
func (v view) headBranch(is *issue) obj {
	p := is.pull
	o := obj{"label": nil, "ref": p.headRef, "sha": is.headSHA(), "user": nil, "repo": nil}
	if !p.headUser.gone {
		o["label"], o["user"] = p.headUser.login+":"+p.headRef, v.user(p.headUser)
	}
	if p.headRepo != nil {
		o["repo"] = v.repo(p.headRepo)
	}
	return o
}

// pullFull is a pull request answered by its own address or sent in a
// pull_request payload.
func (v view) pullFull(is *issue) obj {
	o := v.pull(is)
	changes := changesOf(is.pull.commits)
	adds, dels := 0, 0
	for _, ch := range changes {
		adds, dels = adds+ch.lines(), dels+ch.before
	}
	open := is.state == "open"
	for k, x := range map[string]any{
		"merged": !is.pull.merged.IsZero(), "mergeable": nil, "rebaseable": nil, "mergeable_state": "unknown",
		"merged_by": v.maybeUser(is.pull.mergedBy), "comments": len(v.visibleComments(is)), "review_comments": 0,
		"maintainer_can_modify": open && is.pull.headRepo != is.repo, "commits": len(is.pull.commits),
		"additions": adds, "deletions": dels, "changed_files": len(changes),
	} {
		o[k] = x
	}
	if open {
		o["mergeable"], o["mergeable_state"] = true, "clean"
	}
	return o
}

func (v view) review(is *issue, r *review) obj {
	html := fmt.Sprintf("%s#pullrequestreview-%d", v.page(is), r.id)
	return obj{
		"id": r.id, "node_id": nodeID("PullRequestReview", r.id), "user": v.user(r.user), "body": r.body,
		"state": r.state, "html_url": html, "pull_request_url": v.pullAPI(is),
		"submitted_at": stamp(r.submitted), "commit_id": r.commit,
		"author_association": v.st.association(is.repo, v.st.authorOf(r.user), "NONE"),
		"_links":             obj{"html": obj{"href": html}, "pull_request": obj{"href": v.pullAPI(is)}},
	}
}

// file is one changed file of a pull request or commit.
func (v view) file(r *repo, sha string, ch *change) obj {
	web, adds := v.repoWeb(r), ch.lines()
	return obj{
		"sha": ch.blob(), "filename": ch.path, "status": ch.status,
		"additions": adds, "deletions": ch.before, "changes": adds + ch.before,
		"blob_url": web + "/blob/" + sha + "/" + ch.path, "raw_url": web + "/raw/" + sha + "/" + ch.path,
		"contents_url": v.repoAPI(r) + "/contents/" + ch.path + "?ref=" + sha, "patch": ch.patch(),
	}
}

// patch shows the whole file as added; what stood before is not spelled out.
func (ch *change) patch() string {
	if ch.removed {
		return fmt.Sprintf("@@ -1,%d +0,0 @@", ch.before)
	}
	body := strings.TrimSuffix(ch.content(), "\n")
	return fmt.Sprintf("@@ -%d,%d +1,%d @@\n+%s", min(1, ch.before), ch.before, ch.lines(), strings.ReplaceAll(body, "\n", "\n+"))
}
