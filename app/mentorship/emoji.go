package mentorship

import (
	"slices"
	"time"
)

// Emoji is a reaction somebody left on a comment of ours. GitHub tells of none
// by itself, so they are looked for.
type Emoji struct {
	By      Person
	Content string // GitHub's word: +1, heart, confused, …
}

// EmojiSeen says which reactions stand on a comment of ours now.
type EmojiSeen struct {
	Comment int64
	All     []Emoji
	At      time.Time
}

func (EmojiSeen) event() {}

// TimerEmoji is the next look for reactions.
const TimerEmoji Timer = "emoji"

// firstLook is how long after a question reactions are first looked for; each
// further look comes after twice as long, so that they fade.
const firstLook = time.Hour

// asking is our comment that holds the open invitation, if there is one.
func (m Mentorship) asking() (Comment, bool) {
	i := slices.IndexFunc(m.Comments, func(c Comment) bool {
		return !c.Plain && c.Mentor.ID == m.Mentor.ID && c.Cycle == m.Cycle && c.Round == m.Round
	})
	if i < 0 || m.State != StateInvited {
		return Comment{}, false
	}
	return m.Comments[i], true
}

// emojis sets the clock of the next look for reactions.
func (c clockwork) emojis(m Mentorship, r Rules) {
	if _, open := m.asking(); open {
		last := latest(m.EmojiAt, m.InvitedAt)
		next := m.InvitedAt.Add(max(firstLook, 2*last.Sub(m.InvitedAt)))
		if next.Before(m.InvitedAt.Add(r.accept())) {
			c.set(TimerEmoji, next, 0)
		}
	}
	for _, p := range m.Pulses {
		if at := p.look(); !at.IsZero() && !m.State.Terminal() {
			c[TimerEmoji] = earliest(c[TimerEmoji], at)
		}
	}
}

// EmojiDue are our comments whose reactions are to be looked at now: at their
// own times, and right before an invitation's clock would move on.
func (m Mentorship) EmojiDue(now time.Time) (out []Comment) {
	due := func(t Timer) bool { at, ok := m.Timers[t]; return ok && !at.After(now) }
	if c, open := m.asking(); open && (due(TimerEmoji) || due(TimerNudge) || due(TimerAccept)) {
		out = append(out, c)
	}
	for _, p := range m.Pulses {
		if at := p.look(); due(TimerEmoji) && !at.IsZero() && !at.After(now) {
			out = append(out, Comment{ID: p.Comment, Thread: p.Thread})
		}
	}
	return out
}

// emojiSeen takes the reactions of the two over: the invited mentor's 👍 is an
// acceptance (T9), and those below a pulse are its answers.
func (t *motion) emojiSeen(e EmojiSeen) {
	m, at := &t.m, plain(e.At)
	c, open := m.asking()
	switch {
	case t.keepsNothing():
	case open && c.ID == e.Comment:
		m.EmojiAt = at
		mentor, _ := t.v.Rules.Mentor(m.Mentor.ID)
		if slices.ContainsFunc(e.All, func(x Emoji) bool { return x.By.ID == m.Mentor.ID && x.Content == "+1" }) && mentor.Consented {
			t.pair(m.Mentor, at)
			m.ByWord = true
			t.say("T9", "%s left a thumbs up on the question, which is an acceptance", m.Mentor.Login)
		}
	default:
		t.pulsed(e)
	}
}

// lookedAway is a look for reactions that was left out, or failed: the next one has its time.
func (t *motion) lookedAway() {
	if _, open := t.m.asking(); open {
		t.m.EmojiAt = t.v.Now
	}
	for i, p := range t.m.Pulses {
		if at := p.look(); !at.IsZero() && !at.After(t.v.Now) {
			t.m.Pulses[i].Looks++
		}
	}
	t.say("facts", "the time to look for reactions has passed")
}
