package guide

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Page is what texts need to know besides the record.
type Page struct {
	// Rules of the house as they are now: whoever does not consent by them is
	// not mentioned, whatever the record says.
	Rules mentorship.Rules
	// Stored is an http or https address that tells what is stored and for how
	// long; empty: texts do not speak of it.
	Stored string
	// Own is an http or https address of the page of everybody's own; empty: texts
	// do not speak of it.
	Own string
	// Why is the decision `/mentor why` asks for; nil: none is remembered.
	Why *mentorship.Decision
	// Language is what the reader chose by `/mentor language`; empty: the house decides.
	Language string
	// Playbooks are those of the house rules that fit the newcomer's change.
	Playbooks []mentorship.Link
	// Files is the address below which the files of the default branch are shown;
	// empty: paths are named without a link.
	Files string
	// Free are the mentors who could be asked now, for the answers that name them.
	Free []mentorship.Mentor
	// Digest are the newcomers a mentor's digest tells of.
	Digest []Wait
	// Lead is the coordinator a comment is to, Areas the folders of the newcomer's
	// change, and Spoken the language the newcomer chose, for the ops issue.
	Lead   mentorship.Person
	Areas  []string
	Spoken string
	// Slug is the App's name on GitHub; empty: firstmate.
	Slug string
}

// words are what the templates may say. Everything in them is escaped.
type words struct {
	Lang       string // of the text
	Newcomer   string
	Mention    string // of the newcomer, in their own tracking issue alone
	Mentor     string // with the mention where there is one
	MentorName string
	Reason     string // the most telling one
	Reasons    []string
	Issue      string // reference to the tracking issue
	Pull       string // reference to the first pull request
	Date       string
	Stored     string
	Bot        string
	Merged     bool
	Answered   bool
	Asked      bool // a mentor was asked and has not answered
	Waiting    bool
	Paused     bool
	FromIssue  bool   // it stands below the issue the newcomer came with, or tells of it
	Informal   bool   // the pairing is an introduction and nothing more
	Second     bool   // it is about the second contribution
	Slower     bool   // the newcomer would like smaller steps
	Back       string // when the last pause was, and what happened in it

	Intro    string   // first lines of the tracking issue
	Contact  string   // whom to write to in private
	Together bool     // somebody else asked for changes: the mentor may read the review along
	Reading  []string // what the mentor asks to read before a question
	Useful   []string // what helps with such changes
	Glossary string
	Help     []helpGroup

	Items  []string // of a digest
	Wish   string   // what the newcomer would like help with
	Areas  string   // where their change is
	Spoken string   // the language they chose

	Over   string // why the page is closed
	Next   string
	Groups []group
	Done   string
	Ahead  string

	pairing
}

var (
	manyBreaks = regexp.MustCompile(`\n{3,}`)
	lineEnds   = regexp.MustCompile(`[ \t]+\n`)
)

// tidy takes out what empty parts of a template leave behind.
func tidy(s string) string {
	s = lineEnds.ReplaceAllString(s, "\n")
	return strings.TrimSpace(manyBreaks.ReplaceAllString(s, "\n\n"))
}

// words of a record, as far as every text needs them.
func (p Page) words(m mentorship.Mentorship) words {
	w := words{
		Lang:     p.language(),
		Newcomer: person(m.Newcomer),
		Bot:      p.bot(),
		Stored:   safely(p.Stored),
		Pull:     refer(m.Pull, m.Issue.Repo),
		Answered: m.Answered, Informal: m.Informal, FromIssue: m.Facts.Pull.Issue,
	}
	w.SoFar = soFar(w.Lang, m)
	if !m.Mentor.Zero() {
		w.MentorName = person(p.current(m.Mentor))
		w.Mentor = "**" + w.MentorName + "**"
	}
	for _, r := range m.Reasons {
		if text := checkable(w.Lang, r); text != "" {
			w.Reasons = append(w.Reasons, text)
		}
	}
	if len(w.Reasons) > 0 {
		w.Reason = w.Reasons[0]
	}
	if !m.Issue.Zero() {
		w.Issue = refer(m.Issue, m.Pull.Repo)
	}
	return w
}

// person is a login fit for a text, without a mention.
func person(p mentorship.Person) string {
	if p.Login == "" {
		return "ghost" // GitHub's own word for accounts that are gone
	}
	return Text(p.Login)
}

// current is the person under today's login where the house rules know them.
func (p Page) current(who mentorship.Person) mentorship.Person {
	if m, ok := p.Rules.Mentor(who.ID); ok && m.Login != "" {
		return m.Person
	}
	return who
}

// mayMention reports whether that person agreed to be mentioned.
func (p Page) mayMention(who mentorship.Person) bool {
	m, ok := p.Rules.Mentor(who.ID)
	return ok && m.Consented && !who.Zero() && isLogin(p.current(who).Login)
}

func (p Page) bot() string {
	if p.Slug == "" {
		return "firstmate"
	}
	return Text(p.Slug)
}

var safeURL = regexp.MustCompile(`^https?://[A-Za-z0-9._~:/?=%+-]+$`)

// safely is the address if a text may hold it as it is, else empty.
func safely(address string) string {
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.User != nil || !safeURL.MatchString(address) {
		return ""
	}
	return address
}

// checkable is a reason as a text shows it: a link to where it can be checked.
func checkable(lang string, r mentorship.Reason) string {
	text := Text(reasonText(lang, r))
	if text == "" || !safeURL.MatchString(r.Link) {
		return text
	}
	return "[" + text + "](" + r.Link + ")"
}

var repoShape = regexp.MustCompile(`^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$`)

// refer is a link to a thread as written in a repository.
func refer(t mentorship.Thread, in mentorship.Repo) string {
	full := t.Repo.FullName()
	switch {
	case t.Repo.ID == in.ID:
		return fmt.Sprintf("#%d", t.Number)
	case repoShape.MatchString(full):
		return fmt.Sprintf("%s#%d", full, t.Number)
	}
	return fmt.Sprintf("%s %d", Text(full), t.Number)
}
