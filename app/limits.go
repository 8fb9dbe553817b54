package app

import (
	"context"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// saidAtMost is how many commands of one person count in 24 hours, and noAtMost how
// many where they say no: leaving is easy. Further ones are passed over without a word.
const (
	saidAtMost = 20
	noAtMost   = 100
)

// line is a command of a comment, and the how manieth it is.
type line struct {
	guide.Command
	index int
}

// at is when the command was given.
func (l line) at(r mentorship.Remark) time.Time { return mentorship.SaidAt(r.At, l.index) }

// counting returns the commands of a comment that count: neither is their author's
// limit passed, nor did the author say no since.
func (a *App) counting(ctx context.Context, tenant int64, r mentorship.Remark) ([]line, error) {
	lines, err := a.upToDate(ctx, tenant, r)
	if err != nil {
		return nil, err
	}
	var out []line
	for _, l := range lines {
		n, err := a.Store.Tally(ctx, tenant, said(r.By.ID), fmt.Sprintf("%d/%d", r.ID, l.index), r.At, aDay, 2*aDay)
		if err != nil {
			return nil, fmt.Errorf("counting commands: %w", err)
		}
		if n > saidAtMost && (n > noAtMost || !refuses(l.Command)) {
			a.Count("commands_over_limit")
			continue
		}
		out = append(out, l)
	}
	return out, nil
}

// upToDate are the commands of a comment without what its author took back: a
// comment may be heard late, or again, and must not undo a no that came after it.
func (a *App) upToDate(ctx context.Context, tenant int64, r mentorship.Remark) (out []line, err error) {
	all := guide.Commands(r.Text)
	if len(all) == 0 {
		return nil, nil
	}
	hash, err := a.hash(ctx, tenant, r.By.ID)
	if err != nil {
		return nil, err
	}
	forgotten, _, err := a.Store.BuriedAt(ctx, tenant, hash)
	if err != nil {
		return nil, err
	}
	standing, err := a.Store.Standing(ctx, tenant, []int64{r.By.ID})
	if err != nil {
		return nil, fmt.Errorf("reading opt-outs: %w", err)
	}
	for i, c := range all {
		l, own := line{c, i}, standing[r.By.ID]
		takenBack := c.Verb == mentorship.VerbFind && own.Out() && l.at(r).Before(own.OptedOut)
		if !takenBack && (c.Verb == mentorship.VerbForget && c.Argument == "confirm" || !l.at(r).Before(forgotten)) {
			out = append(out, l)
		}
	}
	return out, nil
}

// said is what the commands of a person are counted under.
func said(person int64) string { return fmt.Sprintf("said/%d", person) }

// muted reports whether people silenced us in a conversation.
func (a *App) muted(ctx context.Context, t mentorship.Thread, id string) (bool, error) {
	if id == "" {
		return false, nil
	}
	m, err := a.Store.Load(ctx, t.Repo.Tenant, id)
	if err != nil {
		return false, fmt.Errorf("loading mentorship: %w", err)
	}
	return m.MutedIn(t), nil
}

// listHere answers `list`, once a thread and day: who is free is looked up when
// the answer is worded.
func listHere(t mentorship.Thread, r mentorship.Remark, c guide.Command) []mentorship.Effect {
	return []mentorship.Effect{mentorship.Reaction(t, r.ID, true), mentorship.List(t, r.By, topicNamed(c), r.At)}
}

// freeHere are the mentors who could be asked about a thread now.
func (a *App) freeHere(ctx context.Context, r mentorship.Rules, e mentorship.Effect) ([]mentorship.Mentor, error) {
	return a.advisor.Free(ctx, e.Thread.Repo.Tenant, r, e.Person.ID, a.Clock.Now())
}
