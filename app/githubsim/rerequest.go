package githubsim

import (
	"context"
	"slices"
)

// Rerequest does what a person does with the button beside the App's newest
// check run on a commit: the run waits anew, and the App is told. It reports
// whether there is such a run. There is no door for it.
func (s *Server) Rerequest(_ context.Context, repoName, sha, login string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.st.repoNamed(repoName)
	if r == nil {
		return false
	}
	i := slices.IndexFunc(r.suites, func(x *checkSuite) bool { return x.sha == sha && x.byApp && len(x.runs) > 0 })
	if i < 0 {
		return false
	}
	run := r.suites[i].runs[len(r.suites[i].runs)-1]
	s.tellRun(run, "rerequested", s.st.person(login)) // it is told as it stood
	run.status, run.conclusion = "queued", ""
	return true
}
