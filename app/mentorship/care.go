package mentorship

import "time"

// Times of a pairing that a community cannot choose.
const (
	PausedFor  = 60 * 24 * time.Hour // a pause ends the mentorship
	ForwardIn  = 2 * time.Hour       // a call for help that lacks parts goes out as it is
	SecondHelp = 48 * time.Hour      // from the mentor being told of a question to the coordinators
	fadeOut    = 28 * 24 * time.Hour // before the end of the term, when support grows less
)

// Care is what a pairing needs to remember between its days. It holds no words.
type Care struct {
	// Asked is when the one question of the newcomer's present silence was
	// planned; a later sign of theirs makes it past.
	Asked   time.Time `json:"asked,omitzero"`
	Words   int       `json:"words,omitempty"`   // such questions so far
	Slower  time.Time `json:"slower,omitzero"`   // the newcomer asked for smaller steps
	Pauses  int       `json:"pauses,omitempty"`  // pauses so far
	Back    Span      `json:"back,omitzero"`     // the last pause, until talk has moved on
	Call    Call      `json:"call,omitzero"`     // call for help that waits for what is missing in it
	Calls   int       `json:"calls,omitempty"`   // calls for help that went to the mentor
	Helped  time.Time `json:"helped,omitzero"`   // the question of which the mentor was told
	Told    time.Time `json:"told,omitzero"`     // when the coordinators' turn came for it
	Praised bool      `json:"praised,omitempty"` // the congratulation for a second merge was planned
	TookAt  time.Time `json:"took_at,omitzero"`  // the mentor last did the newcomer's work themselves; for the mentor alone
	Experts []int64   `json:"experts,omitempty"` // second persons asked beside the mentor
	Widen   time.Time `json:"widen,omitzero"`    // the mentor asked for a second person when nobody was free, and nobody else has spoken since
}

// Span is a stretch of time.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Call is where and when the newcomer called for help.
type Call struct {
	At time.Time `json:"at"`
	In Thread    `json:"in"`
}

func (r Rules) checkin() time.Duration { return positive(r.Checkin, DefaultCheckin) }
func (r Rules) help() time.Duration    { return positive(r.Help, DefaultHelp) }
func (r Rules) idle() time.Duration    { return positive(r.Idle, DefaultIdle) }
func (r Rules) pause() time.Duration   { return max(positive(r.Pause, DefaultPause), r.idle()) }

// care sets the clocks of a running pairing: they stand still while people
// talk, and while the pairing winds down by itself.
func (c clockwork) care(m Mentorship, r Rules) {
	c.forward(m)
	if m.Informal {
		return
	}
	if c.asked(m, r) {
		return
	}
	if _, ends := c[TimerEnd]; ends {
		return
	}
	if m.Ways.Cadence != "" && !m.Ways.Entry {
		return // the two chose a rhythm; S63 asks where it stops
	}
	quiet := latest(m.Since, m.Facts.ActiveAt)
	switch {
	case m.asked():
		c[TimerPause] = latest(quiet.Add(r.pause()), m.Care.Asked.Add(r.pause()-r.idle())).UTC()
	case m.Facts.PeopleAt.After(m.Facts.ActiveAt):
		c.set(TimerIdle, quiet, r.idle())
	default:
		from := latest(quiet, m.Care.Told)
		c[TimerCheckin] = r.inHours(m.Mentor.ID, m.Ways.Timing, from.Add(m.rhythm(from, r)))
	}
}

// asked sets the clocks of a question that waits for a person, and reports
// whether one does.
func (c clockwork) asked(m Mentorship, r Rules) bool {
	waits := m.waits()
	if waits.IsZero() || !m.Care.Told.IsZero() && !m.Care.Helped.Before(waits) {
		return false
	}
	c.help(m, r, waits)
	return true
}

// help sets the clocks of a question nobody has answered.
func (c clockwork) help(m Mentorship, r Rules, waits time.Time) {
	from := latest(waits, m.Since)
	if m.Care.Helped.Before(waits) {
		c.set(TimerHelp, from, r.help())
	} else {
		c.set(TimerHelp, from, r.help()+SecondHelp)
	}
}

