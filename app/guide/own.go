package guide

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// A community may put words of its own in the place of a few of ours, by
// `texts` in the house rules. What people were promised stays ours: whom a text
// mentions, and the lines that say how to end it and that a bot writes.

// ownText is a text that may be replaced.
type ownText struct {
	name    string   // of the template, and with _ for - of the key
	places  []string // placeholders it may hold
	mention string   // the one that mentions somebody: it stands there exactly once; "" for none
	below   string   // template that follows it in any case; "" for none
}

func ownTexts() []ownText {
	return []ownText{
		{"greet", []string{"newcomer", "mentor", "mentor_name", "reason"}, "mentor", "choices"},
		{"waiting", []string{"newcomer", "date"}, "", "choices"},
		{"congrats", []string{"newcomer"}, "", "who"},
		{"milestone", []string{"newcomer", "mentor_name"}, "", ""},
		{"issue-intro", []string{"newcomer", "mentor_name", "pull"}, "newcomer", ""},
	}
}

// OwnTexts are the names of the texts a community may replace, as its house
// rules write them.
func OwnTexts() []string {
	var out []string
	for _, o := range ownTexts() {
		out = append(out, o.key())
	}
	return out
}

func (o ownText) key() string { return strings.ReplaceAll(o.name, "-", "_") }

// ownNamed finds a text that may be replaced by the name of its template or key.
func ownNamed(name string) (ownText, bool) {
	all := ownTexts()
	i := slices.IndexFunc(all, func(o ownText) bool { return o.name == name || o.key() == name })
	if i < 0 {
		return ownText{}, false
	}
	return all[i], true
}

// sayOwn fills the template of that name, or the community's own text in its
// place: in the language of the house, where the text fits the moment and all
// it names is there.
func (p Page) sayOwn(name string, w words) (string, error) {
	o, may := ownNamed(name)
	own := p.Rules.Texts[o.key()]
	if !may || own == "" || w.Lang != p.houseLanguage() || !o.fits(w) {
		return say(name, w)
	}
	text, whole := o.fill(own, w)
	if !whole {
		return say(name, w)
	}
	if o.below != "" {
		below, err := say(o.below, w)
		if err != nil {
			return "", err
		}
		text += "\n\n" + below
	}
	return text, nil
}

// fits reports whether the moment is the plain one a text was written for.
func (o ownText) fits(w words) bool {
	if w.FromIssue { // communities wrote theirs for pull requests
		return false
	}
	switch o.name {
	case "greet", "waiting":
		return !w.Merged && !w.Answered
	case "milestone":
		return !w.Second
	case "congrats":
		return w.Issue == "" && !w.Waiting && !w.Asked && w.MentorName == ""
	}
	return true
}

var placeholder = regexp.MustCompile(`\{([A-Za-z0-9_.-]*)\}`)

// fill puts the words in; whole is false where one of them is missing.
func (o ownText) fill(own string, w words) (text string, whole bool) {
	newcomer := "**" + w.Newcomer + "**"
	if o.mention == "newcomer" && w.Mention != "" {
		newcomer = w.Mention
	}
	with := map[string]string{
		"newcomer": newcomer, "mentor": w.Mentor, "reason": w.Reason, "date": w.Date, "pull": w.Pull, "mentor_name": "",
	}
	if w.MentorName != "" {
		with["mentor_name"] = "**" + w.MentorName + "**"
	}
	whole = true
	text = placeholder.ReplaceAllStringFunc(own, func(s string) string {
		word := with[strings.Trim(s, "{}")]
		whole = whole && word != ""
		return word
	})
	return tidy(strings.ReplaceAll(text, "\r\n", "\n")), whole
}

// The limits of a text of one's own.
const (
	MaxOwnBytes = 8 << 10
	maxOwnLines = 60
)

var (
	mentionsAny = regexp.MustCompile(`(^|[^A-Za-z0-9])@[A-Za-z0-9{]`) // _@ada_ is one: what Markdown makes of it begins with @
	touching    = regexp.MustCompile(`[\pL\pN_@/{}&;.-]\{(mentor|newcomer)\}|\{(mentor|newcomer)\}[\pL\pN_@/{}&-]`)
	namesVerb   = regexp.MustCompile(`/mentor[ \t]+([a-z-]+)`)
)

// CheckOwn is what is wrong with a community's own text for that key, line by
// line; none if it may be used. The file's path is for the caller to add.
func CheckOwn(key, text string) []mentorship.Note {
	o, ok := ownNamed(key)
	if !ok {
		return []mentorship.Note{ownNote(1, "there is no text called %s; there are %s", key, strings.Join(OwnTexts(), ", "))}
	}
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
	var out []mentorship.Note
	switch {
	case strings.TrimSpace(text) == "":
		return []mentorship.Note{ownNote(1, "the text is empty")}
	case len(text) > MaxOwnBytes:
		return []mentorship.Note{ownNote(1, "the text is larger than %d KB", MaxOwnBytes>>10)}
	case len(lines) > maxOwnLines:
		out = append(out, ownNote(maxOwnLines+1, "the text has %d lines; %d is the most", len(lines), maxOwnLines))
	}
	count := 0
	for i, line := range lines {
		out = append(out, o.checkLine(i+1, line)...)
		count += strings.Count(line, "{"+o.mention+"}")
	}
	if o.mention != "" && count != 1 {
		out = append(out, ownNote(1, "{%s} is the one mention of this text and stands in it once, not %d times", o.mention, count))
	}
	return out
}

func (o ownText) checkLine(n int, line string) (out []mentorship.Note) {
	for _, m := range placeholder.FindAllStringSubmatch(line, -1) {
		if !slices.Contains(o.places, m[1]) {
			out = append(out, ownNote(n, "unknown placeholder {%s}; this text knows {%s}", m[1], strings.Join(o.places, "}, {")))
		}
	}
	if mentionsAny.MatchString(line) || mentionsAny.MatchString(html.UnescapeString(line)) {
		out = append(out, ownNote(n, "a text mentions nobody by name; write the name without @"))
	}
	if o.mention != "" && touching.MatchString(line) {
		out = append(out, ownNote(n, "{%s} stands by itself, with a space or a sign around it", o.mention))
	}
	if strings.Contains(line, "<!--") || strings.Contains(line, "-->") {
		out = append(out, ownNote(n, "hidden comments are not allowed here"))
	}
	for _, m := range namesVerb.FindAllStringSubmatch(line, -1) {
		if !slices.Contains(Verbs(), mentorship.Verb(m[1])) {
			out = append(out, ownNote(n, "there is no command /mentor %s", m[1]))
		}
	}
	return out
}

func ownNote(line int, format string, args ...any) mentorship.Note {
	return mentorship.Note{Line: line, Col: 1, Message: fmt.Sprintf(format, args...)}
}
