package mentorship_test

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Who is known in other repositories of the owner is asked for by nobody but themselves.
func TestKnownElsewhere(t *testing.T) {
	t.Parallel()
	word := func(w *world) { w.now = w.m.Wake(); w.do(mentorship.Due{}) }
	for _, tt := range []struct {
		name string
		do   func(*world)
		want string
	}{
		{"the first word asks nobody", word, "ended T6 waiting:elsewhere"},
		{"nobody free: the same", func(w *world) { w.allBusy(true); word(w) }, "ended T6 waiting:elsewhere"},
		{"a mentor was faster", func(w *world) { w.do(w.say(lin)); word(w) }, "invited T5 greet:answered"},
		{"merged before a word", func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Minute), merged)})
			word(w)
		}, "ended T4 congrats"},
		{"they ask at once", func(w *world) { w.do(w.command(mentorship.VerbFind, nina)) }, "invited T3 greet:ada react:+1"},
		{"they ask later", func(w *world) { word(w); w.pump(); w.do(w.command(mentorship.VerbFind, nina)) }, "invited T38 invite:ada react:+1 edit_comment"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := seen(t)
			w.m.Elsewhere = true
			tt.do(w)
			w.expect(tt.want)
		})
	}
}
