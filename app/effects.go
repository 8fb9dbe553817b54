package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// notFoundPatience is how long a 404 may be GitHub's reads lagging behind its writes.
const notFoundPatience = 10 * time.Minute

// notFoundLonger is how long it may be trouble of GitHub's where what is written
// to can be read; then it is a refusal under another name.
const notFoundLonger = 24 * time.Hour

// frozenLook is how often an effect looks whether its repository is back.
const frozenLook = 10 * time.Minute

// Effect does one effect: words are rendered from the record as it stands now,
// the client writes them once, and the outcome is committed.
func (a *App) Effect(ctx context.Context, w mentorship.Work, e mentorship.Effect, try Try) error {
	if err := a.held(ctx, w.Tenant); err != nil {
		return err
	}
	j, m, err := a.about(ctx, w, e)
	if err != nil {
		return err
	}
	if err := fault.At("effect.loaded", string(e.Kind)); err != nil {
		return err
	}
	late, err := a.outlives(ctx, w.Tenant, e, m)
	switch {
	case err != nil:
		return err
	case late:
		return a.drop(ctx, w, j, e, m, try)
	}
	if !m.FrozenAt.IsZero() {
		return &mentorship.Fault{Kind: mentorship.FaultFrozen, Until: a.Clock.Now().Add(frozenLook), Err: errors.New("the repository is out of reach")}
	}
	if e.Preview || m.Preview || j.rules.Mode == mentorship.ModePreview && !e.Always() && m.State != mentorship.StateErased {
		a.Count("effect_preview")
		return a.settle(ctx, j, e, mentorship.Result{}, nil)
	}
	if e.Mentorship != "" {
		known, err := a.namesNow(ctx, e, &m, &j.rules)
		if err != nil {
			return err
		}
		if !known || !mentorship.Wanted(m, e) {
			if err := a.drop(ctx, w, j, e, m, try); err != nil || known {
				return err
			}
			return a.missed(ctx, j, m, e)
		}
	}
	write, err := a.worded(ctx, j, e, m)
	if err != nil && e.Always() && a.final(err, e) { // what it speaks of is gone
		return a.settle(ctx, j, e, mentorship.Result{}, err)
	}
	if err != nil {
		return fmt.Errorf("rendering %s: %w", e.Kind, err)
	}
	write.Resume, write.Misses = try.Resume || e.Again || m.Again, try.Misses
	if still, err := a.stillSo(ctx, j, m); err != nil || !still {
		if err != nil {
			return err
		}
		return a.Effect(ctx, w, e, try) // nothing was sent: begin anew, as things are now
	}
	return a.carryOut(ctx, w, j, e, write)
}

// carryOut writes what an effect came to, and ends it.
func (a *App) carryOut(ctx context.Context, w mentorship.Work, j job, e mentorship.Effect, write mentorship.Write) error {
	write.Mine = func(ctx context.Context) error { return a.mine(ctx, w) }
	done, err := a.do(ctx, w.Tenant, e, write)
	if mentorship.KindOf(err) == mentorship.FaultPermission {
		a.Count("permission_missing")
	}
	if err != nil && a.waits(ctx, e, write, err) {
		return fmt.Errorf("doing %s: %w", e.Kind, err)
	}
	if err := a.keepIssue(ctx, e, write, done, err); err != nil {
		return err
	}
	if e.Creates() {
		e.Thread = write.Thread // coordinators are told in an issue that may open later
	}
	if err != nil || done.ID == 0 {
		return a.settle(ctx, j, e, done, err)
	}
	return a.stood(ctx, w, j, e, done)
}

// waits reports whether a fault is not the last word about an effect.
func (a *App) waits(ctx context.Context, e mentorship.Effect, write mentorship.Write, err error) bool {
	return !a.final(err, e) || a.Clock.Now().Sub(e.PlannedAt) < notFoundLonger && a.isThere(ctx, write, err)
}

// about loads what an effect is about: its mentorship, if it is of one, and the house rules.
func (a *App) about(ctx context.Context, w mentorship.Work, e mentorship.Effect) (j job, m mentorship.Mentorship, err error) {
	j = job{work: w, repo: e.Thread.Repo}
	if e.Mentorship != "" {
		if m, err = a.Store.Load(ctx, w.Tenant, e.Mentorship); err != nil {
			return j, m, fmt.Errorf("loading mentorship: %w", err)
		}
		if m.Version == 0 {
			return j, m, nil // forgotten since
		}
		j.repo = m.Pull.Repo
	}
	if j.rules, _, err = a.house.Rules(ctx, j.repo); err != nil {
		return j, m, fmt.Errorf("reading house rules: %w", err)
	}
	return j, m, nil
}

// keepIssue remembers which issue an effect opened that is not of a mentorship.
func (a *App) keepIssue(ctx context.Context, e mentorship.Effect, w mentorship.Write, done mentorship.Result, failed error) error {
	switch e.Kind {
	case mentorship.EffectOps:
		return a.house.KeepOps(ctx, e, w, done, failed)
	case mentorship.EffectReport:
		return a.keepReport(ctx, e, w, done, failed)
	}
	return nil
}

// stillSo looks once more, right before something is written about somebody:
// while names were looked up and words were found, the newcomer may have wanted
// no contact, or a mentor may have left. What comes even later is acknowledged
// behind this effect, for a tenant's effects go out one after the other.
func (a *App) stillSo(ctx context.Context, j job, m mentorship.Mentorship) (bool, error) {
	if m.ID == "" {
		return true, nil
	}
	now, err := a.Store.Load(ctx, j.work.Tenant, m.ID)
	if err != nil {
		return false, fmt.Errorf("loading mentorship: %w", err)
	}
	rules, _, err := a.house.Rules(ctx, j.repo)
	if err != nil {
		return false, fmt.Errorf("reading house rules: %w", err)
	}
	return now.Version == m.Version && slices.EqualFunc(rules.Mentors, j.rules.Mentors, func(a, b mentorship.Mentor) bool {
		return a.ID == b.ID && a.Consented == b.Consented
	}), nil
}

