package mentorship_test

import (
	"slices"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestTicks(t *testing.T) {
	type item = mentorship.Item
	explained := func(p *mentorship.Pull) { p.Explained = true }
	head := func(sha string) func(*mentorship.Pull) { return func(p *mentorship.Pull) { p.Head = sha } }
	pushed := func(p *mentorship.Pull) { p.PushedAt = p.UpdatedAt }
	for _, c := range []struct {
		name string
		do   func(*world)
		want []item
	}{
		{"just opened", func(*world) {}, []item{"F1"}},
		{"explained once is explained", func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Hour))})
			w.do(mentorship.PullChanged{Pull: pull(at(time.Minute), explained)})
		}, []item{"F1", "F2"}},
		{"green head", func(w *world) { w.do(mentorship.ChecksPassed{SHA: "a1"}) }, []item{"F1", "F3"}},
		{"green before the head was seen", func(w *world) {
			w.do(mentorship.ChecksPassed{SHA: "b2"})
			w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), head("b2"))})
		}, []item{"F1", "F3"}},
		{"green and an older head", func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), head("b2"))})
			w.do(mentorship.ChecksPassed{SHA: "a1"})
		}, []item{"F1", "F3"}},
		{"green elsewhere", func(w *world) { w.do(mentorship.ChecksPassed{SHA: "zz"}) }, []item{"F1"}},
		{"answered by a person", func(w *world) { w.do(w.say(otto)) }, []item{"F1", "F4"}},
		{"answered by a bot or by nobody", func(w *world) { w.do(w.say(robot)); w.do(w.say(mentorship.Person{})) }, []item{"F1"}},
		{"answered by the newcomer", func(w *world) { w.do(w.say(nina)) }, []item{"F1"}},
		{"answered elsewhere", func(w *world) {
			w.do(w.say(otto, func(a *mentorship.Answered) { a.Thread.Number = 99 }))
		}, []item{"F1"}},
		{"reviewed", func(w *world) { w.do(w.say(otto, review(mentorship.ReviewCommented))) }, []item{"F1", "F4", "R1"}},
		{"approved by a writer", func(w *world) { w.do(w.say(walt, review(mentorship.ReviewApproved))) }, []item{"F1", "F4", "R1", "R4"}},
		{"approved by anybody", func(w *world) {
			w.do(w.say(otto, review(mentorship.ReviewApproved), func(a *mentorship.Answered) { a.Writer = false }))
		}, []item{"F1", "F4", "R1"}},
		{"remarks answered by a push", func(w *world) {
			w.do(w.say(otto, review(mentorship.ReviewChangesRequested)))
			w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), pushed)})
		}, []item{"F1", "F4", "R1", "R2"}},
		{"remarks answered by a word, told late", func(w *world) {
			w.do(w.say(nina, func(a *mentorship.Answered) { a.At = start.Add(time.Hour) }))
			w.do(w.say(otto, review(mentorship.ReviewChangesRequested)))
		}, []item{"F1", "F4", "R1", "R2"}},
		{"remarks not answered", func(w *world) {
			w.do(w.say(nina))
			w.do(w.say(otto, review(mentorship.ReviewChangesRequested), func(a *mentorship.Answered) { a.At = start.Add(time.Hour) }))
		}, []item{"F1", "F4", "R1"}},
		{"merged", func(w *world) { w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), merged)}) }, []item{"F1", "M1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := seen(t)
			c.do(w)
			var got []item
			for _, i := range mentorship.Items() {
				if _, ok := w.m.Ticks[i]; ok {
					got = append(got, i)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("ticked %v, want %v", got, c.want)
			}
		})
	}
}

// What was merged stays merged, whatever an odd snapshot says afterwards.
func TestMergeIsFinal(t *testing.T) {
	w := seen(t)
	w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), merged)})
	w.do(mentorship.PullChanged{Pull: pull(at(2 * time.Hour))})
	if p := w.m.Facts.Pull; !p.Merged || p.MergedAt.IsZero() || p.ClosedAt.IsZero() {
		t.Errorf("the merge was lost: %+v", p)
	}
	if w.m.Stage != mentorship.StageMerged {
		t.Errorf("stage is %s", w.m.Stage)
	}
}

func TestLoginFollowsTheNewestSnapshot(t *testing.T) {
	w := seen(t)
	renamed := func(p *mentorship.Pull) { p.Author.Login = "nina-2" }
	w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), renamed)})
	w.do(mentorship.PullChanged{Pull: pull(at(time.Minute))})
	if w.m.Newcomer.Login != "nina-2" {
		t.Errorf("login is %s", w.m.Newcomer.Login)
	}
}

func TestSteps(t *testing.T) {
	type items = []mentorship.Item
	for _, c := range []struct {
		name        string
		stage       mentorship.Stage
		ticks       items
		boxes, done items
	}{
		{"draft", mentorship.StagePrepare, nil, items{"P1", "P2", "P3", "P4"}, nil},
		{"opened", mentorship.StageFirstPR, items{"F1"}, items{"P1", "P2", "P3", "P4", "F2", "F3", "F4"}, items{"F1"}},
		{"prepared", mentorship.StageFirstPR, items{"P1", "P2", "P3", "P4", "F1", "F3"}, items{"F1", "F2", "F3", "F4"}, items{"P1", "P2", "P3", "P4"}},
		{"in review", mentorship.StageReview, items{"P1", "F1", "F4", "R1"}, items{"P2", "P3", "P4", "R1", "R2", "R3", "R4"}, items{"P1", "F1", "F4"}},
		{"merged shows its box", mentorship.StageMerged, items{"F1", "M1"}, items{"P1", "P2", "P3", "P4", "M1", "M2", "M3"}, items{"F1"}},
		{"too many even so", mentorship.StageReview, nil, items{"P1", "P2", "P3", "P4", "R1", "R2", "R3"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := mentorship.Mentorship{Stage: c.stage, Ticks: map[mentorship.Item]time.Time{}}
			for _, i := range c.ticks {
				m.Ticks[i] = start
			}
			boxes, done := mentorship.Steps(m)
			if !slices.Equal(boxes, c.boxes) || !slices.Equal(done, c.done) {
				t.Errorf("boxes %v, done %v", boxes, done)
			}
			if len(boxes) > mentorship.MaxBoxes {
				t.Errorf("%d boxes", len(boxes))
			}
		})
	}
}
