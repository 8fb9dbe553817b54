package mentorship_test

import (
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestTookOver(t *testing.T) {
	took := func(by mentorship.Person, noted bool) func(*world) {
		return func(w *world) {
			w.do(mentorship.TookOver{By: by, At: w.now})
			if got := !w.m.Care.TookAt.IsZero(); got != noted {
				w.t.Errorf("noted: %v", got)
			}
		}
	}
	unguarded := func(t testing.TB) *world {
		w := active(t)
		w.rules.Mentors[0].Unguarded = true
		return w
	}
	run(t, []story{
		{"by the mentor", active, took(ada, true), "active facts"},
		{"while wrapping up", wrapping, took(ada, true), "wrapping facts"},
		{"by somebody else", active, took(grace, false), "active -"},
		{"by who was only asked", invited, took(ada, false), "invited -"},
		{"by a mentor who wants no such note", unguarded, took(ada, false), "active -"},
		{"the next mentor does not inherit it", active, func(w *world) {
			took(ada, true)(w)
			w.do(w.command(mentorship.VerbSwap, nina))
			if !w.m.Care.TookAt.IsZero() {
				w.t.Error("they do")
			}
		}, "invited T28 unassign:ada invite:grace react:+1 edit_comment edit_issue"},
	})
}
