package githubsim

import (
	"cmp"
	"slices"
)

func answerUser(c *call, u *user) answer {
	if u == nil || u.gone {
		return notFound()
	}
	return ok(c.view.profile(u))
}

func getUser(c *call) answer     { return answerUser(c, c.st.userNamed(c.vars["username"])) }
func getUserByID(c *call) answer { return answerUser(c, c.st.users[c.number("id")]) }

// ownOrg is the organisation of the path, if the installation is on it.
func (c *call) ownOrg() *org {
	o := c.st.orgNamed(c.vars["org"])
	if o == nil || c.inst.owner != o.acct {
		return nil
	}
	return o
}

func listMembers(c *call) answer {
	o := c.ownOrg()
	if o == nil {
		return notFound()
	}
	role := c.query.Get("role")
	var list []*user
	for _, id := range o.sortedMembers() {
		if role == "" || role == "all" || role == o.members[id] {
			list = append(list, c.st.users[id])
		}
	}
	return paged(c, list, c.view.user)
}

func checkMember(c *call) answer {
	o, u := c.ownOrg(), c.st.userNamed(c.vars["username"])
	if o == nil || u == nil || o.members[u.id] == "" {
		return notFound()
	}
	return noContent()
}

func getMembership(c *call) answer {
	o, u := c.ownOrg(), c.st.userNamed(c.vars["username"])
	if o == nil || u == nil || o.members[u.id] == "" {
		return notFound()
	}
	return ok(c.view.membership(o, u))
}

func (v view) membership(o *org, u *user) obj {
	m := v.member(o, u)
	m["organization"] = v.organization(o.acct)
	return m
}

// member is a membership as payloads carry it.
func (v view) member(o *org, u *user) obj {
	api := v.api + "/orgs/" + o.acct.login
	return obj{
		"url": api + "/memberships/" + u.login, "state": "active", "role": cmp.Or(o.members[u.id], "member"),
		"organization_url": api, "user": v.user(u),
	}
}

func teamMembers(c *call) answer {
	o := c.ownOrg()
	if o == nil {
		return notFound()
	}
	i := slices.IndexFunc(o.teams, func(t *team) bool { return t.slug == fold(c.vars["slug"]) })
	if i < 0 {
		return notFound()
	}
	var list []*user
	for _, id := range o.teams[i].members {
		list = append(list, c.st.users[id])
	}
	return paged(c, list, c.view.user)
}

func getRepo(c *call) answer { return ok(c.view.repoFull(c.repo)) }

// getPermission answers the level in GitHub's old words and the role in its
// new ones.
func getPermission(c *call) answer {
	u := c.st.userNamed(c.vars["username"])
	if u == nil || u.gone {
		return notFound()
	}
	level := c.st.level(c.repo, u)
	old := map[string]string{"triage": "read", "maintain": "write"}
	person := c.view.user(u)
	person["role_name"] = level
	person["permissions"] = obj{
		"pull": atLeast(level, "read"), "triage": atLeast(level, "triage"), "push": atLeast(level, "write"),
		"maintain": atLeast(level, "maintain"), "admin": atLeast(level, "admin"),
	}
	return ok(obj{"permission": cmp.Or(old[level], level), "role_name": level, "user": person})
}

func checkAssignee(c *call) answer {
	u := c.st.userNamed(c.vars["username"])
	if u == nil || u.gone || u.kind == kindOrg || !c.st.belongs(c.repo, u) {
		return notFound()
	}
	return noContent()
}
