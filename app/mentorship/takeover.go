package mentorship

import "time"

// TookOver says that somebody pushed to the newcomer's branch, or opened a pull
// request of their own that changes the same files while the newcomer's is open.
type TookOver struct {
	By Person
	At time.Time
}

func (TookOver) event() {}

// moreKnown is all the history says of what is for one person alone.
const moreKnown = "more is known about the pull request"

// tookOver notes for the mentor alone, on the page that only they can open, that
// the newcomer's work went through their hands. Nothing is said of it anywhere
// else: neither in a comment nor as a decision that others may ask for.
func (t *motion) tookOver(e TookOver) {
	m := &t.m
	mentor, _ := t.v.Rules.Mentor(e.By.ID)
	switch {
	case !m.State.Paired() || m.Mentor.ID != e.By.ID:
		t.ignore("it was not done by a mentor at work here")
	case mentor.Unguarded:
		t.ignore("the mentor wants no such note")
	default:
		m.Care.TookAt = latest(m.Care.TookAt, plain(e.At))
		t.say("facts", moreKnown)
	}
}
