package ghclient

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// spacedReads is how far apart the two looks for a lost write are: GitHub's
// reads can lag behind its writes by some seconds.
const spacedReads = 30 * time.Second

// Do carries a write out once.
//
// A first try of a comment or an issue creates it. When an earlier try may
// have been applied (Resume), the list of all comments or issues is searched
// for Marker in texts of our own account first. Not found once, Do returns a
// FaultUnknown whose Until says when to look again, and the caller comes back
// with Misses one higher; not found twice, it is created, unless it
// is only looked for (LookOnly). A FaultUnknown
// without Until is a lost answer: come back with Resume set and Misses 0.
//
// After each creation, and after each find, only one text of ours with that
// Marker is left: the oldest. Right before each request that changes something
// Write.Mine is asked, so that nothing is written by somebody who lost the work.
//
// Edits read the text as it stands right before they write, and write nothing
// if it is the same already. Assignments and reactions can be repeated at will.
func (c *Client) Do(ctx context.Context, tenant int64, w mentorship.Write) (mentorship.Result, error) {
	w.Thread.Repo.Tenant = tenant
	r, err := c.do(guarded(about(ctx, w.Thread.Repo), w.Mine), w)
	if err != nil {
		return mentorship.Result{}, failed(err, true, "writing %s in %s", w.Kind, threadOf(w.Thread))
	}
	return r, nil
}

func (c *Client) do(ctx context.Context, w mentorship.Write) (mentorship.Result, error) {
	switch w.Kind {
	case mentorship.WriteComment:
		return c.create(ctx, w, c.findComment, c.postComment)
	case mentorship.WriteIssue:
		return c.create(ctx, w, c.findIssue, c.postIssue)
	case mentorship.WriteCommentEdit:
		return c.editComment(ctx, w)
	case mentorship.WriteIssueEdit:
		return c.editIssue(ctx, w)
	case mentorship.WriteAssign, mentorship.WriteUnassign:
		return c.assign(ctx, w)
	case mentorship.WriteLabel, mentorship.WriteUnlabel:
		return c.label(ctx, w)
	case mentorship.WriteReaction:
		return c.react(ctx, w)
	case mentorship.WriteCheck:
		return c.check(ctx, w)
	case mentorship.WriteNothing:
		return mentorship.Result{Found: true}, nil
	}
	return mentorship.Result{}, refused(mentorship.FaultInvalid, "an unknown kind of write")
}

// finder looks for something of ours by its mark and leaves only the oldest;
// what was just created counts, whether or not the list shows it yet. poster
// creates it.
type (
	finder func(ctx context.Context, w mentorship.Write, fresh made) (mentorship.Result, error)
	poster func(context.Context, mentorship.Write) (made, error)
)

// made is what was just created, and when by GitHub's clock.
type made struct {
	mentorship.Result
	at time.Time
}

// twinSpan is how much older a twin of a text can be: as long as a lost write is
// tried for.
const twinSpan = 7 * 24 * time.Hour

// since is how far back a twin is looked for, zero for everything. Whole days
// make lists of one day alike, so that GitHub may answer "as before".
func (m made) since() time.Time {
	if m.at.IsZero() {
		return time.Time{}
	}
	return m.at.Add(-twinSpan).UTC().Truncate(24 * time.Hour)
}

func (c *Client) create(ctx context.Context, w mentorship.Write, find finder, post poster) (mentorship.Result, error) {
	if w.Marker == "" || !strings.Contains(w.Body, w.Marker) {
		return mentorship.Result{}, refused(mentorship.FaultInvalid, "the text lacks the mark by which it is found again")
	}
	if w.Resume {
		r, err := find(ctx, w, made{})
		if err != nil {
			return r, asRead(err)
		}
		if r.Found {
			return r, nil
		}
		if w.Misses < 1 {
			f := mentorship.NewFault(mentorship.FaultUnknown, errNotSeen)
			f.Until = c.rules.now().Add(c.spaced)
			return r, f
		}
		if w.LookOnly {
			return r, nil
		}
	}
	fresh, err := post(ctx, w)
	if err != nil {
		return fresh.Result, err
	}
	return c.converge(ctx, w, fresh, find)
}

