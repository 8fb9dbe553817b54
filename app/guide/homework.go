package guide

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

const (
	tellingWords = 3 // words a question is looked up by
	leastTelling = 5 // letters a word that tells something has
)

var plainWord = regexp.MustCompile(`[\pL\pN][\pL\pN_.-]*[\pL\pN]`)

// Telling are the words a question is best looked up by, the most telling one
// first: the longest ones, outside code, quotations and addresses.
func Telling(comment string) []string {
	if len(comment) > maxComment {
		return nil
	}
	text := strings.ReplaceAll(comment, "\r\n", "\n")
	for _, aside := range []*regexp.Regexp{fenced, inline, quoted, htmlComment, webAddress, command} {
		text = aside.ReplaceAllString(text, " ")
	}
	var out []string
	for _, w := range plainWord.FindAllString(strings.ToLower(text), -1) {
		if len([]rune(w)) >= leastTelling && len(w) <= maxWord && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(len([]rune(b)), len([]rune(a))) })
	return out[:min(len(out), tellingWords)]
}

// command is what of a line is for us.
var command = regexp.MustCompile(`(?m)^\s*/mentor\s+\S+`)

// homeworkLine names closed issues that may hold the answer already; false
// where the note is none of that kind.
func homeworkLine(lang, note string) (string, bool) {
	hits, ok := strings.CutPrefix(note, mentorship.NoteHomework+":")
	if !ok {
		return "", false
	}
	var refs []string
	for number := range strings.SplitSeq(hits, ",") {
		if n, err := strconv.Atoi(number); err != nil || n <= 0 {
			return "", false
		}
		refs = append(refs, "#"+number)
	}
	return phrase(lang, "homework", data{"Issues": strings.Join(refs, ", ")}), true
}
