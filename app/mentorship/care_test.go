package mentorship_test

import (
	"slices"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

const days = 24 * time.Hour

// asked lets nobody talk until the one question of a silence is asked.
func (w *world) asked() *world {
	w.pass(8 * days)
	if w.m.Care.Asked.IsZero() {
		w.t.Fatal("nothing was asked")
	}
	return w
}

func paused(t testing.TB) *world {
	w := active(t)
	w.now = w.now.Add(time.Hour)
	w.do(w.command(mentorship.VerbPause, nina))
	w.pump()
	w.now = w.now.Add(time.Hour)
	return w.is(mentorship.StatePaused)
}

func lacking(c *Cmd) { c.Missing = []mentorship.Part{mentorship.PartTried} }

func items(is ...mentorship.Item) func(*Cmd) {
	return func(c *Cmd) { c.Items = is }
}

// away is something the newcomer wrote in a pull request of somebody else.
func (w *world) away(kind mentorship.RemarkKind) mentorship.Elsewhere {
	return mentorship.Elsewhere{
		Thread: mentorship.Thread{Repo: home, Number: 99}, Pull: true, Kind: kind, At: w.now.Truncate(time.Second),
	}
}

func inIssue(a *mentorship.Answered) { a.Thread = mentorship.Thread{Repo: home, Number: 50} }

func asks(a *mentorship.Answered) { a.Asks = true }

// next lets time pass until the earliest timer and serves it.
func (w *world) next() { w.now = latestOf(w.now, w.m.Wake()); w.do(mentorship.Due{}) }

// later lets time pass that wakes nobody.
// until goes on to the time of a timer, and serves it.
func (w *world) until(t mentorship.Timer) {
	w.now = w.m.Timers[t]
	w.do(mentorship.Due{})
}

// talks lets that much time pass in which the newcomer never falls silent.
func (w *world) talks(d time.Duration) {
	for ; d > 6*days; d -= 6 * days {
		w.pass(6 * days)
		w.do(w.say(nina, inIssue))
		w.do(w.say(ada, inIssue))
	}
	w.pass(d)
}

func (w *world) later(d time.Duration) { w.now = w.now.Add(d) }

func TestCare(t *testing.T) {
	run(t, []story{
		{"T21 nobody talks", active, func(w *world) { w.next() }, "active T21 checkin"},
		{"T21 only after seven days", active, func(w *world) { w.later(7*days - time.Minute); w.do(mentorship.Due{}) }, "active -"},
		{"T21 people talk", active, func(w *world) {
			for range 5 {
				w.pass(6 * days)
				w.do(w.say(ada, inIssue))
				w.do(w.say(nina))
			}
			w.do(mentorship.Due{})
		}, "active -"},
		{"T21 asks once in a silence", active, func(w *world) { w.asked(); w.next() }, "paused T25 label:paused edit_issue"},
		{"T21 a sign of the newcomer ends the silence", active, func(w *world) {
			w.asked()
			w.do(w.say(nina))
			w.next()
		}, "active T21 checkin"},
		{"T21 another person's word does not", active, func(w *world) {
			w.asked()
			w.do(w.say(ada, inIssue))
			w.next()
		}, "paused T25 label:paused edit_issue"},
		{"T24 it is the newcomer's turn", active, func(w *world) {
			w.do(w.say(nina))
			w.later(time.Hour)
			w.do(w.say(ada, review(mentorship.ReviewChangesRequested)))
			w.pump()
			w.next()
		}, "active T24 idle"},
		{"T24 not before fourteen days", active, func(w *world) {
			w.do(w.say(nina))
			w.later(time.Hour)
			w.do(w.say(ada, review(mentorship.ReviewChangesRequested)))
			w.later(14*days - 2*time.Hour)
			w.do(mentorship.Due{})
		}, "active -"},
		{"T24 without a tracking issue nothing is said", active, func(w *world) {
			w.m.Issue, w.m.NoIssue = mentorship.Thread{}, true
			w.do(w.say(ada))
			w.next()
		}, "active T24"},
		{"T25 twenty-eight days in all", active, func(w *world) {
			w.do(w.say(nina))
			from := w.now.Truncate(time.Second)
			w.later(time.Hour)
			w.do(w.say(ada, review(mentorship.ReviewChangesRequested)))
			w.pump()
			w.next()
			w.pump()
			w.next()
			if got := w.now.Sub(from); got != 28*days {
				w.t.Errorf("after %s", got)
			}
		}, "paused T25 label:paused edit_issue"},
		{"a pairing that winds down is left in peace", active, func(w *world) {
			w.later(6 * days)
			w.do(mentorship.PullChanged{Pull: pull(at(6*days), merged)})
			w.pump()
			w.next()
		}, "ended T33 edit_issue"},
		{"rules of the house", active, func(w *world) {
			w.rules.Checkin, w.rules.Idle, w.rules.Pause = 3*days, 7*days, 8*days
			w.do(mentorship.Due{})
			w.later(3 * days)
			w.do(mentorship.Due{})
		}, "active T21 checkin"},
	})
}

func TestPauses(t *testing.T) {
	run(t, []story{
		{"T25 by the newcomer", active, func(w *world) { w.do(w.command(mentorship.VerbPause, nina)) }, "paused T25 label:paused react:+1 edit_issue"},
		{"T25 by the mentor", active, func(w *world) { w.do(w.command(mentorship.VerbPause, ada)) }, "paused T25 label:paused react:+1 edit_issue"},
		{"T25 frees the place, keeps the name", paused, func(w *world) {
			if w.m.Holder() != 0 || w.m.Mentor.ID != ada.ID {
				w.t.Errorf("%d holds, %s is kept", w.m.Holder(), w.m.Mentor.Login)
			}
			w.do(w.command(mentorship.VerbPause, nina))
		}, "paused - react:+1"},
		{"T26 resume", paused, func(w *world) { w.do(w.command(mentorship.VerbResume, ada)) }, "active T26 unlabel:paused react:+1 edit_issue"},
		{"T26 by a word", paused, func(w *world) { w.do(w.say(nina)) }, "active T26 unlabel:paused edit_issue"},
		{"T26 by a push", paused, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(4*time.Hour), func(p *mentorship.Pull) { p.PushedAt = p.UpdatedAt })})
		}, "active T26 unlabel:paused edit_issue"},
		{"T26 by another pull request", paused, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(4*time.Hour), number(8)), Other: true})
		}, "active T26 unlabel:paused edit_issue"},
		{"T26 by a remark elsewhere", paused, func(w *world) { w.do(w.away(mentorship.RemarkReview)) }, "active T26 unlabel:paused edit_issue"},
		{"T26 by a command", paused, func(w *world) { w.do(w.command(mentorship.VerbStuck, nina)) }, "active T26 unlabel:paused stuck:ada react:+1 edit_issue"},
		{"T26 not by an old word", paused, func(w *world) {
			w.do(w.say(nina, func(a *mentorship.Answered) { a.At = w.m.Since }))
		}, "paused facts"},
		{"T26 not by somebody else", paused, func(w *world) { w.do(w.say(ada)) }, "paused facts edit_issue"},
		{"T26 no room: first in order", paused, func(w *world) {
			w.busy[ada.ID] = true
			w.do(w.say(nina))
		}, "queued T26 unlabel:paused unassign:ada edit_comment edit_issue"},
		{"T8 after it, in the tracking issue", paused, func(w *world) {
			w.busy[ada.ID] = true
			w.do(w.say(nina))
			w.pump()
			w.do(mentorship.Due{})
		}, "invited T8 invite:grace edit_comment edit_issue"},
		{"T27 sixty days", paused, func(w *world) { w.until(mentorship.TimerPaused) }, "ended T27 unlabel:paused edit_comment edit_issue"},
		{"T27 find begins again", paused, func(w *world) {
			w.until(mentorship.TimerPaused)
			w.pump()
			w.do(w.command(mentorship.VerbFind, nina))
		}, "invited T38 invite:ada react:+1 edit_comment edit_issue"},
		{"nobody else takes over", paused, func(w *world) { w.do(w.command(mentorship.VerbAccept, grace)) }, "paused - react:confused reply:paused"},
		{"the mentor hands over", paused, func(w *world) {
			w.do(w.command(mentorship.VerbPass, ada))
			w.pump()
			w.do(w.say(nina))
			w.pump()
			w.do(mentorship.Due{})
		}, "invited T8 invite:grace edit_comment edit_issue"},
		{"no thanks", paused, func(w *world) { w.do(w.command(mentorship.VerbNoThanks, nina)) }, "ended T16 unlabel:paused react:+1 edit_comment edit_issue"},
		{"a return after the change was done has its seven days", paused, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(at(4*time.Hour), merged)})
			w.later(20 * days)
			w.do(w.say(nina))
			w.later(6 * days)
			w.do(mentorship.Due{})
		}, "active -"},
	})
}

