package mentorship_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// What was begun in preview goes on as it would, each effect marked so that it
// is never written; going live ends it, and the newcomer's own word begins anew.
func TestPreviewThenLive(t *testing.T) {
	w := newWorld(t)
	w.rules.Mode = mentorship.ModePreview
	w.do(mentorship.PullChanged{Pull: pull()})
	w.now = w.now.Add(3 * time.Minute)
	p := pull()
	w.live = &p
	if s := w.do(mentorship.Due{}); s.Next.State != mentorship.StateInvited || len(s.Effects) == 0 {
		t.Fatalf("in preview: %+v", s)
	}
	w.now = w.now.Add(25 * time.Hour)
	w.do(mentorship.Due{}) // the reminder
	for _, e := range w.pending {
		if !e.Preview || !strings.HasPrefix(e.Key, "preview/") {
			t.Errorf("may be written: %+v", e)
		}
	}
	w.pending, w.rules.Mode = nil, mentorship.ModeLive
	s := w.do(mentorship.Opportunity{})
	if s.Next.State != mentorship.StateSkipped || s.Next.Ending != mentorship.SkippedPreview || s.Next.Holder() != 0 || len(s.Effects) > 0 {
		t.Fatalf("going live: %+v", s)
	}
	if s.Row != "preview" || !strings.Contains(s.Why, "met in preview") {
		t.Errorf("%s: %s", s.Row, s.Why)
	}
	s = w.do(mentorship.Command{Verb: mentorship.VerbFind, By: nina, Comment: 1, At: w.now, Thread: w.m.Pull})
	if s.Next.State != mentorship.StateInvited || s.Next.Preview {
		t.Fatalf("asked for a mentor: %+v", s.Next)
	}
	greeted := false
	for _, e := range s.Effects {
		greeted = greeted || e.Kind == mentorship.EffectGreet
		if e.Preview || strings.HasPrefix(e.Key, "preview/") {
			t.Errorf("not written: %+v", e)
		}
	}
	if !greeted {
		t.Errorf("no greeting: %+v", s.Effects)
	}
}

// What runs when preview begins goes on, and stays what it is when it ends.
func TestLiveThroughPreview(t *testing.T) {
	w := newWorld(t)
	w.do(mentorship.PullChanged{Pull: pull()})
	w.now = w.now.Add(3 * time.Minute)
	p := pull()
	w.live = &p
	w.do(mentorship.Due{})
	w.rules.Mode = mentorship.ModePreview
	w.do(mentorship.Command{Verb: mentorship.VerbAccept, By: w.m.Mentor, Comment: 1, At: w.now, Thread: w.m.Pull, Mentor: volunteer(w.m.Mentor)})
	w.rules.Mode = mentorship.ModeLive
	w.do(mentorship.Opportunity{})
	if w.m.State != mentorship.StateActive || w.m.Preview {
		t.Errorf("%+v", w.m)
	}
}

// Whatever happens in preview, no effect of it may be written, and nothing but
// the newcomer's own word begins again once the rules are live.
func TestAnyPreview(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, d := newWorld(t), drawn{rt}
		w.rules.Mode = mentorship.ModePreview
		w.do(mentorship.PullChanged{Pull: w.snapshotOfFirst(d)})
		for range rapid.IntRange(0, 25).Draw(rt, "length") {
			w.now = w.now.Add(time.Duration(d.below(90)) * time.Minute)
			e := w.fact(d)
			if d.below(2) == 0 {
				e = w.act(d)
			}
			if done, ok := e.(mentorship.Done); ok { // as the App reports what was not written
				e = mentorship.Done{Effect: done.Effect, At: done.At}
			}
			if _, ok := e.(mentorship.Refused); ok {
				continue
			}
			for _, f := range w.do(e).Effects {
				if !f.Preview {
					rt.Fatalf("may be written: %+v", f)
				}
			}
		}
		w.rules.Mode = mentorship.ModeLive
		s := w.do(mentorship.Opportunity{})
		if !s.Next.State.Terminal() || s.Next.Preview || s.Next.Holder() != 0 || len(s.Effects) > 0 {
			rt.Fatalf("going live: %+v", s)
		}
	})
}
