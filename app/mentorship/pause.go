package mentorship

import (
	"time"
)

// LabelPaused is what a tracking issue is labelled with while its pairing rests.
const LabelPaused = "paused"

// months are the commands of a running pairing, and of its steps.
func (t *motion) months() map[Verb]func(Command) string {
	return map[Verb]func(Command) string{
		VerbPause: t.pause, VerbResume: t.resume, VerbStuck: t.stuck, VerbQuestion: t.question,
		VerbSlower: t.slower, VerbWiden: t.widen,
		VerbDone: t.tickedBy, VerbUndo: t.untickedBy, VerbOutcome: t.outcome, VerbNext: t.nextTask,
	}
}

// sign is that a command of the newcomer's shows that they are back, unless it
// asks for rest.
func (t *motion) sign(c Command) {
	if c.By.ID != t.m.Newcomer.ID || c.Verb == VerbPause || c.Verb == VerbNoThanks || t.m.State == StateDeclined {
		return
	}
	t.m.Facts.ActiveAt = latest(t.m.Facts.ActiveAt, c.At)
	t.m.Page.Holds = false // asking for something is more than being seen
	t.wake()
}

// notPaired says why a command that needs a pairing cannot be obeyed, "" if it can.
func (t *motion) notPaired(c Command) string {
	switch m := &t.m; {
	case m.State.Terminal():
		return NoteDone
	case !m.State.Paired() && m.State != StatePaused:
		return NoteNoPairing
	case c.By.ID != m.Newcomer.ID && c.By.ID != m.Mentor.ID:
		return NoteNotYours
	}
	return ""
}

// pause is T25 by either side's word.
func (t *motion) pause(c Command) string {
	if note := t.notPaired(c); note != "" {
		return note
	}
	if t.m.State == StatePaused {
		t.say("", "ignored because the pairing rests already")
		return ""
	}
	t.lull(c.At)
	t.say("T25", "%s asked for a pause; the mentor's place is free", c.By.Login)
	return ""
}

// lull begins a pause: the mentor's place is free, their name is kept. The
// clocks of the term stand still in it, and a wrap-up waits.
func (t *motion) lull(at time.Time) {
	m := &t.m
	m.Course.Resting = m.State == StateWrapping
	t.move(StatePaused)
	m.Since = at
	m.Care.Pauses++
	m.Care.Asked, m.Care.Slower, m.Care.Helped, m.Care.Told = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	m.Care.Back, m.Care.Call = Span{}, Call{}
	if !m.Issue.Zero() {
		t.plan(Effect{Key: m.pauseKey("pause"), Kind: EffectLabel, Thread: m.Issue, Note: LabelPaused})
	}
}

func (m Mentorship) pauseKey(what string) string {
	return m.ID + "/" + what + "/" + itoa(int64(m.Care.Pauses))
}

// unpaused takes the label of a pause off, if there is one.
func (t *motion) unpaused() {
	if m := &t.m; m.State == StatePaused && !m.Issue.Zero() {
		t.plan(Effect{Key: m.pauseKey("unpause"), Kind: EffectUnlabel, Thread: m.Issue, Note: LabelPaused})
	}
}

// resume is T26 by either side's word.
func (t *motion) resume(c Command) string {
	if note := t.notPaired(c); note != "" {
		return note
	}
	if t.m.State == StatePaused {
		t.goOn(c.By.Login + " went on")
		return ""
	}
	t.say("", "ignored because the pairing does not rest")
	return ""
}

// wake is T26 by any sign of the newcomer since the pause began, unless
// somebody else's closing of the page holds it.
func (t *motion) wake() {
	if m := &t.m; m.State == StatePaused && !m.Page.Holds && m.Facts.ActiveAt.After(m.Since) {
		t.goOn(m.Newcomer.Login + " is back")
	}
}

// goOn ends a pause: with the same mentor where there is room, else first in
// order for another one. Nobody is asked at once, so that what became known
// together counts together.
func (t *motion) goOn(why string) {
	m := &t.m
	t.unpaused()
	m.Care.Back = Span{From: m.Since, To: t.v.Now}
	m.Page.Holds = false
	if !m.Mentor.Zero() && t.spare(m.Mentor.ID) {
		m.Course.rest(m.Care.Back)
		t.move(StateActive)
		if m.Course.Resting {
			t.move(StateWrapping)
		}
		m.Course.Resting = false
		m.ByWord = false
		t.say("T26", "%s, and %s has room", why, m.Mentor.Login)
		return
	}
	if !m.Issue.Zero() && !m.Mentor.Zero() {
		t.plan(Effect{Key: m.roundKey("issue-unassign"), Kind: EffectUnassign, Thread: m.Issue, Person: m.Mentor, Round: m.Round})
	}
	t.release()
	m.Course = Course{Whole: !m.termBegan().IsZero(), Reopen: m.Course.Reopen}
	m.newCycle(t.v.Now)
	m.Rematch = true
	t.queue()
	m.Looked = t.v.Now.Add(-TickEvery)
	t.say("T26", "%s, and the mentor has no room now, so the newcomer is first in order", why)
}

// spare reports whether a paused pairing's mentor may go on with it.
func (t *motion) spare(id int64) bool {
	if t.v.Room != nil {
		return t.v.Room(id)
	}
	_, ok := t.candidate(id)
	return ok
}

// stepAside is the mentor's pass during a pause: when the newcomer is back,
// another mentor is looked for.
func (t *motion) stepAside(c Command) {
	m := &t.m
	m.Passed = append(m.Passed, c.By.ID)
	if !m.Issue.Zero() {
		t.plan(Effect{Key: m.roundKey("issue-unassign"), Kind: EffectUnassign, Thread: m.Issue, Person: m.Mentor, Round: m.Round})
	}
	t.release()
	t.say("T29", "%s handed over during a pause", c.By.Login)
}