// mine asks whether this process still holds the work: it may have stood still
// while another took it over and wrote what was to be written.
func (a *App) mine(ctx context.Context, w mentorship.Work) error {
	err := a.Store.Mine(ctx, w.Claim)
	if err != nil && mentorship.KindOf(err) != mentorship.FaultFenced {
		err = mentorship.NewFault(mentorship.FaultTransient, err) // nothing was sent
	}
	if err != nil {
		return fmt.Errorf("asking whose work it is: %w", err)
	}
	return nil
}

// do carries a write out, with a fault point before and after it.
func (a *App) do(ctx context.Context, tenant int64, e mentorship.Effect, write mentorship.Write) (done mentorship.Result, err error) {
	if err := fault.At("effect.rendered", string(e.Kind)); err != nil {
		return done, err
	}
	if write.Kind != mentorship.WriteNothing {
		done, err = a.GitHub.Do(ctx, tenant, write)
	}
	if lost := fault.At("effect.sent", string(e.Kind)); lost != nil {
		return done, lost
	}
	return done, err
}

// namesNow puts today's logins into a text that is about to mention somebody:
// a login may have changed hands since it was read, and nobody but the person
// who agreed to it may be mentioned. known is false where one of them is gone,
// which a first 404 does not prove.
func (a *App) namesNow(ctx context.Context, e mentorship.Effect, m *mentorship.Mentorship, r *mentorship.Rules) (known bool, err error) {
	switch e.Kind {
	case mentorship.EffectGreet, mentorship.EffectInvite, mentorship.EffectOpenIssue, mentorship.EffectNudge,
		mentorship.EffectStuck, mentorship.EffectHelp, mentorship.EffectWiden:
	default:
		return true, nil
	}
	tenant := m.Pull.Repo.Tenant
	newcomer, known, err := a.today(ctx, tenant, m.Newcomer.ID, e)
	if !known {
		return false, err
	}
	m.Newcomer.Login = newcomer.Login
	if m.Mentor.Zero() {
		return true, nil
	}
	mentor, known, err := a.today(ctx, tenant, m.Mentor.ID, e)
	if !known {
		return false, err
	}
	m.Mentor.Login = mentor.Login
	r.Mentors = slices.Clone(r.Mentors)
	renamed(r.Mentors, mentor)
	if e.Kind != mentorship.EffectWiden {
		return true, nil
	}
	second, known, err := a.today(ctx, tenant, e.Person.ID, e)
	if !known {
		return false, err
	}
	renamed(r.Mentors, second)
	return true, nil
}

// today is somebody under the login they have now. known is false where the account
// is gone, or, with an error, cannot be looked up now.
func (a *App) today(ctx context.Context, tenant, id int64, e mentorship.Effect) (who mentorship.Person, known bool, err error) {
	if who, err = a.GitHub.ByID(ctx, tenant, id); err == nil {
		return who, true, nil
	}
	if a.final(err, e) && a.unknown(ctx, tenant, id, err) {
		return mentorship.Person{}, false, nil
	}
	return mentorship.Person{}, false, fmt.Errorf("reading today's login: %w", err)
}

// renamed puts a person's login of today into their entry.
func renamed(mentors []mentorship.Mentor, now mentorship.Person) {
	for i := range mentors {
		if mentors[i].ID == now.ID {
			mentors[i].Login = now.Login
		}
	}
}

// Try is how often an effect was attempted, and how that ended.
type Try struct {
	Resume bool // an earlier attempt may have been applied
	Misses int  // spaced look-ups since then that did not find it
}

// final reports whether a fault means that the effect will never happen.
func (a *App) final(err error, e mentorship.Effect) bool {
	switch mentorship.KindOf(err) {
	case mentorship.FaultGone, mentorship.FaultLocked, mentorship.FaultForbidden, mentorship.FaultInvalid:
		return true
	case mentorship.FaultNotFound:
		return a.Clock.Now().Sub(e.PlannedAt) > notFoundPatience
	}
	return false
}

// settle commits how the effect ended, and what the mentorship makes of it.
func (a *App) settle(ctx context.Context, j job, e mentorship.Effect, r mentorship.Result, failed error) error {
	now := a.Clock.Now()
	j.sent = &mentorship.Sent{Key: e.Key, ID: r.ID, Dead: mentorship.KindOf(failed)}
	var event mentorship.Event = mentorship.Done{Effect: e, ID: r.ID, Number: r.Number, At: now}
	outcome := "effect_done"
	if failed != nil {
		event = mentorship.Refused{Effect: e, Why: j.sent.Dead, At: now}
		a.Log.WarnContext(ctx, "effect refused for good", "effect", e.Kind, "why", j.sent.Dead)
		outcome = "effect_refused"
	}
	if e.Kind == mentorship.EffectAssign && j.sent.Dead == mentorship.FaultInvalid {
		outcome = "effect_unassignable" // it was written, and GitHub left the person out: nothing is lost
	}
	a.Count(outcome)
	mv := move{tenant: j.work.Tenant, id: e.Mentorship, name: "effect/" + e.Key, events: []mentorship.Event{event}}
	var err error
	if e.Mentorship == "" {
		err = a.finish(ctx, j, mv, nil)
	} else {
		err = a.run(ctx, j, mv)
	}
	if err == nil {
		err = fault.At("effect.recorded", string(e.Kind))
	}
	return err
}
