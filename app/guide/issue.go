package guide

import (
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// group is the boxes of one stage.
type group struct {
	Name  string
	Boxes []tickBox
}

type tickBox struct {
	Item   mentorship.Item
	Line   string
	Ticked bool
}

// itemLine is a step as the newcomer reads it.
func itemLine(i mentorship.Item) string {
	return map[mentorship.Item]string{
		mentorship.P1: "Contribution guide and code of conduct opened",
		mentorship.P2: "You wrote here, in one sentence, what you would like to get out of this",
		mentorship.P3: "The project builds and its tests run on your machine",
		mentorship.P4: "You two agreed how you work: rhythm, length, channel, language",
		mentorship.F1: "First pull request open",
		mentorship.F2: "It says what changes and why",
		mentorship.F3: "Checks are green, or you know why not",
		mentorship.F4: "A person has answered you",
		mentorship.R1: "First review received",
		mentorship.R2: "Every remark of the review answered",
		mentorship.R3: "You explained the change in your own words and understood each other",
		mentorship.R4: "Approved",
		mentorship.M1: "Merged",
		mentorship.M2: "You told your mentor how it went",
		mentorship.M3: "Your name stands where the project credits people",
		mentorship.A1: "You picked the next task yourself",
		mentorship.A2: "Second pull request open",
		mentorship.A3: "Second pull request merged",
		mentorship.A4: "One question asked where everybody can read it, not to your mentor alone",
		mentorship.V1: "Somebody else's pull request read",
		mentorship.V2: "A remark left on somebody else's pull request",
		mentorship.V3: "Another newcomer helped, or an issue sorted",
		mentorship.G1: "You two looked back",
		mentorship.G2: "You both told whether this helps",
		mentorship.G3: "You chose what comes next",
		mentorship.G4: "Thanks said, in either direction",
	}[i]
}

func stageName(s mentorship.Stage) string {
	return map[mentorship.Stage]string{
		mentorship.StagePrepare:   "Prepare",
		mentorship.StageFirstPR:   "First pull request",
		mentorship.StageReview:    "Review",
		mentorship.StageMerged:    "Merged",
		mentorship.StageSecond:    "Second contribution",
		mentorship.StageReviewing: "Review someone else's",
		mentorship.StageBack:      "Looking back",
	}[s]
}

func stages() []mentorship.Stage {
	return []mentorship.Stage{
		mentorship.StagePrepare, mentorship.StageFirstPR, mentorship.StageReview, mentorship.StageMerged,
		mentorship.StageSecond, mentorship.StageReviewing, mentorship.StageBack,
	}
}

// ahead names the stages still to come.
func ahead(s mentorship.Stage) string {
	at := slices.Index(stages(), s)
	names := []string{
		"your first pull request", "its review", "the merge",
		"a second contribution", "a look at somebody else's", "a look back",
	}
	return strings.Join(names[min(max(at, 0), len(names)):], ", then ")
}

// groups sorts the boxes to show into their stages.
func groups(m mentorship.Mentorship, boxes []mentorship.Item) []group {
	var out []group
	for _, s := range stages() {
		g := group{Name: stageName(s)}
		for _, i := range boxes {
			if slices.Contains(s.Items(), i) {
				_, ticked := m.Ticks[i]
				g.Boxes = append(g.Boxes, tickBox{Item: i, Line: itemLine(i), Ticked: ticked})
			}
		}
		if len(g.Boxes) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// issueTitle is the title of the tracking issue.
func issueTitle(m mentorship.Mentorship) string {
	return Title("Getting started: " + m.Newcomer.Login + " in " + m.Pull.Repo.Name)
}

// issueBlock is our part of the tracking issue. The newcomer is mentioned in it
// where mention says so: in the text that opens it, and for as long as that
// mention stands there.
func (p Page) issueBlock(m mentorship.Mentorship, mention bool) (string, error) {
	w := p.words(m)
	if mention && isLogin(m.Newcomer.Login) {
		w.Mention = "@" + m.Newcomer.Login
	}
	boxes, done := mentorship.Steps(m)
	w.Groups, w.Ahead = groups(m, boxes), ahead(m.Present())
	w.Asked = m.State == mentorship.StateInvited
	w.Paused, w.Slower, w.Back = m.State == mentorship.StatePaused, !m.Care.Slower.IsZero(), back(m)
	for _, i := range done {
		w.Done = strings.TrimSpace(w.Done + " " + string(i))
	}
	w.Next = next(m, boxes)
	if err := overText(m, &w); err != nil {
		return "", err
	}
	if w.Over != "" {
		w.Ahead = ""
	}
	body, err := say("issue", w)
	return blockBegin + "\n" + body + "\n" + blockEnd, err
}

// next is the first open box of the stage the newcomer is in, else of all.
func next(m mentorship.Mentorship, boxes []mentorship.Item) string {
	var open []mentorship.Item
	for _, i := range boxes {
		if _, ticked := m.Ticks[i]; !ticked {
			open = append(open, i)
		}
	}
	for _, i := range open {
		if slices.Contains(m.Present().Items(), i) {
			return string(i) + ", " + itemLine(i)
		}
	}
	if len(open) == 0 {
		return ""
	}
	return string(open[0]) + ", " + itemLine(open[0])
}

// back tells of the last pause: when it was, and which steps were done in it.
func back(m mentorship.Mentorship) string {
	pause := m.Care.Back
	if pause.To.IsZero() {
		return ""
	}
	text := "from " + day(pause.From) + " to " + day(pause.To)
	var done []string
	from := pause.From.Add(time.Second) // GitHub's times are whole seconds
	for _, i := range mentorship.Items() {
		if at := m.Ticks[i]; at.After(from) && !at.After(pause.To) {
			done = append(done, string(i))
		}
	}
	if len(done) > 0 {
		text += "; done in that time: " + strings.Join(done, " ")
	}
	return text
}

// overText says why the page is closed, if it is.
func overText(m mentorship.Mentorship, w *words) (err error) {
	name := "over-search"
	switch {
	case !m.State.Terminal():
		return nil
	case m.Ending == mentorship.EndedPRClosed:
		name = "over-not-taken"
	case m.Ending == mentorship.EndedInactive:
		name = "over-inactive"
	case m.Ending == mentorship.EndedNoThanks:
		name = "over-no-thanks"
	case settled(m):
		name = "over-natural"
	}
	w.Over, err = say(name, *w)
	return err
}
