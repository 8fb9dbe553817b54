package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/firstmate-app/firstmate/"

// rooms lists, for each package, the packages of this module it may import.
// Imports point down only: a new edge is a decision about the house, so it is
// made here first (and told in docs/architecture.md).
func rooms() map[string][]string {
	ground := []string{"matching", "app/mentorship", "app/fault"}
	return map[string][]string{
		"matching":                 {},
		"app/mentorship":           {},
		"app/fault":                {},
		"app/stats":                {},
		"app/config":               {"app/mentorship"},
		"app/guide":                {"app/mentorship", "matching"},
		"app/board/view":           {"app/board", "app/board/plot", "app/board/mermaid", "app/mentorship", "app/numbers", "app/stats"},
		"app/numbers":              {"app/mentorship", "app/stats", "app/chronicle"},
		"app/chronicle":            {"app/mentorship", "app/stats"},
		"app/house":                {"app/mentorship", "app/config", "app/guide"},
		"app/catchup":              {"app/mentorship", "app/fault"},
		"app/candidates":           {"app/mentorship", "matching", "app/fault", "app/config"},
		"app":                      {"app/mentorship", "app/fault", "app/config", "app/guide", "app/house", "app/candidates", "app/chronicle", "app/stats"},
		"webhooks":                 {"app/mentorship", "app/fault"},
		"app/grants":               {},
		"app/doctor":               {"app/grants", "app/mentorship"},
		"webhooks/relay":           {}, // a way in for a machine that GitHub cannot reach
		"app/ghclient":             append(slices.Clone(ground), "app/grants"),
		"app/redisstore":           ground,
		"app/redisstore/embedded":  {},
		"app/redisstore/child":     {},
		"app/datadir":              {},
		"app/board/firsttime":      {"app/board", "app/grants"},
		"app/redisstore/redistest": {},
		"app/redisstore/storetest": {"app/mentorship", "matching", "app/redisstore"},
		"app/worker":               {"app/mentorship"},
		"app/telemetry":            {}, // numbers and ids: knows nothing of mentorships
		"app/board":                {"app/mentorship"},
		"app/board/browsertest":    {}, // test support: in nobody's binary
		"app/githistory":           {"matching"},
		"app/githistory/clonetest": {},
		"app/proposal":             {"matching"},
		"app/githubsim":            {},
		"app/board/plot":           {}, // pictures of plain numbers: knows nothing of mentorships
		"app/board/mermaid":        {"app/board/plot"},
		"app/board/mermaidtest":    {}, // test support
		"app/githubsim/conform":    {}, // test support: nobody's own code, and in nobody's binary
		"cmd/firstmate": {
			"app", "app/catchup", "app/chronicle", "webhooks", "matching", "app/mentorship", "app/config", "app/guide", "app/ghclient",
			"app/redisstore", "app/redisstore/embedded", "app/redisstore/child", "app/datadir", "app/doctor", "app/grants", "app/telemetry", "app/worker", "app/board", "app/board/firsttime", "webhooks/relay", "app/board/view", "app/numbers", "app/stats", "app/githistory", "app/proposal", "app/githubsim",
		},
	}
}

// owners names the one or two rooms a library may be used in.
func owners() map[string][]string {
	return map[string][]string{
		"github.com/redis/go-redis":     {"app/redisstore", "app/redisstore/embedded", "app/redisstore/redistest", "app/redisstore/storetest"},
		"github.com/google/go-github":   {"webhooks", "app/ghclient"},
		"github.com/bradleyfalzon/":     {"app/ghclient"},
		"github.com/alicebob/miniredis": {"app/redisstore/embedded"},
		"github.com/gorilla/mux":        {"cmd/firstmate", "app/githubsim"},
		"github.com/alecthomas/kong":    {"cmd/firstmate", "app/config"},
		"go.yaml.in/yaml":               {"app/config"},
		"github.com/golang-jwt/":        {"app/githubsim", "app/ghclient", "cmd/firstmate"},
		"github.com/prometheus/":        {"app/telemetry"},
		"go.opentelemetry.io/":          {"app/telemetry"},
		"github.com/yuin/goldmark":      {"app/guide"},
		"github.com/bmatcuk/doublestar": {"app/config"},
		"github.com/hmarr/codeowners":   {"app/config"},
		"golang.org/x/text":             {"app/config", "app/guide", "app/board"},
		"github.com/alexedwards/scs":    {"app/board"},
		"github.com/arran4/golang-ical": {"app/board"},
		"github.com/chromedp/":          {"app/board/browsertest"},
		"golang.org/x/oauth2":           {"app/board", "app/ghclient"},
		"github.com/nicksnyder/go-i18n": {"app/guide"},
		"github.com/klauspost/compress": {"app/redisstore", "app/redisstore/embedded", "app/redisstore/redistest", "app/redisstore/storetest"},
		"github.com/getkin/":            {"app/githubsim/conform"},
		"github.com/vektah/gqlparser":   {"app/githubsim/conform"},
		"github.com/santhosh-tekuri/":   {"app/githubsim/conform"},
		"gonum.org/v1/plot":             {"app/board/plot"},
		"codeberg.org/go-fonts":         {"app/board/plot"},
		"golang.org/x/image":            {"app/board/plot"},
		"github.com/sony/gobreaker":     {"app/ghclient"},
		"github.com/tmaxmax/go-sse":     {"webhooks/relay"},
		"golang.org/x/sync":             {"cmd/firstmate", "app/redisstore", "app/worker"},
	}
}

// groundFloor is standard library only.
func groundFloor() []string { return []string{"matching", "app/mentorship", "app/stats", "app/fault"} }

func TestImportsPointDown(t *testing.T) {
	allowed := rooms()
	for dir, imports := range importsByRoom(t) {
		may, known := allowed[dir]
		if !known {
			t.Errorf("%s is a room nobody has drawn: add it to rooms()", dir)
		}
		for _, imp := range imports {
			if own, ok := strings.CutPrefix(imp, module); ok {
				if !slices.Contains(may, own) {
					t.Errorf("%s imports %s: not allowed", dir, own)
				}
				continue
			}
			checkLibrary(t, dir, imp)
		}
	}
}

func checkLibrary(t *testing.T, dir, imp string) {
	t.Helper()
	if first, _, _ := strings.Cut(imp, "/"); !strings.Contains(first, ".") {
		return // standard library
	}
	if slices.Contains(groundFloor(), dir) {
		t.Errorf("%s is the ground floor and imports %s", dir, imp)
	}
	for prefix, rooms := range owners() {
		if strings.HasPrefix(imp, prefix) && !slices.Contains(rooms, dir) {
			t.Errorf("%s imports %s, which belongs to %v", dir, imp, rooms)
		}
	}
}

// importsByRoom reads the imports of all files that are not tests.
func importsByRoom(t *testing.T) map[string][]string {
	t.Helper()
	root := filepath.Join("..", "..")
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git") {
			if err == nil {
				err = filepath.SkipDir
			}
			return err
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(rel)
		for _, i := range f.Imports {
			imp, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			found[dir] = append(found[dir], imp)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 5 {
		t.Fatalf("only %d rooms found: the test looks in the wrong place", len(found))
	}
	return found
}
