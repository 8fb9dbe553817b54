package chronicle

import (
	"cmp"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/stats"
)

// Aside is what a record does not know of its newcomer.
type Aside struct {
	Language string // BCP 47 tag the newcomer is spoken to in
	Drawn    bool   // chance decides who is greeted: program.rollout is below 100
}

// Note carries a row on by one step, from the record before to the record
// after. A row without an ID begins here.
func Note(row stats.Row, id string, before, after mentorship.Mentorship, a Aside, now time.Time) stats.Row {
	n := note{row: row, before: before, after: after, now: stats.At(now)}
	n.row.ID, n.row.Language = id, a.Language
	n.begin(a)
	n.search()
	n.first()
	n.later()
	n.stage()
	n.pairing()
	n.questions()
	n.pulses()
	n.years()
	return n.row
}

type note struct {
	row           stats.Row
	before, after mentorship.Mentorship
	now           stats.Moment
}

// once sets a moment that was never.
func once(m *stats.Moment, at stats.Moment) {
	if *m == 0 {
		*m = at
	}
}

// entered reports whether this step led into a state.
func (n *note) entered(s mentorship.State) bool {
	return n.after.State == s && n.before.State != s
}

// begin is who it is about, and what became of the first look.
func (n *note) begin(a Aside) {
	n.row.Repo, n.row.T0 = n.after.Pull.Repo.ID, stats.At(n.after.T0)
	if size := stats.SizeOf(n.after.Facts.Pull.Lines); size != stats.SizeUnknown {
		n.row.Size = size
	}
	n.row.Surge = n.row.Surge || n.after.Silent
	n.row.Skipped = ""
	if n.after.State == mentorship.StateSkipped {
		n.row.Skipped = string(n.after.Ending)
	}
	switch {
	case n.row.Arm != stats.ArmNone:
	case n.entered(mentorship.StateSkipped) && n.after.Ending == mentorship.SkippedHeldOut:
		n.row.Arm = stats.ArmHeldOut
	case a.Drawn && n.before.State == mentorship.StateSeen && n.after.State != mentorship.StateSeen:
		n.row.Arm = stats.ArmGreeted
	}
}

// search is the way to a mentor.
func (n *note) search() {
	if n.after.Greeted {
		once(&n.row.Greeted, n.now)
	}
	if n.entered(mentorship.StateInvited) && !n.after.ByAsk && !n.after.Answered {
		once(&n.row.Mentioned, n.now)
	}
	if n.entered(mentorship.StateQueued) {
		once(&n.row.Queued, n.now)
	}
	if n.after.State.Paired() {
		once(&n.row.Accepted, n.now)
	}
	if n.entered(mentorship.StateDeclined) || n.entered(mentorship.StateEnded) && n.after.Ending == mentorship.EndedNoThanks {
		once(&n.row.Declined, n.now)
	}
}

// first is how the first pull request fared.
func (n *note) first() {
	f := n.after.Facts
	n.row.Answered, n.row.Merged = stats.At(f.FirstAnswerAt), stats.At(f.TakenAt)
	n.row.Closed = n.row.Merged
	if n.row.Closed == 0 && f.Pull.Closed {
		n.row.Closed = max(stats.At(f.Pull.ClosedAt), n.row.Closed)
	}
}

// later is what the newcomer did beyond it.
func (n *note) later() {
	var merges []stats.Moment
	if n.row.Merged != 0 {
		merges = append(merges, n.row.Merged)
	}
	n.row.Second = 0
	for _, o := range n.after.Others { // oldest first
		once(&n.row.Second, stats.At(o.OpenedAt))
		if at := stats.At(o.MergedAt); at != 0 {
			merges = append(merges, at)
		}
	}
	slices.Sort(merges)
	if len(merges) > 1 {
		n.row.SecondMerged = merges[1]
	}
	n.row.Reviewed = stats.At(n.after.Facts.ReviewedAt)
	if at := stats.At(n.after.SeenAt); at != 0 {
		n.row.SeenOn(at)
	}
}

func (n *note) stage() {
	names := stats.Stages()
	if i := slices.Index(names[:], string(n.after.Stage)); i >= 0 {
		once(&n.row.Stages[i], n.now)
	}
}

