package guide

import (
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Verbs are the words known after `/mentor`.
func Verbs() []mentorship.Verb {
	return []mentorship.Verb{
		mentorship.VerbAccept, mentorship.VerbPass, mentorship.VerbSwap, mentorship.VerbFind,
		mentorship.VerbNoThanks, mentorship.VerbOptIn, mentorship.VerbOptOut, mentorship.VerbAssign,
		mentorship.VerbAway, mentorship.VerbBack, mentorship.VerbCapacity, mentorship.VerbLanguage, mentorship.VerbWhy,
		mentorship.VerbHelp,
		mentorship.VerbPause, mentorship.VerbResume, mentorship.VerbStuck, mentorship.VerbQuestion, mentorship.VerbSlower,
		mentorship.VerbWiden, mentorship.VerbDone, mentorship.VerbUndo, mentorship.VerbOutcome, mentorship.VerbNext,
		mentorship.VerbList, mentorship.VerbAsk, mentorship.VerbRecommend, mentorship.VerbOffer, mentorship.VerbMute, mentorship.VerbClose,
		mentorship.VerbForget,
		mentorship.VerbKeepGoing, mentorship.VerbWrapUp, mentorship.VerbExtend, mentorship.VerbGraduate, mentorship.VerbTouch,
		mentorship.VerbNotAFit, mentorship.VerbGoal, mentorship.VerbTopics, mentorship.VerbCadence, mentorship.VerbDuration,
		mentorship.VerbTiming, mentorship.VerbChannel, mentorship.VerbThanks, mentorship.VerbDigest,
	}
}

// readVerb returns the verb a word is, or else the one it probably stands for.
func readVerb(word string) (verb, near mentorship.Verb) {
	if v := mentorship.Verb(word); slices.Contains(Verbs(), v) {
		return v, ""
	}
	return "", nearestVerb(word)
}

// nearestVerb guesses from words people use for the same thing, then from the
// longest common beginning, hyphens aside.
func nearestVerb(word string) mentorship.Verb {
	if v, ok := sameMeaning()[strings.TrimRight(word, ".,!")]; ok {
		return v
	}
	best, longest := mentorship.Verb(""), 0
	for _, v := range Verbs() {
		if n := commonStart(bare(word), bare(string(v))); n > longest {
			best, longest = v, n
		}
	}
	return best
}

func sameMeaning() map[string]mentorship.Verb {
	return map[string]mentorship.Verb{
		"yes": mentorship.VerbAccept, "ok": mentorship.VerbAccept, "take": mentorship.VerbAccept,
		"decline": mentorship.VerbPass, "reject": mentorship.VerbPass, "skip": mentorship.VerbPass,
		"change": mentorship.VerbSwap, "switch": mentorship.VerbSwap, "search": mentorship.VerbFind,
		"stop": mentorship.VerbNoThanks, "cancel": mentorship.VerbNoThanks, "no": mentorship.VerbNoThanks,
		"join": mentorship.VerbOptIn, "consent": mentorship.VerbOptIn, "leave": mentorship.VerbOptOut,
		"holiday": mentorship.VerbAway, "vacation": mentorship.VerbAway, "here": mentorship.VerbBack,
		"mentors": mentorship.VerbList, "suggest": mentorship.VerbRecommend, "volunteer": mentorship.VerbOffer,
		"silence": mentorship.VerbMute, "quiet": mentorship.VerbMute, "end": mentorship.VerbClose,
		"return": mentorship.VerbBack, "limit": mentorship.VerbCapacity, "explain": mentorship.VerbWhy,
		"continue": mentorship.VerbResume, "rest": mentorship.VerbPause, "wait": mentorship.VerbPause, "help-me": mentorship.VerbStuck,
		"blocked": mentorship.VerbStuck, "slow": mentorship.VerbSlower, "tick": mentorship.VerbDone, "untick": mentorship.VerbUndo,
		"kudos": mentorship.VerbThanks, "praise": mentorship.VerbThanks, "thank": mentorship.VerbThanks,
	}
}

func bare(word string) string { return strings.ReplaceAll(word, "-", "") }

func commonStart(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
