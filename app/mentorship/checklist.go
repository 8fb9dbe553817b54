package mentorship

import (
	"slices"
	"time"
)

// Item is a step of the tracking issue.
type Item string

// The steps.
const (
	P1 Item = "P1" // contribution guide and code of conduct opened
	P2 Item = "P2" // one sentence: what the newcomer would like to get out of this
	P3 Item = "P3" // the project builds and its tests run on the newcomer's machine
	P4 Item = "P4" // how we work is agreed
	F1 Item = "F1" // first pull request open
	F2 Item = "F2" // it says what changes and why
	F3 Item = "F3" // checks are green
	F4 Item = "F4" // a person has answered
	R1 Item = "R1" // first review received
	R2 Item = "R2" // every remark answered
	R3 Item = "R3" // the newcomer explained the change in their own words
	R4 Item = "R4" // approved
	M1 Item = "M1" // merged
	M2 Item = "M2" // the newcomer told how it went
	M3 Item = "M3" // credited where the project credits people
	A1 Item = "A1" // the newcomer picked the next task themselves
	A2 Item = "A2" // second pull request open
	A3 Item = "A3" // second pull request merged
	A4 Item = "A4" // one question asked in public, not to the mentor alone
	V1 Item = "V1" // somebody else's pull request read
	V2 Item = "V2" // a remark left on somebody else's pull request
	V3 Item = "V3" // another newcomer helped, or an issue triaged
	G1 Item = "G1" // looked back
	G2 Item = "G2" // pulse answered
	G3 Item = "G3" // next step chosen
	G4 Item = "G4" // thanks said
)

// MaxBoxes is how many boxes the tracking issue shows at most.
const MaxBoxes = 7

// Items are all steps in the order they are shown.
func Items() []Item {
	return []Item{P1, P2, P3, P4, F1, F2, F3, F4, R1, R2, R3, R4, M1, M2, M3, A1, A2, A3, A4, V1, V2, V3, G1, G2, G3, G4}
}

// Items returns the steps of a stage, in order.
func (s Stage) Items() []Item {
	switch s {
	case StagePrepare:
		return []Item{P1, P2, P3, P4}
	case StageFirstPR:
		return []Item{F1, F2, F3, F4}
	case StageReview:
		return []Item{R1, R2, R3, R4}
	case StageMerged:
		return []Item{M1, M2, M3}
	case StageSecond:
		return []Item{A1, A2, A3, A4}
	case StageReviewing:
		return []Item{V1, V2, V3}
	case StageBack:
		return []Item{G1, G2, G3, G4}
	}
	return nil
}

// order tells which of two stages is further.
func (s Stage) order() int {
	return slices.Index([]Stage{"", StagePrepare, StageFirstPR, StageReview, StageMerged, StageSecond, StageReviewing, StageBack}, s)
}

// Steps selects what the tracking issue shows. Boxes are at most seven: what
// is still open of Prepare, then all steps of the present stage, done ones
// included (a box is ticked where m.Ticks holds the step); where that is too
// much, done ones of the stage give way first. Done are all other finished
// steps, for the one line below the boxes. Open steps of stages left behind
// are not shown.
func Steps(m Mentorship) (boxes, done []Item) {
	for _, i := range StagePrepare.Items() {
		if !m.ticked(i) {
			boxes = append(boxes, i)
		}
	}
	if m.Present() != StagePrepare || m.Facts.Pull.Issue {
		stage := m.shownStage().Items()
		for len(boxes)+len(stage) > MaxBoxes {
			stage = slices.Delete(stage, drop(m, stage), drop(m, stage)+1)
		}
		boxes = append(boxes, stage...)
	}
	if m.State == StateWrapping && len(boxes) < MaxBoxes && !slices.Contains(boxes, G1) {
		boxes = append(boxes, G1)
	}
	for _, i := range Items() {
		if m.ticked(i) && !slices.Contains(boxes, i) {
			done = append(done, i)
		}
	}
	return boxes, done
}

// shownStage is the stage whose boxes stand below those of Prepare. Who came
// with an issue sees what becomes of it while they prepare.
func (m Mentorship) shownStage() Stage {
	if s := m.Present(); s != StagePrepare {
		return s
	}
	return StageFirstPR
}

// drop is the step of a stage that gives way: the first done one, else the last.
func drop(m Mentorship, stage []Item) int {
	if i := slices.IndexFunc(stage, m.ticked); i >= 0 {
		return i
	}
	return len(stage) - 1
}

func (m Mentorship) ticked(i Item) bool {
	_, ok := m.Ticks[i]
	return ok
}

// proven are the steps that the facts alone tick, in order.
func (f Facts) proven() []Item {
	steps := []proof{
		{P2, !f.IssueWordAt.IsZero()},
		{F1, f.ready()},
		{F2, f.Explained},
		{F3, f.Green},
		{F4, !f.FirstAnswerAt.IsZero()},
		{R1, !f.FirstReviewAt.IsZero()},
		{R2, !f.ChangesAskedAt.IsZero() && !f.NewcomerAt.Before(f.ChangesAskedAt)}, // times are whole seconds
		{R4, !f.ApprovedAt.IsZero()},
		{M1, f.Pull.Merged},
	}
	if f.Pull.Issue {
		steps = append(f.issueSteps(), steps[0])
	}
	return done(steps)
}

// done are the steps that hold, in order.
func done(steps []proof) (out []Item) {
	for _, p := range steps {
		if p.holds {
			out = append(out, p.item)
		}
	}
	return out
}

// stage is how far the facts alone say the newcomer has come.
func (f Facts) stage() Stage {
	switch {
	case f.Pull.Issue:
		return StagePrepare
	case f.Pull.Merged:
		return StageMerged
	case !f.FirstReviewAt.IsZero():
		return StageReview
	case f.ready():
		return StageFirstPR
	}
	return StagePrepare
}

// tick takes over what is proven or stands ticked. It undoes nothing, and
// nothing that a person unticked.
func (m *Mentorship) tick(now time.Time, items ...Item) {
	for _, i := range items {
		if !slices.Contains(Items(), i) || m.ticked(i) || m.Hands[i].Off {
			continue
		}
		if m.Ticks == nil {
			m.Ticks = map[Item]time.Time{}
		}
		m.Ticks[i] = now
	}
}
