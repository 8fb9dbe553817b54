package guide

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Personal reports whether a command is about the one who writes it alone.
func Personal(v mentorship.Verb) bool {
	switch v {
	case mentorship.VerbOptIn, mentorship.VerbOptOut, mentorship.VerbBack, mentorship.VerbForget,
		mentorship.VerbAway, mentorship.VerbCapacity, mentorship.VerbLanguage:
		return true
	}
	return false
}

func takesArgument(v mentorship.Verb) bool {
	switch v {
	case mentorship.VerbAway, mentorship.VerbCapacity, mentorship.VerbLanguage, mentorship.VerbForget,
		mentorship.VerbFind, mentorship.VerbList, mentorship.VerbHelp, mentorship.VerbDigest, mentorship.VerbWiden, mentorship.VerbNext:
		return true
	}
	return false
}

// Standing is what a personal command in a comment decides, or else the note
// that says what is allowed. Later commands of one comment count as said later.
func Standing(c Command, r mentorship.Remark, index int) (s mentorship.Standing, note string) {
	at := mentorship.SaidAt(r.At, index)
	s.Person = r.By
	ok := true
	switch c.Verb {
	case mentorship.VerbOptIn:
		s.OptedIn = at
	case mentorship.VerbOptOut:
		s.OptedOut = at
	case mentorship.VerbBack:
		s.BackAt = at
	case mentorship.VerbAway:
		s.AwayAt, note = at, mentorship.NoteAway
		s.AwayUntil, ok = readAway(c.Argument, r.At)
	case mentorship.VerbCapacity:
		s.CapacityAt, note = at, mentorship.NoteCapacity
		s.Capacity, ok = readCapacity(c.Argument)
	case mentorship.VerbLanguage:
		s.LanguageAt, note = at, mentorship.NoteLanguage
		s.Language, ok = readLanguage(c.Argument)
	}
	if ok {
		note = ""
	}
	return s, note
}

// longestAway is how far ahead somebody may be away.
const longestAway = 366 * 24 * time.Hour

var awaySpan = regexp.MustCompile(`^([1-9][0-9]{0,2})([dw])$`)

// readAway reads `2w`, `10d`, or the last day away, and returns when the
// absence ends: days are whole, in UTC.
func readAway(arg string, at time.Time) (until time.Time, ok bool) {
	if span := awaySpan.FindStringSubmatch(arg); span != nil {
		n, _ := strconv.Atoi(span[1]) // three digits
		if span[2] == "w" {
			n *= 7
		}
		until = at.AddDate(0, 0, n)
	} else if day, err := time.Parse(time.DateOnly, arg); err == nil {
		until = day.AddDate(0, 0, 1)
	}
	return until, until.After(at) && !until.After(at.Add(longestAway))
}

// maxCapacity is the most newcomers at once anybody may offer.
const maxCapacity = 8

func readCapacity(arg string) (n int, ok bool) {
	n, err := strconv.Atoi(arg)
	return n, err == nil && len(arg) == 1 && n <= maxCapacity
}

// languageShape is a language tag of BCP 47 as people write one: the language,
// and a script or region if need be.
var languageShape = regexp.MustCompile(`^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?$`)

// readLanguage returns the tag in its usual letters: es, pt-BR, zh-Hant.
func readLanguage(arg string) (tag string, ok bool) {
	if !languageShape.MatchString(arg) {
		return "", false
	}
	parts := strings.Split(arg, "-")
	for i, p := range parts[1:] {
		if len(p) == 4 {
			parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
		} else {
			parts[i+1] = strings.ToUpper(p)
		}
	}
	return strings.Join(parts, "-"), true
}
