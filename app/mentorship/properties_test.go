package mentorship_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// dice are where a random history comes from: rapid's draws or a fuzzer's bytes.
type dice interface{ below(n int) int }

type drawn struct{ t *rapid.T }

func (d drawn) below(n int) int { return rapid.IntRange(0, n-1).Draw(d.t, "n") }

type bytesDice struct{ left []byte }

func (d *bytesDice) below(n int) int {
	if len(d.left) == 0 {
		return 0
	}
	b := int(d.left[0])
	d.left = d.left[1:]
	return b % n
}

var everybody = []mentorship.Person{nina, ada, grace, lin, coral, walt, otto, robot, {}}

// fact is a random event that must commute with other facts.
func (w *world) fact(d dice) Event {
	ago := func() time.Time {
		return w.now.Add(-time.Duration(d.below(4)) * 20 * time.Minute).Truncate(time.Second)
	}
	switch d.below(9) {
	case 8:
		if d.below(2) == 0 {
			return mentorship.Touched{Thread: w.m.Pull, By: everybody[d.below(len(everybody))], At: ago()}
		}
		e := w.away(mentorship.RemarkReview)
		e.At, e.Pull, e.Fellow = ago(), d.below(2) == 0, d.below(2) == 0
		return e
	case 0, 1, 2:
		return mentorship.PullChanged{Pull: w.snapshot(d, ago())}
	case 3, 4, 5:
		a := w.say(everybody[d.below(len(everybody))])
		a.At = ago()
		a.Command, a.Asks = d.below(8) == 0, d.below(4) == 0
		if !w.m.Issue.Zero() && d.below(3) == 0 {
			a.Thread = w.m.Issue
		} else if d.below(5) == 0 {
			a.Thread.Number = 60 + d.below(3)
		}
		if d.below(2) == 0 {
			states := []mentorship.ReviewState{mentorship.ReviewApproved, mentorship.ReviewChangesRequested, mentorship.ReviewCommented}
			a.Kind, a.Review, a.Writer = mentorship.RemarkReview, states[d.below(3)], d.below(2) == 0
		}
		return a
	case 6:
		return mentorship.ChecksPassed{SHA: fmt.Sprintf("h%d", d.below(5))}
	default:
		items := mentorship.Items()
		some := func() []mentorship.Item { return []mentorship.Item{items[d.below(len(items))]} }
		e := mentorship.Ticked{Items: append(some(), some()...), By: everybody[d.below(len(everybody))], At: ago()}
		if d.below(2) == 0 {
			e.On, e.Off = some(), some()
		}
		return e
	}
}

func (w *world) snapshot(d dice, when time.Time) mentorship.Pull {
	p := pull()
	p.UpdatedAt, p.Head = when, fmt.Sprintf("h%d", d.below(5))
	p.Repo = w.m.Pull.Repo
	p.Number = w.m.Pull.Number
	switch d.below(12) {
	case 0, 1:
		closed(&p)
	case 2:
		merged(&p)
	case 3:
		draft(&p)
	case 4:
		locked(&p)
	case 5:
		p.Explained = true
	case 6:
		p.PushedAt = when
	case 8, 9:
		p.Number = 60 + d.below(3)
		p.CreatedAt = when
	}
	return p
}

// act is a random event that keeps its place: a command, time, an outcome.
func (w *world) act(d dice) Event {
	verbs := []mentorship.Verb{
		mentorship.VerbAccept, mentorship.VerbPass, mentorship.VerbSwap, mentorship.VerbFind,
		mentorship.VerbNoThanks, mentorship.VerbAssign, mentorship.VerbOptIn, "dance",
		mentorship.VerbPause, mentorship.VerbResume, mentorship.VerbStuck, mentorship.VerbQuestion, mentorship.VerbSlower,
		mentorship.VerbWiden, mentorship.VerbDone, mentorship.VerbUndo, mentorship.VerbOutcome, mentorship.VerbNext,
		mentorship.VerbAsk, mentorship.VerbRecommend, mentorship.VerbOffer, mentorship.VerbMute, mentorship.VerbClose,
		mentorship.VerbKeepGoing, mentorship.VerbWrapUp, mentorship.VerbExtend, mentorship.VerbGraduate, mentorship.VerbTouch,
		mentorship.VerbNotAFit, mentorship.VerbGoal, mentorship.VerbTopics, mentorship.VerbCadence, mentorship.VerbThanks,
	}
	values := []string{"", "now", "weekly", "reached", "code-review,balance"}
	people := []mentorship.Person{nina, ada, grace, lin, coral, walt, otto}
	switch d.below(14) {
	case 13:
		return w.emojis(d)
	case 12:
		return w.turn(everybody[d.below(len(everybody))], d.below(2) == 0)
	case 10:
		return mentorship.Frozen{Why: "archived", At: w.now}
	case 11:
		return mentorship.Thawed{At: w.now}
	case 0, 1, 2:
		c := w.command(verbs[d.below(len(verbs))], people[d.below(len(people))])
		c.Value = values[d.below(len(values))]
		if d.below(2) == 0 {
			naming(people[1+d.below(3)])(&c)
		}
		c.Reason = d.below(2) == 0
		if d.below(5) == 0 {
			c.Thread.Number = 60 + d.below(3)
		}
		c.Items, c.Number = []mentorship.Item{mentorship.Items()[d.below(len(mentorship.Items()))]}, d.below(2)
		if d.below(2) == 0 {
			lacking(&c)
		}
		return c
	case 3:
		if d.below(3) == 0 {
			return mentorship.Absent{Mentor: people[1+d.below(3)].ID, At: w.now}
		}
		return mentorship.Withdrawn{Who: people[d.below(4)].ID, At: w.now}
	case 4:
		return mentorship.Opportunity{}
	case 5, 6, 7:
		if d.below(8) == 0 {
			w.now = w.now.Add([]time.Duration{8, 8, 61}[d.below(3)] * 24 * time.Hour)
		} else if wake := w.m.Wake(); !wake.IsZero() && d.below(4) > 0 {
			w.now = latestOf(w.now, wake)
		}
		return mentorship.Due{}
	default:
		return w.outcome(d)
	}
}

