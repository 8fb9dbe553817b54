package matching_test

import (
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/matching"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestInputOrderNeverMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		q := drawQuery(t, h)
		seed := rapid.Uint64().Draw(t, "seed")
		want := learn(h).Suggest(q, matching.WeightsShip(), 10)
		q.Files, q.Pool = shuffled(seed, append(q.Files, q.Files...)), shuffled(seed, append(q.Pool, q.Pool...))
		got := learn(shuffled(seed, h)).Suggest(q, matching.WeightsShip(), 10)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("another order, another ranking (-first +second):\n%s", diff)
		}
	})
}

func TestAskingInBetweenChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		q := drawQuery(t, h)
		x := matching.NewIndex()
		for _, c := range h {
			x.Add(c)
			x.Suggest(matching.Query{Time: c.Time, Author: c.Author, Files: c.Files, Pool: q.Pool}, matching.WeightsShip(), 3)
		}
		want := learn(h).Suggest(q, matching.WeightsShip(), 10)
		if diff := cmp.Diff(want, x.Suggest(q, matching.WeightsShip(), 10)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestRankHoldsThePoolAndNobodyElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		q := drawQuery(t, h)
		q.Pool = rapid.SliceOf(rapid.SampledFrom(people("abcdwxyz"))).Draw(t, "pool")
		var got []matching.PersonID
		for i, c := range learn(h).Rank(q, matching.WeightsShip()) {
			got = append(got, c.Person)
			if math.IsNaN(c.Score) || math.IsInf(c.Score, 0) {
				t.Fatalf("score %v at %d", c.Score, i)
			}
		}
		want := slices.DeleteFunc(slices.Clone(q.Pool), func(p matching.PersonID) bool { return p == "x" })
		slices.Sort(want)
		slices.Sort(got)
		if want = slices.Compact(want); !slices.Equal(got, want) {
			t.Fatalf("ranked %v, want %v", got, want)
		}
	})
}

func TestRank(t *testing.T) {
	lived := []matching.Change{
		change(1, "a", "b", "store/db.go"), change(2, "a", "b", "store/db.go"),
		change(3, "c", "d", "web/page.go"), change(4, "c", "d", "web/page.go"),
		change(5, "n", "e", "docs/x.md"), change(6, "m", "e", "docs/y.md"),
	}
	for _, tt := range []struct {
		name  string
		files []string
		pool  string
		want  string
	}{
		{"the reviewer of the same file", []string{"store/db.go"}, "abcde", "b"},
		{"of a new file in the same directory", []string{"web/new.go"}, "abcde", "d"},
		{"of a new directory below it", []string{"store/redis/x.go"}, "bde", "b"},
		{"equals by id", []string{"web/page.go"}, "yzx", "x"},
		{"no files", nil, "yx", "x"},
		{"an empty path", []string{""}, "yx", "x"},
		{"odd paths", []string{"/store//db.go/", "..", "store/"}, "yx", "x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q := matching.Query{Time: onDay(7), Author: "new", Files: tt.files, Pool: people(tt.pool)}
			got := learn(lived).Rank(q, matching.WeightsShip())
			if got[0].Person != matching.PersonID(tt.want) {
				t.Errorf("first is %v, want %s", got, tt.want)
			}
		})
	}
	if got := learn(lived).Rank(matching.Query{Author: "a", Pool: people("a")}, matching.WeightsShip()); got != nil {
		t.Errorf("a pool of the author alone gives %v", got)
	}
}

func TestOffersCountUntilHistorySaysMore(t *testing.T) {
	q := matching.Query{
		Time: onDay(100), Author: "new", Files: []string{"docs/start.md"}, Pool: people("abc"),
		Declared: map[matching.PersonID][]string{"c": {"web/**", "docs/**"}},
	}
	first := func(h ...matching.Change) matching.PersonID {
		return learn(h).Suggest(q, matching.WeightsShip(), 1)[0].Person
	}
	if got := first(); got != "c" {
		t.Errorf("without any history %s is first, want the one who offered", got)
	}
	if got := first(change(90, "z", "ab", "store/db.go")); got != "c" {
		t.Errorf("with history elsewhere %s is first, want the one who offered", got)
	}
	if got := first(times(2, change(90, "z", "a", "docs/start.md"))...); got != "c" {
		t.Errorf("with two reviews of the file by a, %s is first, want the one who offered", got)
	}
	if got := first(times(5, change(90, "z", "a", "docs/start.md"))...); got != "a" {
		t.Errorf("with five reviews of the file by a, %s is first, want a", got)
	}
	q.Files = []string{"store/db.go"}
	if got := first(); got != "a" {
		t.Errorf("for other files %s is first, want equals by id", got)
	}
}

// TestOverCenturies has half-lives pass by the hundred, more than a float64 has
// room for.
func TestOverCenturies(t *testing.T) {
	early := []matching.Change{change(0, "a", "b", "x/a.go"), change(1, "c", "b", "x/a.go")}
	late := []matching.Change{
		change(400_000, "a", "c", "x/a.go"), change(400_001, "d", "c", "x/b.go"), change(400_002, "d", "a", "y/b.go"),
	}
	q := matching.Query{Time: onDay(400_010), Author: "n", Files: []string{"x/a.go", "y/c.go"}, Pool: people("abcd")}
	want := learn(late).Rank(q, matching.WeightsShip())
	for name, h := range map[string][]matching.Change{
		"in order":  append(slices.Clone(early), late...),
		"backwards": append(slices.Clone(late), early...),
	} {
		got := learn(h).Rank(q, matching.WeightsShip())
		if got[0].Person != want[0].Person {
			t.Errorf("%s: first is %s, want %s", name, got[0].Person, want[0].Person)
		}
		for _, c := range got {
			if math.IsNaN(c.Score) || math.IsInf(c.Score, 0) {
				t.Errorf("%s: score %v", name, c.Score)
			}
		}
	}
	for _, when := range []time.Time{{}, onDay(-400_000), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)} {
		q.Time = when
		for _, c := range learn(append(early, late...)).Rank(q, matching.WeightsShip()) {
			if math.IsNaN(c.Score) || math.IsInf(c.Score, 0) {
				t.Errorf("asked at %v: score %v", when, c.Score)
			}
		}
	}
}

func TestManyMayAskAtOnce(t *testing.T) {
	x := learn([]matching.Change{change(1, "a", "b", "x/a.go"), change(2, "c", "ab", "y/a.go")})
	q := matching.Query{Time: onDay(3), Author: "n", Files: []string{"x/a.go"}, Pool: people("abc")}
	want := x.Suggest(q, matching.WeightsShip(), 3)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if diff := cmp.Diff(want, x.Suggest(q, matching.WeightsShip(), 3)); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
	wg.Wait()
}
