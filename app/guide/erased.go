package guide

import (
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// forgotten is what our texts say after the person they were about asked to be
// forgotten. It carries no marker: that would name the account by its number.
func (p Page) forgotten() string { return phrase(p.language(), "forgotten", nil) }

// erasedIssue takes the person out of the title and our block of the tracking
// issue, and closes it. What people wrote around it stays theirs.
func (p Page) erasedIssue(m mentorship.Mentorship) mentorship.Write {
	forgotten := p.forgotten()
	return mentorship.Write{
		Kind: mentorship.WriteIssueEdit, Thread: m.Issue, Close: true,
		Title: Title(phrase(p.language(), "forgotten.title", data{"Repo": m.Pull.Repo.Name})), Body: forgotten,
		Rewrite: func(current string) (string, bool) {
			from, to, ok := findBlock(current)
			if !ok {
				return current, false
			}
			next := current[:from] + forgotten + current[to:]
			if at := strings.LastIndex(next, markerStart); at >= 0 {
				if end := strings.Index(next[at:], markerEnd); end >= 0 && end <= maxMarker {
					next = next[:at] + next[at+end+len(markerEnd):]
				}
			}
			return strings.TrimSpace(next), true
		},
	}
}
