package mentorship

// The notes of effects: message keys that guide puts into words. Each reply is
// one line to the person who wrote the command.
const (
	NoteTaken           = "taken"            // accept: somebody else is the mentor here already; thanks
	NoteFull            = "full"             // accept, assign: that mentor has no free place, is away or resting, or does not fit here
	NoteShort           = "short"            // accept, offer: the house asks for more merged pull requests here first
	NoteNotYours        = "not_yours"        // the command belongs to somebody else: the newcomer, the mentor, or who coordinates
	NoteNotInvited      = "not_invited"      // pass: the person is neither asked nor mentor here
	NoteNotListed       = "not_listed"       // the person (assign: the one named) is no consenting mentor in the house rules
	NoteNobodyHere      = "nobody_here"      // there is no mentorship in this conversation
	NoteNobodyAsked     = "nobody_asked"     // swap: no mentor is asked or paired yet, so there is nobody to change
	NoteAsked           = "asked"            // find: a mentor is being asked right now; assign: that one was asked already
	NoteAlreadyMentored = "already_mentored" // find, assign: the newcomer has a mentor
	NoteDone            = "done"             // the mentorship has ended; only the newcomer's own `find` begins again
	NoteLocked          = "locked"           // assign: the conversation takes no comments, so nobody can be asked in it
	NoteAway            = "away"             // away: neither a length of time nor a date within a year
	NoteCapacity        = "capacity"         // capacity: no number from 0 to 8
	NoteLanguage        = "language"         // language: no language tag
	NoteSpoken          = "spoken"           // language: kept, and there are no texts in it
	NoteNotWriter       = "not_writer"       // why: for people who may write to the repository
	NoteWhy             = "why"              // why: the recorded reason, which is looked up when the answer is worded
	NoteHelp            = "help"             // help: "help:<how much>:<roles>", the words known to somebody in these roles
	NotePaused          = "paused"           // accept, find, swap, assign: the pairing rests
	NoteNoPairing       = "no_pairing"       // pause, resume, stuck, question, slower, widen: nobody is paired here
	NoteItem            = "item"             // done, undo: no known step is named
	NoteMentorTicks     = "mentor_ticks"     // done, undo by the newcomer: the mentor ticks this one
	NoteFactsTick       = "facts_tick"       // done by the newcomer: the step ticks itself when it happens
	NoteNext            = "next"             // next: no issue is named
	NoteMany            = "many"             // question: more than three at once
	NoteHomework        = "homework"         // question: "homework:12,34" names closed issues that may hold the answer
	NoteNobodyElse      = "nobody_else"      // widen: nobody else is free
	NoteStuck           = "stuck"            // stuck: "stuck:aim,tried" asks once for what is missing
	NoteAskWhy          = "ask_why"          // ask: who, and one sentence why
	NoteNotAvailable    = "not_available"    // ask: that mentor cannot be asked now; others are named
	NoteList            = "list"             // list: the mentors who are free, who are looked up when the answer is worded
	NoteDigest          = "digest"           // digest: `on` in an issue of one's own, or `off`
	NoteForget          = "forget"           // forget-me: what it does, and the word that does it
	NoteOff             = "off"              // find, assign …: nothing begins while the programme is switched off
	NoteElsewhere       = "elsewhere"        // first word to somebody who is known in other repositories of the owner
	NoteUnknown         = "unknown"          // no such command; "unknown:<verb>" names the nearest one
)

// The notes of the term, of hand-over, and of how two people work together.
const (
	NoteNotWrapping  = "not_wrapping"  // extend, graduate: that comes at the end of the term, or after `wrap-up`
	NoteNotGraduated = "not_graduated" // keep-in-touch: that comes after the graduation
	NoteExtended     = "extended"      // extend: a term is extended twice at most
	NoteFit          = "fit"           // not-a-fit: the two have hardly talked; one more try, or the same again
	NoteGoal         = "goal"          // goal: no words, or `reached` where there is none
	NoteTopics       = "topics"        // topics: not of the list
	NoteCadence      = "cadence"       // cadence, keep-in-touch: not of the list
	NoteDuration     = "duration"      // duration: not of the list
	NoteTiming       = "timing"        // timing: no days with hours
	NoteChannel      = "channel"       // channel: not of the list
	NoteGiveBack     = "give_back"     // thanks: three ways to give back
)

// The notes of comments in the tracking issue ([EffectPage]).
const (
	TellWrapUp    = "wrap-up"     // the term is nearly over: what comes next?
	TellGraduated = "graduated"   // thanks
	TellRenew     = "renew"       // do you two still keep in touch?
	TellKeep      = "keep-or-end" // do you two go on?
	TellRole      = "role"        // a moment to look anew
	TellForward   = "forward"     // would you mentor others?
)

// NoteAnswered marks a first comment after a person had already answered: a
// greeting names the invited mentor, who answered, without a mention; a
// waiting comment offers nothing but `find`.
const NoteAnswered = "answered"

// NoteSecond marks a congratulation as that for a second merge.
const NoteSecond = "second"

// refusals says in a plain sentence, for `explain`, why a command was refused.
func refusals() map[string]string {
	return map[string]string{
		NoteTaken:           "somebody else is the mentor here already",
		NoteFull:            "that mentor cannot take this newcomer on now",
		NoteShort:           "the mentor has fewer merged pull requests here than the house rules ask for",
		NoteNotYours:        "it belongs to somebody else",
		NoteNotInvited:      "the person is neither asked nor mentor here",
		NoteNotListed:       "the person is no consenting mentor in the house rules",
		NoteNobodyAsked:     "no mentor is asked or paired yet",
		NoteAsked:           "a mentor is being asked, or that one was asked already",
		NoteAlreadyMentored: "the newcomer has a mentor",
		NoteDone:            "the mentorship has ended",
		NoteLocked:          "the conversation takes no comments",
		NotePaused:          "the pairing is paused",
		NoteNoPairing:       "nobody is paired here",
		NoteItem:            "no known step is named",
		NoteMentorTicks:     "the mentor ticks that step",
		NoteFactsTick:       "that step ticks itself when it happens",
		NoteNext:            "no issue is named",
		NoteMany:            "more than three questions at once",
		NoteNobodyElse:      "nobody else is free",
		NoteAskWhy:          "it does not say who is asked, and why",
		NoteNotAvailable:    "that mentor cannot be asked now",
		NoteOff:             "nothing begins while the programme is switched off",
		NoteNotWrapping:     "the two are not wrapping up yet",
		NoteNotGraduated:    "the newcomer has not graduated",
		NoteExtended:        "the term was extended twice already",
		NoteFit:             "the two have hardly talked; one more try was suggested",
		NoteGoal:            "no goal was told",
		NoteTopics:          "that is no known topic",
		NoteCadence:         "that is no rhythm there is",
		NoteDuration:        "that is no length there is",
		NoteTiming:          "those are no days with hours",
		NoteChannel:         "that is no known channel",
	}
}
