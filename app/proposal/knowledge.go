package proposal

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/firstmate-app/firstmate/matching"
)

// knowledge is who worked where in a year.
type knowledge struct {
	active  []matching.PersonID // in id order
	count   map[matching.PersonID]int
	changes []matching.Change                    // not large ones
	in      map[matching.PersonID]map[string]int // folder ("" is the top) → changes in it or below
	own     map[matching.PersonID]map[string]int // folder → changes of files in it, but not below
	home    map[string][]matching.PersonID       // folder → active people at home there
}

func knowledgeOf(history []matching.Change, at time.Time) knowledge {
	k := knowledge{active: Active(history, at), count: map[matching.PersonID]int{},
		in: map[matching.PersonID]map[string]int{}, own: map[matching.PersonID]map[string]int{}, home: map[string][]matching.PersonID{}}
	for _, p := range k.active {
		k.in[p], k.own[p] = map[string]int{}, map[string]int{}
	}
	for c := range lately(history, at) {
		nearest, all := foldersOf(c.Files)
		for _, p := range people(c) {
			k.count[p]++
			if k.in[p] == nil || c.Large {
				continue
			}
			for f := range nearest {
				k.own[p][f]++
			}
			for f := range all {
				k.in[p][f]++
			}
		}
		if !c.Large {
			k.changes = append(k.changes, c)
		}
	}
	k.settle()
	return k
}

// atHome is how many people are at home in a folder at most: those who did most
// there. Who does something everywhere is not the one to ask everywhere.
const atHome = 3

// settle finds out who is at home where.
func (k knowledge) settle() {
	for _, p := range k.active {
		for f, n := range k.in[p] {
			if n >= worth {
				k.home[f] = append(k.home[f], p)
			}
		}
	}
	for f, who := range k.home {
		slices.SortStableFunc(who, func(a, b matching.PersonID) int { return k.in[b][f] - k.in[a][f] })
		k.home[f] = who[:min(atHome, len(who))]
	}
}

// covering returns those at home in one of the folders of a change.
func (k knowledge) covering(c matching.Change) (out []matching.PersonID) {
	for _, f := range c.Files {
		for _, p := range k.home[folder(f)] {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// lately goes through the changes of the 365 days before at.
func lately(history []matching.Change, at time.Time) iter.Seq[matching.Change] {
	return func(yield func(matching.Change) bool) {
		for _, c := range history {
			if c.Time.Before(at) && !c.Time.Before(at.Add(-year)) && !yield(c) {
				return
			}
		}
	}
}

// people returns the author and the reviewers, each once.
func people(c matching.Change) []matching.PersonID {
	out := []matching.PersonID{c.Author}
	for _, r := range c.Reviewers {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// folder is where a path lies, "" at the top.
func folder(path string) string {
	i := strings.LastIndexByte(path, '/')
	return path[:max(0, i)]
}

// foldersOf returns the folders that hold one of the files, and with them all
// those above.
func foldersOf(files []string) (nearest, all map[string]bool) {
	nearest, all = map[string]bool{}, map[string]bool{}
	for _, f := range files {
		nearest[folder(f)] = true
		for f = folder(f); !all[f]; f = folder(f) {
			all[f] = true
		}
	}
	return nearest, all
}

const (
	maxPaths  = 4
	maxDepth  = 3    // folders of a pattern
	telling   = 0.10 // share of a person's changes that makes a folder one to name
	itself    = 0.30 // share of changes of a folder's own files above which its parts do not stand for it
	maxLength = 120  // bytes of a pattern
)

// paths are patterns for the folders where somebody worked most.
func (k knowledge) paths(p matching.PersonID) []string {
	least := max(worth, int(telling*float64(k.in[p][""])))
	found := k.within(p, "", least, maxDepth)
	slices.SortStableFunc(found, func(a, b string) int { return k.in[p][b] - k.in[p][a] })
	found = found[:min(maxPaths, len(found))]
	slices.Sort(found)
	for i, f := range found {
		found[i] = literal(f) + "/**"
	}
	return found
}

// within returns the folder, or up to three within it that tell nearly as much.
// The top never stands for itself.
func (k knowledge) within(p matching.PersonID, at string, least, depth int) (out []string) {
	var parts []string
	for _, f := range slices.Sorted(maps.Keys(k.in[p])) {
		if f != "" && folder(f) == at && k.in[p][f] >= least && isNameable(f) {
			parts = append(parts, f)
		}
	}
	broad := float64(k.own[p][at]) > itself*float64(k.in[p][at])
	if at != "" && (broad || depth == 0 || len(parts) == 0 || len(parts) > 3) {
		return []string{at}
	}
	for _, f := range parts {
		out = append(out, k.within(p, f, least, depth-1)...)
	}
	return out
}

// isNameable tells whether a folder can stand in house rules.
func isNameable(f string) bool {
	return len(f) <= maxLength && utf8.ValidString(f) &&
		!strings.ContainsFunc(f, func(r rune) bool { return !unicode.IsPrint(r) }) && strings.Count(f, "*") < 8
}

// literal is a folder as a pattern: what means something in patterns becomes
// "?", which fits any one character.
func literal(f string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`*?[]{}\`, r) {
			return '?'
		}
		return r
	}, f)
}
