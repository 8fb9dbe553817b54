package chronicle_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/chronicle"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/stats"
)

var (
	start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	home  = mentorship.Repo{Tenant: 1, ID: 70, OwnerID: 7}
	ada   = mentorship.Person{ID: 11, Login: "ada"}
	lin   = mentorship.Person{ID: 12, Login: "lin"}
	key   = []byte("the key of a tenant")
)

func day(n int) time.Time            { return start.AddDate(0, 0, n) }
func moment(n int) stats.Moment      { return stats.At(day(n)) }
func thread(n int) mentorship.Thread { return mentorship.Thread{Repo: home, Number: n} }

// story carries a row through records, one a day.
type story struct {
	row    stats.Row
	before mentorship.Mentorship
	kept   []mentorship.Kept
}

func (s *story) step(t *testing.T, n int, change func(*mentorship.Mentorship)) {
	t.Helper()
	after := s.before
	after.ID, after.Pull, after.T0 = "o7-5", thread(3), start
	change(&after)
	next := chronicle.Note(s.row, chronicle.Pseudonym(key, after.ID), s.before, after, chronicle.Aside{Language: "es"}, day(n))
	kept, err := chronicle.Changed(key, s.row, next, s.before.Holder(), after.Holder(), 2)
	if err != nil {
		t.Fatal(err)
	}
	s.row, s.before, s.kept = next, after, append(s.kept, kept...)
}

func in(state mentorship.State, mentor mentorship.Person) func(*mentorship.Mentorship) {
	return func(m *mentorship.Mentorship) { m.State, m.Mentor = state, mentor }
}

func TestAWholeLife(t *testing.T) {
	var s story
	s.step(t, 0, func(m *mentorship.Mentorship) {
		m.State, m.Stage = mentorship.StateSeen, mentorship.StageFirstPR
		m.Facts.Pull.Lines = 42
	})
	s.step(t, 1, func(m *mentorship.Mentorship) { in(mentorship.StateQueued, mentorship.Person{})(m); m.Greeted = true })
	s.step(t, 2, in(mentorship.StateInvited, ada))
	s.step(t, 3, func(m *mentorship.Mentorship) {
		in(mentorship.StateActive, ada)(m)
		m.Facts.FirstAnswerAt, m.Facts.PeopleAt, m.Stage = day(3), day(3), mentorship.StageReview
	})
	s.step(t, 5, func(m *mentorship.Mentorship) { m.Facts.Questions = []time.Time{day(5)} })
	s.step(t, 7, func(m *mentorship.Mentorship) { m.Facts.Questions, m.Facts.PeopleAt = nil, day(6) })
	s.step(t, 9, func(m *mentorship.Mentorship) {
		m.Pulses = []mentorship.Pulse{{Note: mentorship.TellPulse, At: day(8), Comment: 5}, {Note: mentorship.TellWrapUp, At: day(9)}}
	})
	s.step(t, 10, func(m *mentorship.Mentorship) {
		in(mentorship.StatePaused, ada)(m)
		m.Pulses = []mentorship.Pulse{{Note: mentorship.TellPulse, At: day(8), Comment: 5, Newcomer: 3}}
	})
	s.step(t, 20, in(mentorship.StateActive, ada))
	s.step(t, 30, in(mentorship.StateInvited, lin)) // a swap
	s.step(t, 31, in(mentorship.StateActive, lin))
	s.step(t, 40, func(m *mentorship.Mentorship) {
		m.Facts.TakenAt, m.Stage = day(39), mentorship.StageMerged
		m.Others = []mentorship.Other{{OpenedAt: day(38), MergedAt: day(40)}}
		m.SeenAt, m.Facts.ReviewedAt = day(38), day(35)
		m.Years.Retention = []mentorship.Point{{Day: 30, Active: false}}
	})
	s.step(t, 90, func(m *mentorship.Mentorship) { in(mentorship.StateGraduated, lin)(m); m.Years.Graduated = day(90) })
	s.step(t, 150, func(m *mentorship.Mentorship) { m.Years.ForwardAt, m.Years.JoinedAt = day(150), day(149) })
	want := stats.Row{
		ID: chronicle.Pseudonym(key, "o7-5"), Repo: 70, T0: moment(0), Size: stats.SizeMedium, Language: "es",
		Greeted: moment(1), Queued: moment(1), Mentioned: moment(2), Accepted: moment(3), Answered: moment(3),
		Closed: moment(39), Merged: moment(39), Second: moment(38), SecondMerged: moment(40), Reviewed: moment(35),
		Graduated: moment(90),
		Pairings:  []stats.Pairing{{From: moment(3), To: moment(30), Swapped: true}, {From: moment(31), To: moment(90)}},
		Questions: []stats.Question{{Asked: moment(5), Answered: moment(6)}},
		Pulses:    []stats.Pulse{{Asked: moment(8), Value: stats.PulseVery}, {Asked: moment(8), Mentor: true}},
		Active:    stats.Days{38}, AskedForward: moment(150), Roles: []stats.Moment{moment(149)},
	}
	want.Stages[stats.StageFirstPR], want.Stages[stats.StageReview], want.Stages[stats.StageMerged] = moment(0), moment(3), moment(40)
	want.Retention[0] = stats.No
	if diff := cmp.Diff(want, s.row); diff != "" {
		t.Errorf("the row (-want +got):\n%s", diff)
	}
	latest := map[string]mentorship.Kept{}
	for _, k := range s.kept {
		latest[k.Name] = k
	}
	var all []mentorship.Kept
	for _, k := range latest {
		all = append(all, k)
	}
	rows, mentors, err := chronicle.Read(all)
	if err != nil || len(rows) != 1 || len(mentors) != 2 {
		t.Fatalf("read %d rows, %d mentors, %v", len(rows), len(mentors), err)
	}
	if diff := cmp.Diff(s.row, rows[0]); diff != "" {
		t.Errorf("the row as it is read (-want +got):\n%s", diff)
	}
}

