package stats

import (
	"slices"
	"strings"
	"testing"
)

// town is a table of newcomers who came at the same time of the day, each n
// times.
type town struct {
	t    Table
	pool Pool
	n    int
}

func (w *town) come(n int, daysAgo Moment, change func(r *Row)) {
	for range n {
		w.n++
		r := Row{ID: strings.Repeat("0", 28) + string(rune('a'+w.n/26%26)) + string(rune('a'+w.n%26)) + "00", Repo: 1, T0: now - daysAgo*Day}
		if change != nil {
			change(&r)
		}
		w.t.Put(r)
	}
}

func (w *town) figure(t *testing.T, key string, q Query) Figure {
	t.Helper()
	if q.Now == 0 {
		q.Now = now
	}
	if q.Window.To == 0 {
		q.Window = Windows(q.Now)[0]
	}
	published, err := Publish(&w.t, w.pool, q.Now, q.K, q.Absent)
	if err != nil {
		t.Fatal(err)
	}
	all, err := Board(&w.t, w.pool, q, published)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(f Figure) bool { return f.Key == key })
	if i < 0 {
		t.Fatalf("no figure %s", key)
	}
	return all[i]
}

// line is a series as text: where, number (low–high).
func line(f Figure, key string) string {
	i := slices.IndexFunc(f.Series, func(s Series) bool { return s.Key == key })
	if i < 0 {
		return "none"
	}
	var words []string
	for _, p := range f.Series[i].Points {
		w := p.Name
		if p.X != 0 || p.At == 0 && p.Name == "" {
			w += show(p.X).String()
		}
		w += "=" + p.Y.String()
		if _, ok := p.Low.Value(); ok {
			w += "(" + p.Low.String() + "–" + p.High.String() + ")"
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}

func TestFiguresByHand(t *testing.T) {
	at := func(r *Row, days float64) Moment { return r.T0 + Moment(days*Day) }
	paired := func(r *Row) { r.Accepted, r.Pairings = at(r, 1), []Pairing{{From: at(r, 1)}} }
	for _, c := range []struct {
		key    string
		build  func(w *town)
		value  string
		n      int
		series map[string]string
	}{
		{"newcomers_seen", func(w *town) {
			w.come(3, 10, nil)
			w.come(2, 10, func(r *Row) { r.Skipped = "late" })
			w.come(4, 400, nil)
			w.pool.Skips = []Skip{{now - 10*Day, 1, "member", 4}, {now - 10*Day, 2, "member", 3}, {now - 900*Day, 1, "member", 9}, {now - 10*Day, 1, "opted_out", 1}}
		}, "5", 5, map[string]string{"met": "=3", "late": "=2", "not_new_member": "=7", "not_new_opted_out": "none"}},
		{"reached", func(w *town) {
			w.come(6, 40, func(r *Row) { paired(r); r.Greeted = at(r, .1) })
			w.come(1, 40, func(r *Row) { r.Greeted, r.Ended, r.Ending = at(r, .1), at(r, 30), "unmatched" })
			w.come(3, 40, func(r *Row) { r.Skipped = "late" })
		}, "0.6", 10, map[string]string{"greeted": "=7", "matched": "=6", "unmatched": "=1"}},
		{"declined", func(w *town) {
			w.come(12, 40, func(r *Row) { r.Greeted, r.Declined = at(r, .1), at(r, 1) })
			w.come(18, 40, func(r *Row) { r.Greeted = at(r, .1) })
			w.come(3, 40, func(r *Row) { paired(r); r.Greeted = at(r, .1) })
		}, "0.4", 33, map[string]string{"outcome": "matched=3 unmatched=0 declined=12 open=18"}},
		{"declined", func(w *town) {
			w.come(9, 40, func(r *Row) { r.Greeted, r.Declined = at(r, .1), at(r, 1) })
			w.come(18, 40, func(r *Row) { r.Greeted = at(r, .1) })
		}, "< 10", 27, map[string]string{"outcome": "matched=0 unmatched=0 declined=< 10 open=< 10"}},
		{"funnel", func(w *town) {
			w.come(4, 200, func(r *Row) { r.Greeted = at(r, 1) })
			w.come(6, 200, func(r *Row) {
				paired(r)
				r.Greeted, r.Merged, r.Second = at(r, 1), at(r, 9), at(r, 181) // too late
			})
			w.come(7, 100, nil) // too young
		}, "0.6", 10, map[string]string{
			"reached": "seen=10 greeted=10 accepted=6 first_merge=6 second_pull=0 second_merge=0 reviewed=0 graduated=0",
			"lost":    "greeted=0 accepted=0.4 first_merge=0 second_pull=1 second_merge=– reviewed=– graduated=–",
		}},
		{"time_to_mention", func(w *town) {
			for h := range 5 {
				w.come(1, 40, func(r *Row) { r.Mentioned = at(r, float64(h+1)/24) })
			}
			w.come(4, 40, nil) // nobody was asked: half of the nine were after 5 hours
		}, "5", 9, map[string]string{"hours": "=5(3––)"}},
		{"time_to_acceptance", func(w *town) {
			w.come(3, 40, func(r *Row) { r.Mentioned, r.Accepted = at(r, 1), at(r, 2) })
			w.come(1, 40, func(r *Row) { r.Mentioned, r.Accepted = at(r, 1), at(r, 6) })
			w.come(1, 40, func(r *Row) { r.Mentioned = at(r, 1) })
		}, "0.6", 5, map[string]string{"accepted": "1=0.6(0.2472–0.948) 5=0.8(0.4181–0.9916)", "at_risk": "0=5 1=5 2=2 4=2 7=1 14=1 30=1"}},
		{"time_to_human_answer", func(w *town) {
			w.come(6, 40, func(r *Row) { r.Answered = at(r, 2) })
			w.come(2, 40, func(r *Row) { r.Answered = at(r, 3) })
			w.come(2, 40, nil)
		}, "0.6", 10, map[string]string{"within": "2=0.6 4=0.8"}},
		{"merge_rate", func(w *town) {
			w.come(15, 70, func(r *Row) { r.Closed, r.Merged = at(r, 3), at(r, 3) })
			w.come(5, 70, func(r *Row) { r.Closed = at(r, 3) })
			w.come(9, 70, nil)
			w.come(9, 10, func(r *Row) { r.Closed = at(r, 3) })
		}, "0.75", 20, map[string]string{"merged": "=0.75(0.5313–0.8881)", "not_taken": "=5"}},
		{"time_to_merge", func(w *town) {
			w.come(4, 40, func(r *Row) { r.Closed, r.Merged = at(r, 3), at(r, 3) })
			w.come(2, 40, func(r *Row) { r.Closed = at(r, 5) })
			w.come(4, 40, nil)
		}, "0.4", 10, map[string]string{"merged": "3=0.4", "closed": "5=0.2"}},
		{"retention", func(w *town) {
			w.come(6, 100, func(r *Row) { r.Active = Days{20, 70} })
			w.come(2, 100, func(r *Row) { r.Active = Days{60} }) // (60, 90] is what counts
			w.come(2, 100, func(r *Row) { r.Retention = [4]Answer{Yes, No} })
		}, "0.6", 10, map[string]string{}},
		{"cohort_heatmap", func(w *town) {
			w.come(4, 100, func(r *Row) { r.Active = Days{3, 29, 30} })
			w.come(4, 100, nil)
		}, "–", 8, map[string]string{At(now.Time().AddDate(0, 0, -100)).Time().Format("2006-01"): "=0.5 1=0.5 2=0"}},
		{"survival", func(w *town) {
			w.come(5, 300, func(r *Row) { r.Active = Days{50} })      // left
			w.come(5, 300, func(r *Row) { r.Active = Days{50, 260} }) // still here: censored at day 210
			w.come(5, 80, nil)                                        // too early to tell
		}, "0.5", 10, map[string]string{"staying": "50=0.5(0.1836–0.7532)", "at_risk": "0=10 30=10 90=5 180=5 365=0"}},
		{"second_pull", func(w *town) {
			w.come(6, 200, func(r *Row) { r.Closed, r.Second = at(r, 10), at(r, 90) })
			w.come(2, 200, func(r *Row) { r.Closed, r.Second = at(r, 10), at(r, 101) })
			w.come(7, 200, nil)
		}, "0.75", 8, map[string]string{"second": "=0.75(0.4093–0.9285)"}},
		{"graduation", func(w *town) {
			w.come(5, 150, paired)
			w.come(5, 150, func(r *Row) { paired(r); r.Graduated = at(r, 80) })
			w.come(5, 250, paired)
			w.come(5, 50, paired)
		}, "0.5", 10, map[string]string{}},
		{"stage_dwell", func(w *town) {
			w.come(5, 150, func(r *Row) { paired(r); r.Stages = [StageCount]Moment{at(r, 1), at(r, 3), 0, at(r, 10)} })
			w.come(5, 150, func(r *Row) { r.Stages[0] = at(r, 1) }) // not mentored
		}, "–", 5, map[string]string{"days": "prepare=2(2–2) first_pr=7(7–7) review=– merged=– second=– reviewing=– back=–"}},
		{"help_latency", func(w *town) {
			w.come(3, 50, func(r *Row) { r.Questions = []Question{{at(r, 1), at(r, 2)}, {at(r, 5), at(r, 9)}} })
			w.come(2, 50, func(r *Row) { r.Questions = []Question{{Asked: now - hour}} }) // too early to tell
		}, "0.5", 8, nil},
		{"pay_forward", func(w *town) {
			w.come(5, 900, func(r *Row) { r.Graduated, r.AskedForward, r.Forward = at(r, 100), at(r, 160), at(r, 400) })
			w.come(5, 900, func(r *Row) { r.Graduated, r.AskedForward, r.Forward = at(r, 100), at(r, 160), at(r, 466) })
			w.come(5, 300, func(r *Row) { r.Graduated = at(r, 100) })
		}, "0.5", 10, map[string]string{"flow": "graduated=10 asked=10 mentor=5"}},
		{"sponsorship", func(w *town) {
			w.come(2, 100, func(r *Row) { paired(r); r.Nominated, r.Roles = []Moment{at(r, 50)}, []Moment{at(r, 60)} })
			w.come(2, 100, func(r *Row) { r.Roles = []Moment{at(r, 60)} }) // not mentored
			w.come(2, 500, func(r *Row) { paired(r); r.Roles = []Moment{at(r, 60)} })
		}, "4", 2, nil},
		{"swaps", func(w *town) {
			swap := func(days float64) func(r *Row) {
				return func(r *Row) { paired(r); r.Pairings[0].To, r.Pairings[0].Swapped = at(r, 1+days), true }
			}
			w.come(10, 100, swap(13))
			w.come(20, 100, swap(14))
			w.come(70, 100, paired)
		}, "30", 100, map[string]string{"pairings": "early=10 later=20 none=70", "pairings_rates": "all=30 early=10 later=20"}},
		{"satisfaction", func(w *town) {
			for i, n := range []int{10, 10, 20, 12} {
				w.come(n, 100, func(r *Row) { r.Pulses = []Pulse{{Asked: at(r, 14), Value: 1}, {Asked: at(r, 15), Value: PulseSay(i)}} })
			}
			w.come(3, 100, func(r *Row) { r.Pulses = []Pulse{{Asked: at(r, 14), Mentor: true, Value: PulseVery}} })
		}, "0.7619", 55, map[string]string{
			"newcomers": "no=10 yes=20 very=12 silent=10", "newcomers_rates": "helps=0.7619 answered=0.8077",
			"mentors": "no=< 10 yes=< 10 very=< 10 silent=< 10", "mentors_rates": "helps=< 10 answered=< 10",
		}},
		{"friction", func(w *town) {
			w.come(12, 100, func(r *Row) {
				r.Sessions = []Session{{Held: at(r, 9), Barriers: []string{"setup", "tone"}}, {Held: at(r, 19)}}
			})
			w.come(3, 100, func(r *Row) { r.Sessions = []Session{{Held: at(r, 9), Barriers: []string{"docs"}}} })
		}, "–", 27, map[string]string{"setup": "sessions=12 others=15", "docs": "sessions=< 10 others=< 10"}},
		{"forms", func(w *town) {
			w.come(2, 20, paired)
			w.come(1, 20, func(r *Row) { paired(r); r.Pairings[0].Form = "ring" })
			w.pool.Weeks = []Week{{Week: now - 20*Day, RingSeats: 14, RingTaken: 12, Attended: 3}, {Week: now - 900*Day, Attended: 9}}
		}, "3", 3, map[string]string{"one_to_one": "=2", "ring": "=1", "rings": "office_hours=3 ring_seats=14 ring_taken=12"}},
		{"pairings_intended", func(w *town) {
			w.come(1, 100, func(r *Row) {
				r.Sessions = []Session{{Held: now - 8*Day}, {Held: now - 8*Day, Paired: true}, {Held: now - 500*Day}}
			})
			w.pool.Weeks = []Week{{Week: WeekOf(now - 8*Day), Intention: 2.5, Meant: true}}
		}, "0.0377", 2, map[string]string{"intention": "=2.5", "meant": "=1"}},
		{"mentor_load", func(w *town) {
			for i := range 24 {
				w.pool.Mentors = append(w.pool.Mentors, Mentor{Since: 1, Capacity: 3, Active: i / 6})
			}
			w.pool.Mentors = append(w.pool.Mentors, Mentor{Since: 1}, Mentor{Since: 1, Capacity: 2, Left: 2}, Mentor{Since: now, Capacity: 2})
		}, "–", 24, map[string]string{"load": "none=6 full=6 over_half=6 up_to_half=6"}},
		{"fairness", func(w *town) {
			for i := range 25 {
				w.pool.Mentors = append(w.pool.Mentors, Mentor{Since: 1, Load: []Load{{Week: now - 60*Day, Capacity: 1, MenteeDays: 7 * (i / 5)}}})
			}
		}, "0.4", 25, map[string]string{"lorenz": "0=0 0.2=0 0.4=0.1 0.6=0.3 0.8=0.6 1=1"}},
		{"mentor_wear", func(w *town) {
			for i := range 40 {
				w.pool.Mentors = append(w.pool.Mentors, Mentor{Since: 1, Load: []Load{{Signs: Sign(i % 4 / 3)}}})
			}
		}, "0.25", 40, map[string]string{"wear": "signs=10 none=30"}},
		{"pool_diversity", func(w *town) {
			for i := range 6 {
				w.pool.Mentors = append(w.pool.Mentors, Mentor{Since: 1, Areas: []string{"docs"}, Band: Band(1 + i%2), FirstYear: 2026 - 6*(i%3), Outside: i == 0})
			}
		}, "6", 6, map[string]string{
			"band": "americas=3 europe_africa=3", "area": "docs=6", "side": "inside=5 outside=1",
			"seniority": "10_and_more=2 under_10=2 under_3=2", "evenness": "area=0 band=1 language=0 seniority=1 side=0.65",
		}},
		{"coverage", func(w *town) {
			w.pool.Covers = []Cover{{Name: "docs", Need: 30, Free: 2}, {Name: "core", Need: 10, Free: 1}, {Kind: CoverLanguage, Name: "es", Need: 3}}
		}, "0.75", 40, map[string]string{"area": "docs30=2 core10=1", "covered": "area=0.75 language=n < 5 band=–"}},
	} {
		t.Run(c.key, func(t *testing.T) {
			w := &town{}
			c.build(w)
			f := w.figure(t, c.key, Query{})
			if f.Value.String() != c.value || f.N != c.n {
				t.Errorf("%s of %d, want %s of %d", f.Value, f.N, c.value, c.n)
			}
			for key, want := range c.series {
				if got := line(f, key); got != want {
					t.Errorf("%s: %s\nwant %s", key, got, want)
				}
			}
		})
	}
}

// Two groups from day 14 on, in one stratum; who was gone by then, declined or
// was merely invited is in neither.
func TestComparison(t *testing.T) {
	w := &town{}
	stayed := func(days ...uint16) func(*Row) {
		return func(r *Row) { r.Accepted, r.Pairings, r.Active = r.T0+Day, []Pairing{{From: r.T0 + Day}}, days }
	}
	waited := func(days ...uint16) func(*Row) { return func(r *Row) { r.Queued, r.Active = r.T0+Day, days } }
	w.come(30, 300, stayed(50))
	w.come(30, 300, stayed(100, 250))
	w.come(30, 300, waited(40))
	w.come(5, 300, waited(40, 260))
	w.come(5, 300, func(r *Row) { r.Skipped, r.Arm, r.Active = "held_out", ArmHeldOut, Days{40, 260} })
	w.come(3, 300, stayed(13))
	w.come(4, 300, func(r *Row) { waited(40)(r); r.Declined = r.T0 + 2*Day })
	w.come(2, 300, func(r *Row) { waited(40)(r); r.Mentioned = r.T0 + 2*Day })
	f := w.figure(t, "mentored_unmentored", Query{Now: MonthOf(now)})
	for key, want := range map[string]string{
		"groups":           "mentored=60 neither=9 waiting=40",
		"mentored_at_risk": "14=60 30=60 90=30 180=30 365=0",
		"waiting":          "40=0.25(0.1298–0.3901)",
	} {
		if got := line(f, key); got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
	if f.Value.String() != "0.25" || f.Caption != "stats.caption.association" || !strings.Contains(line(f, "log_rank"), "p=0") {
		t.Errorf("%s %q %s", f.Value, f.Caption, line(f, "log_rank"))
	}
	w.come(8, 300, func(r *Row) { r.Arm = ArmGreeted })
	f = w.figure(t, "mentored_unmentored", Query{Now: MonthOf(now)})
	if got := line(f, "drawn_greeted"); got != "0=0(0–1)" {
		t.Errorf("by what was drawn: %s", got)
	}
	few := &town{}
	few.come(60, 300, stayed(50))
	few.come(9, 300, waited(40))
	if f = few.figure(t, "mentored_unmentored", Query{Now: MonthOf(now)}); !f.Value.Hidden() || len(f.Series) != 1 {
		t.Errorf("nobody in neither group, and yet %s with %d series", f.Value, len(f.Series))
	}
}
