package stats

import (
	"slices"
	"time"
)

// Moment is a point in time in whole seconds since 1970, UTC; 0 is never.
type Moment int64

// At is the moment of t; the zero time is never.
func At(t time.Time) Moment {
	if t.IsZero() {
		return 0
	}
	return Moment(t.Unix())
}

// Time is the moment as a time in UTC, the zero time for never.
func (m Moment) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.Unix(int64(m), 0).UTC()
}

// Day is 24 hours in the seconds of a [Moment].
const Day = 24 * 60 * 60

// Row is what is kept of one newcomer for statistics: counts and dates under a
// pseudonym, no words, no name, no number of GitHub's but that of the
// repository. A row holds facts only; what they mean is decided when a figure
// is made. Everything but ID, Repo and T0 may be missing.
type Row struct {
	ID      string `json:"id"`               // keyed hash of the newcomer; the key is the tenant's, so two tenants cannot be joined
	Repo    int64  `json:"repo"`             // repository of the first pull request
	T0      Moment `json:"t0"`               // first pull request opened, or ready for review
	Skipped string `json:"skipped,omitzero"` // why nothing was said: the reason, one word ("late", "held_out")

	Size      Size                    `json:"size,omitzero"`      // of the first pull request
	Arm       Arm                     `json:"arm,omitzero"`       // by program.rollout
	Surge     bool                    `json:"surge,omitzero"`     // met in a flood of first pull requests
	Retention [retentionPoints]Answer `json:"retention,omitzero"` // whether still around at each of [RetentionDays]

	Greeted   Moment `json:"greeted,omitzero"`   // our first comment, of whatever kind
	Mentioned Moment `json:"mentioned,omitzero"` // a mentor was mentioned for the first time
	Queued    Moment `json:"queued,omitzero"`    // began to wait because nobody was free, or in a surge
	Accepted  Moment `json:"accepted,omitzero"`  // a mentor was at work for the first time
	Answered  Moment `json:"answered,omitzero"`  // first comment or review by a human other than the newcomer
	Closed    Moment `json:"closed,omitzero"`    // first pull request closed, merged or not; 0 while it is open
	Merged    Moment `json:"merged,omitzero"`    // first pull request merged

	Second       Moment `json:"second,omitzero"`        // second pull request opened
	SecondMerged Moment `json:"second_merged,omitzero"` // second merge
	Reviewed     Moment `json:"reviewed,omitzero"`      // first remark on somebody else's pull request

	Graduated Moment `json:"graduated,omitzero"`
	Declined  Moment `json:"declined,omitzero"` // wanted no mentor
	Ended     Moment `json:"ended,omitzero"`    // the mentorship ended, for whatever reason
	Ending    string `json:"ending,omitzero"`   // why, one word ("natural", "unmatched"); mentorship.Ending

	Active    Days               `json:"active,omitempty"`    // days of public activity outside the first pull request
	Stages    [StageCount]Moment `json:"stages,omitzero"`     // when each stage was entered
	Pairings  []Pairing          `json:"pairings,omitempty"`  // oldest first
	Questions []Question         `json:"questions,omitempty"` // oldest first
	Pulses    []Pulse            `json:"pulses,omitempty"`    // oldest first
	Sessions  []Session          `json:"sessions,omitempty"`  // oldest first

	AskedForward Moment   `json:"asked_forward,omitzero"` // was asked to become a mentor
	Forward      Moment   `json:"forward,omitzero"`       // became a consenting mentor
	Nominated    []Moment `json:"nominated,omitempty"`    // was put forward
	Roles        []Moment `json:"roles,omitempty"`        // joined, became a writer, an owner of code …
	Language     string   `json:"language,omitzero"`      // BCP 47 tag the newcomer is spoken to in
}

const retentionPoints = 4

// RetentionDays are the days after T0 at which retention is looked at.
func RetentionDays() [retentionPoints]int { return [...]int{30, 90, 180, 365} }

// Size is how large a first pull request is, by added and deleted lines.
type Size uint8

