package guide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// replyText is the line that answers a command which could not be obeyed;
// "unknown:<verb>" names the nearest verb.
func replyText(lang, note string) (string, error) {
	if near, ok := strings.CutPrefix(note, mentorship.NoteUnknown+":"); ok {
		if slices.Contains(Verbs(), mentorship.Verb(near)) {
			return phrase(lang, "reply.near", data{"Verb": near}), nil
		}
		note = mentorship.NoteUnknown
	}
	if line, ok := stuckLine(lang, note); ok {
		return line, nil
	}
	if line, ok := homeworkLine(lang, note); ok {
		return line, nil
	}
	line := phrase(lang, "reply."+note, data{"Words": choices(lang, note)})
	if line == "" {
		return "", fmt.Errorf("wording a reply: unknown note %q", note)
	}
	return line, nil
}

// choices are the words one may choose from where a note tells of them.
func choices(lang, note string) string {
	switch note {
	case mentorship.NoteTopics:
		return codeList(lang, mentorship.Topics())
	case mentorship.NoteCadence:
		return codeList(lang, mentorship.Cadences())
	case mentorship.NoteDuration:
		return codeList(lang, mentorship.Durations())
	case mentorship.NoteChannel:
		return codeList(lang, mentorship.Channels())
	}
	return ""
}

// codeList names words, in code style.
func codeList(lang string, words []string) string {
	var out []string
	for _, v := range words {
		out = append(out, "`"+v+"`")
	}
	last := len(out) - 1
	return strings.Join(out[:last], ", ") + phrase(lang, "list.and", nil) + out[last]
}

// UnknownVerb is the note that answers a word that is no verb.
func UnknownVerb(near mentorship.Verb) string {
	if near == "" {
		return mentorship.NoteUnknown
	}
	return mentorship.NoteUnknown + ":" + string(near)
}
