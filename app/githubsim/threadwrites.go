package githubsim

import (
	"slices"
	"strings"
)

// rewrite changes title and body and tells so; false when nothing differs.
func (s *Server) rewrite(is *issue, by *user, title *string, body *string, setBody bool) bool {
	changes := obj{}
	old := is.text.string()
	if title != nil && *title != is.title {
		changes["title"] = obj{"from": is.title}
		is.title = *title
	}
	if setBody && (body == nil) != (is.text.body == nil) || setBody && body != nil && *body != old {
		changes["body"] = obj{"from": old}
		is.text.set(body, s.st.now())
	}
	if len(changes) == 0 {
		return false
	}
	is.updated = s.st.now()
	s.tellThread(is, "edited", by, obj{"changes": changes})
	return true
}

func (c *call) patchState(is *issue, in threadInput) {
	if in.State == nil || *in.State == is.state || is.pull != nil && !is.pull.merged.IsZero() {
		return
	}
	is.setState(*in.State, c.st.bot, c.st.now())
	action := "closed"
	is.reason = "completed"
	if is.state == "open" {
		action, is.reason = "reopened", "reopened"
	}
	if in.StateReason != nil {
		is.reason = *in.StateReason
	}
	c.changed()
	c.s.tellThread(is, action, c.st.bot, nil)
}

// relabel adds labels, or sets them when all is true.
func (c *call) relabel(is *issue, want []string, all bool) {
	if all {
		for _, l := range slices.Clone(is.labels) {
			if !slices.ContainsFunc(want, func(n string) bool { return strings.EqualFold(n, l.name) }) {
				c.s.unlabel(is, l, c.st.bot)
				c.changed()
			}
		}
	}
	for _, name := range want {
		if c.s.addLabelTo(is, c.st.labelFor(is.repo, name), c.st.bot) {
			c.changed()
		}
	}
}

// reassign adds assignees, or sets them when all is true. GitHub drops people
// who cannot be assigned without a word.
func (c *call) reassign(is *issue, want []string, all bool) {
	if all {
		for _, u := range slices.Clone(is.assignees) {
			if !slices.ContainsFunc(want, func(n string) bool { return strings.EqualFold(n, u.login) }) {
				c.s.unassign(is, u, c.st.bot)
				c.changed()
			}
		}
	}
	for _, login := range want {
		u := c.st.userNamed(login)
		if c.st.assignable(is, u) && c.s.assign(is, u, c.st.bot) {
			c.changed()
		}
	}
}

func (s *Server) addLabelTo(is *issue, l *label, by *user) bool {
	if is.hasLabel(l) {
		return false
	}
	is.labels = append(is.labels, l)
	is.updated = s.st.now()
	s.tellThread(is, "labeled", by, obj{"label": s.viewNow().label(is.repo)(l)})
	return true
}

func (s *Server) unlabel(is *issue, l *label, by *user) bool {
	if !is.hasLabel(l) {
		return false
	}
	is.labels = slices.DeleteFunc(is.labels, func(x *label) bool { return x == l })
	is.updated = s.st.now()
	s.tellThread(is, "unlabeled", by, obj{"label": s.viewNow().label(is.repo)(l)})
	return true
}

func (s *Server) assign(is *issue, u, by *user) bool {
	if slices.Contains(is.assignees, u) || len(is.assignees) >= 10 {
		return false
	}
	is.assignees = append(is.assignees, u)
	is.updated = s.st.now()
	s.tellThread(is, "assigned", by, obj{"assignee": s.viewNow().user(u)})
	return true
}

func (s *Server) unassign(is *issue, u, by *user) bool {
	if !slices.Contains(is.assignees, u) {
		return false
	}
	is.assignees = slices.DeleteFunc(is.assignees, func(x *user) bool { return x == u })
	is.updated = s.st.now()
	s.tellThread(is, "unassigned", by, obj{"assignee": s.viewNow().user(u)})
	return true
}

func postAssignees(c *call) answer { return changeAssignees(c, true) }

func deleteAssignees(c *call) answer { return changeAssignees(c, false) }

func changeAssignees(c *call, add bool) answer {
	is := c.thread()
	if is == nil {
		return notFound()
	}
	var in threadInput
	if bad := c.input(&in); bad != nil {
		return *bad
	}
	c.touched(0, is.number)
	for _, login := range in.wantedAssignees() {
		u := c.st.userNamed(login)
		if u == nil {
			continue
		}
		c.touched(u.id, is.number)
		if add && c.st.assignable(is, u) && c.s.assign(is, u, c.st.bot) || !add && c.s.unassign(is, u, c.st.bot) {
			c.changed()
		}
	}
	if add {
		a := created(c.view.issueFull(is))
		a.header = nil
		return a
	}
	return ok(c.view.issueFull(is))
}
