package mentorship

// The notes of effects: message keys that guide puts into words. Each reply is
// one line to the person who wrote the command.
const (
	NoteTaken           = "taken"            // accept: somebody else is the mentor here already; thanks
	NoteFull            = "full"             // accept, assign: that mentor has no free place, is away or resting, or does not fit here
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
	NoteUnknown         = "unknown"          // no such command; "unknown:<verb>" names the nearest one
)

// NoteAnswered marks a first comment after a person had already answered: a
// greeting names the invited mentor, who answered, without a mention; a
// waiting comment offers nothing but `find`.
const NoteAnswered = "answered"

// refusals says in a plain sentence, for `explain`, why a command was refused.
func refusals() map[string]string {
	return map[string]string{
		NoteTaken:           "somebody else is the mentor here already",
		NoteFull:            "that mentor cannot take this newcomer on now",
		NoteNotYours:        "it belongs to somebody else",
		NoteNotInvited:      "the person is neither asked nor mentor here",
		NoteNotListed:       "the person is no consenting mentor in the house rules",
		NoteNobodyAsked:     "no mentor is asked or paired yet",
		NoteAsked:           "a mentor is being asked, or that one was asked already",
		NoteAlreadyMentored: "the newcomer has a mentor",
		NoteDone:            "the mentorship has ended",
		NoteLocked:          "the conversation takes no comments",
	}
}
