package mentorship_test

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// When the tracking issue offers that the mentor reads a review along.
func TestReadTogether(t *testing.T) {
	asks := func(by mentorship.Person, after time.Duration) func(*world) {
		return func(w *world) {
			w.do(w.say(by, review(mentorship.ReviewChangesRequested), func(a *mentorship.Answered) { a.At = start.Add(after) }))
		}
	}
	for _, c := range []struct {
		name string
		from func(testing.TB) *world
		do   []func(*world)
		want bool
	}{
		{"by somebody else", active, []func(*world){asks(walt, 2*time.Hour)}, true},
		{"by the mentor", active, []func(*world){asks(ada, 2*time.Hour)}, false},
		{"first by the mentor", active, []func(*world){asks(ada, 2*time.Hour), asks(walt, 3*time.Hour)}, false},
		{"first by the mentor, told last", active, []func(*world){asks(walt, 3*time.Hour), asks(ada, 2*time.Hour)}, false},
		{"in the same second, whoever is told of first", active, []func(*world){asks(walt, 2*time.Hour), asks(ada, 2*time.Hour)}, false},
		{"in the same second, the other way round", active, []func(*world){asks(ada, 2*time.Hour), asks(walt, 2*time.Hour)}, false},
		{"a comment", active, []func(*world){func(w *world) { w.do(w.say(walt, review(mentorship.ReviewCommented))) }}, false},
		{"the newcomer has answered", active, []func(*world){asks(walt, 2*time.Hour), func(w *world) {
			w.do(w.say(nina, func(a *mentorship.Answered) { a.At = start.Add(3 * time.Hour) }))
		}}, false},
		{"nobody mentors yet", invited, []func(*world){asks(walt, 2*time.Hour)}, false},
		{"merged all the same", active, []func(*world){asks(walt, 2*time.Hour), func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(3*time.Hour), merged)})
		}}, false},
	} {
		w := c.from(t)
		for _, do := range c.do {
			do(w)
		}
		if got := w.m.ReadTogether(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// The offer is a silent edit of the tracking issue, and it goes the same way.
func TestReadTogetherEdits(t *testing.T) {
	run(t, []story{
		{"offered", active, func(w *world) { w.do(w.say(walt, review(mentorship.ReviewChangesRequested))) }, "active facts edit_issue"},
		{"a second request says nothing new", active, func(w *world) {
			w.do(w.say(walt, review(mentorship.ReviewChangesRequested)))
			w.pump()
			w.do(w.say(otto, review(mentorship.ReviewChangesRequested), func(a *mentorship.Answered) { a.At = a.At.Add(time.Hour) }))
		}, "active facts"},
	})
}

// Records of earlier versions do not tell who asked: then nothing is offered.
func TestReadTogetherOldRecord(t *testing.T) {
	w := active(t)
	w.do(w.say(walt, review(mentorship.ReviewChangesRequested)))
	w.m.Facts.ChangesAskedBy = 0
	if w.m.ReadTogether() {
		t.Error("offered without knowing who asked")
	}
}
