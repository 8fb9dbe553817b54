package mentorship

import "time"

// handOver ends a pairing without ending the mentorship: the newcomer is first
// in order for another mentor, asked at once where one is free.
func (t *motion) handOver(row, why string, barred bool, at time.Time) {
	m := &t.m
	old := m.Mentor
	m.formers()
	m.Informal = false
	m.Course, m.Facts.Talk = Course{Whole: !m.termBegan().IsZero(), Reopen: m.Course.Reopen}, nil
	m.Ways = Ways{Topics: m.Ways.Topics, Goal: m.Ways.Goal, Reached: m.Ways.Reached} // how they work is for the next two to say
	if !m.Issue.Zero() {
		t.plan(Effect{Key: m.roundKey("issue-unassign"), Kind: EffectUnassign, Thread: m.Issue, Person: old, Round: m.Round})
	}
	t.release()
	m.newCycle(at)
	m.Rematch, m.Asked = true, []int64{old.ID}
	if barred {
		m.Barred = append(m.Barred, old.ID)
	}
	t.queue()
	t.say(row, "%s", why)
	t.ask("T8", false, 0)
}

// newCycle begins a new search: comments and rounds count anew.
func (m *Mentorship) newCycle(at time.Time) {
	m.Cycle++
	m.Round, m.Spoken, m.Asked, m.Waited = 0, 0, nil, false
	m.SearchAt, m.Ending = latest(m.SearchAt, at), ""
}
