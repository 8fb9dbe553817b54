package matching_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/matching"
)

func TestForget(t *testing.T) {
	at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	l := matching.Lessons{
		Changes: []matching.Change{
			{ID: "1", Time: at, Author: "424242", Reviewers: []matching.PersonID{"7"}, Files: []string{"store/cache.go"}},
			{ID: "2", Time: at, Author: "8", Reviewers: []matching.PersonID{"424242", "9"}, Files: []string{"store/lru.go"}},
		},
		Answers: []matching.Answer{{ID: "a", Person: "424242", Time: at, Heard: true}, {ID: "b", Person: "7", Time: at}},
	}
	gone := func(p matching.PersonID) bool { return p == "424242" || p == "9" }
	x := matching.NewIndex()
	if err := x.Learn(l); err != nil {
		t.Fatal(err)
	}
	known := len(x.People())
	if n := x.Forget(gone); n != 2 || len(x.People()) != known {
		t.Errorf("%d names went, of %d people %d are left", n, known, len(x.People()))
	}
	if n := x.Forget(gone); n != 0 {
		t.Errorf("%d names went the second time", n)
	}
	data, err := x.MarshalBinary()
	if err != nil || bytes.Contains(data, []byte("424242")) {
		t.Errorf("%v, encoded: %q", err, data)
	}
	y := matching.NewIndex()
	if err := y.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	q := matching.Query{Author: "1", Files: []string{"store/cache.go"}, Pool: []matching.PersonID{"424242", "7"}, Time: at}
	if ranked := y.Rank(q, matching.WeightsShip()); len(ranked) == 0 || ranked[0].Person != "7" {
		t.Errorf("ranked %+v", ranked)
	}
	less := l.Without(gone)
	if less.Changes[0].Author != matching.Nobody || len(less.Changes[1].Reviewers) != 0 || len(less.Answers) != 1 || l.Changes[0].Author != "424242" {
		t.Errorf("%+v of %+v", less, l)
	}
	for _, p := range less.People() {
		if gone(p) {
			t.Errorf("%s is left", p)
		}
	}
}
