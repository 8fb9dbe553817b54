package config

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every example of the guide is a valid file, and the full one shows every key
// with its default.
func TestGuide(t *testing.T) {
	text, err := os.ReadFile("../../docs/configure.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(text, -1)
	if len(examples) < 3 {
		t.Fatalf("%d examples", len(examples))
	}
	for _, e := range examples {
		if _, fs := Parse(e[1]); !Valid(fs) {
			t.Errorf("%s\n%s", show(fs), e[1])
		}
	}
	h, fs := Parse(examples[1][1])
	d := Default()
	d.Coordinators, d.Ignore, d.Mentors, d.Set = h.Coordinators, h.Ignore, h.Mentors, h.Set
	d.Contact, d.Playbooks, d.Glossary, d.Texts = h.Contact, h.Playbooks, h.Glossary, h.Texts
	if diff := cmp.Diff(d, h); diff != "" || len(fs) > 0 {
		t.Errorf("the full example does not show the defaults: %s%s", diff, show(fs))
	}
	for _, k := range houseKeys() {
		if owners := strings.HasPrefix(k.Path, "limits.") || strings.HasPrefix(k.Path, "board.") || k.Path == "lock"; owners == h.sets(k.Path) && k.Path != "program.ops_repo" {
			t.Errorf("%s stands in the full example: %v", k.Path, !owners)
		}
	}
}

// The files under docs/examples are right, and each tells the editor its schema.
func TestExampleFiles(t *testing.T) {
	files, err := filepath.Glob("../../docs/examples/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, fs := Parse(text); len(fs) > 0 || !strings.HasPrefix(string(text), "# yaml-language-server: $schema="+SchemaURL+"\n") {
			t.Errorf("%s: %s", file, show(fs))
		}
	}
}