// The sizes. Bounds: [SizeOf].
const (
	SizeUnknown Size = iota
	SizeSmall        // up to 10 lines
	SizeMedium       // up to 100 lines
	SizeLarge
)

// SizeOf is the size of a pull request with that many changed lines.
func SizeOf(lines int) Size {
	switch {
	case lines <= 0:
		return SizeUnknown
	case lines <= 10:
		return SizeSmall
	case lines <= 100:
		return SizeMedium
	}
	return SizeLarge
}

// Arm is the group chance put a newcomer in while program.rollout was below
// 100; only that allows to speak of cause.
type Arm uint8

// The arms.
const (
	ArmNone    Arm = iota // no chance was involved: everybody is greeted
	ArmGreeted            // drawn to be greeted
	ArmHeldOut            // drawn not to be greeted
)

// Stage is how far a newcomer has come (mentorship.Stage, in its order).
type Stage uint8

// The stages.
const (
	StagePrepare Stage = iota
	StageFirstPR
	StageReview
	StageMerged
	StageSecond
	StageReviewing
	StageBack
	StageCount // how many there are
)

// Stages are the names of the stages in their order, as mentorship.Stage
// spells them.
func Stages() [StageCount]string {
	return [StageCount]string{"prepare", "first_pr", "review", "merged", "second", "reviewing", "back"}
}

// Pairing is one mentor being at work with the newcomer.
type Pairing struct {
	From    Moment `json:"from"`             // accepted
	To      Moment `json:"to,omitzero"`      // ended or passed on; 0 while it lasts
	Form    string `json:"form,omitzero"`    // "one_to_one", "buddy", "ring" …; "" is one_to_one
	Swapped bool   `json:"swapped,omitzero"` // ended for another mentor: by wish, absence or hand-over
}

// Question is a question of the newcomer and the first human answer to it.
type Question struct {
	Asked    Moment `json:"asked"`
	Answered Moment `json:"answered,omitzero"` // 0 while nobody answered
}

// Session is that the two met.
type Session struct {
	Held     Moment   `json:"held"`
	Paired   bool     `json:"paired,omitzero"`    // reported afterwards, not planned
	Barriers []string `json:"barriers,omitempty"` // codes of what made it hard ("setup", "docs")
}

// Pulse is one asking of "Does this mentorship help you?".
type Pulse struct {
	Asked  Moment   `json:"asked"`
	Mentor bool     `json:"mentor,omitzero"`  // the mentor was asked, not the newcomer
	WrapUp bool     `json:"wrap_up,omitzero"` // at the end, not on day 14
	Value  PulseSay `json:"value,omitzero"`   // what was answered
}

// PulseSay is the answer to a pulse.
type PulseSay uint8

// The answers, as worth in the definition: heart 3, thumb 2, confused 1.
const (
	PulseSilent PulseSay = iota
	PulseNo
	PulseYes
	PulseVery
)

// Answer is a yes, a no, or not known yet.
type Answer uint8

// The answers.
const (
	Unknown Answer = iota
	No
	Yes
)

// Days are days after T0, counted from 0, rising, each once.
type Days []uint16

// Add returns the days with that day among them; days before T0 and beyond
// 179 years are left out.
func (d Days) Add(day int) Days {
	if day < 0 || day > 1<<16-1 {
		return d
	}
	i, found := slices.BinarySearch(d, uint16(day))
	if found {
		return d
	}
	return slices.Insert(d, i, uint16(day))
}

// Within reports whether one of the days is after from and not after to.
func (d Days) Within(from, to int) bool {
	i := d.upTo(from)
	return i < len(d) && int(d[i]) <= to
}

// upTo counts the days not after day.
func (d Days) upTo(day int) int {
	n, _ := slices.BinarySearchFunc(d, day, func(x uint16, day int) int {
		if int(x) <= day {
			return -1
		}
		return 1
	})
	return n
}

// SeenOn adds the day of that moment to the days of activity.
func (r *Row) SeenOn(at Moment) {
	if at >= r.T0 {
		r.Active = r.Active.Add(int((at - r.T0) / Day))
	}
}
