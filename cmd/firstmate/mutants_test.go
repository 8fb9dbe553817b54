package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mutant is a mistake made by hand.
type mutant struct {
	name, why       string
	file, room, run string
	old, mistake    string
}

// leastMutants and leastBugs are how many there are at least: of all, and of
// those that stand for a known bug of somebody else.
const leastMutants, leastBugs = 30, 12

func mutants(t *testing.T) (all []mutant) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "mutants.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(text), "\n== ")[1:] {
		m, err := readMutant(part)
		if err != nil {
			t.Fatalf("%.40s: %v", part, err)
		}
		all = append(all, m)
	}
	return all
}

func readMutant(text string) (m mutant, err error) {
	head, rest, ok1 := strings.Cut(text, "\n<<<\n")
	old, rest, ok2 := strings.Cut(rest, "\n===\n")
	mistake, _, ok3 := strings.Cut("\n"+rest, "\n>>>")
	title, where, ok4 := strings.Cut(head, "\n")
	places := strings.SplitN(where, " | ", 3)
	if !ok1 || !ok2 || !ok3 || !ok4 || len(places) != 3 {
		return m, fmt.Errorf("it has not the form told at the top of the file")
	}
	m.name, m.why, _ = strings.Cut(title, ": ")
	m.file, m.room, m.run = places[0], places[1], places[2]
	m.old, m.mistake = old, strings.TrimPrefix(mistake, "\n")
	return m, nil
}

// applied is the file with the mistake in it.
func (m mutant) applied() (string, error) {
	text, err := os.ReadFile(filepath.Join("..", "..", m.file))
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(text), m.old); n != 1 {
		return "", fmt.Errorf("its text stands %d times in %s, want once", n, m.file)
	}
	return strings.Replace(string(text), m.old, m.mistake, 1), nil
}

// knownBug is how a bug of another project is named.
var knownBug = regexp.MustCompile(`[\w./-]+#\d+`)

// TestMutantsApply: each mistake can still be made, and there are enough.
func TestMutantsApply(t *testing.T) {
	t.Parallel()
	names, bugs := map[string]bool{}, map[string]bool{}
	for _, m := range mutants(t) {
		if names[m.name] {
			t.Errorf("%s is there twice", m.name)
		}
		names[m.name] = true
		for _, bug := range knownBug.FindAllString(m.why, -1) {
			bugs[bug] = true
		}
		if _, err := m.applied(); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
	}
	if len(names) < leastMutants || len(bugs) < leastBugs {
		t.Errorf("%d mutants and %d known bugs, want at least %d and %d", len(names), len(bugs), leastMutants, leastBugs)
	}
}

// TestMutantsAreCaught makes each mistake, in an overlay of the source, and runs
// the tests that must notice it. FIRSTMATE_MUTANTS=all (make mutants), or some names.
func TestMutantsAreCaught(t *testing.T) {
	wanted := os.Getenv("FIRSTMATE_MUTANTS")
	if wanted == "" {
		t.Skip("left out: FIRSTMATE_MUTANTS=all runs the tests on a program with each known mistake in it")
	}
	names := strings.Split(wanted, ",")
	tried, caught := 0, 0
	for _, m := range mutants(t) {
		if wanted != "all" && !slices.Contains(names, m.name) {
			continue
		}
		tried++
		t.Run(m.name, func(t *testing.T) {
			if m.caught(t) {
				caught++
			}
		})
	}
	t.Logf("%d of %d mutants caught", caught, tried)
}

func (m mutant) caught(t *testing.T) bool {
	t.Helper()
	text, err := m.applied()
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	wrong, overlay := filepath.Join(dir, filepath.Base(m.file)), filepath.Join(dir, "overlay.json")
	list, _ := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(root, m.file): wrong}})
	if err := os.WriteFile(wrong, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(overlay, list, 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-vet=off", "-overlay", overlay, "-timeout", "10m", "-run", m.run, m.room)
	c.Dir = root
	c.Env = append(os.Environ(), "FIRSTMATE_MUTANTS=")
	out, err := c.CombinedOutput()
	switch said := string(out); {
	case err == nil && strings.Contains(said, "no tests to run"):
		t.Errorf("no test is called %s", m.run)
	case err == nil:
		t.Errorf("nobody noticed: %s", m.why)
	case strings.Contains(said, "[build failed]") || strings.Contains(said, "[setup failed]"):
		t.Errorf("it cannot be built:\n%s", said)
	case !strings.Contains(said, "--- FAIL") && !strings.Contains(said, "panic:"):
		t.Errorf("the tests did not fail, something else did:\n%s", said)
	default:
		return true
	}
	return false
}
