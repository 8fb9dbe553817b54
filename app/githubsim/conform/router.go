package conform

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// template is one path of the description, ready to match.
type template struct {
	path    string
	prefix  string // before the first parameter, a cheap first look
	names   []string
	match   *regexp.Regexp
	methods map[string]json.RawMessage
	literal int // parts without a parameter
	greedy  bool
}

// rootOfContents is the one path whose last part may be missing.
const rootOfContents = "/contents/{path}"

// newTemplate reads a path; multi says which parameters may hold slashes.
func newTemplate(path string, multi func(name string) bool, methods map[string]json.RawMessage) (*template, error) {
	t := &template{path: path, methods: methods}
	t.prefix, _, _ = strings.Cut(strings.TrimSuffix(path, rootOfContents), "{")
	var b strings.Builder
	b.WriteString("^")
	for part := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		b.WriteString("/")
		if !strings.Contains(part, "{") {
			t.literal++
		}
		for part != "" {
			before, rest, found := strings.Cut(part, "{")
			b.WriteString(regexp.QuoteMeta(before))
			if !found {
				break
			}
			name, after, _ := strings.Cut(rest, "}")
			t.names = append(t.names, name)
			if multi(name) {
				t.greedy = true
				b.WriteString("(.+)")
			} else {
				b.WriteString("([^/]+)")
			}
			part = after
		}
	}
	pattern := b.String()
	if strings.HasSuffix(path, rootOfContents) {
		pattern = strings.TrimSuffix(pattern, "/(.+)") + "(?:/(.*))?"
	}
	var err error
	if t.match, err = regexp.Compile(pattern + "$"); err != nil {
		return nil, fmt.Errorf("reading the path %s: %w", path, err)
	}
	return t, nil
}

// byPrecision puts the template that says more about a path first, so that
// one whose parameter may hold slashes swallows nothing that has its own.
func byPrecision(a, b *template) int {
	if a.literal != b.literal {
		return b.literal - a.literal
	}
	if a.greedy != b.greedy {
		if a.greedy {
			return 1
		}
		return -1
	}
	if n := len(b.path) - len(a.path); n != 0 {
		return n
	}
	return strings.Compare(a.path, b.path)
}

// find returns the template of a path as it came over the wire, escapes and
// all, with its parameters. known says that the path exists for other methods.
func find(templates []*template, method, escaped string) (t *template, params map[string]string, known bool) {
	for _, t := range templates {
		if !strings.HasPrefix(escaped, t.prefix) {
			continue
		}
		m := t.match.FindStringSubmatch(escaped)
		if m == nil {
			continue
		}
		known = true
		if _, has := t.methods[strings.ToLower(method)]; !has {
			continue
		}
		return t, t.params(m[1:]), true
	}
	return nil, nil, known
}

func (t *template) params(values []string) map[string]string {
	out := map[string]string{}
	for i, name := range t.names {
		v, err := url.PathUnescape(values[i])
		if err != nil {
			v = values[i]
		}
		if v == "" {
			v = "." // the root of a repository's contents, which the description has no word for
		}
		out[name] = v
	}
	return out
}

// apiPath drops the prefix of GitHub Enterprise Server and turns an address by
// repository id, to which GitHub's own links lead although the description
// knows none, into one by name.
func apiPath(escaped string) string {
	if escaped == "/api/graphql" {
		return "/graphql"
	}
	if rest, yes := strings.CutPrefix(escaped, "/api/v3/"); yes {
		escaped = "/" + rest
	}
	parts := strings.Split(escaped, "/")
	if len(parts) > 2 && parts[1] == "repositories" {
		return strings.Join(slices.Concat([]string{"", "repos", "owner", "repo"}, parts[3:]), "/")
	}
	return escaped
}
