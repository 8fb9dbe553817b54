package numbers_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/chronicle"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/numbers"
	"github.com/firstmate-app/firstmate/app/stats"
)

var (
	start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	home  = mentorship.Repo{Tenant: 1, ID: 70, OwnerID: 7, Owner: "harbour", Name: "lighthouse"}
	ada   = mentorship.Mentor{Person: mentorship.Person{ID: 11, Login: "ada"}, Capacity: 2, MaxNewPerWeek: 2, Consented: true, Paths: []string{"store/**"}, Zone: "Europe/Madrid"}
	lin   = mentorship.Mentor{Person: mentorship.Person{ID: 12, Login: "lin"}, Capacity: 1, MaxNewPerWeek: 2, Consented: true, Languages: []string{"en"}}
)

// shop is a memory with a clock.
type shop struct {
	now      time.Time
	facts    []mentorship.Kept // since the last reading
	all      map[string][]byte
	seq      mentorship.KeptSince
	months   map[string]string
	counts   map[string]int
	holding  map[int64]int
	week     map[int64]int // invitations of the last seven days
	pastRead int
}

func (s *shop) Now() time.Time { return s.now }

func (s *shop) put(t testing.TB, rows ...stats.Row) {
	t.Helper()
	for _, r := range rows {
		text, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		s.keep(chronicle.RowName(r.ID), text)
	}
}

func (s *shop) keep(name string, text []byte) {
	if s.all == nil {
		s.all = map[string][]byte{}
	}
	s.all[name] = text
	s.facts = append(s.facts, mentorship.Kept{Name: name, Text: text})
	s.seq.Seq++
}

func (s *shop) Kept(_ context.Context, _ int64, since mentorship.KeptSince) ([]mentorship.Kept, mentorship.KeptSince, bool, error) {
	out := s.facts
	whole := since.Epoch != s.seq.Epoch || since.Seq == 0
	if whole {
		out = nil
		for name, text := range s.all {
			out = append(out, mentorship.Kept{Name: name, Text: text})
		}
	}
	s.facts = nil
	s.pastRead += len(out)
	return out, s.seq, whole, nil
}

func (s *shop) Counts(context.Context, int64) (map[string]int, error) { return s.counts, nil }

func (s *shop) Snapshot(_ context.Context, _ int64, month string) ([]byte, error) {
	if text, ok := s.months[month]; ok {
		return []byte(text), nil
	}
	return nil, nil
}

func (s *shop) SetSnapshot(ctx context.Context, tenant int64, month string, text []byte) ([]byte, error) {
	if s.months == nil {
		s.months = map[string]string{}
	}
	if _, ok := s.months[month]; !ok {
		s.months[month] = string(text)
	}
	return s.Snapshot(ctx, tenant, month)
}

func (s *shop) Secret(context.Context, int64) ([]byte, error) { return []byte("key"), nil }

func (s *shop) Repos(context.Context, int64) ([]mentorship.Repo, error) {
	return []mentorship.Repo{home}, nil
}

func (s *shop) Loads(_ context.Context, _ int64, ids []int64, _ time.Time) (map[int64]mentorship.Load, error) {
	out := map[int64]mentorship.Load{}
	for _, id := range ids {
		out[id] = mentorship.Load{Holding: s.holding[id], Week: s.week[id]}
	}
	return out, nil
}

func (s *shop) numbers() *numbers.Numbers {
	return numbers.New(numbers.Options{
		Store: s, Clock: s,
		Rules: func(context.Context, mentorship.Repo) (mentorship.Rules, bool, error) {
			return mentorship.Rules{Mentors: []mentorship.Mentor{ada, lin}}, true, nil
		},
		Areas: func(context.Context, mentorship.Repo, mentorship.Rules) ([]numbers.Area, error) {
			return []numbers.Area{{Name: "store/", Activity: 6, Mentors: []int64{11, 12}}, {Name: "docs/", Activity: 2.2}}, nil
		},
	})
}

func row(i int, change func(*stats.Row)) stats.Row {
	r := stats.Row{ID: fmt.Sprintf("%016x", i), Repo: 70, T0: stats.At(start) + stats.Moment(i)}
	if change != nil {
		change(&r)
	}
	return r
}

