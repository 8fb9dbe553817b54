package config

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The files that are made from the tables of keys, and from the toolchain's
// list of time zones. `go generate ./...` writes them.
//
//go:generate go test -run ^TestDerived -update .

const (
	schemaFile = "../../docs/firstmate.schema.json"
	guideFile  = "../../docs/configure.md"
)

func TestDerivedSchema(t *testing.T) {
	want, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("docs/firstmate.schema.json is stale, run go generate ./app/config (%v)", err)
	}
}

func TestDerivedReference(t *testing.T) {
	text, err := os.ReadFile(guideFile)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- begin: keys, written by go generate -->\n", "<!-- end: keys -->"
	before, rest, ok1 := strings.Cut(string(text), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatal("docs/configure.md has no place for the table of keys")
	}
	want := before + begin + Reference() + end + after
	if *update {
		if err := os.WriteFile(guideFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("the table in docs/configure.md is stale, run go generate ./app/config:\n%s", diff)
	}
}

// The list is renewed with the toolchain; between times it may only be older.
func TestDerivedZones(t *testing.T) {
	if *update {
		var names []string
		root, err := exec.Command("go", "env", "GOROOT").Output()
		if err != nil {
			t.Fatal(err)
		}
		z, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		for _, f := range z.File {
			if !strings.HasSuffix(f.Name, "/") && f.Name != "Factory" {
				names = append(names, f.Name)
			}
		}
		slices.Sort(names)
		if err := os.WriteFile("zones.txt", []byte(strings.Join(names, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	all := zones()
	if len(all) < 500 || !slices.IsSorted(all) {
		t.Errorf("%d zones, sorted %v", len(all), slices.IsSorted(all))
	}
	for _, name := range all {
		if _, err := time.LoadLocation(name); err != nil || !isZone(name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, odd := range []string{"", "Europe", "Europe/Madrid\nEurope/Paris", "europe/madrid", "Factory", "Local"} {
		if isZone(odd) {
			t.Errorf("%q is a zone", odd)
		}
	}
}

// Every example of the tables is a value its key takes, and the schema has it.
func TestExamplesOfKeys(t *testing.T) {
	for _, k := range houseKeys() {
		text := "mentors: [{login: ada}]\n"
		switch section, name, nested := strings.Cut(k.Path, "."); {
		case k.Path == "mentors":
			text = ""
			fallthrough
		case !nested:
			text += k.Path + ": " + k.Example + "\n"
		default:
			text += section + ": {" + name + ": " + k.Example + "}\n"
		}
		if k.Path != "version" {
			text += "version: 1\n"
		}
		if h, fs := Parse([]byte(text)); !Valid(fs) || !h.sets(k.Path) {
			t.Errorf("%s: %s%v", k.Path, show(fs), h.Set)
		}
		complete(t, k)
	}
	for _, k := range offerKeys() {
		name := strings.TrimPrefix(k.Path, "mentors[].")
		entry := name + ": " + k.Example
		if name != "login" && name != "team" {
			entry += ", login: ada"
		}
		if h, fs := Parse([]byte("version: 1\nmentors: [{" + entry + "}]\n")); len(fs) > 0 || !slices.Contains(h.Mentors[0].Set, name) {
			t.Errorf("%s: %s", k.Path, show(fs))
		}
		complete(t, k)
	}
}

func complete[C any](t *testing.T, k key[C]) {
	t.Helper()
	if k.Default == "" || k.Allowed == "" || k.Meaning == "" || k.Example == "" || k.told()["examples"] == nil {
		t.Errorf("%s lacks something people read: %+v", k.Path, k)
	}
}
