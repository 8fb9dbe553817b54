package mentorship

import (
	"slices"
	"time"
)

// maxCommands is how many obeyed commands are remembered.
const maxCommands = 64

// command obeys or refuses a `/mentor` line, once.
func (t *motion) command(c Command) {
	c.At = plain(c.At)
	obey := map[Verb]func(Command) string{
		VerbAccept: t.accept, VerbPass: t.pass, VerbSwap: t.swap,
		VerbFind: t.find, VerbNoThanks: t.noThanks, VerbAssign: t.assign,
		VerbAsk: t.askDirectly, VerbRecommend: t.recommend, VerbOffer: t.offer,
		VerbMute: t.mute, VerbClose: t.closeHere,
		VerbKeepGoing: t.keepGoing, VerbWrapUp: t.wrap, VerbExtend: t.extend, VerbGraduate: t.graduate,
		VerbTouch: t.keepInTouch, VerbNotAFit: t.notAFit, VerbThanks: t.thanks, VerbGoal: t.goal, VerbTopics: t.topics,
		VerbCadence: t.settle, VerbDuration: t.settle, VerbTiming: t.settle, VerbChannel: t.settle,
	}[c.Verb]
	if obey == nil {
		obey = t.months()[c.Verb]
	}
	switch {
	case t.m.State == StateNone:
		t.ignore("nobody has begun here")
		return
	case c.By.Zero() || c.By.Bot:
		t.ignore("only people are obeyed")
		return
	case obey == nil:
		t.ignore("the command is not about this mentorship")
		return
	case c.Verb == VerbFind && c.By.ID == t.m.Newcomer.ID && c.Said().Before(t.m.NoAt):
		t.ignore("the newcomer said no after that")
		return
	case !t.m.remember(c):
		t.ignore("this command was obeyed before")
		return
	}
	t.sign(c)
	t.acknowledge(c, obey(c))
}

// SaidAt is when the command of that index in a comment was given: GitHub dates
// comments, and later commands of one count as said later.
func SaidAt(comment time.Time, index int) time.Time {
	return plain(comment).Add(time.Duration(index) * time.Millisecond)
}

// Said is when the command was given.
func (c Command) Said() time.Time { return SaidAt(c.At, c.Index) }

// remember keeps that the command was seen and reports whether it is new. Of
// a full memory the oldest goes, and what is older than all it holds counts
// as seen, for comment ids rise.
func (m *Mentorship) remember(c Command) bool {
	key := c.Comment<<3 | int64(c.Index&7)
	i, found := slices.BinarySearch(m.Commands, key)
	if found || (i == 0 && len(m.Commands) >= maxCommands) {
		return false
	}
	m.Commands = slices.Insert(m.Commands, i, key)
	if len(m.Commands) > maxCommands {
		m.Commands = slices.Delete(m.Commands, 0, 1)
	}
	return true
}

// acknowledge plans 👍, or 😕 and the line why. Under a pull request whose
// newcomer declined no line is written to anybody else, and in a locked
// conversation nothing at all.
func (t *motion) acknowledge(c Command, note string) {
	if note != "" {
		t.say("", "the command was refused because %s", refusals()[note])
	}
	if t.m.hushed(c.Thread) && (c.Verb != VerbMute || t.old.hushed(c.Thread)) {
		return
	}
	t.plan(Reaction(c.Thread, c.Comment, note == ""))
	if note != "" && (t.m.State != StateDeclined || c.By.ID == t.m.Newcomer.ID) {
		if note == NoteNotAvailable {
			t.plan(Others(c.Thread, c.By, c.At))
			return
		}
		t.plan(Reply(c.Thread, c.By, note, c.At))
	}
}

// accept is T9 (T13 where the coordinators were asked).
func (t *motion) accept(c Command) string {
	m := &t.m
	invited := m.State == StateInvited && c.By.ID == m.Mentor.ID
	switch {
	case m.State.Paired() && c.By.ID == m.Mentor.ID:
		t.say("", "ignored because %s is the mentor already", c.By.Login)
		return ""
	case c.By.ID == m.Newcomer.ID && m.State == StateInvited && m.Offered:
		t.pair(m.Mentor, c.At)
		t.say("T9", "%s took the offer of %s", c.By.Login, m.Mentor.Login)
		return ""
	case c.By.ID == m.Newcomer.ID:
		return NoteNotYours
	case !c.Mentor.Consented || c.Mentor.ID != c.By.ID:
		return NoteNotListed
	case m.State.Paired():
		return NoteTaken
	case m.State == StatePaused:
		return NotePaused
	case m.State.Over():
		return NoteDone
	case c.Mentor.Short && !invited:
		return NoteShort
	case !invited && !t.room(c.By.ID):
		return NoteFull
	}
	row := "T9"
	if m.State == StateEscalated {
		row = "T13"
	}
	t.pair(c.By, c.At)
	t.say(row, "%s accepted", c.By.Login)
	return ""
}

// pass is the invited mentor's no (T10), or the paired mentor's hand-over (T29).
func (t *motion) pass(c Command) string {
	m := &t.m
	switch {
	case m.State.Terminal():
		return NoteDone
	case m.State == StatePaused && c.By.ID == m.Mentor.ID:
		t.stepAside(c)
	case m.Holder() == 0 || c.By.ID != m.Mentor.ID:
		return NoteNotInvited
	case m.State == StateInvited:
		var preferred int64
		if c.Target.Consented {
			preferred = c.Target.ID
		}
		m.Passed = append(m.Passed, c.By.ID)
		t.next(preferred, c.By.Login+" passed")
	default:
		m.Passed = append(m.Passed, c.By.ID)
		t.handOver("T29", c.By.Login+" handed over, so the newcomer is first in order for another mentor", false, c.At)
	}
	return ""
}

