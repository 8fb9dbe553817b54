//go:build faultpoints

package fault

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRules: which visit of which point acts.
func TestRules(t *testing.T) {
	r, err := parse("a.b=error@2, c.*=lost@2+,d.e=pause:1ms,f.g=panic")
	if err != nil {
		t.Fatal(err)
	}
	r.seenFile = filepath.Join(t.TempDir(), "seen")
	for i, c := range []struct {
		point string
		want  string
	}{
		{"a.b", ""}, {"a.b", "asked"}, {"a.b", ""},
		{"c.one", ""}, {"c.two", "lost"}, {"c.one", "lost"},
		{"d.e", ""}, {"a.bc", ""},
	} {
		got := ""
		if err := r.at(c.point); err != nil {
			got = err.Error()
		}
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("visit %d of %s: %q, want %q", i, c.point, got, c.want)
		}
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("no panic at f.g")
			}
		}()
		_ = r.at("f.g")
	}()
	seen, err := os.ReadFile(r.seenFile)
	if want := "a.b\nc.one\nc.two\nd.e\na.bc\nf.g\n"; err != nil || string(seen) != want {
		t.Errorf("seen %q (%v), want %q", seen, err, want)
	}
}

// TestBadRules: a rule with a mistake must not be a test that tests nothing.
func TestBadRules(t *testing.T) {
	for _, text := range []string{"a.b", "a.b=explode", "=kill", "a.b=kill@0", "a.b=kill@x", "a.b=pause:soon"} {
		if _, err := parse(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}
