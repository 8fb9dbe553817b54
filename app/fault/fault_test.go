//go:build !faultpoints

package fault

import "testing"

// TestAtDoesNothing: a normal build pays nothing for its fault points.
func TestAtDoesNothing(t *testing.T) {
	t.Setenv("FIRSTMATE_FAULTS", "a.b=panic,a.b=error")
	kind := "c"
	if n := testing.AllocsPerRun(100, func() {
		if err := At("a.b", kind); err != nil {
			t.Error(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
