package grants

import (
	"maps"
	"testing"
)

// all is everything granted.
func all() (map[string]string, []string) {
	have, heard := map[string]string{}, []string(nil)
	for _, p := range Permissions() {
		have[p.Name] = p.Level
	}
	for _, e := range Events() {
		heard = append(heard, e.Name)
	}
	return have, heard
}

func TestNothingIsLackingWhereAllIsGranted(t *testing.T) {
	have, heard := all()
	if l, u := Lacking(have), Unheard(heard); len(l)+len(u) > 0 {
		t.Errorf("%v, %v", l, u)
	}
	have["contents"] = "write" // more than was asked for
	if l := Lacking(have); len(l) > 0 {
		t.Error(l)
	}
}

// TestEachIsMissed: taking any one away, or lowering it, is noticed and told why.
func TestEachIsMissed(t *testing.T) {
	full, heard := all()
	for _, p := range Permissions() {
		have := maps.Clone(full)
		delete(have, p.Name)
		if l := Lacking(have); len(l) != 1 || l[0] != p || p.For == "" {
			t.Errorf("without %s: %v", p.Name, l)
		}
		have[p.Name] = "read"
		if l := Lacking(have); (len(l) == 1) != (p.Level == "write") {
			t.Errorf("%s only read: %v", p.Name, l)
		}
	}
	for i, e := range Events() {
		rest := append(append([]string(nil), heard[:i]...), heard[i+1:]...)
		if u := Unheard(rest); len(u) != 1 || u[0] != e || e.For == "" {
			t.Errorf("without %s: %v", e.Name, u)
		}
	}
}
