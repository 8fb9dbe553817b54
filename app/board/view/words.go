package view

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"github.com/firstmate-app/firstmate/app/stats"
)

//go:embed words
var wordFiles embed.FS

const english = "en"

// languages of the figures.
func languages() []string { return []string{english, "es"} }

// words are what stands on a board, by language and name.
type words map[string]map[string]string

func readWords() (words, error) {
	all := words{}
	for _, lang := range languages() {
		text, err := wordFiles.ReadFile(path.Join("words", lang+".json"))
		if err != nil {
			return nil, fmt.Errorf("reading the words of figures: %w", err)
		}
		own := map[string]string{}
		if err := json.Unmarshal(text, &own); err != nil {
			return nil, fmt.Errorf("reading the words of figures in %s: %w", lang, err)
		}
		all[lang] = own
	}
	for _, e := range stats.Catalogue() {
		all[english][e.TitleKey()], all[english][e.UseKey()], all[english][e.DefinitionKey()] = e.Name, e.Use, e.Means
	}
	return all, nil
}

// speech is the words of one language.
type speech struct{ own, english map[string]string }

func (w words) in(lang string) speech {
	own, ok := w[lang]
	if !ok {
		own = w[english]
	}
	return speech{own, w[english]}
}

// of is the word of that name; English where the language lacks it, and the
// name itself, in words, where that lacks it too.
func (s speech) of(name string) string {
	if text, ok := s.own[name]; ok {
		return text
	}
	if text, ok := s.english[name]; ok {
		return text
	}
	return strings.ReplaceAll(name[strings.LastIndexByte(name, '.')+1:], "_", " ")
}

// fill is a word with its blanks filled: pairs are names and what stands for them.
func (s speech) fill(name string, pairs ...string) string {
	text := s.of(name)
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}

// key is what a series or a bar is called. Names from the project, such as a
// directory, have none and stand for themselves.
func (s speech) key(name string) string {
	if _, ok := s.english["key."+name]; ok {
		return s.of("key." + name)
	}
	return name
}
