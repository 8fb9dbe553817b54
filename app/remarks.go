package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// remark handles a comment or review: as an answer, and for the commands in it.
func (a *App) remark(ctx context.Context, j job, sig mentorship.Signal) (bool, error) {
	r := *sig.Remark
	if r.ByUs || r.By.Bot || r.By.Zero() {
		return false, nil
	}
	id, err := a.Store.ByThread(ctx, j.repo, sig.Number)
	if err != nil {
		return false, fmt.Errorf("finding the mentorship of a thread: %w", err)
	}
	var commands []guide.Command
	if r.Kind == mentorship.RemarkComment && !r.Edited {
		commands = guide.Commands(r.Text)
	}
	if err := a.gave(ctx, j, r); err != nil {
		return false, err
	}
	if r.Edited || (id == "" && len(commands) == 0) {
		return false, nil
	}
	thread := mentorship.Thread{Repo: j.repo, Number: sig.Number}
	if id != "" {
		answer, err := a.answered(ctx, j, thread, r)
		if err != nil {
			return false, err
		}
		err = a.run(ctx, j, move{
			tenant: j.repo.Tenant, id: id, name: "answer", finish: len(commands) == 0,
			events: []mentorship.Event{answer},
		})
		if err != nil || len(commands) == 0 {
			return err == nil, err
		}
	}
	return a.commands(ctx, j, sig, id, commands)
}

// gave tells the mentorship of a newcomer that they left a remark on somebody
// else's pull request.
func (a *App) gave(ctx context.Context, j job, r mentorship.Remark) error {
	if r.Kind == mentorship.RemarkComment || r.ThreadBy.Zero() || r.ThreadBy.ID == r.By.ID {
		return nil
	}
	id := mentorship.NewID(j.rules.Scope, j.repo, r.By.ID)
	m, err := a.Store.Load(ctx, j.repo.Tenant, id)
	if err != nil || m.Version == 0 {
		return err
	}
	return a.run(ctx, j, move{tenant: j.repo.Tenant, id: id, name: "gave", events: []mentorship.Event{mentorship.Reviewed{At: r.At}}})
}

// answered turns a remark into its wordless event.
func (a *App) answered(ctx context.Context, j job, t mentorship.Thread, r mentorship.Remark) (mentorship.Answered, error) {
	mentor, _ := j.rules.Mentor(r.By.ID)
	e := mentorship.Answered{
		Thread: t, Kind: r.Kind, ID: r.ID, By: r.By, At: r.At, Review: r.Review,
		Mentor: mentor.Consented, Command: guide.Addressed(r.Text),
	}
	if r.Review != mentorship.ReviewApproved {
		return e, nil
	}
	p, err := a.GitHub.Permission(ctx, t.Repo, r.By.Login)
	if err != nil {
		return e, fmt.Errorf("asking for permission: %w", err)
	}
	e.Writer = p.Writes()
	return e, nil
}

// commands obeys the commands of one new comment, in order.
func (a *App) commands(ctx context.Context, j job, sig mentorship.Signal, id string, cs []guide.Command) (bool, error) {
	thread := mentorship.Thread{Repo: j.repo, Number: sig.Number}
	var events []mentorship.Event
	var replies []mentorship.Effect
	for i, c := range cs {
		switch {
		case c.Verb == "":
			replies = append(replies, refusal(thread, *sig.Remark, guide.UnknownVerb(c.Near))...)
		case guide.Personal(c.Verb):
			answer, err := a.stand(ctx, j, thread, *sig.Remark, c, i)
			if err != nil {
				return false, err
			}
			replies = append(replies, answer...)
		case c.Verb == mentorship.VerbWhy:
			answer, err := a.whyHere(ctx, thread, *sig.Remark)
			if err != nil {
				return false, err
			}
			replies = append(replies, answer...)
		default:
			e, err := a.command(ctx, j, thread, *sig.Remark, c, i)
			if err != nil {
				return false, err
			}
			events = append(events, e)
		}
	}
	mv := move{tenant: j.repo.Tenant, id: id, name: "commands", finish: len(replies) == 0, events: events}
	if len(events) > 0 {
		begun, err := a.find(ctx, j, sig, &mv)
		if err != nil {
			return false, err
		}
		if !begun {
			replies = append(replies, refusal(thread, *sig.Remark, mentorship.NoteNobodyHere)...)
		} else if err := a.run(ctx, j, mv); err != nil {
			return false, err
		}
		if len(replies) == 0 {
			return true, nil
		}
	}
	mv.name, mv.finish = "replies", true
	err := a.finish(ctx, j, mv, replies)
	return err == nil, err
}

