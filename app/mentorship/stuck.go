package mentorship

import (
	"slices"
	"strings"
	"time"
)

// Part is a part of a call for help.
type Part string

// The parts: what one wants, what one did in a quarter of an hour, what came of
// it, and what one asks.
const (
	PartAim      Part = "aim"
	PartTried    Part = "tried"
	PartSeen     Part = "seen"
	PartQuestion Part = "question"
)

// Parts are all parts of a call for help, in order.
func Parts() []Part { return []Part{PartAim, PartTried, PartSeen, PartQuestion} }

// StuckNote is the note that asks for parts which are missing.
func StuckNote(missing []Part) string {
	var words []string
	for _, p := range missing {
		words = append(words, string(p))
	}
	return NoteStuck + ":" + strings.Join(words, ",")
}

// HomeworkNote is the note that names closed issues which may hold an answer.
func HomeworkNote(issues []int) string {
	var numbers []string
	for _, n := range issues {
		numbers = append(numbers, itoa(int64(n)))
	}
	return NoteHomework + ":" + strings.Join(numbers, ",")
}

// maxQuestions bounds how many unanswered questions are remembered, the oldest.
const maxQuestions = 100

// talk merges that somebody spoke in a thread of the newcomer's.
func (f *Facts) talk(a Answered, newcomer int64) {
	if a.By.ID != newcomer {
		f.PeopleAt = latest(f.PeopleAt, a.At)
		f.Questions = slices.DeleteFunc(f.Questions, func(q time.Time) bool { return q.Before(f.PeopleAt) })
		return
	}
	f.ActiveAt = latest(f.ActiveAt, a.At)
	if a.Asks {
		f.ask(a.At)
	}
}

// ask merges that the newcomer asked something. GitHub's times are whole
// seconds: a word in the same second is no answer.
func (f *Facts) ask(at time.Time) {
	i, found := slices.BinarySearchFunc(f.Questions, at, time.Time.Compare)
	if !found && !at.Before(f.PeopleAt) {
		f.Questions = slices.Insert(f.Questions, i, at)
		f.Questions = f.Questions[:min(len(f.Questions), maxQuestions)]
	}
}

// waits is since when a question of the newcomer waits for a person, zero if
// none does.
func (m Mentorship) waits() time.Time {
	if len(m.Facts.Questions) == 0 {
		return time.Time{}
	}
	return m.Facts.Questions[0]
}

// belongs reports whether a thread is one of this mentorship's.
func (m Mentorship) belongs(t Thread) bool {
	return slices.ContainsFunc(m.Threads(), t.Same)
}

// calls says why the newcomer's call cannot be obeyed, "" if it can.
func (t *motion) calls(c Command) string {
	switch note := t.notPaired(c); {
	case note != "":
		return note
	case c.By.ID != t.m.Newcomer.ID:
		return NoteNotYours
	}
	return ""
}

// stuck is a call for help: it goes to the mentor, at once where it tells all
// that helps to help, else after it was asked for once.
func (t *motion) stuck(c Command) string {
	if note := t.calls(c); note != "" {
		return note
	}
	m := &t.m
	m.Facts.ask(c.At)
	if len(c.Missing) == 0 || !m.Care.Call.At.IsZero() {
		t.forward(c.Thread)
		t.say("T22", "%s asked for help, and %s was told", c.By.Login, m.Mentor.Login)
		return ""
	}
	m.Care.Call = Call{At: c.At, In: c.Thread}
	t.plan(Reply(c.Thread, c.By, StuckNote(c.Missing), c.At))
	t.say("T22", "%s asked for help; what is missing was asked for once", c.By.Login)
	return ""
}

// forward tells the mentor of a call for help, with the one mention of it.
func (t *motion) forward(in Thread) {
	m := &t.m
	m.Care.Call = Call{}
	m.Care.Calls++
	t.plan(Effect{Key: m.ID + "/stuck/" + itoa(int64(m.Care.Calls)), Kind: EffectStuck, Thread: in, Person: m.Mentor})
}

