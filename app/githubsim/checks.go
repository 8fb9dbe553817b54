package githubsim

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// checkSuite is the runs of one App on one commit.
type checkSuite struct {
	id      int64
	repo    *repo
	sha     string
	byApp   bool // ours, not the repository's own checks
	runs    []*checkRun
	created time.Time
	updated time.Time
}

type checkRun struct {
	id         int64
	suite      *checkSuite
	name       string
	external   string
	details    string
	status     string
	conclusion string
	output     runOutput
	notes      int
	started    time.Time
	completed  time.Time
}

type runOutput struct {
	Title       *string           `json:"title"`
	Summary     *string           `json:"summary"`
	Text        *string           `json:"text"`
	Annotations []json.RawMessage `json:"annotations"`
}

// suiteFor finds or makes a suite.
func (st *state) suiteFor(r *repo, sha string, byApp bool) *checkSuite {
	for _, s := range r.suites {
		if s.sha == sha && s.byApp == byApp {
			return s
		}
	}
	s := &checkSuite{id: st.next("suite"), repo: r, sha: sha, byApp: byApp, created: st.now(), updated: st.now()}
	r.suites = append(r.suites, s)
	return s
}

// runInput is the body of check-run requests.
type runInput struct {
	Name        *string    `json:"name"`
	HeadSHA     string     `json:"head_sha"`
	DetailsURL  *string    `json:"details_url"`
	ExternalID  *string    `json:"external_id"`
	Status      *string    `json:"status"`
	Conclusion  *string    `json:"conclusion"`
	StartedAt   *time.Time `json:"started_at"`
	CompletedAt *time.Time `json:"completed_at"`
	Output      *runOutput `json:"output"`
}

func conclusions() []string {
	return []string{"action_required", "cancelled", "failure", "neutral", "success", "skipped", "timed_out", "stale"}
}

func (in runInput) check() *answer {
	var bad answer
	switch {
	case in.Status != nil && !slices.Contains([]string{"queued", "in_progress", "completed"}, *in.Status):
		bad = invalid("CheckRun", "status", "invalid", "")
	case in.Conclusion != nil && !slices.Contains(conclusions(), *in.Conclusion):
		bad = invalid("CheckRun", "conclusion", "invalid", "")
	case in.Conclusion == nil && in.Status != nil && *in.Status == "completed":
		bad = invalid("CheckRun", "conclusion", "missing_field", "")
	case in.Output != nil && (in.Output.Title == nil || in.Output.Summary == nil):
		bad = invalid("CheckRun", "output", "missing_field", "")
	case in.Output != nil && len(in.Output.Annotations) > 50:
		bad = invalid("CheckRun", "annotations", "invalid", "")
	default:
		return nil
	}
	return &bad
}

// apply copies what a request sets.
func (run *checkRun) apply(in runInput, now time.Time) {
	set := func(to *string, from *string) {
		if from != nil {
			*to = *from
		}
	}
	set(&run.name, in.Name)
	set(&run.details, in.DetailsURL)
	set(&run.external, in.ExternalID)
	set(&run.status, in.Status)
	set(&run.conclusion, in.Conclusion)
	if in.StartedAt != nil {
		run.started = *in.StartedAt
	}
	if in.Conclusion != nil {
		run.status, run.completed = "completed", now
	}
	if in.CompletedAt != nil {
		run.completed = *in.CompletedAt
	}
	if in.Output != nil {
		run.notes += len(in.Output.Annotations)
		run.output = *in.Output
	}
}

func postCheckRun(c *call) answer {
	var in runInput
	if bad := c.input(&in); bad != nil {
		return *bad
	}
	if in.Name == nil || *in.Name == "" {
		return invalid("CheckRun", "name", "missing_field", "")
	}
	if bad := in.check(); bad != nil {
		return *bad
	}
	if c.repo.git.commits[in.HeadSHA] == nil {
		return fail(http.StatusUnprocessableEntity, "No commit found for SHA: "+in.HeadSHA)
	}
	run := &checkRun{id: c.st.next("run"), suite: c.st.suiteFor(c.repo, in.HeadSHA, true), status: "queued", started: c.st.now()}
	run.apply(in, c.st.now())
	run.suite.runs = append(run.suite.runs, run)
	c.wrote(run.id, threadOf(run.suite))
	c.s.tellRun(run, "created", c.st.bot)
	c.s.runEnded(run)
	return created(c.view.run(run))
}

