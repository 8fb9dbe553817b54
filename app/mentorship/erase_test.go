package mentorship_test

import (
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func erased(t testing.TB) *world {
	w := active(t)
	w.do(mentorship.Forgotten{Who: nina.ID})
	return w.is(mentorship.StateErased)
}

func TestForgotten(t *testing.T) {
	run(t, []story{
		{"T39 our texts are edited", active, func(w *world) { w.do(mentorship.Forgotten{Who: nina.ID}) }, "erased T39 edit_comment edit_issue"},
		{"T39 before a word", seen, func(w *world) { w.do(mentorship.Forgotten{Who: nina.ID}) }, "erased T39"},
		{"T39 after no-thanks", func(t testing.TB) *world {
			w := invited(t)
			w.do(w.command(mentorship.VerbNoThanks, nina))
			w.pump()
			return w
		}, func(w *world) { w.do(mentorship.Forgotten{Who: nina.ID}) }, "erased T39 edit_comment"},
		{"nothing moves it any more", erased, func(w *world) { w.do(w.command(mentorship.VerbFind, nina)) }, "erased -"},
		{"the invited mentor", invited, func(w *world) { w.do(mentorship.Forgotten{Who: ada.ID}) }, "invited T10 invite:grace edit_comment"},
		{"the mentor", active, func(w *world) { w.do(mentorship.Forgotten{Who: ada.ID}) }, "invited T29 unassign:ada invite:grace edit_comment edit_issue"},
		{"one 404", invited, func(w *world) { w.do(mentorship.Account{At: w.now}) }, "invited facts"},
		{"two within a day", invited, func(w *world) {
			w.do(mentorship.Account{At: w.now})
			w.do(mentorship.Account{At: w.now.Add(23 * time.Hour)})
		}, "invited -"},
		{"back in between", invited, func(w *world) {
			w.do(mentorship.Account{At: w.now})
			w.do(mentorship.Account{Known: true, At: w.now.Add(time.Hour)})
			w.do(mentorship.Account{At: w.now.Add(25 * time.Hour)})
		}, "invited facts"},
		{"T39 two a day apart", invited, func(w *world) {
			w.do(mentorship.Account{At: w.now})
			w.do(mentorship.Account{At: w.now.Add(24 * time.Hour)})
		}, "erased T39 edit_comment"},
	})
}

// What is left of somebody forgotten names nobody, and goes once our texts do not either.
func TestNothingIsLeft(t *testing.T) {
	w := erased(t)
	for _, login := range []string{nina.Login, ada.Login} {
		if text := string(encode(t, w.m)); strings.Contains(text, `"`+login+`"`) {
			t.Errorf("%s is still named in %s", login, text)
		}
	}
	if w.m.Bare() {
		t.Error("texts of ours still speak of the person")
	}
	w.pump()
	if !w.m.Bare() || w.m.Wake().After(w.now) {
		t.Errorf("the record stays until %s: %+v", w.m.Wake(), w.m)
	}
	stuck := erased(t)
	if at := stuck.m.Wake(); !at.Equal(stuck.now.Add(mentorship.EraseFor)) {
		t.Errorf("a text that cannot be edited keeps the record until %s", at)
	}
	m := active(t)
	m.do(mentorship.Forgotten{Who: ada.ID})
	if text := string(encode(t, m.m)); strings.Contains(text, `"ada"`) {
		t.Errorf("the mentor is still named in %s", text)
	}
}

func frozen(from func(testing.TB) *world) func(testing.TB) *world {
	return func(t testing.TB) *world {
		w := from(t)
		w.do(mentorship.Frozen{Why: "the repository was archived", At: w.now})
		return w
	}
}

func TestFrozen(t *testing.T) {
	run(t, []story{
		{"T40", invited, func(w *world) { w.do(mentorship.Frozen{Why: "suspended", At: w.now}) }, "invited T40"},
		{"twice", frozen(invited), func(w *world) { w.do(mentorship.Frozen{Why: "suspended", At: w.now}) }, "invited -"},
		{"an end stays an end", erased, func(w *world) { w.do(mentorship.Frozen{Why: "suspended", At: w.now}) }, "erased -"},
		{"timers stand still", frozen(invited), func(w *world) { w.pass(29 * 24 * time.Hour) }, "invited T40"},
		{"nobody new is asked", frozen(queued), func(w *world) {
			w.allBusy(false)
			w.do(mentorship.Opportunity{})
		}, "queued -"},
		{"people are heard", frozen(invited), func(w *world) { w.do(w.command(mentorship.VerbNoThanks, nina)) }, "declined T16 react:+1 edit_comment"},
		{"T40 back", frozen(invited), func(w *world) {
			w.now = w.now.Add(48 * time.Hour)
			w.do(mentorship.Thawed{At: w.now})
		}, "invited T40"},
		{"not back in thirty days", frozen(invited), func(w *world) {
			w.now = w.now.Add(30 * 24 * time.Hour)
			w.do(mentorship.Due{})
			if !w.m.Bare() {
				w.t.Error("something is left of the person")
			}
		}, "erased T40"},
		{"thawed without a frost", invited, func(w *world) { w.do(mentorship.Thawed{At: w.now}) }, "invited -"},
	})
}

// Every timer runs as much longer as it stood still, also over two frosts.
func TestShiftedTimers(t *testing.T) {
	for _, p := range places {
		t.Run(p.name, func(t *testing.T) {
			w := p.way(t)
			if w.m.State.Terminal() || w.m.State == mentorship.StateNone || !w.m.FrozenAt.IsZero() {
				return
			}
			before := w.m.Timers
			for _, days := range []time.Duration{3, 5} {
				w.do(mentorship.Frozen{Why: "archived", At: w.now})
				w.now = w.now.Add(days * 24 * time.Hour)
				w.do(mentorship.Thawed{At: w.now})
			}
			for timer, at := range before {
				if got := w.m.Timers[timer]; !got.Equal(at.Add(8 * 24 * time.Hour)) {
					t.Errorf("%s runs out at %s, want eight days after %s", timer, got, at)
				}
			}
		})
	}
}
