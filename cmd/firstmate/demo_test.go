package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
)

// TestDemo plays the demo as README tells it.
func TestDemo(t *testing.T) {
	t.Parallel()
	var out, errs safeBuffer
	demo := demoCmd{Once: true, Format: "json", around: judged}
	if err := demo.Run(t.Context(), streams{&out, &errs}); err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	for _, want := range []string{`"newcomers":4`, `"greeted":4`, `"pairings":5`, `"tracking_issues":3`, `"graduated":1`, `"effects_doubled":0`, `"effects_lost":0`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s lacks %s", out.String(), want)
		}
	}
}

// TestDemoTellsAYear reads the demo as a stranger does: the same words each time,
// none hidden, none cut off by a terminal, and Nia's page at five moments.
func TestDemoTellsAYear(t *testing.T) {
	t.Parallel()
	var told [2]safeBuffer
	var both errgroup.Group
	for i := range told {
		both.Go(func() error {
			demo := demoCmd{Once: true, Format: "text", around: judged}
			return demo.Run(t.Context(), streams{&told[i], &told[i]})
		})
	}
	if err := both.Wait(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, told[0].String(), told[1].String())
	}
	seconds := regexp.MustCompile(`[0-9.]+ seconds`)
	out := seconds.ReplaceAllString(told[0].String(), "")
	if diff := cmp.Diff(out, seconds.ReplaceAllString(told[1].String(), "")); diff != "" {
		t.Errorf("it tells something else the second time:\n%s", diff)
	}
	for line := range strings.Lines(out) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 100 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	for _, hidden := range []string{"<!--", "-->", "<details>", "firstmate:", "http://"} {
		if strings.Contains(out, hidden) {
			t.Errorf("%q is shown", hidden)
		}
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, piece, _ := strings.Cut(string(readme), "A piece of it:\n\n```\n")
	if piece, _, _ = strings.Cut(piece, "```"); piece == "" || !strings.Contains(out, piece) {
		t.Errorf("README shows what the demo does not tell:\n%s", piece)
	}
	for _, m := range yearOfNia() {
		_, text, _ := strings.Cut(out, m.from)
		text, _, _ = strings.Cut(text, "└")
		for _, want := range m.holds {
			if words, absent := strings.CutPrefix(want, "!"); absent == strings.Contains(text, words) {
				t.Errorf("%s: it should hold %q (!: it should not):\n%s", m.from, want, text)
			}
		}
	}
}

// moment is a part of the story: what the first frame after some words holds;
// "!" stands before what it must not hold.
type moment struct {
	from  string
	holds []string
}

func yearOfNia() []moment {
	return []moment{
		{"What Nia and the mentor see", []string{"@ines has offered to help", "`/mentor pass` is equally", "fine."}},
		{"Nia's page (1).", []string{"@nia, this page belongs to you and ines", "- [ ] P1", "- [x] F2", "- [ ] F4", "Done: F1 ", "Whatever you write", "/mentor swap"}},
		{"The comment on the pull request now", []string{"ines is your mentor", "!@ines"}},
		{"All that is left", []string{"Thank you for your pull request, kim.", "!ines", "!mentor"}},
		{"Nia's page (2).", []string{"and ines", "How you two work: weekly, about 30 minutes", "until about 15 April 2026 (UTC)", "Next on the list: V1", "Done: P1 P2 P3 P4 F1 F2 F3 F4 R1 R2 R4 M1 A2 A3 ", "as before"}},
		{"The next mentor is asked on Nia's page", []string{"@tomas has offered", "So far: first pull request open", "!Congratulations", "!ines"}},
		{"Nia's page (3).", []string{"and tomas", "This page rests. A comment by nia", "Thank you, ines, for the way so far.", "!Next on the list:"}},
		{"Somebody else is asked", []string{"@sol has offered", "second pull", "!Congratulations", "!tomas"}},
		{"Nia's page (4).", []string{"and sol", "!rests", "The last pause: from 27 January 2026 (UTC) to 26 February 2026 (UTC).", "Thank you, tomas, for the way so far."}},
		{"The day after the last step", []string{"nia and sol, your time together ends around 26 March 2026", "`/mentor graduate` if nia knows the way here", "!@"}},
		{"Nia's page (5).", []string{"Done, with thanks to both of you.", "keep-in-touch", "- [x] G1", "- [x] G4", "V2 "}},
		{"Nia is still around", []string{"you graduated here two months ago", "- login: nia", "I ask this once.", "!@"}},
		{"One question each half year", []string{"nia and sol, half a year has passed", "!@"}},
		{"What Lena sees", []string{"@nia has offered to help newcomers", "wrote 2 changes in", "!@lena"}},
		{"The page of these two begins", []string{"@lena, this page belongs to you and nia"}},
	}
}