// converge looks whether what was just created has a twin, made by somebody who
// stood still in the middle of a request; the oldest stays. A list that does not
// show the twin yet is no error: whoever made it looks, too.
func (c *Client) converge(ctx context.Context, w mentorship.Write, fresh made, find finder) (mentorship.Result, error) {
	r, err := find(ctx, w, fresh)
	switch {
	case err != nil: // it is there: the next look finds it, with its twin
		return fresh.Result, &mentorship.Fault{Kind: mentorship.FaultUnknown, Err: errors.New("whether it has a twin is not known yet")}
	case r.ID != fresh.ID:
		return r, nil
	}
	return fresh.Result, nil
}

func (c *Client) postComment(ctx context.Context, w mentorship.Write) (made, error) {
	m, _, err := c.tenant(w.Thread.Repo.Tenant).Issues.CreateComment(
		ctx, w.Thread.Repo.Owner, w.Thread.Repo.Name, w.Thread.Number, &github.IssueComment{Body: &w.Body})
	return made{mentorship.Result{ID: m.GetID(), Number: w.Thread.Number}, m.GetCreatedAt().Time}, err
}

func (c *Client) postIssue(ctx context.Context, w mentorship.Write) (made, error) {
	in := &github.IssueRequest{Title: &w.Title, Body: &w.Body}
	if len(w.Labels) > 0 {
		in.Labels = &w.Labels
	}
	if w.Assignee != "" {
		in.Assignees = &[]string{w.Assignee}
	}
	m, _, err := c.tenant(w.Thread.Repo.Tenant).Issues.Create(ctx, w.Thread.Repo.Owner, w.Thread.Repo.Name, in)
	return made{mentorship.Result{ID: m.GetID(), Number: m.GetNumber()}, m.GetCreatedAt().Time}, err
}

// editComment changes a comment of ours.
func (c *Client) editComment(ctx context.Context, w mentorship.Write) (mentorship.Result, error) {
	gh := c.tenant(w.Thread.Repo.Tenant).Issues
	owner, name := w.Thread.Repo.Owner, w.Thread.Repo.Name
	now, _, err := gh.GetComment(ctx, owner, name, w.Object)
	if err != nil {
		return mentorship.Result{}, asRead(err)
	}
	if err := c.ours(ctx, now.User); err != nil {
		return mentorship.Result{}, err
	}
	r := mentorship.Result{ID: w.Object, Number: w.Thread.Number}
	next, changed := rewrite(w, now.GetBody())
	if !changed {
		r.Found = true
		return r, nil
	}
	_, _, err = gh.EditComment(ctx, owner, name, w.Object, &github.IssueComment{Body: &next})
	return r, err
}

// editIssue changes text, title and state of an issue of ours in one write.
func (c *Client) editIssue(ctx context.Context, w mentorship.Write) (mentorship.Result, error) {
	gh := c.tenant(w.Thread.Repo.Tenant).Issues
	owner, name := w.Thread.Repo.Owner, w.Thread.Repo.Name
	now, _, err := gh.Get(ctx, owner, name, w.Thread.Number)
	if err != nil {
		return mentorship.Result{}, asRead(err)
	}
	if err := c.ours(ctx, now.User); err != nil {
		return mentorship.Result{}, err
	}
	r := mentorship.Result{ID: now.GetID(), Number: w.Thread.Number}
	var in github.IssueRequest
	r.Found = true
	if next, changed := rewrite(w, now.GetBody()); changed {
		in.Body, r.Found = &next, false
	}
	if w.Title != "" && w.Title != now.GetTitle() {
		in.Title, r.Found = &w.Title, false
	}
	if w.Close && now.GetState() != "closed" {
		in.State, in.StateReason, r.Found = github.String("closed"), github.String("completed"), false
	}
	if w.Reopen && now.GetState() == "closed" {
		in.State, r.Found = github.String("open"), false
	}
	if !r.Found {
		_, _, err = gh.Edit(ctx, owner, name, w.Thread.Number, &in)
	}
	return r, err
}

