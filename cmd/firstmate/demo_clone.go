package main

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/githistory"
	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/proposal"
	"github.com/firstmate-app/firstmate/matching"
)

// cloneChanges is how much of a clone's history the story plays on.
const cloneChanges = 700

// cloneCast is the story on the history of a clone: its people are the mentors,
// and the pull requests touch what they work on.
func cloneCast(clone githistory.Clone, dir string, now time.Time) (cast, error) {
	p := proposal.Of(clone.Changes, matching.WeightsShip())
	if len(p.Entries) < 2 {
		return cast{}, errors.New("too little history for the story: it needs two people who made " +
			"five changes each in the last year; `firstmate demo` plays it on a built-in sample")
	}
	names := newPlayers(clone.People, p.Entries)
	places := storyPlaces(clone.Changes, p)
	if len(places) == 0 {
		return cast{}, errors.New("too little history for the story: no change of the last year has a path that can be shown")
	}
	c := cast{repo: "lantern/" + repoName(dir), request: "Could you say in a comment why?", answer: "Thanks! Could you add a test?"}
	for _, e := range p.Entries {
		c.mentors = append(c.mentors, names.login(e.Person))
	}
	c.nia = pullOf("nia", "Handle an empty file", places[0], 2)
	c.omar = pullOf("omar", "Say what went wrong", places[1%len(places)], 1)
	c.kim = pullOf("kim", "Fix a typo", places[2%len(places)], 1)
	c.second = pullOf("nia", "Test an empty file", places[0], 1)
	c.third = pullOf("nia", "Tell two errors apart", places[0], 1)
	c.lena = pullOf("lena", "Explain what is read", places[0], 1)
	c.member = pullOf(c.mentors[0], "Tidy up", places[0], 1)
	c.bot = pullOf("renovate[bot]", "Update a dependency", places[0], 1)
	what := "three newcomers"
	if c.year() {
		what = "one year, four newcomers"
	}
	c.intro = fmt.Sprintf(cloneIntro, what, githistory.Printable(dir), p.At.Format(time.DateOnly), strings.Join(namesOf(clone.People, p.Entries), ", "))
	c.world = demoWorld(c, c.rules(), names.merged(clone.Changes, now))
	return c, nil
}

const cloneIntro = `firstmate demo: one project, %s.
The project's past is that of %s, up to %s (moved to end the day before). These play
the mentors: %s.
What they and the newcomers say and do is made up, and nothing leaves this machine. GitHub is a
stand-in; the server, the workers and the rules are the true ones.
`

func namesOf(people githistory.People, entries []proposal.Entry) (out []string) {
	for _, e := range byName(entries, people) {
		out = append(out, people.Person(e.Person).Name)
	}
	return out
}

// rules are house rules that list the mentors.
func (c cast) rules() string {
	text := "version: 1\nprogram:\n  coordinators: [coral]\ntimers:\n  quiet: 0s\nmentors:\n"
	for _, login := range c.mentors {
		text += "  - login: " + login + "\n    capacity: 3\n    max_new_per_week: 5\n"
	}
	return text
}

// pullOf is a small made-up pull request in a place.
func pullOf(author, title string, place []string, files int) opening {
	file := path.Base(place[0])
	return opening{author, title + " in " + file, place[:min(files, len(place))], "A small change; it makes " + file + " easier to use."}
}

// storyPlaces are the files of three folders, the latest changed first in each:
// those in which the proposed people did most.
func storyPlaces(history []matching.Change, p proposal.Proposal) [][]string {
	files, work := map[string][]string{}, map[string]int{}
	for _, c := range slices.Backward(history) {
		if c.Large || c.Time.Before(p.At.AddDate(-1, 0, 0)) {
			continue
		}
		for _, e := range p.Entries {
			if c.Author != e.Person && !slices.Contains(c.Reviewers, e.Person) {
				continue
			}
			for _, f := range c.Files {
				at := path.Dir(f)
				if f != githistory.Printable(f) {
					continue
				}
				work[at]++
				if !slices.Contains(files[at], f) {
					files[at] = append(files[at], f)
				}
			}
		}
	}
	var out [][]string
	for at, in := range files {
		if len(in) > 0 {
			out = append(out, files[at])
		}
	}
	slices.SortFunc(out, func(a, b []string) int {
		x, y := path.Dir(a[0]), path.Dir(b[0])
		return cmp.Or(cmp.Compare(work[y], work[x]), cmp.Compare(x, y))
	})
	return out[:min(3, len(out))]
}

// players give people logins on the stand-in: their own where it is known, one
// made of the name for the other mentors, a number for everybody else.
type players struct {
	people githistory.People
	logins map[matching.PersonID]string
}

func newPlayers(people githistory.People, mentors []proposal.Entry) players {
	p := players{people, map[matching.PersonID]string{}}
	taken := []string{"nia", "omar", "kim", "lena", "coral", "lantern", "firstmate", "ghost", "web-flow"}
	for _, e := range mentors {
		who := people.Person(e.Person)
		login := loginOf(cmp.Or(who.Login, who.Name))
		for n := 2; login == "" || slices.Contains(taken, strings.ToLower(login)); n++ {
			login = fmt.Sprintf("%s-%d", cmp.Or(loginOf(who.Name), "mentor"), n)
		}
		taken = append(taken, strings.ToLower(login))
		p.logins[e.Person] = login
	}
	return p
}

// loginOf makes a login of a name: "Ada Lovelace" is ada-lovelace; "" if
// nothing is left of it.
func loginOf(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	login := strings.Join(words, "-")
	return strings.TrimRight(login[:min(30, len(login))], "-")
}

func (p players) login(id matching.PersonID) string {
	if login, ok := p.logins[id]; ok {
		return login
	}
	return "dev-" + strings.TrimPrefix(string(id), "p")
}

// merged is the end of the history as pull requests.
func (p players) merged(history []matching.Change, now time.Time) (out []githubsim.Merged) {
	for _, c := range history[max(0, len(history)-cloneChanges):] {
		m := githubsim.Merged{Author: p.login(c.Author), Files: c.Files, MergedAt: c.Time}
		for _, r := range c.Reviewers {
			m.Reviewers = append(m.Reviewers, p.login(r))
		}
		out = append(out, m)
	}
	return endingYesterday(out, now)
}

// repoName is what the folder of a clone is called, as a repository's name.
func repoName(dir string) string {
	if full, err := filepath.Abs(dir); err == nil {
		dir = full
	}
	return cmp.Or(loginOf(filepath.Base(dir)), "clone")
}
