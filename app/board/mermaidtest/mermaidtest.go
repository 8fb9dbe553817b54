// Package mermaidtest asks the npm package mermaid, which GitHub draws with,
// what it makes of charts. For tests only.
package mermaidtest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

//go:embed parse.mjs
var script string

// Charts returns the texts between the fences of a report.
func Charts(markdown string) []string {
	var found []string
	for _, part := range strings.Split(markdown, "```mermaid\n")[1:] {
		chart, _, _ := strings.Cut(part, "```")
		found = append(found, chart)
	}
	return found
}

// Parse says of each chart what is wrong with it, "" if nothing. The root is
// that of the repository. Without Mermaid the test is skipped, except where it
// is required.
func Parse(t *testing.T, root string, texts []string) []string {
	t.Helper()
	modules, err := filepath.Abs(filepath.Join(root, ".ci", "npm", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	node, missing := exec.LookPath("node")
	if _, err := os.Stat(filepath.Join(modules, "mermaid")); err != nil {
		missing = err
	}
	if missing != nil {
		if os.Getenv("FIRSTMATE_REQUIRE_MERMAID") == "1" {
			t.Fatalf("Mermaid is not here: run `make setup` (%v)", missing)
		}
		t.Skipf("Mermaid is not here: run `make setup` (%v)", missing)
	}
	in, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "parse.mjs")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, file, modules) //nolint:gosec // a test's own script
	cmd.Stdin = bytes.NewReader(in)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, &complaints)
	}
	var out []string
	if err := json.Unmarshal(raw, &out); err != nil || len(out) != len(texts) {
		t.Fatalf("node answered %d of %d (%v): %.500s", len(out), len(texts), err, raw)
	}
	return out
}
