package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/stats"
)

// TestReportReadsTheMemory prints the board of a program that runs: with and
// without house rules of the owner, in every format.
func TestReportReadsTheMemory(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: boardWorld()})
	r.start()
	r.act("open_pull", act{"repo": "acme/widgets", "author": "nia", "title": "Add a test", "files": []string{"store/box.go"}})
	r.settle()
	address := filepath.Join(t.TempDir(), "redis")
	if err := os.WriteFile(address, []byte(r.program.redis.URL), 0o600); err != nil {
		t.Fatal(err)
	}
	report := func(args ...string) (string, int, string) {
		var out, errs safeBuffer
		code := run(t.Context(), append([]string{"report", "--redis-url-file", address}, args...), &out, &errs)
		return out.String(), code, errs.String()
	}
	got, code, errs := report("--org", "ACME", "--window", "month")
	for _, want := range []string{"# Mentoring at acme\n", "| Waiting | 1 | newcomers |", "| Free mentors | 3 | of 3 mentors have room |", "## Staying"} {
		if code != 0 || !strings.Contains(got, want) {
			t.Errorf("exit %d, %s, lacks %q:\n%.600s", code, errs, want, got)
		}
	}
	if strings.Contains(got, "nia") {
		t.Error("a report names a person")
	}
	got, code, errs = report("--org", "acme", "--repo", "gears", "--format", "json", "--from", time.Now().UTC().Format(time.DateOnly))
	var all struct{ Figures []stats.Figure }
	if err := json.Unmarshal([]byte(got), &all); err != nil || code != 0 || len(all.Figures) != len(stats.Catalogue()) || all.Figures[0].N != 0 {
		t.Errorf("exit %d, %s, %v: %.300s", code, errs, err, got)
	}
	if got, code, _ = report("--org", "initech", "--format", "csv", "--language", "es"); code != 0 || !strings.HasPrefix(got, "figure,series") {
		t.Errorf("exit %d: %.200s", code, got)
	}
	// The same on the web, by who may look.
	for path, want := range map[string]int{
		"/board/globex/badge.svg": http.StatusOK, "/board/acme/badge.svg": http.StatusNotFound,
		"/board/globex/report.md": http.StatusOK, "/board/globex/report.json": http.StatusOK, "/board/globex/report.csv": http.StatusOK,
		"/board/globex/report.pdf": http.StatusNotFound,
	} {
		if got := r.visit("").get(path); got.status != want {
			t.Errorf("%s: %d, want %d", path, got.status, want)
		}
	}
	if got := r.visit("").get("/board/acme/report.csv"); got.status == http.StatusOK || strings.Contains(got.text, "figure,") {
		t.Errorf("a report for anybody: %d", got.status)
	}
	for args, want := range map[string]struct {
		code int
		says string
	}{
		"--org nobody-here":                               {1, "serves no repository"},
		"--org acme --repo secret":                        {2, `no repository "secret"`},
		"--org acme --window tomorrow":                    {2, "must be one of"},
		"--org acme --to 2026-01-01":                      {2, "--to needs --from"},
		"--org acme --from 2999-01-01":                    {2, "no day before"},
		"--org acme --from 2020-01-01 --to 2999-01-01":    {2, "in the future"},
		"--org acme --from 1899-01-01 --to 1900-01-01":    {2, "no day before"},
		"--org acme --from yesterday":                     {2, "yesterday"},
		"--org acme --from 2021-01-02 --to 2021-01-01":    {2, "no day before"},
		"--window year":                                   {2, "--org"},
		"--org acme --redis-url-file /dev/null/not/there": {2, ""},
	} {
		if got, code, errs := report(strings.Fields(args)...); code != want.code || got != "" || !strings.Contains(errs, want.says) {
			t.Errorf("%s: exit %d, %q, printed %.100q", args, code, errs, got)
		}
	}
}
