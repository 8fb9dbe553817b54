package mentorship_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// TestDates: what stands in the calendars of the two, and that of nobody else.
func TestDates(t *testing.T) {
	for _, c := range []struct {
		name         string
		way          func(testing.TB) *world
		newcomer     string
		mentor       string
		alsoInRecord bool // the two work together, or did
	}{
		{"seen", seen, "", "", false},
		{"invited", invited, "", "answer", false},
		{"active", active, "checkin", "checkin", true},
		{"the newcomer's turn", func(t testing.TB) *world {
			w := active(t)
			w.do(w.say(ada, func(a *mentorship.Answered) { a.Mentor = true }))
			return w
		}, "checkin", "checkin", true},
		{"with a rhythm of their own", func(t testing.TB) *world {
			w := active(t)
			w.do(w.command(mentorship.VerbCadence, nina, valued("monthly")))
			return w
		}, "checkin", "checkin", true},
		{"merged", func(t testing.TB) *world {
			w := active(t)
			w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), merged)})
			return w
		}, "end", "end", true},
		{"in its term", inTerm, "checkin wrap_up term", "checkin wrap_up term", true},
		{"wrapping", wrapping, "term", "term", true},
		{"paused", paused, "resume", "", true},
		{"graduated", graduated, "", "", true},
		{"keeping in touch", inTouch, "renew", "renew", true},
		{"out of reach", frozen(inTerm), "", "", true},
		{"erased", erased, "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := c.way(t)
			kinds := func(who int64) string {
				var out []string
				for _, d := range w.stored().DatesOf(who, w.rules, w.now) {
					if d.At.Before(w.now) || d.Pull != w.m.Pull {
						t.Errorf("%+v", d)
					}
					out = append(out, string(d.Kind))
				}
				return strings.Join(out, " ")
			}
			if got := kinds(nina.ID); got != c.newcomer {
				t.Errorf("the newcomer: %q, want %q", got, c.newcomer)
			}
			if got := kinds(ada.ID); got != c.mentor {
				t.Errorf("the mentor: %q, want %q", got, c.mentor)
			}
			if got := kinds(otto.ID); got != "" {
				t.Errorf("anybody: %q", got)
			}
			for _, who := range []mentorship.Person{nina, ada} {
				credit, ok := w.stored().CreditOf(who.ID, nil)
				if ok != c.alsoInRecord || ok && (credit.Mentored != (who == ada) || credit.Pull != w.m.Pull || credit.From.IsZero()) {
					t.Errorf("the record of %s: %v %+v", who.Login, ok, credit)
				}
			}
			if _, ok := w.stored().CreditOf(otto.ID, nil); ok {
				t.Error("it stands in anybody's record")
			}
		})
	}
}

// TestRhythm: the day of the next word moves on with the last one, and past a missed one.
func TestRhythm(t *testing.T) {
	w := inTerm(t)
	w.do(w.command(mentorship.VerbCadence, nina, valued("biweekly")))
	next := func(now time.Time) int {
		for _, d := range w.stored().DatesOf(ada.ID, w.rules, now) {
			if d.Kind == mentorship.DateCheckin {
				return int(d.At.Sub(w.m.Paired).Hours() / 24)
			}
		}
		return -1
	}
	for days, want := range map[int]int{0: 14, 13: 14, 15: 28, 40: 42} {
		if got := next(w.m.Paired.AddDate(0, 0, days)); got != want {
			t.Errorf("on day %d: day %d, want %d", days, got, want)
		}
	}
	w.now = w.m.Paired.AddDate(0, 0, 10)
	w.do(w.say(ada, func(a *mentorship.Answered) { a.Mentor = true }))
	if got := next(w.now); got != 24 {
		t.Errorf("after a word on day 10: day %d, want 24", got)
	}
}

// TestCredit: from the first day two people worked together to the last, what
// is public for the newcomer, and nothing about the newcomer for the mentor.
func TestCredit(t *testing.T) {
	w := inTerm(t)
	w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), merged)})
	w.do(mentorship.PullChanged{Pull: pull(at(3*time.Hour), number(8), merged), Other: true})
	w.pump()
	day := func(n int) time.Time { return start.AddDate(0, 0, n) }
	worked := []mentorship.Stretch{{From: day(10), To: day(20)}, {From: day(2), To: day(5)}}
	got, _ := w.stored().CreditOf(nina.ID, worked)
	want := mentorship.Credit{Owner: "acme", Pull: w.m.Pull, From: day(2), To: day(20), Merged: start.Add(2 * time.Hour), More: 1}
	want.Owner = w.m.Pull.Repo.Owner
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("the newcomer's:\n" + diff)
	}
	got, _ = w.stored().CreditOf(ada.ID, append(worked, mentorship.Stretch{From: day(30)}))
	if diff := cmp.Diff(mentorship.Credit{Owner: want.Owner, Mentored: true, Pull: w.m.Pull, From: day(2)}, got); diff != "" {
		t.Error("the mentor's:\n" + diff)
	}
	w.do(w.command(mentorship.VerbNotAFit, nina, valued("now")))
	w.pump()
	if got, ok := w.stored().CreditOf(ada.ID, worked); !ok || got.To != day(20) {
		t.Errorf("of a mentor before: %v %+v", ok, got)
	}
	w.m.Preview = true
	if _, ok := w.stored().CreditOf(nina.ID, worked); ok {
		t.Error("what was tried out stands in a record")
	}
}

