package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/githistory"
	"github.com/firstmate-app/firstmate/app/proposal"
	"github.com/firstmate-app/firstmate/matching"
)

// suggestCmd says who could help with one change, and why.
type suggestCmd struct {
	Git    string   `required:"" placeholder:"DIR" help:"Local clone; it is only read."`
	Files  []string `placeholder:"PATH" xor:"change" help:"Files the change touches, from the root of the repository, separated by commas."`
	Rev    string   `placeholder:"SHA" xor:"change" help:"A commit: its author, time and files, and only what was known before it."`
	Rules  string   `placeholder:"FILE" help:"House rules: only the mentors listed there. Everybody active in the last year when left out."`
	Format string   `enum:"text,json" default:"text" help:"Output: text or json."`
}

// suggestions is how many people are named.
const suggestions = 3

// Run is called by the command line parser.
func (c *suggestCmd) Run(ctx context.Context, to streams) error {
	if (len(c.Files) == 0) == (c.Rev == "") {
		return badInput(errors.New("say which change: either --files a/b.go,c.md or --rev SHA"))
	}
	files, err := cleanPaths(c.Files)
	if err != nil {
		return badInput(err)
	}
	var house *config.House
	if c.Rules != "" {
		if house, err = readRules(c.Rules); err != nil {
			return badInput(err)
		}
	}
	clone, err := readClone(ctx, to.err, c.Git, c.Rev)
	if err != nil {
		return badInput(err)
	}
	a := newAsking(clone, files, c.Rev)
	if house == nil {
		a.query.Pool = proposal.Active(clone.Changes, a.query.Time)
	} else {
		a.only(*house, a.day(time.Now()))
	}
	out := a.answer()
	if c.Format == "json" {
		return json.NewEncoder(to.out).Encode(out)
	}
	return out.print(to.out)
}

// cleanPaths reads paths as people type them.
func cleanPaths(files []string) (out []string, err error) {
	for _, f := range files {
		f = strings.TrimSpace(f)
		switch clean := path.Clean(f); {
		case f == "" || clean == ".":
		case path.IsAbs(f) || clean == ".." || strings.HasPrefix(clean, "../"):
			return nil, fmt.Errorf("--files: %q is not a path from the root of the repository", f)
		case !slices.Contains(out, clean):
			out = append(out, clean)
		}
	}
	if len(out) == 0 && len(files) > 0 {
		return nil, errors.New("--files: no path given")
	}
	return out, nil
}

// readRules reads house rules that must be valid.
func readRules(file string) (*config.House, error) {
	text, err := readAtMost(file, config.MaxBytes+1)
	if err != nil {
		return nil, fmt.Errorf("--rules: %w", err)
	}
	house, findings := config.Parse(text)
	if !config.Valid(findings) {
		first := findings[slices.IndexFunc(findings, func(f config.Finding) bool { return !f.Warning })]
		return nil, fmt.Errorf("--rules: %s:%d:%d: %s (`firstmate check` lists everything)", file, first.Line, first.Col, first.Message)
	}
	return &house, nil
}

// asking is one question to the history of a clone.
type asking struct {
	clone githistory.Clone
	query matching.Query
	rev   string
	out   answer
}

func newAsking(clone githistory.Clone, files []string, rev string) *asking {
	a := &asking{clone: clone, rev: rev}
	a.query = matching.Query{Time: proposal.After(clone.Changes), Files: files}
	if rev != "" {
		a.query.Time, a.query.Author, a.query.Files = clone.Asked.Time, clone.Asked.Author, clone.Asked.Files
	}
	return a
}

// day is the day on which somebody may be away: that of the commit, or today.
func (a *asking) day(today time.Time) time.Time {
	if a.rev != "" {
		return a.query.Time
	}
	return today
}

// only leaves those listed in house rules who are in the history and not away.
func (a *asking) only(house config.House, day time.Time) {
	a.out.listed, a.query.Declared = true, map[matching.PersonID][]string{}
	for _, m := range house.Mentors {
		away := false
		for _, days := range m.Away {
			away = away || days.Contains(day)
		}
		who, known := a.clone.People.Find(m.Login)
		switch {
		case m.Capacity == 0 || away:
			a.out.Resting = append(a.out.Resting, m.Login)
		case !known:
			a.out.NotFound = append(a.out.NotFound, m.Login)
		default:
			a.query.Pool = append(a.query.Pool, who.ID)
			a.query.Declared[who.ID] = append(a.query.Declared[who.ID], m.Paths...)
		}
	}
}