// ours refuses to touch what somebody else wrote.
func (c *Client) ours(ctx context.Context, author *github.User) error {
	us, err := c.us(ctx)
	if err != nil {
		return asRead(err)
	}
	if !us(author) {
		return refused(mentorship.FaultForbidden, "the text is not ours")
	}
	return nil
}

// rewrite is the text to store instead of the current one, and whether it differs.
func rewrite(w mentorship.Write, current string) (next string, changed bool) {
	next, changed = w.Body, true
	if w.Rewrite != nil {
		next, changed = w.Rewrite(current)
	}
	return next, changed && lines(next) != lines(current)
}

// lines evens out line ends, which browsers and GitHub write differently.
func lines(s string) string {
	return strings.TrimRight(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
}

func (c *Client) assign(ctx context.Context, w mentorship.Write) (mentorship.Result, error) {
	if err := checkLogin(w.Assignee); err != nil {
		return mentorship.Result{}, err
	}
	gh := c.tenant(w.Thread.Repo.Tenant).Issues
	set := gh.AddAssignees
	if w.Kind == mentorship.WriteUnassign {
		set = gh.RemoveAssignees
	}
	now, _, err := set(ctx, w.Thread.Repo.Owner, w.Thread.Repo.Name, w.Thread.Number, []string{w.Assignee})
	if err == nil && w.Kind == mentorship.WriteAssign && !assigned(now, w.Assignee) {
		err = refused(mentorship.FaultInvalid, "GitHub left out somebody who cannot be assigned there")
	}
	return mentorship.Result{ID: now.GetID(), Number: w.Thread.Number}, err
}

// assigned reports whether somebody is among the assignees of an answer: GitHub
// drops whom it does not let be assigned, without an error.
func assigned(is *github.Issue, login string) bool {
	return slices.ContainsFunc(is.Assignees, func(u *github.User) bool { return strings.EqualFold(u.GetLogin(), login) })
}

// label adds labels, which makes those the repository does not know yet, or takes
// them off; one that is off already is no error.
func (c *Client) label(ctx context.Context, w mentorship.Write) (mentorship.Result, error) {
	gh := c.tenant(w.Thread.Repo.Tenant)
	owner, name, r := w.Thread.Repo.Owner, w.Thread.Repo.Name, mentorship.Result{Number: w.Thread.Number}
	if w.Kind == mentorship.WriteLabel {
		// The library sends a bare list, which GitHub's description does not know.
		req, err := gh.NewRequest(http.MethodPost, "repos/"+w.Thread.Repo.FullName()+"/issues/"+strconv.Itoa(w.Thread.Number)+"/labels",
			map[string][]string{"labels": w.Labels})
		if err == nil {
			_, err = gh.Do(ctx, req, nil)
		}
		return r, err
	}
	for _, l := range w.Labels {
		_, err := gh.Issues.RemoveLabelForIssue(ctx, owner, name, w.Thread.Number, l)
		if err != nil && mentorship.KindOf(err) != mentorship.FaultNotFound {
			return r, err
		}
	}
	return r, nil
}

// react answers 200 for a reaction of ours that stands already, 201 for a new one.
func (c *Client) react(ctx context.Context, w mentorship.Write) (mentorship.Result, error) {
	made, resp, err := c.tenant(w.Thread.Repo.Tenant).Reactions.CreateIssueCommentReaction(
		ctx, w.Thread.Repo.Owner, w.Thread.Repo.Name, w.Object, w.Reaction)
	if err != nil {
		return mentorship.Result{}, err
	}
	return mentorship.Result{ID: made.GetID(), Number: w.Thread.Number, Found: resp.StatusCode == http.StatusOK}, nil
}
