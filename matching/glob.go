package matching

import (
	"path"
	"slices"
	"strings"
)

// pattern is a path pattern ready for matching. It starts at the repository
// root; "*", "?" and "[a-z]" stay within a component, "**" stands for any number
// of components, "{a,b}" (not nested) for either. A pattern that names a
// directory covers what is below it. A malformed pattern covers nothing.
type pattern [][]string // components of each choice of braces

func parsePattern(text string) pattern {
	var p pattern
	for _, choice := range expand(strings.Trim(text, "/")) {
		p = append(p, components(choice))
	}
	return p
}

// maxChoices bounds what braces can multiply to.
const maxChoices = 64

// expand spells out the choices in braces.
func expand(text string) []string {
	before, rest, braces := strings.Cut(text, "{")
	if !braces {
		return []string{text}
	}
	choices, after, closed := strings.Cut(rest, "}")
	if !closed {
		return nil
	}
	var out []string
	for _, tail := range expand(after) {
		for choice := range strings.SplitSeq(choices, ",") {
			if len(out) < maxChoices {
				out = append(out, before+choice+tail)
			}
		}
	}
	return out
}

// covers tells whether the pattern covers a file, given by its components.
func (p pattern) covers(file []string) bool {
	return slices.ContainsFunc(p, func(parts []string) bool { return matchParts(parts, file) })
}

// components cuts a path at its slashes.
func components(file string) []string { return strings.Split(strings.Trim(file, "/"), "/") }

// matchParts matches components; running out of pattern inside a directory is a
// match for what is below.
func matchParts(parts, file []string) bool {
	for len(parts) > 0 && parts[0] != "**" {
		if len(file) == 0 {
			return false
		}
		if ok, err := path.Match(parts[0], file[0]); err != nil || !ok {
			return false
		}
		parts, file = parts[1:], file[1:]
	}
	for len(parts) > 1 && parts[1] == "**" {
		parts = parts[1:]
	}
	if len(parts) <= 1 {
		return true
	}
	for i := range len(file) + 1 {
		if matchParts(parts[1:], file[i:]) {
			return true
		}
	}
	return false
}
