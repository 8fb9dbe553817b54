package guide

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestAsks(t *testing.T) {
	for text, want := range map[string]bool{
		"Which one?":                      true,
		"Is it (really?) so":              true,
		"¿Por qué? Gracias":               true,
		"なぜですか？":                          true,
		"Thank you.":                      false,
		"See https://acme.org/?q=1":       false,
		"> Which one?\n\nThis one.":       false,
		"`a ? b : c`":                     false,
		"```\nwhy?\n```\ndone":            false,
		"a?b":                             false,
		"<!-- why? -->Here.":              false,
		strings.Repeat("?", maxComment+1): false,
	} {
		if got := Asks(text); got != want {
			t.Errorf("%.40q: %v", text, got)
		}
	}
}

func TestMissing(t *testing.T) {
	for text, want := range map[string]string{
		"/mentor stuck": "aim tried seen question",
		"/mentor stuck\n\nAim: green\nTried: all\nSeen: red\nQuestion: why?": "",
		"**Aim:** green\r\n- Tried (15 min): all\r\n### Seen:\r\nred\r\n":    "question",
		"Aim:\nTried:\nSeen: red": "aim tried question",
		"I aim: nowhere":          "aim tried seen question",
		"Aims: x":                 "aim tried seen question",
		"Meta: verde\n**Probado:** todo\nVISTO (hoy): rojo\nPregunta: ¿por qué?": "",
		"Meta: verde\nTried: all\nvisto:":                                        "seen question",
	} {
		var parts []string
		for _, p := range missing(text) {
			parts = append(parts, string(p))
		}
		if got := strings.Join(parts, " "); got != want {
			t.Errorf("%q lacks %q, want %q", text, got, want)
		}
	}
}

// Each part has a name of one word in every language, and no two parts share one.
func TestPartNames(t *testing.T) {
	word := regexp.MustCompile(`^\p{L}+$`)
	for _, lang := range folders(t) {
		seen := map[string]bool{}
		for _, p := range mentorship.Parts() {
			name, _, ok := strings.Cut(phrase(lang, "part."+string(p), nil), ":")
			if !ok || !word.MatchString(name) || seen[name] || partNames()[strings.ToLower(name)] != p {
				t.Errorf("%s: %s is called %q", lang, p, name)
			}
			seen[name] = true
		}
	}
}

func TestDetail(t *testing.T) {
	items := func(text string) []mentorship.Item {
		var e mentorship.Command
		Detail(&e, Commands(text)[0], text)
		return e.Items
	}
	for text, want := range map[string][]mentorship.Item{
		"/mentor done P3":                {"P3"},
		"/mentor done p1, P3. All well.": {"P1", "P3"},
		"/mentor undo":                   nil,
		"/mentor done all":               nil,
		"/mentor done X9":                {"X9"},
	} {
		if got := items(text); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	for text, want := range map[string]int{"/mentor next #12": 12, "/mentor next 7.": 7, "/mentor next": 0, "/mentor next #0": 0, "/mentor next #1x": 0} {
		var e mentorship.Command
		if Detail(&e, Commands(text)[0], text); e.Number != want {
			t.Errorf("%q: %d, want %d", text, e.Number, want)
		}
	}
	var e mentorship.Command
	many := "/mentor question\nWhat? Where? When? Why?"
	if Detail(&e, Commands(many)[0], many); !e.Many {
		t.Error("four questions are taken for three")
	}
}

// Whatever people write is read without harm.
func FuzzTalk(f *testing.F) {
	f.Add("/mentor stuck\nAim: x\nSeen:\n")
	f.Add("```\n?")
	f.Fuzz(func(t *testing.T, text string) {
		if n := len(missing(text)); n > len(mentorship.Parts()) || questions(text) < 0 {
			t.Fatal("more is missing than there is")
		}
		if Asks("> " + strings.ReplaceAll(text, "\n", " ")) {
			t.Fatal("a quotation asks")
		}
	})
}
