package guide

import "github.com/firstmate-app/firstmate/app/mentorship"

// ReportIssue words the issue with an owner's figures. known is the issue that
// stands already, zero for none; in is where a new one opens. The text comes
// from the board and is safe to stand in Markdown.
func (p Page) ReportIssue(e mentorship.Effect, known mentorship.Thread, in mentorship.Repo, title, text string) mentorship.Write {
	w := mentorship.Write{Kind: mentorship.WriteIssueEdit, Thread: known}
	if known.Zero() {
		w.Kind, w.Thread = mentorship.WriteIssue, mentorship.Thread{Repo: in}
	}
	w.Title = Title(title)
	end := phrase(p.language(), "report.end", data{"Bot": p.bot()})
	w = signed(w, unmentioned(text+"\n\n---\n\n"+end), mark(mentorship.Mentorship{}, e.Kind, e.Key))
	if w.Kind == mentorship.WriteIssueEdit {
		w.Rewrite = anew(w.Body)
	}
	return w
}
