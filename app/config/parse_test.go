package config

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/google/go-cmp/cmp"
)

// show is how findings stand in the test files.
func show(fs []Finding) string {
	var b strings.Builder
	for _, f := range fs {
		fmt.Fprintf(&b, "%d:%d: %s: %s\n", f.Line, f.Col, f.Severity(), f.Message)
	}
	return b.String()
}

var update = flag.Bool("update", false, "write the findings of today as those expected")

func TestParseFull(t *testing.T) {
	day := func(s string) time.Time { d, _ := time.Parse("2006-01-02", s); return d }
	text, err := os.ReadFile("testdata/full.yml")
	if err != nil {
		t.Fatal(err)
	}
	want := House{
		Version: 1, Extends: "org", DailyHellos: 20, K: 5, KSensitive: 10, Pulse: "link_and_reaction", Enabled: true, Rollout: 100, Mode: "live", Gate: "none", Members: "skip", Release: "human_touch", NudgeVia: "assign", Checkins: true, SpamLabels: []string{"spam", "invalid"}, Coordinators: []string{"grace"}, Scope: mentorship.ScopeRepo, Ignore: []string{"renovate", "*-bot"},
		Quiet: 0, Nudge: 36 * time.Hour, Accept: 14 * 24 * time.Hour, Rounds: 1,
		Checkin: 7 * 24 * time.Hour, Help: 72 * time.Hour, Idle: 14 * 24 * time.Hour, Pause: 28 * 24 * time.Hour,
		Open: mentorship.OpenOnMatch, TrackingRepo: "acme/mentoring", Label: "first steps", Language: "en",
		Term: mentorship.DefaultTerm, Graduation: mentorship.DefaultGraduation(),
		Mentors: []Offer{
			{Login: "Ada", Paths: []string{"charts/**", "**/*.go"}, Capacity: 0, MaxNewPerWeek: 5, Away: []mentorship.DateRange{
				{From: day("2026-12-20"), To: day("2027-01-06")}, {From: day("2027-05-01"), To: day("2027-05-01")}},
				Set: strings.Fields("away capacity login max_new_per_week paths"), Line: 12, Col: 5},
			{Login: "007", Capacity: 2, MaxNewPerWeek: 2, Set: []string{"login"}, Line: 17, Col: 5},
		},
		Set: strings.Fields("mentors program.coordinators timers.accept timers.nudge timers.quiet timers.rounds " +
			"tracking.label tracking.open tracking.repo version watch.ignore watch.scope"),
	}
	got, findings := Parse(text)
	if diff := cmp.Diff(want, got); diff != "" || len(findings) > 0 {
		t.Errorf("(-want +got):\n%s%s", diff, show(findings))
	}
	windows := append([]byte("\ufeff"), bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))...)
	if again, fs := Parse(windows); len(fs) > 0 || cmp.Diff(want, again) != "" {
		t.Errorf("with BOM and CRLF: %s", show(fs))
	}
	if names := got.Logins(); !slices.Equal(names, []string{"ada", "007", "grace"}) {
		t.Errorf("Logins = %q", names)
	}
}

func TestSmallest(t *testing.T) {
	h, fs := Parse([]byte("version: 1\nmentors:\n  - login: ada\n"))
	want := Default()
	want.Mentors = []Offer{{Login: "ada", Capacity: 2, MaxNewPerWeek: 2, Set: []string{"login"}, Line: 3, Col: 5}}
	want.Set = []string{"mentors", "version"}
	if diff := cmp.Diff(want, h); diff != "" || len(fs) > 0 {
		t.Errorf("(-want +got):\n%s%s", diff, show(fs))
	}
}

