package mentorship

import "time"

// Mine is what is kept of one person at one owner, in a form for that person
// alone: what concerns others, such as who passed, is not in it.
type Mine struct {
	Tenant   int64    `json:"-"`
	Owner    string   `json:"owner"`
	Listed   bool     `json:"listed_as_mentor"`  // house rules list them, agreed or not
	Standing Standing `json:"said_of_oneself"`   // their own words by command, or on their page
	Welcomed []Story  `json:"as_newcomer"`       // at most one, or one a repository
	Mentored []Story  `json:"as_mentor"`         // asked or paired now, or to the natural end
	Commands int      `json:"commands_of_a_day"` // how often they used commands in the last 24 hours

	Invitations []Invitation `json:"invitations,omitempty"`  // of a mentor, the newest first
	Thanks      []Thank      `json:"thanks_heard,omitempty"` // the newest first
	Dates       []Date       `json:"dates,omitempty"`        // the first one first
	Record      []Credit     `json:"record,omitempty"`       // the newest first
	Digest      Thread       `json:"digest_in,omitzero"`     // where they hear from us on Mondays
}

// Story is one mentorship as one of its two people may see it.
type Story struct {
	ID     string             `json:"-"` // of the mentorship, within its owner
	Pull   Thread             `json:"pull_request"`
	Issue  Thread             `json:"tracking_issue,omitzero"`
	With   Person             `json:"with,omitzero"` // the other one
	State  State              `json:"state"`
	Stage  Stage              `json:"stage,omitempty"`
	Ending Ending             `json:"ending,omitempty"`
	Since  time.Time          `json:"since"` // when State was entered
	Begun  time.Time          `json:"begun"` // when the first pull request was opened
	Paired time.Time          `json:"paired,omitzero"`
	Done   map[Item]time.Time `json:"steps_done,omitempty"`
	Ways   Ways               `json:"ways_of_working,omitzero"`
	// Pulse is the question how it is for them, while it may be answered here.
	Pulse *OwnPulse `json:"asked_how_it_is,omitempty"`
	// TookAt is when a mentor last did the newcomer's work themselves, WordAt when
	// the newcomer's pull request was closed without a merge and no word of the
	// mentor's followed: for the mentor alone.
	TookAt time.Time `json:"took_over,omitzero"`
	WordAt time.Time `json:"a_word_helps_since,omitzero"`
	// Own are dates and counts about the newcomer's own doing; the mentor's copy has none.
	Own *Facts `json:"noticed,omitempty"`
}

// OwnPulse is a question how it is for one of the two, and their answer.
type OwnPulse struct {
	At     time.Time `json:"at"`
	Answer int       `json:"answer,omitempty"` // 3 very well, 2 well, 1 not so well, 0 none yet
}

// StoryOf is a mentorship as that person may see it; ok is false where they
// have no part in it.
func (m Mentorship) StoryOf(person int64) (s Story, newcomer, ok bool) {
	newcomer = m.Newcomer.ID == person
	if m.Version == 0 || m.State == StateErased || m.Preview && !newcomer || !newcomer && m.Mentor.ID != person {
		return s, newcomer, false
	}
	s = Story{
		ID: m.ID, Pull: m.Pull, Issue: m.Issue, With: m.Newcomer, State: m.State, Stage: m.Stage, Ending: m.Ending,
		Since: m.Since, Begun: m.T0, Paired: m.Paired, Done: m.Ticks, Ways: m.Ways,
	}
	if newcomer {
		own := m.copied().Facts
		own.MentorWords, own.ChangesAskedBy = nil, 0 // what others did
		s.With, s.Own = m.Mentor, &own
	} else if m.State.Paired() {
		s.TookAt, s.WordAt = m.Care.TookAt, m.wordHelps()
	}
	s.Pulse = m.ownPulse(person)
	if m.Preview {
		s.With = Person{} // nobody was asked
	}
	return s, newcomer, true
}

// ownPulse is what that person may answer now, nil for nothing.
func (m Mentorship) ownPulse(person int64) *OwnPulse {
	i := m.pulseOf(person)
	if i < 0 || m.State.Terminal() {
		return nil
	}
	p := m.Pulses[i]
	if person == m.Newcomer.ID {
		return &OwnPulse{At: p.At, Answer: p.Newcomer}
	}
	return &OwnPulse{At: p.At, Answer: p.Mentor}
}

// wordHelps is when the first pull request was closed without a merge, zero once
// the mentor said something after that.
func (m Mentorship) wordHelps() time.Time {
	at := m.Facts.closedAt()
	for _, s := range m.Facts.Talk {
		if s.By == m.Mentor.ID && s.At.After(at) {
			return time.Time{}
		}
	}
	for _, w := range m.Facts.MentorWords {
		if w.By.ID == m.Mentor.ID && latest(w.At, w.Last).After(at) {
			return time.Time{}
		}
	}
	return at
}