func TestHelp(t *testing.T) {
	run(t, []story{
		{"S4 stuck", active, func(w *world) { w.do(w.command(mentorship.VerbStuck, nina)) }, "active T22 stuck:ada react:+1"},
		{"S70 what is missing is asked once", active, func(w *world) { w.do(w.command(mentorship.VerbStuck, nina, lacking)) }, "active T22 reply:stuck:tried react:+1"},
		{"S70 goes on after two hours", active, func(w *world) {
			w.do(w.command(mentorship.VerbStuck, nina, lacking))
			w.later(2 * time.Hour)
			w.do(mentorship.Due{})
		}, "active T22 stuck:ada"},
		{"S70 goes on with the newcomer's next word", active, func(w *world) {
			w.do(w.command(mentorship.VerbStuck, nina, lacking))
			w.later(time.Minute)
			w.do(w.say(nina))
			w.do(mentorship.Due{})
		}, "active T22 stuck:ada"},
		{"S70 a second call is not asked back", active, func(w *world) {
			w.do(w.command(mentorship.VerbStuck, nina, lacking))
			w.do(w.command(mentorship.VerbStuck, nina, lacking))
		}, "active T22 stuck:ada react:+1"},
		{"S70 not when somebody answered", active, func(w *world) {
			w.do(w.command(mentorship.VerbStuck, nina, lacking))
			w.later(time.Minute)
			w.do(w.say(otto, inIssue))
			w.later(3 * time.Hour)
			w.do(mentorship.Due{})
		}, "active -"},
		{"T22 by assignment", active, func(w *world) {
			w.do(w.say(nina, asks))
			w.later(72 * time.Hour)
			w.do(mentorship.Due{})
		}, "active T22 assign:ada"},
		{"T22 by a word where the mentor is assigned already", active, func(w *world) {
			w.m.Nudged = true
			w.do(w.say(nina, asks))
			w.later(72 * time.Hour)
			w.do(mentorship.Due{})
		}, "active T22 help_wanted:ada"},
		{"T22 not when it was answered", active, func(w *world) {
			w.do(w.say(nina, asks))
			w.later(time.Hour)
			w.do(w.say(otto))
			w.later(72 * time.Hour)
			w.do(mentorship.Due{})
		}, "active -"},
		{"T22 the clock runs from the first question", active, func(w *world) {
			w.do(w.say(nina, asks))
			w.later(48 * time.Hour)
			w.do(w.say(nina, asks))
			w.later(24 * time.Hour)
			w.do(mentorship.Due{})
		}, "active T22 assign:ada"},
		{"T23 no ops issue: silence", active, func(w *world) {
			w.do(w.say(nina, asks))
			w.next()
			w.pump()
			w.next()
			if w.now.Before(start.Add(120 * time.Hour)) {
				w.t.Errorf("at %s", w.now)
			}
		}, "active T23"},
		{"T23 in the ops issue", active, func(w *world) {
			w.rules.OpsRepo = mentorship.Repo{ID: 7, Owner: "acme", Name: "ops"}
			w.do(w.say(nina, asks))
			w.next()
			w.pump()
			w.next()
		}, "active T23 ops tell:question"},
		{"T23 then the check-in goes on", active, func(w *world) {
			w.do(w.say(nina, asks))
			w.next()
			w.next()
			w.pump()
			w.next()
		}, "active T21 checkin"},
		{"three questions at once", active, func(w *world) {
			w.do(w.command(mentorship.VerbQuestion, nina, func(c *Cmd) { c.Many = true }))
		}, "active - react:confused reply:many"},
		{"S71 slower", active, func(w *world) { w.do(w.command(mentorship.VerbSlower, nina)) }, "active facts react:+1 edit_issue"},
		{"S40 closed issues may hold the answer", active, func(w *world) {
			w.do(w.command(mentorship.VerbQuestion, nina, func(c *Cmd) { c.Hits = []int{12, 34} }))
		}, "active T22 reply:homework:12,34 react:+1"},
		{"S40 more than three questions are not looked up", active, func(w *world) {
			w.do(w.command(mentorship.VerbQuestion, nina, func(c *Cmd) { c.Many, c.Hits = true, []int{12} }))
		}, "active - react:confused reply:many"},
		{"S72 widen", active, func(w *world) { w.do(w.command(mentorship.VerbWiden, ada)) }, "active facts widen:grace react:+1"},
		{"S72 widen asks each once", active, func(w *world) {
			for range 2 {
				w.do(w.command(mentorship.VerbWiden, ada))
			}
			w.do(w.command(mentorship.VerbWiden, ada))
		}, "active - react:confused reply:nobody_else"},
		{"nobody is paired", queued, func(w *world) { w.do(w.command(mentorship.VerbStuck, nina)) }, "queued - react:confused reply:no_pairing"},
	})
}

