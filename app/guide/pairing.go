package guide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// maxValue is the longest text after a word about a pairing that could be meant.
const maxValue = 120

// pairValue reads what stands after a word about a pairing. A goal's own words
// are not taken over.
func pairValue(v mentorship.Verb, words []string) string {
	text := lowerASCII(strings.Join(words, " "))
	switch v {
	case mentorship.VerbGoal:
		switch text {
		case "":
			return ""
		case mentorship.GoalReached:
			return text
		}
		return mentorship.GoalSet
	case mentorship.VerbNotAFit:
		if len(words) > 0 && lowerASCII(words[0]) == "now" {
			return "now"
		}
	case mentorship.VerbCadence, mentorship.VerbDuration, mentorship.VerbTiming, mentorship.VerbChannel,
		mentorship.VerbTopics, mentorship.VerbTouch:
		if len(text) <= maxValue && isASCII(text) {
			return text
		}
	}
	return ""
}

// OfPair reports whether a command is about how two people work together and
// takes a value.
func OfPair(v mentorship.Verb) bool {
	switch v {
	case mentorship.VerbGoal, mentorship.VerbNotAFit, mentorship.VerbCadence, mentorship.VerbDuration, mentorship.VerbTiming,
		mentorship.VerbChannel, mentorship.VerbTopics, mentorship.VerbTouch:
		return true
	}
	return false
}

// pairing is what texts may say of how two people work together and what comes next.
type pairing struct {
	Work     string // rhythm, length, hours and place
	About    string // topics
	Goal     bool
	Reached  bool
	Wrapping bool
	Touch    bool   // the two keep in touch
	Closes   string // when the small accept for the first pull request ends
	Until    string // when the term ends
	Waits    string // the word one of the two said and the other has not
	Thanks   string // the mentor who handed over
	SoFar    string // steps done, for a new mentor
	Entry    string // a ready entry of the house rules
	Home     string // "owner/name" of the repository, for a line to show
	When     string // of the graduation
	Pulse    bool   // it asks how it is for the two, too
	Reacts   bool   // a reaction is an answer
	Own      string // address of the page of one's own, where the answer is seen by nobody else
}

func (p Page) pairing(m mentorship.Mentorship) pairing {
	w := m.Ways
	out := pairing{
		Work: strings.Join(told(p.language(), w), ", "), About: about(p.language(), w.Topics), Goal: w.Goal, Reached: !w.Reached.IsZero(),
		Wrapping: m.State == mentorship.StateWrapping, Touch: m.State == mentorship.StateLongTerm, SoFar: soFar(p.language(), m),
	}
	if at := m.Timers[mentorship.TimerWrapUp]; m.State == mentorship.StateActive && !at.IsZero() {
		out.Until = day(p.language(), at.Add(mentorship.WrapUpBefore))
	}
	if m.State == mentorship.StateActive {
		out.Closes = day(p.language(), m.Timers[mentorship.TimerEnd])
	}
	switch c := m.Course; {
	case !out.Wrapping:
	case c.Graduate.One():
		out.Waits = string(mentorship.VerbGraduate)
	case c.Extend.One():
		out.Waits = string(mentorship.VerbExtend)
	}
	if n := len(m.Former); m.Rematch && n > 0 && m.Former[n-1].ID != m.Mentor.ID {
		out.Thanks = person(p.current(m.Former[n-1]))
	}
	if full := m.Pull.Repo.FullName(); repoShape.MatchString(full) {
		out.Home, out.When = full, day(p.language(), m.Years.Graduated)
	}
	if isLogin(m.Newcomer.Login) {
		out.Entry = fmt.Sprintf("```yaml\nmentors:\n  - login: %s\n    capacity: 1\n```", m.Newcomer.Login)
	}
	return out
}

// told are the ways of working that were set, in words.
func told(lang string, w mentorship.Ways) (out []string) {
	if w.Cadence != "" {
		out = append(out, phrase(lang, "cadence."+w.Cadence, nil))
	}
	if w.Duration != "" {
		out = append(out, phrase(lang, "ways.minutes", data{"Minutes": strings.TrimSuffix(w.Duration, "m")}))
	}
	if hours := strings.TrimPrefix(w.Timing, "any"); hours != "" {
		out = append(out, hours)
	}
	if w.Channel != "" {
		out = append(out, phrase(lang, "channel."+w.Channel, nil))
	}
	return out
}

// about are the topics; what is for two people alone is not named.
func about(lang string, topics []string) string {
	out := slices.Clone(topics)
	if i := slices.Index(out, "private"); i >= 0 {
		out[i] = phrase(lang, "topics.private", nil)
	}
	return strings.Join(out, ", ")
}

// soFar are the steps done when a newcomer who had a mentor gets another one.
func soFar(lang string, m mentorship.Mentorship) string {
	if len(m.Former) == 0 {
		return ""
	}
	var done []string
	for _, i := range mentorship.Items() {
		if _, ticked := m.Ticks[i]; ticked && slices.Contains(milestones(), i) {
			line := itemLine(lang, m, i)
			done = append(done, strings.ToLower(line[:1])+line[1:])
		}
	}
	return strings.Join(done, ", ")
}

// milestones are the steps worth telling somebody who comes later: facts alone.
func milestones() []mentorship.Item {
	return []mentorship.Item{
		mentorship.F1, mentorship.R1, mentorship.R4, mentorship.M1, mentorship.A2, mentorship.A3,
	}
}

// onPage words a comment about the term and the years after it.
func (p Page) onPage(e mentorship.Effect, m mentorship.Mentorship) (mentorship.Write, error) {
	w := p.words(m)
	w.pairing = p.pairing(m)
	w.Date, w.Pulse = day(w.Lang, m.Timers[mentorship.TimerTerm]), m.Beats(e.Note)
	w.Reacts, w.Own = p.Rules.Pulse != mentorship.PulseLink, safely(p.Own)
	w.Contact = contact(p.Rules.Contact)
	text, err := say("tell-"+e.Note, w)
	return signed(mentorship.Write{Kind: mentorship.WriteComment, Thread: e.Thread}, text, mark(m, e.Kind, e.Key)), err
}
