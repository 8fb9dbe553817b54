package guide

import (
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// group is the boxes of one stage.
type group struct {
	Name    string
	Prepare bool
	Boxes   []tickBox
}

type tickBox struct {
	Item   mentorship.Item
	Line   string
	Ticked bool
}

// itemLine is a step as the newcomer reads it.
func itemLine(lang string, m mentorship.Mentorship, i mentorship.Item) string {
	if m.Facts.Pull.Issue && slices.Contains([]mentorship.Item{mentorship.F1, mentorship.F2, mentorship.F3}, i) {
		return phrase(lang, "item."+string(i)+".issue", nil)
	}
	return phrase(lang, "item."+string(i), nil)
}

func stageName(lang string, m mentorship.Mentorship, s mentorship.Stage) string {
	if m.Facts.Pull.Issue && s == mentorship.StageFirstPR {
		return phrase(lang, "stage.first_issue", nil)
	}
	return phrase(lang, "stage."+string(s), nil)
}

func stages() []mentorship.Stage {
	return []mentorship.Stage{
		mentorship.StagePrepare, mentorship.StageFirstPR, mentorship.StageReview, mentorship.StageMerged,
		mentorship.StageSecond, mentorship.StageReviewing, mentorship.StageBack,
	}
}

// ahead names the stages still to come.
func ahead(lang string, s mentorship.Stage) string {
	at := slices.Index(stages(), s)
	var names []string
	for _, next := range stages()[max(at, 0)+1:] {
		names = append(names, phrase(lang, "ahead."+string(next), nil))
	}
	return strings.Join(names, phrase(lang, "ahead.then", nil))
}

// groups sorts the boxes to show into their stages.
func groups(lang string, m mentorship.Mentorship, boxes []mentorship.Item) []group {
	var out []group
	for _, s := range stages() {
		g := group{Name: stageName(lang, m, s), Prepare: s == mentorship.StagePrepare}
		for _, i := range boxes {
			if slices.Contains(s.Items(), i) {
				_, ticked := m.Ticks[i]
				g.Boxes = append(g.Boxes, tickBox{Item: i, Line: itemLine(lang, m, i), Ticked: ticked})
			}
		}
		if len(g.Boxes) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// issueTitle is the title of the tracking issue.
func (p Page) issueTitle(m mentorship.Mentorship) string {
	return Title(phrase(p.language(), "issue.title", data{"Newcomer": m.Newcomer.Login, "Repo": m.Pull.Repo.Name}))
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
	w.Groups, w.Ahead = groups(w.Lang, m, boxes), ahead(w.Lang, m.Present())
	w.Asked = m.State == mentorship.StateInvited
	w.Paused, w.Slower, w.Back = m.State == mentorship.StatePaused, !m.Care.Slower.IsZero(), back(w.Lang, m)
	for _, i := range done {
		w.Done = strings.TrimSpace(w.Done + " " + string(i))
	}
	w.Next = next(w.Lang, m, boxes)
	w.Together = m.ReadTogether()
	w.pairing = p.pairing(m)
	p.prepare(m, boxes, &w)
	if err := overText(m, &w); err != nil {
		return "", err
	}
	if w.Over != "" || w.Wrapping {
		w.Ahead = ""
	}
	var err error
	if w.Intro, err = p.sayOwn("issue-intro", w); err != nil {
		return "", err
	}
	body, err := say("issue", w)
	return blockBegin + "\n" + body + "\n" + blockEnd, err
}

// next is the first open box of the stage the newcomer is in, else of all.
func next(lang string, m mentorship.Mentorship, boxes []mentorship.Item) string {
	var open []mentorship.Item
	for _, i := range boxes {
		if _, ticked := m.Ticks[i]; !ticked {
			open = append(open, i)
		}
	}
	for _, i := range open {
		if slices.Contains(m.Present().Items(), i) {
			return string(i) + ", " + itemLine(lang, m, i)
		}
	}
	if len(open) == 0 {
		return ""
	}
	return string(open[0]) + ", " + itemLine(lang, m, open[0])
}

// back tells of the last pause: when it was, and which steps were done in it.
func back(lang string, m mentorship.Mentorship) string {
	pause := m.Care.Back
	if pause.To.IsZero() {
		return ""
	}
	text := phrase(lang, "back.span", data{"From": day(lang, pause.From), "To": day(lang, pause.To)})
	var done []string
	from := pause.From.Add(time.Second) // GitHub's times are whole seconds
	for _, i := range mentorship.Items() {
		if at := m.Ticks[i]; at.After(from) && !at.After(pause.To) {
			done = append(done, string(i))
		}
	}
	if len(done) > 0 {
		text += phrase(lang, "back.done", data{"Steps": strings.Join(done, " ")})
	}
	return text
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
	case m.Ending == mentorship.EndedInactive:
		name = "over-inactive"
	case m.Ending == mentorship.EndedNoThanks:
		name = "over-no-thanks"
	case m.Ending == mentorship.EndedClosed:
		name = "over-closed"
	case settled(m):
		name = "over-natural"
	}
	w.Over, err = say(name, *w)
	return err
}
