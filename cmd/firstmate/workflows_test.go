package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestActionsArePinned: a workflow runs others' actions by commit alone, with
// the version beside it. A tag may be moved by whoever takes an account over.
func TestActionsArePinned(t *testing.T) {
	paths, err := filepath.Glob("../../.github/workflows/*.yml")
	more, err2 := filepath.Glob("../../.github/actions/*/action.yml")
	if err != nil || err2 != nil || len(paths) < 2 {
		t.Fatalf("workflows %v (%v, %v)", paths, err, err2)
	}
	uses := regexp.MustCompile(`(?m)uses:\s*(\S+)(.*)$`)
	pinned := regexp.MustCompile(`^[^@]+@[0-9a-f]{40}$`)
	for _, path := range append(paths, more...) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range uses.FindAllStringSubmatch(string(text), -1) {
			ours := len(m[1]) > 1 && m[1][:2] == "./"
			if !ours && (!pinned.MatchString(m[1]) || !regexp.MustCompile(`^ # v\d+\.\d+\.\d+$`).MatchString(m[2])) {
				t.Errorf("%s uses %s%s", path, m[1], m[2])
			}
		}
	}
}
