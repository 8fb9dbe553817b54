package config

import (
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v4"
)

// How much looking for files that fit a pattern may cost while one file of house
// rules is read: some tenths of a second. After that no pattern is called unused.
const (
	costOfMatch = 50 // in looks at the beginning of a path
	maxCost     = 50_000_000
)

// fit remembers which patterns fit some file of the repository.
type fit struct {
	cost int
	any  map[string]bool
}

// covers warns where a pattern fits no file, if the files are known.
func (p *parser) covers(n *yaml.Node, pattern string) {
	if p.Paths == nil {
		return
	}
	if p.fit.any == nil {
		p.fit.any = map[string]bool{}
	}
	fits, known := p.fit.any[pattern]
	if !known {
		fits = p.fit.look(pattern, p.Paths)
		p.fit.any[pattern] = fits
	}
	if !fits {
		p.warn(n, "no file fits "+quote(pattern))
	}
}

// look goes through the files for one that fits. When that has cost too much it says yes.
func (f *fit) look(pattern string, paths []string) bool {
	base, _ := doublestar.SplitPattern(strings.Trim(pattern, "/"))
	for _, path := range paths {
		if f.cost++; base != "." && !strings.HasPrefix(path, base) {
			continue
		}
		if f.cost += costOfMatch; f.cost > maxCost || Covers(pattern, path) {
			return true
		}
	}
	return false
}

// Covers reports whether a pattern under paths covers a file; one that names a
// folder covers what is below it.
func Covers(pattern, file string) bool {
	pattern = strings.Trim(pattern, "/")
	return match(pattern, file) || match(pattern+"/**", file)
}

// match holds a name against a glob; what is no glob fits nothing.
func match(pattern, name string) bool {
	ok, err := doublestar.Match(pattern, name)
	return ok && err == nil
}
