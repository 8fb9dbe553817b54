package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestAssumptionsNameWhatIsThere keeps docs/assumptions.md in step with the
// house: a file it names exists, and each assumption says all there is to say.
func TestAssumptionsNameWhatIsThere(t *testing.T) {
	text, err := os.ReadFile("../../docs/assumptions.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile("`[^`\\s]+\\.(go|md)`").FindAllString(string(text), -1) {
		name = strings.Trim(name, "`")
		if found, err := filepath.Glob(filepath.Join("../..", name)); err != nil || len(found) == 0 {
			t.Errorf("%s: there is no such file (%v)", name, err)
		}
	}
	entries := strings.Split(string(text), "\n### ")[1:]
	if len(entries) < 20 {
		t.Errorf("%d assumptions", len(entries))
	}
	for _, entry := range entries {
		title, _, _ := strings.Cut(entry, "\n")
		for _, part := range []string{"- **Leans on it:**", "- **If ", "- **Check:**", "- *Seen:*"} {
			if !strings.Contains(entry, part) {
				t.Errorf("%s: %q is missing", title, part)
			}
		}
	}
}
