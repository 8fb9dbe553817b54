package mentorship

import (
	"fmt"
	"time"
)

// wrapUp is T30: the last stretch, and what could come after it.
func (t *motion) wrapUp(format string, args ...any) {
	t.move(StateWrapping)
	t.m.Course.Wrapped, t.m.Course.WrapAt = true, t.v.Now
	t.m.Course.Extend, t.m.Course.Graduate = Sides{}, Sides{}
	t.say("T30", format, args...)
	t.askPulse(TellWrapUp)
	t.onPage(TellWrapUp, fmt.Sprintf("c%dx%d", t.m.Cycle, t.m.Course.Extended))
}

// termOver is the end of the last fourteen days: T31 where every step of the
// graduation is done, else T33.
func (t *motion) termOver() {
	if !t.m.metAt(t.v.Rules).IsZero() {
		t.graduated("the term is over and every step of the graduation is done")
		return
	}
	t.end(StateEnded, EndedNatural)
	t.say("T33", "the term is over; the pairing ended naturally")
}

// graduated is T31: thanks, and the page closes.
func (t *motion) graduated(why string) {
	m := &t.m
	t.move(StateGraduated)
	m.Years.Graduated, m.Course.Touch = t.v.Now, Sides{}
	t.say("T31", "%s", why)
	t.onPage(TellGraduated, t.inCycle())
}

// keepGoing begins the term, or answers whether to go on.
func (t *motion) keepGoing(c Command) string {
	m := &t.m
	switch {
	case !m.between(c.By):
		return NoteNotYours
	case m.State == StateLongTerm:
		m.Years.Unanswered = 0
		t.say("T35", "keeping in touch goes on")
	case m.State == StateWrapping:
		return t.extend(c)
	case m.State.Over():
		return NoteDone
	case m.State != StateActive:
		return NoteNoPairing
	case m.termBegan().IsZero():
		m.Course.KeptAt = c.At
		if m.Informal {
			t.deepens()
		}
		t.say("keep", "%s would like to go on, so the term began", c.By.Login)
	default:
		t.say("facts", "the two go on; the term runs already")
	}
	m.Facts.TalkedAt = latest(m.Facts.TalkedAt, c.At)
	return ""
}

// wrap is `wrap-up` by either side (T30), or the end of keeping in touch.
func (t *motion) wrap(c Command) string {
	m := &t.m
	switch {
	case !m.between(c.By):
		return NoteNotYours
	case m.State == StateWrapping:
		t.say("", "ignored because the two are wrapping up already")
	case m.State == StateLongTerm:
		t.end(StateEnded, EndedNatural)
		t.say("T35", "%s ended keeping in touch", c.By.Login)
	case m.State.Over():
		return NoteDone
	case m.State != StateActive:
		return NoteNoPairing
	default:
		t.wrapUp("%s would like to wrap up", c.By.Login)
	}
	return ""
}

// extend is T32 once both asked for it.
func (t *motion) extend(c Command) string {
	m := &t.m
	if note := t.wrappingUp(c); note != "" {
		return note
	}
	if m.Course.Extended >= maxExtensions {
		return NoteExtended
	}
	t.side(&m.Course.Extend, c.By)
	if !m.Course.Extend.Both() {
		t.say("", "waiting for the second yes to more time")
		return ""
	}
	m.Course.Extended++
	m.Course.KeptAt = m.termBegan() // the term counts from where it began, whatever else comes
	if m.Course.KeptAt.IsZero() {
		m.Course.KeptAt = t.v.Now.Add(-positive(t.v.Rules.Term, DefaultTerm)) // it had not begun: thirty days from now
	}
	t.move(StateActive)
	t.say("T32", "both asked for thirty days more")
	return ""
}

// graduate is T31 once both said so.
func (t *motion) graduate(c Command) string {
	m := &t.m
	if note := t.wrappingUp(c); note != "" {
		return note
	}
	t.side(&m.Course.Graduate, c.By)
	if !m.Course.Graduate.Both() {
		t.say("", "waiting for the second yes to the graduation")
		return ""
	}
	t.graduated("both said that " + m.Newcomer.Login + " knows the way")
	return ""
}