func TestPausesKeepTheSpanOfTheMentor(t *testing.T) {
	var s story
	s.step(t, 1, in(mentorship.StateActive, ada))
	s.step(t, 2, in(mentorship.StatePaused, ada))
	s.step(t, 9, in(mentorship.StateQueued, ada)) // no room when they came back
	s.step(t, 12, in(mentorship.StateActive, lin))
	_, mentors, err := chronicle.Read(s.kept)
	if err != nil {
		t.Fatal(err)
	}
	var spans []chronicle.Span
	for _, m := range mentors {
		for _, span := range m {
			spans = append(spans, span)
		}
	}
	if len(spans) != 2 {
		t.Errorf("spans: %+v", spans)
	}
	if len(s.row.Pairings) != 2 || s.row.Pairings[0].To != moment(2) || s.row.Pairings[0].Swapped {
		t.Errorf("pairings: %+v", s.row.Pairings)
	}
}

func TestEndsAndRefusals(t *testing.T) {
	for _, c := range []struct {
		name  string
		steps func(*testing.T, *story)
		want  func(stats.Row) bool
	}{
		{"declined", func(t *testing.T, s *story) {
			s.step(t, 1, in(mentorship.StateInvited, ada))
			s.step(t, 2, in(mentorship.StateDeclined, mentorship.Person{}))
		}, func(r stats.Row) bool { return r.Declined == moment(2) && r.Accepted == 0 }},
		{"held out", func(t *testing.T, s *story) {
			s.step(t, 0, in(mentorship.StateSeen, mentorship.Person{}))
			s.step(t, 1, func(m *mentorship.Mentorship) {
				m.State, m.Ending = mentorship.StateSkipped, mentorship.SkippedHeldOut
			})
		}, func(r stats.Row) bool { return r.Arm == stats.ArmHeldOut && r.Skipped == "held_out" && r.Greeted == 0 }},
		{"ended, and found again", func(t *testing.T, s *story) {
			s.step(t, 1, func(m *mentorship.Mentorship) {
				m.State, m.Ending = mentorship.StateEnded, mentorship.EndedUnmatched
			})
			s.step(t, 9, in(mentorship.StateQueued, mentorship.Person{}))
		}, func(r stats.Row) bool { return r.Ended == 0 && r.Ending == "" && r.Queued == moment(9) }},
		{"asked by the newcomer, so not mentioned by us", func(t *testing.T, s *story) {
			s.step(t, 1, func(m *mentorship.Mentorship) { in(mentorship.StateInvited, ada)(m); m.ByAsk = true })
		}, func(r stats.Row) bool { return r.Mentioned == 0 }},
		{"not taken", func(t *testing.T, s *story) {
			s.step(t, 4, func(m *mentorship.Mentorship) {
				m.State = mentorship.StateInvited
				m.Facts.Pull.Closed, m.Facts.Pull.ClosedAt = true, day(4)
			})
		}, func(r stats.Row) bool { return r.Closed == moment(4) && r.Merged == 0 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s story
			c.steps(t, &s)
			if !c.want(s.row) {
				t.Errorf("the row: %+v", s.row)
			}
		})
	}
}

func TestWhatChangesNothingIsNotKeptAgain(t *testing.T) {
	var s story
	s.step(t, 1, in(mentorship.StateInvited, ada))
	n := len(s.kept)
	s.step(t, 2, func(*mentorship.Mentorship) {})
	if len(s.kept) != n {
		t.Errorf("kept again: %s", s.kept[n:])
	}
}

func TestSkippedAreCountedByWeekAndReason(t *testing.T) {
	sunday := time.Date(2026, 3, 8, 23, 59, 0, 0, time.UTC)
	names := chronicle.Skipped(home, mentorship.Skip{Code: "bot", Why: "the author is a bot"}, sunday)
	got := chronicle.SkippedOf(map[string]int{names[0]: 3, "else": 1, "skip/x/y/z": 2})
	want := []chronicle.Seen{{Week: moment(0) - 9*60*60, Repo: 70, Reason: "bot", People: 3}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if none := chronicle.Skipped(home, mentorship.Skip{Why: "older"}, sunday); none != nil {
		t.Errorf("counted %v", none)
	}
}
