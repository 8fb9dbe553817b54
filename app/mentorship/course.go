package mentorship

import (
	"slices"
	"time"
)

// The states after the small accept.
const (
	StateWrapping  State = "wrapping"  // the term is nearly over: what comes next?
	StateGraduated State = "graduated" // thanked, page closed
	StateLongTerm  State = "long_term" // both keep in touch, for years
)

// The timers of the term and of the years after it.
const (
	TimerWrapUp    Timer = "wrap_up"   // the last fourteen days of the term begin
	TimerKeep      Timer = "keep"      // two periods of the chosen rhythm without a word between the two
	TimerAway      Timer = "away"      // the mentor's long absence begins
	TimerRenew     Timer = "renew"     // 180 days of keeping in touch
	TimerPassOn    Timer = "pass_on"   // 60 days after the graduation
	TimerRetention Timer = "retention" // 30, 90, 180 and 365 days after the first pull request
)

// DefaultTerm and DefaultGraduation hold where a community did not choose.
const DefaultTerm = 90 * 24 * time.Hour

// DefaultGraduation are the steps that make a graduation: two merged
// contributions, a remark for somebody else and a look back.
func DefaultGraduation() []Item { return []Item{M1, A3, V2, G1} }

// LongAbsence is how long a mentor may be away before their newcomers get
// another one.
const LongAbsence = 14 * 24 * time.Hour

// WrapUpBefore is how long before its end a term is wrapped up.
const WrapUpBefore = 14 * 24 * time.Hour

const (
	breather      = 24 * time.Hour       // from the last step of the graduation to wrapping up
	extensionFor  = 30 * 24 * time.Hour  // one extension
	maxExtensions = 2                    // of a term
	renewEvery    = 180 * 24 * time.Hour // while two people keep in touch
	maxUnanswered = 2                    // renewals
	forwardAfter  = 60 * 24 * time.Hour  // from graduation
)

// Paired reports whether a mentor is at work with the newcomer.
func (s State) Paired() bool { return s == StateActive || s == StateWrapping }

// Over reports whether the pairing is done, well or for whatever reason; two
// people may still keep in touch.
func (s State) Over() bool { return s.Terminal() || s == StateGraduated || s == StateLongTerm }

// Course is how a pairing runs beyond the first pull request.
type Course struct {
	KeptAt   time.Time `json:"kept_at,omitzero"`    // either side said `keep-going`: the term began
	Whole    bool      `json:"whole,omitempty"`     // the term began with the pairing, for it took one over
	Wrapped  bool      `json:"wrapped,omitempty"`   // was in StateWrapping
	Extended int       `json:"extended,omitempty"`  // times thirty days were added
	Extend   Sides     `json:"extend,omitzero"`     // who asked for more time
	Graduate Sides     `json:"graduate,omitzero"`   // who said that the newcomer knows the way
	Touch    Sides     `json:"touch,omitzero"`      // who would like to keep in touch
	FitAsked bool      `json:"fit_asked,omitempty"` // `not-a-fit` was said once and answered with a suggestion
	Kept     bool      `json:"kept,omitempty"`      // "keep or end?" was asked
	Here     time.Time `json:"here,omitzero"`       // the mentor was found back from an absence
	Reopen   bool      `json:"reopen,omitempty"`    // the page we closed is to be open again, once there are two
	WrapAt   time.Time `json:"wrap_at,omitzero"`    // when the two last began to wrap up
	Resting  bool      `json:"resting,omitempty"`   // the pause comes in between: after it the wrap-up goes on
	Rests    []Span    `json:"rests,omitempty"`     // pauses of the pairing; the clocks of the term stand still in them
}

// Sides are the two of a pairing, each with their yes.
type Sides struct {
	Newcomer bool `json:"newcomer,omitempty"`
	Mentor   bool `json:"mentor,omitempty"`
}

// Both reports whether both said yes.
func (s Sides) Both() bool { return s.Newcomer && s.Mentor }

// One reports whether exactly one of them did.
func (s Sides) One() bool { return s.Newcomer != s.Mentor }

// Years is what is kept of a newcomer's way after the pairing.
type Years struct {
	Graduated  time.Time `json:"graduated,omitzero"`   // newest graduation
	ForwardAt  time.Time `json:"forward_at,omitzero"`  // asked once in a lifetime to pass it on, or found gone then
	RenewAt    time.Time `json:"renew_at,omitzero"`    // keeping in touch began or was last asked about
	Unanswered int       `json:"unanswered,omitempty"` // renewals without a word since
	JoinedAt   time.Time `json:"joined_at,omitzero"`   // when their role here first changed
	Retention  []Point   `json:"retention,omitempty"`  // what was looked at, in order
}

// Point is whether a newcomer was active in public in the thirty days before
// one of the days of [RetentionDays].
type Point struct {
	Day    int  `json:"day"` // after the first pull request
	Active bool `json:"active,omitempty"`
}

