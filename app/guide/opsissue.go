package guide

import (
	"fmt"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// OpsIssue words the ops issue about the house rules of e's repository. known
// is the issue that stands already, zero for none; in is where a new one opens,
// zero for nowhere. Without mistakes the issue is closed, or none is opened.
func OpsIssue(e mentorship.Effect, known mentorship.Thread, in mentorship.Repo, mistakes []mentorship.Note) mentorship.Write {
	w := mentorship.Write{Kind: mentorship.WriteNothing, Thread: known}
	switch {
	case !known.Zero():
		w.Kind = mentorship.WriteIssueEdit
		w.Close, w.Reopen = len(mistakes) == 0, len(mistakes) > 0
	case len(mistakes) > 0 && in.ID != 0:
		w.Kind, w.Thread = mentorship.WriteIssue, mentorship.Thread{Repo: in}
	default:
		return w
	}
	repo := e.Thread.Repo.FullName()
	w.Title = Title("House rules of " + repo + " need a look")
	text := "The house rules of " + code(repo) + " can be read again. Thank you."
	if len(mistakes) > 0 {
		text = opsText(repo, mistakes)
	}
	return signed(w, unmentioned(text), mark(mentorship.Mentorship{}, e.Kind, e.Key))
}

const maxListed = 50

func opsText(repo string, mistakes []mentorship.Note) string {
	var b strings.Builder
	fmt.Fprintf(&b, "The file %s on the default branch of %s cannot be used as it stands. Until it is mended, the last good version stays in force.\n\n",
		code(mistakes[0].Path), code(repo))
	for i, n := range mistakes {
		if i == maxListed {
			fmt.Fprintf(&b, "- and %d more\n", len(mistakes)-maxListed)
			break
		}
		where := ""
		if n.Path != mistakes[0].Path {
			where = code(n.Path) + ", "
		}
		fmt.Fprintf(&b, "- %sline %d, column %d: %s\n", where, n.Line, n.Col, Text(n.Message))
	}
	b.WriteString("\nThis issue is kept up to date and closes by itself. I am a bot.")
	return b.String()
}
