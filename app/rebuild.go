package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/chronicle"
	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/stats"
)

// Pace is how fast GitHub may be asked while memory is read back. Both end with
// an error when somebody else does it by now, or the program ends.
type Pace interface {
	// Next waits until the next request is due.
	Next(ctx context.Context) error
	// Rest waits until then.
	Rest(ctx context.Context, until time.Time) error
}

// heldFor is how often work of a tenant looks whether its memory is back.
const heldFor = 2 * time.Second

// held reports, as a fault, that a tenant's memory is being read back from
// GitHub, or that it is not known yet whether it has to be. Nothing is done
// meanwhile: what is not remembered could be said twice.
func (a *App) held(ctx context.Context, tenant int64) error {
	r, known, err := a.Store.Recovery(ctx, tenant)
	if err != nil || known && !r.Done.IsZero() {
		return err
	}
	if !known {
		a.unread.tenant(tenant)
	}
	return &mentorship.Fault{
		Kind: mentorship.FaultTransient, Until: a.Clock.Now().Add(heldFor), Err: errors.New("the memory is being read back from GitHub"),
	}
}

// recover decides, when a tenant is seen for the first time, whether its memory
// has to be read back: not where there is one, which an earlier version made.
func (a *App) recover(ctx context.Context, tenant int64, made time.Time) error {
	_, known, err := a.Store.Recovery(ctx, tenant)
	if err != nil || known {
		return err
	}
	repos, err := a.Store.Repos(ctx, tenant)
	if err != nil {
		return fmt.Errorf("listing repositories: %w", err)
	}
	now := a.Clock.Now()
	r := mentorship.Recovery{Began: now, Since: made}
	if len(repos) > 0 {
		r = mentorship.Recovery{Done: now}
	}
	if err := a.Store.SetRecovery(ctx, tenant, r); err != nil {
		return err
	}
	return fault.At("rebuild.begun")
}

// fresh notes that there is nothing to read back at a tenant: it installed the
// App just now, or GitHub does not know it.
func (a *App) fresh(ctx context.Context, tenant int64) error {
	_, known, err := a.Store.Recovery(ctx, tenant)
	if err != nil || known {
		return err
	}
	return a.Store.SetRecovery(ctx, tenant, mentorship.Recovery{Done: a.Clock.Now()})
}

// unmet reports whether a pull request may be from before the memory was lost,
// so that its author may have been decided about, in silence or in a text that
// people removed. Only one whose opening GitHub could never hand over was
// certainly not.
func (a *App) unmet(ctx context.Context, j job, p mentorship.Pull) (bool, error) {
	r, _, err := a.Store.Recovery(ctx, j.repo.Tenant)
	if err != nil {
		return false, err
	}
	missed := j.first && j.work.Again && j.work.Event != mentorship.EventLook
	return !r.Lost() || missed || !p.CreatedAt.Before(r.Began), nil
}

// Rebuild reads a tenant's memory back from GitHub: mentorships from our own
// texts and what people did, and what people said of themselves. It may be cut
// short anywhere and begins anew; what is there already stays as it is.
func (a *App) Rebuild(ctx context.Context, tenant int64, pace Pace) error {
	rec, _, err := a.Store.Recovery(ctx, tenant)
	if err != nil || !rec.Done.IsZero() {
		return err
	}
	r := newReading(a, tenant, rec, pace)
	if err := r.read(ctx); err != nil {
		return fmt.Errorf("reading the memory of installation %d back: %w", tenant, err)
	}
	if err := r.keep(ctx); err != nil {
		return fmt.Errorf("keeping what was read back of installation %d: %w", tenant, err)
	}
	r.rec.Done = a.Clock.Now()
	if err := a.Store.SetRecovery(ctx, tenant, r.rec); err != nil {
		return err
	}
	a.Count("recovered")
	if r.rec.Lost() {
		a.Log.WarnContext(ctx, "the memory was lost and read back from GitHub", "installation", tenant, "texts", r.rec.Texts,
			"mentorships", r.rec.Records, "by texts alone", r.rec.Forced, "failed", r.rec.Failed, "unseen repositories", r.rec.Unseen)
	}
	return nil
}

