package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hmarr/codeowners"
)

// The limits of a CODEOWNERS file.
const (
	// MaxOwnersBytes is the size up to which GitHub reads the file:
	// https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
	MaxOwnersBytes = 3 << 20
	maxOwnersRules = 10_000 // a hint is not worth more time
	maxOwnersLine  = 2_000  // bytes
	maxOwnersStars = 6      // in one pattern
	maxOwnersLooks = 20_000 // at patterns with wildcards, in one call of Of
)

// OwnersPaths are the places of a CODEOWNERS file, in GitHub's order; the first
// that exists counts.
func OwnersPaths() []string {
	return []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}
}

// Owners is a CODEOWNERS file: a hint who knows which part of the code. The
// last line that matches a file counts. A line that cannot be read is left out,
// as on GitHub, and never hides the others.
type Owners struct {
	rules []ownersRule
	// Skipped are the lines that were left out, as warnings with their place.
	Skipped []Finding
}

// ownersRule is a line with what must stand in the path of each file it matches.
type ownersRule struct {
	codeowners.Rule
	piece string
}

// ParseOwners reads a CODEOWNERS file.
func ParseOwners(text []byte) Owners {
	var o Owners
	if len(text) > MaxOwnersBytes {
		o.skip(1, "the file is larger than 3 MB, so GitHub does not read it")
		return o
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if len(o.rules) == maxOwnersRules {
			o.skip(n, fmt.Sprintf("there are more than %d rules; they are not used as a hint", maxOwnersRules))
			o.rules = nil // the last line that matches counts, so the first ones alone would mislead
			break
		}
		o.read(n, line)
	}
	o.Skipped = tidy(o.Skipped)
	return o
}

// read takes one line by itself, so that a bad one hides nothing.
func (o *Owners) read(n int, line string) {
	if len(line) > maxOwnersLine {
		o.skip(n, "the line is too long")
		return
	}
	rules, err := codeowners.ParseFile(strings.NewReader(line))
	if err != nil {
		o.skip(n, strings.TrimPrefix(err.Error(), "line 1: "))
		return
	}
	for _, r := range rules {
		pattern := r.RawPattern()
		switch {
		case pattern == "" || pattern == "/":
			o.skip(n, "the pattern matches no file")
		case strings.Count(pattern, "*") > maxOwnersStars:
			o.skip(n, "the pattern has too many wildcards")
		default:
			r.LineNumber = n
			o.rules = append(o.rules, ownersRule{r, longestPiece(pattern)})
		}
	}
}

// longestPiece is the longest part of a pattern that means itself.
func longestPiece(pattern string) string {
	longest := ""
	for piece := range strings.FieldsFuncSeq(pattern, func(r rune) bool { return strings.ContainsRune(`*?/\`, r) }) {
		if len(piece) > len(longest) {
			longest = piece
		}
	}
	return longest
}

func (o *Owners) skip(line int, why string) {
	o.Skipped = append(o.Skipped, Finding{Line: line, Col: 1, Message: why, Warning: true})
}

// OwnedBy is who owns a file.
type OwnedBy struct {
	Names []string // logins and "org/team", in lower case and without @; e-mail addresses are left out
	Line  int      // of the CODEOWNERS file that says so
}

// Of returns who owns each of the files. Files nobody owns are left out, and
// the last ones where looking has taken too long.
func (o Owners) Of(files []string) map[string]OwnedBy {
	found := map[string]OwnedBy{}
	looks := 0
	for _, f := range files {
		r, ok := o.last(strings.TrimPrefix(f, "/"), &looks)
		if !ok || looks > maxOwnersLooks {
			continue
		}
		by := OwnedBy{Line: r.LineNumber}
		for _, owner := range r.Owners {
			if owner.Type != codeowners.EmailOwner {
				by.Names = append(by.Names, fold(owner.Value))
			}
		}
		if len(by.Names) > 0 {
			found[f] = by
		}
	}
	return found
}

// maxOwnersNames is how many different owners [Owners.Names] tells.
const maxOwnersNames = 200

// Names are all owners the file names, as in [OwnedBy], sorted; the first ones
// where there are very many.
func (o Owners) Names() []string {
	seen := map[string]bool{}
	for _, r := range o.rules {
		for _, owner := range r.Owners {
			if owner.Type != codeowners.EmailOwner {
				seen[fold(owner.Value)] = true
			}
		}
	}
	names := slices.Sorted(maps.Keys(seen))
	return names[:min(len(names), maxOwnersNames)]
}

// last is the last line that matches a file.
func (o Owners) last(file string, looks *int) (ownersRule, bool) {
	for _, r := range slices.Backward(o.rules) {
		if !strings.Contains(file, r.piece) {
			continue
		}
		if *looks++; *looks > maxOwnersLooks {
			break
		}
		if ok, err := r.Match(file); ok && err == nil {
			return r, true
		}
	}
	return ownersRule{}, false
}
