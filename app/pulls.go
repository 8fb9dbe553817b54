package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// pull handles a snapshot of a pull request: of a mentorship that exists, of
// a newcomer's next change, or of somebody nobody has met yet.
func (a *App) pull(ctx context.Context, j job, sig mentorship.Signal) (bool, error) {
	p := *sig.Pull
	if p.Merged && sig.Action == "closed" {
		if err := a.advisor.Learn(ctx, j.rules, p); err != nil {
			return false, err
		}
	}
	if err := a.competes(ctx, j, sig); err != nil {
		return false, err
	}
	id, known, err := a.storyOf(ctx, j, p)
	if err != nil {
		return false, err
	}
	if id == "" {
		return true, a.silence(ctx, j, p.Number, mentorship.Skip{Code: "gone", Why: "the author's account no longer exists"})
	}
	j.first = sig.Action == "opened"
	mv := move{tenant: j.repo.Tenant, id: id, name: "pull"}
	if known.Version == 0 {
		first, finished, err := a.meet(ctx, j, p)
		if first == nil {
			return finished, err
		}
		mv.begin, mv.name = first, "begin" // not ended with it: whoever does it again has another step to end with
	}
	took := pushedBy(&p, sig)
	mv.events = append([]mentorship.Event{mentorship.PullChanged{Pull: p}}, took...)
	if sig.Action == "labeled" {
		mv.events = append(mv.events, mentorship.Touched{Thread: p.Thread(), By: sig.Actor, At: p.UpdatedAt})
	}
	green, err := a.green(ctx, j, known, p)
	if err != nil {
		return false, err
	}
	mv.events = append(mv.events, green...)
	another := known.Version > 0 && !known.Pull.Same(p.Thread()) && !known.Facts.Pull.Issue // one that joins its issue is the first
	mv.finish = !another && !j.open && mv.begin == nil
	if err = a.run(ctx, j, mv); err != nil {
		return false, err
	}
	if mv.begin != nil {
		return false, a.saidNo(ctx, j, p.Author, time.Time{})
	}
	if !another {
		return true, nil
	}
	_, judged, err := a.Store.Decision(ctx, j.repo, p.Number)
	if err != nil || judged {
		return false, err
	}
	return true, a.silence(ctx, j, p.Number, mentorship.Skip{Why: "the author was met before, in " + known.Pull.String() + "; nobody is welcomed twice"})
}

// storyOf is the mentorship a pull request belongs to, or would: then its version is
// 0. The id is "" where the author has no account. What just began ends where its
// newcomer said no: whoever began it may not have come to ask.
func (a *App) storyOf(ctx context.Context, j job, p mentorship.Pull) (id string, known mentorship.Mentorship, err error) {
	if id, err = a.Store.ByThread(ctx, j.repo, p.Number); err != nil {
		return "", known, fmt.Errorf("finding the mentorship of a pull request: %w", err)
	}
	if id == "" && !p.Author.Zero() {
		id = mentorship.NewID(j.rules.Scope, j.repo, p.Author.ID)
	}
	if id == "" {
		return "", known, nil
	}
	if known, err = a.Store.Load(ctx, j.repo.Tenant, id); err != nil {
		return "", known, fmt.Errorf("loading mentorship: %w", err)
	}
	if known.State == mentorship.StateSeen {
		err = a.saidNo(ctx, j, known.Newcomer, known.SearchAt)
	}
	return id, known, err
}

