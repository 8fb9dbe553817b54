package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReliabilityNamesWhatIsThere keeps docs/reliability.md in step with the
// house: each test it names exists, with its part, and each setting is read.
func TestReliabilityNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile("../../docs/reliability.md")
	if err != nil {
		t.Fatal(err)
	}
	code := allCode(t)
	tests := regexp.MustCompile(`\b((?:Test|Benchmark|Fuzz)[A-Z]\w+)(/[a-z][a-z, ]+)?`).FindAllStringSubmatch(string(text), -1)
	if len(tests) < 60 {
		t.Errorf("only %d tests are named", len(tests))
	}
	for _, m := range tests {
		if !strings.Contains(code, "func "+m[1]+"(") {
			t.Errorf("%s: there is no such test", m[1])
		}
		if part := strings.TrimSpace(strings.TrimPrefix(m[2], "/")); part != "" && !strings.Contains(code, `{"`+part+`", `) {
			t.Errorf("%s has no part %q", m[1], part)
		}
	}
	for _, name := range regexp.MustCompile(`\bFIRSTMATE_[A-Z_]+`).FindAllString(string(text), -1) {
		if !strings.Contains(code, `"`+name+`"`) {
			t.Errorf("%s: nothing reads it", name)
		}
	}
}

// allCode is the text of the module, its tests and suites too.
func allCode(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git" || d.Name() == "node_modules") {
			if err == nil {
				err = filepath.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
