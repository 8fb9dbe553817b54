package guide

import (
	"slices"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Everybody finds every word under `help all`, each once; the dozen comes first.
func TestHelpShowsEveryWord(t *testing.T) {
	var all []mentorship.Verb
	for _, g := range helpGroups(english, helpRoles(), true) {
		if g.Title == "" {
			t.Error("a group without a title")
		}
		for _, l := range g.Verbs {
			if l.Line == "" {
				t.Errorf("nothing is said about %s", l.Verb)
			}
			all = append(all, l.Verb)
		}
	}
	want := slices.Sorted(slices.Values(Verbs()))
	if got := slices.Sorted(slices.Values(all)); !slices.Equal(got, want) {
		t.Errorf("shows %q, want %q", got, want)
	}
	if n := len(helpOrder(false)); n > 13 {
		t.Errorf("help shows %d words; twelve and itself are the most", n)
	}
}

// Nobody is told a word that is not theirs to use.
func TestHelpByRole(t *testing.T) {
	for _, c := range []struct {
		roles []string
		has   mentorship.Verb
		not   mentorship.Verb
	}{
		{[]string{RoleNewcomer}, mentorship.VerbNoThanks, mentorship.VerbAccept},
		{[]string{RoleMentor}, mentorship.VerbPass, mentorship.VerbNoThanks},
		{[]string{RoleCoordinator}, mentorship.VerbAssign, mentorship.VerbWhy},
		{[]string{RoleWriter}, mentorship.VerbWhy, mentorship.VerbAway},
		{nil, mentorship.VerbOptOut, mentorship.VerbFind},
	} {
		shown := map[mentorship.Verb]bool{}
		for _, g := range helpGroups(english, c.roles, true) {
			for _, l := range g.Verbs {
				shown[l.Verb] = true
			}
		}
		if !shown[c.has] || shown[c.not] || !shown[mentorship.VerbHelp] {
			t.Errorf("%q: %v", c.roles, shown)
		}
	}
}