func TestStepsByCommand(t *testing.T) {
	run(t, []story{
		{"done", active, func(w *world) { w.do(w.command(mentorship.VerbDone, nina, items(mentorship.P1, mentorship.P3))) }, "active facts react:+1 edit_issue"},
		{"done, no step", active, func(w *world) { w.do(w.command(mentorship.VerbDone, nina)) }, "active - react:confused reply:item"},
		{"done, no such step", active, func(w *world) { w.do(w.command(mentorship.VerbDone, nina, items(mentorship.P1, "X9"))) }, "active - react:confused reply:item"},
		{"done by a stranger", active, func(w *world) { w.do(w.command(mentorship.VerbDone, otto, items(mentorship.P1))) }, "active - react:confused reply:not_yours"},
		{"done of the mentor's", active, func(w *world) { w.do(w.command(mentorship.VerbDone, nina, items(mentorship.M3))) }, "active - react:confused reply:mentor_ticks"},
		{"done of a fact", active, func(w *world) { w.do(w.command(mentorship.VerbDone, nina, items(mentorship.M1))) }, "active - react:confused reply:facts_tick"},
		{"next without a number", active, func(w *world) { w.do(w.command(mentorship.VerbNext, nina)) }, "active - react:confused reply:next"},
	})
}

// A person's word about a step stands against whatever facts say later, and the
// newest of several counts in whatever order they arrive.
func TestUntickWins(t *testing.T) {
	w := active(t)
	w.do(w.command(mentorship.VerbUndo, ada, items(mentorship.F4, mentorship.R1)))
	w.later(time.Hour)
	w.do(w.say(otto, review(mentorship.ReviewApproved)))
	for _, i := range []mentorship.Item{mentorship.F4, mentorship.R1} {
		if _, ticked := w.m.Ticks[i]; ticked {
			t.Errorf("%s is ticked against a person's word", i)
		}
	}
	at := w.now
	w.later(time.Hour)
	w.do(mentorship.Ticked{Items: []mentorship.Item{mentorship.F4}, On: []mentorship.Item{mentorship.F4}, By: walt, At: at})
	w.do(mentorship.Ticked{Off: []mentorship.Item{mentorship.F4}, By: walt, At: at.Add(-time.Minute)})
	if _, ticked := w.m.Ticks[mentorship.F4]; !ticked {
		t.Error("an older untick undid a newer tick")
	}
}