// Whole files that are wrong in ways a text file cannot show well.
func TestHostile(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'j'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", c-1), 9), ","))
	}
	many := "version: 1\nmentors:\n"
	for i := range 201 {
		many += fmt.Sprintf("  - login: m%d\n", i)
	}
	utf16 := "\xff\xfe" + strings.Join(strings.Split("version: 1\n", ""), "\x00") + "\x00"
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "1:1: error: " + emptyFile},
		{"blank", " \n\n", "1:1: error: " + emptyFile},
		{"large", "#" + strings.Repeat("x", MaxBytes), "1:1: error: the file is larger than 64 KB"},
		{"largest", "version: 1\nmentors: [{login: ada}]\n" + strings.Repeat("#", MaxBytes-len("version: 1\nmentors: [{login: ada}]\n")), ""},
		{"latin1", "version: 1\n# caf\xe9\n", "2:6: error: the file is not UTF-8 text; save it as UTF-8"},
		{"utf16", utf16, "1:1: error: the file is not UTF-8 text; save it as UTF-8"},
		{"nul", "version: 1\x00\n", "1:11: error: a control character (U+0000) stands here; take it out"},
		{"nul, escaped", "version: 1\nmentors: [{login: \"a\\0da\"}]\n", `2:19: error: login: "a\x00da" is no GitHub login: letters, digits and hyphens, at most 39`},
		{"bell", "version: 1\nmentors: [{login: a\x07}]\n", "2:20: error: a control character (U+0007) stands here; take it out"},
		{"half a character", "version: 1\nx: \"\\ud800\"\n", "2:7: error: not valid YAML: found invalid Unicode character escape code"},
		{"writing turned around", "version: 1\nmentors: [{login: \"ada\u202e\"}]\n", `2:19: error: login: "ada\u202e" is no GitHub login: letters, digits and hyphens, at most 39`},
		{"typographic quotes", "version: 1\nmentors: [{login: “ada”}]\n", `2:19: error: login: "“ada”" stands in typographic quotes; write plain ones, or none`},
		{"no-break space", "version:\u00a01\nmentors: [{login: ada}]\n", "2:8: error: a no-break space stands in this line or the one above; write a plain space"},
		{"byte order mark", "\ufeffversion: 2\nmentors: [{login: ada}]\n", "1:10: error: version 1 is the only one there is; write `version: 1`"},
		{"byte order mark inside", "version: 1\n\ufeffmentors: [{login: ada}]\n", `2:1: error: unknown key "\ufeffmentors"; did you mean "mentors"?`},
		{"CRLF", "version: 1\r\nmentors:\r\n  - login: ada\r\n    capcity: 2\r\n", `4:5: error: unknown key "capcity" in mentors[]; did you mean "capacity"?`},
		{"CRLF and tab", "version: 1\r\nmentors:\r\n\t- login: ada\r\n", "3:1: error: this line is indented with a tab; YAML allows only spaces"},
		{"CR", "version: 1\rmentors:\r  - login: ada\r    capcity: 2\r", `4:5: error: unknown key "capcity" in mentors[]; did you mean "capacity"?`},
		{"columns count characters", "version: 1\nmentors: [{login: ada, came_from: \"😀\", capcity: 2}]\n", `2:40: error: unknown key "capcity" in mentors[]; did you mean "capacity"?`},
		{"LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "1:1: error: this is a Git LFS pointer in place of the file; house rules stand in the repository itself"},
		{"HTML", "<!DOCTYPE html>\n<html>\n", "1:1: error: the file holds keys with values, such as `version: …`"},
		{"TOML", "version = 1\n[[mentors]]\nlogin = \"ada\"\n", "1:1: error: the file holds keys with values, such as `version: …`"},
		{"null", "version: 1\nmentors: [{login: null}]\n", "2:19: error: login has no value"},
		{"bomb", bomb, "1:1: error: unknown key \"a\"\n1:1: error: version is missing; begin the file with `version: 1`\n2:1:"},
		{"aliases", "version: 1\nx-a: &a b\nx-b: [" + strings.Repeat("*a,", 101) + "]\n", "3:307: error: more than 100 uses of anchors"},
		{"cycle", "version: 1\nmentors: &m [*m]\n", "2:10: error: mentors[] holds keys with values, such as `login: …`"},
		{"deep", "version: 1\nx-deep: " + strings.Repeat("{a: ", 30) + "1" + strings.Repeat("}", 30), "2:82: error: nested deeper than 20 levels"},
		{"very deep", strings.Repeat("[", 20000), "1:10001: error: not valid YAML: exceeded max depth of 10000"},
		{"mentors", many, "203:5: error: mentors has 201 items; 200 is the most"},
		{"a long word", "version: " + strings.Repeat("1", 60000) + "\n", "1:10: error: version 1 is the only one there is; write `version: 1`"},
		{"a long login", "version: 1\nmentors: [{login: " + strings.Repeat("a", 60000) + "}]\n", `2:19: error: login: "` + strings.Repeat("a", 40) + `…" is no GitHub login: letters, digits and hyphens, at most 39`},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, fs := Parse([]byte(c.text))
			got := show(fs)
			if strings.TrimSuffix(c.want, "\n") == "" {
				if got != "" {
					t.Errorf("got %s", got)
				}
				return
			}
			if Valid(fs) || !strings.HasPrefix(got, c.want) {
				t.Errorf("want %q in:\n%.600s", c.want, got)
			}
			if !cmp.Equal(h, House{}) {
				t.Errorf("a broken file gave a house: %+v", h)
			}
		})
	}
}

