package githistory

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
)

// mapping is what a line of .mailmap must hold to mean anything to git
// (gitmailmap(5)).
var mapping = regexp.MustCompile(`<[^<>]*>`)

// badMailmap returns the numbers of the lines of .mailmap that git passes over
// without a word; none where there is no such file. Git reads the one in the
// work tree, or HEAD's in a repository without one.
func (g git) badMailmap(ctx context.Context) (lines []int) {
	text, err := os.ReadFile(filepath.Join(g.dir, ".mailmap"))
	if err != nil {
		if text, err = g.command(ctx, "cat-file", "blob", "HEAD:.mailmap").Output(); err != nil {
			return nil
		}
	}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' && !mapping.Match(line) {
			lines = append(lines, n)
		}
	}
	return lines
}
