package guide

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// OpsReport is what the ops issue about a repository tells.
type OpsReport struct {
	Mistakes []mentorship.Note // of its house rules
	Flood    bool              // nobody is greeted, for first pull requests come in a flood
	Waits    []Wait            // for those who coordinate
}

// Wait is a newcomer who waits for a person, and why.
type Wait struct {
	Pull mentorship.Thread
	Why  mentorship.Concern
}

func (r OpsReport) empty() bool { return len(r.Mistakes) == 0 && !r.Flood && len(r.Waits) == 0 }

// OpsIssue words the ops issue about e's repository. known is the issue that
// stands already, zero for none; in is where a new one opens, zero for nowhere.
// Where there is nothing to tell the issue is closed, or none is opened.
func (p Page) OpsIssue(e mentorship.Effect, known mentorship.Thread, in mentorship.Repo, r OpsReport) mentorship.Write {
	w := mentorship.Write{Kind: mentorship.WriteNothing, Thread: known}
	switch {
	case !known.Zero():
		w.Kind = mentorship.WriteIssueEdit
		w.Close, w.Reopen = r.empty(), !r.empty()
	case !r.empty() && in.ID != 0:
		w.Kind, w.Thread = mentorship.WriteIssue, mentorship.Thread{Repo: in}
	default:
		return w
	}
	repo := e.Thread.Repo.FullName()
	w.Title = Title("Mentoring in " + repo + " needs a look")
	w = signed(w, unmentioned(p.opsText(repo, w.Thread.Repo, r)), mark(mentorship.Mentorship{}, e.Kind, e.Key))
	if w.Kind == mentorship.WriteIssueEdit {
		body := w.Body // an edit that changes nothing is none
		w.Rewrite = func(current string) (string, bool) { return body, body != current }
	}
	return w
}

const maxListed = 50

func (p Page) opsText(repo string, in mentorship.Repo, r OpsReport) string {
	if r.empty() {
		return "Nothing in " + code(repo) + " needs a look at the moment. Thank you."
	}
	var parts []string
	if len(r.Mistakes) > 0 {
		parts = append(parts, mistakesText(repo, r.Mistakes))
	}
	if r.Flood {
		parts = append(parts, phrase(p.language(), "ops.flood", data{"Repo": code(repo)}))
	}
	if len(r.Waits) > 0 {
		parts = append(parts, p.waitsText(in, r.Waits))
	}
	return strings.Join(append(parts, phrase(p.language(), "ops.end", data{"Bot": p.bot()})), "\n\n")
}

func mistakesText(repo string, mistakes []mentorship.Note) string {
	var b strings.Builder
	fmt.Fprintf(&b, "The file %s on the default branch of %s cannot be used as it stands. Until it is mended, the last good version stays in force.\n",
		code(mistakes[0].Path), code(repo))
	for i, n := range mistakes {
		if i == maxListed {
			fmt.Fprintf(&b, "\n- and %d more", len(mistakes)-maxListed)
			break
		}
		where := ""
		if n.Path != mistakes[0].Path {
			where = code(n.Path) + ", "
		}
		fmt.Fprintf(&b, "\n- %sline %d, column %d: %s", where, n.Line, n.Col, Text(n.Message))
	}
	return b.String()
}

// waitsText lists who waits, by number: nobody comes first, and nobody is named.
func (p Page) waitsText(in mentorship.Repo, waits []Wait) string {
	slices.SortFunc(waits, func(a, b Wait) int {
		return cmp.Or(cmp.Compare(a.Pull.Repo.ID, b.Pull.Repo.ID), cmp.Compare(a.Pull.Number, b.Pull.Number))
	})
	lines := []string{phrase(p.language(), "ops.waits", nil), ""}
	for _, w := range waits {
		lines = append(lines, "- "+refer(w.Pull, in)+": "+phrase(p.language(), "ops."+string(w.Why), nil))
	}
	return strings.Join(lines, "\n")
}
