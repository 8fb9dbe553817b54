package mentorship

import "time"

// The house-rule times where a community did not choose, and those it cannot
// choose. All of them are plain elapsed time.
const (
	DefaultQuiet  = 2 * time.Minute // silence before the first word
	DefaultNudge  = 24 * time.Hour  // until the invited mentor is reminded without words
	DefaultAccept = 48 * time.Hour  // until the invitation ends
	DefaultRounds = 2               // mentors asked in one cycle

	DefaultCheckin = 7 * 24 * time.Hour  // nobody talks: one question
	DefaultHelp    = 72 * time.Hour      // a newcomer's question waits: the mentor is told
	DefaultIdle    = 14 * 24 * time.Hour // the newcomer is silent: one word
	DefaultPause   = 28 * 24 * time.Hour // silent still: a pause

	TickEvery     = time.Hour           // between looks for a free mentor
	QueueFor      = 30 * 24 * time.Hour // waiting ends
	EscalationFor = 7 * 24 * time.Hour  // the coordinators' time
	ReopenFor     = 72 * time.Hour      // a closed pull request may come back
	EndAfter      = 7 * 24 * time.Hour  // from the end of the first pull request to the natural end
	RestFor       = 7 * 24 * time.Hour  // a mentor rests after an unanswered invitation
	LateAfter     = 48 * time.Hour      // later than this nobody is welcomed any more
	maxUnprompted = 2                   // comments nobody asked for, a cycle
	wholeSecond   = time.Second         // GitHub's times are whole seconds
)

// timerOrder is the order in which timers are served that ran out together:
// what ends something comes first.
func timerOrder() []Timer {
	return []Timer{
		TimerFrozen, TimerReopen, TimerEnd, TimerTerm, TimerQueue, TimerEscalation, TimerGate, TimerPaused, TimerPause,
		TimerAccept, TimerNudge, TimerEmoji, TimerForward, TimerHelp, TimerIdle, TimerCheckin, TimerPulse, TimerQuiet, TimerTick, TimerFlood,
		TimerAway, TimerWrapUp, TimerRenew, TimerPassOn, TimerKeep, TimerRetention,
	}
}

// clocks computes every timer that runs, from the record and the house rules
// alone. It is the only place where a timer is set; a change of state, facts
// or rules moves or stops them by itself.
func (m Mentorship) clocks(r Rules) map[Timer]time.Time {
	c := clockwork{}
	switch m.State {
	case StateSeen:
		c.seen(m, r)
	case StateQueued:
		c.set(TimerQueue, m.Since, QueueFor)
		c.waits(m, r)
		c.flood(m, r)
	case StateEscalated:
		c.set(TimerEscalation, m.Since, EscalationFor)
	case StateInvited:
		c.set(TimerAccept, m.InvitedAt, r.accept())
		if !m.Nudged && !m.Reminded && !m.Answered && !m.Offered && r.nudge() < r.accept() && m.mayNudge(r) {
			c[TimerNudge] = r.inHours(m.Mentor.ID, "", m.InvitedAt.Add(r.nudge()))
		}
	case StateActive:
		c.pairing(m, r)
		c.care(m, r)
		c.pulse(m, r)
	case StatePaused:
		c.set(TimerPaused, m.Since, PausedFor)
	case StateWrapping:
		c.set(TimerTerm, m.wrapped(), WrapUpBefore+m.Course.rested(m.wrapped()))
		c.forward(m)
		c.asked(m, r)
		c.absence(m, r)
	case StateLongTerm:
		c.set(TimerRenew, m.Years.RenewAt, renewEvery)
	case StateErased:
		c.erased(m)
	}
	c.years(m)
	c.emojis(m, r)
	if m.searching() && m.gaveUp() {
		c.set(TimerReopen, m.Facts.closedAt(), ReopenFor)
	}
	if len(c) == 0 {
		return nil
	}
	return c
}

type clockwork map[Timer]time.Time

func (c clockwork) set(t Timer, from time.Time, after time.Duration) {
	c[t] = from.Add(after).UTC()
}

// pairing sets the clock under which a pairing ends by itself: that of the term
// once it began, else seven days after the first pull request was merged or
// closed and the pairing began.
func (c clockwork) pairing(m Mentorship, r Rules) {
	c.absence(m, r)
	if m.Informal {
		c.introduced(m)
		return
	}
	if !m.termBegan().IsZero() {
		c.course(m, r)
		return
	}
	if done := firstOf(m.Facts.mergedAt(), m.Facts.closedAt()); !done.IsZero() {
		c.set(TimerEnd, latest(done, m.Since), EndAfter)
	}
}

// second is when the newcomer first opened another pull request during the
// pairing, zero if not.
func (m Mentorship) second() time.Time {
	var first time.Time
	for _, o := range m.Others {
		if !o.OpenedAt.Before(m.Paired) {
			first = earliest(first, o.OpenedAt)
		}
	}
	return first
}

// searching reports whether a mentor is being looked for.
func (m Mentorship) searching() bool {
	return m.State == StateQueued || m.State == StateInvited || m.State == StateEscalated
}

// Turn is who comes first among those who wait: those who had a mentor (0),
// then people nobody has answered yet (1), then all others (2).
func (m Mentorship) Turn() int64 {
	switch {
	case m.Rematch:
		return 0
	case m.Facts.FirstAnswerAt.IsZero():
		return 1
	}
	return 2
}

// gaveUp reports whether the pull request was closed without a merge since the
// search began; who asks for a mentor after that means to go on.
func (m Mentorship) gaveUp() bool {
	at := m.Facts.closedAt()
	return !at.IsZero() && at.After(m.SearchAt)
}

// mayAsk reports whether another mentor may be asked by a comment of our own
// accord: budget and rounds are left, and the conversation is open.
func (m Mentorship) mayAsk(r Rules) bool {
	return !r.Off && m.maySpeak() && m.Spoken < maxUnprompted && m.Round < r.rounds(m.Waited)
}

// mayNudge reports whether the invited mentor is reminded the way the house chose.
func (m Mentorship) mayNudge(r Rules) bool {
	switch r.NudgeVia {
	case NudgeNone:
		return false
	case NudgeComment:
		return m.maySpeak() && m.Spoken < maxUnprompted
	}
	return true
}

// maySpeak reports whether a new comment makes sense where we would write it.
func (m Mentorship) maySpeak() bool { return !m.hushed(m.voice()) && !m.gaveUp() }

// hushed reports whether we are silent in that conversation.
func (m Mentorship) hushed(t Thread) bool {
	return m.MutedIn(t) || t.Same(m.Pull) && m.Facts.Pull.Locked
}

// MutedIn reports whether people silenced us in that conversation.
func (m Mentorship) MutedIn(t Thread) bool {
	return m.Muted && m.own(t) || m.IssueMuted && t.Same(m.Issue)
}

// voice is where mentors are asked: on the pull request, or, once there was a
// mentor, in the tracking issue, as long as people leave it open.
func (m Mentorship) voice() Thread {
	if m.Rematch && !m.Issue.Zero() && !m.Page.Shut {
		return m.Issue
	}
	return m.Pull
}

func (r Rules) accept() time.Duration { return positive(r.Accept, DefaultAccept) }
func (r Rules) nudge() time.Duration  { return positive(r.Nudge, DefaultNudge) }

// rounds is how many mentors are asked in a cycle. A waiting comment has used
// up one of the two comments, so one round is left.
func (r Rules) rounds(waited bool) int {
	if waited {
		return 1
	}
	if r.Rounds == 0 {
		return DefaultRounds
	}
	return min(max(r.Rounds, 1), 2)
}

func positive(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}