// meet judges an author nobody has met, once per pull request and not at
// every label. It returns the record to begin with; nil: there is none, and
// finished says whether the work ended with the reason being kept.
func (a *App) meet(ctx context.Context, j job, p mentorship.Pull) (first *mentorship.Mentorship, finished bool, err error) {
	_, judged, err := a.Store.Decision(ctx, j.repo, p.Number)
	if err != nil {
		return nil, false, fmt.Errorf("reading a decision: %w", err)
	}
	if judged {
		return nil, false, nil
	}
	if unmet, err := a.unmet(ctx, j, p); err != nil || !unmet {
		if err == nil {
			err = a.silence(ctx, j, p.Number, mentorship.Skip{Why: "the pull request is older than firstmate's memory, which was lost; nobody is welcomed twice. Its author may write /mentor find"})
		}
		return nil, err == nil, err
	}
	if a.late(p, lateGreeting) && !a.tracksLate(j, p) { // who asks is heard at any time; not counted: it may be from years ago
		err := a.silence(ctx, j, p.Number, mentorship.Skip{Why: "the pull request was older than 48 hours when firstmate saw it; it is never greeted that late"})
		return nil, err == nil, err
	}
	skip, err := a.newcomer(ctx, j, p)
	if mentorship.KindOf(err) == mentorship.FaultNotFound {
		if p.Author, err = a.called(ctx, p.Repo.Tenant, p.Author, err); err == nil {
			skip, err = a.newcomer(ctx, j, p)
		}
	}
	if mentorship.KindOf(err) == mentorship.FaultNotFound && a.Clock.Now().Sub(p.CreatedAt) > notFoundPatience && a.gone(ctx, p) {
		skip, err = mentorship.Skip{Code: "gone", Why: "the author's account or the repository can no longer be found"}, nil
	}
	if err != nil {
		return nil, false, err
	}
	if skip.Why != "" {
		err := a.silence(ctx, j, p.Number, skip)
		return nil, err == nil, err
	}
	a.Count("newcomer")
	m := mentorship.Begin(j.rules.Scope, j.repo, p)
	if a.late(p, lateGreeting) { // nobody will say hello
		return &m, false, nil
	}
	if m.Elsewhere, err = a.knownElsewhere(ctx, j, p); err != nil {
		return nil, false, err
	}
	_, err = a.hello(ctx, p.Thread(), a.Clock.Now())
	return &m, false, err
}

// knownElsewhere reports whether somebody who is new to a repository has opened
// pull requests in others of its owner, where "first" is counted by repository.
func (a *App) knownElsewhere(ctx context.Context, j job, p mentorship.Pull) (bool, error) {
	if j.rules.Scope != mentorship.ScopeRepo {
		return false, nil
	}
	known, err := a.GitHub.Earlier(ctx, mentorship.ScopeOrg, j.repo, p.Author.Login, p.Noticed(), p.Thread())
	if err != nil {
		return false, fmt.Errorf("searching pull requests in other repositories: %w", err)
	}
	return known, nil
}

// saidNo ends what just began for somebody who said no while it was judged, or
// asked to be forgotten: a no is kept before it looks for what runs, so one of the
// two sees the other. What somebody asked for is not ended by an older no.
func (a *App) saidNo(ctx context.Context, j job, newcomer mentorship.Person, asked time.Time) error {
	standing, err := a.Store.Standing(ctx, j.repo.Tenant, []int64{newcomer.ID})
	if err != nil {
		return fmt.Errorf("reading opt-outs: %w", err)
	}
	if s := standing[newcomer.ID]; s.Out() && s.OptedOut.After(asked) {
		if err := a.withdraw(ctx, j, newcomer.ID, s.OptedOut); err != nil {
			return err
		}
	}
	hash, err := a.hash(ctx, j.repo.Tenant, newcomer.ID)
	if err != nil {
		return err
	}
	since, buried, err := a.Store.BuriedAt(ctx, j.repo.Tenant, hash)
	if err != nil || !buried || since.Before(asked) {
		return err
	}
	return a.forget(ctx, j.repo.Tenant, newcomer, since, fmt.Sprintf("forget/%s/%d", j.work.ID, newcomer.ID))
}

// late reports whether a first contribution is older than that.
func (a *App) late(p mentorship.Pull, age time.Duration) bool {
	return a.Clock.Now().Sub(p.Noticed()) > age
}

// tracksLate reports whether a pull request too old to be greeted is remembered
// all the same: when its opening was missed, and not weeks ago. The quiet time
// is added, as the machine does before it calls a welcome late.
func (a *App) tracksLate(j job, p mentorship.Pull) bool {
	return j.first && a.late(p, lateGreeting+j.rules.Quiet) && !a.late(p, lateTracking)
}

