package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// rulesDir is a folder with the given house rules.
func rulesDir(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, ".github"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".github", "firstmate.yml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestCheck(t *testing.T) {
	good := rulesDir(t, "version: 1\nmentors:\n  - login: ada\n")
	empty := rulesDir(t, "version: 1\nmentors: []\n")
	bad := rulesDir(t, "version: 1\nmentors:\n  - login: ada\n    capcity: 3\nwatch: {scope: all}\n")
	in := func(dir string) string { return filepath.ToSlash(filepath.Join(dir, ".github", "firstmate.yml")) }
	for _, c := range []struct {
		name, format string
		paths        []string
		code         int
		want         string
	}{
		{"folder", "text", []string{good}, 0, in(good) + ": valid\n"},
		{"file", "text", []string{in(good)}, 0, in(good) + ": valid\n"},
		{"warning", "text", []string{empty}, 0, in(empty) + ":2:10: warning: nobody is listed"},
		{"errors", "text", []string{bad}, 1, in(bad) + ":4:5: unknown key \"capcity\" in mentors[]; did you mean \"capacity\"?\n" + in(bad) + ":5:16: watch.scope is org or repo\n"},
		{"several", "text", []string{good, bad}, 1, in(good) + ": valid\n" + in(bad) + ":4:5"},
		{"github", "github", []string{bad}, 1, ",line=4,col=5::unknown key"},
		{"no file", "text", []string{t.TempDir()}, 2, ""},
		{"no folder", "text", []string{"/does/not/exist"}, 2, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			err := (&checkCmd{Path: c.paths, Format: c.format}).run(&out)
			if exitCode(err) != c.code || !strings.Contains(out.String(), c.want) {
				t.Errorf("exit %d (%v), want %d; printed:\n%s", exitCode(err), err, c.code, out.String())
			}
		})
	}
}

func TestCheckJSON(t *testing.T) {
	var out bytes.Buffer
	err := (&checkCmd{Path: []string{rulesDir(t, "version: 1\nmentors: [{login: ada}]\n"), rulesDir(t, "version: 2\n")}, Format: "json"}).run(&out)
	var got struct{ Files []checked }
	if json.Unmarshal(out.Bytes(), &got) != nil || exitCode(err) != 1 || len(got.Files) != 2 ||
		!got.Files[0].Valid || got.Files[1].Valid || got.Files[1].Findings[0].Line != 1 {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestAnnotationEscapes(t *testing.T) {
	dir := rulesDir(t, "version: 1\n\"a%b\": 1\nmentors: [{login: ada}]\n")
	var out bytes.Buffer
	_ = (&checkCmd{Path: []string{dir}, Format: "github"}).run(&out)
	if !strings.HasPrefix(out.String(), "::error file=") || !strings.Contains(out.String(), "a%25b") {
		t.Errorf("printed %s", out.String())
	}
}

// In a work tree a pattern that fits no file is a warning, in a clone of the
// owner's .github repository limits are at home, and elsewhere neither is known.
func TestCheckKnowsThePlace(t *testing.T) {
	const text = "version: 1\nlimits: {mentor_active: 3}\nmentors:\n  - login: ada\n    paths: [\"doc/**\", README.md]\n"
	plain, tree := rulesDir(t, text), rulesDir(t, text)
	for _, dir := range []string{".git/doc", "docs"} {
		if err := os.MkdirAll(filepath.Join(tree, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"README.md", ".git/doc/x"} {
		if err := os.WriteFile(filepath.Join(tree, file), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	owner := filepath.Join(t.TempDir(), ".github")
	if err := os.MkdirAll(filepath.Join(owner, ".github"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(owner, ".github", "firstmate.yml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	const limits, pattern = "2:1: warning: limits count only in the owner's .github repository", "5:13: warning: no file fits \"doc/**\""
	for _, c := range []struct {
		path string
		want []string
	}{
		{plain, []string{limits}},
		{tree, []string{limits, pattern}},
		{filepath.Join(tree, ".github", "firstmate.yml"), []string{limits, pattern}},
		{owner, nil},
	} {
		one, err := checkFile(c.path)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range one[0].Findings {
			got = append(got, strings.TrimSpace(strings.TrimPrefix(textLine("", f), ":")))
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s: %q, want %q", c.path, got, c.want)
		}
	}
}

// The community's own texts are checked with the house rules that name them.
func TestCheckTexts(t *testing.T) {
	dir := rulesDir(t, "version: 1\nmentors: [{login: ada}]\ntexts: {greet: .github/greet.md, waiting: .github/waiting.md, congrats: .github/gone.md}\n")
	for name, text := range map[string]string{"greet": "Hi\n{mentor} {login}\n", "waiting": "A while, {newcomer}.\n"} {
		if err := os.WriteFile(filepath.Join(dir, ".github", name+".md"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	err := (&checkCmd{Path: []string{dir}, Format: "text"}).run(&out)
	at := filepath.ToSlash(dir) + "/.github/"
	want := at + "firstmate.yml: valid\n" + at + "greet.md:2:1: unknown placeholder {login}; this text knows {newcomer}, {mentor}, {mentor_name}, {reason}\n" +
		at + "waiting.md: valid\n"
	if exitCode(err) != 1 || out.String() != want {
		t.Errorf("exit %d, printed:\n%s", exitCode(err), out.String())
	}
}

func TestSchemaCommand(t *testing.T) {
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{"schema"}, &out, &errs)
	if want, err := os.ReadFile("../../docs/firstmate.schema.json"); err != nil || code != 0 || !bytes.Equal(out.Bytes(), want) {
		t.Errorf("exit %d, %v, stderr %s", code, err, errs.String())
	}
}

// A link is no regular file: GitHub gives no content for one, so the App reads none.
func TestCheckRefusesALink(t *testing.T) {
	dir := t.TempDir()
	real := writeFile(t, "rules.yml", "version: 1\nmentors: []\n")
	if err := os.MkdirAll(filepath.Join(dir, ".github"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, filepath.Join(dir, ".github", "firstmate.yml")); err != nil {
		t.Fatal(err)
	}
	code, out, _ := cliRun(t, "check", dir)
	if code != 1 || !strings.Contains(out, ":1:1: this is a symbolic link") {
		t.Errorf("exit %d, %q", code, out)
	}
}
