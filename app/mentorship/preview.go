package mentorship

// goLive ends what was begun in preview once the house rules are live: its
// places are free again, and nothing of what was planned is ever written. The
// newcomer's own `find` begins as if nobody had been met.
func (t *motion) goLive() {
	m := &t.m
	if !m.Preview || t.v.Rules.Mode == ModePreview {
		return
	}
	m.Preview, m.Nudged = false, false // nobody was assigned
	m.Greeted, m.Waited, m.IssueDue, m.NoIssue, m.Praised = false, false, false, false, false
	m.Spoken, m.Round, m.Asked, m.Passed = 0, 0, nil, nil
	if !m.State.Terminal() {
		t.release()
		t.end(StateSkipped, SkippedPreview)
	}
}
