package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// remark handles a comment or review: as an answer, and for the commands in it.
func (a *App) remark(ctx context.Context, j job, sig mentorship.Signal) (bool, error) {
	r := *sig.Remark
	if rivals(r) {
		return a.rival(ctx, j, sig)
	}
	if r.ByUs || r.By.Bot || r.By.Zero() {
		return false, nil
	}
	id, err := a.Store.ByThread(ctx, j.repo, sig.Number)
	if err != nil {
		return false, fmt.Errorf("finding the mentorship of a thread: %w", err)
	}
	var commands []line
	if r.Kind == mentorship.RemarkComment && !r.Edited {
		if commands, err = a.counting(ctx, j.repo.Tenant, r); err != nil {
			return false, err
		}
	}
	if r.Edited {
		return false, nil
	}
	if len(commands) > 0 {
		if err := a.early(ctx, j, sig, id); err != nil {
			return false, err
		}
	}
	if err := a.elsewhere(ctx, j, sig, id); err != nil {
		return false, err
	}
	if id == "" {
		if id, err = a.answeredIssue(ctx, j, sig); err != nil {
			return false, err
		}
	}
	if id == "" && len(commands) == 0 {
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

// answered turns a remark into its wordless event.
func (a *App) answered(ctx context.Context, j job, t mentorship.Thread, r mentorship.Remark) (mentorship.Answered, error) {
	e := heard(j.rules, t, r)
	if r.Review != mentorship.ReviewApproved {
		return e, nil
	}
	p, err := a.may(ctx, t.Repo, r.By)
	if err != nil {
		return e, err
	}
	e.Writer = p.Writes()
	return e, nil
}

// heard is what a remark means without asking who may do what.
func heard(rules mentorship.Rules, t mentorship.Thread, r mentorship.Remark) mentorship.Answered {
	mentor, _ := rules.Mentor(r.By.ID)
	return mentorship.Answered{
		Thread: t, Kind: r.Kind, ID: r.ID, By: r.By, At: r.At, Review: r.Review,
		Mentor: mentor.Consented, Command: guide.Addressed(r.Text),
		Asks: guide.Asks(r.Text),
	}
}

// commands obeys the commands of one new comment: first what its author says of
// themselves, so that whoever leaves in it is not taken at an earlier word.
func (a *App) commands(ctx context.Context, j job, sig mentorship.Signal, id string, cs []line) (bool, error) {
	thread := mentorship.Thread{Repo: j.repo, Number: sig.Number}
	replies, others, err := a.asides(ctx, &j, sig, id, cs)
	if err != nil {
		return false, err
	}
	var events []mentorship.Event
	for _, l := range others {
		e, err := a.command(ctx, j, thread, *sig.Remark, l)
		if err != nil {
			return false, err
		}
		events = append(events, e)
	}
	if len(replies) > 0 {
		muted, err := a.muted(ctx, thread, id)
		if err != nil {
			return false, err
		}
		if muted {
			replies = nil
		}
	}
	mv := move{tenant: j.repo.Tenant, id: id, name: "commands", finish: len(replies) == 0, events: events}
	if len(events) > 0 {
		answer, finished, err := a.obey(ctx, j, sig, &mv)
		if err != nil || finished {
			return finished, err
		}
		replies = append(replies, answer...)
	}
	mv.name, mv.finish = "replies", true
	err = a.finish(ctx, j, mv, replies)
	return err == nil, err
}

// obey brings commands to the mentorship they speak to; finished: the work ended with it.
func (a *App) obey(ctx context.Context, j job, sig mentorship.Signal, mv *move) (answer []mentorship.Effect, finished bool, err error) {
	said := wish(mv.events)
	begun, err := a.find(ctx, j, sig, mv)
	if err != nil {
		return nil, false, err
	}
	if !begun {
		answer, err = a.nobodyHere(ctx, j, sig, mv.events)
		return answer, false, err
	}
	if mv.begin == nil {
		err = a.run(ctx, j, *mv)
		return nil, mv.finish && err == nil, err
	}
	mv.finish = false // whoever does it again has another step to end with
	if err := a.run(ctx, j, *mv); err != nil {
		return nil, false, err
	}
	return nil, false, a.saidNo(ctx, j, sig.Remark.By, said.Said())
}

// wish is the last of the commands of a comment that says whether its author wants a
// mentor, and the first of them where none does.
func wish(events []mentorship.Event) mentorship.Command {
	said := events[0].(mentorship.Command)
	for _, e := range events {
		if c := e.(mentorship.Command); c.Verb == mentorship.VerbFind || c.Verb == mentorship.VerbNoThanks {
			said = c
		}
	}
	return said
}

// nobodyHere answers commands in a conversation where nothing began. A no of its
// author may be faster than what would have begun: it counts as an opt-out, so
// that nothing does.
func (a *App) nobodyHere(ctx context.Context, j job, sig mentorship.Signal, events []mentorship.Event) ([]mentorship.Effect, error) {
	thread, r := mentorship.Thread{Repo: j.repo, Number: sig.Number}, *sig.Remark
	if c := wish(events); c.Verb == mentorship.VerbNoThanks && r.ThreadBy.ID == r.By.ID && !speaksFor(j.rules, r.By.ID) {
		return a.stand(ctx, j, thread, r, line{guide.Command{Verb: mentorship.VerbOptOut}, c.Index})
	}
	return refusal(thread, r, mentorship.NoteNobodyHere), nil
}

// asides answers the commands that are about no mentorship, and returns the others,
// without those their author took back in the same comment. The house rules of the
// job are those of who is left.
func (a *App) asides(ctx context.Context, j *job, sig mentorship.Signal, id string, cs []line) (answers []mentorship.Effect, others []line, err error) {
	left := false
	for _, l := range cs {
		answer, known, err := a.aside(ctx, *j, sig, id, l)
		if err != nil {
			return nil, nil, err
		}
		if answers = append(answers, answer...); !known {
			others = append(others, l)
		}
		left = left || l.Verb == mentorship.VerbOptOut || l.Verb == mentorship.VerbForget
	}
	if !left || len(others) == 0 {
		return answers, others, nil
	}
	if j.rules, _, err = a.house.Rules(ctx, j.repo); err != nil {
		return nil, nil, err
	}
	still, err := a.upToDate(ctx, j.repo.Tenant, *sig.Remark)
	if err != nil {
		return nil, nil, err
	}
	others = slices.DeleteFunc(others, func(l line) bool {
		return !slices.ContainsFunc(still, func(s line) bool { return s.index == l.index })
	})
	return answers, others, nil
}

// aside answers a command that changes nothing in a mentorship; known is false
// where it does.
func (a *App) aside(ctx context.Context, j job, sig mentorship.Signal, id string, c line) (answer []mentorship.Effect, known bool, err error) {
	thread, r := mentorship.Thread{Repo: j.repo, Number: sig.Number}, *sig.Remark
	switch {
	case c.Verb == "":
		return refusal(thread, r, guide.UnknownVerb(c.Near)), true, nil
	case guide.Personal(c.Verb):
		answer, err = a.stand(ctx, j, thread, r, c)
	case c.Verb == mentorship.VerbHelp:
		answer, err = a.helpHere(ctx, j, thread, r, id, c.Command)
	case c.Verb == mentorship.VerbList:
		answer = listHere(thread, r, c.Command)
	case c.Verb == mentorship.VerbDigest:
		answer, err = a.digestHere(ctx, j, sig, id, c.Command, c.index)
	case c.Verb == mentorship.VerbWhy:
		answer, err = a.whyHere(ctx, thread, r)
	default:
		return nil, false, nil
	}
	return answer, true, err
}

// find makes sure there is a mentorship the commands can speak to: the
// thread's own, or, for `find` by a newcomer on their own pull request or
// anywhere, the one their first change began or begins now.
func (a *App) find(ctx context.Context, j job, sig mentorship.Signal, mv *move) (bool, error) {
	c := wish(mv.events)
	if c.Verb != mentorship.VerbFind {
		return mv.id != "", nil
	}
	own := mentorship.NewID(j.rules.Scope, j.repo, sig.Remark.By.ID)
	known, err := a.Store.Load(ctx, j.repo.Tenant, own)
	if err != nil {
		return false, err
	}
	if known.State == mentorship.StateErased { // they come back while they are being forgotten
		return false, mentorship.NewFault(mentorship.FaultTransient, errors.New("what was kept of its author is still being deleted"))
	}
	if mv.id != "" {
		return true, nil
	}
	if mv.id = own; known.Version > 0 {
		return true, nil
	}
	if !sig.IsPull && !j.rules.Issues || sig.Remark.ThreadBy.ID != sig.Remark.By.ID {
		return false, nil
	}
	lifted, err := a.lift(ctx, j.repo.Tenant, sig.Remark.By.ID, c.Said())
	if err != nil {
		return false, err
	}
	thread := mentorship.Thread{Repo: j.repo, Number: sig.Number}
	read := a.GitHub.Pull
	if !sig.IsPull {
		read = a.GitHub.Issue
	}
	p, err := read(ctx, thread)
	if err != nil {
		return false, fmt.Errorf("reading what the newcomer came with: %w", err)
	}
	j.asked = true
	if !lifted { // who comes back of their own accord need not be new
		if skip, err := a.newcomer(ctx, j, p); err != nil || skip.Why != "" {
			return false, err
		}
	}
	m := mentorship.Begin(j.rules.Scope, j.repo, p)
	mv.begin = &m
	mv.events = slices.DeleteFunc(mv.events, func(e mentorship.Event) bool { return e.(mentorship.Command).Verb == mentorship.VerbNoThanks })
	mv.events = append([]mentorship.Event{mentorship.PullChanged{Pull: p}}, mv.events...) // of a no before nothing is left to undo
	return true, nil
}

// command turns a parsed line into an event, with the rights its author has now.
func (a *App) command(ctx context.Context, j job, t mentorship.Thread, r mentorship.Remark, c line) (mentorship.Command, error) {
	e := mentorship.Command{Verb: c.Verb, By: r.By, Comment: r.ID, Index: c.index, At: r.At, Thread: t}
	addressed(&e, j.rules, c.Command)
	guide.Detail(&e, c.Command, r.Text)
	if c.Verb == mentorship.VerbQuestion && !e.Many {
		e.Hits = a.homework(ctx, j, t, r.Text)
	}
	if !slices.Contains(forWriters(), c.Verb) {
		return e, nil
	}
	p, err := a.may(ctx, t.Repo, r.By)
	if err != nil {
		return e, err
	}
	e.Writer = p.Writes()
	return e, nil
}

// addressed puts into an event what a command says, and whose entries in the
// house rules it is about.
func addressed(e *mentorship.Command, rules mentorship.Rules, c guide.Command) {
	if m, ok := rules.Mentor(e.By.ID); ok {
		e.Mentor = m
	}
	if c.Target != "" || c.BadTarget {
		e.Target, e.Targeted = rules.MentorNamed(c.Target), true
	}
	e.Reason = c.Reason
	e.Topic = topicNamed(c)
	if guide.OfPair(c.Verb) {
		e.Value = c.Argument
	}
}

// forWriters are the commands that ask what their author may do in the repository.
func forWriters() []mentorship.Verb {
	return []mentorship.Verb{mentorship.VerbAssign, mentorship.VerbFind, mentorship.VerbRecommend, mentorship.VerbMute}
}

// topicNamed is the topic after a verb, if it is one we know.
func topicNamed(c guide.Command) string {
	if slices.Contains(mentorship.Topics(), c.Argument) {
		return c.Argument
	}
	return ""
}

// whyHere answers `why` with the last decision here, for those who may write.
func (a *App) whyHere(ctx context.Context, t mentorship.Thread, r mentorship.Remark) ([]mentorship.Effect, error) {
	p, err := a.may(ctx, t.Repo, r.By)
	if err != nil {
		return nil, err
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