// outcome lets the next pending effect happen, or be refused.
func (w *world) outcome(d dice) Event {
	if len(w.pending) == 0 {
		return mentorship.Due{}
	}
	e := w.pending[0]
	w.pending = w.pending[1:]
	w.ids++
	if d.below(6) == 0 {
		kinds := []mentorship.FaultKind{mentorship.FaultGone, mentorship.FaultLocked, mentorship.FaultForbidden, mentorship.FaultInvalid}
		return mentorship.Refused{Effect: e, Why: kinds[d.below(len(kinds))], At: w.now}
	}
	done := mentorship.Done{Effect: e, ID: w.ids, At: w.now}
	if e.Kind == mentorship.EffectOpenIssue {
		done.Number = 50
	}
	return done
}

// live plays a random history; the world checks every step of it.
func live(w *world, d dice, length int) {
	opens := []mentorship.OpenTracking{mentorship.OpenOnAccept, mentorship.OpenOnMatch, mentorship.OpenNever}
	w.rules.Open, w.rules.Rounds = opens[d.below(3)], 1+d.below(2)
	if d.below(3) == 0 {
		w.rules.Coordinators = nil
	}
	w.do(mentorship.PullChanged{Pull: w.snapshotOfFirst(d)})
	for range length {
		w.now = w.now.Add(time.Duration(d.below(90)) * time.Minute)
		if d.below(6) == 0 {
			w.busy[11+int64(d.below(3))] = d.below(2) == 0
		}
		if d.below(2) == 0 {
			w.do(w.fact(d))
		} else {
			w.do(w.act(d))
		}
	}
}

func (w *world) snapshotOfFirst(d dice) mentorship.Pull {
	p := w.snapshot(d, start)
	p.Number, p.CreatedAt = 7, start
	return p
}

func TestAnyHistory(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) { live(newWorld(t), drawn{rt}, rapid.IntRange(1, 40).Draw(rt, "length")) })
}

// Facts between two acts may come in any order and number.
func TestFactsCommute(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		live(w, drawn{rt}, rapid.IntRange(0, 12).Draw(rt, "before"))
		facts := make([]Event, rapid.IntRange(2, 6).Draw(rt, "facts"))
		for i := range facts {
			facts[i] = w.fact(drawn{rt})
		}
		shuffled := rapid.Permutation(append(slices.Clone(facts), facts...)).Draw(rt, "order")
		a, once := outcomeOf(w, facts)
		b, again := outcomeOf(w, shuffled)
		if !bytes.Equal(encode(t, a), encode(t, b)) {
			rt.Fatalf("order matters for the record:\n%s\n%s", encode(t, a), encode(t, b))
		}
		if !maps.Equal(once, again) {
			rt.Fatalf("order matters for the effects:\n%v\n%v", once, again)
		}
	})
}

// outcomeOf applies facts to a copy of the world and returns the record and
// the keys of all effects but edits, which are levels.
func outcomeOf(w *world, facts []Event) (mentorship.Mentorship, map[string]bool) {
	m, once := w.m, map[string]bool{}
	for _, e := range facts {
		s := mentorship.Apply(m, e, w.view())
		m = s.Next
		for _, f := range s.Effects {
			if f.Kind != mentorship.EffectEditComment && f.Kind != mentorship.EffectEditIssue {
				once[f.Key] = true
			}
		}
	}
	return m, once
}

// The beginning commutes too: whichever snapshot comes first, the record is the same.
func TestBeginningCommutes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		w.now = start.Add(time.Hour)
		facts := make([]Event, rapid.IntRange(2, 5).Draw(rt, "facts"))
		for i := range facts {
			p := w.snapshot(drawn{rt}, start.Add(time.Duration(rapid.IntRange(0, 3).Draw(rt, "at"))*time.Minute))
			p.Number, p.CreatedAt = 7, start
			facts[i] = mentorship.PullChanged{Pull: p}
		}
		a, _ := outcomeOf(w, facts)
		b, _ := outcomeOf(w, rapid.Permutation(facts).Draw(rt, "order"))
		if !bytes.Equal(encode(t, a), encode(t, b)) {
			rt.Fatalf("order matters:\n%s\n%s", encode(t, a), encode(t, b))
		}
	})
}

// FuzzApply plays histories made of bytes; the world checks every step.
func FuzzApply(f *testing.F) {
	f.Add([]byte("a newcomer, a mentor, one accepted invitation"))
	f.Add(bytes.Repeat([]byte{1, 7, 3}, 60))
	f.Add(bytes.Repeat([]byte{0, 255, 5, 2, 9}, 40))
	f.Fuzz(func(t *testing.T, script []byte) {
		live(newWorld(t), &bytesDice{left: script}, min(len(script)/2, 120))
	})
}
