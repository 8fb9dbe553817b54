package app

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Language is the language a person chose last, at whichever owner; empty: none.
func (a *App) Language(ctx context.Context, person int64) (string, error) {
	tenants, err := a.Store.TenantsOf(ctx, person)
	if err != nil {
		return "", err
	}
	var newest mentorship.Standing
	for _, tenant := range tenants {
		all, err := a.Store.Standing(ctx, tenant, []int64{person})
		if err != nil {
			return "", fmt.Errorf("reading what a person decided: %w", err)
		}
		if s := all[person]; s.LanguageAt.After(newest.LanguageAt) {
			newest = s
		}
	}
	return newest.Language, nil
}

// Say obeys what a person says of themselves on their own page: the same words
// as in a comment, read by the same parser, with the same outcome. The note is
// empty when it was done, else it says what is allowed, as in a comment.
func (a *App) Say(ctx context.Context, tenant int64, who mentorship.Person, words string) (note string, err error) {
	r, c, err := a.onPage(ctx, tenant, who, words)
	if err != nil || !guide.Personal(c.Verb) || c.Verb == mentorship.VerbForget {
		return mentorship.NoteUnknown, err
	}
	j := job{repo: mentorship.Repo{Tenant: tenant}, op: fmt.Sprintf("page/%d/%d", who.ID, r.ID)}
	effects, err := a.stand(ctx, j, mentorship.Thread{}, r, c)
	if err != nil {
		return "", err
	}
	if err := a.offer(ctx, tenant, j.op); err != nil { // who was let go looks for somebody else
		return "", err
	}
	for _, e := range effects {
		if e.Kind == mentorship.EffectReply {
			return e.Note, nil
		}
	}
	return "", nil
}

// onPage reads a command somebody gives on their own page, as if it stood in a
// comment; a zero one is none, or one too many for a day.
func (a *App) onPage(ctx context.Context, tenant int64, who mentorship.Person, words string) (r mentorship.Remark, c line, err error) {
	now := a.Clock.Now()
	r = mentorship.Remark{Kind: mentorship.RemarkComment, ID: now.UnixMilli(), By: who, At: now, Text: "/mentor " + words}
	commands, err := a.counting(ctx, tenant, r)
	if err != nil || len(commands) != 1 {
		return r, c, err
	}
	return r, commands[0], nil
}

// Digest is `/mentor digest`: on in that issue, given by its address or as
// "owner/name#number", or off where it is empty. The note is as with [App.Say].
func (a *App) Digest(ctx context.Context, tenant int64, who mentorship.Person, issue string) (note string, err error) {
	words := "digest on"
	if issue == "" {
		words = "digest off"
	}
	r, c, err := a.onPage(ctx, tenant, who, words)
	if err != nil || c.Verb != mentorship.VerbDigest {
		return mentorship.NoteUnknown, err
	}
	s := mentorship.Standing{Person: who, DigestAt: r.At}
	var rules mentorship.Rules
	if issue != "" {
		t, err := a.ownIssue(ctx, tenant, who, issue)
		if err != nil || t.Zero() {
			return mentorship.NoteDigest, err
		}
		s.Digest = mentorship.Place{Repo: t.Repo.ID, Number: t.Number}
		if rules, _, err = a.house.Rules(ctx, t.Repo); err != nil {
			return "", fmt.Errorf("reading house rules: %w", err)
		}
	}
	return a.setDigest(ctx, tenant, rules, s)
}

var issueNamed = regexp.MustCompile(`(?:^|/)([A-Za-z0-9-]+/[A-Za-z0-9._-]+)(?:/issues/|#)([1-9][0-9]{0,9})/?$`)

// ownIssue is an issue that person opened in a repository of the installation
// and that no mentorship belongs to; zero where it is none.
func (a *App) ownIssue(ctx context.Context, tenant int64, who mentorship.Person, name string) (t mentorship.Thread, err error) {
	parts := issueNamed.FindStringSubmatch(strings.TrimSpace(name))
	if parts == nil {
		return t, nil
	}
	all, err := a.Store.Repos(ctx, tenant)
	if err != nil {
		return t, fmt.Errorf("listing repositories: %w", err)
	}
	i := slices.IndexFunc(all, func(r mentorship.Repo) bool { return strings.EqualFold(r.FullName(), parts[1]) })
	if i < 0 {
		return t, nil
	}
	t.Repo = all[i]
	t.Number, _ = strconv.Atoi(parts[2]) // ten digits
	by, isPull, err := a.GitHub.Opened(ctx, t)
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound, mentorship.FaultGone, mentorship.FaultForbidden:
		return mentorship.Thread{}, nil
	}
	if err != nil {
		return t, fmt.Errorf("reading who opened an issue: %w", err)
	}
	id, err := a.Store.ByThread(ctx, t.Repo, t.Number)
	if err != nil {
		return t, fmt.Errorf("finding the mentorship of a thread: %w", err)
	}
	if isPull || by.ID != who.ID || id != "" {
		return mentorship.Thread{}, nil
	}
	return t, nil
}

// Answer takes over how the mentoring is for a person, as they say on their own
// page: 3 very well, 2 well, 1 not so well. ok is false where nothing is asked of
// them there.
func (a *App) Answer(ctx context.Context, tenant int64, who mentorship.Person, id string, value int) (ok bool, err error) {
	m, err := a.Store.Load(ctx, tenant, id)
	if err != nil {
		return false, fmt.Errorf("loading mentorship: %w", err)
	}
	if s, _, in := m.StoryOf(who.ID); !in || s.Pulse == nil || !slices.Contains(mentorship.PulseValues(), value) {
		return false, nil
	}
	j := job{repo: m.Pull.Repo, op: fmt.Sprintf("pulse/%d/%d", who.ID, a.Clock.Now().UnixMilli())}
	if j.rules, _, err = a.house.Rules(ctx, m.Pull.Repo); err != nil {
		return false, fmt.Errorf("reading house rules: %w", err)
	}
	e := mentorship.PulseSaid{By: who.ID, Value: value}
	if err := a.run(ctx, j, move{tenant: tenant, id: id, name: "pulse", events: []mentorship.Event{e}}); err != nil {
		return false, fmt.Errorf("keeping how it is for somebody: %w", err)
	}
	return true, nil
}

// ForgetMe is `/mentor forget-me confirm` wherever something is kept of a person,
// out of our reach or not.
func (a *App) ForgetMe(ctx context.Context, who mentorship.Person) error {
	tenants, err := a.Store.TenantsOf(ctx, who.ID)
	if err != nil {
		return err
	}
	now := a.Clock.Now()
	for _, tenant := range tenants {
		op := fmt.Sprintf("forget/page/%d/%d", who.ID, now.UnixMilli())
		if err := a.forget(ctx, tenant, who, now, op); err != nil {
			return fmt.Errorf("forgetting a person: %w", err)
		}
	}
	return nil
}
