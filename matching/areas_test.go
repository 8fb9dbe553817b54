package matching

import (
	"slices"
	"testing"
	"time"
)

func TestAreas(t *testing.T) {
	x := NewIndex()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	change := func(days int, author PersonID, reviewer PersonID, files ...string) {
		c := Change{Time: now.AddDate(0, 0, -days), Author: author, Files: files}
		if reviewer != "" {
			c.Reviewers = []PersonID{reviewer}
		}
		x.Add(c)
	}
	change(400, "old", "olga", "attic/deep/a.go")
	change(20, "ada", "lin", "store/redis/a.go", "README.md")
	change(10, "ada", "", "store/b.go")
	change(5, "ada", "", "store/c.go")
	change(5, "nina", "", "docs/guide.md")
	got := x.Areas(now, 10)
	var names []string
	for _, a := range got {
		names = append(names, a.Name)
	}
	if !slices.Equal(names, []string{"store/", "docs/", "attic/"}) {
		t.Fatalf("areas: %v", names)
	}
	if !slices.Equal(got[0].Knows, []PersonID{"ada"}) { // lin's one review has faded a little
		t.Errorf("who knows store/: %v", got[0].Knows)
	}
	if len(got[1].Knows)+len(got[2].Knows) != 0 {
		t.Errorf("one change, or one long ago, is no knowledge: %+v", got[1:])
	}
	if a := got[2].Activity; a < .2 || a > .4 {
		t.Errorf("activity of long ago: %v", a)
	}
	if few := x.Areas(now, 1); len(few) != 1 || few[0].Name != "store/" {
		t.Errorf("the busiest: %+v", few)
	}
	if none := NewIndex().Areas(now, 5); len(none) != 0 {
		t.Errorf("of nothing: %+v", none)
	}
}
