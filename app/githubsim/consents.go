package githubsim

import (
	"regexp"
	"slices"
	"strings"
)

// growth gives the wordings of a rules file as people added themselves: the
// first is before any of the logins, the last is the text as given. The file
// is cut by lines, for it must keep its comments; a file whose mentors are not
// one item per login grows through plain lists instead.
func growth(text string, logins []string) []string {
	head, items, tail, ok := cutMentors(text)
	for _, login := range logins {
		ok = ok && slices.ContainsFunc(items, func(it string) bool { return itemLogin(it) == fold(login) })
	}
	var out []string
	for k := range logins {
		missing := foldAll(logins[k:])
		if ok {
			out = append(out, joinMentors(head, items, tail, missing))
		} else {
			out = append(out, plainMentors(logins[:k]))
		}
	}
	return append(out, text)
}

func foldAll(in []string) []string {
	var out []string
	for _, s := range in {
		out = append(out, fold(s))
	}
	return out
}

// cutMentors splits the file into what stands before the items of the mentors
// key, the items, and what follows.
func cutMentors(text string) (head string, items []string, tail string, ok bool) {
	key := regexp.MustCompile(`(?m)^mentors:[ \t]*(#.*)?\r?\n`).FindStringIndex(text)
	if key == nil {
		return text, nil, "", false
	}
	head, rest := text[:key[1]], text[key[1]:]
	indent := -1
	for line := range strings.Lines(rest) {
		body := strings.TrimLeft(line, " ")
		in := len(line) - len(body)
		isItem := strings.HasPrefix(body, "- ")
		if in == 0 && !isItem && strings.TrimSpace(body) != "" && body[0] != '#' {
			break
		}
		switch {
		case isItem && (indent < 0 || in == indent):
			indent = in
			items = append(items, line)
		case len(items) > 0:
			items[len(items)-1] += line
		default:
			head += line
		}
		rest = rest[len(line):]
	}
	return head, items, rest, len(items) > 0
}

func itemLogin(item string) string {
	m := regexp.MustCompile(`\blogin:\s*["']?([A-Za-z0-9_-]+)`).FindStringSubmatch(item)
	if m == nil {
		return ""
	}
	return fold(m[1])
}

func joinMentors(head string, items []string, tail string, missing []string) string {
	kept := slices.DeleteFunc(slices.Clone(items), func(it string) bool { return slices.Contains(missing, itemLogin(it)) })
	if len(kept) == 0 {
		head = regexp.MustCompile(`(?m)^mentors:`).ReplaceAllString(head, "mentors: []")
	}
	return head + strings.Join(kept, "") + tail
}

func plainMentors(logins []string) string {
	if len(logins) == 0 {
		return "version: 1\nmentors: []\n"
	}
	return "version: 1\nmentors:\n  - login: " + strings.Join(logins, "\n  - login: ") + "\n"
}
