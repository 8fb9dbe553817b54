package config

// MaxOwnersBytes is the size of a CODEOWNERS file up to which GitHub reads it:
// https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
const MaxOwnersBytes = 3 << 20

// OwnersPaths are the places of a CODEOWNERS file; the first that exists counts.
func OwnersPaths() []string {
	return []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}
}

// Owners is a CODEOWNERS file: a hint who knows which part of the code. The
// last line that matches a file counts. A line that cannot be read is left out,
// and never hides the others.
type Owners struct {
	// Skipped are the lines that were left out, as warnings with their place.
	Skipped []Finding
}

// ParseOwners reads a CODEOWNERS file.
func ParseOwners(text []byte) Owners { return Owners{} }

// Of returns the owners of each file: logins and "org/team", in lower case and
// without @. A file without owners is left out; e-mail addresses are.
func (o Owners) Of(files []string) map[string][]string { return nil }
