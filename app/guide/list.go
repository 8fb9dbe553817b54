package guide

import (
	"cmp"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// maxNamed is how many mentors an answer names at most.
const maxNamed = 10

// list answers `/mentor list`: who is free, in the order of the alphabet and
// without a mention, and what each likes to be asked about.
func (p Page) list(e mentorship.Effect) string {
	lang := p.language()
	_, topic, _ := strings.Cut(e.Note, ":")
	var lines []string
	for _, m := range p.free(topic) {
		line := "- " + code(m.Login)
		if about := slices.Concat(m.Topics, m.AskMeAbout); len(about) > 0 {
			line += ": " + Text(strings.Join(about, ", "))
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return phrase(lang, "list.nobody", nil)
	}
	return phrase(lang, "list.free", data{"Names": strings.Join(lines, "\n")})
}

// notAvailable answers `/mentor ask` for somebody who cannot be asked now.
func (p Page) notAvailable() string {
	var names []string
	for _, m := range p.free("") {
		names = append(names, code(m.Login))
	}
	if len(names) == 0 {
		return phrase(p.language(), "ask.nobody", nil)
	}
	return phrase(p.language(), "ask.others", data{"Names": strings.Join(names, ", ")})
}

// free are the mentors who are free, by login; with a topic, those who like it
// where there are any.
func (p Page) free(topic string) []mentorship.Mentor {
	all := slices.Clone(p.Free)
	slices.SortFunc(all, func(a, b mentorship.Mentor) int {
		return cmp.Compare(strings.ToLower(a.Login), strings.ToLower(b.Login))
	})
	if topic != "" {
		all = slices.DeleteFunc(all, func(m mentorship.Mentor) bool { return !slices.Contains(m.Topics, topic) })
	}
	return all[:min(len(all), maxNamed)]
}
