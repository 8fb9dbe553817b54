package githubsim

import (
	"cmp"
	"slices"
	"strings"
)

func (r *repo) fullName() string { return r.owner.login + "/" + r.name }

func (st *state) userNamed(login string) *user { return st.byLogin[fold(login)] }

func (st *state) orgNamed(login string) *org {
	if u := st.userNamed(login); u != nil {
		return st.orgs[u.id]
	}
	return nil
}

// addUser makes an account; id 0 asks for the next free one.
func (st *state) addUser(login, kind string, id int64) *user {
	for id == 0 || st.users[id] != nil {
		id = st.next("user")
	}
	u := &user{id: id, login: login, kind: kind, created: st.now().AddDate(-3, 0, 0)}
	st.users[id] = u
	st.byLogin[fold(login)] = u
	return u
}

// person returns the account of a login, made on first sight.
func (st *state) person(login string) *user {
	if u := st.userNamed(login); u != nil {
		return u
	}
	kind := kindUser
	if strings.HasSuffix(login, "[bot]") {
		kind = kindBot
	}
	return st.addUser(login, kind, 0)
}

// repoNamed finds a repository by its present full name.
func (st *state) repoNamed(full string) *repo { return st.byName[fold(full)] }

// repoOnceNamed finds a repository by a name it no longer carries.
func (st *state) repoOnceNamed(full string) *repo { return st.repos[st.oldNames[fold(full)]] }

// covering returns the living installation that holds a repository.
func (st *state) covering(r *repo) *installation {
	if in := st.installed(r.owner); in != nil && in.covers(r) {
		return in
	}
	return nil
}

// installed returns the living installation on an account.
func (st *state) installed(owner *user) *installation {
	for _, in := range st.installs {
		if !in.gone && in.owner == owner {
			return in
		}
	}
	return nil
}

func (in *installation) covers(r *repo) bool {
	return in.owner == r.owner && r.parent == nil && (in.all || in.repos[r.id])
}

// reposOf lists what an installation holds, by id.
func (st *state) reposOf(in *installation) []*repo {
	var out []*repo
	for _, r := range st.repos {
		if in.covers(r) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *repo) int { return cmp.Compare(a.id, b.id) })
	return out
}

// steward returns the person who acts for an account when nobody is named:
// the account itself, or an organisation's first owner, else first member.
func (st *state) steward(acct *user) *user {
	o := st.orgs[acct.id]
	if o == nil {
		return acct
	}
	ids := o.sortedMembers()
	for _, id := range ids {
		if o.members[id] == "admin" {
			return st.users[id]
		}
	}
	if len(ids) > 0 {
		return st.users[ids[0]]
	}
	u := st.person(acct.login + "-owner")
	o.members[u.id] = "admin"
	return u
}

func (o *org) sortedMembers() []int64 {
	var ids []int64
	for id := range o.members {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// sortedThreads lists a repository's issues and pull requests by number.
func (r *repo) sortedThreads() []*issue {
	out := make([]*issue, 0, len(r.threads))
	for n := 1; n <= r.last; n++ {
		if is := r.threads[n]; is != nil {
			out = append(out, is)
		}
	}
	return out
}
