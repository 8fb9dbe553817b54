package mentorship

import "time"

// Verdict is the kind of answer a pull request got.
type Verdict string

// The verdicts.
const (
	VerdictSilence Verdict = "silence" // nothing was said, on purpose
	VerdictWaiting Verdict = "waiting" // seen, something is awaited
	VerdictInvited Verdict = "invited" // a mentor was asked
	VerdictQueued  Verdict = "queued"  // nobody free
	VerdictPaired  Verdict = "paired"  // a mentor accepted
	VerdictEnded   Verdict = "ended"
)

// Decision is why a pull request got the answer or the silence it got. It is
// kept for 30 days by pull request number and shown by `firstmate explain`.
type Decision struct {
	Repo    Repo      `json:"repo"`
	Number  int       `json:"number"`
	At      time.Time `json:"at"`
	Verdict Verdict   `json:"verdict"`
	Reason  string    `json:"reason"`            // one plain sentence
	Details []string  `json:"details,omitempty"` // checkable facts, one a line
	Rules   string    `json:"rules,omitempty"`   // commit of the house rules used
}
