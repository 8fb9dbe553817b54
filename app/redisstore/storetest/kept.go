package storetest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// kept facts are written with the step they come from, read on from where one
// was, and read anew after some were erased.
func kept(t *testing.T, b Bench) {
	s := b.Open(t)
	commit := func(op string, counts []string, names ...string) {
		t.Helper()
		c := mentorship.Commit{Op: op, Tenant: tenant, Now: day0(), Counts: counts}
		for i := 0; i+1 < len(names); i += 2 {
			c.Kept = append(c.Kept, mentorship.Kept{Name: names[i], Text: []byte(names[i+1])})
		}
		must(t, s.Commit(t.Context(), c))
	}
	var at mentorship.KeptSince
	read := func(wantWhole bool, want ...string) {
		t.Helper()
		facts, now, whole, err := s.Kept(t.Context(), tenant, at)
		must(t, err)
		var got []string
		for _, f := range facts {
			got = append(got, f.Name+"="+string(f.Text))
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" || whole != wantWhole {
			t.Errorf("kept since %+v: whole %v (-want +got):\n%s", at, whole, diff)
		}
		at = now
	}
	read(false)
	commit("one", []string{"skip/a"}, "n/1", "old", "p/7/1/0", "x")
	read(true, "n/1=old", "p/7/1/0=x")
	read(false)
	commit("two", []string{"skip/a", "skip/b"}, "n/1", "new", "p/7/1/0", "x")
	commit("two", []string{"skip/a", "skip/b"}, "n/1", "again", "n/2", "never: the step is known") // its answer was lost
	read(false, "n/1=new")
	commit("three", nil, "n/2", "second", "p/77/2/0", "y")
	must(t, s.DropKept(t.Context(), tenant, "p/7/"))
	must(t, s.DropKept(t.Context(), tenant, "n/[12]"))
	read(true, "n/1=new", "n/2=second", "p/77/2/0=y")
	if one, err := s.KeptOne(t.Context(), tenant, "n/2"); string(one) != "second" || err != nil {
		t.Errorf("one fact: %q, %v", one, err)
	}
	if none, err := s.KeptOne(t.Context(), tenant, "p/7/1/0"); none != nil || err != nil {
		t.Errorf("an erased fact: %q, %v", none, err)
	}
	counts, err := s.Counts(t.Context(), tenant)
	must(t, err)
	if diff := cmp.Diff(map[string]int{"skip/a": 2, "skip/b": 1}, counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if other, _, _, err := s.Kept(t.Context(), tenant+1, mentorship.KeptSince{}); len(other) != 0 || err != nil {
		t.Errorf("another tenant sees %v, %v", other, err)
	}
	if none, err := s.Snapshot(t.Context(), tenant, "2026-03"); none != nil || err != nil {
		t.Errorf("a month nobody published: %q, %v", none, err)
	}
	for _, text := range []string{"first", "second"} {
		if got, err := s.SetSnapshot(t.Context(), tenant, "2026-03", []byte(text)); string(got) != "first" || err != nil {
			t.Errorf("published %q: %q counts, %v", text, got, err)
		}
	}
}
