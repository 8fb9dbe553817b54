package ghclient

import (
	"context"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// notesAtOnce is how many annotations one request may carry; further ones are
// appended by an edit.
const notesAtOnce = 50

// externalStart begins the external id of our check runs; the pull request and
// a digest of the annotations follow.
const externalStart = "house-rules/"

// external is the external id of a check run.
func external(k mentorship.CheckRun) string {
	h := fnv.New64a()
	fmt.Fprint(h, k.Notes)
	return fmt.Sprintf("%s%d/%x", externalStart, k.Number, h.Sum64())
}

// check makes our check run on a commit say what w says. The newest run of
// that name by our App is looked for first, at every try, and edited in place.
// Annotations cannot be taken back, and further ones are appended: those that
// stand there, of which there is a count, are the first of ours. Where others
// are to stand, a new run takes the place of the old one.
func (c *Client) check(ctx context.Context, w mentorship.Write) (mentorship.Result, error) {
	repo := w.Thread.Repo
	run, err := c.ourRun(ctx, repo, w.Check.SHA, w.Check.Name)
	if err != nil {
		return mentorship.Result{}, asRead(err)
	}
	checks := c.tenant(repo.Tenant).Checks
	found := run != nil && run.GetExternalID() == external(w.Check)
	if !found {
		if w.Resume && w.Misses < 1 {
			f := mentorship.NewFault(mentorship.FaultUnknown, errNotSeen)
			f.Until = c.rules.now().Add(c.spaced)
			return mentorship.Result{}, f
		}
		if run, _, err = checks.CreateCheckRun(ctx, repo.Owner, repo.Name, newRun(w.Check)); err != nil {
			return mentorship.Result{}, err
		}
	}
	told := run.GetOutput().GetAnnotationsCount()
	if !found {
		told = min(len(w.Check.Notes), notesAtOnce)
	}
	r := mentorship.Result{ID: run.GetID(), Number: w.Thread.Number, Found: found}
	for !says(run, w.Check) || told < len(w.Check.Notes) {
		r.Found = false
		if run, _, err = checks.UpdateCheckRun(ctx, repo.Owner, repo.Name, r.ID, github.UpdateCheckRunOptions{
			Name: w.Check.Name, Status: github.String("completed"), Conclusion: &w.Check.Conclusion,
			Output: output(w.Check, told),
		}); err != nil {
			return r, err
		}
		if told += notesAtOnce; told >= len(w.Check.Notes) {
			break
		}
	}
	return r, nil
}

// says reports whether a run is complete and worded as wanted, annotations aside.
func says(run *github.CheckRun, want mentorship.CheckRun) bool {
	out := run.GetOutput()
	return run.GetStatus() == "completed" && run.GetConclusion() == want.Conclusion &&
		out.GetTitle() == want.Title && lines(out.GetSummary()) == lines(want.Summary)
}

func newRun(k mentorship.CheckRun) github.CreateCheckRunOptions {
	return github.CreateCheckRunOptions{
		Name: k.Name, HeadSHA: k.SHA, ExternalID: github.String(external(k)),
		Status: github.String("completed"), Conclusion: &k.Conclusion, Output: output(k, 0),
	}
}

// output is what a request carries: all words, and the annotations after those
// that were told.
func output(k mentorship.CheckRun, told int) *github.CheckRunOutput {
	out := &github.CheckRunOutput{Title: &k.Title, Summary: &k.Summary}
	for _, n := range k.Notes[min(told, len(k.Notes)):min(told+notesAtOnce, len(k.Notes))] {
		level := "failure"
		if n.Warning {
			level = "warning"
		}
		out.Annotations = append(out.Annotations, &github.CheckRunAnnotation{
			Path: &n.Path, StartLine: &n.Line, EndLine: &n.Line, StartColumn: &n.Col, EndColumn: &n.Col,
			AnnotationLevel: &level, Message: &n.Message,
		})
	}
	return out
}

// ourRun is the newest check run of that name by our App on a commit, nil for none.
func (c *Client) ourRun(ctx context.Context, repo mentorship.Repo, sha, name string) (*github.CheckRun, error) {
	gh := c.tenant(repo.Tenant)
	runs := all(func(o github.ListOptions) ([]*github.CheckRun, *github.Response, error) {
		found, resp, err := gh.Checks.ListCheckRunsForRef(ctx, repo.Owner, repo.Name, sha,
			&github.ListCheckRunsOptions{CheckName: &name, AppID: &c.appID, ListOptions: o})
		if err != nil {
			return nil, nil, err
		}
		return found.CheckRuns, resp, nil
	})
	var newest *github.CheckRun
	for run, err := range runs {
		if err != nil {
			return nil, err
		}
		if run.GetApp().GetID() == c.appID && run.GetName() == name && run.GetID() > newest.GetID() {
			newest = run
		}
	}
	return newest, nil
}

// Checked tells the pull request our check run of that name on a commit was
// made for, 0 for none, and whether there is such a run at all.
func (c *Client) Checked(ctx context.Context, repo mentorship.Repo, sha, name string) (pull int, ok bool, err error) {
	run, err := c.ourRun(about(ctx, repo), repo, sha, name)
	if err != nil {
		return 0, false, failed(err, false, "looking for our check run in %s", placeOf(repo))
	}
	id, ours := strings.CutPrefix(run.GetExternalID(), externalStart)
	if run == nil || !ours {
		return 0, false, nil
	}
	id, _, _ = strings.Cut(id, "/")
	pull, err = strconv.Atoi(id)
	return pull, err == nil && pull >= 0, nil
}