func TestDuration(t *testing.T) {
	for _, c := range []struct {
		text string
		want time.Duration
		ok   bool
	}{
		{"0s", 0, true}, {"2m", 2 * time.Minute, true}, {"24h", 24 * time.Hour, true}, {"14d", 336 * time.Hour, true},
		{"2w", 336 * time.Hour, true}, {"1h30m", 90 * time.Minute, true},
		{"", 0, false}, {"2", 0, false}, {"d", 0, false}, {"-2m", 0, false}, {"1.5h", 0, false}, {"3days", 0, false},
		{"9999999h", 0, false}, {"999999w", 0, false}, {"2M", 0, false}, {"2 m", 0, false},
	} {
		if got, ok := parseDuration(c.text); got != c.want || ok != c.ok {
			t.Errorf("parseDuration(%q) = %v, %v", c.text, got, ok)
		}
	}
	for _, s := range []string{"0s", "30s", "2m", "24h", "36h", "14d"} {
		if d, _ := parseDuration(s); showDuration(d) != s {
			t.Errorf("showDuration(%q) = %q", s, showDuration(d))
		}
	}
}

func TestLaterKeysAreUnknownHere(t *testing.T) {
	for _, where := range []string{"", "program", "limits", "privacy", "mentors[]"} {
		if len(laterKeys(where)) == 0 {
			t.Errorf("no later keys under %q", where)
		}
		for _, key := range laterKeys(where) {
			if msg := (&parser{}).unknown(where, key, fields{}); !strings.Contains(msg, "later version") {
				t.Errorf("%s.%s: %s", where, key, msg)
			}
		}
	}
}

// A key of the plan is known or of a later version, and never a slip of the pen.
func TestPlan(t *testing.T) {
	text, err := os.ReadFile("testdata/plan.yml")
	if err != nil {
		t.Fatal(err)
	}
	_, fs := Parse(text)
	for _, f := range fs {
		if later := strings.Contains(f.Message, "belongs to a later version"); !later && !f.Warning {
			t.Errorf("%d:%d: %s", f.Line, f.Col, f.Message)
		}
	}
}

func TestNear(t *testing.T) {
	keys := []string{"capacity", "max_new_per_week", "away", "paths", "login"}
	for word, want := range map[string]string{
		"capcity": "capacity", "max_new_per_weak": "max_new_per_week", "awya": "away", "path": "paths",
		"logins": "login", "colour": "", "x": "", strings.Repeat("z", 5000): "",
	} {
		if got, _ := near(word, slices.Clone(keys)); got != want {
			t.Errorf("near(%.20q) = %q, want %q", word, got, want)
		}
	}
}
