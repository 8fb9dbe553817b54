package mentorship

import "time"

// Page is what people did to the tracking issue itself. What we did to it
// ourselves is no such fact.
type Page struct {
	At    time.Time `json:"at,omitzero"`     // newest time it was closed or opened again by a person
	Shut  bool      `json:"shut,omitempty"`  // closed by a person, and not opened again since
	Pair  bool      `json:"pair,omitempty"`  // it was one of the two
	Wraps bool      `json:"wraps,omitempty"` // that began the wrap-up
	// Holds says that the pause lasts until the page is opened again, or one of
	// the two asks to go on: somebody else closed it.
	Holds bool `json:"holds,omitempty"`
}

// PageTurned says that a person closed the tracking issue, or opened it again.
type PageTurned struct {
	Thread Thread
	Shut   bool
	By     Person
	At     time.Time
}

func (PageTurned) event() {}

// pageTurned takes over what a person did to the page. By one of the two,
// closing it is a wrap-up; by anybody else it is a pause, and we never open
// that page again. GitHub's times are whole seconds: of two in one second,
// closing counts.
func (t *motion) pageTurned(e PageTurned) {
	m, at := &t.m, plain(e.At)
	switch {
	case t.keepsNothing():
	case m.Issue.Zero() || !e.Thread.Same(m.Issue) || e.By.Zero() || e.By.Bot:
		t.ignore("no person did this to the tracking issue")
	case at.Before(m.Page.At) || at.Equal(m.Page.At) && !e.Shut:
		t.ignore("more recent news of the page is known")
	case e.Shut == m.Page.Shut:
		t.ignore("the page stood that way already")
	case e.Shut:
		m.Page = Page{At: at, Shut: true, Pair: m.between(e.By)}
		t.shut(e.By)
	default:
		was := m.Page
		m.Page = Page{At: at}
		t.reopened(was, e.By)
	}
}

// shut is a page closed by hand. Nothing is asked about it.
func (t *motion) shut(by Person) {
	m := &t.m
	switch {
	case m.Page.Pair && m.State == StateActive:
		m.Page.Wraps = true
		t.wrapUp("%s closed the page, which is a wrap-up", by.Login)
	case m.Page.Pair && m.State == StatePaused && !m.Course.Resting:
		m.Page.Wraps, m.Course.Resting = true, true
		t.say("T30", "%s closed the page during a pause; what comes after it is the wrap-up", by.Login)
	case m.Page.Pair && m.State == StateLongTerm:
		t.end(StateEnded, EndedNatural)
		t.say("T35", "%s closed the page, which ends keeping in touch", by.Login)
	case !m.Page.Pair && m.State.Paired():
		m.Page.Holds = true
		t.lull(m.Page.At)
		t.say("T25", "%s closed the page, so the pairing rests", by.Login)
	case !m.Page.Pair && m.State == StatePaused:
		m.Page.Holds = true
		t.say("T25", "%s closed the page, so the pairing rests until it is opened again", by.Login)
	default:
		t.say("facts", "%s closed the page", by.Login)
	}
}

// reopened is a page a person opened again: what its closing began is over.
func (t *motion) reopened(was Page, by Person) {
	m := &t.m
	if was.Wraps && m.State == StatePaused {
		m.Course.Resting = false
	}
	switch {
	case was.Holds && m.State == StatePaused:
		t.goOn(by.Login + " opened the page again")
	case was.Wraps && m.State == StateWrapping:
		t.move(StateActive)
		t.say("T30", "%s opened the page again, so the pairing goes on", by.Login)
	default:
		t.say("facts", "%s opened the page again", by.Login)
	}
}

// written reports whether a new comment may go on the page: none does where
// people closed it, but for the thanks after a graduation and what follows it.
func (m Mentorship) written() bool {
	return !m.Issue.Zero() && (!m.Page.Shut || m.State == StateGraduated)
}

// pageless reports whether there is no page, and none is on its way.
func (m Mentorship) pageless() bool { return m.Issue.Zero() && (m.NoIssue || !m.IssueDue) }

// mayReopen reports whether we may open the page again when two people go on:
// a page closed by somebody else stays closed.
func (m Mentorship) mayReopen() bool {
	return !m.Issue.Zero() && (!m.Page.Shut || m.Page.Pair)
}

// maxRests bounds how many pauses of a pairing are remembered, the newest.
const maxRests = 20

// rest notes a pause that is over: the clocks of the term stood still in it.
func (c *Course) rest(s Span) {
	c.Rests = append(c.Rests, s)
	c.Rests = c.Rests[max(len(c.Rests)-maxRests, 0):]
}

// rested is how long the pairing rested since then.
func (c Course) rested(since time.Time) (sum time.Duration) {
	for _, s := range c.Rests {
		sum += max(s.To.Sub(latest(s.From, since)), 0)
	}
	return sum
}

// awake is when the pairing last came back from a pause, zero if it never did.
func (c Course) awake() time.Time {
	if len(c.Rests) == 0 {
		return time.Time{}
	}
	return c.Rests[len(c.Rests)-1].To
}

// wrapped is when the two began to wrap up.
func (m Mentorship) wrapped() time.Time { return firstOf(m.Course.WrapAt, m.Since) }
