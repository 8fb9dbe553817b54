package matching

import "time"

// PersonID names a person without saying who it is: "p00017" in the published
// histories, the decimal numeric account id in live repositories. It is opaque
// here; only equality and, for ties, string order are used.
type PersonID string

// Change is one merged change.
type Change struct {
	// ID is the commit id, or whatever identifies the change to its source.
	ID string
	// Time is when the change was merged; whole seconds count.
	Time time.Time
	// Author wrote the change.
	Author PersonID
	// Reviewers reviewed it. The author is ignored here, and so are repetitions.
	Reviewers []PersonID
	// Files holds every path added, removed or modified, relative to the
	// repository root with "/" between components; a rename lists both paths.
	Files []string
	// Renames says which of the files moved, where the source tells; experience
	// moves with them.
	Renames []Rename
	// Large marks a change of so many files that its paths say nothing about
	// experience. It counts as activity of its people only.
	Large bool
}

// day is the unit of half-lives and windows, in seconds.
const day = 24 * 60 * 60

// window is how far back somebody counts as active, in seconds.
const window = 365 * day
