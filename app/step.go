package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// job is one piece of work on its way through the use cases.
type job struct {
	work  mentorship.Work
	repo  mentorship.Repo
	rules mentorship.Rules
	sent  *mentorship.Sent // the effect this job finishes, if any
	op    string           // names the operation where there is no work
	open  bool             // the work goes on after this: it is not ended with a commit
	first bool             // its delivery told that the pull request was opened
	asked bool             // the newcomer asks for it now, whatever they said before
}

// move is what one job does to one mentorship: events in order, one commit.
type move struct {
	tenant int64
	id     string
	name   string                 // with the work's id it names the operation
	begin  *mentorship.Mentorship // the record to start from where none exists
	events []mentorship.Event
	view   mentorship.View
	finish bool
}

// tries is how often a step is computed anew when another process was faster
// or a mentor's last place was taken meanwhile.
const tries = 4

// run loads the mentorship, applies the events and commits the outcome. What
// follows from that is work of its own: this work may have ended with the commit.
func (a *App) run(ctx context.Context, j job, mv move) error {
	before, after, err := a.alone(ctx, j, mv)
	if err == nil {
		a.alarm(before, after)
	}
	return err
}

// alone is run without company: one step of a mentorship at a time in this process.
func (a *App) alone(ctx context.Context, j job, mv move) (before, after mentorship.Mentorship, err error) {
	lock := a.locks.of(fmt.Sprint(mv.tenant, "/", mv.id))
	lock.Lock()
	defer lock.Unlock()
	for try := 1; ; try++ {
		before, after, err = a.try(ctx, j, mv)
		kind := mentorship.KindOf(err)
		again := kind == mentorship.FaultConflict || kind == mentorship.FaultFull
		if err == nil || !again || try == tries {
			return before, after, err
		}
	}
}

func (a *App) try(ctx context.Context, j job, mv move) (before, after mentorship.Mentorship, err error) {
	if err := fault.At("step.begun"); err != nil {
		return before, before, err
	}
	before, err = a.Store.Load(ctx, mv.tenant, mv.id)
	if err == nil {
		err = fault.At("step.loaded")
	}
	if err != nil {
		return before, before, fmt.Errorf("loading mentorship: %w", err)
	}
	start := before
	if before.Version == 0 {
		if mv.begin == nil {
			return before, before, a.finish(ctx, j, mv, nil)
		}
		start = *mv.begin
	}
	after, o, err := a.apply(ctx, j, mv, start)
	if err == nil {
		err = fault.At("step.applied")
	}
	if err != nil {
		return before, before, err
	}
	if !o.worth {
		return before, before, a.finish(ctx, j, mv, nil)
	}
	c := o.commit
	c.Before, c.After, c.Next = before, after, next(j, before, after)
	if c.Kept, err = a.kept(ctx, j, before, after, c.Now); err != nil {
		return before, before, err
	}
	if err := a.Store.Commit(ctx, c); err != nil {
		return before, before, fmt.Errorf("committing %s: %w", c.Row, err)
	}
	if err := fault.At("step.committed"); err != nil {
		return before, before, err
	}
	after.Version = before.Version + 1
	a.advisor.Heard(ctx, c)
	a.Log.DebugContext(ctx, "step", "row", c.Row, "mentorship", mv.id, "state", after.State, "effects", len(c.Effects))
	return before, after, nil
}

// next is what is to be done at once after a step: when it let a mentor go,
// those who wait are told.
func next(j job, before, after mentorship.Mentorship) string {
	if before.Holder() == 0 || after.Holder() == before.Holder() || j.op != "" {
		return ""
	}
	return mentorship.OfferID(fmt.Sprint(after.ID, "@", before.Version+1), after.ID)
}

// outcome is a commit in the making, and whether there is anything to commit.
type outcome struct {
	commit mentorship.Commit
	worth  bool
}

// apply runs the events through the machine and gathers what they lead to.
func (a *App) apply(ctx context.Context, j job, mv move, m mentorship.Mentorship) (mentorship.Mentorship, outcome, error) {
	view := mv.view
	view.Now, view.Rules = a.Clock.Now(), j.rules
	view.Rules.Place = config.Zone
	if a.OwnURL == "" && view.Rules.Pulse == mentorship.PulseLink {
		view.Rules.Pulse = mentorship.PulseOff // there is no page to answer on
	}
	var lookErr error
	start := m
	if topic := topicOf(mv.events); topic != "" {
		start.Topic = topic
	}
	view.Candidates = func() []mentorship.Candidate {
		if paused(start, j.rules) {
			return nil
		}
		cs, err := a.advisor.Candidates(ctx, start, j.rules, view.Live, view.Now)
		lookErr = errors.Join(lookErr, err)
		return cs
	}
	view.Room = func(mentor int64) bool {
		room, err := a.advisor.Room(ctx, start, j.rules, mentor, view.Now)
		lookErr = errors.Join(lookErr, err)
		return room
	}
	o := outcome{worth: mv.finish || j.sent != nil}
	c := &o.commit
	holder := m.Holder()
	for _, e := range mv.events {
		s := mentorship.Apply(m, e, view)
		if lookErr != nil {
			return m, o, fmt.Errorf("asking who is free: %w", lookErr)
		}
		m = s.Next
		c.Effects = append(c.Effects, s.Effects...)
		if s.Rest != 0 && !m.Preview {
			c.Rest = s.Rest
		}
		if s.Row != "" && (c.Row == "" || s.Row != "facts") {
			c.Row, c.Why = s.Row, s.Why
		}
		o.worth = o.worth || s.Changed || len(s.Effects) > 0
	}
	c.Op = operation(j, mv)
	m.Again = m.Again || j.work.Again
	c.Tenant, c.Now, c.Finish = mv.tenant, view.Now, mv.finish
	c.Work, c.Sent = claimOf(j.work), j.sent
	c.Decision = decide(m, c.Row, c.Why, j.rules, view.Now)
	takesPlace(c, m, holder, j.rules)
	if m.State == mentorship.StateErased { // what was written while the house was live is to lose its names
		j.rules.Mode = ""
	}
	stamp(c.Effects, j, view.Now)
	return m, o, nil
}

