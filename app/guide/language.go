package guide

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
	"text/template"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// texts holds one folder a language: whole texts as templates, and phrases.json
// with the short ones that are put into them.
//
//go:embed texts
var texts embed.FS

// english is the language of last resort: every text exists in it.
const english = "en"

// phrasesFile holds the short texts of a language, with their plural forms.
const phrasesFile = "phrases.json"

// library is all texts in all languages, read once.
type library struct {
	templates map[string]*template.Template // by language
	phrases   map[string]*i18n.Localizer    // by language
}

//nolint:gochecknoglobals // computed once from embedded files, never changed
var shelves = sync.OnceValues(readLibrary)

func readLibrary() (*library, error) {
	folders, err := texts.ReadDir("texts")
	if err != nil {
		return nil, fmt.Errorf("reading texts: %w", err)
	}
	l := &library{templates: map[string]*template.Template{}, phrases: map[string]*i18n.Localizer{}}
	bundle := i18n.NewBundle(language.English)
	for _, f := range folders {
		lang := f.Name()
		if l.templates[lang], err = readTemplates(lang); err != nil {
			return nil, fmt.Errorf("reading texts in %s: %w", lang, err)
		}
		data, err := texts.ReadFile(path.Join("texts", lang, phrasesFile))
		if err != nil {
			return nil, fmt.Errorf("reading phrases in %s: %w", lang, err)
		}
		if _, err := bundle.ParseMessageFileBytes(data, lang+".json"); err != nil {
			return nil, fmt.Errorf("reading phrases in %s: %w", lang, err)
		}
	}
	for lang := range l.templates {
		l.phrases[lang] = i18n.NewLocalizer(bundle, lang, english)
	}
	return l, nil
}

// readTemplates reads the texts of a language over the English ones, so that
// one which is not translated yet falls back to English. They call each other by
// short names.
func readTemplates(lang string) (*template.Template, error) {
	t, err := template.New("").ParseFS(texts, "texts/"+english+"/*.md")
	if err != nil {
		return nil, err
	}
	if found, err := fs.Glob(texts, "texts/"+lang+"/*.md"); err == nil && len(found) > 0 {
		if t, err = t.ParseFS(texts, found...); err != nil {
			return nil, err
		}
	}
	for _, part := range t.Templates() {
		if _, err := t.AddParseTree(strings.TrimSuffix(part.Name(), ".md"), part.Tree); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// spoken is the language there are texts in that comes nearest to a tag: its
// own, that of its first part, else English.
func spoken(tag string) string {
	l, err := shelves()
	if err != nil {
		return english
	}
	first, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if _, known := l.templates[first]; known {
		return first
	}
	return english
}

// Speaks reports whether there are texts in a language, or in that of its first part.
func Speaks(tag string) bool {
	first, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return spoken(tag) == first
}

// language is the one a text is written in: what its reader chose, else what
// the house rules name.
func (p Page) language() string {
	if p.Language != "" {
		return spoken(p.Language)
	}
	return p.houseLanguage()
}

// houseLanguage is the language of the house rules.
func (p Page) houseLanguage() string { return spoken(p.Rules.Language) }

// say fills the template of that name, in the language of w.
func say(name string, w words) (string, error) {
	l, err := shelves()
	if err != nil {
		return "", err
	}
	t, ok := l.templates[w.Lang]
	if !ok {
		t = l.templates[english]
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, w); err != nil {
		return "", fmt.Errorf("wording %s: %w", name, err)
	}
	return tidy(b.String()), nil
}

// data is what a phrase may say.
type data map[string]any

// phrase is a short text in a language, English where it is not translated, ""
// where there is none. A Count among the data chooses the plural form.
func phrase(lang, id string, d data) string {
	l, err := shelves()
	if err != nil {
		return ""
	}
	phrases, ok := l.phrases[lang]
	if !ok {
		phrases = l.phrases[english]
	}
	c := i18n.LocalizeConfig{MessageID: id, TemplateData: d}
	if n, counted := d["Count"]; counted {
		c.PluralCount = n
	}
	text, _ := phrases.Localize(&c) // beside an error stands the English text, or none
	return text
}
