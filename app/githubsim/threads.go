package githubsim

import (
	"slices"
	"strings"
	"time"
)

// newThread makes an issue; the caller adds a pull to make it a pull request.
func (st *state) newThread(r *repo, by *user, title string, body *string, at time.Time) *issue {
	r.last++
	is := &issue{
		id: st.next("issue"), repo: r, number: r.last, title: title, text: revised{body: body},
		user: by, state: "open", created: at, updated: at,
	}
	r.threads[is.number] = is
	r.open++
	return is
}

func (st *state) newReview(is *issue, by *user, state, body string, at time.Time) *review {
	return &review{id: st.next("review"), user: by, state: state, body: body, commit: is.headSHA(), submitted: at}
}

// headSHA is the newest commit of a pull request.
func (is *issue) headSHA() string { return is.pull.commits[len(is.pull.commits)-1].sha }

// commitTo puts a commit on a pull request's branch.
func (st *state) commitTo(is *issue, c *commit) {
	g := is.repo.git
	is.pull.commits = append(is.pull.commits, c)
	if is.pull.headRepo == is.repo && is.state == "open" {
		g.branches[is.pull.headRef] = c
	}
	g.pulls[c.sha] = append(g.pulls[c.sha], is)
}

// mergeWith squashes a pull request onto the default branch.
func (st *state) mergeWith(is *issue, by *user, at time.Time, files []file) *commit {
	g := is.repo.git
	c := g.add(g.head, is.user, is.title, at, files)
	c.committer = st.webFlow
	g.advance(c)
	g.pulls[c.sha] = append(g.pulls[c.sha], is)
	delete(g.branches, is.pull.headRef)
	is.pull.merged, is.pull.mergedBy, is.pull.mergeSHA = at, by, c.sha
	is.setState("closed", by, at)
	is.repo.pushed = at
	return c
}

// setState closes or reopens a thread.
func (is *issue) setState(state string, by *user, at time.Time) {
	if is.state == state {
		return
	}
	is.state, is.updated = state, at
	if state == "open" {
		is.repo.open++
		is.closed, is.closedBy = time.Time{}, nil
	} else {
		is.repo.open--
		is.closed, is.closedBy = at, by
	}
}

// labelNamed finds a repository's label; GitHub compares without case.
func (r *repo) labelNamed(name string) *label {
	for _, l := range r.labels {
		if strings.EqualFold(l.name, name) {
			return l
		}
	}
	return nil
}

// labelFor finds or makes a label.
func (st *state) labelFor(r *repo, name string) *label {
	if l := r.labelNamed(name); l != nil {
		return l
	}
	return st.addLabel(r, name, "ededed", "")
}

func (st *state) addLabel(r *repo, name, color, description string) *label {
	l := &label{id: st.next("label"), name: name, color: color, description: description, created: st.now()}
	r.labels = append(r.labels, l)
	return l
}

func (is *issue) hasLabel(l *label) bool { return slices.Contains(is.labels, l) }

// level is a person's permission on a repository: the highest of what was
// given by name, what membership gives, and what everybody has.
func (st *state) level(r *repo, u *user) string {
	if u == nil || u.gone {
		return "none"
	}
	if u == r.owner {
		return "admin"
	}
	best := "none"
	if !r.private {
		best = "read"
	}
	if o := st.orgs[r.owner.id]; o != nil {
		switch o.members[u.id] {
		case "admin":
			return "admin"
		case "member":
			best = "read"
		}
	}
	if given := r.perms[u.id]; slices.Index(levels(), given) > slices.Index(levels(), best) {
		best = given
	}
	return best
}

// atLeast compares two levels.
func atLeast(level, want string) bool {
	return slices.Index(levels(), level) >= slices.Index(levels(), want)
}

// belongs says whether a person was let in: member, collaborator or owner.
func (st *state) belongs(r *repo, u *user) bool {
	o := st.orgs[r.owner.id]
	return u == r.owner || r.perms[u.id] != "" && r.perms[u.id] != "none" || o != nil && o.members[u.id] != ""
}

// assignable follows GitHub: people who belong, the author, and people who
// commented.
func (st *state) assignable(is *issue, u *user) bool {
	if u == nil || u.gone || u.kind == kindOrg {
		return false
	}
	commented := slices.ContainsFunc(is.comments, func(c *comment) bool { return c.user == u })
	return st.belongs(is.repo, u) || is.user == u || commented
}

// association is GitHub's author_association; first says what a person
// without merged work is called in this place.
func (st *state) association(r *repo, u *user, first string) string {
	o := st.orgs[r.owner.id]
	switch {
	case u == r.owner:
		return "OWNER"
	case o != nil && o.members[u.id] != "":
		return "MEMBER"
	case r.perms[u.id] != "" && r.perms[u.id] != "none":
		return "COLLABORATOR"
	case r.contributed(u):
		return "CONTRIBUTOR"
	}
	return first
}

// contributed says whether a person authored a commit on the default branch.
func (r *repo) contributed(u *user) bool { return r.git.authors[u.id] }

// authorOf hides deleted people behind GitHub's ghost account.
func (st *state) authorOf(u *user) *user {
	if u == nil || u.gone {
		return st.ghost
	}
	return u
}
