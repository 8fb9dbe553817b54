package githubsim

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	rulesPath  = ".github/firstmate.yml"
	consentAge = 45 * 24 * time.Hour // how long ago people consented
)

func newState(c *clock) *state {
	return &state{
		clock: c, users: map[int64]*user{}, byLogin: map[string]*user{}, orgs: map[int64]*org{},
		repos: map[int64]*repo{}, byName: map[string]*repo{}, oldNames: map[string]int64{},
		comments: map[int64]*comment{}, seq: map[string]int64{},
	}
}

// build makes the state a world describes.
func build(w World, c *clock) (*state, error) {
	st := newState(c)
	for _, u := range w.Users {
		if err := st.buildUser(u); err != nil {
			return nil, err
		}
	}
	for _, o := range w.Orgs {
		if err := st.buildOrg(o); err != nil {
			return nil, err
		}
	}
	st.buildApp(w)
	for _, r := range w.Repos {
		if err := st.buildRepo(r); err != nil {
			return nil, fmt.Errorf("world: repository %q: %w", r.Name, err)
		}
	}
	for _, in := range w.Installations {
		if err := st.buildInstallation(in); err != nil {
			return nil, fmt.Errorf("world: installation %d: %w", in.ID, err)
		}
	}
	return st, nil
}

func (st *state) buildUser(u WorldUser) error {
	switch {
	case !validLogin(u.Login):
		return fmt.Errorf("world: user %q is no login", u.Login)
	case st.userNamed(u.Login) != nil:
		return fmt.Errorf("world: user %q is there twice", u.Login)
	case !slices.Contains([]string{"", kindUser, kindBot}, u.Type):
		return fmt.Errorf("world: user %q: type %q is neither User nor Bot", u.Login, u.Type)
	}
	st.addUser(u.Login, cmp.Or(u.Type, kindUser), u.ID)
	return nil
}

func (st *state) buildOrg(w WorldOrg) error {
	if !validLogin(w.Login) || st.userNamed(w.Login) != nil {
		return fmt.Errorf("world: organisation %q is no login or there twice", w.Login)
	}
	o := &org{acct: st.addUser(w.Login, kindOrg, w.ID), members: map[int64]string{}}
	st.orgs[o.acct.id] = o
	for _, m := range w.Members {
		role := cmp.Or(m.Role, "member")
		if role != "admin" && role != "member" {
			return fmt.Errorf("world: organisation %s: role %q of %s is neither admin nor member", w.Login, m.Role, m.Login)
		}
		o.members[st.person(m.Login).id] = role
	}
	for _, t := range w.Teams {
		made := &team{id: st.next("team"), slug: t.Slug}
		for _, login := range t.Members {
			made.members = append(made.members, st.person(login).id)
		}
		o.teams = append(o.teams, made)
	}
	return nil
}

func (st *state) buildApp(w World) {
	st.app = appInfo{id: cmp.Or(w.App.ID, 1), slug: cmp.Or(w.App.Slug, "firstmate"), created: st.now().AddDate(-1, 0, 0), perms: appPermissions(), events: appEvents()}
	st.bot = st.person(st.app.slug + "[bot]")
	st.ghost = st.addUser("ghost", kindUser, 10137)
	st.ci = st.person("github-actions[bot]")
	st.webFlow = st.person("web-flow")
	st.app.owner = st.webFlow
	if len(w.Orgs) > 0 {
		st.app.owner = st.userNamed(w.Orgs[0].Login)
	}
}

func (st *state) buildInstallation(w WorldInstallation) error {
	owner := st.userNamed(w.Owner)
	if owner == nil {
		return fmt.Errorf("owner %q does not exist", w.Owner)
	}
	if st.installed(owner) != nil {
		return fmt.Errorf("%s is installed twice", w.Owner)
	}
	in := st.install(owner, w.ID)
	if len(w.Repos) == 0 {
		return nil
	}
	in.all = false
	for _, name := range w.Repos {
		if !strings.Contains(name, "/") {
			name = w.Owner + "/" + name
		}
		r := st.repoNamed(name)
		if r == nil {
			return fmt.Errorf("repository %q does not exist", name)
		}
		in.repos[r.id] = true
	}
	return nil
}

// install makes an installation for all repositories of an account.
func (st *state) install(owner *user, id int64) *installation {
	if id == 0 {
		id = st.next("installation")
	}
	st.seq["installation"] = max(st.seq["installation"], firstIDs()["installation"], id)
	in := &installation{id: id, owner: owner, all: true, repos: map[int64]bool{}, created: st.now(), updated: st.now()}
	st.installs = append(st.installs, in)
	return in
}

func levels() []string { return []string{"none", "read", "triage", "write", "maintain", "admin"} }

func (st *state) buildRepo(w WorldRepo) error {
	owner, name, ok := strings.Cut(w.Name, "/")
	if !ok || !validLogin(owner) || name == "" {
		return errors.New("the name must be owner/name")
	}
	if st.repoNamed(w.Name) != nil || (w.ID != 0 && st.repos[w.ID] != nil) {
		return errors.New("its name or id is there twice")
	}
	r := st.addRepo(st.person(owner), name, w.ID)
	r.private, r.noIssues = w.Private, w.Issues != nil && !*w.Issues
	for login, level := range w.Permissions {
		if !slices.Contains(levels(), level) {
			return fmt.Errorf("permission %q of %s is unknown", level, login)
		}
		r.perms[st.person(login).id] = level
	}
	return st.buildHistory(r, w)
}

