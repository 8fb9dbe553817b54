package matching_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/matching"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// times repeats a change once a day.
func times(n int, c matching.Change) []matching.Change {
	var out []matching.Change
	for i := range n {
		c.Time = c.Time.AddDate(0, 0, i)
		out = append(out, c)
	}
	return out
}

func TestReasonsInWords(t *testing.T) {
	h := slices.Concat(
		times(3, change(0, "w", "", "x")), // w is no newcomer
		times(14, change(300, "w", "a", "store/db.go", "store/redis/x.go")),
		times(2, change(330, "w", "a", "store/redis/deep/x.go")),
		times(6, change(330, "a", "", "web/router/r.go")),
		times(9, change(340, "b", "", "cli/flags.go")),
		times(2, change(350, "w", "c", "README.md")),
		times(1, change(20, "w", "d", "store/db.go")),
		times(3, change(390, "n1", "e", "docs/a.md")),
		times(1, change(399, "n2", "e", "store/db.go")),
	)
	x := learn(h)
	for _, tt := range []struct {
		name, who string
		files     []string
		want      []string
	}{
		{"the deepest directory that is worth naming", "a", []string{"store/redis/deep/y.go"},
			[]string{"reviewed 16 changes in store/redis/ this year", "wrote 6 changes in this repository this year"}},
		{"each its own place", "a", []string{"store/new.go", "web/router/new.go"},
			[]string{"reviewed 16 changes in store/ this year", "wrote 6 changes in web/router/ this year"}},
		{"the whole repository", "b", []string{"store/new.go"}, []string{"wrote 9 changes in this repository this year"}},
		{"a file at the top level", "c", []string{"README.md"}, []string{"reviewed 2 changes on README.md this year"}},
		{"more than a year ago", "d", []string{"store/redis/x.go"}, []string{"has worked in store/ before"}},
		{"newcomers", "e", []string{"store/redis/x.go"}, []string{
			"reviewed 1 change in store/ this year", "has reviewed 4 newcomers' changes lately"}},
		{"an offer", "f", []string{"web/x.go", "web/a.css"}, []string{"offered to help with web/*.css"}},
		{"an offer and history elsewhere", "b", []string{"docs/x.md"}, []string{"offered to help with **/*.md", "wrote 9 changes in this repository this year"}},
		{"a stranger", "g", []string{"store/db.go"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q := matching.Query{Time: onDay(400), Author: "new", Files: tt.files, Declared: map[matching.PersonID][]string{
				"f": {"store/**", "web/*.css"}, "b": {"**/*.md"},
			}}
			var got []string
			for _, r := range x.Reasons(q, matching.PersonID(tt.who)) {
				got = append(got, r.String())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAReasonOfNoKindSaysNothing(t *testing.T) {
	if s := (matching.Reason{}).String(); s != "" {
		t.Errorf("%q", s)
	}
}

// TestReasonsAreTrue counts again what each reason claims.
func TestReasonsAreTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		q := drawQuery(t, h)
		o := newOracle(h, q)
		x := learn(h)
		for _, p := range q.Pool {
			reasons := x.Reasons(q, p)
			if len(reasons) > 3 {
				t.Fatalf("%d reasons", len(reasons))
			}
			for _, r := range reasons {
				n := 0
				for _, c := range h {
					n += int(bit(!c.Time.Before(r.Since) && c.Time.Before(q.Time) && !c.Large && claimed(o, r, c, p)))
				}
				if n == 0 || r.Kind != matching.KnewBefore && n != r.Count {
					t.Fatalf("%s: %q, but it was %d", p, r, n)
				}
			}
		}
	})
}

// claimed tells whether c is one of the changes that r speaks of.
func claimed(o oracle, r matching.Reason, c matching.Change, p matching.PersonID) bool {
	there := slices.ContainsFunc(c.Files, func(f string) bool { return strings.HasPrefix(f+"/", r.Place) })
	switch r.Kind {
	case matching.Reviewed:
		return there && reviewed(c, p)
	case matching.Wrote:
		return there && c.Author == p
	case matching.Welcomed:
		return reviewed(c, p) && o.byNewcomer(c)
	}
	return there && (reviewed(c, p) || c.Author == p)
}

// TestTheLogForgets adds more than the log keeps without cleaning up.
func TestTheLogForgets(t *testing.T) {
	x := matching.NewIndex()
	for i := range 5000 {
		x.Add(change(float64(i), "w", "a", "store/db.go"))
	}
	got := x.Reasons(matching.Query{Time: onDay(5000), Files: []string{"store/x.go"}}, "a")
	want := matching.Reason{Kind: matching.Reviewed, Place: "store/", Count: 365, Since: onDay(5000 - 365)}
	if diff := cmp.Diff([]matching.Reason{want}, got); diff != "" {
		t.Error(diff)
	}
}
