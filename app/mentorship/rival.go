package mentorship

// Rival says that another deployment of firstmate speaks in a conversation: a
// bot that is not ours left a text with our kind of hidden marker there. Two
// greetings are one too many, so we are silent in it from then on.
type Rival struct{ Thread Thread }

func (Rival) event() {}

func (t *motion) rival(e Rival) {
	m := &t.m
	switch {
	case m.State == StateNone || m.State == StateDeclined || m.MutedIn(e.Thread):
		t.ignore("nothing is said there anyway")
		return
	case m.own(e.Thread):
		m.Muted = true
	case !m.Issue.Zero() && e.Thread.Same(m.Issue):
		m.IssueMuted = true
	default:
		t.ignore("it is not about a conversation of this mentorship")
		return
	}
	t.say("facts", "another deployment of firstmate speaks in this conversation, so nothing more is written in it")
}
