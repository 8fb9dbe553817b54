package config

// Source says which file is read.
type Source int

// The files there are.
const (
	AnyFile   Source = iota // not known: what counts in one of them only is taken with a warning
	OwnerFile               // of the owner's .github repository, for all repositories
	RepoFile                // of a repository, for itself
)

// Options is what is known about a file beside its text. The zero value is a
// file nothing else is known about.
type Options struct {
	Source Source
	Owner  *House   // what the owner's file says, for a RepoFile: its locked keys are errors; nil: not known
	Paths  []string // files of the repository: a glob that fits none of them is a warning; nil: not known
}