// swap asks for another mentor: T10 while one is asked, T28 during a pairing.
func (t *motion) swap(c Command) string {
	m := &t.m
	newcomer := c.By.ID == m.Newcomer.ID
	switch {
	case !newcomer && (m.Holder() == 0 || c.By.ID != m.Mentor.ID):
		return NoteNotYours
	case m.State.Over():
		return NoteDone
	case m.State == StatePaused:
		return NotePaused
	case m.State == StateInvited:
		t.next(0, "somebody else was asked for")
	case m.State.Paired():
		t.handOver("T28", "the two agreed on a change, so the newcomer is first in order for another mentor", true, c.At)
	default:
		return NoteNobodyAsked
	}
	return ""
}

// find starts or renews the search for a mentor. Only the newcomer can lift an
// end (T38), and only their own asking opens a new cycle.
func (t *motion) find(c Command) string {
	m := &t.m
	newcomer := c.By.ID == m.Newcomer.ID
	if c.Topic != "" && (newcomer || t.leads(c)) && m.State != StateDeclined {
		m.Topic = c.Topic
	}
	switch {
	case !newcomer && !t.leads(c):
		return NoteNotYours
	case m.State.Paired():
		return NoteAlreadyMentored
	case m.State == StatePaused:
		return NotePaused
	case m.State == StateInvited:
		return NoteAsked
	case t.v.Rules.Off:
		return NoteOff
	case m.State.Over() && !newcomer:
		return NoteDone
	case m.State.Over():
		t.again(c)
	case m.State == StateSeen:
		m.SearchAt = latest(m.SearchAt, c.At)
		t.seek("T3", "T6", !newcomer)
	case newcomer:
		m.Silent = false
		m.newCycle(c.At)
		t.seek("T8", "T8", false)
	case !t.ask("T8", true, 0):
		m.Silent = false
		t.say("", "no mentor is free now, so the newcomer keeps waiting")
	}
	return ""
}

// leads reports whether somebody may act for a newcomer: a writer or coordinator.
func (t *motion) leads(c Command) bool {
	return c.Writer || t.v.Rules.Coordinator(c.By.ID)
}

// again is T38: the newcomer asks for a mentor after the end. If that happens
// on a later pull request, help goes on there.
func (t *motion) again(c Command) {
	m := &t.m
	if m.Ending != EndedNoThanks {
		m.formers()
	}
	m.Mentor, m.Reasons, m.Rematch, m.Nudged = Person{}, nil, false, false
	m.Course = Course{Reopen: m.mayReopen()}
	m.newCycle(c.At)
	if !c.Thread.Same(m.Pull) {
		m.follow(c.Thread)
	}
	t.queue()
	t.say("T38", "%s asked for a mentor", m.Newcomer.Login)
	t.seek("T38", "T38", false)
}

// follow makes another pull request of the newcomer the one that is helped with.
func (m *Mentorship) follow(to Thread) {
	i := slices.IndexFunc(m.Others, func(o Other) bool { return o.Thread.Same(to) })
	if i < 0 {
		return
	}
	o := m.Others[i]
	m.Others = slices.Delete(m.Others, i, i+1)
	m.note(Other{Thread: m.Pull, OpenedAt: m.Facts.Pull.CreatedAt, MergedAt: m.Facts.mergedAt()})
	m.Pull, m.Muted = o.Thread, false
	m.Facts = Facts{ReadyAt: o.OpenedAt, Pull: Pull{
		Repo: o.Thread.Repo, Number: o.Thread.Number, Author: m.Newcomer, CreatedAt: o.OpenedAt,
		Merged: !o.MergedAt.IsZero(), Closed: !o.MergedAt.IsZero(), MergedAt: o.MergedAt,
	}}
}

// noThanks is the newcomer's no: T16, or the end of a pairing.
func (t *motion) noThanks(c Command) string {
	if c.By.ID != t.m.Newcomer.ID {
		return NoteNotYours
	}
	t.alone(c.Said())
	return ""
}

// alone lets the newcomer go on alone, as they said at that time (T16).
func (t *motion) alone(at time.Time) {
	m := &t.m
	m.NoAt = latest(m.NoAt, at)
	switch {
	case m.State.Terminal():
		t.say("", "ignored because it has ended already")
	case m.State.Paired() || m.State == StatePaused || m.State.Over():
		t.unpaused()
		t.end(StateEnded, EndedNoThanks)
		t.say("T16", "%s wants to go on alone; the pairing ended", m.Newcomer.Login)
	default:
		t.decline(m.Newcomer.Login + " prefers to go alone")
	}
}

// decline is T16.
func (t *motion) decline(why string) {
	t.release()
	t.end(StateDeclined, "")
	t.say("T16", "%s", why)
}

// assign asks the mentor a coordinator or writer names (T13).
func (t *motion) assign(c Command) string {
	m := &t.m
	candidate, free := t.candidate(c.Target.ID)
	switch {
	case !t.leads(c):
		return NoteNotYours
	case m.State.Paired():
		return NoteAlreadyMentored
	case m.State == StatePaused:
		return NotePaused
	case m.State.Over():
		return NoteDone
	case t.v.Rules.Off:
		return NoteOff
	case !c.Target.Consented:
		return NoteNotListed
	case slices.Contains(m.Asked, c.Target.ID):
		return NoteAsked
	case !free:
		return NoteFull
	case m.hushed(m.voice()):
		return NoteLocked
	}
	if m.State == StateInvited {
		t.release()
	}
	m.SearchAt = latest(m.SearchAt, c.At)
	t.invite(candidate, true, false)
	t.say("T13", "%s was named by %s and asked", c.Target.Login, c.By.Login)
	return ""
}