// forward sets the clock of a call for help that waits for what is missing in it.
func (c clockwork) forward(m Mentorship) {
	switch call := m.Care.Call; {
	case call.At.IsZero() || m.Facts.PeopleAt.After(call.At):
	case m.Facts.ActiveAt.After(call.At):
		c.set(TimerForward, m.Facts.ActiveAt, 0)
	default:
		c.set(TimerForward, call.At, ForwardIn)
	}
}

// rhythm is how long nobody may talk before a question: twice as long in the
// last four weeks of the term, for support fades out.
func (m Mentorship) rhythm(at time.Time, r Rules) time.Duration {
	if _, until := m.Term(r); !until.IsZero() && at.After(until.Add(-fadeOut)) {
		return 2 * r.checkin()
	}
	return r.checkin()
}

// asked reports whether our one question of the newcomer's silence was planned,
// and is unanswered.
func (m Mentorship) asked() bool {
	return !m.Care.Asked.IsZero() && !m.Facts.ActiveAt.After(m.Care.Asked)
}

// tend serves a timer of a pairing.
func (t *motion) tend(timer Timer) {
	m := &t.m
	switch timer {
	case TimerCheckin:
		t.askOnce(EffectCheckin)
		t.say("T21", "nobody had talked for a while, so one question was asked")
	case TimerPulse:
		t.askPulse(TellPulse)
		t.onPage(TellPulse, t.inCycle())
		t.say("pulse", "the two have worked together for a fortnight, so they were asked once how it is")
	case TimerIdle:
		t.askOnce(EffectIdle)
		t.say("T24", "%s was silent for a while, so one word without hurry was said", m.Newcomer.Login)
	case TimerPause:
		t.lull(t.v.Now)
		t.say("T25", "%s stayed silent, so the pairing rests and the mentor's place is free", m.Newcomer.Login)
	case TimerPaused:
		t.pauseOver()
	case TimerForward:
		t.forward(m.Care.Call.In)
		t.say("T22", "the call for help went to %s as it is", m.Mentor.Login)
	case TimerHelp:
		t.helpLate()
	}
}

// pauseOver is T27. Who paused while wrapping up, with every step of the
// graduation done, graduates as they would have.
func (t *motion) pauseOver() {
	t.unpaused()
	if t.m.Course.Resting && !t.m.metAt(t.v.Rules).IsZero() {
		t.graduated("the pause lasted sixty days, and every step of the graduation is done")
		return
	}
	t.end(StateEnded, EndedInactive)
	t.say("T27", "the pause lasted sixty days; the door stays open")
}

// askOnce plans the one question of a silence. Where there is no tracking
// issue nothing is said, and the clocks go on as if it had been.
func (t *motion) askOnce(kind EffectKind) {
	m := &t.m
	m.Care.Asked, m.Care.Slower, m.Care.Back = t.v.Now, time.Time{}, Span{}
	m.Care.Words++
	if m.written() && !t.v.Rules.Wordless {
		t.plan(Effect{Key: m.ID + "/quiet/" + itoa(int64(m.Care.Words)), Kind: kind, Thread: m.Issue})
	}
}

// stillCares is Wanted for the effects of a running pairing.
func (m Mentorship) stillCares(e Effect) bool {
	active := m.State.Paired() && !m.hushed(e.Thread)
	switch e.Kind {
	case EffectCheckin, EffectIdle:
		return active && m.State == StateActive && m.written() && m.asked()
	case EffectTell:
		return m.Concern() == Concern(e.Note)
	case EffectHelp:
		return active && m.written() && m.Mentor.ID == e.Person.ID && !m.waits().IsZero()
	case EffectStuck:
		return active && m.Mentor.ID == e.Person.ID && !m.waits().IsZero()
	case EffectWiden:
		return active
	case EffectLabel:
		return m.State == StatePaused && !m.Issue.Zero()
	case EffectUnlabel:
		return m.State != StatePaused && !m.Issue.Zero()
	}
	return true
}
