package githubsim

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// query is a search for issues and pull requests, cut into its parts.
type searchQuery struct {
	tests []func(*issue) bool
	scope []func(*repo) bool
	words []string
}

// searchIssues understands the qualifiers that find a person's earlier work;
// what GitHub refuses with 422 is refused here too.
func searchIssues(c *call) answer {
	if strings.TrimSpace(c.query.Get("q")) == "" {
		return invalid("Search", "q", "missing", "")
	}
	q, bad := c.parseSearch(c.query.Get("q"))
	if bad != "" {
		return invalid("Search", "q", "invalid", bad)
	}
	var found []*issue
	for _, r := range c.st.reposOf(c.inst) {
		if !c.reaches(r) || !q.inScope(r) {
			continue
		}
		for _, is := range r.sortedThreads() {
			if c.view.sees(is.created) && q.matches(is) {
				found = append(found, is)
			}
		}
	}
	a := pagedIn(c, "items", c.sorted(found, "desc"), func(is *issue) obj {
		o := c.view.issue(is)
		o["score"] = 1.0
		if o["body"] == nil {
			delete(o, "body") // the description knows no null here
		}
		return o
	})
	body := a.body.(obj)
	body["incomplete_results"], body["search_type"] = false, "lexical"
	a.status = http.StatusOK
	return a
}

// inScope: several repo, org and user qualifiers widen the search.
func (q searchQuery) inScope(r *repo) bool {
	return len(q.scope) == 0 || slices.ContainsFunc(q.scope, func(f func(*repo) bool) bool { return f(r) })
}

func (q searchQuery) matches(is *issue) bool {
	for _, t := range q.tests {
		if !t(is) {
			return false
		}
	}
	text := fold(is.title + "\n" + is.text.string())
	return !slices.ContainsFunc(q.words, func(w string) bool { return !strings.Contains(text, w) })
}

func (c *call) parseSearch(q string) (out searchQuery, bad string) {
	for _, part := range splitQuery(q) {
		not := strings.HasPrefix(part, "-")
		key, value, qualified := strings.Cut(strings.TrimPrefix(part, "-"), ":")
		value = strings.Trim(value, `"`)
		if !qualified {
			out.words = append(out.words, fold(strings.Trim(part, `"`)))
			continue
		}
		test, scope, problem := c.qualifier(key, value)
		switch {
		case problem != "":
			return out, problem
		case scope != nil:
			out.scope = append(out.scope, scope)
		case not:
			out.tests = append(out.tests, func(is *issue) bool { return !test(is) })
		default:
			out.tests = append(out.tests, test)
		}
	}
	return out, ""
}

// splitQuery cuts at spaces outside quotes.
func splitQuery(q string) []string {
	quoted := false
	return strings.FieldsFunc(q, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
}

const unsearchable = "The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them."

func (c *call) qualifier(key, value string) (test func(*issue) bool, scope func(*repo) bool, problem string) {
	switch key {
	case "is", "type", "state":
		return c.isQualifier(value)
	case "repo":
		r := c.st.repoNamed(value)
		if !c.reaches(r) {
			return nil, nil, unsearchable
		}
		return nil, func(x *repo) bool { return x == r }, ""
	case "org", "user":
		u := c.st.userNamed(value)
		if u == nil || u.gone {
			return nil, nil, unsearchable
		}
		return nil, func(x *repo) bool { return x.owner == u }, ""
	case "author", "assignee", "commenter":
		return c.personQualifier(key, value)
	case "label":
		return func(is *issue) bool { return is.labelled(value) }, nil, ""
	case "draft":
		return func(is *issue) bool { return is.pull != nil && is.pull.draft == (value == "true") }, nil, ""
	case "created", "updated", "merged", "closed":
		in, ok := dateRange(value)
		if !ok {
			return nil, nil, key + " is no date"
		}
		return func(is *issue) bool { return in(is.timeOf(key)) }, nil, ""
	case "in", "sort", "archived":
		return func(*issue) bool { return true }, nil, ""
	}
	return nil, nil, "the qualifier " + key + " is unknown to the stand-in"
}

func (c *call) isQualifier(value string) (func(*issue) bool, func(*repo) bool, string) {
	tests := map[string]func(*issue) bool{
		"pr":       func(is *issue) bool { return is.pull != nil },
		"issue":    func(is *issue) bool { return is.pull == nil },
		"open":     func(is *issue) bool { return is.state == "open" },
		"closed":   func(is *issue) bool { return is.state == "closed" },
		"merged":   func(is *issue) bool { return is.pull != nil && !is.pull.merged.IsZero() },
		"unmerged": func(is *issue) bool { return is.pull != nil && is.pull.merged.IsZero() },
		"draft":    func(is *issue) bool { return is.pull != nil && is.pull.draft },
		"public":   func(is *issue) bool { return !is.repo.private },
		"private":  func(is *issue) bool { return is.repo.private },
		"locked":   func(is *issue) bool { return is.locked },
	}
	if tests[value] == nil {
		return nil, nil, "is:" + value + " is unknown to the stand-in"
	}
	return tests[value], nil, ""
}

// personQualifier: a login that does not exist makes the search invalid, as
// on GitHub. An App is written app/slug.
func (c *call) personQualifier(key, value string) (func(*issue) bool, func(*repo) bool, string) {
	u := c.st.userNamed(strings.TrimPrefix(value, "@"))
	if slug, yes := strings.CutPrefix(value, "app/"); yes {
		u = c.st.userNamed(slug + "[bot]")
	}
	if u == nil || u.gone {
		return nil, nil, unsearchable
	}
	return func(is *issue) bool {
		switch key {
		case "assignee":
			return slices.Contains(is.assignees, u)
		case "commenter":
			return slices.ContainsFunc(is.comments, func(cm *comment) bool { return cm.user == u })
		}
		return is.user == u
	}, nil, ""
}

func (is *issue) timeOf(key string) time.Time {
	switch {
	case key == "updated":
		return is.updated
	case key == "closed":
		return is.closed
	case key == "merged" && is.pull != nil:
		return is.pull.merged
	case key == "merged":
		return time.Time{}
	}
	return is.created
}

// dateRange reads 2026-01-02, <T, <=T, >T, >=T and A..B with * for open ends.
func dateRange(value string) (func(time.Time) bool, bool) {
	if a, b, ranged := strings.Cut(value, ".."); ranged {
		from, _, okA := date(a)
		_, to, okB := date(b)
		okA, okB = okA || a == "*", okB || b == "*"
		return func(t time.Time) bool {
			return !t.IsZero() && (a == "*" || !t.Before(from)) && (b == "*" || t.Before(to))
		}, okA && okB
	}
	op := value[:len(value)-len(strings.TrimLeft(value, "<>="))]
	from, to, good := date(value[len(op):])
	return func(t time.Time) bool {
		switch op {
		case "<":
			return !t.IsZero() && t.Before(from)
		case "<=":
			return !t.IsZero() && t.Before(to)
		case ">":
			return !t.Before(to)
		case ">=":
			return !t.Before(from)
		}
		return !t.Before(from) && t.Before(to)
	}, good
}

// date reads a day or a moment as the span it covers.
func date(s string) (from, to time.Time, ok bool) {
	if t, err := time.Parse("2006-01-02", s); err == nil {
		return t, t.AddDate(0, 0, 1), true
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04Z"} {
		if t, err := time.Parse(form, s); err == nil {
			return t, t.Add(time.Second), true
		}
	}
	return time.Time{}, time.Time{}, false
}
