package config

import (
	"cmp"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Proposal is a version of the file that somebody wants, as the head of a pull
// request holds it. It must be valid.
type Proposal struct {
	SHA  string
	Text []byte
	By   []mentorship.Person // who will stand behind it: its author, and who approved so far
	At   time.Time
	// People and Teams are the accounts behind the names in Text, as in mentorship.HouseText.
	People map[string]mentorship.Person
	Teams  map[string][]mentorship.Person
}

// Proposed is the file as it will stand once the proposal is merged.
func Proposed(now mentorship.HouseText, p Proposal) mentorship.HouseText {
	now.SHA, now.Text, now.Missing, now.ReadAt = p.SHA, p.Text, false, p.At
	now.People, now.Teams = p.People, p.Teams
	now.Revisions = append(slices.Clone(now.Revisions), mentorship.Revision{SHA: p.SHA, At: p.At, By: p.By})
	now.Texts = append(slices.Clone(now.Texts), string(p.Text))
	return now
}

// Outlook is what proposed house rules would change for people.
type Outlook struct {
	Entries []Entry             // everybody listed in the proposed files
	Removed []mentorship.Person // listed now and no longer then
	Places  int                 // mentorships at once, in sum of those who will act
	Rules   mentorship.Rules    // as they will be in force
}

// Entry is what a proposed entry means for one person.
type Entry struct {
	Login     string // as it is written, or the login of the member of Team
	Team      string // "org/team" whose entry it is; empty: their own
	Line, Col int    // where the entry stands; 0 for one of the owner's file in a repository
	Person    mentorship.Person
	Unknown   bool // no account of that name is known, or it is a bot's: the entry will not act
	Added     bool // not listed now
	OptedOut  bool // by their own word: the entry will not act, and nobody need ask them
	Waiting   bool // it will not act before they agreed
	Raised    bool // it asks more of them than they agreed to: that part waits
	Capacity  int  // mentorships at once that will be in force
}

// Compare says what files would mean for people in place of those of now.
func Compare(now, then Files, standing map[int64]mentorship.Standing) (Outlook, error) {
	c, house, err := then.follow(standing)
	if err != nil {
		return Outlook{}, err
	}
	before, _, err := now.follow(standing)
	if err != nil {
		return Outlook{}, err
	}
	out := Outlook{Rules: c.rules(house, then.sha())}
	for _, m := range c.members(house.Mentors) {
		e := c.entry(m, house)
		e.Added = before.said[m.who.ID] == nil
		out.Places += e.Capacity
		out.Entries = append(out.Entries, e)
	}
	for _, o := range house.Mentors {
		if len(c.of(o.Login, o.Team)) == 0 {
			out.Entries = append(out.Entries, Entry{Login: o.Login, Team: o.Team, Line: o.Line, Col: o.Col, Unknown: true})
		}
	}
	out.Removed = before.without(c)
	return out, nil
}

// entry is what an entry means for the person, as far as it alone tells.
func (c *consents) entry(m member, h House) Entry {
	now := c.mentor(m, h)
	e := Entry{
		Login: m.offer.Login, Team: m.offer.Team, Line: m.offer.Line, Col: m.offer.Col, Person: m.who,
		OptedOut: c.standing[m.who.ID].Out(),
	}
	if e.Login == "" {
		e.Login = m.who.Login
	}
	e.Waiting = !now.Consented && !e.OptedOut
	if now.Consented {
		e.Capacity = now.Capacity
		y := c.said[m.who.ID]
		e.Raised = !y.to.same(y.offer)
	}
	return e
}

// without is everybody listed here and not there, by login.
func (c *consents) without(then *consents) []mentorship.Person {
	var out []mentorship.Person
	for id, y := range c.said {
		if then.said[id] == nil {
			out = append(out, y.who)
		}
	}
	slices.SortFunc(out, func(a, b mentorship.Person) int { return cmp.Compare(fold(a.Login), fold(b.Login)) })
	return out
}
