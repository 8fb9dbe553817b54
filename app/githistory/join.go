package githistory

import (
	"maps"
	"slices"
	"strings"
)

// joiner finds out which contacts are the same person.
type joiner struct {
	contacts []contact
	accounts []account // of each contact
	up       []int32   // a contact nearer to the one that stands for the person
}

// join returns, for each contact, the one that stands for the person. Contacts
// are the same person if they share an address, a GitHub account, or a full
// name, unless that name belongs to several GitHub accounts. Words are joined
// later, see [wordBook].
func join(contacts []contact) []int32 {
	j := joiner{contacts: contacts, accounts: make([]account, len(contacts)), up: make([]int32, len(contacts))}
	for i, c := range contacts {
		j.up[i], j.accounts[i] = int32(i), accountOf(c.mail)
	}
	j.by(j.mailKey)
	j.by(func(i int) string { return j.accounts[i].id })
	j.by(func(i int) string { return j.accounts[i].login })
	j.byName()
	for i := range j.up {
		j.up[i] = j.top(int32(i))
	}
	return j.up
}

// mailKey is the address; where many share it, together with the name.
func (j *joiner) mailKey(i int) string {
	c := j.contacts[i]
	switch mail := strings.ToLower(strings.TrimSpace(c.mail)); {
	case c.word != "":
		return "word " + squeeze(c.word)
	case isAnonymous(mail):
		return mail + " " + squeeze(c.name)
	default:
		return mail
	}
}

// by joins all contacts with the same key that is not empty.
func (j *joiner) by(key func(i int) string) {
	first := map[string]int32{}
	for i := range j.contacts {
		k := key(i)
		if k == "" {
			continue
		}
		if have, ok := first[k]; ok {
			j.union(have, int32(i))
		} else {
			first[k] = int32(i)
		}
	}
}

// byName joins contacts of the same full name.
func (j *joiner) byName() {
	known := map[int32]bool{} // persons with a GitHub account
	for i, a := range j.accounts {
		if a.login != "" {
			known[j.top(int32(i))] = true
		}
	}
	named := map[string][]int32{}
	for i, c := range j.contacts {
		if name := fullName(c.name); name != "" {
			named[name] = append(named[name], int32(i))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(named)) {
		persons := map[int32]bool{}
		for _, i := range named[name] {
			if top := j.top(i); known[top] {
				persons[top] = true
			}
		}
		if len(persons) > 1 {
			continue
		}
		for _, i := range named[name] {
			j.union(named[name][0], i)
		}
		known[j.top(named[name][0])] = len(persons) == 1
	}
}

func (j *joiner) top(i int32) int32 {
	for j.up[i] != i {
		j.up[i] = j.up[j.up[i]]
		i = j.up[i]
	}
	return i
}

// union joins two persons; the earlier contact stands for both.
func (j *joiner) union(a, b int32) {
	a, b = j.top(a), j.top(b)
	j.up[max(a, b)] = min(a, b)
}
