package mentorship

import (
	"slices"
	"strings"
)

// due serves the first timer that has run out. Others that ran out as well
// are still due afterwards if they still mean something.
func (t *motion) due() {
	m := &t.m
	if p := t.v.Live; p != nil && m.State != StateNone && m.State != StateDeclined && p.Thread().Same(m.Pull) {
		m.Facts.see(plainPull(*p))
		if m.State == StateSeen {
			m.T0 = t.begun()
		}
	}
	clocks := m.running(t.v.Rules)
	for _, timer := range timerOrder() {
		if at, ok := clocks[timer]; ok && !at.After(t.v.Now) {
			t.fire(timer)
			return
		}
	}
	if t.v.Live == nil {
		t.ignore("no timer has run out")
	}
}

func (t *motion) fire(timer Timer) {
	m := &t.m
	switch timer {
	case TimerFrozen:
		t.lost()
	case TimerReopen:
		t.closed()
	case TimerEnd:
		t.finished()
	case TimerTerm:
		t.termOver()
	case TimerWrapUp:
		t.wrapUp("the term is nearly over, or every step of the graduation was done a day ago")
	case TimerAway:
		t.away()
	case TimerRenew:
		t.renew()
	case TimerPassOn:
		t.passOn()
	case TimerKeep:
		t.keepOrEnd()
	case TimerRetention:
		t.retention()
	case TimerQueue:
		t.unmatched()
	case TimerEscalation:
		t.queue()
		t.say("T14", "the coordinators' seven days are over; the newcomer waits for a free mentor")
	case TimerAccept:
		if !m.Offered && !m.hushed(m.voice()) && (m.ByAsk || m.invitationStands()) { // whom nobody could tell need not rest
			t.rest = m.Mentor.ID
		}
		t.next(0, m.Mentor.Login+" did not answer in time")
	case TimerNudge:
		t.nudge()
	case TimerEmoji:
		t.lookedAway()
	case TimerQuiet:
		t.firstWord()
	case TimerGate:
		t.skip(SkippedGone, "the pull request did not pass the gate of the house rules (watch.gate) in thirty days")
	case TimerTick, TimerFlood:
		t.look(timer)
	default:
		t.tend(timer)
	}
}

// invitationStands reports whether the comment that asks the present mentor was
// written: GitHub may not have taken it yet.
func (m Mentorship) invitationStands() bool {
	return slices.ContainsFunc(m.Comments, func(c Comment) bool {
		return c.Mentor.ID == m.Mentor.ID && c.Cycle == m.Cycle && c.Round == m.Round
	})
}

// finished is T33: the small accept, or an introduction, is over.
func (t *motion) finished() {
	t.end(StateEnded, EndedNatural)
	if t.m.Informal {
		t.say("T33", "seven days have passed since the two last talked; the introduction ended naturally")
	}
	t.say("T33", "seven days have passed since the first contribution was done; the pairing ended naturally")
}

// closed is T18: the pull request stayed closed while a mentor was looked for.
func (t *motion) closed() {
	t.release()
	t.end(StateEnded, EndedPRClosed)
	t.say("T18", "the %s, and stayed so for 72 hours", t.m.shut())
}

// unmatched is T15: nobody became free in thirty days.
func (t *motion) unmatched() {
	e := EndedUnmatched
	if t.m.Rematch {
		e = EndedNoMentor
	}
	t.end(StateEnded, e)
	t.say("T15", "no mentor became free in 30 days")
}

// nudge is T11: the invited mentor is assigned to the pull request, without words.
func (t *motion) nudge() {
	m := &t.m
	if t.v.Rules.NudgeVia == NudgeComment {
		t.remind("has not answered yet and was reminded once")
		return
	}
	m.Nudged = true
	t.plan(Effect{Key: m.roundKey("assign"), Kind: EffectAssign, Thread: m.Pull, Person: m.Mentor, Round: m.Round})
	t.say("T11", "%s has not answered yet and was assigned without words", m.Mentor.Login)
}

// remind says in words, once, that the invited mentor's answer is awaited.
func (t *motion) remind(why string) {
	m := &t.m
	m.Spoken++
	m.Reminded = true
	t.plan(Effect{Key: m.roundKey("nudge"), Kind: EffectNudge, Thread: m.voice(), Person: m.Mentor, Round: m.Round})
	t.say("T11", "%s %s", m.Mentor.Login, why)
}

// look looks again at what a newcomer waits for.
func (t *motion) look(timer Timer) {
	if timer == TimerFlood {
		t.ebb()
		return
	}
	t.hourly()
}

// hourly looks whether a mentor became free.
func (t *motion) hourly() {
	t.m.Looked, t.m.Silent = t.v.Now, false
	if !t.ask("T8", false, 0) {
		t.say("facts", "still no mentor is free")
	}
}

// spam reports whether the pull request carries one of the labels now.
func (v View) spam() bool {
	if v.Live == nil {
		return false
	}
	return slices.ContainsFunc(v.Live.Labels, func(have string) bool {
		return slices.ContainsFunc(v.Rules.SpamLabels, func(bad string) bool { return strings.EqualFold(have, bad) })
	})
}