// answer ranks with what was known strictly before the change.
func (a *asking) answer() answer {
	index := matching.NewIndex()
	for _, c := range a.clone.Changes {
		if !c.Time.Before(a.query.Time) {
			break
		}
		index.Add(c)
	}
	out := a.out
	out.Candidates = []candidate{}
	out.At, out.Rev, out.Files = a.query.Time.UTC(), a.clone.Asked.ID, slices.Sorted(slices.Values(a.query.Files))
	if a.query.Author != "" {
		out.Author = a.clone.People.Person(a.query.Author).Name
	}
	for _, c := range index.Suggest(a.query, matching.WeightsShip(), suggestions) {
		out.Candidates = append(out.Candidates, a.candidate(c.Person, c.Reasons))
	}
	out.Second = a.second(index)
	return out
}

func (a *asking) candidate(id matching.PersonID, facts []matching.Reason) candidate {
	p := a.clone.People.Person(id)
	out := candidate{Name: p.Name, Login: p.Login, Reasons: []reason{}, shown: personText(p)}
	for _, r := range facts {
		out.Reasons = append(out.Reasons, reason{r, r.String()})
	}
	return out
}

// second is who would help beside the first candidate, with what that one knows less.
func (a *asking) second(index *matching.Index) *candidate {
	ranked := index.Rank(a.query, matching.WeightsShip())
	if len(ranked) < 2 {
		return nil
	}
	best := index.Second(a.query, matching.WeightsShip(), ranked[0].Person)[0].Person
	c := a.candidate(best, index.Reasons(a.query, best))
	return &c
}

// answer is what suggest prints: people in the order in which they would be
// asked, with facts anybody can check, and nothing that compares them.
type answer struct {
	At         time.Time   `json:"at"`
	Rev        string      `json:"rev,omitempty"`
	Author     string      `json:"author,omitempty"`
	Files      []string    `json:"files"`
	Candidates []candidate `json:"candidates"`
	Second     *candidate  `json:"second,omitempty"`    // beside the first candidate, with other strengths
	NotFound   []string    `json:"not_found,omitempty"` // listed, but not in this history
	Resting    []string    `json:"resting,omitempty"`   // listed, but away or with no places

	listed bool // only those listed in house rules were looked at
}

type candidate struct {
	Name    string   `json:"name"`
	Login   string   `json:"login,omitempty"`
	Reasons []reason `json:"reasons"`
	shown   string
}

type reason struct {
	matching.Reason
	Text string `json:"text"`
}

func (a answer) print(w io.Writer) error {
	_, err := io.WriteString(w, githistory.Printable(a.change())+"\n"+a.people()+a.notes())
	return err
}

// change says what was asked about.
func (a answer) change() string {
	files := listed(a.Files, "file", "files")
	if a.Rev == "" {
		return "A change of " + files
	}
	return fmt.Sprintf("Commit %.10s of %s by %s, %s", a.Rev, a.At.Format(time.DateOnly), cmp.Or(a.Author, "a bot"), files)
}

// people lists who could be asked, with what speaks for it.
func (a answer) people() string {
	day := a.At.Format(time.DateOnly)
	switch {
	case len(a.Candidates) == 0 && a.listed:
		return "\nNobody who is listed could be asked.\n"
	case len(a.Candidates) == 0:
		return fmt.Sprintf("\nNobody made %d changes in the year before %s, so there is nobody to suggest.\n", proposal.MinActive, day)
	}
	text := fmt.Sprintf("Who could be asked, from the history up to %s:\n", day)
	for _, c := range a.Candidates {
		text += "\n  " + c.shown + "\n"
		for _, r := range c.Reasons {
			text += "    " + githistory.Printable(r.Text) + "\n"
		}
		switch {
		case len(c.Reasons) > 0:
		case a.listed:
			text += "    is listed in the house rules\n"
		default:
			text += "    was active in this repository this year\n"
		}
	}
	if a.Second != nil {
		text += fmt.Sprintf("\nA second mentor beside %s, for what is less their field: %s\n", a.Candidates[0].shown, a.Second.shown)
	}
	return text
}

// notes say who is missing, and what the answer is worth.
func (a answer) notes() string {
	text := "\n"
	if len(a.NotFound) > 0 {
		text += fmt.Sprintf("Not found in this history: %s. A clone knows people by name and address; the App knows logins.\n", strings.Join(a.NotFound, ", "))
	}
	if len(a.Resting) > 0 {
		text += fmt.Sprintf("Away or resting: %s.\n", strings.Join(a.Resting, ", "))
	}
	if len(a.Candidates) > 0 {
		text += "Every line can be checked in the history. Nobody was asked.\n"
	}
	if text == "\n" {
		return ""
	}
	return text
}

// listed names up to three things, and counts the rest.
func listed(what []string, one, many string) string {
	noun := many
	if len(what) == 1 {
		noun = one
	}
	text := fmt.Sprintf("%d %s: %s", len(what), noun, strings.Join(what[:min(3, len(what))], ", "))
	if len(what) > 3 {
		text += ", …"
	}
	return text
}
