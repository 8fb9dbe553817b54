package mentorship_test

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// word is a word of the machine, with what the source says it means.
type word struct {
	name  string // State and Verb and Timer: the value; Event: the type
	means string
}

// vocabulary is every state, event, verb and timer the machine knows, read
// from its source: whoever adds one cannot forget the table of states.
type vocabulary struct{ states, events, verbs, timers []word }

func readVocabulary(t testing.TB) (v vocabulary) {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no source found: %v", err)
	}
	docs, events := map[string]string{}, []string{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "event" && d.Recv != nil {
					events = append(events, d.Recv.List[0].Type.(*ast.Ident).Name)
				}
			case *ast.GenDecl:
				v.constants(d)
				for _, s := range d.Specs {
					if s, ok := s.(*ast.TypeSpec); ok {
						docs[s.Name.Name] = firstSentence(d.Doc.Text())
					}
				}
			}
		}
	}
	slices.Sort(events)
	for _, e := range events {
		v.events = append(v.events, word{e, docs[e]})
	}
	slices.SortFunc(v.verbs, func(a, b word) int { return cmp.Compare(a.name, b.name) })
	slices.SortFunc(v.timers, func(a, b word) int { return cmp.Compare(a.name, b.name) })
	return v
}

// constants adds the constants of the four kinds.
func (v *vocabulary) constants(d *ast.GenDecl) {
	if d.Tok != token.CONST {
		return
	}
	for _, s := range d.Specs {
		s := s.(*ast.ValueSpec)
		kind, ok := s.Type.(*ast.Ident)
		if !ok || len(s.Values) != 1 {
			continue
		}
		lit, ok := s.Values[0].(*ast.BasicLit)
		if !ok {
			continue
		}
		value, err := strconv.Unquote(lit.Value)
		if err != nil {
			continue
		}
		w := word{value, strings.TrimSpace(s.Comment.Text())}
		switch kind.Name {
		case "State":
			v.states = append(v.states, w)
		case "Verb":
			v.verbs = append(v.verbs, w)
		case "Timer":
			v.timers = append(v.timers, w)
		}
	}
}

func firstSentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	one, _, _ := strings.Cut(text, ". ")
	return strings.TrimSuffix(one, ".")
}
