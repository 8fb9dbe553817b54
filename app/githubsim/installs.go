package githubsim

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

func getApp(c *call) answer {
	o := c.view.app()
	living := 0
	for _, in := range c.st.installs {
		if !in.gone {
			living++
		}
	}
	o["installations_count"], o["client_id"] = living, ClientID
	return ok(o)
}

func listInstallations(c *call) answer {
	var living []*installation
	for _, in := range c.st.installs {
		if !in.gone {
			living = append(living, in)
		}
	}
	return paged(c, living, c.view.installation)
}

func (c *call) installationAsked() *installation {
	i := slices.IndexFunc(c.st.installs, func(in *installation) bool { return in.id == c.number("id") && !in.gone })
	if i < 0 {
		return nil
	}
	return c.st.installs[i]
}

func answerInstallation(c *call, in *installation) answer {
	if in == nil {
		return notFound()
	}
	return ok(c.view.installation(in))
}

func getInstallation(c *call) answer { return answerInstallation(c, c.installationAsked()) }

func repoInstallation(c *call) answer {
	full := c.vars["owner"] + "/" + c.vars["repo"]
	if c.repo == nil {
		if moved := c.st.repoOnceNamed(full); moved != nil && c.st.covering(moved) != nil {
			return c.redirectTo(moved)
		}
		return notFound()
	}
	return answerInstallation(c, c.st.covering(c.repo))
}

func orgInstallation(c *call) answer {
	o := c.st.orgNamed(c.vars["org"])
	if o == nil {
		return notFound()
	}
	return answerInstallation(c, c.st.installed(o.acct))
}

func userInstallation(c *call) answer {
	u := c.st.userNamed(c.vars["username"])
	if u == nil {
		return notFound()
	}
	return answerInstallation(c, c.st.installed(u))
}

// tokenWish is what an App asks of a token; nothing means everything.
type tokenWish struct {
	Repositories  []string          `json:"repositories"`
	RepositoryIDs []int64           `json:"repository_ids"`
	Permissions   map[string]string `json:"permissions"`
}

func postAccessToken(c *call) answer {
	in := c.installationAsked()
	if in == nil {
		return notFound()
	}
	if !in.suspended.IsZero() {
		return fail(http.StatusForbidden, "This installation has been suspended")
	}
	var wish tokenWish
	if bad := c.input(&wish); bad != nil {
		return *bad
	}
	t := &token{inst: in, expires: c.s.wall().Add(tokenLife), perms: maps.Clone(c.st.app.perms)}
	if !t.narrowRepos(c.st, wish) {
		return fail(http.StatusUnprocessableEntity, "There is at least one repository that does not exist or is not accessible to the parent installation.")
	}
	if !t.narrowPerms(wish.Permissions) {
		return fail(http.StatusUnprocessableEntity, "The permissions requested are not granted to this installation.")
	}
	return c.mint(t)
}

func (t *token) narrowRepos(st *state, wish tokenWish) bool {
	if len(wish.Repositories)+len(wish.RepositoryIDs) == 0 {
		return true
	}
	t.repos = map[int64]bool{}
	for _, id := range wish.RepositoryIDs {
		if r := st.repos[id]; r == nil || !t.inst.covers(r) {
			return false
		}
		t.repos[id] = true
	}
	for _, name := range wish.Repositories {
		_, short, found := strings.Cut(name, "/")
		if !found {
			short = name
		}
		r := st.repoNamed(t.inst.owner.login + "/" + short)
		if r == nil || !t.inst.covers(r) {
			return false
		}
		t.repos[r.id] = true
	}
	return true
}

func (t *token) narrowPerms(wish map[string]string) bool {
	if len(wish) == 0 {
		return true
	}
	have := t.perms
	t.perms = map[string]string{"metadata": "read"}
	for name, level := range wish {
		if have[name] != "write" && (have[name] != "read" || level != "read") {
			return false
		}
		t.perms[name] = level
	}
	return true
}

func (c *call) mint(t *token) answer {
	secret := c.s.newToken()
	c.s.tokens[secret] = t
	body := obj{"token": secret, "expires_at": stamp(t.expires), "permissions": t.perms, "repository_selection": "all"}
	if t.repos != nil {
		var list []obj
		for _, r := range c.st.reposOf(t.inst) {
			if t.repos[r.id] {
				list = append(list, c.view.repoPermitted(r))
			}
		}
		body["repositories"] = list
	}
	if t.repos != nil || !t.inst.all {
		body["repository_selection"] = "selected"
	}
	return answer{status: http.StatusCreated, body: body}
}

func installationRepos(c *call) answer {
	var list []*repo
	for _, r := range c.st.reposOf(c.inst) {
		if c.reaches(r) {
			list = append(list, r)
		}
	}
	a := pagedIn(c, "repositories", list, c.view.repoInstalled)
	selection := "all"
	if !c.inst.all || c.token.repos != nil {
		selection = "selected"
	}
	a.body.(obj)["repository_selection"] = selection
	return a
}
