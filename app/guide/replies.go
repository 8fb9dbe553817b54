package guide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// replies are the lines that answer a command which could not be obeyed.
func replies() map[string]string {
	return map[string]string{
		mentorship.NoteTaken:           "thank you for the offer. Somebody else is the mentor here already.",
		mentorship.NoteFull:            "that mentor has no free place here at the moment, so nobody was asked.",
		mentorship.NoteNotYours:        "this command belongs to somebody else in this conversation: the newcomer, the mentor, or the people who look after mentoring.",
		mentorship.NoteNotInvited:      "you are neither asked nor mentor here, so there is nothing to pass on.",
		mentorship.NoteNotListed:       "that needs an entry under `mentors` in `.github/firstmate.yml` that the person stands behind. Mentors confirm their own with `/mentor opt-in`.",
		mentorship.NoteNobodyHere:      "there is no mentorship in this conversation.",
		mentorship.NoteNobodyAsked:     "no mentor has been asked yet, so there is nobody to change. You are on the list.",
		mentorship.NoteAsked:           "that question has been put to a mentor already; the answer is still open.",
		mentorship.NoteAlreadyMentored: "there is a mentor here already. `/mentor swap` by one of the two brings another one.",
		mentorship.NoteDone:            "this mentorship has ended. The newcomer can begin again with `/mentor find`.",
		mentorship.NoteLocked:          "this conversation is locked, so nobody can be asked in it.",
		mentorship.NoteAway:            "I understand `/mentor away 2w`, `away 10d`, or a last day such as `away 2027-01-06`, at most a year ahead.",
		mentorship.NoteCapacity:        "capacity is a number from 0 (resting) to 8, for example `/mentor capacity 2`.",
		mentorship.NoteLanguage:        "I understand language tags, for example `/mentor language es` or `pt-BR`.",
		mentorship.NoteNotWriter:       "that answer is for people who may write to this repository.",
		mentorship.NoteNoPairing:       "that belongs to a mentorship with a mentor, and there is none here at the moment.",
		mentorship.NoteNotWrapping:     "that comes at the end of a term. `/mentor wrap-up` by one of you two begins the end.",
		mentorship.NoteNotGraduated:    "that comes after the graduation, when both of you have written `/mentor graduate`.",
		mentorship.NoteExtended:        "this term was extended twice, which is the most. After `/mentor graduate`, `/mentor keep-in-touch` goes on for years.",
		mentorship.NoteFit:             "thank you for saying so. Often a few tries help: a shorter rhythm, another way to talk, one small question. If you would like a change all the same, write `/mentor not-a-fit` again and it is made; no reason needed.",
		mentorship.NoteGoal:            "write the goal behind it in one sentence, for example `/mentor goal read the parser without fear`, and `/mentor goal reached` when you are there.",
		mentorship.NoteTopics:          "I know these topics: " + codeList(mentorship.Topics()) + ". Several go with commas.",
		mentorship.NoteCadence:         "I know these rhythms: " + codeList(mentorship.Cadences()) + ".",
		mentorship.NoteDuration:        "I know these lengths: " + codeList(mentorship.Durations()) + ".",
		mentorship.NoteTiming:          "I understand `any`, or days with hours such as `/mentor timing weekdays 18:00-20:00, sat 10:00-12:00`.",
		mentorship.NoteChannel:         "I know these places to talk: " + codeList(mentorship.Channels()) + ".",
		mentorship.NoteGiveBack:        "that is read here. If you would like to give something back: answer a question in an open issue, put what was hard for you into the docs, or say hello to the next newcomer.",
		mentorship.NoteUnknown:         "I do not know that word. I know " + verbList() + ".",
	}
}

// verbList names all verbs, in code style.
func verbList() string { return codeList(Verbs()) }

// codeList names words, in code style.
func codeList[T ~string](words []T) string {
	var out []string
	for _, v := range words {
		out = append(out, "`"+string(v)+"`")
	}
	last := len(out) - 1
	return strings.Join(out[:last], ", ") + " and " + out[last]
}

// replyText is the line for a note; "unknown:<verb>" names the nearest verb.
func replyText(note string) (string, error) {
	if near, ok := strings.CutPrefix(note, mentorship.NoteUnknown+":"); ok {
		if slices.Contains(Verbs(), mentorship.Verb(near)) {
			return "I do not know that word. Did you mean `/mentor " + near + "`? Please write it in a new comment.", nil
		}
		note = mentorship.NoteUnknown
	}
	line, ok := replies()[note]
	if !ok {
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
