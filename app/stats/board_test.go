package stats

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCatalogueHasAllRows(t *testing.T) {
	rows, keys := map[int]int{}, map[string]bool{}
	for _, e := range Catalogue() {
		rows[e.Row]++
		if keys[e.Key] || e.Name == "" || e.Use == "" || e.Means == "" || e.make == nil || e.Sensitive && !e.Choices {
			t.Errorf("entry %+v", e)
		}
		keys[e.Key] = true
	}
	for row := 1; row <= 28; row++ {
		if want := map[bool]int{true: 2, false: 1}[row == 2]; rows[row] != want {
			t.Errorf("row %d has %d figures", row, rows[row])
		}
	}
}

// 0, 1 or 4 newcomers: counts alone, no rate, nothing that is no number.
func TestSmallOwners(t *testing.T) {
	for _, n := range []int{0, 1, 4} {
		w := &town{}
		w.come(n, 200, func(r *Row) { r.Merged, r.Closed, r.Answered = r.T0+Day, r.T0+Day, r.T0+Day })
		f := w.figure(t, "merge_rate", Query{})
		if _, rate := f.Value.Value(); rate || f.N != n || n > 0 && (f.Part.String() != f.Whole.String() || !f.Value.TooFew()) {
			t.Errorf("of %d: %s, %s of %s", n, f.Value, f.Part, f.Whole)
		}
		if n == 0 && f.Young != mergeDays {
			t.Error("nobody is old enough, and the figure does not say so")
		}
	}
}

func TestWhatIsNotCollectedYet(t *testing.T) {
	w := &town{}
	w.come(50, 200, func(r *Row) { r.Pulses = []Pulse{{Asked: r.T0 + Day, Value: PulseYes}} })
	q := Query{Absent: map[Source]string{SourcePulse: "0.8", SourceActivity: "0.7"}}
	for key, since := range map[string]string{"satisfaction": "0.8", "survival": "0.7", "merge_rate": ""} {
		f := w.figure(t, key, q)
		if f.Since != since || since != "" && len(f.Series) > 0 {
			t.Errorf("%s: since %q, %d series", key, f.Since, len(f.Series))
		}
	}
}

func TestBadQueries(t *testing.T) {
	year := Windows(now)[0]
	for name, q := range map[string]Query{
		"no time":       {Window: year},
		"future":        {Window: Window{From: now - Day, To: now + 1}, Now: now},
		"backwards":     {Window: Window{From: now, To: now - Day}, Now: now},
		"small k":       {Window: year, Now: now, K: Limits{K: 4}},
		"sensitive < k": {Window: year, Now: now, K: Limits{K: 20, Sensitive: 10}},
		"large k":       {Window: year, Now: now, K: Limits{K: 51}},
	} {
		if _, err := Board(&Table{}, Pool{}, q, Snapshot{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A table that rows came into, changed in and left in any order makes the same
// board as one with the rows that are left.
func TestTableInAnyOrder(t *testing.T) {
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 2))
		rows := make([]Row, 60)
		for i := range rows {
			rows[i] = villager(r, i)
		}
		one, other := &Table{}, &Table{}
		for i := range rows {
			one.Put(villager(r, i)) // what was known before
		}
		for _, i := range r.Perm(len(rows)) {
			one.Put(rows[i])
		}
		for _, i := range r.Perm(len(rows))[:20] {
			one.Remove(rows[i].ID)
			one.Remove(rows[i].ID)
			rows[i].ID = ""
		}
		for _, row := range rows {
			if row.ID != "" {
				other.Put(row)
			}
		}
		if a, b := boardText(t, one), boardText(t, other); a != b || one.Len() != 40 {
			t.Fatalf("%d rows: %s", one.Len(), cmp.Diff(a, b))
		}
	}
}

func boardText(t *testing.T, table *Table) string {
	t.Helper()
	published, err := Publish(table, Pool{}, now, Limits{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	board, err := Board(table, Pool{}, Query{Window: Window{To: now}, Now: now}, published)
	if err != nil {
		t.Fatal(err)
	}
	return string(tell(nil, board))
}

// What was published comes back from JSON as it was; no pseudonym is in it.
func TestFiguresComeBack(t *testing.T) {
	table, pool := village(400, 3)
	published, err := Publish(table, pool, now, Limits{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	published.Figures, err = Board(table, pool, Query{Window: Windows(now)[0], Now: now}, published)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(published)
	if err != nil {
		t.Fatal(err)
	}
	var back Snapshot
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(published, back) {
		t.Error(cmp.Diff(published, back, cmp.AllowUnexported(Number{})))
	}
	if strings.Contains(string(text), strings.Repeat("0", 60)) {
		t.Error("a pseudonym was published")
	}
}
