package mentorship

import (
	"slices"
	"time"
)

// Gate is what a first pull request must have before a word is said about it
// (watch.gate).
type Gate string

// The values of watch.gate.
const (
	GateNone   Gate = "none"
	GateChecks Gate = "checks_green" // all checks of a head succeeded
	GateTouch  Gate = "human_touch"  // a person labelled, reviewed or approved it
)

// Release says when those met during a surge are helped (surge.release).
type Release string

// The values of surge.release.
const (
	ReleaseTouch Release = "human_touch" // it lives a day and a person labelled, reviewed or approved it
	ReleaseOff   Release = "off"         // by `find` alone
)

// Members says what becomes of people who belong to the project but open their
// first pull request here (watch.members).
type Members string

// The values of watch.members.
const (
	MembersSkip  Members = "skip"
	MembersGreet Members = "greet"
)

// The measures of floods and gates.
const (
	GateFor    = 30 * 24 * time.Hour // a pull request that has not passed watch.gate until then is left alone
	SurgeLives = 24 * time.Hour      // what was met in a surge must live so long

	surgeDays   = 28 // the past a surge is measured against
	surgeTimes  = 5  // so many times the mean of these days is a surge …
	surgeAtMost = 5  // … unless it is no more than this a day
)

// Season is days of any year, both included, such as 1 October to 7 November;
// it may go over the turn of the year. Days are month × 100 + day, in UTC.
type Season struct{ From, To int }

// Contains reports whether at falls into the season.
func (s Season) Contains(at time.Time) bool {
	at = at.UTC()
	day := int(at.Month())*100 + at.Day()
	if s.From <= s.To {
		return s.From <= day && day <= s.To
	}
	return day >= s.From || day <= s.To
}

// Hellos is how many newcomers came: Today counts this one and those of the 24
// hours before it, Past those of the 28 days before that.
type Hellos struct{ Today, Past int }

// Surge reports whether a newcomer came in a flood: on the days the house
// rules name, beyond the greetings of a day, or beyond five times the mean of
// the 28 days before. Without a past there is no mean to compare with.
func (r Rules) Surge(h Hellos, at time.Time) bool {
	return r.inSeason(at) || r.DailyHellos > 0 && h.Today > r.DailyHellos ||
		h.Past > 0 && h.Today > surgeAtMost && h.Today*surgeDays > surgeTimes*h.Past
}

// inSeason reports whether at falls on days the house rules name.
func (r Rules) inSeason(at time.Time) bool {
	return slices.ContainsFunc(r.Seasons, func(s Season) bool { return s.Contains(at) })
}

// Touched says that a person who is not the newcomer gave the first pull
// request a label.
type Touched struct {
	Thread Thread
	By     Person
	At     time.Time
}

func (Touched) event() {}

// touched merges a human touch.
func (t *motion) touched(e Touched) {
	m := &t.m
	switch {
	case m.State == StateNone || m.State == StateDeclined || !m.own(e.Thread):
		t.ignore("it is not about a first pull request that is looked after")
	case e.By.Zero() || e.By.Bot || e.By.ID == m.Newcomer.ID:
		t.ignore("only the touch of another person counts")
	default:
		m.Facts.TouchedAt = earliest(m.Facts.TouchedAt, plain(e.At))
	}
}

// touchedAt is when a person first labelled, reviewed or approved the pull
// request, zero if nobody did.
func (f Facts) touchedAt() time.Time { return earliest(f.TouchedAt, f.FirstReviewAt) }

// passes reports whether the pull request is past the gate of the house.
func (m Mentorship) passes(g Gate) bool {
	if m.Facts.Pull.Issue {
		return true // a person marked or answered it: that is the gate of issues
	}
	switch g {
	case GateChecks:
		return m.Facts.Green
	case GateTouch:
		return !m.Facts.touchedAt().IsZero()
	}
	return true
}

// seen sets the clock before the first word: the quiet time, and then, where
// the house has a gate, the wait for it.
func (c clockwork) seen(m Mentorship, r Rules) {
	switch {
	case m.Facts.Pull.Draft && !r.Drafts:
	case !m.Gated:
		c.set(TimerQuiet, m.T0, r.Quiet)
	case m.passes(r.Gate):
		c.set(TimerQuiet, m.Looked, 0)
	default:
		c.set(TimerGate, m.T0, GateFor)
	}
}

// waits sets the clock that looks for a mentor again. Who was met in a surge
// is looked for once the pull request has shown that it is meant seriously.
func (c clockwork) waits(m Mentorship, r Rules) {
	touched := m.Facts.touchedAt()
	switch {
	case !m.mayAsk(r):
	case !m.Silent:
		c.set(TimerTick, m.Looked, TickEvery)
	case r.Release != ReleaseOff && !touched.IsZero() && m.Facts.closedAt().IsZero():
		c.set(TimerTick, latest(touched, m.T0.Add(SurgeLives)), 0)
	}
}

// atGate holds the first word until the pull request is past the gate.
func (t *motion) atGate() {
	t.m.Gated, t.m.Looked = true, t.v.Now
	t.say("T3", "the quiet time is over; the house rules (watch.gate) wait for more before a word is said")
}

// flood is T7: a newcomer in a surge waits in silence.
func (t *motion) flood() {
	t.queue()
	t.m.Silent = true
	t.say("T7", "unusually many first pull requests came, so nobody is greeted; help begins once a person has looked at this one, or on `find`")
}

// off is the first word where the programme is switched off.
func (t *motion) off() {
	t.skip(SkippedOff, "nothing begins while the house rules switch the programme off (program.enabled)")
}

// heldOut is T7 for the comparison group.
func (t *motion) heldOut() {
	t.end(StateSkipped, SkippedHeldOut)
	t.say("T7", "the newcomer is in the group that is not greeted (program.rollout); `find` works as for anyone")
}
