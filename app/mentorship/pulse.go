package mentorship

import (
	"slices"
	"time"
)

// PulseMode is how the two are asked how the mentoring is for them.
type PulseMode string

// The values of privacy.pulse. "" asks nobody.
const (
	PulseOff      PulseMode = "off"
	PulseLink     PulseMode = "link" // on a page of one's own, seen by nobody else
	PulseReaction PulseMode = "link_and_reaction"
)

// asks reports whether the two are asked.
func (p PulseMode) asks() bool { return p == PulseReaction || p == PulseLink }

// TellPulse is the question after a fortnight ([EffectPage]); at the end of a
// term it is part of [TellWrapUp].
const TellPulse = "pulse"

// TimerPulse is when a pairing is asked how it is for the two.
const TimerPulse Timer = "pulse"

const (
	pulseAfter  = 14 * 24 * time.Hour // from the beginning of a pairing
	pulseBefore = 28 * 24 * time.Hour // later than this nobody asks how the beginning was
	maxPulses   = 8                   // remembered, the newest
)

// pulseLooks is when, after the question, its reactions are looked for.
func pulseLooks() []time.Duration { return []time.Duration{3 * 24 * time.Hour, 7 * 24 * time.Hour} }

// Pulse is one question to the two how the mentoring is for them, and their
// answers: a number for each, no words.
type Pulse struct {
	Note     string    `json:"note"` // [TellPulse] or [TellWrapUp]
	At       time.Time `json:"at"`
	Comment  int64     `json:"comment,omitempty"` // 0 until it stands
	Thread   Thread    `json:"thread,omitzero"`
	Looks    int       `json:"looks,omitempty"`    // so far
	Newcomer int       `json:"newcomer,omitempty"` // 3 very well, 2 well, 1 not so well, 0 no answer
	Mentor   int       `json:"mentor,omitempty"`
	Who      int64     `json:"who,omitempty"` // the mentor then, until the last look
	Own      Sides     `json:"own,omitzero"`  // who answered on their own page: no reaction changes that
}

// look is when the reactions are looked for next, zero for never.
func (p Pulse) look() time.Time {
	if looks := pulseLooks(); p.Comment != 0 && p.Looks < len(looks) {
		return p.At.Add(looks[p.Looks]).UTC()
	}
	return time.Time{}
}

// pulse sets the clock of the question after a fortnight: while the two are at
// work, and not soon after another question of ours. Pauses do not count.
func (c clockwork) pulse(m Mentorship, r Rules) {
	if !r.Pulse.asks() || !m.written() || m.asked() || m.beat(TellPulse) {
		return
	}
	from := m.Paired.Add(m.Course.rested(m.Paired))
	at := latest(from.Add(pulseAfter), m.Care.Asked.Add(r.checkin()))
	if at = r.inHours(m.Mentor.ID, m.Ways.Timing, at); at.Before(from.Add(pulseBefore)) {
		c[TimerPulse] = at
	}
}

// beat reports whether that pulse was taken in this pairing.
func (m Mentorship) beat(note string) bool {
	return slices.ContainsFunc(m.Pulses, func(p Pulse) bool { return p.Note == note && !p.At.Before(m.Paired) })
}

// askPulse notes that a comment asks how it is for the two.
func (t *motion) askPulse(note string) {
	m := &t.m
	if !t.v.Rules.Pulse.asks() || !m.written() {
		return
	}
	m.Pulses = append(m.Pulses, Pulse{Note: note, At: t.v.Now, Thread: m.Issue, Who: m.Mentor.ID})
	m.Pulses = m.Pulses[max(len(m.Pulses)-maxPulses, 0):]
}

// Beats reports whether the comment about the term that is being written asks
// for a pulse as well.
func (m Mentorship) Beats(note string) bool {
	return slices.ContainsFunc(m.Pulses, func(p Pulse) bool { return p.Note == note && p.Comment == 0 })
}

// pulseStands takes over which comment asks for a pulse.
func (t *motion) pulseStands(e Done) {
	for i, p := range slices.Backward(t.m.Pulses) {
		if p.Note == e.Effect.Note && p.Comment == 0 {
			t.m.Pulses[i].Comment = e.ID
			t.say("facts", "the question how it is for the two stands")
			return
		}
	}
	t.ignore("the comment is not edited later")
}

// pulsed takes the answers to a pulse over; of several by one person the most
// careful one counts.
func (t *motion) pulsed(e EmojiSeen) {
	i := slices.IndexFunc(t.m.Pulses, func(p Pulse) bool { return p.Comment == e.Comment && p.Comment != 0 })
	if i < 0 {
		t.ignore("nothing was asked in that comment, or no more is")
		return
	}
	p := &t.m.Pulses[i]
	if !p.Own.Newcomer {
		p.Newcomer = answer(e.All, t.m.Newcomer.ID)
	}
	if !p.Own.Mentor {
		p.Mentor = answer(e.All, p.Who)
	}
	if p.Looks++; p.Looks == len(pulseLooks()) {
		p.Who = 0
	}
	t.say("facts", "the reactions of the two were looked for")
}

// PulseSaid is the answer of one of the two on their own page: 3 very well,
// 2 well, 1 not so well.
type PulseSaid struct {
	By    int64
	Value int
}

func (PulseSaid) event() {}

// PulseValues are the answers there are.
func PulseValues() []int { return []int{3, 2, 1} }

// pulseSaid takes an answer over that nobody else sees. It counts instead of
// that person's reaction, and may be given anew until the last look for those.
func (t *motion) pulseSaid(e PulseSaid) {
	i := t.m.pulseOf(e.By)
	switch {
	case t.keepsNothing():
	case i < 0:
		t.ignore("nothing is asked of that person, or no more is")
	case !slices.Contains(PulseValues(), e.Value):
		t.ignore("that is no answer")
	case e.By == t.m.Newcomer.ID:
		t.m.Pulses[i].Newcomer, t.m.Pulses[i].Own.Newcomer = e.Value, true
		t.say("facts", moreKnown)
	default:
		t.m.Pulses[i].Mentor, t.m.Pulses[i].Own.Mentor = e.Value, true
		t.say("facts", moreKnown)
	}
}

// pulseOf is the place of the newest question to that person which may still be
// answered, -1 if there is none.
func (m Mentorship) pulseOf(person int64) int {
	for i, p := range slices.Backward(m.Pulses) {
		if !p.look().IsZero() && (person == m.Newcomer.ID || person == p.Who && p.Who != 0) {
			return i
		}
	}
	return -1
}

// answer is what a person's reactions say, 0 for nothing.
func answer(all []Emoji, who int64) (n int) {
	for _, x := range all {
		v := map[string]int{"heart": 3, "+1": 2, "confused": 1}[x.Content]
		if v != 0 && who != 0 && x.By.ID == who && (n == 0 || v < n) {
			n = v
		}
	}
	return n
}

// pulseAnswered reports whether the newcomer answered one.
func (m Mentorship) pulseAnswered() bool {
	return slices.ContainsFunc(m.Pulses, func(p Pulse) bool { return p.Newcomer != 0 })
}
