package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

const goHistory = "../../matching/testdata/go-history.jsonl.gz"

// smallHistory has one case, on day 500: b reviewed n's first change.
func smallHistory(t *testing.T) string {
	t.Helper()
	var lines []string
	add := func(day int, author, reviewer, file string) {
		at := time.Date(2020, 1, 1+day, 0, 0, 0, 0, time.UTC).Format(time.RFC3339)
		lines = append(lines, fmt.Sprintf(`{"id":"c%d","time":%q,"author":%q,"reviewers":[%q],"files":[%q]}`, day, at, author, reviewer, file))
	}
	add(0, "a", "c", "x/a.go")
	for day := 450; day < 460; day += 2 {
		add(day, "a", "b", "x/a.go")
		add(day+1, "a", "c", "y/a.go")
	}
	add(500, "n", "b", "x/new.go")
	add(1000, "a", "c", "y/a.go")
	return writeFile(t, "small.jsonl", strings.Join(lines, "\n")+"\n")
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// backtest parses flags as the command line does and runs the command.
func backtest(t *testing.T, flags ...string) (stdout string, err error) {
	t.Helper()
	var c backtestCmd
	parser, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(flags); err != nil {
		t.Fatal(err)
	}
	now := time.Unix(0, 0)
	var out bytes.Buffer
	err = c.run(t.Context(), &out, func() time.Time { now = now.Add(time.Millisecond); return now })
	return out.String(), err
}

func TestBacktestJSON(t *testing.T) {
	got, err := backtest(t, "--history", smallHistory(t), "--method", "firstmate", "--format", "json")
	if err != nil {
		t.Fatal(err)
	}
	want := `{"dataset":{"changes":13,"persons":4,"cases":1},"methods":[{"name":"firstmate",` +
		`"top1":1,"top3":1,"top5":1,"mrr":1,"gini":0.666667,"max_share":1,"fit":1,"ms_per_query":null}]}` + "\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBacktestTable(t *testing.T) {
	got, err := backtest(t, "--history", smallHistory(t), "--method", "firstmate,most-active", "--method", "firstmate", "--timings")
	if err != nil {
		t.Fatal(err)
	}
	want := `13 changes, 4 persons, 1 newcomers' first changes ranked

       method  top-1  top-3  top-5    MRR  Gini  max share    fit  ms/query
    firstmate  1.000  1.000  1.000  1.000  0.67     100.0%  1.000     1.000
  most-active  0.000  1.000  1.000  0.500  0.67     100.0%  0.000     1.000
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBacktestRankings(t *testing.T) {
	for _, tt := range []struct {
		flags string
		want  string
	}{
		{"", `{"id":"c500","ranking":["b","c","a"]}`},
		{"--method most-active", `{"id":"c500","ranking":["c","b","a"]}`},
		{"--method firstmate --timings", `{"id":"c500","ranking":["b","c","a"],"ms":1}`},
		{"--after 2020-06-01 --weights early", `{"id":"c500","ranking":["b","c","a"]}`},
		{"--balance 0.1", `{"id":"c500","ranking":["b","c","a"]}`},
	} {
		out := filepath.Join(t.TempDir(), "r.jsonl")
		flags := append(strings.Fields(tt.flags), "--history", smallHistory(t), "--rankings", out)
		if _, err := backtest(t, flags...); err != nil {
			t.Fatalf("%s: %v", tt.flags, err)
		}
		got, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want+"\n", string(got)); diff != "" {
			t.Errorf("%s:\n%s", tt.flags, diff)
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(out), "*")); len(left) != 1 {
			t.Errorf("left behind: %v", left)
		}
	}
}

// TestBacktestBalance: the balanced ranking takes firstmate's place, and no other
// method's.
func TestBacktestBalance(t *testing.T) {
	history := smallHistory(t)
	for _, tt := range []struct{ flags, want string }{
		{"--balance 0.1", "firstmate+price random"},
		{"--balance 1 --method random,firstmate", "random firstmate+price"},
		{"", "firstmate random"},
	} {
		out, err := backtest(t, append(strings.Fields(tt.flags), "--history", history, "--format", "json")...)
		if err != nil {
			t.Fatalf("%s: %v", tt.flags, err)
		}
		var got backtestReport
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, m := range got.Methods {
			names = append(names, m.Name)
		}
		if !strings.HasPrefix(strings.Join(names, " "), tt.want) {
			t.Errorf("%q runs %v, want %s", tt.flags, names, tt.want)
		}
	}
	table, err := backtest(t, "--history", history, "--method", "firstmate", "--balance", "0.1")
	if want := "firstmate+price  1.000"; err != nil || !strings.Contains(table, want) {
		t.Errorf("error %v, no %q in\n%s", err, want, table)
	}
}

func TestBacktestBadInput(t *testing.T) {
	small := smallHistory(t)
	broken := writeFile(t, "broken.jsonl", "{\"id\":\"a\",\"time\":\"2020-01-01T00:00:00Z\",\"author\":\"x\"}\nnonsense\n")
	empty := writeFile(t, "empty.jsonl", "")
	for _, tt := range []struct{ flags, want string }{
		{"", "nothing to replay: give a history with --history FILE"},
		{"--git no-such-folder", "no-such-folder does not exist"},
		{"--history /nowhere.jsonl", "open /nowhere.jsonl: no such file or directory"},
		{"--history " + broken, broken + ":2: not a change"},
		{"--history " + empty, empty + ": none of the 0 changes is a case"},
		{"--history " + small + " --after 2024-01-01", small + ": none of the 13 changes is a case: a newcomer's first change since 2024-01-01"},
		{"--history " + small + " --after yesterday", `--after: "yesterday" is not a date like 2018-09-03`},
		{"--history " + small + " --method oracle", `--method: unknown method "oracle" (known: firstmate, random, most-active, ownership, last-modifier, revfinder, revfinder-365, chrev)`},
		{"--history " + small + " --method firstmate,random --rankings r", "--rankings holds one method"},
		{"--history " + small + " --balance 0", "--balance: 0 is no share above 0 and up to 1"},
		{"--history " + small + " --balance 10", "--balance: 10 is no share"},
		{"--history " + small + " --balance=-0.1", "--balance: -0.1 is no share"},
		{"--history " + small + " --balance NaN", "--balance: NaN is no share"},
		{"--history " + small + " --balance 0.1 --method random", "--balance spreads firstmate's suggestions: add --method firstmate"},
		{"--history " + small + " --rankings /nowhere/r.jsonl", "--rankings: open /nowhere/"},
		{"--history " + small + " --rankings /", "--rankings: open /: is a directory"},
	} {
		out, err := backtest(t, strings.Fields(tt.flags)...)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: error %v, want one line %q…", tt.flags, err, tt.want)
		}
		if exitCode(err) != 2 || out != "" {
			t.Errorf("%q: exit code %d, output %q; want 2 and none", tt.flags, exitCode(err), out)
		}
	}
}

func TestBacktestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := backtestCmd{History: smallHistory(t), Weights: "ship", Format: "json"}
	var out bytes.Buffer
	if err := c.run(ctx, &out, time.Now); exitCode(err) != 130 || out.Len() > 0 {
		t.Errorf("error %v, exit code %d, output %q", err, exitCode(err), &out)
	}
}

func TestBacktestKeepsTheOldFileWhenItFails(t *testing.T) {
	out := writeFile(t, "r.jsonl", "old")
	if _, err := backtest(t, "--history", smallHistory(t), "--after", "2024-01-01", "--rankings", out); err == nil {
		t.Fatal("no error")
	}
	if got, _ := os.ReadFile(out); string(got) != "old" {
		t.Errorf("the file now holds %q", got)
	}
}

// TestBacktestOfGo runs the command on the real history, twice.
func TestBacktestOfGo(t *testing.T) {
	run := func() (stdout, rankings string) {
		file := filepath.Join(t.TempDir(), "r.jsonl")
		stdout, err := backtest(t, "--history", goHistory, "--method", "firstmate", "--weights", "early", "--after", "2018-09-03",
			"--format", "json", "--rankings", file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return stdout, string(text)
	}
	out, rankings := run()
	var got backtestReport
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if want := (datasetReport{47397, 2091, 598}); got.Dataset != want {
		t.Errorf("dataset %+v, want %+v", got.Dataset, want)
	}
	m := got.Methods[0]
	if math.Abs(m.Top1-.555) > .005 || math.Abs(m.Top3-.809) > .005 || math.Abs(m.MRR-.693) > .005 {
		t.Errorf("top-1 %v, top-3 %v, MRR %v; want .555, .809, .693 ± .005", m.Top1, m.Top3, m.MRR)
	}
	if again, rankingsAgain := run(); again != out || rankingsAgain != rankings {
		t.Error("two runs print different bytes")
	}
}

func TestExitCodes(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("x"), 1},
		{checkFailed(errors.New("x")), 1},
		{badInput(errors.New("x")), 2},
		{fmt.Errorf("while: %w", badInput(errors.New("x"))), 2},
		{fmt.Errorf("while: %w", context.Canceled), 130},
	} {
		if got := exitCode(tt.err); got != tt.want {
			t.Errorf("%v: %d, want %d", tt.err, got, tt.want)
		}
	}
	if err := badInput(os.ErrNotExist); !errors.Is(err, os.ErrNotExist) || err.Error() != os.ErrNotExist.Error() {
		t.Errorf("the cause is lost in %v", err)
	}
}