// pairing opens and closes the newest pairing. One that rests in a pause goes on
// where the same mentor takes it up again.
func (n *note) pairing() {
	was, is := n.before.State.Paired(), n.after.State.Paired()
	n.row.Pairings = slices.Clone(n.row.Pairings)
	last := len(n.row.Pairings) - 1
	switch {
	case is && !was && last >= 0 && n.before.State == mentorship.StatePaused && n.before.Mentor.ID == n.after.Mentor.ID:
		n.row.Pairings[last].To, n.row.Pairings[last].Swapped = 0, false
	case is && !was:
		n.row.Pairings = append(n.row.Pairings, stats.Pairing{From: n.now})
	case is && n.before.Mentor.ID != n.after.Mentor.ID && last >= 0: // handed over in one step
		n.row.Pairings[last].To, n.row.Pairings[last].Swapped = n.now, true
		n.row.Pairings = append(n.row.Pairings, stats.Pairing{From: n.now})
	case was && !is && last >= 0:
		n.row.Pairings[last].To, n.row.Pairings[last].Swapped = n.now, looking(n.after.State)
	}
	if len(n.row.Pairings) == 0 {
		n.row.Pairings = nil
	}
}

// looking reports whether another mentor is being looked for.
func looking(s mentorship.State) bool {
	return s == mentorship.StateQueued || s == mentorship.StateInvited || s == mentorship.StateEscalated
}

// questions notes those that were asked, and those that were answered.
func (n *note) questions() {
	open := n.after.Facts.Questions
	qs := slices.Clone(n.row.Questions)
	for _, at := range open {
		asked := stats.At(at)
		if !slices.ContainsFunc(qs, func(q stats.Question) bool { return q.Asked == asked }) {
			qs = append(qs, stats.Question{Asked: asked})
		}
	}
	for i, q := range qs {
		waits := slices.ContainsFunc(open, func(at time.Time) bool { return stats.At(at) == q.Asked })
		if q.Answered == 0 && !waits {
			qs[i].Answered = max(stats.At(n.after.Facts.PeopleAt), q.Asked)
		}
	}
	slices.SortFunc(qs, func(a, b stats.Question) int { return int(a.Asked - b.Asked) })
	n.row.Questions = qs
}

// pulses notes what the two answered when they were asked how it is for them.
func (n *note) pulses() {
	n.row.Pulses = slices.Clone(n.row.Pulses)
	for _, p := range n.after.Pulses {
		if p.Comment == 0 {
			continue // not asked yet
		}
		for mentor, says := range map[bool]int{false: p.Newcomer, true: p.Mentor} {
			said := stats.Pulse{Asked: stats.At(p.At), Mentor: mentor, WrapUp: p.Note == mentorship.TellWrapUp, Value: stats.PulseSay(says)}
			i := slices.IndexFunc(n.row.Pulses, func(x stats.Pulse) bool { return x.Asked == said.Asked && x.Mentor == mentor })
			if i < 0 {
				n.row.Pulses = append(n.row.Pulses, said)
			} else {
				n.row.Pulses[i] = said
			}
		}
	}
	slices.SortFunc(n.row.Pulses, func(a, b stats.Pulse) int {
		return cmp.Or(cmp.Compare(a.Asked, b.Asked), cmp.Compare(sign(a.Mentor), sign(b.Mentor)))
	})
}

func sign(b bool) int {
	if b {
		return 1
	}
	return 0
}

// years is the end of the mentorship, and what came after it.
func (n *note) years() {
	y := n.after.Years
	if !y.Graduated.IsZero() {
		once(&n.row.Graduated, stats.At(y.Graduated))
	}
	switch {
	case n.after.State != mentorship.StateEnded:
		n.row.Ended, n.row.Ending = 0, ""
	case n.before.State != mentorship.StateEnded:
		n.row.Ended, n.row.Ending = n.now, string(n.after.Ending)
	}
	days := stats.RetentionDays()
	for _, p := range y.Retention {
		if i := slices.Index(days[:], p.Day); i >= 0 {
			n.row.Retention[i] = stats.No
			if p.Active {
				n.row.Retention[i] = stats.Yes
			}
		}
	}
	n.row.AskedForward = stats.At(y.ForwardAt)
	if at := stats.At(y.JoinedAt); at != 0 && !slices.Contains(n.row.Roles, at) {
		n.row.Roles = append(slices.Clone(n.row.Roles), at)
	}
}
