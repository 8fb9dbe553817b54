package guide

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// hurtful are the words of a language that hurt, hurry or leave people out.
func hurtful(lang string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^\pL])(` + map[string]string{
		"en": `easy|easily|just|simply|obviously|only|fail\w*|violat\w*|inactive|overdue|reminder|noticed|sorry|unfortunately|please note|` +
			`he|she|his|her|hers|him|himself|herself|guys?|man|men|manpower|kill|dumb|sanity|asap|deadline|must|should`,
		"es": `fácil\pL*|simplemente|solo|sólo|solamente|obvi[oa]\pL*|evidente\pL*|fall(?:o|os|a|as|ar|ado|aste|ó)|fracas\pL*|error|incumpl\pL*|viol\pL+|` +
			`inactiv\pL+|atrasad\pL+|retras\pL+|vencid\pL+|recordatorio|hemos (?:notado|visto)|lo siento|lamentable\pL*|desgraciada\pL*|por desgracia|` +
			`él|ella|ellos|ellas|bienvenid[oa]s?|nuev[oa]s (?:mentor|colaborador)\pL*|mentora?|mentores|usuari[oa]s?|chic[oa]s|hombres?|` +
			`matar|tont[oa]\pL*|urgente|plazo|debes?|deberías|tienes que|hay que|os|as|x@`,
	}[lang] + `)(?:$|[^\pL])`)
}

// fine are words of the list above in a sense that hurts nobody.
var fine = strings.NewReplacer(
	"/mentor", "", "`mentors`", "", "`as_needed`", "", // commands and keys stay English
	"Te damos la bienvenida", "", // a noun, the same for everybody
	"os habéis entendido", "", // you two
)

// tone checks a text against the list of its language, and what holds in all.
func tone(t *testing.T, lang, text string) {
	t.Helper()
	text = hiddenComment.ReplaceAllString(templatePart.ReplaceAllString(text, "x"), "")
	if found := hurtful(lang).FindAllString(fine.Replace(text), -1); found != nil {
		t.Errorf("tone: %q", found)
	}
	if strings.Contains(text, "!!") || strings.Count(text, "!") > 1 || strings.Count(text, "¡") > 1 {
		t.Error("tone: too many exclamation marks")
	}
	if n := len(regexp.MustCompile(`[\x{1F000}-\x{1FAFF}\x{2600}-\x{27BF}]`).FindAllString(text, -1)); n > 1 {
		t.Errorf("tone: %d emoji", n)
	}
	for _, verb := range regexp.MustCompile("/mentor ([a-z-]+)").FindAllStringSubmatch(text, -1) {
		if verb[1] != "x" && !slices.Contains(Verbs(), mentorship.Verb(verb[1])) { // x: put in later
			t.Errorf("names the verb %q, which does not exist", verb[1])
		}
	}
	if regexp.MustCompile(`\pL[oa]/[oa]s?\b|\pL@s?\b`).MatchString(text) {
		t.Error("tone: a word in two genders reads badly aloud; find one for everybody")
	}
}

var (
	hiddenComment   = regexp.MustCompile(`(?s)<!--.*?-->`)
	templatePart    = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	templateComment = regexp.MustCompile(`(?s)\{\{-? /\*.*?\*/ -?\}\}`)
)

// The words of every template and phrase, also those no sample reaches.
func TestTemplatesTone(t *testing.T) {
	for _, lang := range folders(t) {
		for name, text := range sources(t, lang) {
			t.Run(lang+"/"+name, func(t *testing.T) { tone(t, lang, text) })
		}
		for id, text := range phraseTexts(t, lang) {
			t.Run(lang+"/"+id, func(t *testing.T) { tone(t, lang, text) })
		}
	}
}

// A list that finds nothing checks nothing.
func TestToneFindsSomething(t *testing.T) {
	for lang, text := range map[string]string{"en": "It is only a reminder.", "es": "Es un recordatorio para ella."} {
		if hurtful(lang).FindString(text) == "" {
			t.Errorf("%s: nothing is wrong with %q", lang, text)
		}
	}
}
