package mentorship

import (
	"cmp"
	"slices"
)

// candidates are the view's candidates who are neither barred nor the
// newcomer, asked or not, looked up at most once a motion.
func (t *motion) candidates() []Candidate {
	if !t.looked && t.v.Candidates != nil {
		t.pool = slices.DeleteFunc(slices.Clone(t.v.Candidates()), func(c Candidate) bool {
			return !c.Mentor.Consented || c.Mentor.ID == t.m.Newcomer.ID || slices.Contains(t.m.Barred, c.Mentor.ID)
		})
	}
	t.looked = true
	return t.pool
}

// candidate finds one person among the candidates.
func (t *motion) candidate(id int64) (Candidate, bool) {
	for _, c := range t.candidates() {
		if c.Mentor.ID == id && !slices.Contains(t.m.Barred, id) {
			return c, true
		}
	}
	return Candidate{}, false
}

// best is the first candidate not yet asked in this cycle; a preferred person
// goes first, else a mentor the newcomer had before.
func (t *motion) best(preferred int64) (Candidate, bool) {
	if preferred == 0 {
		preferred = t.m.earlier()
	}
	open := slices.DeleteFunc(slices.Clone(t.candidates()), func(c Candidate) bool {
		return t.m.Closed(c.Mentor.ID)
	})
	if len(open) == 0 {
		return Candidate{}, false
	}
	if preferred == 0 {
		preferred = t.m.Recommended
	}
	slices.SortStableFunc(open, func(a, b Candidate) int {
		return cmp.Compare(btoi(b.Mentor.ID == preferred), btoi(a.Mentor.ID == preferred))
	})
	return open[0], true
}

// Closed reports whether that mentor is not to be asked in this cycle: asked
// already, passed before, or a pair that did not fit.
func (m Mentorship) Closed(mentor int64) bool {
	return slices.Contains(m.Asked, mentor) || slices.Contains(m.Passed, mentor) || slices.Contains(m.Barred, mentor)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