// find makes sure there is a mentorship the commands can speak to: the
// thread's own, or, for `find` by a newcomer on their own pull request or
// anywhere, the one their first change began or begins now.
func (a *App) find(ctx context.Context, j job, sig mentorship.Signal, mv *move) (bool, error) {
	if mv.id != "" {
		return true, nil
	}
	if c, ok := mv.events[0].(mentorship.Command); !ok || c.Verb != mentorship.VerbFind {
		return false, nil
	}
	mv.id = mentorship.NewID(j.rules.Scope, j.repo, sig.Remark.By.ID)
	known, err := a.Store.Load(ctx, j.repo.Tenant, mv.id)
	if err != nil || known.Version > 0 {
		return err == nil, err
	}
	if !sig.IsPull || sig.Remark.ThreadBy.ID != sig.Remark.By.ID {
		return false, nil
	}
	p, err := a.GitHub.Pull(ctx, mentorship.Thread{Repo: j.repo, Number: sig.Number})
	if err != nil {
		return false, fmt.Errorf("reading the pull request: %w", err)
	}
	why, err := a.newcomer(ctx, j, p)
	if err != nil || why != "" {
		return false, err
	}
	m := mentorship.Begin(j.rules.Scope, j.repo, p)
	mv.begin = &m
	mv.events = append([]mentorship.Event{mentorship.PullChanged{Pull: p}}, mv.events...)
	return true, nil
}

// command turns a parsed line into an event, with the rights its author has now.
func (a *App) command(ctx context.Context, j job, t mentorship.Thread, r mentorship.Remark, c guide.Command, index int) (mentorship.Command, error) {
	e := mentorship.Command{Verb: c.Verb, By: r.By, Comment: r.ID, Index: index, At: r.At, Thread: t}
	if m, ok := j.rules.Mentor(r.By.ID); ok {
		e.Mentor = m
	}
	if c.Target != "" || c.BadTarget {
		e.Target, e.Targeted = mentorByLogin(j.rules, c.Target), true
	}
	if guide.OfPair(c.Verb) {
		e.Value = c.Argument
	}
	if c.Verb == mentorship.VerbFind && slices.Contains(mentorship.Topics(), c.Argument) {
		e.Topic = c.Argument
	}
	if c.Verb != mentorship.VerbAssign && c.Verb != mentorship.VerbFind {
		return e, nil
	}
	p, err := a.GitHub.Permission(ctx, t.Repo, r.By.Login)
	if err != nil {
		return e, fmt.Errorf("asking for permission: %w", err)
	}
	e.Writer = p.Writes()
	return e, nil
}

// whyHere answers `why` with the last decision here, for those who may write.
func (a *App) whyHere(ctx context.Context, t mentorship.Thread, r mentorship.Remark) ([]mentorship.Effect, error) {
	p, err := a.GitHub.Permission(ctx, t.Repo, r.By.Login)
	if err != nil {
		return nil, fmt.Errorf("asking for permission: %w", err)
	}
	if !p.Writes() {
		return refusal(t, r, mentorship.NoteNotWriter), nil
	}
	return []mentorship.Effect{mentorship.Reaction(t, r.ID, true), mentorship.Why(t, r.By, r.At)}, nil
}

// refusal answers a command nobody can obey: 😕, and one line why, at most
// one a person, thread and hour.
func refusal(t mentorship.Thread, r mentorship.Remark, note string) []mentorship.Effect {
	return []mentorship.Effect{
		mentorship.Reaction(t, r.ID, false),
		mentorship.Reply(t, r.By, note, r.At),
	}
}

// remarkGone tells a mentorship that one of our comments was deleted.
func (a *App) remarkGone(ctx context.Context, j job, sig mentorship.Signal) (bool, error) {
	if sig.Remark == nil || !sig.Remark.ByUs || sig.Actor.Bot {
		return false, nil
	}
	id, err := a.Store.ByThread(ctx, j.repo, sig.Number)
	if err != nil || id == "" {
		return false, err
	}
	err = a.run(ctx, j, move{
		tenant: j.repo.Tenant, id: id, name: "removed", finish: true,
		events: []mentorship.Event{mentorship.Removed{Comment: sig.Remark.ID, By: sig.Actor, At: a.Clock.Now()}},
	})
	return err == nil, err
}