// keep writes down what was read: people's words about themselves first, so that
// every no stands before anybody is known again.
func (r *reading) keep(ctx context.Context) error {
	forgotten, err := r.honour(ctx)
	if err != nil {
		return err
	}
	if err := r.issues(ctx); err != nil {
		return err
	}
	ids := slices.SortedFunc(maps.Keys(r.traces), func(a, b string) int {
		return cmp.Or(r.traces[a][0].At.Compare(r.traces[b][0].At), cmp.Compare(a, b))
	})
	for _, id := range ids {
		if err := fault.At("rebuild.next"); err != nil {
			return err
		}
		if err := r.restore(ctx, id, forgotten); err != nil {
			return err
		}
	}
	if err := r.a.Store.KeepTraces(ctx, r.tenant, mentorship.Recalled{Marks: r.marks}); err != nil {
		return err
	}
	for _, who := range forgotten {
		if err := r.a.forget(ctx, r.tenant, who.Person, who.at, fmt.Sprintf("rebuild/forget/%d", who.ID)); err != nil {
			return err
		}
	}
	return nil
}

// restore rebuilds one mentorship and keeps it.
func (r *reading) restore(ctx context.Context, id string, forgotten map[int64]farewell) error {
	known, err := r.a.Store.Load(ctx, r.tenant, id)
	if err != nil || known.Version > 0 {
		return err
	}
	remains, rules, ok, err := r.remains(ctx, id)
	if err != nil {
		return err
	}
	if _, gone := forgotten[remains.Pull.Author.ID]; gone {
		return nil
	}
	if !ok {
		r.rec.Failed++
		return nil
	}
	if len(remains.Traces) == 0 {
		return nil
	}
	buried, err := r.a.forgottenOf(ctx, r.tenant, []int64{remains.Pull.Author.ID}) // on their own page, meanwhile
	if err != nil || len(buried) > 0 {
		return err
	}
	return r.commit(ctx, remains, rules)
}

func (r *reading) commit(ctx context.Context, remains mentorship.Remains, rules mentorship.Rules) error {
	key, err := r.a.Store.Secret(ctx, r.tenant)
	if err != nil {
		return fmt.Errorf("hashing a mentorship: %w", err)
	}
	var row stats.Row
	aside := chronicle.Aside{Language: rules.Language, Drawn: rules.HoldOut > 0}
	remains.Note = func(before, after mentorship.Mentorship, at time.Time) {
		row = chronicle.Note(row, chronicle.Pseudonym(key, remains.ID), before, after, aside, at)
	}
	got := mentorship.Rebuild(remains, rules)
	m, now := got.Record, r.a.Clock.Now()
	c := mentorship.Commit{
		Op: fmt.Sprintf("rebuild/%d/%s", r.rec.Began.UnixMilli(), m.ID), Tenant: r.tenant, Now: now,
		Before: mentorship.Mentorship{ID: m.ID}, After: m, Effects: got.Effects, Capacity: -1, PerWeek: -1,
		Decision: decide(m, "rebuilt", "this was read back from GitHub after the memory had been lost", rules, now),
	}
	if c.Kept, err = chronicle.Changed(key, stats.Row{}, row, 0, m.Holder(), capacity(rules, m)); err != nil {
		r.a.Log.ErrorContext(ctx, "a rebuilt mentorship cannot be kept for statistics", "mentorship", m.ID, "error", err)
	}
	stamp(c.Effects, job{rules: rules, work: mentorship.Work{Again: true}}, now)
	recalled := mentorship.Recalled{Asked: got.Asked, Rests: map[int64]time.Time{}}
	for mentor, at := range got.Rests {
		if until := at.Add(mentorship.RestFor); until.After(now) {
			recalled.Rests[mentor] = until
		}
	}
	if err := r.a.Store.KeepTraces(ctx, r.tenant, recalled); err != nil {
		return err
	}
	err = r.a.Store.Commit(ctx, c)
	if mentorship.KindOf(err) == mentorship.FaultConflict {
		return nil // it is there: another process was faster
	}
	if err != nil {
		return fmt.Errorf("keeping a rebuilt mentorship: %w", err)
	}
	r.rec.Records++
	r.rec.Forced += got.Forced
	return fault.At("rebuild.kept")
}

// issues remembers the issues that are of no mentorship: they are edited, not opened again.
func (r *reading) issues(ctx context.Context) error {
	for _, repo := range r.repos {
		known, err := r.a.Store.Ops(ctx, repo)
		if err != nil {
			return err
		}
		if t, ok := r.ops[repo.ID]; ok && known.Zero() {
			if err := r.a.Store.SetOps(ctx, repo, t); err != nil {
				return err
			}
		}
		if report, ok := r.reports[repo.ID]; ok {
			if err := r.a.Store.SetReport(ctx, repo, report); err != nil {
				return err
			}
		}
	}
	return nil
}
