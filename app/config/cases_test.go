package config

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// The cases of testdata/house/*.txtar: each section is a file of house rules,
// and where something is to be said about it, a section named ">" follows with
// every finding and its place. "file: owner" or "file: repository" above the
// first case says which of the two files they are; the sections "the owner" and
// "the files" hold what else is known.
//
// A validator that is not ours holds every case against the published schema:
// files without errors it accepts, others it refuses, except where the schema
// cannot know; these are marked, and the mark must be true.
const cannotTell = "(the schema cannot tell)\n"

func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/house/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	total := 0
	refuses := validator(t)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		o, cases := readCases(t, archive)
		total += len(cases)
		for i := range cases {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+cases[i].name, func(t *testing.T) {
				got := outcome(cases[i].text, o, refuses)
				if diff := cmp.Diff(cases[i].want, got); diff != "" && !*update {
					t.Errorf("findings (-want +got):\n%s", diff)
				}
				cases[i].want = got
			})
		}
		if *update {
			writeCases(t, file, archive, cases)
		}
	}
	if total < 120 {
		t.Errorf("only %d cases", total)
	}
}

type houseCase struct {
	name string
	text []byte
	want string
}

// readCases takes an archive apart: what is known beside the cases, and these.
func readCases(t *testing.T, a *txtar.Archive) (o Options, cases []houseCase) {
	t.Helper()
	switch {
	case strings.Contains(string(a.Comment), "file: owner"):
		o.Source = OwnerFile
	case strings.Contains(string(a.Comment), "file: repository"):
		o.Source = RepoFile
	}
	for _, f := range a.Files {
		switch f.Name {
		case "the owner":
			owner, fs := ParseWith(f.Data, Options{Source: OwnerFile})
			if len(fs) > 0 {
				t.Fatal(show(fs))
			}
			o.Owner = &owner
		case "the files":
			o.Paths = strings.Fields(string(f.Data))
		case ">":
			cases[len(cases)-1].want = string(f.Data)
		default:
			cases = append(cases, houseCase{name: f.Name, text: f.Data})
		}
	}
	return o, cases
}

func writeCases(t *testing.T, file string, a *txtar.Archive, cases []houseCase) {
	t.Helper()
	out := &txtar.Archive{Comment: a.Comment}
	for _, f := range a.Files {
		if f.Name == ">" {
			continue
		}
		out.Files = append(out.Files, f)
		if len(cases) > 0 && f.Name == cases[0].name {
			if cases[0].want != "" {
				out.Files = append(out.Files, txtar.File{Name: ">", Data: []byte(cases[0].want)})
			}
			cases = cases[1:]
		}
	}
	if err := os.WriteFile(file, txtar.Format(out), 0o644); err != nil {
		t.Fatal(err)
	}
}

// outcome is what is said about a file, and what the schema says where that is
// not the same.
func outcome(text []byte, o Options, refuses func([]byte) (bool, error)) string {
	_, fs := ParseWith(text, o)
	got := show(fs)
	switch refused, err := refuses(text); {
	case err != nil && Valid(fs):
		got += "(no YAML to others: " + err.Error() + ")\n"
	case err != nil: // nobody can read it
	case refused && Valid(fs):
		got += "(the schema is too strict)\n"
	case !refused && !Valid(fs):
		got += cannotTell
	}
	return got
}

// validator is somebody else's idea of the published schema.
func validator(t *testing.T) func(text []byte) (refused bool, err error) {
	t.Helper()
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource(SchemaURL, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(SchemaURL)
	if err != nil {
		t.Fatal(err)
	}
	return func(text []byte) (bool, error) {
		var doc yaml.Node
		if err := yaml.Load(text, &doc); err != nil {
			return true, err
		}
		if hasCycle(&doc, 0) {
			return true, nil
		}
		asJSON, err := json.Marshal(plain(doc.Content[0]))
		if err != nil {
			return true, err
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
		if err != nil {
			return true, err
		}
		return s.Validate(value) != nil, nil
	}
}

func hasCycle(n *yaml.Node, depth int) bool {
	if depth > 1000 {
		return true
	}
	if n = resolve(n); n.Content == nil {
		return false
	}
	for _, c := range n.Content {
		if hasCycle(c, depth+1) {
			return true
		}
	}
	return false
}
