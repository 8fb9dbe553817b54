package githubsim

import (
	"fmt"
)

func threadVerbs() []verb {
	return []verb{
		{"open_pull", "repo author title files", "body draft labels fork", (*deed).openPull},
		{"issue", "repo author title", "body labels", (*deed).openIssue},
		{"comment", "repo number author body", "", (*deed).say},
		{"edit_comment", "repo id author body", "", (*deed).editComment},
		{"delete_comment", "repo id author", "", (*deed).dropComment},
		{"edit_issue", "repo number author body", "", (*deed).editIssue},
		{"review", "repo number author state", "body", (*deed).review},
		{"push", "repo number author files", "", (*deed).push},
		{"merge", "repo number author", "", (*deed).merge},
		{"close", "repo number author", "", (*deed).close},
		{"reopen", "repo number author", "", (*deed).reopen},
		{"ready", "repo number author", "", (*deed).ready},
		{"draft", "repo number author", "", (*deed).makeDraft},
		{"lock", "repo number author", "", (*deed).lock},
		{"label", "repo number author value", "", (*deed).label},
		{"unlabel", "repo number author value", "", (*deed).unlabel},
		{"assign", "repo number author value", "", (*deed).assign},
		{"unassign", "repo number author value", "", (*deed).unassign},
		{"check_suite", "repo number conclusion", "", (*deed).checkSuite},
		{"react", "repo id author content", "", (*deed).react},
	}
}

func (d *deed) openIssue() *DoorError {
	r, err := d.repo()
	if err != nil {
		return err
	}
	if r.noIssues {
		return impossible("issues are disabled in %s", d.Repo)
	}
	is := d.st.newThread(r, d.who(), d.Title, optional(d.Body), d.st.now())
	d.s.tellIssue(is, "opened", is.user, nil)
	for _, name := range d.Labels {
		d.s.addLabelTo(is, d.st.labelFor(r, name), is.user)
	}
	d.made(is)
	return nil
}

func (d *deed) say() *DoorError {
	is, err := d.thread()
	if err != nil {
		return err
	}
	if is.locked && !atLeast(d.st.level(is.repo, d.who()), "write") {
		return impossible("%s#%d is locked", d.Repo, d.Number)
	}
	d.point(d.s.say(is, d.who(), d.Body, false))
	return nil
}

// point names a comment in the result.
func (d *deed) point(cm *comment) {
	d.made(cm.issue)
	d.res.ID, d.res.URL = cm.id, d.s.viewNow().comment(cm)["html_url"].(string)
}

func (d *deed) comment() (*comment, *DoorError) {
	r, err := d.repo()
	if err != nil {
		return nil, err
	}
	cm := d.st.comments[d.ID]
	if cm == nil || cm.issue.repo != r {
		return nil, missing("id", fmt.Sprintf("comment %d", d.ID))
	}
	return cm, nil
}

func (d *deed) editComment() *DoorError {
	cm, err := d.comment()
	if err != nil {
		return err
	}
	d.s.reword(cm, d.who(), d.Body)
	d.point(cm)
	return nil
}

func (d *deed) dropComment() *DoorError {
	cm, err := d.comment()
	if err != nil {
		return err
	}
	d.s.unsay(cm, d.who())
	d.made(cm.issue)
	d.res.ID, d.res.URL = cm.id, ""
	return nil
}

func (d *deed) editIssue() *DoorError {
	is, err := d.thread()
	if err != nil {
		return err
	}
	d.s.rewrite(is, d.who(), nil, &d.Body, true)
	return nil
}

func (d *deed) close() *DoorError  { return d.turn("closed", "closed", "completed") }
func (d *deed) reopen() *DoorError { return d.turn("open", "reopened", "reopened") }

func (d *deed) turn(state, action, reason string) *DoorError {
	is, err := d.thread()
	switch {
	case err != nil:
		return err
	case is.state == state:
		return impossible("%s#%d is %s already", d.Repo, d.Number, state)
	case is.pull != nil && !is.pull.merged.IsZero():
		return impossible("%s#%d is merged", d.Repo, d.Number)
	case is.pull != nil && is.pull.headRepo == nil && state == "open":
		return impossible("the fork of %s#%d is gone", d.Repo, d.Number)
	}
	is.setState(state, d.who(), d.st.now())
	if is.pull == nil {
		is.reason = reason
	}
	d.s.tellThread(is, action, d.who(), nil)
	return nil
}

func (d *deed) lock() *DoorError {
	is, err := d.thread()
	switch {
	case err != nil:
		return err
	case is.locked:
		return impossible("%s#%d is locked already", d.Repo, d.Number)
	}
	is.locked = true
	d.s.tellThread(is, "locked", d.who(), nil)
	return nil
}

func (d *deed) label() *DoorError {
	is, err := d.thread()
	if err != nil {
		return err
	}
	if !d.s.addLabelTo(is, d.st.labelFor(is.repo, d.Value), d.who()) {
		return impossible("%s#%d has the label already", d.Repo, d.Number)
	}
	return nil
}

func (d *deed) unlabel() *DoorError {
	is, err := d.thread()
	if err != nil {
		return err
	}
	l := is.repo.labelNamed(d.Value)
	if l == nil {
		return missing("value", "label "+d.Value)
	}
	if !d.s.unlabel(is, l, d.who()) {
		return impossible("%s#%d does not have the label", d.Repo, d.Number)
	}
	return nil
}

func (d *deed) assign() *DoorError {
	is, err := d.thread()
	if err != nil {
		return err
	}
	if !validLogin(d.Value) {
		return badField("value", "is no login")
	}
	if !d.s.assign(is, d.st.person(d.Value), d.who()) {
		return impossible("%s is assigned already, or ten others are", d.Value)
	}
	return nil
}

func (d *deed) unassign() *DoorError {
	is, err := d.thread()
	if err != nil {
		return err
	}
	u := d.st.userNamed(d.Value)
	if u == nil {
		return missing("value", d.Value)
	}
	if !d.s.unassign(is, u, d.who()) {
		return impossible("%s is not assigned", d.Value)
	}
	return nil
}

func (d *deed) react() *DoorError {
	if err := oneOf("content", d.Content, reactionContents()...); err != nil {
		return err
	}
	cm, err := d.comment()
	if err != nil {
		return err
	}
	r, fresh := d.st.react(&cm.reactions, d.who(), d.Content)
	if !fresh {
		return impossible("%s left this reaction already", d.Author)
	}
	d.point(cm)
	d.res.ID = r.id
	return nil
}
