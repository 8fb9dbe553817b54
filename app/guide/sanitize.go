package guide

import (
	"html"
	"regexp"
	"strings"
	"unicode"
)

// Limits of what is taken over from people, in characters as people count them.
const (
	maxText  = 200
	maxTitle = 200 // GitHub allows 256
	maxMarks = 4   // combining marks on one letter
)

// gap is put where GitHub or another bot would otherwise read a meaning into
// words: an invisible space without width (U+200B).
const gap = "\u200b"

// Text makes words of people, or names they chose, fit to stand within a line of
// our Markdown. What comes out shows the same letters but mentions nobody,
// refers to no issue, commit or address, commands no bot, and cannot end the
// line, code, table cell or hidden comment it stands in.
func Text(s string) string {
	return escape(defuse(plain(s, maxText)))
}

// Title makes words of people fit for the title of an issue, which is plain
// text on GitHub but travels into mails and other bots' hands.
func Title(s string) string {
	return defuse(plain(s, maxTitle))
}

// plain is s decoded, on one line, without invisible characters, and no longer
// than most characters.
func plain(s string, most int) string {
	s = strings.ToValidUTF8(s, "")
	for range 4 { // entities in entities
		decoded := html.UnescapeString(s)
		if decoded == s {
			break
		}
		s = decoded
	}
	return cut(strings.Join(strings.Fields(visible(s)), " "), most)
}

// visible drops what cannot be seen or turns the reading direction, turns all
// white space into spaces and thins out floods of combining marks.
func visible(s string) string {
	var b strings.Builder
	marks := 0
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			r = ' '
		case hiddenRune(r):
			continue
		}
		if unicode.Is(unicode.M, r) {
			if marks++; marks > maxMarks {
				continue
			}
		} else {
			marks = 0
		}
		b.WriteRune(r)
	}
	return b.String()
}

// hiddenRune reports whether r is a control, format, private or unassigned
// character, or a letter drawn as nothing.
func hiddenRune(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u2800', '\u034f', unicode.ReplacementChar:
		return true
	}
	return !unicode.IsGraphic(r)
}

// cut shortens s to at most most letters as people see them: a letter with its
// marks, an emoji with its colour and the two halves of a flag stay together.
func cut(s string, most int) string {
	n := 0
	flag := false // the letter before was the first half of a flag
	for i, r := range s {
		half := r >= 0x1f1e6 && r <= 0x1f1ff
		if unicode.Is(unicode.M, r) || r >= 0x1f3fb && r <= 0x1f3ff || half && flag {
			flag = false
			continue
		}
		flag = half
		if n++; n > most {
			return strings.TrimRight(s[:i], " ") + "…"
		}
	}
	return s
}

var (
	reference  = regexp.MustCompile(`(?i)(#|gh-)(\d)`)
	hexRun     = regexp.MustCompile(`(?i)[0-9a-f]{7,}`)
	address    = regexp.MustCompile(`(?i)(:)(//)|\b(www)(\.)|\b(mailto|xmpp)(:)`)
	botAddress = regexp.MustCompile(`(?i)^(/|!|\.|bors\b|homu\b|r\?|retest\b|recheck\b|rebase\b|jenkins\b|lgtm\b|approve\b|dependabot\b|renovate\b|mergify\b)`)
)

// defuse breaks up what GitHub turns into mentions, references and links, and
// beginnings that other bots listen to.
func defuse(s string) string {
	s = strings.ReplaceAll(s, "@", "@"+gap)
	s = reference.ReplaceAllString(s, "$1"+gap+"$2")
	s = address.ReplaceAllString(s, "$1$3$5"+gap+"$2$4$6")
	s = hexRun.ReplaceAllStringFunc(s, breakHex)
	if botAddress.MatchString(s) {
		s = gap + s
	}
	return s
}

// breakHex keeps a run of hexadecimal digits from looking like a commit, which
// takes seven. Words of letters alone and plain numbers are commits only by
// their look, but GitHub goes by looks.
func breakHex(s string) string {
	var parts []string
	for len(s) > 6 {
		parts = append(parts, s[:6])
		s = s[6:]
	}
	return strings.Join(append(parts, s), gap)
}

// escape keeps Markdown from reading s as anything but letters. Every mark it
// escapes is ASCII punctuation, which CommonMark allows after a backslash.
func escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		leading := i == 0 && strings.ContainsRune("/-+=.", r)
		if leading || strings.ContainsRune("\\`*_[]<>#|~&$!", r) || orderedMark(s, i, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// orderedMark reports whether r at i would turn the leading digits of s into a list number.
func orderedMark(s string, i int, r rune) bool {
	return (r == '.' || r == ')') && i > 0 && strings.Trim(s[:i], "0123456789") == ""
}
