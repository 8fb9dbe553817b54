package main

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/firstmate-app/firstmate/app/stats"
)

// resident is a made-up newcomer of the simulated community: what would be kept
// of them, and who mentored them, one for each pairing.
type resident struct {
	stats.Row
	mentors []townMentor
}

// town makes up a year. The numbers in it are guesses at a project that does
// well, measured nowhere: they show what figures look like, not what mentoring does.
type town struct {
	chance *rand.Rand
	now    stats.Moment
	busy   map[int64][]stats.Moment // by mentor: when each of their places is free again
}

func newTown(now stats.Moment) *town {
	return &town{chance: rand.New(rand.NewPCG(7, 420)), now: now, busy: map[int64][]stats.Moment{}} //nolint:gosec // made up, the same each time
}

// year is everybody who came in the year that ends now, the first one first, and
// of each what is known by now.
func (t *town) year() (out []resident) {
	var arrivals []stats.Moment
	for i := range townPeople {
		day := 1 + t.chance.IntN(364)
		if i%9 == 0 { // a week in which many come at once
			day = 240 + t.chance.IntN(7)
		}
		arrivals = append(arrivals, t.now-stats.Moment(365-day)*stats.Day+stats.Moment(t.chance.IntN(stats.Day)))
	}
	slices.Sort(arrivals)
	for i, at := range arrivals {
		r := t.life(i, at)
		r.until(t.now)
		out = append(out, r)
	}
	return out
}

// yes is true so often in a hundred times.
func (t *town) yes(percent int) bool { return t.chance.IntN(100) < percent }

// wait is a time with that median in hours, now and then much longer.
func (t *town) wait(hours, spread float64) stats.Moment {
	return stats.Moment(3600 * hours * math.Exp(spread*t.chance.NormFloat64()))
}

// life is all that will ever become of somebody.
func (t *town) life(i int, at stats.Moment) resident {
	repos := townRepos()
	place := min(t.chance.IntN(5)/2, 2)
	r := resident{Row: stats.Row{Repo: repos[place].id, T0: at, Arm: stats.ArmGreeted, Size: stats.Size(1 + t.chance.IntN(3)), Language: "en"}}
	if i%8 == 0 {
		r.Language = "es"
	}
	r.Answered = at + t.wait(20, .9)
	switch {
	case t.yes(10):
		r.Arm, r.Skipped = stats.ArmHeldOut, "held_out"
	case t.yes(3):
		r.Skipped, r.Ended = "gone", at+stats.Day
		return r
	default:
		r.Greeted = at + t.wait(2, .3)
		r.Mentioned = r.Greeted
		t.search(&r, place)
	}
	t.changes(&r)
	t.pairs(&r, place)
	t.visits(&r)
	return r
}

// search is the way to a mentor, or to none.
func (t *town) search(r *resident, place int) {
	if t.yes(7) {
		r.Declined = r.Greeted + t.wait(5, .8)
		return
	}
	mentor, free := t.mentor(place, r.Greeted, 0)
	if free > r.Greeted {
		r.Queued, r.Mentioned = r.Greeted, free
	}
	if r.Mentioned > r.T0+30*stats.Day || t.yes(9) {
		r.Ended, r.Ending = r.T0+30*stats.Day, "unmatched"
		return
	}
	if t.yes(6) {
		r.Closed = r.Mentioned + t.wait(12, .5)
		r.Ended, r.Ending = r.Closed, "pr_closed"
		return
	}
	r.Accepted = r.Mentioned + t.wait(9, .9)
	r.Answered = min(r.Answered, r.Accepted)
	r.mentors = []townMentor{mentor}
}

// mentor is who of a repository has room first, and from when on.
func (t *town) mentor(place int, at stats.Moment, not int64) (who townMentor, free stats.Moment) {
	for _, i := range t.chance.Perm(14) {
		m := townMentors()[i]
		if !slices.Contains(m.repos, place) || m.id == not {
			continue
		}
		room := at
		if held := t.busy[m.id]; len(held) >= m.capacity {
			room = max(at, held[len(held)-m.capacity])
		}
		if who.id == 0 || room < free {
			who, free = m, room
		}
	}
	return who, free
}

// changes are the pull requests: more of the mentored are merged and come back.
func (t *town) changes(r *resident) {
	if r.Closed != 0 {
		return
	}
	merges, returns := 58, 40
	if r.Accepted != 0 {
		merges, returns = 74, 52
	}
	r.Closed = max(r.Answered, r.Accepted) + t.wait(5*24, 1)
	if !t.yes(merges) {
		return
	}
	r.Merged = r.Closed
	if !t.yes(returns) {
		return
	}
	r.Second = r.Merged + t.wait(12*24, .8)
	if t.yes(82) {
		r.SecondMerged = r.Second + t.wait(4*24, .8)
		if t.yes(45) {
			r.Reviewed = r.SecondMerged + t.wait(14*24, .7)
		}
	}
}

