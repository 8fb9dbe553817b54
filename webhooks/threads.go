package webhooks

import (
	"cmp"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// signal holds what all signals about a repository share.
func (o origin) signal(kind mentorship.SignalKind, env envelope) (mentorship.Signal, error) {
	repo, err := repoOf(o.Repository, env.installation)
	return mentorship.Signal{Kind: kind, Action: env.action, Repo: repo, Actor: personOf(o.Sender)}, err
}

func pullSignal(p pullPayload, env envelope, _ App) (mentorship.Signal, error) {
	s, err := p.signal(mentorship.SignalPull, env)
	if err != nil {
		return s, err
	}
	pull := p.Pull.snapshot(s.Repo)
	if pull.Number <= 0 || pull.CreatedAt.IsZero() || pull.UpdatedAt.IsZero() || !isSHA(pull.Head) {
		return s, ErrMalformed
	}
	if env.action == "synchronize" {
		pull.PushedAt = pull.UpdatedAt
	}
	s.Number, s.IsPull, s.Pull = pull.Number, true, &pull
	return s, nil
}

func (p pullRequest) snapshot(repo mentorship.Repo) mentorship.Pull {
	return mentorship.Pull{
		Repo: repo, Number: p.Number, Author: personOf(p.User), Association: p.Association,
		Draft: p.Draft, Closed: p.State == "closed", Merged: p.Merged || !p.MergedAt.IsZero(), Locked: p.Locked,
		CreatedAt: p.CreatedAt.UTC(), UpdatedAt: p.UpdatedAt.UTC(), ClosedAt: p.ClosedAt.UTC(), MergedAt: p.MergedAt.UTC(),
		Head: p.Head.SHA, Explained: mentorship.Explains(p.Body), Lines: max(0, p.Additions) + max(0, p.Deletions), Title: p.Title, Labels: names(p.Labels),
	}
}

func names(labels []label) (out []string) {
	for _, l := range labels {
		out = append(out, l.Name)
	}
	return out
}

func commentSignal(p commentPayload, env envelope, us App) (mentorship.Signal, error) {
	s, err := p.signal(mentorship.SignalRemark, env)
	if err != nil {
		return s, err
	}
	if env.action == "deleted" {
		s.Kind = mentorship.SignalRemarkGone
	}
	s.Number, s.IsPull = p.Issue.Number, p.Issue.Pull != nil
	r := p.Comment.remark(mentorship.RemarkComment, p.Issue.User, us)
	r.Edited = env.action == "edited"
	return remarked(s, r)
}

func reviewCommentSignal(p reviewCommentPayload, env envelope, us App) (mentorship.Signal, error) {
	s, err := p.signal(mentorship.SignalRemark, env)
	if err != nil {
		return s, err
	}
	s.Number, s.IsPull = p.Pull.Number, true
	return remarked(s, p.Comment.remark(mentorship.RemarkReviewComment, p.Pull.User, us))
}

func reviewSignal(p reviewPayload, env envelope, us App) (mentorship.Signal, error) {
	s, err := p.signal(mentorship.SignalRemark, env)
	if err != nil {
		return s, err
	}
	state := mentorship.ReviewState(strings.ToLower(p.Review.State))
	switch state {
	case mentorship.ReviewCommented, mentorship.ReviewApproved, mentorship.ReviewChangesRequested, mentorship.ReviewDismissed:
	default:
		return s, ErrNotOurs
	}
	s.Number, s.IsPull = p.Pull.Number, true
	c := comment{ID: p.Review.ID, User: p.Review.User, Body: p.Review.Body, CreatedAt: cmp.Or(p.Review.SubmittedAt, p.Pull.UpdatedAt)}
	r := c.remark(mentorship.RemarkReview, p.Pull.User, us)
	r.Review = state
	return remarked(s, r)
}

func (c comment) remark(kind mentorship.RemarkKind, threadBy *account, us App) mentorship.Remark {
	by, via := personOf(c.User), int64(0)
	if c.Via != nil {
		via = c.Via.ID
	}
	return mentorship.Remark{
		Kind: kind, ID: c.ID, By: by, At: c.CreatedAt.UTC(),
		Text: c.Body, ByUs: us.wrote(by, via), ThreadBy: personOf(threadBy),
	}
}

// remarked completes a signal about something somebody wrote.
func remarked(s mentorship.Signal, r mentorship.Remark) (mentorship.Signal, error) {
	if s.Number <= 0 || r.ID <= 0 || r.At.IsZero() {
		return s, ErrMalformed
	}
	s.Remark = &r
	return s, nil
}

func issueSignal(p issuePayload, env envelope, _ App) (mentorship.Signal, error) {
	s, err := p.signal(mentorship.SignalIssue, env)
	if err != nil {
		return s, err
	}
	i := p.Issue
	if i.Number <= 0 || i.UpdatedAt.IsZero() || i.Pull != nil {
		return s, ErrMalformed
	}
	s.Number = i.Number
	s.Issue = &mentorship.Issue{
		Number: i.Number, Author: personOf(i.User), Closed: i.State == "closed", Locked: i.Locked,
		UpdatedAt: i.UpdatedAt.UTC(), Text: i.Body, Labels: names(i.Labels), Assigned: personOf(p.Assignee),
	}
	if was := p.Changes.Body; was != nil {
		s.Issue.Was = &was.From
	}
	return s, nil
}
