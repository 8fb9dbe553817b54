package matching

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func allTokens(s string) []string {
	var out []string
	var buf [8]byte
	for tok, i := nextToken(buf[:0], s, 0); tok != nil; tok, i = nextToken(buf[:0], s, i) {
		out = append(out, string(tok))
	}
	return out
}

func TestTokens(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"http_server.go":           "http server",
		"HTTPServer2_test.go":      "http server",
		"parseURL":                 "parse url",
		"URLs":                     "ur ls", // as the expression has it
		"X":                        "",
		"aB":                       "",
		"src/cmd/vet/Main.java":    "cmd vet",
		"utf16be32":                "utf 16 be 32",
		"überGröße.md":             "ber gr", // ASCII only
		"internal-tools+x86_64.rs": "internal tools 86 64",
		"averyveryverylongword":    "averyveryverylongword",
	} {
		if got := strings.Join(allTokens(in), " "); got != want {
			t.Errorf("tokens of %q: %q, want %q", in, got, want)
		}
	}
}

func FuzzTokens(f *testing.F) {
	f.Add("HTTPServer2_test.go")
	f.Add("\xff/ÄA9z")
	f.Fuzz(func(t *testing.T, s string) {
		lower := strings.ToLower(s)
		for _, tok := range allTokens(s) {
			if len(tok) < 2 || isStopWord([]byte(tok)) || !strings.Contains(lower, tok) && isASCII(s) {
				t.Errorf("token %q of %q", tok, s)
			}
		}
	})
}

func isASCII(s string) bool {
	return !slices.ContainsFunc([]byte(s), func(c byte) bool { return c >= 0x80 })
}

func matchPattern(text, file string) bool { return parsePattern(text).covers(components(file)) }

func TestPatterns(t *testing.T) {
	for _, tt := range []struct {
		pattern, file string
		want          bool
	}{
		{"store/**", "store/db.go", true},
		{"store/**", "store/a/b/c.go", true},
		{"store/**", "storefront/x.go", false},
		{"/store/**", "store/db.go", true},
		{"store", "store/db.go", true},
		{"store/", "store/db.go", true},
		{"store/*.go", "store/db.go", true},
		{"store/*.go", "store/a/db.go", false},
		{"**/*.md", "README.md", true},
		{"**/*.md", "docs/en/a.md", true},
		{"**/*.md", "docs/en/a.mdx", false},
		{"**", "anything/at/all", true},
		{"docs/**/img/?.png", "docs/img/a.png", true},
		{"docs/**/img/?.png", "docs/x/y/img/a.png", true},
		{"docs/**/img/?.png", "docs/x/y/img/ab.png", false},
		{"{store,web}/**", "web/a/b.go", true},
		{"{store,web}/**", "docs/a/b.go", false},
		{"web/*.{ts,{c,s}ss}", "web/a.ts", false}, // no braces inside braces
		{"{store", "store", false},
		{"[", "[", false},
		{"a/**/**/b", "a/b", true},
		{"a/{b,c}/{d,e}.go", "a/c/d.go", true},
		{"", "a", false},
	} {
		if got := matchPattern(tt.pattern, tt.file); got != tt.want {
			t.Errorf("%q covers %q: %v, want %v", tt.pattern, tt.file, got, tt.want)
		}
	}
}

func FuzzPatterns(f *testing.F) {
	f.Add("a/{b,c}/**/*.go", "a/b/x/y.go")
	f.Add("[a-z/**", "q")
	f.Fuzz(func(t *testing.T, pattern, file string) {
		if len(pattern)+len(file) > 200 || strings.Count(pattern, "**") > 4 || strings.Count(pattern, "{") > 4 {
			return // nobody types that by hand
		}
		matchPattern(pattern, file)
		if !strings.ContainsAny(file, `*?[]{}\,`) && strings.Trim(file, "/") == file && file != "" && !matchPattern(file, file) {
			t.Errorf("%q does not cover itself", file)
		}
	})
}