// newcomer gathers what guard NEW wants to know, cheapest first, and returns
// why this is not a newcomer's first change, zero if it is.
func (a *App) newcomer(ctx context.Context, j job, p mentorship.Pull) (skip mentorship.Skip, err error) {
	check := mentorship.NewcomerCheck{Pull: p, Rules: j.rules, Ignored: config.MatchLogin(j.rules.Ignore, p.Author.Login)}
	if skip := mentorship.Newcomer(check); skip.Why != "" {
		return skip, nil
	}
	standing, err := a.Store.Standing(ctx, j.repo.Tenant, []int64{p.Author.ID})
	if err != nil {
		return skip, fmt.Errorf("reading opt-outs: %w", err)
	}
	forgotten, err := a.forgottenOf(ctx, j.repo.Tenant, []int64{p.Author.ID})
	if err != nil {
		return skip, err
	}
	check.OptedOut = !j.asked && standing[p.Author.ID].Out() || forgotten[p.Author.ID]
	if check.Member, err = a.GitHub.Member(ctx, j.repo, p.Author.Login); err != nil {
		return skip, fmt.Errorf("asking for membership: %w", err)
	}
	if check.Permission, err = a.GitHub.Permission(ctx, j.repo, p.Author.Login); err != nil {
		return skip, fmt.Errorf("asking for permission: %w", err)
	}
	if skip := mentorship.Newcomer(check); skip.Why != "" {
		return skip, nil
	}
	check.Earlier, err = a.GitHub.Earlier(ctx, j.rules.Scope, j.repo, p.Author.Login, p.Noticed(), p.Thread())
	if mentorship.KindOf(err) == mentorship.FaultInvalid {
		return mentorship.Skip{Code: "unsure", Why: "GitHub does not let anybody search what this account did before, so it is unsure whether the author is new"}, nil
	}
	if err != nil {
		return skip, fmt.Errorf("searching earlier pull requests: %w", err)
	}
	return mentorship.Newcomer(check), nil
}

// green looks at the check runs of a head not seen before: what GitHub told of
// them may have come before the head was known, and then it was nobody's.
func (a *App) green(ctx context.Context, j job, known mentorship.Mentorship, p mentorship.Pull) ([]mentorship.Event, error) {
	f := known.Facts
	met := known.Version > 0 && !known.Facts.Pull.Issue
	if p.Head == "" || met && (!known.Pull.Same(p.Thread()) || f.Green || f.Pull.Head == p.Head || slices.Contains(f.Heads, p.Head)) {
		return nil, nil
	}
	passed, err := a.GitHub.ChecksPassed(ctx, j.repo, p.Head)
	if kind := mentorship.KindOf(err); kind == mentorship.FaultNotFound || kind == mentorship.FaultInvalid {
		return nil, nil // the commit is gone, or not there yet
	}
	if err != nil {
		return nil, fmt.Errorf("reading check runs: %w", err)
	}
	if !passed {
		return nil, nil
	}
	return []mentorship.Event{mentorship.ChecksPassed{SHA: p.Head}}, nil
}

// checks reads the check runs of a commit, if it heads a pull request we know.
func (a *App) checks(ctx context.Context, j job, sig mentorship.Signal) (bool, error) {
	number, err := a.Store.ByHead(ctx, j.repo, sig.SHA)
	if err != nil || number == 0 {
		return false, err
	}
	id, err := a.Store.ByThread(ctx, j.repo, number)
	if err != nil || id == "" {
		return false, err
	}
	passed, err := a.GitHub.ChecksPassed(ctx, j.repo, sig.SHA)
	if err != nil {
		return false, fmt.Errorf("reading check runs: %w", err)
	}
	if !passed {
		return false, nil
	}
	err = a.run(ctx, j, move{
		tenant: j.repo.Tenant, id: id, name: "checks", finish: true,
		events: []mentorship.Event{mentorship.ChecksPassed{SHA: sig.SHA}},
	})
	return err == nil, err
}

// issue takes over what people did to a tracking issue, or to the issue a
// newcomer came with.
func (a *App) issue(ctx context.Context, j job, sig mentorship.Signal) (bool, error) {
	if sig.Issue == nil || sig.Actor.Bot {
		return false, nil
	}
	id, err := a.Store.ByThread(ctx, j.repo, sig.Number)
	if err != nil {
		return false, err
	}
	if id == "" && slices.Contains(sig.Issue.Labels, mentorship.MentorWanted) {
		if id, finished, err := a.firstIssue(ctx, j, sig.Number, sig.Issue.Author); err != nil || id != "" || finished {
			return finished, err
		}
	}
	if id == "" {
		return a.assigned(ctx, j, sig)
	}
	events, err := a.issueEvents(ctx, j, sig, id)
	if err != nil {
		return false, err
	}
	if len(events) == 0 {
		return false, nil
	}
	err = a.run(ctx, j, move{tenant: j.repo.Tenant, id: id, name: "ticks", finish: !j.open, events: events})
	return err == nil, err
}
