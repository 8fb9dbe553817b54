package mentorship

import "testing"

func TestHome(t *testing.T) {
	widgets := Repo{Owner: "acme", Name: "widgets"}
	for _, c := range []struct {
		repo      Repo
		web, want string
	}{
		{widgets, "https://github.com", "https://github.com/acme/widgets"},
		{widgets, "https://git.acme.org/", "https://git.acme.org/acme/widgets"},
		{Repo{Owner: "acme", Name: "a?b"}, "https://github.com", "https://github.com/acme/a%3Fb"},
		{widgets, "", ""},
		{Repo{Name: "widgets"}, "https://github.com", ""},
		{Repo{Owner: "acme"}, "https://github.com", ""},
	} {
		if got := c.repo.Home(c.web); got != c.want {
			t.Errorf("%v on %q: %q, want %q", c.repo, c.web, got, c.want)
		}
	}
}

// A login is found however it is written, an account once however often it is listed.
func TestMentorsOfRules(t *testing.T) {
	r := Rules{Mentors: []Mentor{{Person: Person{ID: 12, Login: "Grace"}}, {Person: Person{ID: 11, Login: "ada"}}, {Person: Person{ID: 12, Login: "grace-h"}}}}
	if m := r.MentorNamed("gRACE"); m.ID != 12 {
		t.Errorf("grace is %+v", m)
	}
	if m := r.MentorNamed("lin"); !m.Zero() {
		t.Errorf("lin is %+v", m)
	}
	if ids := r.MentorIDs(); len(ids) != 2 || ids[0] != 11 || ids[1] != 12 {
		t.Errorf("%v", ids)
	}
}
