package mentorship

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// wordsEnough is how many characters of description count as an explanation when exceeded.
const wordsEnough = 80

var (
	hiddenText = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)`)
	linksIssue = regexp.MustCompile(`(?:^|[^\w&/#.-])(?:[\w.-]+/[\w.-]+)?#[1-9]\d*\b|https?://[^\s<>]+/issues/[1-9]\d*\b`)
)

// Explains reports whether the description of a pull request says what changes
// and why: it links an issue, or is longer than 80 characters. Hidden comments
// left over from templates, and white space, do not count.
func Explains(description string) bool {
	seen := hiddenText.ReplaceAllString(description, "")
	// The length comes first: looking for links in a long text is slow.
	return wordy(seen) || linksIssue.MatchString(seen)
}

// wordy reports whether a text is long enough, every stretch of white space
// being one character. It stops reading there.
func wordy(text string) bool {
	n := -1
	for word := range strings.FieldsSeq(text) {
		if n += 1 + utf8.RuneCountInString(word); n > wordsEnough {
			return true
		}
	}
	return false
}
