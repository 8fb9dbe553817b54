package stats

import (
	"fmt"
	"strings"
	"testing"
)

// numbers calls do with every way to put n people into cells.
func numbers(n, cells int, do func([]int)) {
	var put func(at []int, left int)
	put = func(at []int, left int) {
		if len(at) == cells-1 {
			do(append(at, left))
			return
		}
		for i := range left + 1 {
			put(append(at, i), left-i)
		}
	}
	put(make([]int, 0, cells), n)
}

func text(s Series) string {
	var b strings.Builder
	for _, p := range s.Points {
		fmt.Fprintf(&b, "%s=%s/%s ", p.Name, p.Y, p.N)
	}
	return b.String()
}

// Who knows the rule, the total, all public facts and everything that is
// published puts down every population that looks the same. In each such
// class, every cell that is protected can still be at least two numbers, unless
// public facts alone leave one.
func TestNoFamilyTellsAHiddenCell(t *testing.T) {
	for _, k := range []int{2, 3, 5, 6} {
		for cells := 2; cells <= 4; cells++ {
			for plain := 0; plain <= cells-2; plain++ {
				for n := 0; n <= 2*k+6; n++ {
					checkFamily(t, k, n, cells, plain)
				}
			}
		}
	}
}

func checkFamily(t *testing.T, k, n, cells, plain int) {
	t.Helper()
	names := []string{"a", "b", "c", "d"}[:cells]
	seen := map[string][]map[int]bool{}  // published → what each cell can be
	facts := map[string][]map[int]bool{} // public → likewise
	protected := map[string][]bool{}
	note := func(m map[string][]map[int]bool, key string, x []int) {
		if m[key] == nil {
			m[key] = make([]map[int]bool, cells)
			for i := range m[key] {
				m[key][i] = map[int]bool{}
			}
		}
		for i, v := range x {
			m[key][i][v] = true
		}
	}
	factsOf := map[string]string{}
	numbers(n, cells, func(x []int) {
		f := family{key: "f", derived: []derived{
			{name: "all_but_last", num: names[:cells-1], den: names, scale: 1},
			{name: "first", num: names[:1], den: names[1:], scale: 100},
		}}
		for i, v := range x {
			f.cells = append(f.cells, cell{name: names[i], count: v, people: v, plain: i < plain})
		}
		shown, rates := f.shown(k)
		public := fmt.Sprint(x[:plain])
		out := public + text(shown) + text(rates)
		note(seen, out, x)
		note(facts, public, x)
		factsOf[out] = public
		if protected[out] == nil {
			protected[out] = make([]bool, cells)
		}
		for i, v := range x {
			protected[out][i] = protected[out][i] || i >= plain && v < k
			if i >= plain && v < k && !shown.Points[i].Y.Hidden() {
				t.Fatalf("k %d: %v shows %s", k, x, text(shown))
			}
		}
	})
	for out, can := range seen {
		for i := range can {
			if protected[out][i] && len(can[i]) < 2 && len(facts[factsOf[out]][i]) > 1 {
				t.Errorf("k %d, %d people, %d plain: %q tells that %s is %v", k, n, plain, out, names[i], can[i])
			}
		}
	}
}