// takesPlace adds the limits of a mentor whose place is newly taken.
func takesPlace(c *mentorship.Commit, m mentorship.Mentorship, before int64, r mentorship.Rules) {
	h := m.Holder()
	if h == 0 || h == before {
		return
	}
	mentor, _ := r.Mentor(h)
	c.Capacity, c.PerWeek = mentor.Capacity, mentor.MaxNewPerWeek
	if m.State == mentorship.StateActive {
		c.PerWeek = -1 // their own word; the limit is on questions we ask
	}
}

// topicOf is what a newcomer asks for in these events: whoever is looked for by
// them should know.
func topicOf(events []mentorship.Event) (topic string) {
	for _, e := range events {
		if c, ok := e.(mentorship.Command); ok && c.Topic != "" {
			topic = c.Topic
		}
	}
	return topic
}

// paused reports whether a mentorship that was live stands in preview now:
// nobody can be told that they are asked, so nobody is.
func paused(m mentorship.Mentorship, r mentorship.Rules) bool {
	return r.Mode == mentorship.ModePreview && !m.Preview && m.State != mentorship.StateNone
}

// finish ends the work without touching a record.
func (a *App) finish(ctx context.Context, j job, mv move, effects []mentorship.Effect) error {
	if !mv.finish && j.sent == nil && len(effects) == 0 {
		return nil
	}
	now := a.Clock.Now()
	stamp(effects, j, now)
	err := a.Store.Commit(ctx, mentorship.Commit{
		Op: operation(j, mv), Tenant: mv.tenant, Effects: effects,
		Work: claimOf(j.work), Finish: mv.finish, Sent: j.sent, Now: now,
	})
	if err != nil {
		return fmt.Errorf("finishing %s: %w", j.work.Kind, err)
	}
	return nil
}

// stamp notes when effects were planned, whether they may have been done before,
// and which of them in preview: those are never written, whatever the house
// rules say later.
func stamp(effects []mentorship.Effect, j job, now time.Time) {
	for i := range effects {
		e := &effects[i]
		e.PlannedAt, e.Again = now, j.work.Again
		e.Preview = e.Preview || j.rules.Mode == mentorship.ModePreview && !e.Always()
	}
}

// operation names one commit of one piece of work, the same at every attempt.
func operation(j job, mv move) string {
	w := j.work
	switch {
	case j.op != "":
		return fmt.Sprintf("%s/%s/%s", j.op, mv.id, mv.name)
	case w.Kind == mentorship.WorkDelivery:
		return fmt.Sprintf("%s/%s/%s", w.ID, mv.id, mv.name)
	}
	return fmt.Sprintf("%d:%s/%s/%s", w.Shard, w.Entry, mv.id, mv.name)
}

func claimOf(w mentorship.Work) *mentorship.Claim {
	if w.Entry == "" {
		return nil
	}
	c := w.Claim
	return &c
}

// decide words the decision behind a transition; mere facts leave the last one standing.
func decide(m mentorship.Mentorship, row, why string, r mentorship.Rules, now time.Time) *mentorship.Decision {
	if row == "" || row == "facts" || row == "T37" { // whether somebody is still around decides nothing
		return nil
	}
	d := &mentorship.Decision{Repo: m.Pull.Repo, Number: m.Pull.Number, At: now, Reason: why, Rules: r.SHA}
	switch m.State {
	case mentorship.StateSeen:
		d.Verdict = mentorship.VerdictWaiting
	case mentorship.StateQueued, mentorship.StateEscalated:
		d.Verdict = mentorship.VerdictQueued
	case mentorship.StateInvited:
		d.Verdict = mentorship.VerdictInvited
	case mentorship.StateActive, mentorship.StatePaused, mentorship.StateWrapping, mentorship.StateLongTerm:
		d.Verdict = mentorship.VerdictPaired
	default:
		d.Verdict = mentorship.VerdictEnded
	}
	if !m.Mentor.Zero() && m.Holder() != 0 {
		d.Details = []string{"mentor: " + m.Mentor.Login}
		for _, r := range m.Reasons {
			d.Details = append(d.Details, r.String())
		}
	}
	if r.Mode == mentorship.ModePreview {
		d.Details = append(d.Details, "preview: nothing of this was written on GitHub")
	}
	return d
}