// pairs is the time with one mentor, or with two.
func (t *town) pairs(r *resident, place int) {
	if r.Accepted == 0 {
		return
	}
	end := r.Closed + t.wait(12*24, .4)
	if r.SecondMerged != 0 {
		end = r.SecondMerged + t.wait(25*24, .4)
		if t.yes(70) {
			r.Graduated, r.AskedForward = end, end+60*stats.Day
			if t.yes(30) {
				r.Forward = r.AskedForward + t.wait(48, .5)
			}
		}
	}
	r.Pairings = []stats.Pairing{{From: r.Accepted, To: end}}
	if change := r.Accepted + t.wait(11*24, .6); t.yes(15) && change < end {
		r.Pairings[0].To, r.Pairings[0].Swapped = change, true
		next, free := t.mentor(place, change+stats.Day, r.mentors[0].id)
		if free < end {
			r.Pairings = append(r.Pairings, stats.Pairing{From: free, To: end})
			r.mentors = append(r.mentors, next)
		}
	}
	if r.Graduated == 0 {
		r.Ended, r.Ending = end, "natural"
	}
	for i, p := range r.Pairings {
		id := r.mentors[i].id
		t.busy[id] = append(t.busy[id], p.To)
		slices.Sort(t.busy[id])
	}
	t.together(r, end)
}

// together is what happens between the two: stages, questions, pulses.
func (t *town) together(r *resident, end stats.Moment) {
	r.Stages[stats.StagePrepare] = r.Accepted
	r.Stages[stats.StageFirstPR] = r.Accepted + t.wait(20, .6)
	r.Stages[stats.StageReview] = r.Stages[stats.StageFirstPR] + t.wait(30, .6)
	if r.Merged != 0 {
		r.Stages[stats.StageMerged] = max(r.Merged, r.Stages[stats.StageReview])
	}
	r.Stages[stats.StageSecond], r.Stages[stats.StageReviewing], r.Stages[stats.StageBack] = r.Second, r.Reviewed, r.SecondMerged
	for range t.chance.IntN(3) {
		asked := r.Accepted + t.wait(60, .8)
		r.Questions = append(r.Questions, stats.Question{Asked: asked, Answered: asked + t.wait(14, 1.1)})
	}
	slices.SortFunc(r.Questions, func(a, b stats.Question) int { return int(a.Asked - b.Asked) })
	for _, mentor := range []bool{false, true} {
		if day := r.Accepted + 14*stats.Day; day < end {
			r.Pulses = append(r.Pulses, stats.Pulse{Asked: day, Mentor: mentor, Value: t.says()})
		}
	}
}

// says is the answer to a pulse; many stay silent.
func (t *town) says() stats.PulseSay {
	answers := []stats.PulseSay{
		stats.PulseSilent, stats.PulseSilent, stats.PulseSilent, stats.PulseNo, stats.PulseYes,
		stats.PulseYes, stats.PulseYes, stats.PulseVery, stats.PulseVery, stats.PulseVery,
	}
	return answers[t.chance.IntN(len(answers))]
}

// visits are the days on which somebody is seen, week by week until they stay away.
func (t *town) visits(r *resident) {
	stays := 92
	if r.Second != 0 {
		stays = 97
	}
	if r.Graduated != 0 {
		stays = 99
	}
	for week := 0; t.yes(stays) && week < 60; week++ {
		for range t.chance.IntN(3) {
			r.Active = r.Active.Add(week*7 + 1 + t.chance.IntN(7))
		}
	}
}

// until leaves out what lies after now.
func (r *resident) until(now stats.Moment) {
	for _, at := range []*stats.Moment{
		&r.Greeted, &r.Mentioned, &r.Queued, &r.Accepted, &r.Answered, &r.Closed, &r.Merged, &r.Second, &r.SecondMerged,
		&r.Reviewed, &r.Graduated, &r.Declined, &r.Ended, &r.AskedForward, &r.Forward,
	} {
		forget(at, now)
	}
	for i := range r.Stages {
		forget(&r.Stages[i], now)
	}
	if r.Ended == 0 {
		r.Ending = ""
	}
	r.Active = slices.DeleteFunc(r.Active, func(day uint16) bool { return r.T0+stats.Moment(day)*stats.Day > now })
	r.Pairings = slices.DeleteFunc(r.Pairings, func(p stats.Pairing) bool { return p.From > now })
	for i := range r.Pairings {
		if forget(&r.Pairings[i].To, now); r.Pairings[i].To == 0 {
			r.Pairings[i].Swapped = false
		}
	}
	r.Questions = slices.DeleteFunc(r.Questions, func(q stats.Question) bool { return q.Asked > now })
	for i := range r.Questions {
		forget(&r.Questions[i].Answered, now)
	}
	r.Pulses = slices.DeleteFunc(r.Pulses, func(p stats.Pulse) bool { return p.Asked > now })
}

// forget forgets a moment that has not come.
func forget(at *stats.Moment, now stats.Moment) {
	if *at > now {
		*at = 0
	}
}