// TestInvitations: whoever was asked sees what became of it as far as it was
// their own word; that the newcomer chose so is not among it.
func TestInvitations(t *testing.T) {
	pass := func(w *world) { w.do(w.command(mentorship.VerbPass, ada)) }
	for _, c := range []struct {
		name string
		way  func(testing.TB) *world
		then func(*world)
		want mentorship.InvitationEnd
	}{
		{"open", invited, nil, mentorship.InvitationOpen},
		{"accepted", active, nil, mentorship.InvitationAccepted},
		{"accepted, and over", graduated, nil, mentorship.InvitationAccepted},
		{"passed", invited, pass, mentorship.InvitationHanded},
		{"accepted, and not a fit", active, func(w *world) { w.do(w.command(mentorship.VerbNotAFit, nina, valued("now"))) }, mentorship.InvitationAccepted},
		{"unanswered", invited, func(w *world) { w.pass(3 * 24 * time.Hour) }, mentorship.InvitationOver},
		{"the newcomer declined", invited, func(w *world) { w.do(w.command(mentorship.VerbNoThanks, nina)) }, mentorship.InvitationOver},
		{"somebody else was wanted", invited, func(w *world) { w.do(w.command(mentorship.VerbSwap, nina)) }, mentorship.InvitationOver},
	} {
		w := c.way(t)
		if c.then != nil {
			c.then(w)
		}
		got, ok := w.stored().InvitationOf(ada.ID, start)
		if !ok || got.End != c.want || got.Pull != w.m.Pull || got.At != start || got.Until.IsZero() == (c.want == mentorship.InvitationOpen) {
			t.Errorf("%s: %v %+v", c.name, ok, got)
		}
		if _, ok := w.stored().InvitationOf(nina.ID, start); ok {
			t.Errorf("%s: the newcomer was asked", c.name)
		}
	}
	if _, ok := erased(t).stored().InvitationOf(ada.ID, start); ok {
		t.Error("who is forgotten is on somebody's page")
	}
}

// TestThanksHeard: where thanks were said is for the one who was thanked.
func TestThanksHeard(t *testing.T) {
	heard := func(w *world) string {
		var out []string
		for _, p := range []mentorship.Person{nina, ada, grace} {
			for range w.stored().ThanksTo(p.ID) {
				out = append(out, p.Login)
			}
		}
		return strings.Join(out, " ")
	}
	thank := func(by mentorship.Person) func(*world) {
		return func(w *world) { w.do(w.command(mentorship.VerbThanks, by)) }
	}
	for _, c := range []struct {
		name string
		way  func(testing.TB) *world
		then []func(*world)
		want string
	}{
		{"to the mentor", active, []func(*world){thank(nina)}, "ada"},
		{"to each other, twice", graduated, []func(*world){thank(nina), thank(ada), thank(nina)}, "nina ada ada"},
		{"to who was only asked", invited, []func(*world){thank(nina)}, ""},
		{"to the one before, while the next is asked", active, []func(*world){
			func(w *world) { w.do(w.command(mentorship.VerbSwap, nina)) }, thank(nina),
		}, "ada"},
		{"by anybody", active, []func(*world){thank(otto)}, ""},
		{"of who is forgotten", active, []func(*world){thank(nina), thank(ada), func(w *world) { w.do(mentorship.Forgotten{Who: ada.ID}) }}, ""},
		{"by who is forgotten", active, []func(*world){thank(nina), func(w *world) { w.do(mentorship.Forgotten{Who: nina.ID}) }}, ""},
	} {
		w := c.way(t)
		for _, then := range c.then {
			then(w)
		}
		if got := heard(w); got != c.want {
			t.Errorf("%s: heard by %q, want %q", c.name, got, c.want)
		}
	}
	w := active(t)
	for range 30 {
		w.now = w.now.Add(time.Minute)
		thank(nina)(w)
	}
	all := w.stored().ThanksTo(ada.ID)
	if len(all) != 24 || !slices.IsSortedFunc(all, func(a, b mentorship.Thank) int { return b.At.Compare(a.At) }) {
		t.Errorf("%d are remembered", len(all))
	}
}

