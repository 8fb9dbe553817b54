package numbers

import "github.com/firstmate-app/firstmate/app/stats"

// Plain are the numbers of the first months: few, and of today.
type Plain struct {
	Waiting  int          // newcomers without a mentor now
	Matched  int          // newcomers of the window who got one
	Of       int          // newcomers of the window
	Answered stats.Number // share of those old enough whom a person answered within 48 hours
	Free     int          // mentors who could be asked now: there, with room, not asked too often
	Mentors  int          // all of them
	Covered  stats.Number // share of what happens in the code that two free mentors know
}

// plain takes the numbers that are figures from those, and is told the others.
func plain(figures []stats.Figure, waiting, free, mentors int) Plain {
	p := Plain{Waiting: waiting, Free: free, Mentors: mentors}
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
