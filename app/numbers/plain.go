package numbers

import "github.com/firstmate-app/firstmate/app/stats"

// Plain are the numbers of the first months: few, and of today.
type Plain struct {
	Waiting  int          // newcomers without a mentor now
	Matched  int          // newcomers of the window who got one
	Of       int          // newcomers of the window
	Answered stats.Number // share of those old enough whom a person answered within 48 hours
	Free     int          // mentors with room now
	Mentors  int          // all of them
	Covered  stats.Number // share of what happens in the code that two free mentors know
}

func plain(figures []stats.Figure, pool stats.Pool, waiting int) Plain {
	p := Plain{Waiting: waiting, Mentors: len(pool.Mentors)}
	for _, m := range pool.Mentors {
		if !m.Away && m.Active < m.Capacity {
			p.Free++
		}
	}
	for _, f := range figures {
		switch f.Key {
		case "reached":
			p.Matched, p.Of = whole(f.Part), whole(f.Whole)
		case "time_to_human_answer":
			p.Answered = f.Value
		case "coverage":
			p.Covered = f.Value
		}
	}
	return p
}

func whole(n stats.Number) int {
	v, _ := n.Value()
	return int(v)
}
