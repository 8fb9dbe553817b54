package candidates

import (
	"fmt"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// Each of the newest newcomers' first changes is ranked once, mentors' own are not.
func TestAsked(t *testing.T) {
	a, m, clock := newAdvisor()
	add := func(author, reviewer, file string, ago int) {
		m.changes = append(m.changes, matching.Change{
			ID: fmt.Sprint("c", len(m.changes)), Time: clock.now.AddDate(0, 0, -ago), Author: matching.PersonID(author),
			Reviewers: []matching.PersonID{matching.PersonID(reviewer)}, Files: []string{file},
		})
	}
	for i := range 20 {
		add("11", "12", "store/a.go", 100-i)
		add("12", "11", "web/a.ts", 100-i)
	}
	for i := range 40 {
		add(fmt.Sprint(1000+i), "11", map[bool]string{true: "store/a.go", false: "web/a.ts"}[i%2 == 0], 50-i)
		add(fmt.Sprint(1000+i), "11", "docs/later.md", 5)
	}
	r := mentorship.Rules{Mentors: []mentorship.Mentor{
		{Person: mentorship.Person{ID: 11, Login: "ada"}}, {Person: mentorship.Person{ID: 13, Login: "lin"}, Paths: []string{"web/**"}},
	}}
	of, by, err := a.Asked(t.Context(), widgets, r)
	if err != nil || of != lastNewcomers || by[11]+by[13] != lastNewcomers || by[11] == 0 {
		t.Errorf("%d, %v, %v", of, by, err)
	}
	if of, by, err := a.Asked(t.Context(), widgets, mentorship.Rules{}); of != 0 || len(by) != 0 || err != nil {
		t.Errorf("nobody listed: %d, %v, %v", of, by, err)
	}
}
