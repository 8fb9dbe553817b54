package githistory

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/matching"
)

// clone makes changes and people of what was collected.
func (c *collector) clone(ctx context.Context, g git, head, asked int32, until time.Time) (Clone, error) {
	if err := c.lookUp(ctx, g); err != nil {
		return Clone{}, err
	}
	c.arrive(head, nil)
	latest := int64(math.MaxInt64)
	if !until.IsZero() {
		latest = until.Unix()
	}
	var in []*commit
	for i := range c.commits {
		it := &c.commits[i]
		if t := it.time(); it.placed && !it.out && t >= earliest && t <= latest {
			in = append(in, it)
		}
	}
	slices.SortFunc(in, func(a, b *commit) int {
		return cmp.Or(cmp.Compare(a.time(), b.time()), cmp.Compare(a.order, b.order))
	})
	p := c.persons()
	out := Clone{Commits: c.log, Changes: make([]matching.Change, 0, len(in))}
	for _, it := range in {
		if p.of[it.author] != nobody {
			out.Changes = append(out.Changes, p.change(it))
		}
	}
	if asked >= 0 {
		out.Asked = p.change(&c.commits[asked])
	}
	out.People = p.people()
	return out, nil
}

// earliest is 1990 began, in Unix seconds. What claims to be older is a joke (golang/go
// begins in 1972) or comes from a broken clock, and would stretch the history.
const earliest = 631152000

// lookUp puts .mailmap's names in the place of those in trailers; git has done
// so for authors.
func (c *collector) lookUp(ctx context.Context, g git) error {
	var raw []int
	var lines strings.Builder
	for i, is := range c.contacts {
		if is.raw {
			raw = append(raw, i)
			fmt.Fprintf(&lines, "%s <%s>\n", oneLine(is.name), oneLine(is.mail))
		}
	}
	if len(raw) == 0 {
		return nil
	}
	cmd := g.command(ctx, "check-mailmap", "--stdin")
	var said complaint
	cmd.Stdin, cmd.Stderr = strings.NewReader(lines.String()), &said
	printed, err := cmd.Output()
	if err != nil {
		return g.explain(ctx, err, said.String())
	}
	answers := bufio.NewReader(strings.NewReader(string(printed)))
	for _, i := range raw {
		line, err := answers.ReadString('\n')
		if err != nil {
			return fmt.Errorf("reading %s: the output of git check-mailmap: %w", g.dir, noEOF(err))
		}
		m := address.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			return fmt.Errorf("reading %s: git check-mailmap printed %.80q", g.dir, line)
		}
		c.contacts[i] = contact{name: strings.TrimSpace(m[1]), mail: m[2]}
	}
	if _, err := answers.ReadByte(); err != io.EOF {
		return fmt.Errorf("reading %s: git check-mailmap printed too much", g.dir)
	}
	return nil
}

func oneLine(s string) string {
	return strings.NewReplacer("\n", " ", "\r", " ", "\x00", " ").Replace(s)
}

// nobody stands for bots, and for a word that fits several people.
const nobody = -1

// persons tells who the contacts are.
type persons struct {
	contacts []contact
	of       []int32 // contact → the contact that stands for the person, or nobody
	uses     []int   // of each contact
	book     wordBook
	number   map[int32]int32 // person → number, in the order of first appearance
}

func (c *collector) persons() *persons {
	p := &persons{contacts: c.contacts, of: join(c.contacts), book: newWordBook(),
		uses: make([]int, len(c.contacts)), number: map[int32]int32{}}
	for i, is := range p.contacts {
		if is.isBot() {
			p.of[i] = nobody
			continue
		}
		if is.word == "" {
			note(p.book.logins, accountOf(is.mail).login, p.of[i])
			note(p.book.names, squeeze(is.name), p.of[i])
			note(p.book.locals, local(is.mail), p.of[i])
		}
	}
	for i, is := range p.contacts {
		if is.word == "" || p.of[i] == nobody {
			continue
		}
		if who, ok := p.book.find(is.word); ok {
			p.of[i] = who // several is nobody
		}
	}
	return p
}

// change is a commit as matching knows it.
func (p *persons) change(it *commit) matching.Change {
	out := matching.Change{ID: it.id, Time: time.Unix(it.time(), 0).UTC(), Author: p.person(it.author), Files: it.files, Renames: it.renames}
	reviewers := it.reviewers
	if it.by != nil {
		reviewers = slices.Concat(reviewers, it.by.reviewers)
	}
	for _, r := range reviewers {
		if id := p.person(r); id != "" && id != out.Author && !slices.Contains(out.Reviewers, id) {
			out.Reviewers = append(out.Reviewers, id)
		}
	}
	if len(out.Files) > manyFiles {
		out.Large, out.Files = true, slices.Clone(out.Files[:keptFiles])
	}
	return out
}

// person is the id of a contact, "" for nobody.
func (p *persons) person(contact int32) matching.PersonID {
	who := p.of[contact]
	if who == nobody {
		return ""
	}
	p.uses[contact]++
	n, ok := p.number[who]
	if !ok {
		n = int32(len(p.number)) + 1
		p.number[who] = n
	}
	return personID(n)
}

func personID(n int32) matching.PersonID { return matching.PersonID(fmt.Sprintf("p%05d", n)) }

// people are the persons who were given a number.
func (p *persons) people() People {
	names, logins, words := map[int32]map[string]int{}, map[int32]map[string]int{}, map[int32]map[string]int{}
	count := func(in map[int32]map[string]int, who int32, word string, n int) {
		if word == "" {
			return
		}
		if in[who] == nil {
			in[who] = map[string]int{}
		}
		in[who][word] += n
	}
	for i, is := range p.contacts {
		if who := p.of[i]; who != nobody {
			count(names, who, shownName(is.name), p.uses[i])
			count(words, who, shownName(is.word), p.uses[i])
			count(logins, who, accountOf(is.mail).login, p.uses[i])
		}
	}
	out := People{byID: map[matching.PersonID]Person{}, who: newWordBook()}
	for who, n := range p.number {
		login := mostUsed(logins[who])
		name := cmp.Or(mostUsed(names[who]), login, mostUsed(words[who]), "somebody without a name")
		out.byID[personID(n)] = Person{ID: personID(n), Name: name, Login: login}
	}
	p.numbered(out.who.logins, p.book.logins)
	p.numbered(out.who.names, p.book.names)
	p.numbered(out.who.locals, p.book.locals)
	return out
}

// numbered copies a word list with numbers for persons.
func (p *persons) numbered(to, from map[string]int32) {
	for word, who := range from {
		if n, ok := p.number[who]; ok {
			to[word] = n
		} else if who == several {
			to[word] = several
		}
	}
}
