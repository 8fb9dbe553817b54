package githistory

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/firstmate-app/firstmate/matching"
)

// Person is somebody in a clone's history, as far as others may see them:
// without addresses.
type Person struct {
	ID    matching.PersonID
	Name  string // fit to be printed on one line
	Login string // on GitHub, where an address of the form login@users.noreply.github.com tells it
}

// People is everybody in a clone's history.
type People struct {
	byID map[matching.PersonID]Person
	who  wordBook
}

// Person returns who it is; for an unknown id, somebody with the id as a name.
func (p People) Person(id matching.PersonID) Person {
	if who, ok := p.byID[id]; ok {
		return who
	}
	return Person{ID: id, Name: string(id)}
}

// Find returns the person a login means: whose GitHub address holds it, or
// whose name or address before the @ is that word. The first of these three
// that fits anybody decides, and two whom it fits are as good as none.
func (p People) Find(login string) (Person, bool) {
	n, found := p.who.find(login)
	if !found || n < 0 {
		return Person{}, false
	}
	who, ok := p.byID[personID(n)]
	return who, ok
}

// contact is somebody as a commit names them: by name and mail, or by a word.
type contact struct {
	name, mail string
	word       string
	raw        bool // not yet looked up in .mailmap
}

var address = regexp.MustCompile(`^([^<>]*)<([^<>]*)>$`)

// contactOf reads what stands in a trailer.
func contactOf(text string) contact {
	if m := address.FindStringSubmatch(text); m != nil {
		name, mail := strings.Trim(m[1], " \t\"'"), strings.TrimSpace(m[2])
		if strings.Contains(mail, "@") {
			return contact{name: name, mail: mail, raw: true}
		}
		text = cmp.Or(name, mail)
	}
	if strings.Contains(text, "@") && !strings.HasPrefix(text, "@") && !strings.ContainsAny(text, " \t") {
		return contact{mail: text, raw: true}
	}
	return contact{word: strings.TrimPrefix(text, "@")}
}

// account is what a GitHub address says: "12345+ada@users.noreply.github.com"
// or, before 2017, "ada@users.noreply.github.com".
type account struct{ id, login string }

func accountOf(mail string) account {
	local, ok := strings.CutSuffix(strings.ToLower(mail), "@users.noreply.github.com")
	if !ok {
		return account{}
	}
	if id, login, ok := strings.Cut(local, "+"); ok {
		return account{id, login}
	}
	return account{login: local}
}

// isBot tells whether the contact is a program.
func (c contact) isBot() bool {
	local, _, _ := strings.Cut(c.mail, "@")
	login := accountOf(c.mail).login
	return isBot(c.name) || isBot(local) || isBot(c.word) || isBot(login)
}

// squeeze makes names and logins comparable: letters and digits, lower case.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// local is the part of an address before the @ that may be somebody's usual
// word for themselves; "" if it says nothing.
func local(mail string) string {
	if accountOf(mail).login != "" {
		return ""
	}
	at := strings.IndexByte(mail, '@')
	if at < 0 {
		return ""
	}
	word, _, _ := strings.Cut(strings.ToLower(mail[:at]), "+")
	if slices.Contains(genericWords(), word) {
		return ""
	}
	return word
}

// genericWords are used in many people's names and addresses.
func genericWords() []string {
	return []string{"", "admin", "administrator", "contact", "dev", "developer", "email", "git", "github", "hello", "hi", "info",
		"mail", "me", "nobody", "none", "noreply", "root", "test", "ubuntu", "unknown", "user", "you", "your", "yourname"}
}

// isAnonymous tells whether an address belongs to nobody in particular.
func isAnonymous(mail string) bool {
	name, domain, ok := strings.Cut(strings.ToLower(mail), "@")
	return !ok || domain == "" || domain == "localhost" || strings.HasSuffix(domain, "(none)") ||
		strings.HasPrefix(domain, "localhost.") || name == "noreply" || name == "none" || name == "unknown"
}

// fullName is a name under which two addresses are taken for one person: at
// least two words, none of which could be anybody's. Otherwise "".
func fullName(name string) string {
	words := strings.Fields(strings.ToLower(name))
	for _, w := range words {
		if slices.Contains(genericWords(), w) {
			return ""
		}
	}
	joined := strings.Join(words, " ")
	if len(words) < 2 || joined == "john doe" || joined == "jane doe" || strings.Contains(joined, "@") {
		return ""
	}
	return joined
}

// shownName is a name fit to be printed: one line, and no address.
func shownName(name string) string {
	name = Printable(strings.Join(strings.Fields(name), " "))
	if word, _, ok := strings.Cut(name, "@"); ok && word != "" {
		name = word
	}
	const most = 60
	if r := []rune(name); len(r) > most {
		name = string(r[:most]) + "…"
	}
	return strings.TrimPrefix(name, "@")
}

// Printable is s with a question mark for everything that could move the cursor
// of a terminal, hide text, or is no text at all. Names and paths are written by
// anybody.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) && r != unicode.ReplacementChar {
			return r
		}
		return '?'
	}, s)
}

// wordBook finds people by a word. Persons are numbers; -1 stands for several.
type wordBook struct{ logins, names, locals map[string]int32 }

const several = -1

func newWordBook() wordBook {
	return wordBook{map[string]int32{}, map[string]int32{}, map[string]int32{}}
}

func note(in map[string]int32, word string, n int32) {
	if word == "" {
		return
	}
	if have, ok := in[word]; ok && have != n {
		n = several
	}
	in[word] = n
}

// find returns whom a word means, and whether it means anybody: several if it
// fits more than one.
func (b wordBook) find(word string) (int32, bool) {
	word = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(word), "@"))
	if n, ok := b.logins[word]; ok {
		return n, true
	}
	if n, ok := b.names[squeeze(word)]; ok && squeeze(word) != "" {
		return n, true
	}
	n, ok := b.locals[word]
	return n, ok
}

// mostUsed is the key with the highest count; of equals the first in order.
func mostUsed(counts map[string]int) string {
	best := ""
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		if best == "" || counts[k] > counts[best] {
			best = k
		}
	}
	return best
}
