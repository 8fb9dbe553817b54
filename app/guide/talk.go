package guide

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Asks reports whether a comment asks something in the writer's own words: a
// question mark at the end of a word, outside code, quotations and addresses.
func Asks(comment string) bool { return questions(comment) > 0 }

var (
	fenced     = regexp.MustCompile("(?ms)^ {0,3}(?:```|~~~).*?(?:^ {0,3}(?:```|~~~)[ \\t]*$|\\z)")
	inline     = regexp.MustCompile("`[^`\\n]*`")
	quoted     = regexp.MustCompile(`(?m)^ {0,3}>.*$`)
	webAddress = regexp.MustCompile(`[a-z]+://\S+`)
	question   = regexp.MustCompile(`[?？؟]["')*_\]]*(?:\s|$)`)
)

// questions counts the questions of a comment.
func questions(comment string) int {
	if len(comment) > maxComment || !strings.ContainsAny(comment, "?？؟") {
		return 0
	}
	text := strings.ReplaceAll(comment, "\r\n", "\n")
	for _, aside := range []*regexp.Regexp{fenced, inline, quoted, htmlComment, webAddress} {
		text = aside.ReplaceAllString(text, " ")
	}
	return len(question.FindAllString(text, -1))
}

// maxAsked is how many questions one `/mentor question` takes.
const maxAsked = 3

// Detail adds to a command's event what the comment around it tells.
func Detail(e *mentorship.Command, c Command, comment string) {
	switch c.Verb {
	case mentorship.VerbStuck:
		e.Missing = missing(comment)
	case mentorship.VerbQuestion:
		e.Many = questions(comment) > maxAsked
	case mentorship.VerbNext:
		e.Number = readNumber(c.Argument)
	case mentorship.VerbDone, mentorship.VerbUndo:
		for word := range strings.FieldsSeq(c.Argument) {
			e.Items = append(e.Items, mentorship.Item(strings.ToUpper(word)))
		}
	}
}

// partShape is a line that may begin with the name of a part of a call for help.
var partShape = regexp.MustCompile(`^[ \t>*_#+-]*(\p{L}+)(?:[^\p{L}\p{N}_:][^:]*)?:(.*)$`)

// partNames are the names of the parts, in every language: the word before the
// colon of the phrase that asks for it.
func partNames() map[string]mentorship.Part {
	l, err := shelves()
	if err != nil {
		return nil
	}
	names := map[string]mentorship.Part{}
	for lang := range l.phrases {
		for _, p := range mentorship.Parts() {
			name, _, _ := strings.Cut(phrase(lang, "part."+string(p), nil), ":")
			names[strings.ToLower(name)] = p
		}
	}
	return names
}

// missing are the parts of a call for help that a comment does not tell: a part
// is told by words behind its name, or in the lines below it.
func missing(comment string) (out []mentorship.Part) {
	told := map[mentorship.Part]bool{}
	if len(comment) <= maxComment {
		var part mentorship.Part
		names := partNames()
		for line := range strings.Lines(comment) {
			line = strings.TrimRight(line, "\r\n")
			if m := partShape.FindStringSubmatch(line); m != nil {
				if named, ok := names[strings.ToLower(m[1])]; ok {
					part, line = named, m[2]
				}
			}
			told[part] = told[part] || strings.Trim(line, " \t*_") != ""
		}
	}
	for _, p := range mentorship.Parts() {
		if !told[p] {
			out = append(out, p)
		}
	}
	return out
}

var itemShape = regexp.MustCompile(`^[a-z][0-9]$`)

// readItems keeps the words that name steps, at the beginning of what follows a verb.
func readItems(words []string) string {
	var out []string
	for _, w := range words {
		w = strings.Trim(lowerASCII(w), ",.")
		if !itemShape.MatchString(w) || len(out) == maxItems {
			break
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

// maxItems is how many steps one command names.
const maxItems = 10

// readNumber reads #12; 0 where that is none.
func readNumber(word string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(strings.TrimRight(word, ".,"), "#"))
	if err != nil || n <= 0 {
		return 0
	}
	return n
}

// stuckLine asks once for what is missing in a call for help; false where the
// note is none of that kind.
func stuckLine(lang, note string) (string, bool) {
	parts, ok := strings.CutPrefix(note, mentorship.NoteStuck+":")
	if !ok {
		return "", false
	}
	var asked strings.Builder
	for p := range strings.SplitSeq(parts, ",") {
		line := phrase(lang, "part."+p, nil)
		if line == "" {
			return "", false
		}
		asked.WriteString("- " + line + "\n")
	}
	return phrase(lang, "stuck.parts", data{"Parts": asked.String()}), true
}
