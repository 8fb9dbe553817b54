package githubsim

import (
	"slices"
)

func worldVerbs() []verb {
	return []verb{
		{"config", "repo author text", "via approvers", (*deed).config},
		{"install", "owner", "", (*deed).install},
		{"suspend", "owner", "", (*deed).suspend},
		{"unsuspend", "owner", "", (*deed).unsuspend},
		{"uninstall", "owner", "", (*deed).uninstall},
		{"transfer", "repo to", "", (*deed).transfer},
	}
}

// config writes or deletes the rules file, by a push to the default branch or
// by a pull request that others approve and its author merges.
func (d *deed) config() *DoorError {
	r, err := d.repo()
	if err != nil {
		return err
	}
	if err := oneOf("via", d.Via, "", "push", "pull"); err != nil {
		return err
	}
	if d.Text == nil && r.git.tree[rulesPath] == nil {
		return impossible("%s has no %s", d.Repo, rulesPath)
	}
	files := []file{{path: rulesPath, text: d.Text, remove: d.Text == nil}}
	if d.Via == "pull" {
		return d.configByPull(r, files)
	}
	if len(d.Approvers) > 0 {
		return badField("approvers", "a push has none")
	}
	before := r.git.head
	c := r.git.add(before, d.who(), "Change the mentoring rules", d.st.now(), files)
	r.git.advance(c)
	r.pushed = c.at
	d.s.tellPush(r, defaultBranch, before, []*commit{c}, d.who())
	d.res.SHA = c.sha
	return nil
}

func (d *deed) configByPull(r *repo, files []file) *DoorError {
	for _, login := range d.Approvers {
		if !validLogin(login) || fold(login) == fold(d.Author) {
			return badField("approvers", login+" cannot approve this")
		}
	}
	is := d.newPull(r, d.who(), "Change the mentoring rules", nil, files, d.wantsFork(r))
	if is.pull.headRepo == r {
		d.s.tellPush(r, is.pull.headRef, nil, is.pull.commits, is.user)
	}
	d.s.tellPull(is, "opened", is.user, nil)
	for _, login := range d.Approvers {
		rv := d.st.newReview(is, d.st.person(login), "APPROVED", "", d.st.now())
		is.pull.reviews = append(is.pull.reviews, rv)
		d.s.tellReview(is, rv)
	}
	d.Repo, d.Number = r.fullName(), is.number
	return d.merge()
}

// owner finds the account of the action.
func (d *deed) owner() (*user, *DoorError) {
	u := d.st.userNamed(d.Owner)
	if u == nil || u.gone {
		return nil, missing("owner", d.Owner)
	}
	return u, nil
}

func (d *deed) install() *DoorError {
	u, err := d.owner()
	if err != nil {
		return err
	}
	if d.st.installed(u) != nil {
		return impossible("the App is installed on %s already", d.Owner)
	}
	in := d.st.install(u, 0)
	d.res.ID = in.id
	d.s.tellLife(in, "created", d.st.steward(u))
	return nil
}

// living finds the installation on the action's owner.
func (d *deed) living() (*installation, *user, *DoorError) {
	u, err := d.owner()
	if err != nil {
		return nil, nil, err
	}
	in := d.st.installed(u)
	if in == nil {
		return nil, nil, impossible("the App is not installed on %s", d.Owner)
	}
	d.res.ID = in.id
	in.updated = d.st.now()
	return in, d.st.steward(u), nil
}

func (d *deed) suspend() *DoorError {
	in, by, err := d.living()
	switch {
	case err != nil:
		return err
	case !in.suspended.IsZero():
		return impossible("the installation on %s is suspended already", d.Owner)
	}
	in.suspended, in.suspendedBy = d.st.now(), by
	d.s.tellLife(in, "suspend", by)
	return nil
}

func (d *deed) unsuspend() *DoorError {
	in, by, err := d.living()
	switch {
	case err != nil:
		return err
	case in.suspended.IsZero():
		return impossible("the installation on %s is not suspended", d.Owner)
	}
	in.suspended, in.suspendedBy = installation{}.suspended, nil
	d.s.tellLife(in, "unsuspend", by)
	return nil
}

func (d *deed) uninstall() *DoorError {
	in, by, err := d.living()
	if err != nil {
		return err
	}
	d.s.tellLife(in, "deleted", by)
	in.gone = true
	return nil
}

// transfer moves a repository to another account. The old installation loses
// it; one on the new account gains it, if that holds all repositories.
func (d *deed) transfer() *DoorError {
	r, err := d.repo()
	if err != nil {
		return err
	}
	to := d.st.userNamed(d.To)
	switch {
	case to == nil || to.gone:
		return missing("to", d.To)
	case to == r.owner:
		return impossible("%s owns %s already", d.To, d.Repo)
	case d.st.repoNamed(d.To+"/"+r.name) != nil:
		return impossible("%s has a repository of that name", d.To)
	}
	from, lost := r.owner, d.st.covering(r)
	d.st.forgetName(r)
	r.owner = to
	d.st.byName[fold(r.fullName())] = r
	delete(d.st.oldNames, fold(r.fullName()))
	d.res.Repo = r.fullName()
	d.tellTransfer(r, from, lost)
	return nil
}

func (d *deed) tellTransfer(r *repo, from *user, lost *installation) {
	by := d.st.steward(from)
	if lost != nil {
		delete(lost.repos, r.id)
		if lost.suspended.IsZero() {
			d.s.tellRepos(lost, "removed", []*repo{r}, by)
		}
	}
	gained := d.st.covering(r)
	if gained == nil || !gained.suspended.IsZero() {
		return
	}
	d.s.tellRepos(gained, "added", []*repo{r}, by)
	d.s.tell("repository", "transferred", r, 0, by, obj{
		"changes": obj{"owner": obj{"from": obj{"user": d.s.viewNow().user(from)}}},
	})
}

func deliveryVerbs() []verb {
	return []verb{
		{"redeliver", "guids", "order times", (*deed).redeliver},
		{"hold", "", "", (*deed).hold},
		{"release", "", "order times", (*deed).release},
	}
}

func (d *deed) checkOrder() *DoorError {
	if d.Times < 0 || d.Times > 1000 {
		return badField("times", "want 1 to 1000")
	}
	return oneOf("order", d.Order, "", "same", "reverse")
}

// redeliver sends deliveries again under their old GUIDs.
func (d *deed) redeliver() *DoorError {
	if err := d.checkOrder(); err != nil {
		return err
	}
	parcels := d.s.out.sent
	if !slices.Equal(d.GUIDs, GUIDs{"all"}) {
		parcels = nil
		for _, guid := range d.GUIDs {
			p := d.s.parcelNamed(guid)
			if p == nil {
				return missing("guids", "delivery "+guid)
			}
			parcels = append(parcels, p)
		}
	}
	d.res.Deliveries = d.s.again(parcels, d.Order, d.Times)
	return nil
}

// hold keeps deliveries back from now on.
func (d *deed) hold() *DoorError {
	if d.s.out.holding {
		return impossible("deliveries are held already")
	}
	d.s.out.holding = true
	return nil
}

// release lets held deliveries go, in an order and so many times.
func (d *deed) release() *DoorError {
	if err := d.checkOrder(); err != nil {
		return err
	}
	if !d.s.out.holding {
		return impossible("nothing is held")
	}
	held := d.s.out.held
	d.s.out.holding, d.s.out.held = false, nil
	d.res.Deliveries = d.s.again(held, d.Order, d.Times)
	return nil
}
