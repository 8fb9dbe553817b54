package githubsim

import (
	"slices"
)

// reactable is the list of reactions of the path's comment or thread, and the
// number of the thread it belongs to; nil when there is no such object.
func (c *call) reactable() (*[]*reaction, int) {
	if c.vars["comment"] != "" {
		if cm := c.comment(); cm != nil {
			return &cm.reactions, cm.issue.number
		}
		return nil, 0
	}
	if is := c.thread(); is != nil {
		return &is.reactions, is.number
	}
	return nil, 0
}

func listReactions(c *call) answer {
	on, _ := c.reactable()
	if on == nil {
		return notFound()
	}
	var list []*reaction
	for _, r := range *on {
		if want := c.query.Get("content"); c.view.sees(r.created) && (want == "" || want == r.content) {
			list = append(list, r)
		}
	}
	return paged(c, list, c.view.reaction)
}

func postReaction(c *call) answer {
	on, number := c.reactable()
	if on == nil {
		return notFound()
	}
	var in struct{ Content string }
	if bad := c.input(&in); bad != nil {
		return *bad
	}
	c.touched(0, number)
	if !slices.Contains(reactionContents(), in.Content) {
		return invalid("Reaction", "content", "invalid", "")
	}
	r, fresh := c.st.react(on, c.st.bot, in.Content)
	c.touched(r.id, number)
	if !fresh {
		return ok(c.view.reaction(r))
	}
	c.changed()
	return created(c.view.reaction(r))
}

// react adds a reaction, or finds the one that person left already.
func (st *state) react(on *[]*reaction, by *user, content string) (*reaction, bool) {
	for _, r := range *on {
		if r.user == by && r.content == content {
			return r, false
		}
	}
	r := &reaction{id: st.next("reaction"), user: by, content: content, created: st.now()}
	*on = append(*on, r)
	return r, true
}

func deleteReaction(c *call) answer {
	on, number := c.reactable()
	if on == nil {
		return notFound()
	}
	c.touched(c.number("reaction"), number)
	i := slices.IndexFunc(*on, func(r *reaction) bool { return r.id == c.number("reaction") })
	switch {
	case i < 0:
		return notFound()
	case (*on)[i].user != c.st.bot:
		return forbidden()
	}
	*on = slices.Delete(*on, i, i+1)
	c.changed()
	return noContent()
}
