package githubsim

import (
	"html"
	"regexp"
	"slices"
	"strings"
)

// notified lists the people and teams GitHub would notify of a text: they
// exist, may see the repository, and are not the App. Lower case, in order.
func (st *state) notified(r *repo, text string) []string {
	var out []string
	for _, name := range mentions(text) {
		if st.notifies(r, name) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (st *state) notifies(r *repo, name string) bool {
	if owner, slug, isTeam := strings.Cut(name, "/"); isTeam {
		o := st.orgNamed(owner)
		return o != nil && o.acct == r.owner && slices.ContainsFunc(o.teams, func(t *team) bool { return fold(t.slug) == slug })
	}
	u := st.userNamed(name)
	return u != nil && !u.gone && u.kind == kindUser && u != st.bot && st.level(r, u) != "none"
}

// mentions finds @login and @org/team in a Markdown text, in lower case and
// in order. Text in code spans, code fences and comments does not count.
// Where the Markdown is in doubt it errs on the side of a mention: it does not
// trust indentation, links or backslashes to hide one.
func mentions(text string) []string {
	var out []string
	for _, run := range visible(text) {
		run = html.UnescapeString(run)
		for _, m := range mentionPattern.FindAllStringSubmatchIndex(run, -1) {
			name := fold(run[m[2]:m[3]])
			if standsAlone(run[m[3]:], strings.Contains(name, "/")) {
				out = append(out, strings.TrimRight(name, "-"))
			}
		}
	}
	return out
}

// mentionPattern is GitHub's: not after a word character, a login of letters,
// digits and hyphens, perhaps a team behind a slash. An underscore may be
// emphasis and hides nothing.
var mentionPattern = regexp.MustCompile(`(?i)(?:^|[^0-9a-z])@([a-z0-9][a-z0-9-]*(?:/[a-z0-9_][a-z0-9_-]*)?)`)

// standsAlone looks at what follows a name: a word character makes it
// something else, after a login a slash too; dots must end the word.
func standsAlone(rest string, team bool) bool {
	after := strings.TrimLeft(rest, "._")
	if after == "" {
		return true
	}
	word := after[0] >= '0' && after[0] <= '9' || after[0]|0x20 >= 'a' && after[0]|0x20 <= 'z'
	return !word && (team || len(after) < len(rest) || after[0] != '/')
}
