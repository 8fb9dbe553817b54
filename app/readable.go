package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// readable adds to a page what its reader needs: their language, and for the
// tracking issue what helps with their change.
func (a *App) readable(ctx context.Context, j job, e mentorship.Effect, m mentorship.Mentorship, page *guide.Page) error {
	reader := m.Newcomer
	switch e.Kind {
	case mentorship.EffectReply, mentorship.EffectDigest:
		reader = e.Person
	case mentorship.EffectOpenIssue, mentorship.EffectEditIssue:
		if err := a.helpful(ctx, j, m, page); err != nil {
			return err
		}
	case mentorship.EffectReact, mentorship.EffectAssign, mentorship.EffectUnassign, mentorship.EffectCheck, mentorship.EffectOps,
		mentorship.EffectTell, mentorship.EffectReport:
		return nil
	}
	if reader.Zero() {
		return nil
	}
	standing, err := a.Store.Standing(ctx, j.repo.Tenant, []int64{reader.ID})
	if err != nil {
		return fmt.Errorf("reading the language somebody chose: %w", err)
	}
	page.Language = standing[reader.ID].Language
	return nil
}

// helpful adds the playbooks that fit the newcomer's change, and where files
// of its repository are shown.
func (a *App) helpful(ctx context.Context, j job, m mentorship.Mentorship, page *guide.Page) error {
	if home := m.Pull.Repo.Home(a.WebURL); home != "" {
		page.Files = home + "/blob/HEAD"
	}
	if len(j.rules.Playbooks) == 0 || m.State.Terminal() || m.Facts.Pull.Issue {
		return nil
	}
	files, err := a.filesOf(ctx, m.Pull)
	page.Playbooks = fitting(j.rules.Playbooks, files)
	return err
}

// filesOf are the files of a change; none where they cannot be seen any more.
func (a *App) filesOf(ctx context.Context, t mentorship.Thread) ([]string, error) {
	files, err := a.GitHub.Files(ctx, t)
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound, mentorship.FaultGone, mentorship.FaultForbidden, mentorship.FaultPermission, mentorship.FaultInvalid:
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the files of the change: %w", err)
	}
	return files, nil
}

// fitting are the playbooks with a glob that covers one of the files.
func fitting(books []mentorship.Playbook, files []string) (out []mentorship.Link) {
	for _, b := range books {
		covers := func(file string) bool {
			return slices.ContainsFunc(b.Paths, func(glob string) bool { return config.Covers(glob, file) })
		}
		if slices.ContainsFunc(files, covers) {
			out = append(out, b.Link)
		}
	}
	return out
}

// helpHere answers `help` with the words for the person who asks.
func (a *App) helpHere(ctx context.Context, j job, t mentorship.Thread, r mentorship.Remark, id string, c guide.Command) ([]mentorship.Effect, error) {
	roles, err := a.roles(ctx, j, t, r, id)
	if err != nil {
		return nil, err
	}
	return []mentorship.Effect{
		mentorship.Reaction(t, r.ID, true),
		mentorship.Help(t, r.By, c.Argument == "all", roles, r.At),
	}, nil
}

// roles are what a person is in a conversation, as far as commands go by it.
// Whoever opened the thread may become a newcomer by asking for a mentor.
func (a *App) roles(ctx context.Context, j job, t mentorship.Thread, r mentorship.Remark, id string) (out []string, err error) {
	newcomer := r.ThreadBy
	if id != "" {
		m, err := a.Store.Load(ctx, j.repo.Tenant, id)
		if err != nil {
			return nil, fmt.Errorf("loading mentorship: %w", err)
		}
		newcomer = m.Newcomer
	}
	if newcomer.ID == r.By.ID {
		out = append(out, guide.RoleNewcomer)
	}
	if _, ok := j.rules.Mentor(r.By.ID); ok {
		out = append(out, guide.RoleMentor)
	}
	if j.rules.Coordinator(r.By.ID) {
		out = append(out, guide.RoleCoordinator)
	}
	p, err := a.may(ctx, t.Repo, r.By)
	if err != nil {
		return nil, err
	}
	if p.Writes() {
		out = append(out, guide.RoleWriter)
	}
	return out, nil
}
