package mentorship

import (
	"slices"
	"time"
)

// retentionWindow is how long before a point somebody counts as active.
const retentionWindow = 30 * 24 * time.Hour

// RetentionDays are the days after the first pull request at which firstmate
// looks whether somebody is still around (T37).
func RetentionDays() []int { return []int{30, 90, 180, 365} }

// nextPoint is the next day to look at, and when that is; 0 when all were.
func (m Mentorship) nextPoint() (day int, at time.Time) {
	for _, day := range RetentionDays() {
		if !slices.ContainsFunc(m.Years.Retention, func(p Point) bool { return p.Day == day }) {
			return day, m.T0.AddDate(0, 0, day)
		}
	}
	return 0, time.Time{}
}

// watched reports whether retention is looked at: for everybody who was met,
// save those who wanted no mentor any more and those who were never spoken to.
func (m Mentorship) watched() bool {
	return m.Ending != EndedNoThanks && m.State != StateNone && m.State != StateDeclined && m.State != StateSkipped && !m.T0.IsZero()
}

// retention is T37: only a fact in the record, by public activity that was seen
// outside the first pull request.
func (t *motion) retention() {
	day, at := t.m.nextPoint()
	active := t.m.SeenAt.After(at.Add(-retentionWindow))
	t.m.Years.Retention = append(t.m.Years.Retention, Point{Day: day, Active: active})
	t.say("T37", "%d days have passed since the first pull request; whether %s is still active was noted", day, t.m.Newcomer.Login)
}

// seen takes over that the newcomer was active in public outside the first pull request.
func (m *Mentorship) seen(at time.Time) { m.SeenAt = latest(m.SeenAt, at) }

// keepsNothing reports, and says, that nothing is kept of this person.
func (t *motion) keepsNothing() bool {
	switch t.m.State {
	case StateNone:
		t.ignore("nobody has begun here")
	case StateDeclined:
		t.ignore("the newcomer declined, so nothing more is kept")
	default:
		return false
	}
	return true
}
