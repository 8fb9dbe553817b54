package mentorship

import "slices"

// The commands with which people bring newcomer and mentor together
// themselves, and those that end our part in it.

// open says why nobody may be brought together here now, "" if they may.
func (t *motion) open() string {
	m := &t.m
	switch {
	case m.State.Paired() || m.State.Over() && !m.State.Terminal():
		return NoteAlreadyMentored
	case m.State == StateDeclined:
		return NoteDone
	case t.v.Rules.Off:
		return NoteOff
	}
	return ""
}

// askDirectly is the newcomer's own question to a mentor they name. Their own
// mention informs that person, so we add none and write nothing but 👍.
func (t *motion) askDirectly(c Command) string {
	m := &t.m
	closed := t.open()
	switch {
	case c.By.ID != m.Newcomer.ID:
		return NoteNotYours
	case closed != "" && closed != NoteDone:
		return closed
	case !c.Targeted || !c.Reason:
		return NoteAskWhy
	}
	candidate, free := t.candidate(c.Target.ID)
	if !free || !c.Target.Consented {
		return NoteNotAvailable
	}
	if m.State == StateInvited && m.Mentor.ID == c.Target.ID {
		return NoteAsked
	}
	if m.State.Terminal() || slices.Contains(m.Asked, c.Target.ID) {
		m.newCycle(c.At)
	}
	t.release()
	m.SearchAt = latest(m.SearchAt, c.At)
	t.take(candidate)
	m.ByAsk = true
	t.say("T8", "%s asked %s directly", m.Newcomer.Login, c.Target.Login)
	return ""
}

// take makes a mentor the one who is asked, without a word of ours.
func (t *motion) take(c Candidate) {
	m := &t.m
	m.Mentor, m.Reasons = c.Mentor.Person, slices.Clone(c.Reasons)
	m.Asked = append(m.Asked, c.Mentor.ID)
	m.Round++
	m.InvitedAt, m.Heard = t.v.Now, m.Facts.lastWord(c.Mentor.ID)
	t.move(StateInvited)
}

// recommend puts a mentor first in the matching, by those who know the topic.
func (t *motion) recommend(c Command) string {
	m := &t.m
	closed := t.open()
	switch {
	case !t.leads(c):
		return NoteNotYours
	case closed != "":
		return closed
	case m.State.Terminal():
		return NoteDone
	case !c.Target.Consented:
		return NoteNotListed
	case c.Target.ID == m.Newcomer.ID || slices.Contains(m.Barred, c.Target.ID):
		return NoteFull
	}
	m.Recommended = c.Target.ID
	if m.State == StateQueued && !m.Silent {
		t.ask("T8", false, 0)
	}
	t.say("facts", "%s was recommended by %s and comes first when a mentor is asked next", c.Target.Login, c.By.Login)
	return ""
}

// offer makes a mentor who volunteers the candidate of a newcomer nobody is
// asked for. The newcomer confirms by answering, or by `accept`.
func (t *motion) offer(c Command) string {
	m := &t.m
	closed := t.open()
	switch {
	case c.By.ID == m.Newcomer.ID:
		return NoteNotYours
	case !c.Mentor.Consented || c.Mentor.ID != c.By.ID:
		return NoteNotListed
	case closed == NoteAlreadyMentored:
		return NoteTaken
	case closed != "":
		return closed
	case m.State.Terminal():
		return NoteDone
	case m.State == StateInvited:
		return NoteAsked
	case c.Mentor.Short:
		return NoteShort
	case !t.room(c.By.ID):
		return NoteFull
	}
	candidate, ok := t.candidate(c.By.ID)
	if !ok {
		candidate = Candidate{Mentor: c.Mentor}
	}
	t.take(candidate)
	m.Offered, m.InvitedAt = true, c.At
	t.say("T8", "%s offered to help; an answer of %s confirms it", c.By.Login, m.Newcomer.Login)
	return ""
}

// room reports whether a volunteer may take the newcomer on.
func (t *motion) room(id int64) bool {
	if slices.Contains(t.m.Barred, id) {
		return false
	}
	_, ok := t.candidate(id)
	return ok || (t.v.Room != nil && t.v.Room(id))
}

// confirmed sees in the newcomer's own word that they take an offer. Of several
// words the earliest confirms it, in whatever order they arrive; the mentor's
// word adds nothing to their offer.
func (t *motion) confirmed(e Answered) bool {
	m := &t.m
	switch {
	case !m.Offered:
		return false
	case e.By.ID != m.Newcomer.ID || e.At.Before(m.InvitedAt):
	case m.State == StateInvited:
		t.pair(m.Mentor, e.At)
		m.ByWord, m.Offered = true, true
		t.say("T9", "%s answered the offer of %s, which confirms it", m.Newcomer.Login, m.Mentor.Login)
	default:
		t.earlierWord(e)
	}
	return true
}

// mute silences a conversation of the mentorship for good.
func (t *motion) mute(c Command) string {
	m := &t.m
	if !t.leads(c) {
		return NoteNotYours
	}
	if c.Thread.Same(m.Issue) {
		m.IssueMuted = true
	} else {
		m.Muted = true
	}
	t.say("facts", "%s muted this conversation; nothing more is written in it", c.By.Login)
	return ""
}

// closeHere ends a mentorship in neutral words.
func (t *motion) closeHere(c Command) string {
	m := &t.m
	switch {
	case !t.v.Rules.Coordinator(c.By.ID):
		return NoteNotYours
	case m.State.Terminal():
		t.say("", "ignored because it has ended already")
		return ""
	case (m.State.Paired() || m.State == StatePaused) && !m.Issue.Zero():
		t.plan(Effect{Key: m.roundKey("issue-unassign"), Kind: EffectUnassign, Thread: m.Issue, Person: m.Mentor, Round: m.Round})
	}
	t.unpaused()
	t.release()
	t.end(StateEnded, EndedClosed)
	t.say("close", "%s closed it", c.By.Login)
	return ""
}