// threadOf is the pull request whose head a suite is about, 0 for none.
func threadOf(s *checkSuite) int {
	for _, is := range s.repo.git.pulls[s.sha] {
		if is.headSHA() == s.sha {
			return is.number
		}
	}
	return 0
}

// runEnded tells the end of a run, and of its suite when it was the last.
func (s *Server) runEnded(run *checkRun) {
	if run.status != "completed" {
		return
	}
	by := s.st.ci
	if run.suite.byApp {
		by = s.st.bot
	}
	s.tellRun(run, "completed", by)
	if status, _ := run.suite.verdict(); status == "completed" {
		s.tellSuite(run.suite, "completed", by)
	}
}

// runAsked is the run of the path.
func (c *call) runAsked() *checkRun {
	for _, s := range c.repo.suites {
		for _, run := range s.runs {
			if run.id == c.number("run") {
				return run
			}
		}
	}
	return nil
}

func getCheckRun(c *call) answer {
	run := c.runAsked()
	if run == nil {
		return notFound()
	}
	return ok(c.view.run(run))
}

func patchCheckRun(c *call) answer {
	run := c.runAsked()
	if run == nil {
		return notFound()
	}
	if !run.suite.byApp {
		return fail(http.StatusForbidden, "Invalid app_id `15368` - check run can only be modified by the GitHub App that created it.")
	}
	var in runInput
	if bad := c.input(&in); bad != nil {
		return *bad
	}
	if bad := in.check(); bad != nil {
		return *bad
	}
	before := run.status
	run.apply(in, c.st.now())
	run.suite.updated = c.st.now()
	c.wrote(run.id, threadOf(run.suite))
	if before != "completed" {
		c.s.runEnded(run)
	}
	return ok(c.view.run(run))
}

// suitesAsked lists the suites of the path's commit that the query keeps.
func (c *call) suitesAsked(x *commit) []*checkSuite {
	var out []*checkSuite
	for _, s := range c.repo.suites {
		id := c.view.suiteApp(s)["id"]
		if want := c.query.Get("app_id"); s.sha == x.sha && c.view.sees(s.created) && (want == "" || want == itoa(id.(int64))) {
			out = append(out, s)
		}
	}
	return out
}

func commitRuns(c *call) answer {
	x := c.commitAsked()
	if x == nil {
		return noCommit(c)
	}
	name, status, filter := c.query.Get("check_name"), c.query.Get("status"), c.query.Get("filter")
	var list []*checkRun
	for _, s := range c.suitesAsked(x) {
		for _, run := range s.runs {
			if (name == "" || name == run.name) && (status == "" || status == run.status) {
				list = append(list, run)
			}
		}
	}
	slices.SortFunc(list, func(a, b *checkRun) int { return int(b.id - a.id) })
	if filter != "all" {
		list = latestRuns(list)
	}
	return pagedIn(c, "check_runs", list, c.view.run)
}

// latestRuns keeps the newest run of each name and App; the list is newest
// first.
func latestRuns(list []*checkRun) []*checkRun {
	type key struct {
		suite *checkSuite
		name  string
	}
	seen := map[key]bool{}
	return slices.DeleteFunc(list, func(run *checkRun) bool {
		k := key{run.suite, run.name}
		again := seen[k]
		seen[k] = true
		return again
	})
}

func commitSuites(c *call) answer {
	x := c.commitAsked()
	if x == nil {
		return noCommit(c)
	}
	return pagedIn(c, "check_suites", c.suitesAsked(x), c.view.suiteFull)
}
