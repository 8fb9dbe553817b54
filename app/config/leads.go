package config

import (
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Coordinators agree to be mentioned as mentors agree to their entries: what
// stands under program.coordinators is followed as if it were entries that say
// nothing but a name.

// asOffers are logins and teams as such entries.
func asOffers(names []string) []Offer {
	out := make([]Offer, 0, len(names))
	for _, n := range names {
		o := Offer{Login: n}
		if strings.Contains(n, "/") {
			o = Offer{Team: n}
		}
		out = append(out, o)
	}
	return out
}

// agreed are those listed today who stand behind it, in order. Whoever's last
// word was to join agreed as well, wherever it was said.
func (c *consents) agreed(names []string) []mentorship.Person {
	var out []mentorship.Person
	for _, m := range c.members(asOffers(names)) {
		if _, ok := c.inForce(m); ok {
			out = append(out, m.who)
		}
	}
	return out
}
