package app

import (
	"context"
	"errors"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// witness is GitHub as it answers when it is asked a second time.
type witness struct {
	GitHub
	fault error
	repos []mentorship.Repo
}

func (w witness) Opened(context.Context, mentorship.Thread) (mentorship.Person, bool, error) {
	return mentorship.Person{}, true, w.fault
}

func (w witness) Repos(context.Context, int64) ([]mentorship.Repo, error) { return w.repos, w.fault }

// A 404 for a text to be written is believed when GitHub says a second time
// that what it was to be written to is not there.
func TestSecondWitness(t *testing.T) {
	here := mentorship.Repo{Tenant: 1, ID: 5}
	comment := mentorship.Write{Kind: mentorship.WriteComment, Thread: mentorship.Thread{Repo: here, Number: 7}}
	issue := mentorship.Write{Kind: mentorship.WriteIssue, Thread: mentorship.Thread{Repo: here}}
	edit := mentorship.Write{Kind: mentorship.WriteCommentEdit, Thread: comment.Thread}
	absent := mentorship.NewFault(mentorship.FaultNotFound, errors.New("404"))
	trouble := mentorship.NewFault(mentorship.FaultTransient, errors.New("502"))
	for name, c := range map[string]struct {
		write mentorship.Write
		err   error
		then  witness
		there bool
	}{
		"the conversation can be read":      {comment, absent, witness{}, true},
		"neither can the conversation":      {comment, absent, witness{fault: absent}, false},
		"it cannot be asked":                {comment, absent, witness{fault: trouble}, true},
		"the repository is served":          {issue, absent, witness{repos: []mentorship.Repo{here}}, true},
		"the repository is served no more":  {issue, absent, witness{}, false},
		"whom we serve cannot be asked":     {issue, absent, witness{fault: trouble}, true},
		"a comment to be changed is gone":   {edit, absent, witness{}, false},
		"GitHub said more than a plain 404": {comment, mentorship.NewFault(mentorship.FaultGone, errors.New("410")), witness{}, false},
	} {
		a := &App{}
		a.GitHub = c.then
		if got := a.isThere(t.Context(), c.write, c.err); got != c.there {
			t.Errorf("%s: there %v, want %v", name, got, c.there)
		}
	}
}