// question says that the newcomer asked something: the clock of T22 runs.
func (t *motion) question(c Command) string {
	if note := t.calls(c); note != "" {
		return note
	}
	if c.Many {
		return NoteMany
	}
	t.m.Facts.ask(c.At)
	if len(c.Hits) > 0 && !t.m.hushed(c.Thread) {
		t.plan(Reply(c.Thread, c.By, HomeworkNote(c.Hits), c.At))
	}
	t.say("T22", "%s asked a question", c.By.Login)
	return ""
}

// helpLate is T22: the mentor is told once that a question waits, without words
// where that is possible. T23: then those who coordinate, where they have an issue.
func (t *motion) helpLate() {
	m := &t.m
	waits := m.waits()
	if m.Care.Helped.Before(waits) {
		m.Care.Helped, m.Care.Told = waits, time.Time{}
		t.nudgeHelp(waits)
		t.say("T22", "a question waited, so %s was told once", m.Mentor.Login)
		return
	}
	m.Care.Told = t.v.Now
	if t.v.Rules.OpsRepo.Name == "" {
		t.say("T23", "the question still waits; there is no issue of those who coordinate to tell it in")
		return
	}
	t.tell(m.ID+"/tell/"+itoa(waits.Unix()), ConcernQuestion)
	t.say("T23", "the question still waits, so those who coordinate were told")
}

func (t *motion) nudgeHelp(waits time.Time) {
	m := &t.m
	e := Effect{Key: m.ID + "/help/" + itoa(waits.Unix()), Kind: EffectAssign, Thread: m.Pull, Person: m.Mentor, Round: m.Round}
	if m.Nudged || t.v.Rules.NudgeVia == NudgeComment {
		e.Kind, e.Thread = EffectHelp, m.Issue
	} else if t.v.Rules.NudgeVia != NudgeNone {
		m.Nudged = true
	}
	if !e.Thread.Zero() && t.v.Rules.NudgeVia != NudgeNone && (e.Kind != EffectHelp || m.written()) {
		t.plan(e)
	}
}

// slower shows the mentor that smaller steps would help.
func (t *motion) slower(c Command) string {
	if note := t.calls(c); note != "" {
		return note
	}
	t.m.Care.Slower = c.At
	t.say("facts", "%s would like to go one step slower", c.By.Login)
	return ""
}

// widen asks a second person beside the mentor, who keeps the pairing. Where
// nobody is free, those who coordinate hear of it in the ops issue.
func (t *motion) widen(c Command) string {
	m := &t.m
	if note := t.notPaired(c); note != "" {
		return note
	}
	switch {
	case m.State == StatePaused:
		return NotePaused
	case c.By.ID != m.Mentor.ID:
		return NoteNotYours
	case m.hushed(c.Thread):
		return NoteLocked
	}
	for _, x := range t.candidates() {
		if id := x.Mentor.ID; id != m.Mentor.ID && !slices.Contains(m.Care.Experts, id) && !slices.Contains(m.Passed, id) {
			m.Care.Experts, m.Care.Widen = append(m.Care.Experts, id), time.Time{}
			t.plan(Effect{
				Key: m.ID + "/widen/" + itoa(int64(len(m.Care.Experts))), Kind: EffectWiden,
				Thread: c.Thread, Person: x.Mentor.Person,
			})
			t.say("facts", "%s asked for a second person, and %s was asked%s", c.By.Login, x.Mentor.Login, because(x.Reasons))
			return ""
		}
	}
	m.Care.Widen = c.At
	return NoteNobodyElse
}

// widened takes over that a further person spoke: nobody needs to look for one any more.
func (t *motion) widened(e Answered) {
	m := &t.m
	if e.By.ID != m.Newcomer.ID && e.By.ID != m.Mentor.ID && e.At.After(m.Care.Widen) {
		m.Care.Widen = time.Time{}
	}
}
