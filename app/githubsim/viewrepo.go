package githubsim

import (
	"strings"
)

func (v view) repoAPI(r *repo) string { return v.api + "/repos/" + r.fullName() }
func (v view) repoWeb(r *repo) string { return v.web + "/" + r.fullName() }

// repoLinks are the links below a repository's API address.
func repoLinks() []string {
	return []string{
		"archive_url /{archive_format}{/ref}", "assignees_url /assignees{/user}", "blobs_url /git/blobs{/sha}",
		"branches_url /branches{/branch}", "collaborators_url /collaborators{/collaborator}",
		"comments_url /comments{/number}", "commits_url /commits{/sha}", "compare_url /compare/{base}...{head}",
		"contents_url /contents/{+path}", "contributors_url /contributors", "deployments_url /deployments",
		"downloads_url /downloads", "events_url /events", "forks_url /forks", "git_commits_url /git/commits{/sha}",
		"git_refs_url /git/refs{/sha}", "git_tags_url /git/tags{/sha}", "hooks_url /hooks",
		"issue_comment_url /issues/comments{/number}", "issue_events_url /issues/events{/number}",
		"issues_url /issues{/number}", "keys_url /keys{/key_id}", "labels_url /labels{/name}",
		"languages_url /languages", "merges_url /merges", "milestones_url /milestones{/number}",
		"notifications_url /notifications{?since,all,participating}", "pulls_url /pulls{/number}",
		"releases_url /releases{/id}", "stargazers_url /stargazers", "statuses_url /statuses/{sha}",
		"subscribers_url /subscribers", "subscription_url /subscription", "tags_url /tags", "teams_url /teams",
		"trees_url /git/trees{/sha}",
	}
}

// repoLite is a repository as minimal answers carry it.
func (v view) repoLite(r *repo) obj {
	api := v.repoAPI(r)
	o := obj{
		"id": r.id, "node_id": nodeID("Repository", r.id), "name": r.name, "full_name": r.fullName(),
		"owner": v.user(r.owner), "private": r.private, "html_url": v.repoWeb(r), "description": nil,
		"fork": r.parent != nil, "url": api,
	}
	for _, l := range repoLinks() {
		key, suffix, _ := strings.Cut(l, " ")
		o[key] = api + suffix
	}
	return o
}

// repo is a repository as lists and payloads carry it.
func (v view) repo(r *repo) obj {
	o := v.repoLite(r)
	web, host := v.repoWeb(r), strings.TrimPrefix(strings.TrimPrefix(v.web, "https://"), "http://")
	for k, x := range map[string]any{
		"git_url": "git://" + host + "/" + r.fullName() + ".git", "ssh_url": "git@" + host + ":" + r.fullName() + ".git",
		"clone_url": web + ".git", "svn_url": web, "mirror_url": nil, "homepage": nil, "language": nil,
		"size": len(r.git.tree), "forks_count": 0, "stargazers_count": 0, "watchers_count": 0,
		"forks": 0, "watchers": 0, "open_issues_count": r.open, "open_issues": r.open,
		"default_branch": defaultBranch, "topics": []string{}, "license": nil,
		"has_issues": !r.noIssues, "has_projects": true, "has_wiki": true, "has_pages": false,
		"has_downloads": true, "has_discussions": false, "is_template": false, "archived": r.archived, "disabled": false,
		"allow_forking": true, "web_commit_signoff_required": false,
		"created_at": stamp(r.created), "updated_at": stamp(r.pushed), "pushed_at": stamp(r.pushed),
	} {
		o[k] = x
	}
	o["visibility"] = "public"
	if r.private {
		o["visibility"] = "private"
	}
	if v.hook {
		o["custom_properties"] = obj{}
	}
	return o
}

// repoFull is a repository answered by its own address.
func (v view) repoFull(r *repo) obj {
	o := v.repoPermitted(r)
	o["subscribers_count"], o["network_count"], o["custom_properties"] = 0, 0, obj{}
	if r.owner.kind == kindOrg {
		o["organization"] = v.user(r.owner)
	}
	return o
}

// repoPermitted adds what the token may do, as answers to Apps carry it.
func (v view) repoPermitted(r *repo) obj {
	o := v.repo(r)
	o["permissions"] = obj{"admin": false, "maintain": false, "push": false, "triage": false, "pull": true}
	return o
}

// repoInstalled is a repository in the list of an installation.
func (v view) repoInstalled(r *repo) obj {
	o := v.repoPermitted(r)
	o["custom_properties"] = obj{}
	return o
}

// pushedRepo is a repository as push payloads carry it, with some times as
// numbers.
func (v view) pushedRepo(r *repo) obj {
	o := v.repo(r)
	o["created_at"], o["pushed_at"] = r.created.Unix(), r.pushed.Unix()
	o["stargazers"], o["master_branch"] = 0, defaultBranch
	if r.owner.kind == kindOrg {
		o["organization"] = r.owner.login
	}
	return o
}

// repoRef is a repository as check runs name it.
func (v view) repoRef(r *repo) obj {
	return obj{"id": r.id, "url": v.repoAPI(r), "name": r.name}
}

// repoName is a repository as installation payloads name it.
func (v view) repoName(r *repo) obj {
	return obj{
		"id": r.id, "node_id": nodeID("Repository", r.id), "name": r.name,
		"full_name": r.fullName(), "private": r.private,
	}
}

// installation is an installation as payloads carry it.
func (v view) installation(in *installation) obj {
	selection := "all"
	if !in.all {
		selection = "selected"
	}
	page := v.web + "/settings/installations/"
	if in.owner.kind == kindOrg {
		page = v.web + "/organizations/" + in.owner.login + "/settings/installations/"
	}
	return obj{
		"id": in.id, "account": v.user(in.owner), "repository_selection": selection,
		"access_tokens_url": v.api + "/app/installations/" + itoa(in.id) + "/access_tokens",
		"repositories_url":  v.api + "/installation/repositories", "html_url": page + itoa(in.id),
		"app_id": v.st.app.id, "app_slug": v.st.app.slug, "target_id": in.owner.id, "target_type": in.owner.kind,
		"permissions": v.st.app.perms, "events": v.st.app.events,
		"created_at": stamp(in.created), "updated_at": stamp(in.updated),
		"single_file_name": nil, "has_multiple_single_files": false, "single_file_paths": []string{},
		"suspended_by": v.maybeUser(in.suspendedBy), "suspended_at": stamp(in.suspended),
	}
}
