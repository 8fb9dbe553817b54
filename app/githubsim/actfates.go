package githubsim

import (
	"fmt"
	"net/http"
)

// fateVerbs are what may become of a repository or an issue as a whole.
func fateVerbs() []verb {
	return []verb{
		{"archive", "repo author", "", (*deed).archive},
		{"unarchive", "repo author", "", (*deed).unarchive},
		{"privatize", "repo author", "", (*deed).privatize},
		{"publicize", "repo author", "", (*deed).publicize},
		{"delete_issue", "repo number author", "", (*deed).deleteIssue},
		{"transfer_issue", "repo number author to", "", (*deed).transferIssue},
	}
}

func (d *deed) archive() *DoorError   { return d.flag("archived", true, (*repo).archive) }
func (d *deed) unarchive() *DoorError { return d.flag("unarchived", false, (*repo).archive) }
func (d *deed) privatize() *DoorError { return d.flag("privatized", true, (*repo).hide) }
func (d *deed) publicize() *DoorError { return d.flag("publicized", false, (*repo).hide) }

func (r *repo) archive() *bool { return &r.archived }
func (r *repo) hide() *bool    { return &r.private }

// flag sets one of a repository's switches and tells so.
func (d *deed) flag(action string, on bool, of func(*repo) *bool) *DoorError {
	r, err := d.repo()
	if err != nil {
		return err
	}
	if *of(r) == on {
		return impossible("%s is %s already", d.Repo, action)
	}
	*of(r) = on
	d.s.tell("repository", action, r, 0, d.who(), obj{})
	return nil
}

// deleteIssue deletes an issue for good, which only administrators may.
func (d *deed) deleteIssue() *DoorError {
	is, err := d.issueAlone()
	if err != nil {
		return err
	}
	d.s.tellIssue(is, "deleted", d.who(), nil)
	is.fate = fail(http.StatusGone, "This issue was deleted")
	return nil
}

// transferIssue moves an issue to another repository of the same owner, under
// a new number. The old address leads there.
func (d *deed) transferIssue() *DoorError {
	is, err := d.issueAlone()
	if err != nil {
		return err
	}
	to := d.st.repoNamed(d.To)
	switch {
	case to == nil:
		return missing("to", d.To)
	case to == is.repo || to.owner != is.repo.owner:
		return impossible("an issue moves to another repository of its owner")
	}
	moved := d.st.newThread(to, is.user, is.title, is.text.body, d.st.now())
	moved.labels, moved.assignees, moved.comments, is.comments = is.labels, is.assignees, is.comments, nil
	for _, cm := range moved.comments {
		cm.issue = moved
	}
	v := d.s.viewNow()
	d.s.tellIssue(is, "transferred", d.who(), obj{"changes": obj{"new_issue": v.issue(moved), "new_repository": v.repo(to)}})
	d.s.tellIssue(moved, "opened", d.who(), obj{"changes": obj{"old_issue": v.issue(is), "old_repository": v.repo(is.repo)}})
	is.movedTo = moved
	d.made(moved)
	return nil
}

// issueAlone finds the action's issue, which is no pull request and still there.
func (d *deed) issueAlone() (*issue, *DoorError) {
	is, err := d.thread()
	switch {
	case err != nil:
		return nil, err
	case is.pull != nil:
		return nil, impossible("%s#%d is a pull request", d.Repo, d.Number)
	case is.fate.status != 0 || is.movedTo != nil:
		return nil, missing("number", fmt.Sprintf("%s#%d", d.Repo, d.Number))
	}
	return is, nil
}

// fate is the answer to a request about what is no longer there, or, for a
// write, in a repository that takes none; nil where the request goes on.
func (c *call) fate() *answer {
	if c.repo == nil {
		return nil
	}
	if is := c.repo.threads[int(c.number("number"))]; is != nil {
		switch {
		case is.fate.status != 0:
			return &is.fate
		case is.movedTo != nil:
			a := c.redirectTo(is.movedTo.repo)
			to := fmt.Sprintf("%s/repositories/%d/issues/%d", c.view.api, is.movedTo.repo.id, is.movedTo.number)
			a.body.(obj)["url"] = to
			a.set("Location", to)
			return &a
		}
	}
	if c.repo.archived && c.route.kind != "" {
		a := fail(http.StatusForbidden, "Repository was archived so is read-only.")
		return &a
	}
	return nil
}
