package mentorship

import (
	"slices"
	"time"
)

// InvitationEnd is what became of an invitation, as the one who was asked may know it.
type InvitationEnd string

// What can become of an invitation.
const (
	InvitationOpen     InvitationEnd = "open"
	InvitationAccepted InvitationEnd = "accepted"
	InvitationHanded   InvitationEnd = "handed_on" // they passed it on themselves
	InvitationOver     InvitationEnd = "over"      // anything else: the search went on, or ended
)

// InvitationEnds are all of them.
func InvitationEnds() []InvitationEnd {
	return []InvitationEnd{InvitationOpen, InvitationAccepted, InvitationHanded, InvitationOver}
}

// Invitation is one newcomer a mentor was asked for, for that mentor alone. Why
// it ended is told only where it was their own word: what the newcomer or the
// coordinators chose is theirs.
type Invitation struct {
	Pull  Thread        `json:"pull_request"`
	At    time.Time     `json:"at"` // when they were last asked
	Until time.Time     `json:"until,omitzero"`
	End   InvitationEnd `json:"end"`
}

// InvitationOf is what a mentor was asked here, the last time at that moment. ok
// is false where nothing of it is for them to see.
func (m Mentorship) InvitationOf(mentor int64, at time.Time) (i Invitation, ok bool) {
	if m.Version == 0 || m.State == StateErased || m.Preview || m.Newcomer.ID == mentor {
		return i, false
	}
	i = Invitation{Pull: m.Pull, At: at, End: InvitationOver}
	switch {
	case m.State == StateInvited && m.Mentor.ID == mentor:
		i.End, i.Until = InvitationOpen, m.Timers[TimerAccept]
	case m.had(mentor):
		i.End = InvitationAccepted
	case slices.Contains(m.Passed, mentor):
		i.End = InvitationHanded
	}
	return i, true
}

// had reports whether that person is or was the newcomer's mentor.
func (m Mentorship) had(mentor int64) bool {
	return m.helper() == mentor || slices.ContainsFunc(m.Former, func(p Person) bool { return p.ID == mentor })
}
