package config

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// seeds are the files of all cases.
func seeds(f *testing.F) (texts [][]byte) {
	f.Helper()
	files, _ := filepath.Glob("testdata/house/*.txtar")
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range archive.Files {
			if part.Name != ">" {
				texts = append(texts, part.Data)
			}
		}
	}
	return texts
}

// Whatever the text, reading it twice says the same, findings have a place and
// one line, a house comes from valid files only and keeps within its limits.
func FuzzParse(f *testing.F) {
	for i, text := range seeds(f) {
		f.Add(text, uint8(i%3), i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, text []byte, source uint8, paths bool) {
		o := Options{Source: Source(source % 3)}
		if paths {
			o.Paths = []string{"README.md", "docs/guide.md", "cmd/main.go"}
		}
		h, fs := ParseWith(text, o)
		if again, fs2 := ParseWith(text, o); !cmp.Equal(h, again) || !slices.Equal(fs, fs2) {
			t.Fatal("two readings differ")
		}
		lines := bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r")) + 2
		for _, x := range fs {
			if x.Line < 1 || x.Col < 1 || x.Line > lines+4*len(text) || x.Message == "" || strings.ContainsAny(x.Message, "\n\r") {
				t.Fatalf("finding %+v", x)
			}
		}
		if Valid(fs) != (h.Version == 1) || len(fs) > maxFindings {
			t.Fatalf("valid %v, version %d, %d findings", Valid(fs), h.Version, len(fs))
		}
		withinLimits(t, h)
	})
}

func withinLimits(t *testing.T, h House) {
	t.Helper()
	if len(h.Mentors) > MaxMentors || len(h.Coordinators) > maxCoords {
		t.Fatalf("%d mentors, %d coordinators", len(h.Mentors), len(h.Coordinators))
	}
	for _, o := range h.Mentors {
		named := isLogin(o.Login) && o.Team == "" || o.Login == "" && teamMessage("", o.Team) == ""
		if !named || o.Capacity < 0 || o.Capacity > maxCapacity || o.MaxNewPerWeek < 0 || o.MaxNewPerWeek > maxPerWeek ||
			o.Zone != "" && !isZone(o.Zone) || strings.Contains(strings.Join(o.AskMeAbout, "")+o.CameFrom, "@") {
			t.Fatalf("offer %+v", o)
		}
	}
}

// Whatever the two files, what they mean together keeps within the limits,
// changes neither, and holds nothing of the repository's that the owner locked.
func FuzzMerge(f *testing.F) {
	texts := seeds(f)
	for i, text := range texts {
		f.Add(text, texts[(i*7)%len(texts)])
	}
	f.Fuzz(func(t *testing.T, owner, repo []byte) {
		theirs, fs := ParseWith(owner, Options{Source: OwnerFile})
		if !Valid(fs) {
			theirs = House{}
		}
		ours, fs := ParseWith(repo, Options{Source: RepoFile, Owner: &theirs})
		before, _ := ParseWith(repo, Options{Source: RepoFile, Owner: &theirs})
		got := Merge(theirs, ours)
		if !cmp.Equal(ours, before) {
			t.Fatal("Merge changed what it was given")
		}
		if ours.Version == 0 && theirs.Version == 0 {
			return
		}
		if !cmp.Equal(got, Merge(theirs, ours)) || Valid(fs) != (ours.Version == 1) {
			t.Fatal("two answers")
		}
		got.Mentors = got.Mentors[:min(len(got.Mentors), MaxMentors)] // two files may have more together
		got.Coordinators = got.Coordinators[:min(len(got.Coordinators), maxCoords)]
		withinLimits(t, got)
		for _, k := range houseKeys() {
			if k.take == nil || !theirs.locks(k.Path) {
				continue
			}
			locked := got
			if k.take(&locked, &theirs); !cmp.Equal(locked, got) && (ours.Extends != extendsNone || theirs.locks("extends")) {
				t.Fatalf("%s is locked and changed", k.Path)
			}
		}
	})
}

// Whatever stands in CODEOWNERS, asking for a file gives names without an @.
func FuzzOwners(f *testing.F) {
	text, err := os.ReadFile("testdata/CODEOWNERS")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text, "docs/guide.md")
	f.Add([]byte("/ @ada\n\\ @ada\n** @ada\n"), "")
	f.Fuzz(func(t *testing.T, text []byte, file string) {
		o := ParseOwners(text)
		for _, by := range o.Of([]string{file, "docs/guide.md"}) {
			for _, name := range by.Names {
				if strings.ContainsAny(name, "@ \n") || name != fold(name) || by.Line < 1 {
					t.Fatalf("%+v", by)
				}
			}
		}
	})
}
