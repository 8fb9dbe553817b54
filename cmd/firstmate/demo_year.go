package main

import (
	"fmt"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// year reports whether Nia's year is played: it takes three mentors.
func (c cast) year() bool { return len(c.mentors) >= 3 }

// newcomers are the logins of those who come for the first time.
func (c cast) newcomers() []string {
	names := []string{"nia", "omar", "kim"}
	if c.year() {
		names = append(names, "lena")
	}
	return names
}

// theYear follows Nia from her second pull request to the day on which she is
// somebody's mentor.
func (p *play) theYear() []func() error {
	return []func() error{
		p.sceneSecond, p.sceneSwap, p.scenePause, p.sceneReturn, p.sceneHandOver,
		p.sceneGraduation, p.sceneTouch, p.sceneForward, p.sceneRenewal, p.sceneLena,
	}
}

// later lets days go by, and begins a part of the story with Nia's way so far.
func (p *play) later(days int, title string) (mentorship.Mentorship, error) {
	if err := p.passes(days); err != nil {
		return mentorship.Mentorship{}, err
	}
	p.scene(title)
	return p.record("nia")
}

// sceneSecond: another pull request begins the term; Omar's page ends by itself.
func (p *play) sceneSecond() error {
	m, err := p.later(3, "Nia comes back with a second one")
	if err != nil {
		return err
	}
	if err := p.opens("second", p.second); err != nil {
		return err
	}
	page, mentor := m.Issue.Number, m.Mentor.Login
	says := func(words, author, body string) deed {
		return deed{words, "comment", act{"author": author, "body": body}}
	}
	err = p.plays(page,
		says("On her page she writes what she is after. What firstmate cannot see she ticks herself: /mentor done P1 P3",
			"nia", "I would like to find my way around here, and to review one day."),
		says("", "nia", "/mentor done P1\n/mentor done P3"),
		says(mentor+" says how they could work, /mentor cadence weekly among others, and merges the change.",
			mentor, "/mentor cadence weekly\n/mentor duration 30m\n/mentor channel here"))
	if err != nil {
		return err
	}
	if err := p.act("merge", act{"number": p.threads["second"], "author": mentor}); err != nil {
		return err
	}
	return p.moment("A term of ninety days began; all but P1 and P3 ticked itself")
}

// sceneSwap: somebody else, and no reason is asked.
func (p *play) sceneSwap() error {
	if _, err := p.later(6, "Nia asks for another mentor"); err != nil {
		return err
	}
	omar, err := p.record("omar")
	if err != nil {
		return err
	}
	if !omar.State.Terminal() {
		return checkFailed(fmt.Errorf("omar's page is still open: %s", omar.State))
	}
	p.says("Omar did not come back for more, so his page closed by itself a week after the merge. The door stays open for him, and his mentor has room again.")
	p.says("Nia writes /mentor swap. Nobody asks for a reason.")
	return p.nextMentor("nia", "/mentor swap", "The next mentor is asked on Nia's page")
}

// nextMentor has somebody bring in another mentor for Nia, who answers.
func (p *play) nextMentor(author, word, caption string) error {
	m, err := p.record("nia")
	if err != nil {
		return err
	}
	page := m.Issue.Number
	if err := p.comments(page, author, word); err != nil {
		return err
	}
	if _, err := p.word(page, "kind=invite ", caption); err != nil {
		return err
	}
	next, err := p.askedIn(page)
	if err != nil {
		return err
	}
	p.says("%s answers: that is a yes.", next)
	return p.comments(page, next, "Hello Nia, glad to. What would you like to look at next?")
}

// scenePause: life comes between.
func (p *play) scenePause() error {
	if _, err := p.later(6, "Exams come, and Nia needs a rest"); err != nil {
		return err
	}
	p.says("Nia writes /mentor pause.")
	if err := p.onPage("nia", "/mentor pause"); err != nil {
		return err
	}
	return p.moment("It rests, nobody is asked anything, and the mentor's place is free")
}

// sceneReturn: any word is enough.
func (p *play) sceneReturn() error {
	m, err := p.later(30, "Nia is back")
	if err != nil {
		return err
	}
	p.says("Any word is enough: \"Here I am again.\"")
	if err := p.onPage("nia", "Here I am again."); err != nil {
		return err
	}
	p.says("%s still has room, so the two go on where they were.", m.Mentor.Login)
	return p.onPage(m.Mentor.Login, "Welcome back!")
}

// sceneHandOver: the mentor is away for long.
func (p *play) sceneHandOver() error {
	m, err := p.later(6, "Nia's mentor will be away for six weeks")
	if err != nil {
		return err
	}
	p.says("%s writes /mentor away 6w.", m.Mentor.Login)
	if err := p.nextMentor(m.Mentor.Login, "/mentor away 6w", "Somebody else is asked, with what was reached so far"); err != nil {
		return err
	}
	return p.moment("Handed over, with thanks; nothing is lost")
}

// sceneGraduation: a remark for somebody else, a look back, two yeses.
func (p *play) sceneGraduation() error {
	if _, err := p.later(6, "Nia reviews somebody else's pull request"); err != nil {
		return err
	}
	p.says("She leaves a remark on #%d, writes on her page how the months were, and ticks the look back: /mentor done G1", p.threads["member"])
	err := p.act("review", act{"number": p.threads["member"], "author": "nia", "state": "commented", "body": "Is a test missing for this?"})
	if err != nil {
		return err
	}
	for _, words := range []string{"In January I could not have read this, and now I find things in it.", "/mentor done G1"} {
		if err := p.onPage("nia", words); err != nil {
			return err
		}
	}
	m, err := p.later(2, "Every step of a graduation is done")
	if err != nil {
		return err
	}
	if _, err := p.word(m.Issue.Number, mentorship.TellWrapUp, "The day after the last step the two are asked"); err != nil {
		return err
	}
	p.says("Nia says thank you (/mentor thanks) and chose what comes next (/mentor done G3). Both write /mentor graduate.")
	if err := p.onPage("nia", "/mentor thanks You read every line of mine with me.\n/mentor done G3\n/mentor graduate"); err != nil {
		return err
	}
	if err := p.onPage(m.Mentor.Login, "/mentor graduate"); err != nil {
		return err
	}
	return p.moment("Nia has graduated")
}

// sceneTouch: both would like to stay in touch.
func (p *play) sceneTouch() error {
	m, err := p.record("nia")
	if err != nil {
		return err
	}
	p.says("The two stay in touch: each writes /mentor keep-in-touch quarterly. The page is open again, and quiet.")
	if err := p.onPage("nia", "/mentor keep-in-touch quarterly"); err != nil {
		return err
	}
	return p.onPage(m.Mentor.Login, "/mentor keep-in-touch quarterly")
}

// sceneForward: sixty days later a graduate who is around is asked once.
func (p *play) sceneForward() error {
	if _, err := p.later(40, "A third pull request, without any help"); err != nil {
		return err
	}
	if err := p.opens("third", p.third); err != nil {
		return err
	}
	p.says("coral merges it.")
	if err := p.act("merge", act{"number": p.threads["third"], "author": "coral"}); err != nil {
		return err
	}
	m, err := p.later(21, "Two months after the graduation")
	if err != nil {
		return err
	}
	text, err := p.word(m.Issue.Number, mentorship.TellForward, "Nia is still around, so she is asked, once in her life")
	if err != nil {
		return err
	}
	if err := p.promises(); err != nil { // nobody has mentioned Nia outside her own page so far
		return err
	}
	p.says("Nia likes the thought. Her own pull request with this entry is her yes; coral approves it.")
	p.mentors = append(p.mentors, "nia")
	rules := p.world.Repos[0].Files[".github/firstmate.yml"] + entryOf(text)
	return p.act("config", act{"author": "nia", "approvers": []string{"coral"}, "via": "pull", "text": rules})
}

// entryOf is the entry for the house rules in a text of ours.
func entryOf(text string) string {
	_, block, _ := strings.Cut(text, "```yaml\n")
	block, _, _ = strings.Cut(block, "```")
	return strings.TrimPrefix(block, "mentors:\n")
}

// sceneRenewal: half a year on, one question.
func (p *play) sceneRenewal() error {
	m, err := p.later(121, "Half a year in touch")
	if err != nil {
		return err
	}
	if _, err := p.word(m.Issue.Number, mentorship.TellRenew, "One question each half year; a word is an answer"); err != nil {
		return err
	}
	p.says("Nia answers: \"Gladly!\"")
	return p.onPage("nia", "Gladly!")
}

// sceneLena: the mentee is a mentor.
func (p *play) sceneLena() error {
	if _, err := p.later(124, "A year after Nia's first pull request Lena opens hers"); err != nil {
		return err
	}
	if err := p.opens("lena", p.lena); err != nil {
		return err
	}
	mentor, err := p.asked("lena")
	if err != nil {
		return err
	}
	if mentor != "nia" {
		p.says("%s is asked, and knows somebody: /mentor pass @nia", mentor)
		if err := p.comments(p.threads["lena"], mentor, "/mentor pass @nia"); err != nil {
			return err
		}
	}
	if _, err := p.word(p.threads["lena"], "mentor=", "What Lena sees"); err != nil {
		return err
	}
	p.says("Nia answers: \"Welcome, Lena! I began here, too.\"")
	if err := p.comments(p.threads["lena"], "nia", "Welcome, Lena! I began here, too."); err != nil {
		return err
	}
	m, err := p.record("lena")
	if err != nil {
		return err
	}
	if m.Mentor.Login != "nia" || m.Paired.IsZero() {
		return checkFailed(fmt.Errorf("lena's mentor is %q", m.Mentor.Login))
	}
	p.says("That is a yes: Nia, who came as a newcomer, is a mentor.")
	return p.opening(m.Issue.Number, "The page of these two begins")
}

// onPage lets somebody write on Nia's page.
func (p *play) onPage(author, body string) error {
	m, err := p.record("nia")
	if err != nil {
		return err
	}
	return p.comments(m.Issue.Number, author, body)
}
