package mentorship

// changesAsked merges a request for changes: of several the earliest counts,
// whoever is told of first.
func (f *Facts) changesAsked(a Answered) {
	at := f.ChangesAskedAt
	switch {
	case at.IsZero() || a.At.Before(at):
		f.ChangesAskedAt, f.ChangesAskedBy = a.At, a.By.ID
	case a.At.Equal(at) && a.By.ID < f.ChangesAskedBy:
		f.ChangesAskedBy = a.By.ID
	}
}

// ReadTogether reports whether the tracking issue should offer that the mentor
// reads a review along: somebody else asked for changes, and the newcomer has
// not gone on from there yet.
func (m Mentorship) ReadTogether() bool {
	by := m.Facts.ChangesAskedBy
	return m.State == StateActive && m.Stage == StageReview && by != 0 && by != m.Mentor.ID && !m.ticked(R2) && !m.ticked(R4)
}
