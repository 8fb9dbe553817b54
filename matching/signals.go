package matching

import (
	"slices"
	"strings"
)

// Signal names a kind of knowledge that a live App has and a history lacks.
type Signal string

// The signals. None has been measured on a history, as none of them is in one:
// their weights are chosen, small against experience with the code (doubling
// somebody's share of that, by place, name and newcomers helped there, is worth 0.68), and each can be left out to measure
// what it brings ([Query.Without]).
const (
	// SignalSubject: title and labels of the change speak of what somebody worked on.
	SignalSubject Signal = "subject"
	// SignalOwners: CODEOWNERS names somebody for the files.
	SignalOwners Signal = "owners"
	// SignalAskMe: somebody likes to be asked about a subject of the change.
	SignalAskMe Signal = "ask_me_about"
	// SignalTopic: somebody likes to give the kind of help that was asked for.
	SignalTopic Signal = "topic"
	// SignalCameFrom: somebody began in the area of this change.
	SignalCameFrom Signal = "came_from"
	// SignalLanguage: somebody speaks a language of the newcomer.
	SignalLanguage Signal = "language"
	// SignalAwake: it is daytime where somebody lives, so an answer may come today.
	SignalAwake Signal = "awake"
	// SignalContact: somebody reviewed or answered this newcomer before.
	SignalContact Signal = "contact"
	// SignalAnswers: somebody answered the invitations they got.
	SignalAnswers Signal = "answers"
)

// Signals returns all signals, in the order of their declaration.
func Signals() []Signal {
	return []Signal{
		SignalSubject, SignalOwners, SignalAskMe, SignalTopic, SignalCameFrom,
		SignalLanguage, SignalAwake, SignalContact, SignalAnswers,
	}
}

// worth is what each signal may add to a score at most (for the subject: the
// exponent of a share, as in [Weights]; for answers: the exponent of the share
// of invitations that were answered; owners count as offers instead).
const (
	worthSubject  = 0.25
	worthAskMe    = 0.5
	worthTopic    = 0.5
	worthCameFrom = 0.2
	worthLanguage = 0.7
	worthAwake    = 0.15
	worthContact  = 0.7
	worthAnswers  = 0.3
)

// Profile is what a candidate told of themselves in the house rules.
type Profile struct {
	Topics     []string // kinds of help
	AskMeAbout []string // subjects in their own words
	CameFrom   string   // the area they began in
	Languages  []string // spoken, BCP 47
	Awake      bool     // it is daytime where they live
}

// Without is the question with one signal left out.
func (q Query) Without(s Signal) Query {
	q.ignored = append(slices.Clone(q.ignored), s)
	return q
}

// Plain is the question with every signal left out: what a history could tell.
func (q Query) Plain() Query {
	q.ignored = Signals()
	return q
}

func (q Query) heeds(s Signal) bool { return !slices.Contains(q.ignored, s) }

// addSignals adds to the scores what only a live App knows. Where nothing of it
// is known nothing is added.
func (p *panel) addSignals(score []float64, q Query) {
	if q.heeds(SignalSubject) {
		p.addSubject(score, q)
	}
	var subject map[string]bool
	if len(q.Profiles) > 0 {
		subject = q.subject()
	}
	for i, id := range p.ids {
		if q.heeds(SignalAnswers) && p.who[i].asked > 0 {
			score[i] += worthAnswers * p.who[i].responsiveness()
		}
		if q.heeds(SignalContact) && q.Contact[id] {
			score[i] += worthContact
		}
		about, ok := q.Profiles[id]
		if !ok {
			continue
		}
		for _, s := range []struct {
			signal Signal
			worth  float64
			holds  bool
		}{
			{SignalAskMe, worthAskMe, firstShared(about.AskMeAbout, subject) != ""},
			{SignalTopic, worthTopic, slices.Contains(about.Topics, q.Topic)},
			{SignalCameFrom, worthCameFrom, firstShared([]string{about.CameFrom}, subject) != ""},
			{SignalLanguage, worthLanguage, sharedLanguage(q.Languages, about.Languages) != ""},
			{SignalAwake, worthAwake, about.Awake},
		} {
			if s.holds && q.heeds(s.signal) {
				score[i] += s.worth
			}
		}
	}
}

// addSubject adds each candidate's share of the earlier changes with the words
// of title and labels in their paths, as far as the paths of the change itself
// do not hold them already.
func (p *panel) addSubject(score []float64, q Query) {
	var own, said []uint32
	for _, text := range append([]string{q.Title}, q.Labels...) {
		said = p.x.tree.words.lookup(said, text)
	}
	if len(said) == 0 {
		return
	}
	for _, file := range p.files {
		own = p.x.tree.words.lookup(own, file)
	}
	said = slices.DeleteFunc(said, func(id uint32) bool { return slices.Contains(own, id) })
	if len(said) == 0 {
		return
	}
	sum := make([]float64, len(p.ids))
	p.addWords(sum, said)
	if slices.Max(sum) > 0 {
		addLogShares(score, worthSubject, sum)
	}
}

// subject is what the change is about, as words: title, labels and paths.
func (q Query) subject() map[string]bool {
	words := map[string]bool{}
	add := func(text string) {
		for _, w := range tokens(text) {
			words[w] = true
		}
	}
	add(q.Title)
	for _, text := range q.Labels {
		add(text)
	}
	for _, file := range q.paths() {
		add(file)
	}
	return words
}

// tokens are the words of a text as paths are cut into words.
func tokens(text string) (out []string) {
	var buf [64]byte
	for tok, i := nextToken(buf[:0], text, 0); tok != nil; tok, i = nextToken(buf[:0], text, i) {
		out = append(out, string(tok))
	}
	return out
}

// firstShared is the first of the phrases of which all words are in words, "" if none is.
func firstShared(phrases []string, words map[string]bool) string {
	for _, phrase := range phrases {
		parts := tokens(phrase)
		missing := func(w string) bool { return !words[w] }
		if len(parts) > 0 && !slices.ContainsFunc(parts, missing) {
			return phrase
		}
	}
	return ""
}

// sharedLanguage is the first language both speak, whatever its region: "pt"
// and "pt-BR" are one.
func sharedLanguage(a, b []string) string {
	for _, x := range a {
		for _, y := range b {
			if primary(x) != "" && primary(x) == primary(y) {
				return y
			}
		}
	}
	return ""
}

func primary(tag string) string {
	first, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return first
}