// The newcomer's own tick of a step for the mentor is not taken over, by hand
// neither; the text is put right.
func TestMentorsStepsByHand(t *testing.T) {
	w := active(t)
	r3 := []mentorship.Item{mentorship.R3}
	w.do(mentorship.Ticked{Items: r3, On: r3, By: nina, At: w.now})
	if _, ticked := w.m.Ticks[mentorship.R3]; ticked {
		t.Error("taken over")
	}
	w.expect("active - edit_issue")
	w.do(mentorship.Ticked{Items: r3, On: r3, By: walt, At: w.now})
	w.expect("active facts edit_issue")
}

// Every step of the later stages, by what is seen of it.
func TestLaterSteps(t *testing.T) {
	w := active(t)
	w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), merged)})
	w.later(3 * time.Hour)
	w.do(mentorship.Elsewhere{Thread: mentorship.Thread{Repo: home, Number: 98}, At: w.now})
	w.do(mentorship.PullChanged{Pull: pull(at(3*time.Hour), number(8)), Other: true})
	wantStage(t, w, mentorship.StageSecond, mentorship.A1, mentorship.A2)
	w.do(mentorship.PullChanged{Pull: pull(at(4*time.Hour), number(8), merged), Other: true})
	wantStage(t, w, mentorship.StageReviewing, mentorship.A3)
	e := w.away(mentorship.RemarkReviewComment)
	e.Fellow = true
	w.do(e)
	wantStage(t, w, mentorship.StageBack, mentorship.V2, mentorship.V3)
}

