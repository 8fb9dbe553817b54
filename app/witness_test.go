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
	fault, byID error
	repos       []mentorship.Repo
	remarks     []mentorship.Remark
	served      []mentorship.Installation
}

func (w witness) ByID(context.Context, int64, int64) (mentorship.Person, error) {
	return mentorship.Person{}, w.byID
}

func (w witness) Opened(context.Context, mentorship.Thread) (mentorship.Person, bool, error) {
	return mentorship.Person{}, true, w.fault
}

func (w witness) Repos(context.Context, int64) ([]mentorship.Repo, error) { return w.repos, w.fault }

func (w witness) Remarks(context.Context, mentorship.Thread) ([]mentorship.Remark, error) {
	return w.remarks, w.fault
}

func (w witness) Installations(context.Context) ([]mentorship.Installation, error) {
	return w.served, w.fault
}

// A 404 for a text to be written is believed when GitHub says a second time
// that what it was to be written to is not there.
func TestSecondWitness(t *testing.T) {
	here := mentorship.Repo{Tenant: 1, ID: 5}
	comment := mentorship.Write{Kind: mentorship.WriteComment, Thread: mentorship.Thread{Repo: here, Number: 7}}
	issue := mentorship.Write{Kind: mentorship.WriteIssue, Thread: mentorship.Thread{Repo: here}}
	edit := mentorship.Write{Kind: mentorship.WriteCommentEdit, Thread: comment.Thread, Object: 9}
	page := mentorship.Write{Kind: mentorship.WriteIssueEdit, Thread: comment.Thread}
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
		"a comment to be changed is gone":   {edit, absent, witness{remarks: []mentorship.Remark{{ID: 8, Kind: mentorship.RemarkComment}}}, false},
		"it is in the list":                 {edit, absent, witness{remarks: []mentorship.Remark{{ID: 9, Kind: mentorship.RemarkComment}}}, true},
		"a review has its number":           {edit, absent, witness{remarks: []mentorship.Remark{{ID: 9, Kind: mentorship.RemarkReview}}}, false},
		"its conversation is gone too":      {edit, absent, witness{fault: absent}, false},
		"the list cannot be had":            {edit, absent, witness{fault: trouble}, true},
		"an issue to be changed is gone":    {page, absent, witness{fault: absent}, false},
		"an issue to be changed is there":   {page, absent, witness{}, true},
		"GitHub said more than a plain 404": {comment, mentorship.NewFault(mentorship.FaultGone, errors.New("410")), witness{}, false},
	} {
		a := &App{}
		a.GitHub = c.then
		if got := a.isThere(t.Context(), c.write, c.err); got != c.there {
			t.Errorf("%s: there %v, want %v", name, got, c.there)
		}
	}
}

// TestAuthorIsGone: a 404 about an author counts where the account or the
// repository is nowhere else either.
func TestAuthorIsGone(t *testing.T) {
	here := mentorship.Repo{Tenant: 1, ID: 5}
	absent := mentorship.NewFault(mentorship.FaultNotFound, errors.New("404"))
	trouble := mentorship.NewFault(mentorship.FaultTransient, errors.New("502"))
	for name, c := range map[string]struct {
		then witness
		gone bool
	}{
		"both are there":                  {witness{repos: []mentorship.Repo{here}}, false},
		"the account is gone":             {witness{byID: absent, repos: []mentorship.Repo{here}}, true},
		"the account cannot be asked for": {witness{byID: trouble}, false},
		"the repository is out of sight":  {witness{}, true},
		"whom we serve cannot be asked":   {witness{fault: trouble}, false},
	} {
		a := &App{}
		a.GitHub = c.then
		if got := a.gone(t.Context(), mentorship.Pull{Repo: here, Author: mentorship.Person{ID: 9}}); got != c.gone {
			t.Errorf("%s: gone %v, want %v", name, got, c.gone)
		}
	}
}

// TestVanished: a conversation is gone where GitHub says so plainly, or where a
// 404 is followed by another.
func TestVanished(t *testing.T) {
	absent := mentorship.NewFault(mentorship.FaultNotFound, errors.New("404"))
	gone := mentorship.NewFault(mentorship.FaultGone, errors.New("410"))
	trouble := mentorship.NewFault(mentorship.FaultTransient, errors.New("502"))
	for name, c := range map[string]struct {
		err  error
		then witness
		want bool
	}{
		"it was read":             {nil, witness{}, false},
		"GitHub is in trouble":    {trouble, witness{fault: absent}, false},
		"deleted":                 {gone, witness{}, true},
		"two say that it is gone": {absent, witness{fault: absent}, true},
		"the second sees it":      {absent, witness{}, false},
		"the second cannot tell":  {absent, witness{fault: trouble}, false},
	} {
		a := &App{}
		a.GitHub = c.then
		if got := a.vanished(t.Context(), mentorship.Thread{Number: 7}, c.err); got != c.want {
			t.Errorf("%s: vanished %v, want %v", name, got, c.want)
		}
	}
}

// TestInstallationIsGone: a 404 about an installation counts where GitHub lists it
// no more.
func TestInstallationIsGone(t *testing.T) {
	absent := mentorship.NewFault(mentorship.FaultUninstalled, errors.New("404"))
	trouble := mentorship.NewFault(mentorship.FaultTransient, errors.New("502"))
	listed := []mentorship.Installation{{Tenant: 7}}
	for name, c := range map[string]struct {
		err  error
		then witness
		gone bool
	}{
		"it is listed":           {absent, witness{served: listed}, false},
		"it is not":              {absent, witness{}, true},
		"the list cannot be had": {absent, witness{fault: trouble}, false},
		"it is suspended":        {mentorship.NewFault(mentorship.FaultSuspended, errors.New("403")), witness{served: listed}, true},
		"GitHub is in trouble":   {trouble, witness{}, false},
	} {
		a := &App{}
		a.GitHub = c.then
		if got := a.nobodyThere(t.Context(), 7, c.err); got != c.gone {
			t.Errorf("%s: gone %v, want %v", name, got, c.gone)
		}
	}
}

// people is GitHub as it knows one account, under the login it has today.
type people struct {
	GitHub
	login string
	fault error
}

func (p people) Permission(_ context.Context, _ mentorship.Repo, login string) (mentorship.Permission, error) {
	if login != p.login {
		return "", mentorship.NewFault(mentorship.FaultNotFound, errors.New("404"))
	}
	return "write", nil
}

func (p people) ByID(context.Context, int64, int64) (mentorship.Person, error) {
	return mentorship.Person{ID: 7, Login: p.login}, p.fault
}

// TestMay: people are asked about under the login they have now.
func TestMay(t *testing.T) {
	absent := mentorship.NewFault(mentorship.FaultNotFound, errors.New("404"))
	trouble := mentorship.NewFault(mentorship.FaultTransient, errors.New("502"))
	for name, c := range map[string]struct {
		now  people
		want mentorship.Permission
		kind mentorship.FaultKind
	}{
		"the login is as it was":      {people{login: "ada"}, "write", ""},
		"they took another":           {people{login: "ada2"}, "write", ""},
		"the account is gone":         {people{login: "", fault: absent}, "", ""},
		"the account cannot be asked": {people{login: "", fault: trouble}, "", mentorship.FaultTransient},
	} {
		a := &App{}
		a.GitHub = c.now
		got, err := a.may(t.Context(), mentorship.Repo{}, mentorship.Person{ID: 7, Login: "ada"})
		if got != c.want || mentorship.KindOf(err) != c.kind {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