// addRepo makes an empty repository with GitHub's usual first labels.
func (st *state) addRepo(owner *user, name string, id int64) *repo {
	for id == 0 || st.repos[id] != nil {
		id = st.next("repo")
	}
	r := &repo{
		id: id, owner: owner, name: name, created: st.now().AddDate(-2, 0, 0), pushed: st.now(),
		perms: map[int64]string{}, threads: map[int]*issue{}, git: newHistory(),
	}
	for _, l := range []label{{name: "bug", color: "d73a4a"}, {name: "enhancement", color: "a2eeef"}} {
		r.labels = append(r.labels, &label{id: st.next("label"), name: l.name, color: l.color, created: r.created})
	}
	st.repos[r.id] = r
	st.byName[fold(r.fullName())] = r
	return r
}

// pastMerge is one merged pull request of the world's past.
type pastMerge struct {
	Merged
	title string
	files []file
}

// buildHistory plays the first commit, the merged pull requests and the
// consents in the order of their times.
func (st *state) buildHistory(r *repo, w WorldRepo) error {
	rules, ok := w.Files[rulesPath]
	if len(w.Consents) > 0 && !ok {
		return fmt.Errorf("consents need the text of %s in files", rulesPath)
	}
	grown := growth(rules, w.Consents)
	past := st.pastOf(w, grown)
	first := st.now().Add(-consentAge - 24*time.Hour)
	if len(past) > 0 && past[0].MergedAt.Before(first) {
		first = past[0].MergedAt.Add(-24 * time.Hour)
	}
	r.created = first
	st.plant(r, w.Files, grown[0], first)
	for _, p := range past {
		st.replay(r, p)
	}
	if now := r.git.tree[rulesPath]; ok && now.content() != rules {
		by := st.steward(r.owner)
		c := r.git.add(r.git.head, by, "Tidy the rules", st.now().Add(-consentAge+24*time.Hour), []file{{path: rulesPath, text: &rules}})
		r.git.advance(c)
	}
	return nil
}

// plant makes the first commit: the world's files, the rules still without
// the entries that people add themselves.
func (st *state) plant(r *repo, files map[string]string, rules string, at time.Time) {
	var fs []file
	for _, path := range slices.Sorted(maps.Keys(files)) {
		text := files[path]
		if path == rulesPath {
			text = rules
		}
		fs = append(fs, file{path: path, text: &text})
	}
	if len(fs) == 0 {
		readme := "# " + r.name + "\n"
		fs = []file{{path: "README.md", text: &readme}}
	}
	r.git.advance(r.git.add(nil, st.steward(r.owner), "Start", at, fs))
}

func (st *state) pastOf(w WorldRepo, grown []string) []pastMerge {
	var past []pastMerge
	for _, m := range w.History.Merged {
		p := pastMerge{Merged: m, title: "Change " + strings.Join(m.Files[:min(1, len(m.Files))], "")}
		for _, path := range m.Files {
			f := file{path: path}
			if text, given := w.Files[path]; given {
				f.text = &text
			}
			if path != rulesPath {
				p.files = append(p.files, f)
			}
		}
		past = append(past, p)
	}
	for i, login := range w.Consents {
		at := st.now().Add(-consentAge + time.Duration(i)*time.Hour)
		past = append(past, pastMerge{
			Merged: Merged{Author: login, MergedAt: at}, title: "Offer to mentor",
			files: []file{{path: rulesPath, text: &grown[i+1]}},
		})
	}
	slices.SortStableFunc(past, func(a, b pastMerge) int { return a.MergedAt.Compare(b.MergedAt) })
	return past
}

// replay makes one merged pull request of the past.
func (st *state) replay(r *repo, p pastMerge) {
	author := st.person(p.Author)
	opened := p.MergedAt.Add(-48 * time.Hour)
	is := st.newThread(r, author, p.title, nil, opened)
	is.pull = &pull{id: st.next("pull"), headRef: fmt.Sprintf("change-%d", is.number), headRepo: r, headUser: r.owner, baseSHA: r.git.head.sha}
	st.commitTo(is, r.git.add(r.git.head, author, p.title, opened, p.files))
	for i, login := range p.Reviewers {
		if fold(login) == fold(p.Author) {
			continue
		}
		at := opened.Add(time.Duration(i+1) * time.Hour)
		is.pull.reviews = append(is.pull.reviews, st.newReview(is, st.person(login), "APPROVED", "", at))
	}
	by := st.steward(r.owner)
	if len(p.Reviewers) > 0 {
		by = st.person(p.Reviewers[0])
	}
	st.mergeWith(is, by, p.MergedAt, p.files)
}

// validLogin says whether GitHub would take a login; Apps end in [bot].
func validLogin(login string) bool {
	login = strings.TrimSuffix(login, "[bot]")
	if login == "" || len(login) > 39 || strings.HasPrefix(login, "-") {
		return false
	}
	return strings.Trim(fold(login), "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}
