package matching

import "strings"

// pastPaths remembers who reviewed which paths, so that a path can be compared
// with all of them at once. A file whose name is no component of the asked path
// compares just like its directory, with no common suffix. So the files of a
// directory are compared together, and only those few whose name does occur are
// compared one by one.
//
// Sums are of integers, so that their order has no say in the result.
type pastPaths struct {
	components map[string]uint32
	dirs       []pastPath
	files      []pastPath
	byDir      map[string]uint32   // directory → index in dirs
	byPath     map[string]uint32   // file → index in files
	named      map[uint32][]uint32 // last component → files
}

// pastPath is a file, or all files of one directory together.
type pastPath struct {
	parts   []uint32 // components
	dir     uint32   // of a file: the index of its directory
	credits []credit
}

// credit is a person's part in the reviews of a path: 1/(files of the change)
// for each, in units.
type credit struct {
	person uint32
	amount int64
}

// unit is a whole review, and a whole likeness of two paths. Every number up to
// 16 divides it; the product of both fits an int64 for half a million reviews of
// one person and 20 files.
const unit = 720720

// noComponent is a component that no past path has.
const noComponent = ^uint32(0)

func newPastPaths() pastPaths {
	return pastPaths{
		components: map[string]uint32{},
		byDir:      map[string]uint32{},
		byPath:     map[string]uint32{},
		named:      map[uint32][]uint32{},
	}
}

// intern returns the index of a file.
func (x *pastPaths) intern(path string) uint32 {
	if n, ok := x.byPath[path]; ok {
		return n
	}
	var parts []uint32
	for _, c := range components(path) {
		parts = append(parts, internIn(x.components, c))
	}
	dir, _ := split(strings.Trim(path, "/"))
	d := internIn(x.byDir, dir)
	last := len(parts) - 1
	if int(d) == len(x.dirs) {
		x.dirs = append(x.dirs, pastPath{parts: parts[:last]})
	}
	n := internIn(x.byPath, path)
	x.files = append(x.files, pastPath{parts: parts, dir: d})
	x.named[parts[last]] = append(x.named[parts[last]], n)
	return n
}

// internIn returns the number of a key; the next free one if it is new.
func internIn[K comparable](numbers map[K]uint32, key K) uint32 {
	n, ok := numbers[key]
	if !ok {
		n = uint32(len(numbers))
		numbers[key] = n
	}
	return n
}

// count adds a review (times 1) or takes it back (times −1).
func (x *pastPaths) count(r pastReview, times int64) {
	amount := times * (unit / int64(len(r.files)))
	for _, f := range r.files {
		for _, p := range r.reviewers {
			x.files[f].add(p, amount)
			x.dirs[x.files[f].dir].add(p, amount)
		}
	}
}

func (p *pastPath) add(person uint32, amount int64) {
	for i := range p.credits {
		if p.credits[i].person == person {
			p.credits[i].amount += amount
			return
		}
	}
	p.credits = append(p.credits, credit{person, amount})
}

// addLikeness adds to everybody's scores, per comparison, the likeness of a path
// to each path they reviewed, times their credit there. Likeness is the number
// of common components over that of all in the longer path.
func (x *pastPaths) addLikeness(scores []similarity, path string) {
	asked := newAskedPath(x.lookup(path))
	for i := range x.dirs {
		d := &x.dirs[i]
		d.give(scores, asked.compareDir(d), max(len(asked.parts), len(d.parts)+1))
	}
	seen := map[uint32]bool{}
	for _, name := range asked.parts {
		if seen[name] {
			continue
		}
		seen[name] = true
		for _, n := range x.named[name] {
			f := &x.files[n]
			more, given := asked.compare(f.parts), asked.compareDir(&x.dirs[f.dir])
			for k := range more {
				more[k] -= given[k]
			}
			f.give(scores, more, max(len(asked.parts), len(f.parts)))
		}
	}
}

// compareDir compares with the files of a directory, none of whose names is
// taken to occur in the asked path.
func (a *askedPath) compareDir(d *pastPath) similarity {
	s := a.compare(d.parts)
	s[suffix] = 0
	return s
}

// lookup returns the components of a path, as far as they are known.
func (x *pastPaths) lookup(path string) []uint32 {
	var parts []uint32
	for _, c := range components(path) {
		n, ok := x.components[c]
		if !ok {
			n = noComponent
		}
		parts = append(parts, n)
	}
	return parts
}

// give adds what common components mean to everybody with a credit here.
func (p *pastPath) give(scores []similarity, common similarity, longest int) {
	if common == (similarity{}) {
		return
	}
	for k := range common {
		common[k] = common[k] * unit / int64(longest)
	}
	for _, c := range p.credits {
		for k := range common {
			scores[c.person][k] += common[k] * c.amount
		}
	}
}
