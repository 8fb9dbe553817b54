package app

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestPushedBy(t *testing.T) {
	nina, ada := mentorship.Person{ID: 1}, mentorship.Person{ID: 11}
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		action        string
		author, actor mentorship.Person
		told          bool
	}{
		"the newcomer":           {"synchronize", nina, nina, false},
		"somebody else":          {"synchronize", nina, ada, true},
		"a label":                {"labeled", nina, ada, false},
		"an account that's gone": {"synchronize", mentorship.Person{}, ada, false},
	} {
		p := mentorship.Pull{Author: c.author, PushedAt: at}
		got := pushedBy(&p, mentorship.Signal{Action: c.action, Actor: c.actor})
		if told := len(got) == 1; told != c.told || p.PushedAt.IsZero() != c.told {
			t.Errorf("%s: %v, pushed at %s", name, got, p.PushedAt)
		}
	}
}

func TestShares(t *testing.T) {
	for _, c := range []struct {
		files, others []string
		want          bool
	}{
		{[]string{"a", "b"}, []string{"b", "c"}, true},
		{[]string{"a", "b", "c"}, []string{"c"}, false},
		{nil, []string{"a"}, false},
		{[]string{"a"}, nil, false},
	} {
		if got := shares(c.files, c.others); got != c.want {
			t.Errorf("%v of %v: %v", c.files, c.others, got)
		}
	}
}
