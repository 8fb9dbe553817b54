package config

import (
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// MaxRevisions is how many commits of the file are looked at. Where there are
// that many, older ones may exist: what the oldest of them added is unknown, so
// it proves nobody's consent.
const MaxRevisions = 100

// Resolve says what the house rules mean today: who the listed people are, and
// whose entries act.
//
// An entry acts for a person who stood behind a version of the file that added
// or changed that entry (pushed it, wrote or approved the pull request), or who
// wrote `/mentor opt-in` while the entry stood there. What others change later:
// lowering capacity or max_new_per_week or taking paths away counts at once and
// lowers what was agreed to; raising or widening waits for a new yes, and until
// then what was agreed to stays in force. Away days count as they stand. An
// entry that was taken out, alone or with the whole file (an empty text), and
// put back needs a new yes. Whoever's last word was
// `/mentor opt-out` is out, whatever any file says.
//
// h is the parsed last good file and at where it came from, with the texts of
// its history and the people behind each, oldest first. people maps logins in
// lower case to the accounts they belong to today; consent is bound to the
// account, so a login that changed hands carries nothing over. Logins missing
// there and bots are left out. Coordinators are simply listed. The tracking
// repository has only its owner and name filled in.
//
// It parses every revision; a caller that asks often keeps the answer.
func Resolve(h House, at mentorship.HouseText, people map[string]mentorship.Person, standing map[int64]mentorship.Standing) mentorship.Rules {
	c := consents{people: people, standing: standing, said: map[int64]*yes{}}
	for i, rev := range at.Revisions {
		if i >= len(at.Texts) {
			break
		}
		if at.Texts[i] == "" { // the file was taken away, and every entry with it
			c.next(nil, rev.At, nil)
			continue
		}
		past, findings := Parse([]byte(at.Texts[i]))
		if !Valid(findings) {
			continue // the last good version stayed in force
		}
		by := rev.By
		if !rev.Pusher.Zero() {
			by = append(slices.Clone(by), rev.Pusher)
		}
		if i == 0 && len(at.Revisions) >= MaxRevisions {
			by = nil
		}
		c.next(past.Mentors, rev.At, by)
	}
	c.next(h.Mentors, sightOf(at), nil)
	return c.rules(h, at.SHA)
}

// sightOf is since when today's text is known to stand, where no revision says so.
func sightOf(at mentorship.HouseText) time.Time {
	if len(at.Revisions) == 0 {
		return time.Time{}
	}
	return at.ReadAt
}

// consents follows who said yes to what while the file changed.
type consents struct {
	people   map[string]mentorship.Person
	standing map[int64]mentorship.Standing
	said     map[int64]*yes // those in the newest version looked at
}

// yes is how far a person stands behind an entry.
type yes struct {
	offer  Offer     // the entry as it stands in the newest version
	since  time.Time // of that wording
	agreed bool
	to     Offer // what was agreed to, never more than what stood there since
}

// next goes on to a newer version of the list, with the people behind it.
func (c *consents) next(offers []Offer, at time.Time, by []mentorship.Person) {
	now := map[int64]*yes{}
	for _, o := range offers {
		who, ok := c.people[fold(o.Login)]
		if !ok || who.Zero() || who.Bot {
			continue
		}
		behind := slices.ContainsFunc(by, func(p mentorship.Person) bool { return p.ID == who.ID })
		now[who.ID] = c.said[who.ID].follow(o, at, behind, c.standing[who.ID])
	}
	c.said = now
}

// follow is how far the person stands behind the entry in its newest wording.
// y is nil where the entry did not stand before.
func (y *yes) follow(o Offer, at time.Time, behind bool, s mentorship.Standing) *yes {
	switch {
	case y == nil:
		y = &yes{offer: o, since: at, agreed: behind, to: o}
	case !sameOffer(y.offer, o):
		y.settle(s, at)
		if y.offer, y.since = o, at; behind {
			y.agreed, y.to = true, o
		} else {
			y.to = atMost(y.to, o)
		}
	}
	return y
}

// settle counts an opt-in that came before until, while the present wording stood.
func (y *yes) settle(s mentorship.Standing, until time.Time) {
	if !s.OptedIn.IsZero() && !s.OptedIn.Before(y.since) && (until.IsZero() || s.OptedIn.Before(until)) {
		y.agreed, y.to = true, y.offer
	}
}

func sameOffer(a, b Offer) bool {
	return a.Capacity == b.Capacity && a.MaxNewPerWeek == b.MaxNewPerWeek && slices.Equal(a.Paths, b.Paths)
}

// atMost is the wish of an entry without anything beyond what was agreed to.
func atMost(agreed, wish Offer) Offer {
	var paths []string
	for _, p := range wish.Paths {
		if slices.Contains(agreed.Paths, p) {
			paths = append(paths, p)
		}
	}
	return Offer{
		Login:         wish.Login,
		Paths:         paths,
		Capacity:      min(agreed.Capacity, wish.Capacity),
		MaxNewPerWeek: min(agreed.MaxNewPerWeek, wish.MaxNewPerWeek),
	}
}

// rules puts the house into the words of the rest of the program.
func (c *consents) rules(h House, sha string) mentorship.Rules {
	r := mentorship.Rules{
		SHA: sha, Scope: h.Scope, Ignore: h.Ignore, SpamLabels: spamLabels(),
		Quiet: h.Quiet, Nudge: h.Nudge, Accept: h.Accept, Rounds: h.Rounds,
		Open: h.Open, TrackingRepo: repoNamed(h.TrackingRepo), Label: h.Label,
	}
	for _, login := range h.Coordinators {
		if who, ok := c.people[fold(login)]; ok && !who.Zero() && !who.Bot {
			r.Coordinators = append(r.Coordinators, who)
		}
	}
	for _, o := range h.Mentors {
		if who, ok := c.people[fold(o.Login)]; ok && c.said[who.ID] != nil && !listed(r.Mentors, who.ID) {
			r.Mentors = append(r.Mentors, c.mentor(who, o))
		}
	}
	return r
}

func listed(mentors []mentorship.Mentor, id int64) bool {
	return slices.ContainsFunc(mentors, func(m mentorship.Mentor) bool { return m.ID == id })
}

// mentor is an entry of today's file with what is in force of it.
func (c *consents) mentor(who mentorship.Person, o Offer) mentorship.Mentor {
	y, s := c.said[who.ID], c.standing[who.ID]
	y.settle(s, time.Time{})
	inForce, agreed := o, y.agreed && !s.Out()
	if agreed {
		inForce = y.to
	}
	return mentorship.Mentor{
		Person: who, Paths: inForce.Paths, Capacity: inForce.Capacity, MaxNewPerWeek: inForce.MaxNewPerWeek,
		Away: o.Away, Consented: agreed,
	}
}