// TestForTheMentorAlone: two hints stand in the mentor's story of a pairing.
func TestForTheMentorAlone(t *testing.T) {
	w := active(t)
	w.do(mentorship.TookOver{By: ada, At: w.now})
	w.now = w.now.Add(time.Hour)
	w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), closed)})
	of := func(who mentorship.Person) mentorship.Story {
		s, _, _ := w.stored().StoryOf(who.ID)
		return s
	}
	if s := of(ada); s.TookAt.IsZero() || !s.WordAt.Equal(start.Add(2*time.Hour)) {
		t.Errorf("the mentor's: %+v", s)
	}
	if s := of(nina); !s.TookAt.IsZero() || !s.WordAt.IsZero() {
		t.Errorf("the newcomer's: %+v", s)
	}
	w.now = start.Add(3 * time.Hour)
	w.do(w.say(ada, func(a *mentorship.Answered) { a.Mentor = true }))
	if s := of(ada); s.TookAt.IsZero() || !s.WordAt.IsZero() {
		t.Errorf("after a word of the mentor's: %+v", s)
	}
}

// TestPulseOnOnesOwnPage: an answer there counts instead of a reaction, and is
// told to nobody.
func TestPulseOnOnesOwnPage(t *testing.T) {
	linked := func(t testing.TB) *world {
		w := active(t)
		w.rules.Pulse = mentorship.PulseLink
		w.do(mentorship.Due{})
		w.talks(13 * days)
		w.until(mentorship.TimerPulse)
		w.pump()
		return w
	}
	said := func(who mentorship.Person, value int) func(*world) {
		return func(w *world) { w.do(mentorship.PulseSaid{By: who.ID, Value: value}) }
	}
	answers := func(w *world, newcomer, mentor int) {
		w.t.Helper()
		if p := w.m.Pulses[0]; p.Newcomer != newcomer || p.Mentor != mentor {
			w.t.Errorf("%+v", p)
		}
	}
	heart := func(w *world) {
		w.do(w.emoji(w.m.Pulses[0].Comment, mentorship.Emoji{By: nina, Content: "heart"}, mentorship.Emoji{By: ada, Content: "heart"}))
	}
	run(t, []story{
		{"the newcomer's", linked, func(w *world) { said(nina, 1)(w); answers(w, 1, 0) }, "active facts edit_issue"},
		{"the mentor's", linked, func(w *world) { said(ada, 2)(w); answers(w, 0, 2) }, "active facts"},
		{"a reaction changes nothing of it", beaten, func(w *world) { said(nina, 1)(w); heart(w); answers(w, 1, 3) }, "active facts"},
		{"nor does the lack of one", beaten, func(w *world) {
			said(ada, 1)(w)
			w.do(w.emoji(w.m.Pulses[0].Comment))
			answers(w, 0, 1)
		}, "active facts"},
		{"given anew", linked, func(w *world) { said(nina, 1)(w); said(nina, 3)(w); answers(w, 3, 0) }, "active facts"},
		{"by anybody", linked, func(w *world) { said(otto, 3)(w); answers(w, 0, 0) }, "active -"},
		{"no answer", linked, func(w *world) { said(nina, 4)(w); said(nina, 0)(w); answers(w, 0, 0) }, "active -"},
		{"not asked", active, said(nina, 3), "active -"},
		{"when the looks are over", linked, func(w *world) {
			heart(w)
			heart(w)
			if s, _, _ := w.stored().StoryOf(nina.ID); s.Pulse != nil {
				w.t.Errorf("still asked: %+v", s.Pulse)
			}
			said(nina, 1)(w)
			answers(w, 3, 3)
		}, "active -"},
	})
	w := linked(t)
	said(ada, 2)(w)
	if strings.Contains(w.last.Why, "ada") || strings.Contains(w.last.Why, "answer") {
		t.Errorf("the history tells of it: %s", w.last.Why)
	}
	for who, want := range map[mentorship.Person]int{ada: 2, nina: 0} {
		if s, _, _ := w.stored().StoryOf(who.ID); s.Pulse == nil || s.Pulse.Answer != want {
			t.Errorf("%s sees %+v", who.Login, s.Pulse)
		}
	}
	if s, _, ok := w.stored().StoryOf(grace.ID); ok || s.Pulse != nil {
		t.Errorf("grace sees %+v", s)
	}
}

// stored is the record as it is once it was written.
func (w *world) stored() mentorship.Mentorship {
	m := w.m
	m.Version = 1
	return m
}
