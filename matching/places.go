package matching

import (
	"cmp"
	"slices"
	"strings"
)

// placeList is the known places of a change, deepest first, the root last.
type placeList struct {
	names []string
	nodes []uint32
	slot  map[uint32]int // node → index
}

// placesOf lists the directories above the files, as far as the index knows
// them, and the files at the top level.
func (x *Index) placesOf(files []string) placeList {
	seen := map[string]bool{"": true}
	names := []string{""}
	for _, file := range files {
		dir, _ := split(file)
		if dir == "" && !seen[file] {
			seen[file] = true
			names = append(names, file)
		}
		for ; !seen[dir]; dir, _ = split(dir) {
			seen[dir] = true
			names = append(names, dir+"/")
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(depth(b), depth(a)), cmp.Compare(a, b))
	})
	l := placeList{slot: map[uint32]int{}}
	for _, name := range names {
		if n, ok := x.tree.at(strings.TrimSuffix(name, "/")); ok {
			l.slot[n] = len(l.names)
			l.names, l.nodes = append(l.names, name), append(l.nodes, n)
		}
	}
	return l
}

// depth of a place: 0 for the root, 1 for "store/" and "README.md".
func depth(name string) int {
	if name == "" {
		return 0
	}
	return strings.Count(strings.TrimSuffix(name, "/"), "/") + 1
}

// mostTelling picks the deepest place with a count worth naming, or failing that
// the deepest with any; among equally deep ones that with the greater count.
func (l placeList) mostTelling(counts []int) (name string, count int) {
	for _, least := range []int{worthNaming, 1} {
		best := -1
		for i, n := range counts {
			if n < least {
				continue
			}
			if best >= 0 && depth(l.names[i]) < depth(l.names[best]) {
				break
			}
			if best < 0 || n > counts[best] {
				best = i
			}
		}
		if best >= 0 && (l.names[best] != "" || least == 1) {
			return l.names[best], counts[best]
		}
	}
	return "", 0
}