func wantStage(t *testing.T, w *world, stage mentorship.Stage, done ...mentorship.Item) {
	t.Helper()
	if w.m.Stage != stage {
		t.Errorf("stage %q, want %q", w.m.Stage, stage)
	}
	for _, i := range done {
		if _, ticked := w.m.Ticks[i]; !ticked {
			t.Errorf("%s is not ticked", i)
		}
	}
}

// Who goes on after a change that was not taken sees the way of the next one.
func TestStageAfterAClosedFirst(t *testing.T) {
	w := active(t)
	w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), closed)})
	w.do(mentorship.PullChanged{Pull: pull(at(3*time.Hour), number(8)), Other: true})
	if got := w.m.Present(); got != mentorship.StageSecond {
		t.Errorf("shows %q", got)
	}
	boxes, _ := mentorship.Steps(w.m)
	if !slices.Contains(boxes, mentorship.A3) {
		t.Errorf("shows %v", boxes)
	}
}

// Questions and reminders wait for the mentor's hours, at most 72 hours.
func TestHours(t *testing.T) {
	madrid := time.FixedZone("Madrid", 3600)
	friday := time.Date(2026, 3, 6, 20, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		mentor mentorship.Mentor
		want   time.Time
	}{
		{"no zone", volunteer(ada), friday},
		{"weekend", zoned("Europe/Madrid"), time.Date(2026, 3, 9, 7, 0, 0, 0, time.UTC)},
		{"an unknown zone", zoned("Europe/Madird"), friday},
		{"away for long", awayFrom(volunteer(ada), friday, 30), friday.Add(72 * time.Hour)},
		{"away for a day", awayFrom(volunteer(ada), friday, 0), time.Date(2026, 3, 7, 0, 0, 0, 0, time.UTC)},
		{"evenings, now", timed("", "daily 19:00-21:00"), friday},
		{"noon of the weekend, without a zone", timed("", "weekends 12:05-13:00"), time.Date(2026, 3, 7, 12, 5, 0, 0, time.UTC)},
		{"the same in Madrid", timed("Europe/Madrid", "weekends 12:05-13:00"), time.Date(2026, 3, 7, 11, 5, 0, 0, time.UTC)},
		{"the first of several", timed("", "mon 09:00-10:00, sat 18:00-20:00, sun 07:30-08:00"), time.Date(2026, 3, 7, 18, 0, 0, 0, time.UTC)},
		{"over midnight", timed("Europe/Madrid", "fri 22:30-01:00"), time.Date(2026, 3, 6, 21, 30, 0, 0, time.UTC)},
		{"further off than 72 hours", timed("", "wed 12:00-14:00"), friday.Add(72 * time.Hour)},
		{"hours on a day away", awayFrom(timed("", "sat 12:00-14:00, sun 12:00-14:00"), friday, 1), time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)},
	} {
		w := active(t)
		w.rules.Mentors[0] = c.mentor
		w.rules.Checkin = friday.Sub(w.m.Since)
		w.rules.Place = func(name string) *time.Location {
			if name == "Europe/Madrid" {
				return madrid
			}
			return nil
		}
		w.do(mentorship.Due{})
		if got := w.m.Timers[mentorship.TimerCheckin]; !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// What the two agreed on counts for questions to both, the mentor's own hours
// for a reminder of an invitation.
func TestAgreedHours(t *testing.T) {
	w := newWorld(t)
	w.rules.Mentors[0] = timed("", "weekdays 18:00-19:00")
	w.do(mentorship.PullChanged{Pull: pull()})
	w.pass(3 * time.Minute)
	if got, want := w.m.Timers[mentorship.TimerNudge], start.Add(24*time.Hour).Truncate(days).Add(18*time.Hour); !got.Equal(want) {
		t.Errorf("the reminder is due %s, want %s", got, want)
	}
	w.do(w.command(mentorship.VerbAccept, ada))
	w.pump()
	for _, c := range []struct {
		timing string
		want   time.Duration // of the day
	}{
		{"", 18 * time.Hour},
		{"daily 12:00-13:00", 12 * time.Hour},
		{"any", w.m.Since.Sub(w.m.Since.Truncate(days))},
	} {
		if c.timing != "" {
			w.do(w.command(mentorship.VerbTiming, nina, valued(c.timing)))
		}
		if got := w.m.Timers[mentorship.TimerCheckin]; got.Sub(got.Truncate(days)) != c.want {
			t.Errorf("timing %q: the question is due %s", c.timing, got)
		}
	}
}

func timed(zone, timing string) mentorship.Mentor {
	m := zoned(zone)
	m.Timing = timing
	return m
}

func zoned(zone string) mentorship.Mentor {
	m := volunteer(ada)
	m.Zone = zone
	return m
}

func awayFrom(m mentorship.Mentor, at time.Time, more int) mentorship.Mentor {
	day := at.Truncate(days)
	m.Away = []mentorship.DateRange{{From: day, To: day.AddDate(0, 0, more)}}
	return m
}

// In the last four weeks of a term people are asked half as often.
func TestFadeOut(t *testing.T) {
	w := active(t)
	w.do(mentorship.PullChanged{Pull: pull(at(3*time.Hour), number(8)), Other: true})
	w.pump()
	w.later(63 * days)
	w.do(w.say(nina))
	if got := w.m.Timers[mentorship.TimerCheckin].Sub(w.m.Facts.ActiveAt); got != 14*days {
		t.Errorf("after %s", got)
	}
}

// Who had a mentor before is first in order.
func TestInOrder(t *testing.T) {
	w := paused(t)
	w.busy[ada.ID] = true
	w.do(w.say(nina))
	w.is(mentorship.StateQueued)
	other := queued(t)
	if w.m.Turn() >= other.m.Turn() {
		t.Errorf("%d is not before %d", w.m.Turn(), other.m.Turn())
	}
}

// Each of the first two merges is praised once, whichever comes first.
func TestPraiseTwice(t *testing.T) {
	w := active(t)
	second := pull(at(3*time.Hour), number(8), merged)
	w.do(mentorship.PullChanged{Pull: second, Other: true})
	w.expect("active facts milestone:second edit_issue")
	w.do(mentorship.PullChanged{Pull: pull(at(4*time.Hour), merged)})
	w.expect("active facts milestone edit_issue")
	w.do(mentorship.PullChanged{Pull: pull(at(5*time.Hour), number(9), merged), Other: true})
	w.expect("active facts edit_issue")
}
