package githubsim

import (
	"regexp"
	"unicode/utf8"
)

func listLabels(c *call) answer { return paged(c, c.visibleLabels(), c.view.label(c.repo)) }

func (c *call) visibleLabels() []*label {
	var out []*label
	for _, l := range c.repo.labels {
		if c.view.sees(l.created) {
			out = append(out, l)
		}
	}
	return out
}

func getLabel(c *call) answer {
	l := c.repo.labelNamed(c.vars["label"])
	if l == nil || !c.view.sees(l.created) {
		return notFound()
	}
	return ok(c.view.label(c.repo)(l))
}

func postLabel(c *call) answer {
	var in struct{ Name, Color, Description string }
	if bad := c.input(&in); bad != nil {
		return *bad
	}
	switch {
	case in.Name == "":
		return invalid("Label", "name", "missing_field", "")
	case utf8.RuneCountInString(in.Name) > 50:
		return invalid("Label", "name", "custom", "name is too long (maximum is 50 characters)")
	case in.Color == "":
		in.Color = "ededed"
	case !regexp.MustCompile(`^[0-9A-Fa-f]{6}$`).MatchString(in.Color):
		return invalid("Label", "color", "invalid", "")
	case utf8.RuneCountInString(in.Description) > 100:
		return invalid("Label", "description", "custom", "description is too long (maximum is 100 characters)")
	}
	if c.repo.labelNamed(in.Name) != nil {
		return invalid("Label", "name", "already_exists", "")
	}
	l := c.st.addLabel(c.repo, in.Name, in.Color, in.Description)
	c.wrote(l.id, 0)
	return created(c.view.label(c.repo)(l))
}

func issueLabels(c *call) answer {
	is := c.thread()
	if is == nil {
		return notFound()
	}
	return paged(c, is.labels, c.view.label(c.repo))
}

func postIssueLabels(c *call) answer {
	is := c.thread()
	if is == nil {
		return notFound()
	}
	var in threadInput
	var list []labelName
	if bad := c.input(&list); bad == nil {
		in.Labels = &list
	} else if bad := c.input(&in); bad != nil {
		return *bad
	}
	c.touched(0, is.number)
	if in.Labels == nil || len(*in.Labels) == 0 {
		return invalid("Label", "labels", "missing_field", "")
	}
	if bad := in.checkNames("Label", c); bad != nil {
		return *bad
	}
	c.relabel(is, names(*in.Labels), false)
	c.touched(c.st.labelFor(c.repo, string((*in.Labels)[0])).id, is.number)
	return ok(each(is.labels, c.view.label(c.repo)))
}

func deleteIssueLabel(c *call) answer {
	is := c.thread()
	if is == nil {
		return notFound()
	}
	c.touched(0, is.number)
	l := c.repo.labelNamed(c.vars["label"])
	if l == nil || !c.s.unlabel(is, l, c.st.bot) {
		return fail(404, "Label does not exist")
	}
	c.wrote(l.id, is.number)
	return ok(each(is.labels, c.view.label(c.repo)))
}
