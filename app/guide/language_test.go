package guide

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
	"github.com/google/go-cmp/cmp"
	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// untranslated are the texts that exist in English alone for now. They are
// shown in English to everybody; whoever translates one takes it out here.
func untranslated() []string { return nil }

// folders are the languages there are texts in.
func folders(t testing.TB) []string {
	t.Helper()
	l, err := shelves()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(l.templates))
}

// sources are the templates of a language as they are written, by name.
func sources(t testing.TB, lang string) map[string]string {
	t.Helper()
	files, err := texts.ReadDir("texts/" + lang)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), ".md"); ok {
			text, err := texts.ReadFile("texts/" + lang + "/" + f.Name())
			if err != nil {
				t.Fatal(err)
			}
			out[name] = string(text)
		}
	}
	return out
}

// phraseForms are the phrases of a language as they are written: by id, then by
// plural form ("other" for one without).
func phraseForms(lang string) map[string]map[string]string {
	data, err := texts.ReadFile("texts/" + lang + "/" + phrasesFile)
	if err != nil {
		panic(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		panic(err)
	}
	out := map[string]map[string]string{}
	for id, value := range raw {
		forms := map[string]string{}
		var one string
		if json.Unmarshal(value, &one) == nil {
			forms["other"] = one
		} else if err := json.Unmarshal(value, &forms); err != nil {
			panic(err)
		}
		out[id] = forms
	}
	return out
}

func phraseIDs(lang string) []string { return slices.Sorted(maps.Keys(phraseForms(lang))) }

func phraseTexts(t testing.TB, lang string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for id, forms := range phraseForms(lang) {
		for form, text := range forms {
			out[id+"/"+form] = text
		}
	}
	return out
}

var (
	field  = regexp.MustCompile(`\.[A-Z]\w*`)
	inText = regexp.MustCompile(`/mentor [a-z-]+`)
)

// said is what a text must hold in every language: what is put into it, and the
// commands it names.
func said(text string) []string {
	text = templateComment.ReplaceAllString(text, "")
	all := append(field.FindAllString(text, -1), inText.FindAllString(text, -1)...)
	slices.Sort(all)
	return slices.Compact(all)
}

// Every text stands in every language and says the same there.
func TestEveryTextInEveryLanguage(t *testing.T) {
	want := sources(t, english)
	for _, lang := range folders(t) {
		got := sources(t, lang)
		for name, text := range want {
			own, ok := got[name]
			switch {
			case !ok && !slices.Contains(untranslated(), name):
				t.Errorf("%s: %s.md is not translated; docs/translate.md tells how", lang, name)
			case ok && slices.Contains(untranslated(), name) && lang != english:
				t.Errorf("%s: %s.md is translated; take it out of the list", lang, name)
			case ok:
				if diff := cmp.Diff(said(text), said(own)); diff != "" {
					t.Errorf("%s: %s.md says something else (-en +%s):\n%s", lang, name, lang, diff)
				}
			}
		}
		for name := range got {
			if _, ok := want[name]; !ok {
				t.Errorf("%s: %s.md is no text of ours", lang, name)
			}
		}
	}
}

// Every phrase stands in every language in every plural form that language
// has, with the same places.
func TestEveryPhraseInEveryForm(t *testing.T) {
	l, err := shelves()
	if err != nil {
		t.Fatal(err)
	}
	want := phraseForms(english)
	for _, lang := range folders(t) {
		got := phraseForms(lang)
		for id := range got {
			if want[id] == nil {
				t.Errorf("%s: %s is no phrase of ours", lang, id)
			}
		}
		for id, forms := range want {
			for form, text := range got[id] {
				if diff := cmp.Diff(said(forms["other"]), said(text)); diff != "" {
					t.Errorf("%s: %s/%s says something else:\n%s", lang, id, form, diff)
				}
			}
			only := i18n.LocalizeConfig{MessageID: id, TemplateData: data{}}
			counts := []any{nil}
			if len(forms) > 1 {
				counts = []any{0, 1, 2, 3, 5, 11, 100, 1_000_000}
			}
			for _, n := range counts {
				if only.PluralCount = n; n != nil {
					only.TemplateData = data{"Count": n, "Place": "store/"}
				}
				text, tag, err := l.phrases[lang].LocalizeWithTag(&only)
				if err != nil || text == "" || tag.String() != lang {
					t.Errorf("%s: %s for %v: %q in %s, %v", lang, id, n, text, tag, err)
				}
			}
		}
	}
}

// What the program looks up by a name it puts together is there.
func TestPhrasesOfNames(t *testing.T) {
	var ids []string
	for _, i := range mentorship.Items() {
		ids = append(ids, "item."+string(i))
	}
	for _, s := range stages() {
		ids = append(ids, "stage."+string(s))
	}
	for _, v := range Verbs() {
		ids = append(ids, "help."+string(v))
	}
	for _, r := range helpRoles() {
		ids = append(ids, "role."+r)
	}
	for _, id := range ids {
		if phraseForms(english)[id] == nil {
			t.Errorf("texts/en/%s lacks %s", phrasesFile, id)
		}
	}
}

// Reasons in English are the words matching has for them, and every kind has
// words in every language.
func TestReasons(t *testing.T) {
	for _, r := range []matching.Reason{
		{Kind: matching.Reviewed, Place: "store/", Count: 14}, {Kind: matching.Reviewed, Place: "go.mod", Count: 1}, {Kind: matching.Reviewed, Count: 2},
		{Kind: matching.Wrote, Place: "store/", Count: 1}, {Kind: matching.Wrote, Place: "go.mod", Count: 3}, {Kind: matching.Wrote, Count: 1},
		{Kind: matching.Welcomed, Count: 1}, {Kind: matching.Welcomed, Count: 5},
		{Kind: matching.KnewBefore, Place: "a/b/"}, {Kind: matching.KnewBefore, Place: "x.go"}, {Kind: matching.KnewBefore},
		{Kind: matching.Offered, Place: "docs/**"}, {Kind: matching.Owns, Place: "a.go"}, {Kind: matching.AskMe, Place: "SVG"},
		{Kind: matching.Helps, Place: "code-review"}, {Kind: matching.CameFrom, Place: "docs"}, {Kind: matching.Speaks, Place: "pt"}, {Kind: matching.Met},
	} {
		stored := mentorship.Reason{Text: r.String(), Kind: string(r.Kind), Place: r.Place, Count: r.Count}
		if got := reasonText(english, stored); got != r.String() {
			t.Errorf("%+v in English: %q, in matching %q", r, got, r.String())
		}
		if got := reasonText("es", stored); got == "" || got == r.String() || !strings.Contains(got, r.Place) {
			t.Errorf("%+v in Spanish: %q", r, got)
		}
	}
	for _, old := range []mentorship.Reason{{Text: "wrote 3 changes in web/ this year"}, {Text: "of a kind to come", Kind: "later"}} {
		if got := reasonText("es", old); got != old.Text {
			t.Errorf("%+v: %q", old, got)
		}
	}
}

// Whose language a text is in.
func TestLanguageOfATextIs(t *testing.T) {
	for _, c := range []struct{ chosen, house, want string }{
		{"", "", "en"}, {"es", "", "es"}, {"", "es", "es"}, {"es-MX", "", "es"}, {"ES", "", "es"}, {"en", "es", "en"},
		{"fr", "es", "en"}, {"", "fr", "en"}, {"zh-Hant", "", "en"}, {"e", "", "en"}, {"..", "", "en"},
	} {
		p := Page{Language: c.chosen, Rules: mentorship.Rules{Language: c.house}}
		if got := p.language(); got != c.want {
			t.Errorf("chosen %q, house %q: %s, want %s", c.chosen, c.house, got, c.want)
		}
	}
	if !Speaks("es-AR") || !Speaks("en") || Speaks("fr") || Speaks("") {
		t.Error("Speaks tells something else")
	}
}
