package githubsim

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// viewNow shows things as deliveries do: whole, with the server's own links.
func (s *Server) viewNow() view { return view{st: s.st, api: s.base, web: s.base, hook: true} }

// tell queues an event about a repository, if an installation hears of it.
func (s *Server) tell(event, action string, r *repo, number int, by *user, payload obj) {
	in := s.st.covering(r)
	if in == nil || !in.suspended.IsZero() {
		return
	}
	if payload["repository"] == nil {
		payload["repository"] = s.viewNow().repo(r)
	}
	s.tellInstallation(in, &parcel{event: event, action: action, repo: r, repoName: r.fullName(), number: number}, by, payload)
}

// tellInstallation completes a payload with what every delivery to an App
// carries and queues it.
func (s *Server) tellInstallation(in *installation, p *parcel, by *user, payload obj) {
	if !strings.HasPrefix(p.event, "installation") && !slices.Contains(s.st.app.events, p.event) {
		return
	}
	v := s.viewNow()
	if p.action != "" {
		payload["action"] = p.action
	}
	if payload["installation"] == nil {
		payload["installation"] = obj{"id": in.id, "node_id": nodeID("IntegrationInstallation", in.id)}
	}
	if in.owner.kind == kindOrg && !strings.HasPrefix(p.event, "installation") {
		payload["organization"] = v.organization(in.owner)
	}
	payload["sender"] = v.user(by)
	p.inst = in.id
	s.post(p, payload)
}

// tellThread tells of an issue or a pull request, whichever it is.
func (s *Server) tellThread(is *issue, action string, by *user, extra obj) {
	if is.pull == nil {
		s.tellIssue(is, action, by, extra)
		return
	}
	s.tellPull(is, action, by, extra)
}

func (s *Server) tellIssue(is *issue, action string, by *user, extra obj) {
	payload := obj{"issue": s.viewNow().issue(is)}
	maps.Copy(payload, extra)
	s.tell("issues", action, is.repo, is.number, by, payload)
}

// tellPull tells of a pull request. Payloads call the author of a first one
// NONE, whatever the API says.
func (s *Server) tellPull(is *issue, action string, by *user, extra obj) {
	pr := s.viewNow().pullFull(is)
	pr["author_association"] = s.st.association(is.repo, s.st.authorOf(is.user), "NONE")
	if action == "opened" || action == "reopened" || action == "synchronize" {
		pr["mergeable"], pr["mergeable_state"] = nil, "unknown" // GitHub has not looked yet
	}
	payload := obj{"number": is.number, "pull_request": pr}
	maps.Copy(payload, extra)
	s.tell("pull_request", action, is.repo, is.number, by, payload)
}

func (s *Server) tellComment(cm *comment, action string, by *user, extra obj) {
	v := s.viewNow()
	payload := obj{"issue": v.issue(cm.issue), "comment": v.comment(cm)}
	maps.Copy(payload, extra)
	s.tell("issue_comment", action, cm.issue.repo, cm.issue.number, by, payload)
}

// tellReview tells of a review; payloads write its state in lower case.
func (s *Server) tellReview(is *issue, r *review) {
	v := s.viewNow()
	o := v.review(is, r)
	o["state"] = fold(r.state)
	if r.body == "" {
		o["body"] = nil
	}
	pr := v.pull(is)
	pr["author_association"] = s.st.association(is.repo, s.st.authorOf(is.user), "NONE")
	s.tell("pull_request_review", "submitted", is.repo, is.number, r.user, obj{"review": o, "pull_request": pr})
}

// tellPush tells of commits on a branch, oldest first.
func (s *Server) tellPush(r *repo, branch string, before *commit, commits []*commit, by *user) {
	v := s.viewNow()
	zero := strings.Repeat("0", 40)
	from := zero
	if before != nil {
		from = before.sha
	}
	last := commits[len(commits)-1]
	web := v.repoWeb(r)
	payload := obj{
		"ref": "refs/heads/" + branch, "before": from, "after": last.sha, "created": before == nil, "deleted": false,
		"forced": false, "base_ref": nil, "compare": web + "/compare/" + from[:12] + "..." + last.sha[:12],
		"commits":     each(commits, func(c *commit) obj { return v.pushedCommit(r, c) }),
		"head_commit": v.pushedCommit(r, last), "repository": v.pushedRepo(r),
		"pusher": obj{"name": by.login, "email": noreply(by)},
	}
	s.tell("push", "", r, 0, by, payload)
}

func (v view) pushedCommit(r *repo, c *commit) obj {
	paths := map[string][]string{"added": {}, "modified": {}, "removed": {}}
	for _, ch := range c.changes {
		paths[ch.status] = append(paths[ch.status], ch.path)
	}
	person := func(u *user) obj {
		return obj{"name": u.login, "email": noreply(u), "username": u.login}
	}
	return obj{
		"id": c.sha, "tree_id": gitHash("tree", c.sha), "distinct": true, "message": c.message,
		"timestamp": c.at.UTC().Format(time.RFC3339), "url": v.repoWeb(r) + "/commit/" + c.sha,
		"author": person(c.author), "committer": person(c.committer),
		"added": paths["added"], "modified": paths["modified"], "removed": paths["removed"],
	}
}

func (s *Server) tellRun(run *checkRun, action string, by *user) {
	v := s.viewNow()
	o := v.run(run)
	o["check_suite"] = v.suiteLite(run.suite)
	s.tell("check_run", action, run.suite.repo, threadOf(run.suite), by, obj{"check_run": o})
}

func (s *Server) tellSuite(suite *checkSuite, action string, by *user) {
	s.tell("check_suite", action, suite.repo, threadOf(suite), by, obj{"check_suite": s.viewNow().suite(suite)})
}

// tellLife tells of the installation itself, suspended or gone as it may be.
func (s *Server) tellLife(in *installation, action string, by *user) {
	v := s.viewNow()
	payload := obj{"installation": v.installation(in), "repositories": each(s.st.reposOf(in), v.repoName)}
	s.tellInstallation(in, &parcel{event: "installation", action: action}, by, payload)
}

// tellRepos tells that repositories came to or left an installation.
func (s *Server) tellRepos(in *installation, action string, list []*repo, by *user) {
	v := s.viewNow()
	added, removed := []obj{}, []obj{}
	if action == "added" {
		added = each(list, v.repoName)
	} else {
		removed = each(list, v.repoName)
	}
	o := v.installation(in)
	s.tellInstallation(in, &parcel{event: "installation_repositories", action: action}, by, obj{
		"installation": o, "repository_selection": o["repository_selection"], "requester": nil,
		"repositories_added": added, "repositories_removed": removed,
	})
}

// tellOrg tells of something in an organisation that concerns no repository.
func (s *Server) tellOrg(o *org, event, action string, by *user, payload obj) {
	in := s.st.installed(o.acct)
	if in == nil || !in.suspended.IsZero() {
		return
	}
	s.tellInstallation(in, &parcel{event: event, action: action}, by, payload)
}
