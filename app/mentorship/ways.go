package mentorship

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Ways is how two people work together. Either side may set it, the other may
// change it. It holds no words: of a goal only that there is one.
type Ways struct {
	Cadence  string    `json:"cadence,omitempty"`  // one of [Cadences]
	Duration string    `json:"duration,omitempty"` // one of [Durations]
	Timing   string    `json:"timing,omitempty"`   // days and hours, "weekdays 18:00-20:00", or "any"
	Channel  string    `json:"channel,omitempty"`  // one of [Channels]
	Entry    bool      `json:"entry,omitempty"`    // as the mentor's entry says; nobody chose yet
	Topics   []string  `json:"topics,omitempty"`   // of [Topics]; what is for two alone is "private"
	Goal     bool      `json:"goal,omitempty"`     // there is one; its words stay in the comment
	Reached  time.Time `json:"reached,omitzero"`   // the goal was said to be reached
}

// Quarterly is how often people keep in touch who do not say.
const Quarterly = "quarterly"

const asNeeded = "as_needed"

// Cadences are the rhythms two people may choose.
func Cadences() []string {
	return []string{"weekly", "biweekly", "monthly", "every_other_month", Quarterly, "half_yearly", asNeeded}
}

// Durations are the lengths of a meeting.
func Durations() []string { return []string{"20m", "30m", "45m", "60m"} }

// Channels are where two people talk beside the page they share.
func Channels() []string { return []string{"here", "chat", "call", "email", "private"} }

func isCadence(s string) bool { return slices.Contains(Cadences(), s) }

// period is the time between two meetings, zero where there is no rhythm.
func period(cadence string) time.Duration {
	const day = 24 * time.Hour
	return map[string]time.Duration{
		"weekly": 7 * day, "biweekly": 14 * day, "monthly": 30 * day,
		"every_other_month": 61 * day, Quarterly: 91 * day, "half_yearly": 182 * day,
	}[cadence]
}

// windows are hours on days: "weekdays 12:00-14:00, sat 10:00-12:00".
var windows = regexp.MustCompile(`^(any|` + window + `(, ?` + window + `){0,13})$`)

const window = `(weekdays|weekends|daily|mon|tue|wed|thu|fri|sat|sun) ([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]`

// settle is `cadence`, `duration`, `timing` and `channel`: either side sets,
// the other may change.
func (t *motion) settle(c Command) string {
	m := &t.m
	w := &m.Ways
	switch {
	case !m.between(c.By):
		return NoteNotYours
	case m.State.Over() && m.State != StateLongTerm:
		return NoteDone
	case !m.State.Paired() && m.State != StateLongTerm:
		return NoteNoPairing
	}
	switch c.Verb {
	case VerbCadence:
		return t.set(&w.Cadence, c.Value, isCadence(c.Value), NoteCadence)
	case VerbDuration:
		value := strings.TrimSuffix(c.Value, "m") + "m"
		return t.set(&w.Duration, value, slices.Contains(Durations(), value), NoteDuration)
	case VerbTiming:
		return t.set(&w.Timing, c.Value, windows.MatchString(c.Value), NoteTiming)
	default:
		return t.set(&w.Channel, c.Value, slices.Contains(Channels(), c.Value), NoteChannel)
	}
}

// set takes a value over if it is an allowed one. Once rhythm, length and
// channel are set, how the two work is agreed.
func (t *motion) set(to *string, value string, ok bool, note string) string {
	if !ok {
		return note
	}
	*to, t.m.Ways.Entry = value, false
	if w := t.m.Ways; w.Cadence != "" && w.Duration != "" && w.Channel != "" {
		t.m.tick(t.v.Now, P4)
	}
	t.say("facts", "how the two work together was set")
	return ""
}

// topics says what the mentorship is about.
func (t *motion) topics(c Command) string {
	m := &t.m
	if note := t.focus(c); note != "" {
		return note
	}
	var chosen []string
	for _, topic := range strings.FieldsFunc(c.Value, func(r rune) bool { return r == ',' || r == ' ' }) {
		i := slices.Index(Topics(), topic)
		if i < 0 {
			return NoteTopics
		}
		if i >= len(Topics())-privateTopics {
			topic = "private"
		}
		if !slices.Contains(chosen, topic) {
			chosen = append(chosen, topic)
		}
	}
	if len(chosen) == 0 {
		return NoteTopics
	}
	m.Ways.Topics = chosen
	t.say("facts", "what the mentorship is about was set")
	return ""
}

// privateTopics is how many of the last topics are for two people alone.
const privateTopics = 5

// goal takes over that there is a goal, or that it was reached.
func (t *motion) goal(c Command) string {
	m := &t.m
	if note := t.focus(c); note != "" {
		return note
	}
	switch {
	case c.Value == "":
		return NoteGoal
	case c.Value != GoalReached:
		m.Ways.Goal, m.Ways.Reached = true, time.Time{}
		m.tick(t.v.Now, P2)
		t.say("facts", "there is a goal; its words stay in the comment")
	case !m.Ways.Goal:
		return NoteGoal
	default:
		m.Ways.Reached = firstOf(m.Ways.Reached, c.At)
		t.say("facts", "the goal was reached")
	}
	return ""
}

// GoalReached is the value of `goal reached`; any other goal has the value GoalSet.
const (
	GoalReached = "reached"
	GoalSet     = "set"
)

// focus says why somebody may not say what the mentorship is about.
func (t *motion) focus(c Command) string {
	switch {
	case !t.m.between(c.By):
		return NoteNotYours
	case t.m.State.Over() && t.m.State != StateLongTerm:
		return NoteDone
	}
	return ""
}
