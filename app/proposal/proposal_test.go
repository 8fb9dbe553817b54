package proposal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/proposal"
	"github.com/firstmate-app/firstmate/matching"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var start = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// done is one change, on a day.
func done(day int, author string, reviewers string, files ...string) matching.Change {
	c := matching.Change{ID: fmt.Sprint(day, author), Time: start.AddDate(0, 0, day), Author: matching.PersonID(author), Files: files}
	for r := range strings.FieldsSeq(reviewers) {
		c.Reviewers = append(c.Reviewers, matching.PersonID(r))
	}
	return c
}

// times repeats a change on following days.
func times(n, day int, author, reviewers string, files ...string) (out []matching.Change) {
	for i := range n {
		out = append(out, done(day+i, author, reviewers, files...))
	}
	return out
}

func history(parts ...[]matching.Change) []matching.Change {
	out := slices.Concat(parts...)
	slices.SortStableFunc(out, func(a, b matching.Change) int { return a.Time.Compare(b.Time) })
	return out
}

func of(h []matching.Change) proposal.Proposal { return proposal.Of(h, matching.WeightsShip()) }

func names(p proposal.Proposal) (out string) {
	for _, e := range p.Entries {
		out += fmt.Sprintf("%s %v %d; ", e.Person, e.Paths, e.First)
	}
	return strings.TrimSuffix(out, "; ")
}

func TestOf(t *testing.T) {
	for _, tt := range []struct {
		name string
		h    []matching.Change
		want string
	}{
		{"nothing", nil, ""},
		{"nobody active", times(4, 0, "a", "", "x/f"), ""},
		{"one", times(5, 0, "a", "", "x/f"), "a [x/**] 0"},
		{"long ago does not count", history(times(9, 0, "a", "", "x/f"), times(5, 500, "b", "", "x/f")), "b [x/**] 1"},
		{"each where at home", history(times(9, 0, "a", "", "x/f"), times(9, 0, "b", "", "y/z/f"), times(1, 20, "n1", "", "x/f"), times(1, 21, "n2", "", "y/z/g")),
			"a [x/**] 1; b [y/z/**] 1"},
		{"reviewers count", history(times(9, 0, "n", "r", "x/f")), "n [x/**] 0; r [x/**] 0"},
		{"files at the top", times(5, 0, "a", "", "README"), "a [] 0"},
		{"a folder of its own files and parts", times(9, 0, "a", "", "x/f", "x/y/f"), "a [x/**] 0"},
		{"a folder in a folder in a folder", times(9, 0, "a", "", "x/y/z/u/v/f"), "a [x/y/z/**] 0"},
		{"a little everywhere", history(times(3, 0, "a", "", "x/a/f"), times(3, 5, "a", "", "x/b/f"), times(3, 10, "a", "", "x/c/f"), times(3, 15, "a", "", "x/d/f")), "a [x/**] 0"},
		{"odd folders", times(9, 0, "a", "", "[id]/{b}/f", "\x1b/f", "\xff/f", strings.Repeat("l", 200)+"/f"), "a [?id?/?b?/**] 0"},
	} {
		if got := names(of(tt.h)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestFewPeopleWhoDifferAreChosen(t *testing.T) {
	var parts [][]matching.Change
	for i := range 30 { // two in each of 15 places
		parts = append(parts, times(10+i, 0, fmt.Sprintf("p%02d", i), "", fmt.Sprintf("place%02d/f", i/2)))
	}
	p := of(history(parts...))
	if len(p.Entries) != 8 || p.Covered == 0 || p.Covered > p.Changes {
		t.Errorf("%+v", p)
	}
	seen := map[string]bool{}
	for _, e := range p.Entries {
		seen[e.Paths[0]] = true
	}
	if len(seen) != 8 {
		t.Errorf("they share places: %s", names(p))
	}
}

func TestLargeChangesSayNothingAboutPlaces(t *testing.T) {
	large := times(9, 0, "a", "", "x/f")
	for i := range large {
		large[i].Large = true
	}
	if p := of(large); names(p) != "a [] 0" || p.Changes != 0 || p.Newcomers != 0 {
		t.Errorf("%+v", p)
	}
}

func TestActive(t *testing.T) {
	h := history(times(5, 0, "a", "r", "x"), times(4, 0, "b", "r r", "x"), times(5, 400, "c", "c", "x"))
	for _, tt := range []struct {
		day  int
		want []matching.PersonID
	}{{5, []matching.PersonID{"a", "r"}}, {4, []matching.PersonID{"r"}}, {366, []matching.PersonID{"r"}}, {405, []matching.PersonID{"c"}}, {0, nil}} {
		if diff := cmp.Diff(tt.want, proposal.Active(h, start.AddDate(0, 0, tt.day))); diff != "" {
			t.Errorf("day %d:\n%s", tt.day, diff)
		}
	}
}

// TestProposals holds for any history: few people, all active, each with a few
// patterns, and every replayed newcomer asks for exactly one.
func TestProposals(t *testing.T) {
	people := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}
	rapid.Check(t, func(t *rapid.T) {
		var h []matching.Change
		day := 0
		for range rapid.IntRange(0, 80).Draw(t, "changes") {
			day += rapid.IntRange(0, 9).Draw(t, "days")
			files := rapid.SliceOfN(rapid.SampledFrom([]string{"f", "x/f", "x/y/f", "z/f", "z/[q]/f"}), 1, 3).Draw(t, "files")
			h = append(h, done(day, rapid.SampledFrom(people).Draw(t, "author"), rapid.SampledFrom(people).Draw(t, "reviewer"), files...))
		}
		p := of(h)
		active, sum := proposal.Active(h, p.At), 0
		for _, e := range p.Entries {
			if sum += e.First; !slices.Contains(active, e.Person) || len(e.Paths) > 4 {
				t.Errorf("%+v", e)
			}
		}
		if len(p.Entries) > 8 || len(p.Entries) < min(3, len(active)) || sum != p.Newcomers || p.Covered > p.Changes {
			t.Errorf("%+v of %v", p, active)
		}
		if again := of(h); !cmp.Equal(p, again) {
			t.Errorf("once %+v, once %+v", p, again)
		}
	})
}
