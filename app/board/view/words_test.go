package view

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/firstmate-app/firstmate/app/board/plot"
)

var blank = regexp.MustCompile(`\{\w+\}`)

func blanks(text string) []string {
	all := blank.FindAllString(text, -1)
	slices.Sort(all)
	return all
}

// TestEveryLanguageSaysEverything: the same words, with the same blanks, and
// none that is said in English twice.
func TestEveryLanguageSaysEverything(t *testing.T) {
	all, err := readWords()
	if err != nil {
		t.Fatal(err)
	}
	names := slices.Sorted(maps.Keys(all[english]))
	if len(names) < 300 {
		t.Fatalf("only %d words", len(names))
	}
	for _, lang := range languages() {
		if got := slices.Sorted(maps.Keys(all[lang])); !slices.Equal(got, names) {
			for _, name := range names {
				if _, ok := all[lang][name]; !ok {
					t.Errorf("%s lacks %s", lang, name)
				}
			}
			for _, name := range got {
				if _, ok := all[english][name]; !ok {
					t.Errorf("%s has %s, which nobody says", lang, name)
				}
			}
		}
		for _, name := range names {
			said, first := all[lang][name], all[english][name]
			if !slices.Equal(blanks(said), blanks(first)) || (said == "") != (first == "") {
				t.Errorf("%s: %s says %q for %q", lang, name, said, first)
			}
			if lang != english && said == first && len(said) > 13 {
				t.Errorf("%s: %s is still English: %q", lang, name, said)
			}
		}
	}
}

func TestPicturesSpeakEveryLanguage(t *testing.T) {
	first := reflect.ValueOf(plot.English())
	for _, lang := range languages() {
		if lang == english {
			continue
		}
		own := pictures(lang)
		if own == nil {
			t.Fatalf("%s: pictures are silent", lang)
		}
		got := reflect.ValueOf(*own)
		for i := range got.NumField() {
			name := got.Type().Field(i).Name
			if got.Field(i).IsZero() {
				t.Errorf("%s: pictures lack %s", lang, name)
			}
			if text, ok := got.Field(i).Interface().(string); ok && !slices.Equal(blanks(text), blanks(first.Field(i).String())) {
				t.Errorf("%s: %s says %q", lang, name, text)
			}
		}
		if slices.Contains(own.Months[:], "") {
			t.Errorf("%s: a month has no name", lang)
		}
	}
}
