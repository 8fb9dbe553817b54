package githubsim

import (
	"slices"
)

func peopleVerbs() []verb {
	return []verb{
		{"rename_user", "login to", "", (*deed).rename},
		{"delete_user", "login", "", (*deed).deleteUser},
		{"member", "owner login role", "", (*deed).member},
		{"permission", "repo login level", "", (*deed).permission},
	}
}

// rename gives an account another login. Repositories keep leading to their
// new names from the old ones.
func (d *deed) rename() *DoorError {
	u := d.st.userNamed(d.Login)
	switch {
	case u == nil || u.gone:
		return missing("login", d.Login)
	case !validLogin(d.To):
		return badField("to", "is no login")
	case d.st.userNamed(d.To) != nil && d.st.userNamed(d.To) != u:
		return impossible("the login %s is taken", d.To)
	}
	old := u.login
	delete(d.st.byLogin, fold(old))
	for _, r := range d.st.ownedBy(u) {
		d.st.forgetName(r)
	}
	u.login = d.To
	d.st.byLogin[fold(u.login)] = u
	for _, r := range d.st.ownedBy(u) {
		d.st.byName[fold(r.fullName())] = r
	}
	if o := d.st.orgs[u.id]; o != nil {
		d.s.tellOrg(o, "organization", "renamed", d.st.steward(u), obj{"changes": obj{"login": obj{"from": old}}})
	}
	return nil
}

func (st *state) ownedBy(u *user) []*repo {
	var out []*repo
	for _, r := range st.repos {
		if r.owner == u {
			out = append(out, r)
		}
	}
	return out
}

// forgetName keeps a repository's name as an old one.
func (st *state) forgetName(r *repo) {
	delete(st.byName, fold(r.fullName()))
	st.oldNames[fold(r.fullName())] = r.id
}

// deleteUser removes an account: its texts stay under ghost, its forks go.
func (d *deed) deleteUser() *DoorError {
	u := d.st.userNamed(d.Login)
	if u == nil || u.gone {
		return missing("login", d.Login)
	}
	if u.kind == kindOrg || u == d.st.ghost || u == d.st.bot {
		return impossible("%s cannot be deleted", d.Login)
	}
	for _, o := range d.st.orgs {
		if o.members[u.id] != "" {
			d.expel(o, u)
		}
	}
	for _, r := range d.st.ownedBy(u) {
		d.st.dropRepo(r)
	}
	for _, r := range d.st.repos {
		delete(r.perms, u.id)
	}
	u.gone = true
	delete(d.st.byLogin, fold(u.login))
	return nil
}

// dropRepo deletes a repository; pull requests from it lose their head.
func (st *state) dropRepo(r *repo) {
	delete(st.repos, r.id)
	delete(st.byName, fold(r.fullName()))
	if r.parent == nil {
		return
	}
	for _, is := range r.parent.threads {
		if is.pull != nil && is.pull.headRepo == r {
			is.pull.headRepo = nil
		}
	}
}

func (d *deed) member() *DoorError {
	o := d.st.orgNamed(d.Owner)
	if o == nil {
		return missing("owner", "organisation "+d.Owner)
	}
	if err := oneOf("role", d.Role, "admin", "member", "none"); err != nil {
		return err
	}
	if !validLogin(d.Login) {
		return badField("login", "is no login")
	}
	u := d.st.person(d.Login)
	was := o.members[u.id]
	switch {
	case d.Role == "none" && was == "":
		return impossible("%s is no member of %s", d.Login, d.Owner)
	case d.Role == "none":
		d.expel(o, u)
	case d.Role == was:
		return impossible("%s is %s of %s already", d.Login, was, d.Owner)
	default:
		o.members[u.id] = d.Role
		if was == "" {
			d.s.tellOrg(o, "organization", "member_added", d.st.steward(o.acct), obj{"membership": d.s.viewNow().member(o, u)})
		}
	}
	return nil
}

// expel takes a person out of an organisation and its teams.
func (d *deed) expel(o *org, u *user) {
	v, by := d.s.viewNow(), d.st.steward(o.acct)
	for _, t := range o.teams {
		if !slices.Contains(t.members, u.id) {
			continue
		}
		t.members = slices.DeleteFunc(t.members, func(id int64) bool { return id == u.id })
		d.s.tellOrg(o, "membership", "removed", by, obj{"scope": "team", "member": v.user(u), "team": v.team(o, t)})
	}
	gone := v.member(o, u)
	delete(o.members, u.id)
	d.s.tellOrg(o, "organization", "member_removed", by, obj{"membership": gone})
}

// team is a team as payloads carry it.
func (v view) team(o *org, t *team) obj {
	api := v.api + "/organizations/" + itoa(o.acct.id) + "/team/" + itoa(t.id)
	return obj{
		"id": t.id, "node_id": nodeID("Team", t.id), "name": t.slug, "slug": t.slug, "description": nil,
		"privacy": "closed", "notification_setting": "notifications_enabled", "url": api,
		"html_url":    v.web + "/orgs/" + o.acct.login + "/teams/" + t.slug,
		"members_url": api + "/members{/member}", "repositories_url": api + "/repos", "permission": "pull", "parent": nil,
	}
}

func (d *deed) permission() *DoorError {
	r, err := d.repo()
	if err != nil {
		return err
	}
	if err := oneOf("level", d.Level, "none", "read", "triage", "write", "admin"); err != nil {
		return err
	}
	if !validLogin(d.Login) {
		return badField("login", "is no login")
	}
	u := d.st.person(d.Login)
	was := r.perms[u.id]
	if was == "" {
		was = "none"
	}
	if was == d.Level {
		return impossible("%s has %s on %s already", d.Login, d.Level, d.Repo)
	}
	d.tellPermission(r, u, was)
	return nil
}

// tellPermission sets the level and tells it as GitHub words it.
func (d *deed) tellPermission(r *repo, u *user, was string) {
	by := d.st.steward(r.owner)
	payload := obj{"member": d.s.viewNow().user(u)}
	action := "edited"
	switch {
	case d.Level == "none":
		action = "removed"
		delete(r.perms, u.id)
	case was == "none":
		action = "added"
		r.perms[u.id] = d.Level
		if d.Level == "write" || d.Level == "admin" {
			payload["changes"] = obj{"permission": obj{"to": d.Level}}
		}
	default:
		r.perms[u.id] = d.Level
		payload["changes"] = obj{"old_permission": obj{"from": was}}
	}
	d.s.tell("member", action, r, 0, by, payload)
}
