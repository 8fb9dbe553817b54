package guide

import (
	"strconv"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// commentText is what a comment of ours should say as the record stands. It
// depends on nothing that may change without the machine planning an edit.
// first is the first comment of the mentorship: it follows the whole story,
// later ones speak of their own invitation.
func (p Page) commentText(m mentorship.Mentorship, c mentorship.Comment, first bool) (string, error) {
	w := p.words(m)
	w.FromIssue = m.FirstIssue(c.Thread)
	says := p.laterSays
	if first {
		says = p.firstSays
	}
	name := says(m, c, &w)
	return p.sayOwn(name, w)
}

// firstSays picks the text of the first comment.
func (p Page) firstSays(m mentorship.Mentorship, c mentorship.Comment, w *words) string {
	w.Merged = c.Kind == mentorship.EffectCongrats || m.Facts.Pull.Merged && !settled(m)
	switch m.State {
	case mentorship.StateDeclined:
		return "declined"
	case mentorship.StateEnded:
		return endedSays(m, c)
	case mentorship.StateSkipped:
		return "ended"
	}
	if c.Kind == mentorship.EffectCongrats {
		return congratsSays(m, w)
	}
	switch m.State {
	case mentorship.StateActive, mentorship.StatePaused, mentorship.StateWrapping, mentorship.StateGraduated, mentorship.StateLongTerm:
		return "accepted"
	case mentorship.StateQueued:
		w.Date = day(w.Lang, m.Timers[mentorship.TimerQueue])
		return "waiting"
	case mentorship.StateEscalated:
		w.Date = day(w.Lang, m.Timers[mentorship.TimerEscalation])
		return "escalated"
	}
	return p.askingSays(m, c, w)
}

// askingSays is the first comment while a mentor is asked.
func (p Page) askingSays(m mentorship.Mentorship, c mentorship.Comment, w *words) string {
	switch {
	case m.ByAsk:
		return "asked-directly"
	case m.Offered:
		return "offered"
	case !asks(m, c):
		return "asked-below"
	case !p.mayMention(m.Mentor):
		return "searching" // consent was taken back a moment ago
	}
	p.mention(m, w)
	return "greet"
}

// mention puts the one mention in, unless that person has spoken already.
func (p Page) mention(m mentorship.Mentorship, w *words) {
	if !m.Answered {
		w.Mentor = "@" + p.current(m.Mentor).Login
	}
}

// asks reports whether the comment holds the invitation that is open now.
func asks(m mentorship.Mentorship, c mentorship.Comment) bool {
	kind := c.Kind == mentorship.EffectGreet || c.Kind == mentorship.EffectInvite
	return kind && m.State == mentorship.StateInvited && !c.Plain &&
		c.Cycle == m.Cycle && c.Round == m.Round && c.Mentor.ID == m.Mentor.ID
}

// settled reports whether the pairing stands, or came to its natural end.
func settled(m mentorship.Mentorship) bool {
	return m.State.Paired() || m.State == mentorship.StatePaused || m.State == mentorship.StateGraduated || m.State == mentorship.StateLongTerm ||
		m.State == mentorship.StateEnded && m.Ending == mentorship.EndedNatural
}

func endedSays(m mentorship.Mentorship, c mentorship.Comment) string {
	switch {
	case m.Ending == mentorship.EndedPRClosed:
		return "not-taken"
	case m.Ending == mentorship.EndedNoThanks:
		return "declined"
	case m.Ending == mentorship.EndedInactive:
		return "inactive"
	case m.Ending == mentorship.EndedClosed:
		return "closed"
	case m.Ending == mentorship.EndedUnmatched || m.Ending == mentorship.EndedNoMentor:
		return "unmatched"
	case c.Kind == mentorship.EffectCongrats:
		return "congrats"
	case !m.Mentor.Zero():
		return "accepted"
	case c.Kind == mentorship.EffectWaiting && m.Elsewhere:
		return "elsewhere"
	case c.Kind == mentorship.EffectWaiting:
		return "answered"
	}
	return "ended"
}

func congratsSays(m mentorship.Mentorship, w *words) string {
	w.Asked = m.State == mentorship.StateInvited
	w.Waiting = m.State == mentorship.StateQueued || m.State == mentorship.StateEscalated
	return "congrats"
}

// laterSays picks the text of a comment after the first.
func (p Page) laterSays(m mentorship.Mentorship, c mentorship.Comment, w *words) string {
	w.Merged = m.Facts.Pull.Merged && !settled(m) && !m.Rematch // no news any more where somebody had a mentor before
	switch {
	case c.Plain || c.Cycle != m.Cycle:
		return "past"
	case m.State == mentorship.StateDeclined:
		return "declined"
	case settled(m) && !m.Mentor.Zero():
		return "invite-accepted"
	case asks(m, c) && p.mayMention(m.Mentor):
		p.mention(m, w)
		return "invite"
	}
	return "past"
}

// day is a date for people, empty for none.
func day(lang string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.UTC()
	month := phrase(lang, "month."+strconv.Itoa(int(t.Month())), nil)
	return phrase(lang, "date", data{"Day": t.Day(), "Month": month, "Year": t.Year()})
}
