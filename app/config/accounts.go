package config

import (
	"maps"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// accounts tells who the names in the house rules are today.
type accounts struct {
	people map[string]mentorship.Person   // by login in lower case
	teams  map[string][]mentorship.Person // by "org/team" in lower case
}

func accountsOf(files ...mentorship.HouseText) accounts {
	a := accounts{map[string]mentorship.Person{}, map[string][]mentorship.Person{}}
	for _, f := range files {
		maps.Copy(a.people, f.People)
		maps.Copy(a.teams, f.Teams)
	}
	return a
}

// person is who has a login today; nobody and bots are left out.
func (a accounts) person(login string) (mentorship.Person, bool) {
	who := a.people[fold(login)]
	return who, !who.Zero() && !who.Bot
}

// of is everybody behind a login or team.
func (a accounts) of(login, team string) []mentorship.Person {
	var out []mentorship.Person
	if who, ok := a.person(login); ok {
		out = append(out, who)
	}
	for _, who := range a.teams[fold(team)] {
		if !who.Zero() && !who.Bot {
			out = append(out, who)
		}
	}
	return out
}

// member is a person an entry speaks of.
type member struct {
	who   mentorship.Person
	offer Offer
}

// members is everybody the entries speak of, each once: an entry by login counts
// before one by team, and among these the first.
func (a accounts) members(offers []Offer) []member {
	var out []member
	seen := map[int64]bool{}
	add := func(o Offer) {
		for _, who := range a.of(o.Login, o.Team) {
			if !seen[who.ID] {
				seen[who.ID] = true
				out = append(out, member{who, o})
			}
		}
	}
	for _, o := range offers {
		if o.Team == "" {
			add(o)
		}
	}
	for _, o := range offers {
		if o.Team != "" {
			add(o)
		}
	}
	return out
}
