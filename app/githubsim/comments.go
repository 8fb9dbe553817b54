package githubsim

import (
	"net/http"
	"slices"
	"time"
	"unicode/utf8"
)

func (c *call) since() time.Time {
	t, _ := time.Parse(time.RFC3339, c.query.Get("since"))
	return t
}

func listComments(c *call) answer {
	is := c.thread()
	if is == nil {
		return notFound()
	}
	since := c.since()
	list := slices.DeleteFunc(c.view.visibleComments(is), func(cm *comment) bool { return cm.updated.Before(since) })
	return paged(c, list, c.view.comment)
}

func listRepoComments(c *call) answer {
	since := c.since()
	var list []*comment
	for _, is := range c.repo.sortedThreads() {
		list = append(list, c.view.visibleComments(is)...)
	}
	key := func(cm *comment) time.Time { return cm.created }
	if c.query.Get("sort") == "updated" {
		key = func(cm *comment) time.Time { return cm.updated }
	}
	list = slices.DeleteFunc(list, func(cm *comment) bool { return cm.updated.Before(since) })
	slices.SortStableFunc(list, func(a, b *comment) int { return key(a).Compare(key(b)) })
	if c.query.Get("direction") == "desc" {
		slices.Reverse(list)
	}
	return paged(c, list, c.view.comment)
}

// comment finds the comment of the path, in the repository of the path.
func (c *call) comment() *comment {
	cm := c.st.comments[c.number("comment")]
	if cm == nil || cm.issue.repo != c.repo || !c.view.sees(cm.created) {
		return nil
	}
	return cm
}

func getComment(c *call) answer {
	cm := c.comment()
	if cm == nil {
		return notFound()
	}
	return ok(c.view.comment(cm))
}

// commentBody reads and checks the text of a comment request.
func (c *call) commentBody() (string, *answer) {
	var in struct {
		Body *string `json:"body"`
	}
	if bad := c.input(&in); bad != nil {
		return "", bad
	}
	if in.Body == nil || *in.Body == "" {
		bad := invalid("IssueComment", "body", "missing_field", "")
		return "", &bad
	}
	if utf8.RuneCountInString(*in.Body) > bodyLimit {
		bad := invalid("IssueComment", "body", "unprocessable", "Body is too long (maximum is 65536 characters)")
		return "", &bad
	}
	return *in.Body, nil
}

func postComment(c *call) answer {
	is := c.thread()
	if is == nil {
		return notFound()
	}
	c.touched(0, is.number)
	if is.locked {
		return fail(http.StatusForbidden, "Unable to create comment because issue is locked.")
	}
	body, bad := c.commentBody()
	if bad != nil {
		return *bad
	}
	cm := c.s.say(is, c.st.bot, body, true)
	c.wrote(cm.id, is.number)
	c.mention(&body, nil)
	return created(c.view.comment(cm))
}

// say adds a comment and tells so.
func (s *Server) say(is *issue, by *user, body string, viaApp bool) *comment {
	now := s.st.now()
	cm := &comment{id: s.st.next("comment"), issue: is, user: by, viaApp: viaApp, text: revised{body: &body}, created: now, updated: now}
	is.comments = append(is.comments, cm)
	is.updated = now
	s.st.comments[cm.id] = cm
	s.tellComment(cm, "created", by, nil)
	return cm
}

func patchComment(c *call) answer {
	cm := c.comment()
	if cm == nil {
		return notFound()
	}
	c.touched(cm.id, cm.issue.number)
	body, bad := c.commentBody()
	if bad != nil {
		return *bad
	}
	old := cm.text.string()
	if c.s.reword(cm, c.st.bot, body) {
		c.changed()
		c.mention(&body, &old)
	}
	return ok(c.view.comment(cm))
}

// reword edits a comment and tells so; false when the text is the same.
func (s *Server) reword(cm *comment, by *user, body string) bool {
	old := cm.text.string()
	if old == body {
		return false
	}
	cm.text.set(&body, s.st.now())
	cm.updated, cm.issue.updated = s.st.now(), s.st.now()
	s.tellComment(cm, "edited", by, obj{"changes": obj{"body": obj{"from": old}}})
	return true
}

func deleteComment(c *call) answer {
	cm := c.comment()
	if cm == nil {
		return notFound()
	}
	c.wrote(cm.id, cm.issue.number)
	c.s.unsay(cm, c.st.bot)
	return noContent()
}

func (s *Server) unsay(cm *comment, by *user) {
	cm.issue.comments = slices.DeleteFunc(cm.issue.comments, func(x *comment) bool { return x == cm })
	delete(s.st.comments, cm.id)
	cm.issue.updated = s.st.now()
	s.tellComment(cm, "deleted", by, nil)
}
