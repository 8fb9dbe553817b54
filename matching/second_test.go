package matching_test

import (
	"math"
	"slices"
	"testing"

	"github.com/firstmate-app/firstmate/matching"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestSecondBringsWhatTheFirstLacks has a change to store/, which a and b know,
// and to web/, which c knows, with d a little at home in both.
func TestSecondBringsWhatTheFirstLacks(t *testing.T) {
	x := learn(slices.Concat(
		times(9, change(1, "w", "a", "store/db.go")), times(8, change(1, "w", "b", "store/db.go")),
		times(8, change(1, "w", "c", "web/page.go")),
		times(2, change(1, "w", "d", "store/db.go", "web/page.go")),
	))
	for _, tt := range []struct {
		name, first string
		files       []string
		want        string // who comes first
	}{
		{"the other place", "a", []string{"store/db.go", "web/page.go"}, "c"},
		{"whatever the number of files", "a", []string{"store/a.go", "store/b.go", "store/c.go", "web/page.go"}, "c"},
		{"and the other way round", "c", []string{"store/db.go", "web/a.go", "web/page.go"}, "a"},
		{"one place: the next best", "a", []string{"store/db.go"}, "b"},
		{"a first who knows little", "d", []string{"store/db.go"}, "a"},
		{"a stranger", "z", []string{"web/page.go"}, "c"},
		{"no files", "a", nil, "b"},
	} {
		q := matching.Query{Time: onDay(20), Author: "n", Files: tt.files, Pool: people("abcdn")}
		got := x.Second(q, matching.WeightsShip(), matching.PersonID(tt.first))
		if len(got) == 0 || string(got[0].Person) != tt.want {
			t.Errorf("%s: %v, want %s first", tt.name, got, tt.want)
		}
		var who []matching.PersonID
		for _, c := range got {
			who = append(who, c.Person)
		}
		slices.Sort(who)
		want := slices.DeleteFunc(people("abcd"), func(p matching.PersonID) bool { return string(p) == tt.first })
		if !slices.Equal(who, want) {
			t.Errorf("%s: ranked %v, want %v", tt.name, who, want)
		}
	}
}

func TestSecondOfNobodyElse(t *testing.T) {
	x := learn(one(change(1, "a", "b", "x.go")))
	q := matching.Query{Time: onDay(2), Author: "n", Files: []string{"x.go"}, Pool: people("an")}
	if got := x.Second(q, matching.WeightsShip(), "a"); len(got) > 0 {
		t.Errorf("got %v", got)
	}
	if got := x.Second(q, matching.WeightsShip(), "n"); order(got) != "a" {
		t.Errorf("with the author as the first mentor: %v", got)
	}
}

func TestSecondInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := learn(drawHistory(t))
		q := matching.Query{
			Time: onDay(3000), Author: "x", Pool: people("abcdefgz"),
			Files: []string{"store/db.go", "store/redis/new.go", "web/router.go", "docs/a.md", "README.md"},
		}
		first := rapid.SampledFrom(q.Pool).Draw(t, "first")
		want := x.Second(q, matching.WeightsShip(), first)
		for _, c := range want {
			if c.Person == first || math.IsNaN(c.Score) || math.IsInf(c.Score, 0) {
				t.Fatalf("%v after %s", c, first)
			}
		}
		seed := rapid.Uint64().Draw(t, "seed")
		q.Files, q.Pool = shuffled(seed, append(q.Files, q.Files...)), shuffled(seed, append(q.Pool, q.Pool...))
		if diff := cmp.Diff(want, x.Second(q, matching.WeightsShip(), first)); diff != "" {
			t.Fatalf("another order, another ranking (-first +second):\n%s", diff)
		}
	})
}
