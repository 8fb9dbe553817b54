package matching_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/matching"
)

// encode is what the index looks like in a store.
func encode(t testing.TB, x *matching.Index) []byte {
	t.Helper()
	data, err := x.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// decode reads it back.
func decode(t testing.TB, data []byte) *matching.Index {
	t.Helper()
	x := matching.NewIndex()
	if err := x.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	return x
}

// An index that was put away in the middle of a history and read back goes on
// as if nothing had happened: same scores to the last digit, same reasons.
func TestIndexReadBackGoesOn(t *testing.T) {
	history, cases := loadGo(t), goCases()
	half := len(history) / 2
	x := learn(history[:half])
	y := decode(t, encode(t, x))
	for _, c := range history[half:] {
		x.Add(c)
		y.Add(c)
	}
	if a, b := encode(t, x), encode(t, y); !bytes.Equal(a, b) {
		t.Errorf("encoded again: %d and %d bytes, not the same", len(a), len(b))
	}
	for _, c := range cases[len(cases)-20:] {
		want := x.Suggest(c.Query(), matching.WeightsShip(), 3)
		if diff := cmp.Diff(want, y.Suggest(c.Query(), matching.WeightsShip(), 3)); diff != "" {
			t.Fatalf("case %s: %s", c.ID, diff)
		}
	}
}

// Cut or changed anywhere, bytes are refused or give some index, and the index
// they were read into stays as it was.
func TestDamagedIndexIsRefused(t *testing.T) {
	x := matching.NewIndex()
	x.Add(change(1, "ada", "g", "store/db.go", "docs/start.md"))
	whole := encode(t, x)
	y := decode(t, whole)
	for n := range whole {
		if err := y.UnmarshalBinary(whole[:n]); !errors.Is(err, matching.ErrEncoding) {
			t.Fatalf("cut after %d of %d bytes: %v", n, len(whole), err)
		}
	}
	if err := y.UnmarshalBinary(append(slices.Clone(whole), 0)); !errors.Is(err, matching.ErrEncoding) {
		t.Errorf("a byte too many: %v", err)
	}
	if !bytes.Equal(encode(t, y), whole) {
		t.Error("the index changed although nothing could be read")
	}
}

func FuzzIndexDecode(f *testing.F) {
	x := matching.NewIndex()
	x.Add(change(1, "ada", "g", "store/db.go", "docs/start.md"))
	x.Hear(matching.Answer{Person: "g", Time: onDay(2)})
	f.Add(encode(f, x))
	f.Add(encode(f, matching.NewIndex()))
	f.Fuzz(func(t *testing.T, data []byte) {
		y := matching.NewIndex()
		if y.UnmarshalBinary(data) != nil {
			return
		}
		y.Rank(matching.Query{Time: onDay(3), Files: []string{"store/db.go"}, Pool: people("ag")}, matching.WeightsShip())
		y.Add(change(3, "lin", "g", "store/db.go"))
		y.Compact(onDay(4), 10)
		decode(t, encode(t, y))
	})
}

// What Compact leaves out is worth nothing: forgetting every quarter changes no
// figure by as much as a case in a hundred.
func TestCompactKeepsTheFigures(t *testing.T) {
	history, cases := loadGo(t), goCases()
	whole := replay(t, history, cases, newMethod(t, matching.MethodFirstmate, matching.WeightsShip()))
	forgetful := replay(t, history, cases, &compacting{index: matching.NewIndex()})
	w, f := whole.Metrics, forgetful.Metrics
	for _, d := range []float64{w.Top1 - f.Top1, w.Top3 - f.Top3, w.MRR - f.MRR} {
		if d > 0.002 || d < -0.002 {
			t.Errorf("top-1 %.4f, top-3 %.4f, MRR %.4f; without forgetting %.4f, %.4f, %.4f", f.Top1, f.Top3, f.MRR, w.Top1, w.Top3, w.MRR)
			break
		}
	}
}

// compacting is firstmate's method on an index that forgets every quarter.
type compacting struct {
	index *matching.Index
	next  time.Time
}

func (*compacting) Name() string { return "forgetful" }
func (c *compacting) Add(ch matching.Change) {
	if ch.Time.After(c.next) {
		c.index.Compact(ch.Time, matching.MaxEntries)
		c.next = ch.Time.AddDate(0, 3, 0)
	}
	c.index.Add(ch)
}

func (c *compacting) Rank(q matching.Query) []matching.PersonID {
	var out []matching.PersonID
	for _, k := range c.index.Rank(q, matching.WeightsShip()) {
		out = append(out, k.Person)
	}
	return out
}

func TestCompactForgets(t *testing.T) {
	x := matching.NewIndex()
	x.Add(change(0, "old", "g", "attic/a.go"))
	x.Add(change(4000, "ada", "g", "store/db.go"))
	before := len(encode(t, x))
	x.Compact(onDay(4001), matching.MaxEntries)
	data := encode(t, x)
	if len(data) >= before || bytes.Contains(data, []byte("attic")) || bytes.Contains(data, []byte("old")) {
		t.Errorf("%d bytes after, %d before: %q", len(data), before, data)
	}
	if !bytes.Contains(data, []byte("store")) {
		t.Error("what is fresh was forgotten, too")
	}
}

// However much there is, what is left fits.
func TestCompactIsBounded(t *testing.T) {
	x := learn(loadGo(t)[:20_000])
	small := learn(loadGo(t)[:20_000])
	at := loadGo(t)[20_000].Time
	x.Compact(at, matching.MaxEntries)
	small.Compact(at, 1000)
	if a, b := len(encode(t, small)), len(encode(t, x)); a > b/2 {
		t.Errorf("%d bytes with 1,000 entries, %d with all", a, b)
	}
}

func TestRenamesCarryExperienceOver(t *testing.T) {
	x := matching.NewIndex()
	for day := range 10 {
		x.Add(change(float64(day), "ada", "g", "old/store/db.go"))
		x.Add(change(float64(day), "ada", "l", "web/page.go"))
	}
	moved := change(20, "ada", "l", "old/store/db.go", "new/store/db.go")
	moved.Renames = []matching.Rename{{From: "old/store/db.go", To: "new/store/db.go"}}
	x.Add(moved)
	for _, file := range []string{"new/store/db.go", "new/store/cache.go", "new/other.go"} {
		q := matching.Query{Time: onDay(21), Author: "n", Files: []string{file}, Pool: people("gl")}
		if best := x.Rank(q, matching.WeightsShip())[0].Person; best != "g" {
			t.Errorf("%s: %s is asked, not g who knew it under its old name", file, best)
		}
	}
}
