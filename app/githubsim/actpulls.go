package githubsim

import (
	"fmt"
	"slices"
	"strings"
)

func (d *deed) openPull() *DoorError {
	r, err := d.repo()
	if err != nil {
		return err
	}
	is := d.newPull(r, d.who(), d.Title, optional(d.Body), d.Files.list(), d.wantsFork(r))
	is.pull.draft = d.Draft
	if is.pull.headRepo == r {
		d.s.tellPush(r, is.pull.headRef, nil, is.pull.commits, is.user)
	}
	d.s.tellPull(is, "opened", is.user, nil)
	for _, name := range d.Labels {
		d.s.addLabelTo(is, d.st.labelFor(r, name), is.user)
	}
	d.made(is)
	return nil
}

// wantsFork: people without write access can only come from a fork.
func (d *deed) wantsFork(r *repo) bool {
	if d.Fork != nil {
		return *d.Fork
	}
	return !atLeast(d.st.level(r, d.who()), "write")
}

func (d *deed) newPull(r *repo, by *user, title string, body *string, files []file, fork bool) *issue {
	at := d.st.now()
	is := d.st.newThread(r, by, title, body, at)
	is.pull = &pull{
		id: d.st.next("pull"), headRef: fmt.Sprintf("patch-%d", is.number), headRepo: r, headUser: r.owner,
		baseSHA: r.git.head.sha,
	}
	if fork {
		is.pull.headRepo, is.pull.headUser = d.st.forkOf(r, by), by
	}
	d.st.commitTo(is, r.git.add(r.git.head, by, title, at, files))
	return is
}

// forkOf finds or makes a person's fork.
func (st *state) forkOf(r *repo, by *user) *repo {
	for _, f := range st.repos {
		if f.parent == r && f.owner == by {
			return f
		}
	}
	name := r.name
	for n := 1; st.repoNamed(by.login+"/"+name) != nil; n++ {
		name = fmt.Sprintf("%s-%d", r.name, n)
	}
	f := st.addRepo(by, name, 0)
	f.parent, f.private, f.created = r, r.private, st.now()
	return f
}

func (d *deed) review() *DoorError {
	if err := oneOf("state", d.State, "approved", "changes_requested", "commented"); err != nil {
		return err
	}
	is, err := d.pull()
	if err != nil {
		return err
	}
	if is.user == d.who() && d.State != "commented" {
		return impossible("nobody can judge their own pull request")
	}
	r := d.st.newReview(is, d.who(), strings.ToUpper(d.State), d.Body, d.st.now())
	is.pull.reviews = append(is.pull.reviews, r)
	is.updated = r.submitted
	d.s.tellReview(is, r)
	d.res.ID = r.id
	return nil
}

func (d *deed) push() *DoorError {
	is, err := d.pull()
	if err != nil {
		return err
	}
	if is.state != "open" {
		return impossible("%s#%d is closed", d.Repo, d.Number)
	}
	if is.pull.headRepo == nil {
		return impossible("the fork of %s#%d is gone", d.Repo, d.Number)
	}
	g, by := is.repo.git, d.who()
	before := is.pull.commits[len(is.pull.commits)-1]
	c := g.add(before, by, "Update "+is.title, d.st.now(), d.Files.list())
	d.st.commitTo(is, c)
	is.updated = c.at
	if is.pull.headRepo == is.repo {
		d.s.tellPush(is.repo, is.pull.headRef, before, []*commit{c}, by)
	}
	d.s.tellPull(is, "synchronize", by, obj{"before": before.sha, "after": c.sha})
	d.made(is)
	return nil
}

func (d *deed) merge() *DoorError {
	is, err := d.pull()
	switch {
	case err != nil:
		return err
	case is.state != "open":
		return impossible("%s#%d is not open", d.Repo, d.Number)
	case is.pull.draft:
		return impossible("%s#%d is a draft", d.Repo, d.Number)
	}
	before := is.repo.git.head
	c := d.st.mergeWith(is, d.who(), d.st.now(), squashed(changesOf(is.pull.commits)))
	d.s.tellPull(is, "closed", d.who(), nil)
	d.s.tellPush(is.repo, defaultBranch, before, []*commit{c}, d.who())
	d.made(is)
	d.res.SHA = c.sha
	return nil
}

func (d *deed) ready() *DoorError     { return d.setDraft(false, "ready_for_review") }
func (d *deed) makeDraft() *DoorError { return d.setDraft(true, "converted_to_draft") }

func (d *deed) setDraft(draft bool, action string) *DoorError {
	is, err := d.pull()
	switch {
	case err != nil:
		return err
	case is.state != "open" || is.pull.draft == draft:
		return impossible("%s#%d is not open or so already", d.Repo, d.Number)
	}
	is.pull.draft = draft
	is.updated = d.st.now()
	d.s.tellPull(is, action, d.who(), nil)
	return nil
}

// checkSuite lets the repository's own checks end on a pull request's head.
func (d *deed) checkSuite() *DoorError {
	if err := oneOf("conclusion", d.Conclusion, conclusions()...); err != nil {
		return err
	}
	is, err := d.pull()
	if err != nil {
		return err
	}
	now := d.st.now()
	suite := d.st.suiteFor(is.repo, is.headSHA(), false)
	run := &checkRun{id: d.st.next("run"), suite: suite, name: "build", status: "in_progress", started: now}
	suite.runs = slices.DeleteFunc(suite.runs, func(old *checkRun) bool { return old.name == run.name })
	suite.runs = append(suite.runs, run)
	d.s.tellRun(run, "created", d.st.ci)
	run.status, run.conclusion, run.completed, suite.updated = "completed", d.Conclusion, now, now
	d.s.runEnded(run)
	d.res.ID = suite.id
	return nil
}