// wrappingUp says why a word about the end of the term cannot be taken now.
func (t *motion) wrappingUp(c Command) string {
	switch {
	case !t.m.between(c.By):
		return NoteNotYours
	case t.m.State == StateWrapping:
		return ""
	case t.m.State.Over():
		return NoteDone
	case t.m.State == StateActive:
		return NoteNotWrapping
	}
	return NoteNoPairing
}

// keepInTouch is T34 once both would like to.
func (t *motion) keepInTouch(c Command) string {
	m := &t.m
	cadence := c.Value
	if cadence == "" {
		cadence = Quarterly
	}
	switch {
	case !m.between(c.By):
		return NoteNotYours
	case !isCadence(cadence):
		return NoteCadence
	case m.State == StateLongTerm:
		m.Ways.Cadence = cadence
		t.say("T34", "the rhythm of keeping in touch changed")
		return ""
	case m.State.Terminal():
		return NoteDone
	case m.State != StateGraduated:
		return NoteNotGraduated
	}
	t.side(&m.Course.Touch, c.By)
	if c.Value != "" || !m.Course.Touch.Both() {
		m.Ways.Cadence = cadence
	}
	if !m.Course.Touch.Both() {
		t.say("", "waiting for the second yes to keeping in touch")
		return ""
	}
	t.move(StateLongTerm)
	m.Course.Reopen = m.mayReopen()
	m.Years.RenewAt, m.Years.Unanswered = t.v.Now, 0
	t.say("T34", "both would like to keep in touch")
	return ""
}

// renew is T35: one question each 180 days; two without a word end it.
func (t *motion) renew() {
	y := &t.m.Years
	if !t.m.Facts.TalkedAt.Before(y.RenewAt.Truncate(wholeSecond)) {
		y.Unanswered = 0
	}
	if y.Unanswered >= maxUnanswered {
		t.end(StateEnded, EndedNatural)
		t.say("T35", "two renewals were not answered; keeping in touch ended naturally")
		return
	}
	y.Unanswered++
	y.RenewAt = t.v.Now
	t.say("T35", "180 days have passed, so the two were asked whether to stay in touch")
	t.onPage(TellRenew, t.v.Now.Format(time.DateOnly))
}

// passOn is T36: a graduate who is still active is asked, once in a lifetime,
// whether to mentor others.
func (t *motion) passOn() {
	y := &t.m.Years
	y.ForwardAt = t.v.Now
	if !t.m.SeenAt.After(y.Graduated) {
		t.say("facts", "sixty days after the graduation nothing was seen of %s, so nothing is asked", t.m.Newcomer.Login)
		return
	}
	t.say("T36", "%s graduated sixty days ago and is still active, so they were asked once whether to mentor others", t.m.Newcomer.Login)
	t.onPage(TellForward, "once")
}

// keepOrEnd asks once whether to go on, after two periods of the rhythm the
// two chose themselves without a word between them.
func (t *motion) keepOrEnd() {
	t.m.Course.Kept = true
	t.say("S63", "no word was seen between the two in two periods of their rhythm, so they were asked once whether to go on")
	t.onPage(TellKeep, t.inCycle())
}

// inCycle tells apart what is said once in a search and the pairing it led to.
func (t *motion) inCycle() string { return fmt.Sprintf("c%d", t.m.Cycle) }

// roleChanged is a moment to look anew, once in a lifetime (S37). Nothing is said
// of the role: it may be private.
func (t *motion) roleChanged(e RoleChanged) {
	m := &t.m
	switch {
	case t.keepsNothing():
	case !m.Years.JoinedAt.IsZero():
		t.ignore("that is known already")
	default:
		m.Years.JoinedAt = plain(e.At)
		if !m.State.Paired() && m.State != StateLongTerm {
			return
		}
		t.say("S37", "the newcomer's role here changed, so the two were asked once whether to look anew")
		t.onPage(TellRole, "once")
	}
}
