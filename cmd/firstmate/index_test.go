package main

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// indexFile says which story or test shows each transition T1–T40, each odd
// case of the rules of mentorship, and each bad command: `row: name name …`.
// A name is a story's, or that of a Go test anywhere in the module.
const indexFile = "testdata/stories/INDEX"

// index is the rows of the index, in order.
type index []indexRow

type indexRow struct {
	name  string
	shown []string
}

func readIndex(t testing.TB, file string) index {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out index
	for _, l := range lines(string(text)) {
		name, shown, ok := strings.Cut(l, ": ")
		if !ok {
			t.Fatalf("%s: %q is no row", file, l)
		}
		out = append(out, indexRow{name, strings.Fields(shown)})
	}
	return out
}

// rules are the transitions a story is said to show.
func (x index) rules(story string) []string {
	var out []string
	for _, r := range x {
		if transition.MatchString(r.name) && slices.Contains(r.shown, story) {
			out = append(out, r.name)
		}
	}
	return out
}

var transition = regexp.MustCompile(`^T([1-9]|[1-3][0-9]|40)$`)

// awaited are rows whose behaviour is not here yet.
func awaited() []string {
	return nil
}

// oddCases is how many odd cases the rules of mentorship list.
const oddCases = 30

// TestIndex: every transition, odd case and bad command is shown by a story or
// a test that exists.
func TestIndex(t *testing.T) {
	x := readIndex(t, indexFile)
	stories, tests := storyNames(t), goTests(t)
	for i := 1; i <= 40; i++ {
		if !slices.ContainsFunc(x, func(r indexRow) bool { return r.name == fmt.Sprint("T", i) }) {
			t.Errorf("T%d is not in the index", i)
		}
	}
	for i := 23; i <= 38; i++ {
		if !slices.ContainsFunc(x, func(r indexRow) bool { return strings.HasPrefix(r.name, fmt.Sprintf("command %d ", i)) }) {
			t.Errorf("bad command %d is not in the index", i)
		}
	}
	seen := map[string]bool{}
	for _, r := range x {
		if seen[r.name] {
			t.Errorf("%s stands there twice", r.name)
		}
		seen[r.name] = true
		if len(r.shown) == 0 || r.shown[0] == "-" {
			if !slices.Contains(awaited(), r.name) {
				t.Errorf("%s is shown by nothing", r.name)
			}
			continue
		}
		for _, name := range r.shown {
			if !stories[name] && !tests[name] {
				t.Errorf("%s: there is neither a story nor a test called %s", r.name, name)
			}
		}
	}
	odd := slices.DeleteFunc(slices.Collect(maps.Keys(seen)), func(name string) bool { return !strings.HasPrefix(name, "odd ") })
	if len(odd) < oddCases {
		t.Errorf("%d odd cases, want %d", len(odd), oddCases)
	}
}

// boardIndex says which test shows what of the bad input to pages.
const boardIndex = "testdata/board/INDEX"

// TestBoardIndex: every case of bad input to signing in, pages, tokens and
// setting up is shown by a test that exists.
func TestBoardIndex(t *testing.T) {
	x, tests := readIndex(t, boardIndex), goTests(t)
	var cases []string
	for _, r := range x {
		number, _, _ := strings.Cut(r.name, " ")
		cases = append(cases, number)
		if len(r.shown) == 0 {
			t.Errorf("%s is shown by nothing", r.name)
		}
		for _, name := range r.shown {
			if !tests[name] {
				t.Errorf("%s: there is no test called %s", r.name, name)
			}
		}
	}
	var want []string
	for i := 67; i <= 86; i++ {
		want = append(want, strconv.Itoa(i))
	}
	if !slices.Equal(cases, want) {
		t.Errorf("cases %v, want each once, in order, from 67 to 86", cases)
	}
}

func storyNames(t testing.TB) map[string]bool {
	t.Helper()
	paths, err := filepath.Glob("testdata/stories/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, p := range paths {
		out[strings.TrimSuffix(filepath.Base(p), ".txtar")] = true
	}
	return out
}

var testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)

// goTests are the names of all tests of the module.
func goTests(t testing.TB) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, pattern := range []string{"../../*/*_test.go", "../../app/*/*_test.go", "../../app/*/*/*_test.go", "*_test.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			text, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range testFunc.FindAllStringSubmatch(string(text), -1) {
				out[m[1]] = true
			}
		}
	}
	return out
}

// ruleLog is a log that keeps which rules moved a mentorship.
type ruleLog struct {
	slog.Handler
	mu    sync.Mutex
	rules map[string]bool
}

func newRuleLog() *ruleLog {
	return &ruleLog{Handler: slog.DiscardHandler, rules: map[string]bool{}}
}

func (l *ruleLog) Enabled(context.Context, slog.Level) bool { return true }

func (l *ruleLog) WithAttrs([]slog.Attr) slog.Handler { return l }

func (l *ruleLog) WithGroup(string) slog.Handler { return l }

func (l *ruleLog) Handle(_ context.Context, r slog.Record) error {
	if r.Message != "step" {
		return nil
	}
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "row" {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.rules[a.Value.String()] = true
		}
		return true
	})
	return nil
}

// shows checks that a story goes by the rules the index says it shows. T2 and
// T19 have no rule of their own in the machine: the one stands before it, the
// other is mere facts.
func (l *ruleLog) shows(t *testing.T, rules []string) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, rule := range rules {
		if rule == "T19" {
			rule = "facts"
		}
		if rule != "T2" && !l.rules[rule] {
			t.Errorf("the index says that this story shows %s; it goes by %v", rule, l.rules)
		}
	}
}