func TestScaleAdvances(t *testing.T) {
	s := scale{half: day}
	if f := s.advance(maxAhead * day); f != 1 || s.landmark != 0 {
		t.Errorf("moved too early: factor %v, landmark %d", f, s.landmark)
	}
	before := s.weight(10 * day)
	f := s.advance((maxAhead + 1) * day)
	if f != math.Ldexp(1, -(maxAhead+1)) || s.landmark != (maxAhead+1)*day {
		t.Errorf("factor %v, landmark %d", f, s.landmark)
	}
	if got := s.weight(10 * day); got != before*f {
		t.Errorf("after moving an event weighs %v, want %v", got, before*f)
	}
	if f := s.advance(math.MaxInt64 / 2); f != 0 {
		t.Errorf("in the far future the past weighs %v", f)
	}
}

func TestNewcomersWhenHistoryComesBackwards(t *testing.T) {
	x := NewIndex()
	for d := 6; d >= 1; d-- {
		x.noteNewcomer(x.person("n"), firstChange{t: int64(d * day), reviewers: []uint32{x.person(PersonID(string(rune('a' + d))))}})
	}
	for d := 1; d <= 6; d++ {
		p := x.people[x.ids[PersonID(string(rune('a'+d)))]]
		if credited := p.new90 > 1e-9; credited != (d <= newcomerChanges) {
			t.Errorf("reviewer of change %d: credit %v", d, p.new90)
		}
	}
}

func TestGini(t *testing.T) {
	for _, tt := range []struct {
		loads []int
		want  float64
	}{
		{nil, 0}, {[]int{0, 0}, 0}, {[]int{2, 2, 2}, 0}, {[]int{0, 4}, 0.5}, {[]int{3, 0, 0, 0}, 0.75}, {[]int{1, 3}, 0.25},
	} {
		if got := gini(tt.loads); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("gini of %v is %v, want %v", tt.loads, got, tt.want)
		}
	}
}

func TestFileNames(t *testing.T) {
	for path, want := range map[string][2]string{
		"net/http/server.go":          {"=http/server", "=server"},
		"net/http/server_test.go":     {"=http/server", "=server"},
		"web/server.spec.js":          {"=web/server", "=server"},
		"core/HTTPServerTest.java":    {"=core/http_server", "=http_server"},
		"include/ring-buffer.h":       {"=include/ring_buffer", "=ring_buffer"},
		"README.zh-CN.md":             {"=/readme", "=readme"},
		".gitignore":                  {"=/gitignore", "=gitignore"},
		"src/test.go":                 {"=src/test", "=test"}, // nothing else to go by
		"docs/安装.md":                  {"=docs/安装", "=安装"},
		"odd//":                       {"=/", "="},
		"x/2024-01-tests-of-tests.md": {"=x/2024_01_of", "=2024_01_of"},
	} {
		w := newWords()
		ids := w.internNames(path)
		names := w.names()
		if got := [2]string{names[ids[0]], names[ids[1]]}; got != want {
			t.Errorf("names of %q: %q, want %q", path, got, want)
		}
	}
}

// A review of a newcomer's change is taken back in every place when an older
// change that arrives late shows that its author was none any more.
func TestWelcomesAreTakenBack(t *testing.T) {
	x := NewIndex()
	add := func(d int, file string) {
		x.Add(Change{Time: time.Unix(int64(d*day), 0), Author: "n", Reviewers: []PersonID{"r"}, Files: []string{file}})
	}
	for d := 3; d > 0; d-- {
		add(d, "late/a.go")
	}
	add(0, "early/b.go")
	for path, want := range map[string]float64{"": 3, "late": 2, "late/a.go": 2, "early": 1} {
		n, _ := x.tree.at(path)
		if got := x.tree.nodes[n].welcomed.total; math.Abs(got-want) > 0.05 {
			t.Errorf("%q holds %.2f reviews of newcomers, want about %v", path, got, want)
		}
	}
}
