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
	line := phrase(lang, "reply."+note, nil)
	if line == "" {
		return "", fmt.Errorf("wording a reply: unknown note %q", note)
	}
	return line, nil
}

// UnknownVerb is the note that answers a word that is no verb.
func UnknownVerb(near mentorship.Verb) string {
	if near == "" {
		return mentorship.NoteUnknown
	}
	return mentorship.NoteUnknown + ":" + string(near)
}
