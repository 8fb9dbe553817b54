package guide

import (
	"slices"
	"strings"

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
		mentorship.A2: "Second pull request open",
		mentorship.A3: "Second pull request merged",
		mentorship.V2: "You left a remark on somebody else's pull request",
		mentorship.G1: "You two looked back at how it went",
	}[i]
}

func stageName(s mentorship.Stage) string {
	return map[mentorship.Stage]string{
		mentorship.StagePrepare: "Prepare",
		mentorship.StageFirstPR: "First pull request",
		mentorship.StageReview:  "Review",
		mentorship.StageMerged:  "Merged",
	}[s]
}

func stages() []mentorship.Stage {
	return []mentorship.Stage{mentorship.StagePrepare, mentorship.StageFirstPR, mentorship.StageReview, mentorship.StageMerged}
}

// ahead names the stages still to come.
func ahead(s mentorship.Stage) string {
	at := slices.Index(stages(), s)
	names := []string{"your first pull request", "its review", "the merge"}
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
	if slices.Contains(boxes, mentorship.G1) {
		_, ticked := m.Ticks[mentorship.G1]
		out = append(out, group{Name: "Looking back", Boxes: []tickBox{{mentorship.G1, itemLine(mentorship.G1), ticked}}})
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
	w.Groups, w.Ahead = groups(m, boxes), ahead(m.Stage)
	w.Asked = m.State == mentorship.StateInvited
	for _, i := range done {
		w.Done = strings.TrimSpace(w.Done + " " + string(i))
	}
	w.Next = next(m, boxes)
	w.pairing = p.pairing(m)
	if err := overText(m, &w); err != nil {
		return "", err
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
		if slices.Contains(m.Stage.Items(), i) {
			return string(i) + ", " + itemLine(i)
		}
	}
	if len(open) == 0 {
		return ""
	}
	return string(open[0]) + ", " + itemLine(open[0])
}

// overText says why the page is closed, if it is.
func overText(m mentorship.Mentorship, w *words) (err error) {
	name := "over-search"
	switch {
	case !m.State.Over() || m.State == mentorship.StateLongTerm:
		return nil
	case m.State == mentorship.StateGraduated:
		name = "over-graduated"
	case settled(m) && m.Course.Wrapped:
		name = "over-term"
	case m.Ending == mentorship.EndedPRClosed:
		name = "over-not-taken"
	case m.Ending == mentorship.EndedNoThanks:
		name = "over-no-thanks"
	case settled(m):
		name = "over-natural"
	}
	w.Over, err = say(name, *w)
	return err
}
