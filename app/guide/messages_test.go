package guide

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// docs/messages.md is made from the texts; `go generate ./...` writes it.
//
//go:generate go test -run ^TestMessages$ -update .

const messagesFile = "../../docs/messages.md"

func TestMessages(t *testing.T) {
	want := messages(t)
	if *update {
		if err := os.WriteFile(messagesFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(messagesFile)
	if diff := cmp.Diff(want, string(got)); err != nil || diff != "" {
		t.Errorf("docs/messages.md is stale, run go generate ./app/guide (%v):\n%s", err, diff)
	}
}

// occasion is the note at the head of an English text: when it is said.
var occasion = regexp.MustCompile(`^\{\{- /\* (.*?) \*/ -\}\}\n`)

// messages is every text in every language, and when it is said.
func messages(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("# Everything firstmate says\n\nWritten by `go generate ./app/guide`; [translate.md](translate.md) tells how to change it. " +
		"Words in braces are filled in. House rules may put a community's own words in the place of five texts " +
		"([configure.md](configure.md#your-own-words)).\n\n## Texts\n")
	byLanguage := map[string]map[string]string{}
	for _, lang := range folders(t) {
		byLanguage[lang] = sources(t, lang)
	}
	for _, name := range slices.Sorted(maps.Keys(byLanguage[english])) {
		when := occasion.FindStringSubmatch(byLanguage[english][name])
		if when == nil {
			t.Errorf("texts/en/%s.md does not say at its head when it is said: {{- /* … */ -}}", name)
			when = []string{"", ""}
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s\n", name, when[1])
		for _, lang := range folders(t) {
			if text, ok := byLanguage[lang][name]; ok {
				fmt.Fprintf(&b, "\n`%s`\n\n````markdown\n%s\n````\n", lang, strings.TrimSpace(occasion.ReplaceAllString(text, "")))
			}
		}
	}
	b.WriteString("\n## Phrases\n\nThey stand within the texts, or are the one line of a reply.\n\n| Name | Form |" + header(t) + "\n")
	for _, id := range phraseIDs(english) {
		phraseRows(t, &b, id)
	}
	return b.String()
}

func header(t *testing.T) string {
	names, rule := "", "|---|---|"
	for _, lang := range folders(t) {
		names += " " + lang + " |"
		rule += "---|"
	}
	return names + "\n" + rule
}

// phraseRows are the plural forms of a phrase, a row each.
func phraseRows(t *testing.T, b *strings.Builder, id string) {
	forms := map[string]bool{}
	for _, lang := range folders(t) {
		for form := range phraseForms(lang)[id] {
			forms[form] = true
		}
	}
	for _, form := range slices.Sorted(maps.Keys(forms)) {
		label := form
		if len(forms) == 1 {
			label = ""
		}
		fmt.Fprintf(b, "| %s | %s |", id, label)
		for _, lang := range folders(t) {
			fmt.Fprintf(b, " %s |", strings.ReplaceAll(phraseForms(lang)[id][form], "|", "\\|"))
		}
		b.WriteString("\n")
	}
}
