package house

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// The house rules name exactly the texts that guide lets a community replace.
func TestTextsOfBothRooms(t *testing.T) {
	var rules strings.Builder
	rules.WriteString("version: 1\nmentors: [{login: ada}]\ntexts:\n")
	for _, name := range guide.OwnTexts() {
		rules.WriteString("  " + name + ": .github/" + name + ".md\n")
	}
	h, findings := config.Parse([]byte(rules.String()))
	if len(findings) > 0 || len(h.Texts.Named()) != len(guide.OwnTexts()) {
		t.Errorf("%v; %v", findings, h.Texts.Named())
	}
	for name := range h.Texts.Named() {
		if !slices.Contains(guide.OwnTexts(), name) {
			t.Errorf("guide knows no text called %s", name)
		}
	}
}

// Of a community's own text the last good one counts, whatever becomes of its
// file; without the key in the house rules it is gone.
func TestOwnTextsLastGood(t *testing.T) {
	const rules, path = "widgets/" + config.Path, "widgets/.github/firstmate/greet.md"
	const named = rulesOfThree + "texts: {greet: .github/firstmate/greet.md}\n"
	good, better := "Hi {newcomer}, {mentor}.", "Good day {newcomer}, {mentor}."
	a, h, m, clock := newHouse(map[string]string{rules: named, path: good})
	for _, c := range []struct {
		what string
		do   func()
		want string
	}{
		{"as it stands", func() {}, good},
		{"with a mistake", func() { h.files[path] = "Hi {login}, {mentor}." }, good},
		{"gone", func() { delete(h.files, path) }, good},
		{"mended", func() { h.files[path] = better }, better},
		{"house rules broken", func() { h.files[rules] = "version: 9\n"; h.files[path] = good }, better},
		{"no longer named", func() { h.files[rules] = rulesOfThree }, ""},
		{"named again", func() { h.files[rules] = named; h.files[path] = "{mentor} {mentor}" }, ""},
	} {
		c.do()
		clock.now = clock.now.Add(time.Minute)
		if _, _, err := a.Read(t.Context(), widgets); err != nil {
			t.Fatal(err)
		}
		r, _, err := a.Rules(t.Context(), widgets)
		if err != nil || r.Texts["greet"] != c.want {
			t.Errorf("%s: %q, want %q (%v)", c.what, r.Texts["greet"], c.want, err)
		}
	}
	if len(m.houses[widgets.ID].Own) != 0 {
		t.Errorf("kept: %v", m.houses[widgets.ID].Own)
	}
}

// Whose words count: the repository's own where its file names them, else the owner's.
func TestOwnTextsOfTheOwner(t *testing.T) {
	ownerRules := rulesOfThree + "texts: {greet: .github/greet.md, milestone: .github/milestone.md}\n"
	for name, c := range map[string]struct {
		repo string
		want map[string]string
	}{
		"owner's":  {rulesOfThree, map[string]string{"greet": "owner {mentor}", "milestone": "owner"}},
		"both":     {rulesOfThree + "texts: {greet: .github/greet.md}\n", map[string]string{"greet": "own {mentor}", "milestone": "owner"}},
		"unwanted": {rulesOfThree + "extends: none\n", nil},
	} {
		a, _, _, _ := newHouse(map[string]string{
			".github/" + config.Path: ownerRules, ".github/.github/greet.md": "owner {mentor}", ".github/.github/milestone.md": "owner",
			"widgets/" + config.Path: c.repo, "widgets/.github/greet.md": "own {mentor}",
		})
		r, _, err := a.Rules(t.Context(), widgets)
		if diff := cmp.Diff(c.want, r.Texts); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func TestExamineTexts(t *testing.T) {
	a, h, _, _ := newHouse(map[string]string{
		"widgets/" + config.Path:   rulesOfThree + "texts:\n  greet: .github/greet.md\n  waiting: .github/waiting.md\n",
		"widgets/.github/greet.md": "Hi\n{login} {mentor}",
	})
	var r guide.HouseReport
	if _, _, err := a.examine(t.Context(), widgets, "", &r); err != nil {
		t.Fatal(err)
	}
	want := []mentorship.Note{
		{Path: ".github/greet.md", Line: 2, Col: 1, Message: "unknown placeholder {login}; this text knows {newcomer}, {mentor}, {mentor_name}, {reason}"},
		{Path: config.Path, Line: 8, Col: 12, Message: "texts.waiting: there is no file .github/waiting.md"},
	}
	if diff := cmp.Diff(want, r.Notes); diff != "" || r.Mistakes != 2 {
		t.Errorf("%d mistakes\n%s", r.Mistakes, diff)
	}
	for file, want := range map[string]bool{".github/greet.md": true, ".github/other.md": false, "x.go": false} {
		h.reads = 0
		if got, err := a.TouchesTexts(t.Context(), widgets, []string{file}); got != want || err != nil {
			t.Errorf("%s: %v, %v", file, got, err)
		}
	}
}
