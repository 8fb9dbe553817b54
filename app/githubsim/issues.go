package githubsim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	bodyLimit  = 65536
	titleLimit = 256
)

func listIssues(c *call) answer {
	q := c.query
	since, _ := time.Parse(time.RFC3339, q.Get("since"))
	list := c.threadsWhere(func(is *issue) bool {
		return c.inState(is) && !is.updated.Before(since) &&
			(q.Get("creator") == "" || strings.EqualFold(c.st.authorOf(is.user).login, q.Get("creator"))) &&
			is.matchesAssignee(q.Get("assignee")) && is.labelled(q.Get("labels"))
	})
	return paged(c, c.sorted(list, "desc"), c.view.issue)
}

func (is *issue) matchesAssignee(want string) bool {
	switch want {
	case "":
		return true
	case "none":
		return len(is.assignees) == 0
	case "*":
		return len(is.assignees) > 0
	}
	return slices.ContainsFunc(is.assignees, func(u *user) bool { return strings.EqualFold(u.login, want) })
}

// labelled says whether a thread has all of a comma list of labels.
func (is *issue) labelled(names string) bool {
	for name := range strings.SplitSeq(names, ",") {
		name = strings.TrimSpace(name)
		if name != "" && !slices.ContainsFunc(is.labels, func(l *label) bool { return strings.EqualFold(l.name, name) }) {
			return false
		}
	}
	return true
}

func getIssue(c *call) answer {
	is := c.thread()
	if is == nil {
		return notFound()
	}
	return ok(c.view.issueFull(is))
}

// threadInput is the body of issue requests; pointers tell absent from empty.
type threadInput struct {
	Title       *string         `json:"title"`
	Body        json.RawMessage `json:"body"`
	State       *string         `json:"state"`
	StateReason *string         `json:"state_reason"`
	Labels      *[]labelName    `json:"labels"`
	Assignees   *[]string       `json:"assignees"`
	Assignee    *string         `json:"assignee"`
}

// labelName reads a label given by name or as an object with one.
type labelName string

func (l *labelName) UnmarshalJSON(data []byte) error {
	var named struct{ Name string }
	if json.Unmarshal(data, (*string)(l)) == nil {
		return nil
	}
	err := json.Unmarshal(data, &named)
	*l = labelName(named.Name)
	return err
}

// body gives the text asked for; set is false when the key was absent.
func (in threadInput) body() (text *string, set bool, err error) {
	if in.Body == nil {
		return nil, false, nil
	}
	err = json.Unmarshal(in.Body, &text)
	return text, true, err
}

func (in threadInput) check(resource string, c *call) *answer {
	body, _, err := in.body()
	var bad answer
	switch {
	case err != nil:
		bad = invalid(resource, "body", "invalid", "")
	case in.Title != nil && strings.TrimSpace(*in.Title) == "":
		bad = invalid(resource, "title", "missing_field", "")
	case in.Title != nil && utf8.RuneCountInString(*in.Title) > titleLimit:
		bad = invalid(resource, "title", "custom", "title is too long (maximum is 256 characters)")
	case body != nil && utf8.RuneCountInString(*body) > bodyLimit:
		bad = invalid(resource, "body", "custom", "body is too long (maximum is 65536 characters)")
	case in.State != nil && *in.State != "open" && *in.State != "closed":
		bad = invalid(resource, "state", "invalid", "")
	default:
		return in.checkNames(resource, c)
	}
	return &bad
}

func (in threadInput) checkNames(resource string, c *call) *answer {
	if in.Labels != nil {
		for _, name := range *in.Labels {
			if name == "" || utf8.RuneCountInString(string(name)) > 50 {
				bad := invalid("Label", "name", "invalid", "")
				return &bad
			}
		}
	}
	if in.Assignees != nil {
		for _, login := range *in.Assignees {
			if u := c.st.userNamed(login); u == nil || u.gone {
				bad := invalid(resource, "assignees", "invalid", "")
				return &bad
			}
		}
	}
	return nil
}

func postIssue(c *call) answer {
	if c.repo.noIssues {
		return fail(http.StatusGone, "Issues has been disabled in this repository.")
	}
	var in threadInput
	if bad := c.input(&in); bad != nil {
		return *bad
	}
	if in.Title == nil {
		return invalid("Issue", "title", "missing_field", "")
	}
	if bad := in.check("Issue", c); bad != nil {
		return *bad
	}
	body, _, _ := in.body()
	is := c.st.newThread(c.repo, c.st.bot, *in.Title, body, c.st.now())
	is.viaApp = true
	c.wrote(is.id, is.number)
	c.mention(body, nil)
	c.s.tellIssue(is, "opened", c.st.bot, nil)
	if in.Labels != nil {
		c.relabel(is, names(*in.Labels), false)
	}
	c.reassign(is, in.wantedAssignees(), false)
	return created(c.view.issueFull(is))
}

func (in threadInput) wantedAssignees() []string {
	if in.Assignees != nil {
		return *in.Assignees
	}
	if in.Assignee != nil && *in.Assignee != "" {
		return []string{*in.Assignee}
	}
	return nil
}

func names(in []labelName) []string {
	out := make([]string, 0, len(in))
	for _, n := range in {
		out = append(out, string(n))
	}
	return out
}

func patchIssue(c *call) answer {
	is := c.thread()
	if is == nil {
		return notFound()
	}
	if c.repo.noIssues && is.pull == nil {
		return fail(http.StatusGone, "Issues has been disabled in this repository.")
	}
	var in threadInput
	if bad := c.input(&in); bad != nil {
		return *bad
	}
	if bad := in.check("Issue", c); bad != nil {
		return *bad
	}
	c.touched(is.id, is.number)
	body, set, _ := in.body()
	old := is.text.string()
	if c.s.rewrite(is, c.st.bot, in.Title, body, set) {
		c.changed()
		if set {
			c.mention(body, &old)
		}
	}
	c.patchState(is, in)
	if in.Labels != nil {
		c.relabel(is, names(*in.Labels), true)
	}
	if in.Assignees != nil || in.Assignee != nil {
		c.reassign(is, in.wantedAssignees(), true)
	}
	return ok(c.view.issueFull(is))
}
