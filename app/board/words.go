package board

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strings"

	"golang.org/x/text/language"
)

//go:embed words
var wordFiles embed.FS

// The languages of the pages, the first of which is taken where a reader wants none of them.
func languages() []string { return []string{"en", "es"} }

// phrases are the words of the pages by language and name.
type phrases map[string]map[string]string

func readPhrases() (phrases, error) {
	all := phrases{}
	for _, lang := range languages() {
		text, err := wordFiles.ReadFile(path.Join("words", lang+".json"))
		if err != nil {
			return nil, fmt.Errorf("reading the words of the pages: %w", err)
		}
		var own map[string]string
		if err := json.Unmarshal(text, &own); err != nil {
			return nil, fmt.Errorf("reading the words of the pages in %s: %w", lang, err)
		}
		all[lang] = own
	}
	return all, nil
}

// say is a phrase with its blanks filled: pairs are names and what stands for
// them. A phrase that is missing shows its name, which a test finds.
func (p phrases) say(lang, name string, pairs ...string) string {
	text, ok := p[lang][name]
	if !ok {
		return name
	}
	var fill []string
	for i := 0; i+1 < len(pairs); i += 2 {
		fill = append(fill, "{"+pairs[i]+"}", pairs[i+1])
	}
	return strings.NewReplacer(fill...).Replace(text)
}

// spoken is the language a page is in: the one its reader chose for what we say
// to them, where it is among ours, else the one their browser prefers.
func (b *Board) spoken(r *http.Request) string {
	if who := b.reader(r.Context()); who != nil && who.lang != "" {
		return who.lang
	}
	return preferred(r)
}

// tongue is the language of ours that somebody chose, "" for none. It is a
// kindness: where it cannot be asked, the browser's word counts.
func (b *Board) tongue(ctx context.Context, person int64) string {
	chosen, err := b.People.Language(ctx, person)
	if err != nil {
		b.Log.DebugContext(ctx, "asking which language somebody chose", "error", err)
	}
	if chosen == "" {
		return ""
	}
	if _, i, sure := tongues().Match(language.Make(chosen)); sure != language.No {
		return languages()[i]
	}
	return ""
}

// tongues picks among our languages.
func tongues() language.Matcher {
	var known []language.Tag
	for _, lang := range languages() {
		known = append(known, language.Make(lang))
	}
	return language.NewMatcher(known)
}

// preferred is the language a browser prefers among ours.
func preferred(r *http.Request) string {
	header := r.Header.Get("Accept-Language")
	if len(header) > 500 {
		header = ""
	}
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return languages()[0]
	}
	_, i, _ := tongues().Match(wanted...)
	return languages()[i]
}
