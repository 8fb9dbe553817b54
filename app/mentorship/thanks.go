package mentorship

import (
	"slices"
	"time"
)

// Thank is that one of the two said thanks to the other, and where. The words
// stay in the comment.
type Thank struct {
	At      time.Time `json:"at"`
	By      int64     `json:"by"`
	To      int64     `json:"to"`
	Thread  Thread    `json:"thread"`
	Comment int64     `json:"comment"`
}

// maxThanks is how many are remembered, the newest.
const maxThanks = 24

// thanks leaves the words where they are and offers ways to give back, once.
func (t *motion) thanks(c Command) string {
	m := &t.m
	switch {
	case !m.between(c.By):
		return NoteNotYours
	case m.State == StateDeclined:
		return NoteDone
	case c.By.ID == m.Newcomer.ID && !m.Thanked:
		m.Thanked = true
		if !m.hushed(c.Thread) {
			t.plan(Reply(c.Thread, c.By, NoteGiveBack, c.At))
		}
	}
	t.thank(c)
	m.tick(t.v.Now, G4)
	t.say("facts", "%s said thanks", c.By.Login)
	return ""
}

// thank remembers where thanks were said, for the page of the one who is thanked.
func (t *motion) thank(c Command) {
	m := &t.m
	to := m.Newcomer.ID
	if c.By.ID == to {
		to = m.helper()
	}
	if to == 0 || c.Comment == 0 {
		return
	}
	m.Thanks = append(m.Thanks, Thank{At: c.At, By: c.By.ID, To: to, Thread: c.Thread, Comment: c.Comment})
	m.Thanks = m.Thanks[max(len(m.Thanks)-maxThanks, 0):]
}

// helper is who mentors the newcomer or did so last, 0 for nobody: who was only
// asked has not helped yet.
func (m Mentorship) helper() int64 {
	switch {
	case !m.searching() && !m.Paired.IsZero() && !m.Mentor.Zero():
		return m.Mentor.ID
	case len(m.Former) > 0:
		return m.Former[len(m.Former)-1].ID
	}
	return 0
}

// ThanksTo are the thanks that person heard here, the newest first.
func (m Mentorship) ThanksTo(person int64) (out []Thank) {
	for _, x := range slices.Backward(m.Thanks) {
		if x.To == person {
			out = append(out, x)
		}
	}
	return out
}
