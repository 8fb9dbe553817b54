package config

import (
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// consents follows who said yes to what while the files changed.
type consents struct {
	accounts
	standing map[int64]mentorship.Standing
	said     map[int64]*yes // those in the newest version looked at
	leads    []mentorship.Person
}

// yes is how far a person stands behind an entry.
type yes struct {
	who    mentorship.Person
	offer  Offer     // the entry as it stands in the newest version
	since  time.Time // of that wording
	agreed bool
	to     Offer     // what was agreed to, never more than what stood there since
	own    time.Time // when they last stood behind a change of the entry
}

// next goes on to a newer version of the list, with the people behind it.
func (c *consents) next(offers []Offer, at time.Time, by []mentorship.Person) {
	now := map[int64]*yes{}
	for _, m := range c.members(offers) {
		behind := slices.ContainsFunc(by, func(p mentorship.Person) bool { return p.ID == m.who.ID })
		y := c.said[m.who.ID].follow(m.offer, at, behind, c.standing[m.who.ID])
		y.who, now[m.who.ID] = m.who, y
	}
	c.said = now
}

// follow is how far the person stands behind the entry in its newest wording.
// y is nil where the entry did not stand before.
func (y *yes) follow(o Offer, at time.Time, behind bool, s mentorship.Standing) *yes {
	switch {
	case y == nil:
		y = &yes{offer: o, since: at, agreed: behind, to: o}
	case !o.same(y.offer):
		y.settle(s, at)
		if y.offer, y.since = o, at; behind {
			y.agreed, y.to = true, o
		} else {
			y.to = o.atMost(y.to)
		}
	default:
		return y
	}
	if behind {
		y.own = at
	}
	return y
}

// settle counts an opt-in that came before until, while the present wording stood.
func (y *yes) settle(s mentorship.Standing, until time.Time) {
	if !s.OptedIn.IsZero() && !s.OptedIn.Before(y.since) && (until.IsZero() || s.OptedIn.Before(until)) {
		y.agreed, y.to = true, y.offer
	}
}

// same reports whether two versions of an entry ask the same of a person. Away
// days count as they stand, whoever writes them.
func (o Offer) same(p Offer) bool {
	return o.Capacity == p.Capacity && o.MaxNewPerWeek == p.MaxNewPerWeek && slices.Equal(o.Paths, p.Paths) &&
		slices.Equal(o.Topics, p.Topics) && slices.Equal(o.AskMeAbout, p.AskMeAbout) && slices.Equal(o.Languages, p.Languages) &&
		o.CameFrom == p.CameFrom && o.Zone == p.Zone && o.sameTime(p)
}

// sameTime reports whether both ask for the same time with a newcomer.
func (o Offer) sameTime(p Offer) bool {
	return o.Cadence == p.Cadence && o.Duration == p.Duration && slices.Equal(o.Timing, p.Timing) &&
		slices.Equal(o.Forms, p.Forms) && o.Trial == p.Trial
}

// atMost is the wish of an entry without anything beyond what was agreed to.
func (o Offer) atMost(agreed Offer) Offer {
	o.Capacity = min(agreed.Capacity, o.Capacity)
	o.MaxNewPerWeek = min(agreed.MaxNewPerWeek, o.MaxNewPerWeek)
	o.Paths = both(o.Paths, agreed.Paths)
	o.Topics = both(o.Topics, agreed.Topics)
	o.AskMeAbout = both(o.AskMeAbout, agreed.AskMeAbout)
	o.Languages = both(o.Languages, agreed.Languages)
	if o.CameFrom != "" {
		o.CameFrom = agreed.CameFrom
	}
	if o.Zone != "" {
		o.Zone = agreed.Zone
	}
	if o.Cadence != "" {
		o.Cadence = agreed.Cadence
	}
	if o.Duration != "" {
		o.Duration = agreed.Duration
	}
	o.Timing, o.Forms, o.Trial = agreed.Timing, agreed.Forms, o.Trial || agreed.Trial
	return o
}

// both is what of list stands in other too, nil if nothing does.
func both(list, other []string) []string {
	var out []string
	for _, s := range list {
		if slices.Contains(other, s) {
			out = append(out, s)
		}
	}
	return out
}

// inForce is what of an entry may be used now, and whether the person agreed.
func (c *consents) inForce(m member) (Offer, bool) {
	y, s := c.said[m.who.ID], c.standing[m.who.ID]
	y.settle(s, time.Time{})
	if !y.agreed || s.Out() {
		return m.offer, false
	}
	o := y.to
	if !s.CapacityAt.IsZero() && !s.CapacityAt.Before(y.own) {
		o.Capacity = min(max(s.Capacity, 0), maxCapacity)
	}
	return o, true
}
