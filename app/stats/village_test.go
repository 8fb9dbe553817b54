package stats

import (
	"fmt"
	"math/rand/v2"
)

// now is when the tests look: in the middle of a month.
const now = Moment(1_800_000_000) // 2027-01-15

// village is a made-up tenant with that many newcomers in three years; the same
// seed makes the same people.
func village(n int, seed uint64) (*Table, Pool) {
	r := rand.New(rand.NewPCG(seed, 1))
	t := &Table{}
	for i := range n {
		t.Put(villager(r, i))
	}
	var p Pool
	for i := range 60 {
		p.Mentors = append(p.Mentors, villageMentor(r, i))
	}
	for at := WeekOf(now - 400*Day); at < now; at += 7 * Day {
		p.Weeks = append(p.Weeks, Week{Week: at, Intention: 5, Meant: r.IntN(20) == 0, RingSeats: 14, RingTaken: r.IntN(15), Attended: r.IntN(5)})
	}
	for _, area := range []string{"charts", "docs", "server"} {
		p.Covers = append(p.Covers, Cover{Kind: CoverArea, Name: area, Need: r.IntN(90), Free: r.IntN(4)})
	}
	p.Marks = []Mark{{At: now - 100*Day, Kind: MarkRollout, Value: 50}}
	return t, p
}

func villager(r *rand.Rand, i int) Row {
	after := func(from Moment, hours int, share float64) Moment {
		if at := from + Moment(r.IntN(hours*hour)); r.Float64() < share && at < now {
			return at
		}
		return 0
	}
	row := Row{
		ID: fmt.Sprintf("%064x", i), Repo: int64(1 + r.IntN(12)), T0: now - Moment(r.IntN(3*365*Day)), Size: Size(1 + r.IntN(3)), Language: "en",
	}
	if r.IntN(4) == 0 {
		row.Arm = Arm(1 + r.IntN(2))
	}
	row.Answered = after(row.T0, 200, .9)
	row.Closed = after(row.T0, 2000, .9)
	if row.Closed > 0 && r.IntN(3) > 0 {
		row.Merged = row.Closed
	}
	for day := 1; day < 1000 && row.T0+Moment(day)*Day < now; day += 1 + r.IntN(60) {
		if r.IntN(8) == 0 {
			break
		}
		row.Active = row.Active.Add(day)
	}
	switch {
	case row.Arm == ArmHeldOut:
		row.Skipped = "held_out"
	case r.IntN(20) == 0:
		row.Skipped = "late"
	default:
		row.mentored(r, after)
	}
	return row
}

func (r *Row) mentored(dice *rand.Rand, after func(Moment, int, float64) Moment) {
	r.Greeted = after(r.T0, 2, 1)
	if dice.IntN(5) == 0 {
		r.Queued = r.Greeted
	}
	r.Mentioned = after(r.T0, 100, .9)
	if r.Mentioned == 0 {
		r.Declined = after(r.T0, 100, .5)
		return
	}
	r.Accepted = after(r.Mentioned, 100, .8)
	if r.Accepted == 0 {
		return
	}
	r.Second, r.Reviewed, r.Graduated = after(r.T0, 4000, .4), after(r.T0, 4000, .2), after(r.T0, 4000, .2)
	r.SecondMerged = r.Second
	for s := range r.Stages {
		r.Stages[s] = after(r.Accepted+Moment(s)*20*Day, 400, .9)
	}
	r.Pairings = []Pairing{{From: r.Accepted, To: after(r.Accepted, 4000, .9), Swapped: dice.IntN(9) == 0}}
	if asked := after(r.Accepted, 1000, .5); asked > 0 {
		r.Questions = []Question{{Asked: asked, Answered: after(asked, 200, .9)}}
		r.Pulses = []Pulse{{Asked: asked, Value: PulseSay(dice.IntN(4))}, {Asked: asked, Mentor: true, Value: PulseSay(dice.IntN(4))}}
		r.Sessions = []Session{{Held: asked, Barriers: []string{Barriers()[dice.IntN(6)]}}, {Held: asked, Paired: true}}
	}
}

func villageMentor(r *rand.Rand, i int) Mentor {
	m := Mentor{
		ID: fmt.Sprintf("%064x", i), Since: 1, Capacity: 1 + r.IntN(3), Active: r.IntN(3), Areas: []string{[]string{"charts", "docs"}[r.IntN(2)]},
		Band: Band(1 + r.IntN(3)), Languages: []string{"en"}, FirstYear: 2012 + r.IntN(14),
	}
	for at := WeekOf(now - 400*Day); at < now; at += 7 * Day {
		m.Load = append(m.Load, Load{Week: at, MenteeDays: r.IntN(15), Capacity: m.Capacity, Signs: Sign(r.IntN(6) / 5)})
	}
	return m
}