// termBegan is when the term of this pairing began: with the newcomer's next
// pull request or somebody's `keep-going`; zero while the small accept lasts.
func (m Mentorship) termBegan() time.Time {
	switch {
	case m.Informal:
		return time.Time{}
	case m.Course.Whole:
		return m.Paired
	}
	return earliest(m.Course.KeptAt, m.second())
}

// Term is from when to when the pairing runs, extensions and pauses included; both zero
// while the small accept for the first pull request lasts.
func (m Mentorship) Term(r Rules) (from, until time.Time) {
	from = m.termBegan()
	if from.IsZero() {
		return from, from
	}
	return from, from.Add(r.term(m.Mentor.ID) + time.Duration(m.Course.Extended)*extensionFor + m.Course.rested(from))
}

// course sets the clocks of the term.
func (c clockwork) course(m Mentorship, r Rules) {
	_, until := m.Term(r)
	wrap := until.Add(-WrapUpBefore)
	if met := m.metAt(r); !met.IsZero() && !m.Course.Wrapped {
		wrap = earliest(wrap, met.Add(breather))
	}
	c.set(TimerWrapUp, wrap, 0)
	if period := period(m.Ways.Cadence); period > 0 && !m.Course.Kept {
		c.set(TimerKeep, latest(latest(m.Paired, m.Course.awake()), latest(m.Course.KeptAt, m.Facts.TalkedAt)), 2*period)
	}
}

// metAt is since when every step of the graduation is done, zero if one is open.
func (m Mentorship) metAt(r Rules) (at time.Time) {
	items := r.Graduation
	if len(items) == 0 {
		items = DefaultGraduation()
	}
	for _, i := range items {
		if !m.ticked(i) {
			return time.Time{}
		}
		at = latest(at, m.Ticks[i])
	}
	return at
}

// side is who of the two somebody is, for a two-sided yes.
func (t *motion) side(s *Sides, by Person) {
	if by.ID == t.m.Newcomer.ID {
		s.Newcomer = true
	} else {
		s.Mentor = true
	}
}

// Reopens reports whether the tracking issue, which we closed, is to be opened
// again: a page that people closed stays closed.
func (m Mentorship) Reopens() bool {
	return m.Course.Reopen && (m.State.Paired() || m.State == StateLongTerm)
}

// between reports whether the person is one of the two.
func (m Mentorship) between(by Person) bool {
	return by.ID == m.Newcomer.ID || !m.Mentor.Zero() && by.ID == m.Mentor.ID
}

// onPage plans a comment in the tracking issue, once per key. Without an issue
// the two words that tell what happens next go into the pull request, where its
// budget of comments allows; nothing else is said.
func (t *motion) onPage(note, key string) {
	m := &t.m
	e := Effect{Key: m.ID + "/" + note + "/" + key, Kind: EffectPage, Thread: m.Issue, Note: note}
	switch {
	case m.written():
		t.plan(e)
	case m.pageless() && onPull(note) && m.Spoken < maxUnprompted && !m.hushed(m.Pull):
		m.Spoken++
		e.Thread = m.Pull
		t.plan(e)
	}
}

// onPull reports whether a word about the term may go into the pull request
// where there is no page.
func onPull(note string) bool { return note == TellWrapUp || note == TellGraduated }

// formers remembers the mentor somebody had, once each, newest last.
func (m *Mentorship) formers() {
	if m.Mentor.Zero() || m.Paired.IsZero() {
		return
	}
	m.Former = slices.DeleteFunc(m.Former, func(p Person) bool { return p.ID == m.Mentor.ID })
	m.Former = append(m.Former, m.Mentor)
}

// former is the mentor who handed over, for the thanks in the tracking issue.
func (m Mentorship) former() int64 {
	if !m.Rematch || len(m.Former) == 0 {
		return 0
	}
	return m.Former[len(m.Former)-1].ID
}

// tellable reports whether a comment about the term still says what is so, and
// its place still takes it.
func (m Mentorship) tellable(e Effect) bool {
	note := e.Note
	state, bound := map[string]State{
		TellWrapUp: StateWrapping, TellRenew: StateLongTerm, TellKeep: StateActive, TellPulse: StateActive,
	}[note]
	switch {
	case m.hushed(e.Thread), e.Thread.Same(m.Issue) && !m.written(), !e.Thread.Same(m.Issue) && !e.Thread.Same(m.Pull):
		return false
	case bound:
		return m.State == state
	case note == TellRole:
		return m.State.Paired() || m.State == StateLongTerm
	}
	return m.State == StateGraduated || m.State == StateLongTerm
}

// years sets the clocks of what comes after a pairing, and of retention.
func (c clockwork) years(m Mentorship) {
	graduated := m.State == StateGraduated || m.State == StateLongTerm
	if graduated && m.Years.ForwardAt.IsZero() {
		c.set(TimerPassOn, m.Years.Graduated, forwardAfter)
	}
	if day, at := m.nextPoint(); day > 0 && m.watched() {
		c.set(TimerRetention, at, 0)
	}
}

// absence sets the clock of the mentor's next long absence.
func (c clockwork) absence(m Mentorship, r Rules) {
	if at := m.absence(r); !at.IsZero() {
		c.set(TimerAway, at, 0)
	}
}
