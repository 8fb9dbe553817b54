package candidates

import (
	"fmt"
	"testing"

	"github.com/firstmate-app/firstmate/matching"
)

// An index of a later version is left where it is: whoever goes back to this
// version for a day does not lose what the other one knew.
func TestUnreadableIndexStays(t *testing.T) {
	for _, later := range []bool{false, true} {
		a, m, clock := newAdvisor()
		if later {
			m.index = []byte("of a later version")
		}
		for i := range putTogetherAfter {
			m.changes = append(m.changes, matching.Change{ID: fmt.Sprint("c", i), Time: clock.now, Author: "11", Files: []string{"store/a.go"}})
		}
		before := string(m.index)
		if _, err := a.index(t.Context(), widgets); err != nil {
			t.Fatal(err)
		}
		if kept := string(m.index) == before; kept != later {
			t.Errorf("an index of a later version: %v, kept: %v", later, kept)
		}
	}
}