func TestABoardIsReadOnAndPublishedOnce(t *testing.T) {
	s := &shop{now: start.AddDate(0, 0, 40), holding: map[int64]int{12: 1}, counts: map[string]int{"skip/2026-03-02/70/bot": 3}}
	for i := range 20 {
		s.put(t, row(i, func(r *stats.Row) {
			if i < 12 {
				r.Greeted, r.Accepted, r.Answered = r.T0+60, r.T0+3600, r.T0+3600
			}
			if i == 13 {
				r.Greeted, r.Declined = r.T0+60, r.T0+70
			}
		}))
	}
	n := s.numbers()
	a, err := n.Board(t.Context(), numbers.Ask{Tenant: 1})
	if err != nil {
		t.Fatal(err)
	}
	if a.People != 20 || a.Plain.Waiting != 7 || a.Plain.Matched != 12 || a.Plain.Of != 20 || a.Plain.Free != 1 || a.Plain.Mentors != 2 {
		t.Errorf("plain: %+v, people %d", a.Plain, a.People)
	}
	if len(a.Figures) != len(stats.Catalogue()) || len(a.Seen) != 1 || a.Seen[0].People != 3 {
		t.Errorf("%d figures, seen %+v", len(a.Figures), a.Seen)
	}
	published := s.months["2026-04"]
	if !strings.Contains(published, "declined") || len(s.months) != 1 {
		t.Fatalf("published: %v", s.months)
	}

	s.pastRead = 0
	s.put(t, row(99, func(r *stats.Row) { r.Declined = r.T0 + 5 }))
	if a, err = n.Board(t.Context(), numbers.Ask{Tenant: 1, Window: stats.WindowQuarter, Repo: 70}); err != nil {
		t.Fatal(err)
	}
	if s.pastRead != 1 || a.People != 21 || s.months["2026-04"] != published {
		t.Errorf("read %d facts, people %d, published anew %v", s.pastRead, a.People, s.months["2026-04"] != published)
	}
	if a.Query.Window.Name != stats.WindowQuarter {
		t.Errorf("window %+v", a.Query.Window)
	}

	delete(s.all, chronicle.RowName(fmt.Sprintf("%016x", 0))) // somebody asked to be forgotten
	s.seq.Epoch++
	if a, err = n.Board(t.Context(), numbers.Ask{Tenant: 1}); err != nil || a.People != 20 || s.months["2026-04"] != published {
		t.Errorf("after erasing: people %d, %v", a.People, err)
	}
	s.now = s.now.AddDate(0, 1, 0)
	if _, err = n.Board(t.Context(), numbers.Ask{Tenant: 1}); err != nil || len(s.months) != 2 {
		t.Errorf("a new month: %d published, %v", len(s.months), err)
	}
}

// A mentor who was asked often enough this week is not free, with all the room
// there is: the plain number means by it what the coverage beside it does.
func TestFreeIsWhoCouldBeAsked(t *testing.T) {
	s := &shop{now: start, week: map[int64]int{11: ada.MaxNewPerWeek}}
	a, err := s.numbers().Board(t.Context(), numbers.Ask{Tenant: 1})
	if err != nil || a.Plain.Free != 1 || a.Plain.Mentors != 2 {
		t.Errorf("free %d of %d, %v", a.Plain.Free, a.Plain.Mentors, err)
	}
	for _, f := range a.Figures {
		if v, ok := f.Value.Value(); f.Key == "coverage" && (!ok || v != 0) {
			t.Errorf("two free mentors for %v of what changes", v)
		}
	}
}

func TestAnAccountWithoutAnybody(t *testing.T) {
	s := &shop{now: start}
	a, err := s.numbers().Board(t.Context(), numbers.Ask{Tenant: 1, Window: "the future"})
	if err != nil || a.People != 0 || a.Plain.Of != 0 || a.Query.Window.Name != stats.WindowYear {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestLoadOfMentorsComesFromTheirPairings(t *testing.T) {
	s := &shop{now: start.AddDate(0, 0, 21)}
	span := chronicle.Span{From: stats.At(start), To: stats.At(start.AddDate(0, 0, 10)), Capacity: 2}
	s.keep(chronicle.SpansOf([]byte("key"), 11)+"n1/0", span.Encode())
	a, err := s.numbers().Board(t.Context(), numbers.Ask{Tenant: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Figures {
		if f.Key == "coverage" {
			if v, ok := f.Value.Value(); !ok || v != .75 {
				t.Errorf("covered %v, %v", v, ok)
			}
		}
	}
}

// BenchmarkBoard is the board of an account with 100,000 mentorships, one of
// which changed since it was last looked at.
func BenchmarkBoard(b *testing.B) {
	s := &shop{now: start.AddDate(0, 0, 360)}
	for i := range 100_000 {
		s.put(b, row(i*300, func(r *stats.Row) {
			r.Greeted, r.Accepted, r.Answered, r.Merged, r.Closed = r.T0+60, r.T0+3600*stats.Moment(i%90), r.T0+7200, r.T0+90000, r.T0+90000
			for d := range i % 30 {
				r.Active = r.Active.Add(d * 7)
			}
		}))
	}
	n, before := s.numbers(), live()
	if _, err := n.Board(b.Context(), numbers.Ask{Tenant: 1}); err != nil {
		b.Fatal(err)
	}
	kept := live() - before // the store's own rows would lie in Redis
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		s.put(b, row(5, nil))
		if _, err := n.Board(b.Context(), numbers.Ask{Tenant: 1}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(kept)/1e6, "MB-kept")
}

// live is how many bytes of the heap are in use.
func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
