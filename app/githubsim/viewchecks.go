package githubsim

// verdict is a suite's status and conclusion: the first that is no success.
func (s *checkSuite) verdict() (status string, conclusion any) {
	conclusion = "success"
	for _, run := range s.runs {
		if run.status != "completed" {
			return "in_progress", nil
		}
		if conclusion == "success" {
			conclusion = run.conclusion
		}
	}
	if len(s.runs) == 0 {
		return "queued", nil
	}
	return "completed", conclusion
}

// branchOf names the branch and pull requests of a suite; GitHub leaves both
// out for forks.
func (v view) branchOf(s *checkSuite) (branch any, pulls []obj) {
	pulls = []obj{}
	if s.repo.git.head.sha == s.sha {
		branch = defaultBranch
	}
	for _, is := range s.repo.git.pulls[s.sha] {
		if is.pull.headRepo == s.repo && is.headSHA() == s.sha {
			branch = is.pull.headRef
			pulls = append(pulls, v.pullRef(is))
		}
	}
	return branch, pulls
}

func (v view) pullRef(is *issue) obj {
	return obj{
		"url": v.pullAPI(is), "id": is.pull.id, "number": is.number,
		"head": obj{"ref": is.pull.headRef, "sha": is.headSHA(), "repo": v.repoRef(is.repo)},
		"base": obj{"ref": defaultBranch, "sha": is.pull.baseSHA, "repo": v.repoRef(is.repo)},
	}
}

func (v view) suiteApp(s *checkSuite) obj {
	if s.byApp {
		return v.app()
	}
	return v.ciApp()
}

// suiteLite is a suite inside a run's payload.
func (v view) suiteLite(s *checkSuite) obj {
	status, conclusion := s.verdict()
	branch, pulls := v.branchOf(s)
	o := obj{
		"id": s.id, "node_id": nodeID("CheckSuite", s.id), "head_branch": branch, "head_sha": s.sha,
		"status": status, "conclusion": conclusion, "url": v.repoAPI(s.repo) + "/check-suites/" + itoa(s.id),
		"before": nil, "after": s.sha, "pull_requests": pulls, "app": v.suiteApp(s),
		"created_at": stamp(s.created), "updated_at": stamp(s.updated),
	}
	if c := s.repo.git.commits[s.sha]; c != nil && c.parent != nil {
		o["before"] = c.parent.sha
	}
	return o
}

// suite is a suite as its own payload carries it.
func (v view) suite(s *checkSuite) obj {
	o := v.suiteLite(s)
	o["latest_check_runs_count"], o["check_runs_url"] = len(s.runs), o["url"].(string)+"/check-runs"
	o["rerequestable"], o["runs_rerequestable"] = true, true
	c := s.repo.git.commits[s.sha]
	o["head_commit"] = obj{
		"id": c.sha, "tree_id": gitHash("tree", c.sha), "message": c.message, "timestamp": stamp(c.at),
		"author":    obj{"name": c.author.login, "email": noreply(c.author)},
		"committer": obj{"name": c.committer.login, "email": noreply(c.committer)},
	}
	return o
}

// suiteFull is a suite as the API answers it.
func (v view) suiteFull(s *checkSuite) obj {
	o := v.suite(s)
	o["repository"] = v.repoLite(s.repo)
	return o
}

// run is a check run as the API answers it.
func (v view) run(run *checkRun) obj {
	s := run.suite
	api := v.repoAPI(s.repo) + "/check-runs/" + itoa(run.id)
	_, pulls := v.branchOf(s)
	html := v.repoWeb(s.repo) + "/runs/" + itoa(run.id)
	o := obj{
		"id": run.id, "node_id": nodeID("CheckRun", run.id), "head_sha": s.sha, "external_id": run.external,
		"url": api, "html_url": html, "details_url": run.details, "status": run.status, "conclusion": nil,
		"started_at": stamp(run.started), "completed_at": stamp(run.completed), "name": run.name,
		"output": obj{
			"title": text(run.output.Title), "summary": text(run.output.Summary), "text": text(run.output.Text),
			"annotations_count": run.notes, "annotations_url": api + "/annotations",
		},
		"check_suite": obj{"id": s.id}, "app": v.suiteApp(s), "pull_requests": pulls,
	}
	if run.details == "" {
		o["details_url"] = html
	}
	if run.conclusion != "" {
		o["conclusion"] = run.conclusion
	}
	return o
}
